"""The page on the coding: what was coded twice and where it differs, and how the program does.

The program is the one that proposes topics, tried on texts that it was not made from.
"""

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis.agreement import RELY, coded_twice, interval, kinds, statistics
from parley.analysis.fact import fact

AIM = 0.85  # F1 of the program
RUNS = ("first_terms", "first", "proposed")
DRAWS = 2000
STATED = {
    "rely": "rely",
    "tentative": "tentative",
    "merge or drop": "under the limit",
    "too few": "too few to judge",
    "no variation": "too few to judge",
}
DEPTH = {"full": "whole text", "opening": "opening", "reported": "reports"}


class Agreement(
    fact("codings accounts meetings topics either both share low high alike neither whole holds")
):
    """What two codings of the same accounts found, in counts; all None where none was coded twice.

    Attributes
    ----------
    codings, accounts, meetings, topics : int or None
        What was coded twice.
    either, both : int or None
        Topics found by one coding or the other, and by both.
    share, low, high : float or None
        Both of either, with its interval over meetings.
    alike : float or None
        Codings that are alike.
    neither : float or None
        Of those that are alike, the share in which neither found the topic.
    whole : int or None
        Accounts whose whole text the later reading had.
    holds : tuple
    """


class Judged(fact("judged rely sure label alpha whole_label whole_alpha gap holds")):
    """How the topics fare: how many can be judged and relied on, and the one coded worst.

    ``sure`` are those of the ``rely`` whose interval does not reach under the limit.
    """


class Never(fact("first_year last_year accounts reported done published holds")):
    """Accounts of which none was coded twice: the years, those known from reports; and all."""


