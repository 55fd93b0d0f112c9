"""The page on the two codings: what was coded twice, how it came out, and where they differ."""

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis.agreement import RELY, coded_twice, interval
from parley.analysis.fact import fact

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


def found(both: pd.DataFrame, draws: int = 2000, seed: int = 0) -> Agreement:
    """Return what both codings found of what either did, with an interval over meetings.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it.
    """
    if both.empty:
        return Agreement()
    accounts = both.drop_duplicates(["meeting_id", "side"])
    kinds = np.column_stack([both["first"] & both["second"], both["first"] | both["second"]])
    rng = np.random.default_rng(seed)
    sums = pd.DataFrame(kinds.astype(int)).groupby(both["meeting_id"].to_numpy()).sum().to_numpy()
    drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), draws) @ sums
    n, either = int(kinds[:, 0].sum()), int(kinds[:, 1].sum())
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
