"""Agreement of the two codings, topic by topic, and where they differ."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from parley.analysis.reliability_report import FEWEST_POSITIVES, RELY, report, statistics

UNIT = ["meeting_id", "side", "topic"]
CODERS = ("first", "second")
TAG = " (tentative)"


def coded_twice(codings: pd.DataFrame, whole: bool = False) -> pd.DataFrame:
    """Return each meeting, side and topic that both readings coded, a row each.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.
    whole : bool
        Only accounts whose whole text the second reading had.

    Returns
    -------
    DataFrame
        meeting_id, side, topic; first and second (bool); basis_first, basis_second (full,
        opening or reported); source_first, source_second. Empty if nothing was coded twice.
    """
    columns = {"value": "", "basis": "basis_", "source_id": "source_"}
    parts = [
        codings[codings["coder"] == coder]
        .set_index(UNIT)[list(columns)]
        .rename(columns={name: f"{start}{coder}" for name, start in columns.items()})
        for coder in CODERS
    ]
    both = parts[0].join(parts[1], how="inner").reset_index()
    both = both.astype(dict.fromkeys(CODERS, bool))
    return both[both["basis_second"] == "full"].reset_index(drop=True) if whole else both


def cells(both: pd.DataFrame) -> pd.DataFrame:
    """Return per topic how many units both readings call positive, one alone, or neither.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it.

    Returns
    -------
    DataFrame
        Index topic; columns both, first_only, second_only, neither (counts).
    """
    first, second = both["first"], both["second"]
    kinds = {
        "both": first & second,
        "first_only": first & ~second,
        "second_only": ~first & second,
        "neither": ~first & ~second,
    }
    return pd.DataFrame(kinds).groupby(both["topic"]).sum().astype(int)


def _told(both: pd.DataFrame) -> pd.DataFrame:
    counted = cells(both)
    told = pd.DataFrame(statistics(counted.to_numpy()), index=counted.index)
    positives = np.minimum(
        counted["both"] + counted["first_only"], counted["both"] + counted["second_only"]
    )
    return told.assign(judged=positives >= FEWEST_POSITIVES)


def tentative_topics(codings: pd.DataFrame, limit: float = RELY) -> list[str]:
    """Return the topics on which the two readings agree too little to be relied upon.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.
    limit : float
        Krippendorff's alpha under which a topic is tentative.

    Returns
    -------
    list of str
        Keys of topics, the least agreed first; a topic that either reading found in under ten
        accounts is not among them: see `untested_topics`.

    Notes
    -----
    Krippendorff, Content Analysis, 2004, s. 11.4: rely from 0.800, tentative from 0.667; a topic
    under that would be merged or dropped, and until then carries the same mark.
    """
    told = _told(coded_twice(codings))
    return told[told["judged"] & (told["alpha"] < limit)].sort_values("alpha").index.tolist()


def untested_topics(codings: pd.DataFrame) -> list[str]:
    """Return the topics that either reading found in under ten accounts: too few to judge."""
    told = _told(coded_twice(codings))
    return sorted(told[~told["judged"]].index)


def marked(labels: pd.Series, topics: pd.Series, tentative: Iterable[str]) -> pd.Series:
    """Return labels with "(tentative)" behind those of tentative topics.

    Examples
    --------
    >>> marked(pd.Series(["Trade", "Climate"]), pd.Series(["trade", "climate"]), ["climate"])[1]
    'Climate (tentative)'
    """
    return labels.where(~topics.isin(list(tentative)), labels + TAG)


def per_topic(codings: pd.DataFrame, topics: pd.DataFrame, draws: int = 2000) -> pd.DataFrame:
    """Return the agreement of the two readings on each topic, the most agreed on top.

    Parameters
    ----------
    codings, topics : DataFrame
        The tables of these names.
    draws : int
        Resampled lists of meetings behind each interval.

    Returns
    -------
    DataFrame
        topic, label, and the columns of `reliability.report`; first_only, second_only; units_full,
        alpha_full and alpha_full_low, alpha_full_high for the accounts whose whole text the
        second reading had. Empty if nothing was coded twice.
    """
    both = coded_twice(codings)
    if both.empty:
        return pd.DataFrame(columns=["topic", "label", "alpha", "reading"])
    whole = both[both["basis_second"] == "full"]
    columns = ["units", "alpha", "alpha_low", "alpha_high"]
    full = report(long(whole), draws=draws).set_index("topic")[columns].add_suffix("_full")
    full = full.rename(
        columns={"alpha_low_full": "alpha_full_low", "alpha_high_full": "alpha_full_high"}
    )
    table = report(long(both), draws=draws).join(full, on="topic")
    table = table.join(cells(both)[["first_only", "second_only"]], on="topic")
    table = table.merge(topics[["topic", "label"]], on="topic")
    return table.sort_values(["alpha", "label"], ascending=[False, True], ignore_index=True)


def long(both: pd.DataFrame) -> pd.DataFrame:
    """Return units coded twice as a row per coder, as `reliability.report` takes them."""
    parts = [both[UNIT].assign(coder=coder, value=both[coder]) for coder in CODERS]
    return pd.concat(parts, ignore_index=True)


def facts(both: pd.DataFrame, table: pd.DataFrame) -> dict[str, Any]:
    """Return what the sentences of the page say: counts, and the topics by how they fare.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it.
    table : DataFrame
        As `per_topic` returns it.
    """
    accounts = both.drop_duplicates(["meeting_id", "side"])
    judged = table[~table["reading"].isin(["too few", "no variation"])]
    return {
        "codings": len(both),
        "accounts": len(accounts),
        "meetings": accounts["meeting_id"].nunique(),
        "topics": both["topic"].nunique(),
        "agreed": int((both["first"] == both["second"]).sum()),
        "both": int((both["first"] & both["second"]).sum()),
        "either": int((both["first"] | both["second"]).sum()),
        "whole": int((accounts["basis_second"] == "full").sum()),
        "judged": judged,
        "rely": judged[judged["reading"] == "rely"],
        "tentative": judged[judged["reading"] != "rely"],
        "untested": table[table["reading"] == "too few"],
    }


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
        start_date, title, side, label, found_by (earlier, later), basis_first, basis_second,
        page (the meeting's page).
    """
    unlike = both[both["first"] != both["second"]].merge(topics[["topic", "label"]], on="topic")
    unlike = unlike.merge(meetings[["meeting_id", "start_date", "title"]], on="meeting_id")
    unlike["found_by"] = np.where(unlike["first"], "earlier", "later")
    unlike["page"] = "../../meetings/" + unlike["meeting_id"] + "/index.html"
    order = ["start_date", "meeting_id", "side", "label"]
    unlike = unlike.sort_values(order, ascending=[False, True, False, True], ignore_index=True)
    shown = ["start_date", "title", "side", "label", "found_by", "basis_first", "basis_second"]
    return unlike[[*shown, "page"]]


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