def differences(both: pd.DataFrame, meetings: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return each coding on which the readings differ, newest meeting first.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it.
    meetings, topics : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        start_date, title, side and its name, label, found_by (earlier, later), basis_first,
        basis_second and the two in words, page (the meeting's page).
    """
    unlike = both[both["first"] != both["second"]].merge(topics[["topic", "label"]], on="topic")
    unlike = unlike.merge(meetings[["meeting_id", "start_date", "title"]], on="meeting_id")
    unlike["found_by"] = np.where(unlike["first"], "earlier", "later")
    unlike["name"] = unlike["side"].map(sides.names())
    unlike["earlier_read"] = unlike["basis_first"].map(DEPTH)
    unlike["later_read"] = unlike["basis_second"].map(DEPTH)
    unlike["page"] = "../../meetings/" + unlike["meeting_id"] + "/index.html"
    order = ["start_date", "meeting_id", "side", "label"]
    unlike = unlike.sort_values(order, ascending=[False, True, False, True], ignore_index=True)
    shown = ["start_date", "title", "side", "name", "label", "found_by", "basis_first"]
    return unlike[[*shown, "basis_second", "earlier_read", "later_read", "page"]]


def blank_sheet(
    both: pd.DataFrame, meetings: pd.DataFrame, sources: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """Return a sheet on which a person can code the same accounts: a row each, topics blank.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it; the accounts whose whole text was read come on the sheet.
    meetings, sources, topics : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        meeting_id, start_date, title, side, url, and a blank column per topic.
    """
    whole = both[both["basis_second"] == "full"].drop_duplicates(["meeting_id", "side"])
    sheet = whole[["meeting_id", "side", "source_second"]].merge(
        meetings[["meeting_id", "start_date", "title"]], on="meeting_id"
    )
    sheet = sheet.merge(
        sources[["source_id", "url"]], left_on="source_second", right_on="source_id", how="left"
    )
    sheet = sheet.sort_values(["start_date", "meeting_id", "side"], ignore_index=True)
    shown = sheet[["meeting_id", "start_date", "title", "side", "url"]]
    return shown.assign(**dict.fromkeys(topics["topic"], ""))


def found(both: pd.DataFrame) -> Agreement:
    """Return what both codings found of what either did, with an interval over meetings.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it.
    """
    if both.empty:
        return Agreement()
    accounts = both.drop_duplicates(["meeting_id", "side"])
    found = np.column_stack([both["first"] & both["second"], both["first"] | both["second"]])
    drawn = _drawn_anew(found, both["meeting_id"], 0)
    n, either = map(int, found.sum(axis=0))
    with np.errstate(invalid="ignore"):  # 0/0 is the missing value wanted
        low, high = interval(drawn[:, 0] / drawn[:, 1], 0.95)
    share = n / either if either else None
    same = both["first"] == both["second"]
    neither = int((same & ~both["first"]).sum()) / max(int(same.sum()), 1)
    whole = int((accounts["basis_second"] == "full").sum())
    holds = () if share is None else ((low, "<=", share), (share, "<=", high))
    return Agreement(
        len(both), len(accounts), accounts["meeting_id"].nunique(), both["topic"].nunique(),
        either, n, share, low, high, float(same.mean()), neither, whole, holds,
    )  # fmt: skip


def _drawn_anew(cells: np.ndarray, of: pd.Series, seed: int) -> np.ndarray:
    """Return the sums of yes and no over lists of meetings or texts drawn anew."""
    sums = pd.DataFrame(cells.astype(int)).groupby(of.to_numpy()).sum().to_numpy()
    even = np.full(len(sums), 1 / len(sums))
    return np.random.default_rng(seed).multinomial(len(sums), even, DRAWS) @ sums


def judged(table: pd.DataFrame) -> Judged:
    """Return how the topics of `per_topic` fare."""
    own = table[~table["reading"].isin(["too few", "no variation"])]
    rely, sure = (int((own[name] >= RELY).sum()) for name in ("alpha", "alpha_low"))
    if own.empty:
        return Judged(0, 0, 0, None, None, None, None, None)
    worst = own.loc[own["alpha"].idxmin()]
    whole = own.dropna(subset="alpha_full").sort_values("alpha_full").head(1)
    named = (None, None) if whole.empty else whole.iloc[0][["label", "alpha_full"]]
    gap = float((table["share_first"] - table["share_second"]).abs().max())
    return Judged(len(own), rely, sure, worst["label"], float(worst["alpha"]), *named, gap)


def twice(codings: pd.DataFrame, accounts: pd.DataFrame, meetings: pd.DataFrame) -> pd.DataFrame:
    """Return how many published accounts were coded twice, by year and by how far they were read.

    Returns
    -------
    DataFrame
        ``by`` (Year, Read, Side), ``group``, ``accounts``, ``coded_twice`` and ``coded_share``.
    """
    own = accounts[accounts["published"] == "yes"].merge(
        meetings.loc[meetings["status"] == "held", ["meeting_id", "start_date"]], on="meeting_id"
    )
    done = pd.MultiIndex.from_frame(coded_twice(codings)[["meeting_id", "side"]].drop_duplicates())
    own["coded_twice"] = pd.MultiIndex.from_frame(own[["meeting_id", "side"]]).isin(done)
    own["Year"] = own["start_date"].dt.year.astype(str)
    own["Read"], own["Side"] = own["read"].map(DEPTH), own["side"].map(sides.names())
    parts = []
    for by in ("Year", "Read", "Side"):
        sums = own.groupby(by)["coded_twice"].agg(accounts="size", coded_twice="sum")
        parts.append(sums.rename_axis("group").reset_index().assign(by=by))
    counts = pd.concat(parts, ignore_index=True)
    counts["coded_share"] = counts["coded_twice"] / counts["accounts"]
    return counts[["by", "group", "accounts", "coded_twice", "coded_share"]]


def never(counts: pd.DataFrame) -> Never:
    """Return the first years, one after the other, of which no account was coded twice."""
    years = counts[counts["by"] == "Year"].sort_values("group")
    first = years[years["coded_twice"].eq(0).cummin()]
    reported = counts[(counts["group"] == DEPTH["reported"]) & (counts["coded_twice"] == 0)]
    known = None if reported.empty else int(reported["accounts"].iloc[0])
    done = int(years["coded_twice"].sum()), int(years["accounts"].sum())
    if first.empty:
        return Never(None, None, None, known, *done)
    ends = (int(first["group"].iloc[n]) for n in (0, -1))
    zero = (int(first["coded_twice"].sum()), "==", 0)
    return Never(*ends, int(first["accounts"].sum()), known, *done, (zero,))


class Reported(fact("sensitivity false_positive holds")):
    """How often a reading from reports finds what the whole text has, and what it has not."""


def reported(rates: pd.DataFrame) -> Reported:
    """Return the rates of reports of `detection.rates`; all None where none was measured."""
    row = rates[rates["depth"] == "reported"].iloc[0]
    if not row["there"]:
        return Reported()
    return Reported(float(row["sensitivity"]), float(row["false_positive"]))


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
    counts = kinds(truth, proposed).sum(axis=0)
    right, missed, added, _ = map(int, counts)
    told = statistics(counts)
    return {
        "right": right,
        "added": added,
        "missed": missed,
        "precision": right / (right + added) if right + added else np.nan,
        "recall": right / (right + missed) if right + missed else np.nan,
        "f1": float(told["f1"]),
        "alpha": float(told["alpha"]),
    }


def per_topic(scores: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the accuracy of the dictionary at its first test, by topic.

    Parameters
    ----------
    scores, topics : DataFrame
        The tables ``coder_scores`` and ``topics``.

    Returns
    -------
    DataFrame
        topic, label, texts, labelled and found (counts of texts), and the columns of
        `accuracy`; highest F1 on top.
    """
    labels, run = topics.set_index("topic")["label"], RUNS[0]
    columns = ["topic", "label", "texts", "labelled", "found", "right", "added", "missed",
               "precision", "recall", "f1", "alpha"]  # fmt: skip
    rows = [
        {"topic": topic, "label": labels[topic], "texts": len(part)}
        | {"labelled": int(part["truth"].sum()), "found": int(part[run].sum())}
        | accuracy(part["truth"], part[run])
        for topic, part in scores.groupby("topic", sort=True)
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["f1", "label"], ascending=[False, True], ignore_index=True)


def f1_interval(scores: pd.DataFrame, run: str) -> tuple[float, float]:
    """Return the ends of a 95% interval of F1, from drawing the texts anew with a fixed seed."""
    cells = kinds(scores["truth"], scores[run])
    return interval(statistics(_drawn_anew(cells, scores["text_id"], 20261129))["f1"], 0.95)


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
