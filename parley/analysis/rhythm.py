"""How many meetings each month and year held, where, and in which manner."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis.fact import fact
from parley.analysis.topics.accounts import Window
from parley.analysis.waits import cover

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


def rhythm(
    held: pd.DataFrame, span: Window, spans: Mapping[str, Window] | None = None
) -> pd.DataFrame:
    """Return the meetings held in each month of each year that the dates touch.

    Parameters
    ----------
    held : DataFrame
        Meetings to count.
    span, spans : Window and dict of Window
        As for `waits.cover`.

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
    table = pd.DataFrame({"period": periods, "meetings": counts})
    table = table.assign(
        cover=cover(periods, table["meetings"], span, spans),
        year=table["period"].dt.year,
        month=table["period"].dt.month,
    )
    table["meetings"] = table["meetings"].where(table["cover"] != "not_covered")
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


def manners_by_year(
    held: pd.DataFrame, span: Window, spans: Mapping[str, Window] | None = None
) -> pd.DataFrame:
    """Return the meetings of each manner in each year, of dates as `rhythm` takes them.

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
    found = held["start_date"].dt.year.value_counts().reindex(years.year, fill_value=0)
    covers = dict(zip(years.year, cover(years, found, span, spans), strict=True))
    table["cover"] = table["year"].map(covers)
    return table.assign(meetings=table["meetings"].where(table["cover"] != "not_covered"))


class Manners(fact("held met prc us third unknown apart host_note holds")):
    """How many meetings were held in which manner; the holds say that each has one.

    ``host_note`` is what must be known of who counts as host.
    """


def manner_totals(held: pd.DataFrame) -> Manners:
    """Return the number of meetings in person, by host, and of those by phone or video."""
    counts = manner(held).value_counts()
    prc, us, third, unknown = (int(counts.get(key, 0)) for key in IN_PERSON)
    met, apart = prc + us + third + unknown, int(counts.get("call", 0) + counts.get("video", 0))
    check = (met + apart, "==", len(held), "each meeting has one manner")
    return Manners(len(held), met, prc, us, third, unknown, apart, sides.host_note(), (check,))


class Fullest(fact("month count empty total held holds")):
    """The month with the most meetings, and how many covered months have none.

    Attributes
    ----------
    month : Period or None
        None where no month stands alone at the top.
    count : int or None
        Its meetings; of several months that share the top, those of each.
    empty, total, held : int or None
        Covered months without a meeting, covered months, and meetings; None if none is covered.
    """


def fullest(months: pd.DataFrame) -> Fullest:
    """Return the month of `rhythm` that holds the most meetings."""
    known = months[months["cover"] != "not_covered"]
    if known.empty:
        return Fullest()
    counts = known["meetings"].astype(int)
    top = known.loc[counts == counts.max(), "period"]
    month = top.iloc[0] if len(top) == 1 and counts.max() else None
    most, empty, total = map(int, (counts.max(), (counts == 0).sum(), counts.sum()))
    return Fullest(month, most, empty, len(known), total)


def acts(policy_events: pd.DataFrame, span: Window, asked: Mapping[str, str]) -> pd.DataFrame:
    """Return the dated acts that are marked beside the meetings, oldest first.

    Parameters
    ----------
    policy_events : DataFrame
        The table of that name.
    asked : dict of str
        The day of each act asked for, by its key; one that the record lacks, has on another day,
        as another record may, or that lies outside the dates, has no row.

    Returns
    -------
    DataFrame
        ``event_id``, ``date``, ``title``, ``source_id``.
    """
    days = pd.to_datetime(policy_events["event_id"].map(dict(asked)))
    own = policy_events[policy_events["date"] == days]
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


class Dip(fact("name before between after days start stop holds")):
    """The channel that met least between the acts, held against the spans before and after.

    Attributes
    ----------
    name : str or None
        None where no channel met less often between than on either side.
    before, between, after, days : int or None
        Its meetings in the three spans, and the days that each of them has.
    start, stop : Period or None
        Months of the first and the last act.
    """


def dip(compared: pd.DataFrame, dates: pd.DataFrame, names: Mapping[str, str]) -> Dip:
    """Return the channel of `around` that fell furthest between the acts."""
    depth = compared[["before", "after"]].min(axis=1) - compared["between"]
    if not len(depth) or depth.max() <= 0:
        return Dip()
    top = compared.loc[depth.idxmax()]
    counts = [int(top[key]) for key in ("before", "between", "after")]
    first, last = dates["date"].iloc[0], dates["date"].iloc[-1]
    holds = tuple((counts[1], "<", each) for each in (counts[0], counts[2]))
    name = names.get(top["channel"], top["channel"])
    return Dip(name, *counts, (last - first).days, first.to_period("M"), last.to_period("M"), holds)


class Spans(fact("before between after days start stop holds")):
    """The meetings of all channels in the three spans around the acts; None with fewer than two."""


def three_spans(compared: pd.DataFrame, dates: pd.DataFrame) -> Spans:
    """Return the sums of `around`, with the days that part the spans."""
    if len(dates) < 2:
        return Spans()
    sums = (int(compared[key].sum()) for key in ("before", "between", "after"))
    first, last = dates["date"].iloc[0], dates["date"].iloc[-1]
    return Spans(*sums, (last - first).days, first, last)


class CalledOff(fact("cancelled postponed n holds")):
    """How many meetings were cancelled, how many postponed."""


def off_totals(off: pd.DataFrame) -> CalledOff:
    """Return how many meetings of `called_off` were cancelled, and how many postponed."""
    counts = off["status"].value_counts()
    return CalledOff(int(counts.get("cancelled", 0)), int(counts.get("postponed", 0)), len(off))


def off_rows(off: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return what was called off as cells, the day in words and ``page`` its meeting's address."""
    return off.assign(
        when=[f"{day.day} {day:%B %Y}" for day in off["start_date"]],
        channel=off["channel"].map(dict(names)).fillna(off["channel"]),
        status=[status.capitalize() for status in off["status"]],
        page=[f"../../meetings/{each}/index.html" for each in off["meeting_id"]],
    )


