"""How many meetings each month and year held, where, and in which manner."""

from collections.abc import Sequence

import pandas as pd

from parley import sides
from parley.analysis.topics.windows import Window

MANNERS = {
    "prc": "In {the_prc}",
    "us": "In {the_us}",
    "third": "In a third country",
    "call": "By phone",
    "video": "By video",
    "unknown": "In person, place not known",
}
IN_PERSON = ("prc", "us", "third", "unknown")


def manner_names() -> dict[str, str]:
    """Return what each manner is called."""
    return sides.filled(MANNERS)


def rhythm(held: pd.DataFrame, span: Window) -> pd.DataFrame:
    """Return the meetings held in each month of each year that the dates touch.

    Returns
    -------
    DataFrame
        Twelve rows a year, none left out: ``year``, ``month`` (1–12), ``period`` (Period[M]),
        ``meetings`` (Int64; 0 where looked at and none found, missing where not covered) and
        ``cover`` (covered, partly, not_covered).
    """
    first, last = span.first.year, span.last.year
    periods = pd.period_range(f"{first}-01", f"{last}-12", freq="M", name="period")
    found = held["start_date"].dt.to_period("M").value_counts()
    counts = found.reindex(periods, fill_value=0).astype("Int64").array
    table = pd.DataFrame({"period": periods, "meetings": counts, "cover": span.cover(periods)})
    table = table.assign(
        year=table["period"].dt.year,
        month=table["period"].dt.month,
        meetings=table["meetings"].where(table["cover"] != "not_covered"),
    )
    return table[["year", "month", "period", "meetings", "cover"]]


def manner(held: pd.DataFrame) -> pd.Series:
    """Return how and where each meeting was held: a key of `MANNERS`.

    Parameters
    ----------
    held : DataFrame
        ``format``, and ``host`` (us, prc, third; missing where not known), as ``rec.hosts`` says.

    Notes
    -----
    A meeting in person whose country no source gives is ``unknown``, never guessed.
    """
    where = held["host"].fillna("unknown")
    return where.where(held["format"] == "in_person", held["format"]).rename("manner")


def manners_by_year(held: pd.DataFrame, span: Window) -> pd.DataFrame:
    """Return the meetings of each manner in each year.

    Returns
    -------
    DataFrame
        One row per ``manner`` (in the order of `MANNERS`) and ``year``: ``meetings`` (Int64,
        missing in a year that is not covered at all) and ``cover``.
    """
    years = span.periods("year")
    counts = pd.DataFrame({"manner": manner(held), "year": held["start_date"].dt.year})
    counts = counts.groupby(["manner", "year"]).size()
    every = pd.MultiIndex.from_product([MANNERS, years.year], names=["manner", "year"])
    table = counts.reindex(every, fill_value=0).astype("Int64").rename("meetings").reset_index()
    table["cover"] = table["year"].map(dict(zip(years.year, span.cover(years), strict=True)))
    return table.assign(meetings=table["meetings"].where(table["cover"] != "not_covered"))


def manner_totals(held: pd.DataFrame) -> dict[str, int]:
    """Return the number of meetings of each manner, all keys of `MANNERS` there, and ``held``."""
    counts = manner(held).value_counts()
    return {key: int(counts.get(key, 0)) for key in MANNERS} | {"held": len(held)}


def acts(policy_events: pd.DataFrame, span: Window, ids: Sequence[str]) -> pd.DataFrame:
    """Return the dated acts that are marked beside the meetings, oldest first.

    Parameters
    ----------
    policy_events : DataFrame
        The table of that name.
    ids : sequence of str
        Keys of the acts asked for; one that the record lacks, or that lies outside the dates,
        has no row.

    Returns
    -------
    DataFrame
        ``event_id``, ``date``, ``title``, ``source_id``.
    """
    own = policy_events[policy_events["event_id"].isin(list(ids))]
    own = own[own["date"].between(span.first, span.last)].sort_values(["date", "event_id"])
    return own[["event_id", "date", "title", "source_id"]].reset_index(drop=True)


def around(held: pd.DataFrame, dates: pd.DataFrame, channels: Sequence[str]) -> pd.DataFrame:
    """Return meetings between the first and the last act, and in as many days before and after.

    Parameters
    ----------
    dates : DataFrame
        As `acts` returns it; with fewer than two acts there is nothing between.
    channels : sequence of str
        Channels in the order of the rows.

    Returns
    -------
    DataFrame
        ``channel``, ``before``, ``between``, ``after`` (int). The first act's day belongs to
        between, the last one's to after; the three spans have the same number of days. Empty
        with fewer than two acts.
    """
    columns = ["channel", "before", "between", "after"]
    if len(dates) < 2:
        return pd.DataFrame(columns=columns)
    start, stop = dates["date"].iloc[0], dates["date"].iloc[-1]
    edges = [start - (stop - start), start, stop, stop + (stop - start)]
    cut = pd.cut(held["start_date"], edges, right=False, labels=columns[1:])
    counts = pd.crosstab(held["channel"], cut, dropna=False)
    counts = counts.reindex(index=list(channels), columns=columns[1:], fill_value=0)
    return counts.rename_axis("channel").reset_index().rename_axis(columns=None)


def called_off(meetings: pd.DataFrame, span: Window, channel: str | None = None) -> pd.DataFrame:
    """Return the meetings that were cancelled or postponed, oldest first; never counted as held."""
    off = meetings[meetings["status"] != "held"]
    off = off[off["start_date"].between(span.first, span.last)]
    if channel:
        off = off[off["channel"] == channel]
    return off.sort_values(["start_date", "meeting_id"]).reset_index(drop=True)
