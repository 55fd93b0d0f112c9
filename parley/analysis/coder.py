"""How well the program that proposes topics does on texts that it was not made from."""

from typing import Any

import numpy as np
import pandas as pd

from parley.analysis.reliability_report import statistics
from parley.analysis.sentences import plural, say

AIM = 0.85
F1 = {"measure": "F1"}  # a name; a template holds no digits of its own
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


def facts(scores: pd.DataFrame, texts: pd.DataFrame) -> dict[str, Any]:
    """Return what the page says of the test.

    Parameters
    ----------
    scores, texts : DataFrame
        The tables ``coder_scores`` and ``coding_texts``.

    Returns
    -------
    dict
        texts and hard (counts); for each of ``first_terms``, ``first`` and ``proposed`` the
        `accuracy` over all texts and topics; plain and adversarial, that of ``proposed`` on
        each kind of text.
    """
    whole = scores.merge(texts[["text_id", "kind"]], on="text_id")
    known: dict[str, Any] = {
        "texts": len(texts),
        "hard": int((texts["kind"] == "adversarial").sum()),
    }
    known |= {run: accuracy(scores["truth"], scores[run]) for run in RUNS}
    for kind in ("plain", "adversarial"):
        part = whole[whole["kind"] == kind]
        known[kind] = accuracy(part["truth"], part["proposed"])
    return known


def title(known: dict[str, Any]) -> dict[str, Any]:
    """Return how the dictionary did when it was first tested."""
    f1 = known["first_terms"]["f1"]
    if not known["texts"] or np.isnan(f1):
        return say("The program has not been tested", [(known["texts"], ">=", 0)])
    how = "reaches" if f1 >= AIM else "misses"
    return say(
        f"On {{texts}} {{word}} unseen, the dictionary’s {{measure}} of {{f1:.2f}} {how} the aim "
        "of {aim:.2f}",
        [(f1, ">=" if f1 >= AIM else "<", AIM)],
        texts=known["texts"], word=plural(known["texts"], "text"), f1=f1, aim=AIM, **F1,
    )  # fmt: skip


def sentences(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the test found: at first, now, and on the two kinds of text."""
    if not known["texts"]:
        return [say("No text has been coded for a test.", [(known["texts"], "==", 0)])]
    return [_at_first(known["first_terms"]), _whole(known), _by_kind(known)]


def _at_first(terms: dict[str, float]) -> dict[str, Any]:
    return say(
        "At its first test the dictionary’s precision was {p:.2f}, its recall {r:.2f}, {measure} "
        "{f1:.2f} and alpha {alpha:.2f}, over all texts and topics.",
        [(terms["right"], ">=", 0)],
        p=terms["precision"], r=terms["recall"], f1=terms["f1"], alpha=terms["alpha"], **F1,
    )  # fmt: skip


def _whole(known: dict[str, Any]) -> dict[str, Any]:
    terms, first, now = (known[run]["f1"] for run in RUNS)
    told = {"first": first, "now": now} | F1
    if first >= min(terms, now):
        return say("The program had {measure} {first:.2f} at first, now {now:.2f}.", **told)
    return say(
        "The program as a whole did worse at first, {measure} {first:.2f}, as it refused short "
        "texts that name one side alone. That rule was then changed, with the texts known; the "
        "dictionary was not. {measure} is now {now:.2f}, which is no test on unseen texts.",
        [(first, "<", terms), (first, "<", now)],
        **told,
    )


def _by_kind(known: dict[str, Any]) -> dict[str, Any]:
    plain, hard = known["plain"], known["adversarial"]
    return say(
        "Its {measure} is {plain:.2f} on plain texts and {hard:.2f} on the {count} written to "
        "mislead it, where it proposes {added} topics that their author does not.",
        [(hard["added"], ">=", 0)],
        plain=plain["f1"], hard=hard["f1"], count=known["hard"], added=hard["added"], **F1,
    )  # fmt: skip


def topic_table(scored: pd.DataFrame) -> dict[str, Any]:
    """Return the accuracy by topic as a table."""
    if scored.empty:
        return {"frame": pd.DataFrame({"Topic": ["Nothing was tested"]})}
    heads = {
        "label": "Topic", "labelled": "Labelled", "found": "Found", "right": "Right",
        "precision": "Precision", "recall": "Recall", "f1": "F1", "alpha": "Alpha",
    }  # fmt: skip
    return {
        "frame": scored,
        "shown": scored[list(heads)],
        "labels": heads,
        "formats": dict.fromkeys(("precision", "recall", "f1", "alpha"), ".2f"),
    }