def months_by_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return `rhythm` as a table: a row a year, a column a month."""
    wide = months.set_index(["year", "month"])["meetings"].unstack("month").reset_index()
    short = {number: f"{pd.Timestamp(2000, number, 1):%b}" for number in range(1, 13)}
    return wide.rename(columns=short).rename_axis(columns=None)


def manners_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return `manners_by_year` as a table: a row a year, a column a manner."""
    named = table.assign(manner=table["manner"].map(manner_names()), year=table["year"].astype(str))
    wide = named.set_index(["year", "manner"])["meetings"].unstack("manner")
    return wide[list(manner_names().values())].reset_index().rename_axis(columns=None)


def channels_by_year(
    table: pd.DataFrame, held: pd.DataFrame, span: Window, spans: Mapping[str, Window]
) -> pd.DataFrame:
    """Return the meetings of each channel of a board by year, in the board's order.

    A year of which no day of the channel was looked at has no number.
    """
    years, rows = span.periods("year"), table["channel"]
    counts = pd.crosstab(held["channel"], held["start_date"].dt.year)
    counts = counts.reindex(index=rows, columns=years.year, fill_value=0).astype("Int64")
    known = [[cover != "not_covered" for cover in spans[each].cover(years)] for each in rows]
    counts = counts.where(np.array(known, dtype=bool).reshape(counts.shape)).rename(columns=str)
    named = counts.reset_index().assign(channel=table["name"].to_numpy())
    return named.rename_axis(columns=None)


def called_off(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings that were cancelled or postponed, oldest first; never counted as held."""
    off = meetings[meetings["status"] != "held"]
    return off.sort_values(["start_date", "meeting_id"]).reset_index(drop=True)
