"""How well the program that proposes topics does on texts that it was not made from."""

import numpy as np
import pandas as pd

from parley.analysis.agreement import interval, statistics
from parley.analysis.fact import fact

AIM = 0.85
RUNS = ("first_terms", "first", "proposed")


def accuracy(truth: pd.Series, proposed: pd.Series) -> dict[str, float]:
    """Return precision, recall, F1 and Krippendorff's alpha of proposals beside labels.

    Parameters
    ----------
    truth, proposed : Series of 0 and 1
        Label and proposal of each text and topic.

    Returns
    -------
    dict of float
        right, added and missed (counts); precision, recall, f1 (0 to 1) and alpha (at most 1),
        missing where not defined: no proposal, no label, or nothing that varies.

    Notes
    -----
    van Rijsbergen, Information Retrieval, 1979, ch. 7; Krippendorff, Computing Krippendorff's
    Alpha-Reliability, 2011.

    Examples
    --------
    >>> found = accuracy(pd.Series([1, 1, 0, 0]), pd.Series([1, 0, 0, 0]))
    >>> found["precision"], found["recall"], round(found["f1"], 3), round(found["alpha"], 3)
    (1.0, 0.5, 0.667, 0.533)
    """
    yes, said = truth.to_numpy(dtype=bool), proposed.to_numpy(dtype=bool)
    counts = [
        int((a & b).sum()) for a, b in ((yes, said), (yes, ~said), (~yes, said), (~yes, ~said))
    ]
    right, missed, added, _ = counts
    told = statistics(np.array(counts))
    return {
        "right": right,
        "added": added,
        "missed": missed,
        "precision": right / (right + added) if right + added else np.nan,
        "recall": right / (right + missed) if right + missed else np.nan,
        "f1": float(told["f1"]),
        "alpha": float(told["alpha"]),
    }


def per_topic(scores: pd.DataFrame, topics: pd.DataFrame, run: str = "first_terms") -> pd.DataFrame:
    """Return the accuracy of one run by topic.

    Parameters
    ----------
    scores, topics : DataFrame
        The tables ``coder_scores`` and ``topics``.
    run : str
        ``first_terms`` (the dictionary at its first test), ``first`` (the program then), or
        ``proposed`` (the program as it now is).

    Returns
    -------
    DataFrame
        topic, label, texts, labelled and found (counts of texts), and the columns of
        `accuracy`; highest F1 on top.
    """
    labels = topics.set_index("topic")["label"]
    rows = [
        {"topic": topic, "label": labels[topic], "texts": len(part)}
        | {"labelled": int(part["truth"].sum()), "found": int(part[run].sum())}
        | accuracy(part["truth"], part[run])
        for topic, part in scores.groupby("topic", sort=True)
    ]
    columns = ["topic", "label", "texts", "labelled", "found", "right", "added", "missed",
               "precision", "recall", "f1", "alpha"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["f1", "label"], ascending=[False, True], ignore_index=True
    )


def f1_interval(
    scores: pd.DataFrame, run: str, draws: int = 2000, seed: int = 20261129
) -> tuple[float, float]:
    """Return the ends of a 95% interval of F1, from drawing the texts anew with a fixed seed."""
    yes, said = scores["truth"] == 1, scores[run] == 1
    cells = pd.DataFrame({"a": yes & said, "b": yes & ~said, "c": ~yes & said, "d": ~yes & ~said})
    by_text = cells.astype(int).groupby(scores["text_id"].to_numpy()).sum().to_numpy()
    rng, number = np.random.default_rng(seed), len(by_text)
    drawn = rng.multinomial(number, np.full(number, 1 / number), draws) @ by_text
    return interval(statistics(drawn)["f1"], 0.95)


class Tested(
    fact("texts hard precision recall f1 alpha low high first now plain misled added holds")
):
    """How the program did on texts that it was not made from; all None where there is none.

    Attributes
    ----------
    texts, hard : int or None
        Texts, and those written to mislead it.
    precision, recall, f1, alpha : float or None
        Of the dictionary at its first test, over all texts and topics.
    low, high : float or None
        Ends of the 95% interval of its F1, from drawing the texts anew.
    first, now : float or None
        F1 of the program as a whole, then and as it now is.
    plain, misled : float or None
        F1 of the program as it now is, on each kind of text.
    added : int or None
        Topics that it proposes on the texts written to mislead it and their author does not.
    holds : tuple
    """


def tested(scores: pd.DataFrame, texts: pd.DataFrame) -> Tested:
    """Return what the page says of the test.

    Parameters
    ----------
    scores, texts : DataFrame
        The tables ``coder_scores`` and ``coding_texts``.
    """
    if scores.empty or texts.empty:
        return Tested()
    terms, first, now = (accuracy(scores["truth"], scores[run]) for run in RUNS)
    kind = scores["text_id"].map(texts.set_index("text_id")["kind"])
    plain, hard = (
        accuracy(scores.loc[kind == each, "truth"], scores.loc[kind == each, "proposed"])
        for each in ("plain", "adversarial")
    )
    every = scores["text_id"].nunique() * scores["topic"].nunique()
    whole = ((len(scores), "==", every, "each text is scored on each topic"),)
    counts = len(texts), int((texts["kind"] == "adversarial").sum())
    named = (terms[name] for name in ("precision", "recall", "f1", "alpha"))
    others = (run["f1"] for run in (first, now, plain, hard))
    return Tested(*counts, *named, *f1_interval(scores, RUNS[0]), *others, hard["added"], whole)
