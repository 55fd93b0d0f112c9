"""When a monthly count turned from rising to falling, by several methods side by side."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd

from parley.analysis import breaks, events, joinpoint, months
from parley.analysis.deaths.facts import days_in, per_day, window
from parley.analysis.deaths.series import TAIL, require_monthly, trusted
from parley.analysis.fact import fact

MARGIN = 6
FEWEST = 4 * MARGIN  # months for a bend with a margin on both sides, and between two
QUARTER_MARGIN = 3
DRAWS, FEWER_DRAWS = 999, 199
STARTS = ("2015-01", "2017-01", "2019-01", "2020-07", "2021-01", "2021-07")
CANADA_FIRST = "2021-01"
_NO = (pd.NaT, pd.NaT, "")
PLACED = ["month", "low", "high", "open_end"]
COLUMNS = ["series", "method", *PLACED, "joins", "words"]


def counts_from(series: pd.DataFrame, first: str | None, tail: int = TAIL) -> pd.Series:
    """Return the counts that a fit may use: from `first`, without the last `tail` estimates.

    Parameters
    ----------
    series : DataFrame
        As from `monthly_series`.
    first : str or None
        First month, ``YYYY-MM``; the first there is if None.
    tail : int
        Estimates left out at the end.

    Returns
    -------
    Series of float
        Indexed by month; empty where the series ends before `first`.
    """
    kept = window(trusted(series, tail), first, None)
    if kept.empty:
        return pd.Series(index=pd.PeriodIndex([], freq="M"), dtype=float)
    return require_monthly(kept).astype(float)


def joins_wanted(counts: pd.Series, most: int = 3, draws: int = DRAWS, seed: int = 0) -> int:
    """Return how many joins the counts bear, by permutation; at least one is fitted.

    Nought where there are too few months for any.

    Notes
    -----
    Kim, Fay, Feuer & Midthune, Statistics in Medicine 2000;19:335.
    """
    if len(counts) < FEWEST:
        return 0
    found = joinpoint.by_permutation(counts, most=most, margin=MARGIN, draws=draws, seed=seed)
    return max(found.joins, 1)


def turn_from_joins(counts: pd.Series, joins: int) -> pd.Series | None:
    """Return the join at which growth turns from rising to falling, with its interval.

    Where several do, the one nearest to the highest month: a count may rise and fall again
    far below its top.

    Returns
    -------
    Series or None
        ``month``, ``low``, ``high`` (Period[M]), ``growth_before``, ``growth_after`` (per cent
        a year), ``broken``. None if no join lies between a rise and a fall.
    """
    if not joins:
        return None
    table = joinpoint.turns(counts, joins=joins, margin=MARGIN).table
    turned = table[(table["growth_before"] >= 0) & (table["growth_after"] < 0)]
    if turned.empty:
        return None
    top = counts.idxmax()
    nearest = min(turned.index, key=lambda row: abs((turned.loc[row, "month"] - top).n))
    return turned.loc[nearest]


class Bend(fact("month low high before? after? holds open_end", open_end="")):
    """A turn from rise to fall: its month, the months that fit almost as well, the growth.

    Attributes
    ----------
    month, low, high : Period or None
        The turn and its interval; None where no turn was found.
    before, after : float or None
        Growth in per cent a year; None where a table of opinions is all there is.
    open_end : str
        earlier, later or both, where the interval runs to the end of the months tried, so that
        it may go on; else empty.
    """


def joined(counts: pd.Series, joins: int) -> Bend:
    """Return the joinpoint's turn of a monthly count; empty where there is none."""
    if (row := turn_from_joins(counts, joins)) is None:
        return Bend()
    before, after = float(row["growth_before"]), float(row["growth_after"])
    holds = ((0, "<=", before, "a rise"), (after, "<", 0, "then a fall"))
    ends = open_end(row["open_low"], row["open_high"])
    return Bend(row["month"], row["low"], row["high"], before, after, holds, ends)


def open_end(low: bool, high: bool) -> str:
    """Return at which end an interval runs to the end of what was tried: see `Bend`."""
    ends = {(True, True): "both", (True, False): "earlier", (False, True): "later"}
    return ends.get((bool(low), bool(high)), "")


def first_turn(rows: pd.DataFrame) -> Bend:
    """Return the joinpoint's row of a table of opinions, as a turn without its growth."""
    row = rows[rows["method"] == "Joinpoint"].iloc[0]
    if pd.isna(row["month"]):
        return Bend()
    return Bend(row["month"], row["low"], row["high"], open_end=row["open_end"])


def turn_from_growth(counts: pd.Series, breaks_wanted: int, method: str) -> pd.Period | None:
    """Return the first month at the new pace, where mean growth turns from rising to falling.

    Parameters
    ----------
    counts : Series
        By month, no month missing.
    breaks_wanted : int
        How many breaks the dynamic programme looks for.
    method : {"dynamic programme", "PELT"}
        Which second opinion.

    Returns
    -------
    Period or None
        None where the method finds no break between a rise and a fall; of several the one
        nearest to the highest month.
    """
    growth = breaks.log_growth(counts)
    found = breaks.growth_breaks(counts, breaks_wanted, MARGIN)
    months = sorted(found.loc[found["method"] == method, "month"])
    edges = [growth.index[0], *months, growth.index[-1] + 1]
    means = [growth[(growth.index >= a) & (growth.index < b)].mean() for a, b in pairwise(edges)]
    both = zip(months, pairwise(means), strict=True)
    falls = [month for month, (before, after) in both if before >= 0 > after]
    top = counts.idxmax()
    return min(falls, key=lambda month: abs((month - top).n), default=None)


def opinions(counts: pd.Series, name: str, joins: int, seed: int = 0) -> pd.DataFrame:
    """Return when a monthly count turned, one row per method.

    Parameters
    ----------
    counts : Series
        As from `counts_from`.
    name : str
        What the series is called in the table.
    joins : int
        How many joins are fitted, as `joins_wanted` returns it; nought finds no turn.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        ``series``, ``method``, ``month``, ``low``, ``high`` (Period[M]; the last two missing
        where a method gives no interval), ``open_end`` (see `Bend`), ``joins`` (how many were
        fitted; missing for the peak), ``words`` (the month as text). A method that finds no turn
        has no month.

    Notes
    -----
    Joinpoint: month of the join, with the months that fit almost as well. Dynamic programme
    and PELT: first month at the new pace, on month-on-month growth. Peak: centre of the
    highest 5-month mean, with a block-bootstrap interval (blocks of 6). The peak comes a
    little before the turn by construction. Neighbouring months' errors are alike, so that
    intervals are too narrow: say "about".
    """
    turn = joined(counts, joins)
    place = (turn.month, turn.low, turn.high, turn.open_end) if turn.month else (pd.NaT, *_NO)
    rows = [(name, "Joinpoint", *place, joins)]
    for method, label in (("dynamic programme", "Dynamic programme"), ("PELT", "PELT")):
        month = turn_from_growth(counts, joins, method) if joins else None
        rows.append((name, label, pd.NaT if month is None else month, *_NO, joins))
    top = months.peak(counts, seed=seed) if joins else None
    # A mean that is highest at an end of the series shows a slope and no peak.
    place = (top.month, top.low, top.high, "") if top and not top.at_edge else (pd.NaT, *_NO)
    rows.append((name, "Peak of 5-month mean", *place, pd.NA))
    return _typed(rows)


def canada_opinion(quarters: pd.DataFrame, first: str, name: str = "Canada") -> pd.DataFrame:
    """Return when Canada's quarterly count turned: one join, with its interval, and its peak.

    Parameters
    ----------
    quarters : DataFrame
        As from `quarters`; the incomplete tail is left out.
    first : str
        First month of the fit, ``YYYY-MM``; never before 2021, since the one bend would then
        be that of the steep rise of 2020.
    name : str
        What the series is called in the table.

    Returns
    -------
    DataFrame
        As from `opinions`; a quarter is given by its middle month, its interval from first
        to last month, widened and rounded outward as that of months is. No month where no rise
        comes before a fall, or fewer than twelve quarters are left. The highest quarter is that
        with the most deaths a day.
    """
    begin = max(pd.Period(first, "Q"), pd.Period(CANADA_FIRST, "Q"))
    rows = quarters[~quarters["is_tail"] & (quarters["quarter"] >= begin)]
    counts = rows.set_index("quarter")["deaths"].dropna().astype(float)
    if len(counts) < 4 * QUARTER_MARGIN:
        none = (pd.NaT, *_NO, pd.NA)
        return _typed([(name, method, *none) for method in ("Joinpoint", "Highest quarter")])
    days = list(map(days_in, counts.index))
    given = {"offset": np.log(days), "margin": QUARTER_MARGIN}
    data = joinpoint.prepare(np.arange(len(counts)), counts, **given)
    fit = joinpoint.fit(data)
    alike = joinpoint.serial_inflation(data.counts, fit.fitted)
    place = joinpoint.interval(data, fit, inflation=alike)
    turned = fit.slopes[0] >= 0 > fit.slopes[1]
    ends = round(place.at), math.floor(place.low), math.ceil(place.high)
    at, low, high = (counts.index[end] for end in ends)
    reach = low.asfreq("M", "s"), high.asfreq("M", "e"), open_end(place.open_low, place.open_high)
    join = (_middle(at), *reach) if turned else (pd.NaT, *_NO)
    top = per_day(counts).idxmax()
    rows = [(name, "Joinpoint", *join, 1), (name, "Highest quarter", _middle(top), *_NO, pd.NA)]
    return _typed(rows).assign(words=[_named(at) if turned else "", _named(top)])


def stacked(*opinions_of: pd.DataFrame) -> pd.DataFrame:
    """Return tables of opinions one below the other."""
    return pd.concat(opinions_of, ignore_index=True)


def by_start(series: pd.DataFrame, starts: tuple[str, ...] = STARTS, seed: int = 0) -> pd.DataFrame:
    """Return the joinpoint's turn for fits that begin in different months.

    Returns
    -------
    DataFrame
        ``start``, ``months`` (how many were fitted), ``joins``, ``month``, ``low``, ``high``,
        ``open_end``.
    """
    given = {pd.Period(start, "M"): counts_from(series, start) for start in starts}
    rows = [(start, len(counts), *_refitted(counts, seed)) for start, counts in given.items()]
    return _months(pd.DataFrame(rows, columns=["start", "months", "joins", *PLACED]))


def by_tail(series: pd.DataFrame, first: str, tails: tuple[int, ...] = (4, 6, 9)) -> pd.DataFrame:
    """Return the joinpoint's turn with the last 4, 6 and 9 estimates left out.

    Returns
    -------
    DataFrame
        ``left_out``, ``last`` (last month fitted), ``joins``, ``month``, ``low``, ``high``,
        ``open_end``.
    """
    given = {tail: counts_from(series, first, tail) for tail in tails}
    rows = [(tail, counts.index.max(), *_refitted(counts)) for tail, counts in given.items()]
    return _months(pd.DataFrame(rows, columns=["left_out", "last", "joins", *PLACED]))


def _refitted(counts: pd.Series, seed: int = 0) -> tuple:
    joins = joins_wanted(counts, draws=FEWER_DRAWS, seed=seed)
    turn = joined(counts, joins)
    return joins, turn.month, turn.low, turn.high, turn.open_end


def all_turns(counts: pd.Series, joins: int) -> pd.DataFrame:
    """Return every join of the fit, with the growth before and after it.

    Parameters
    ----------
    counts : Series
        As from `counts_from`.
    joins : int
        How many, as `joins_wanted` returns it.

    Returns
    -------
    DataFrame
        ``month``, ``low``, ``high`` (Period[M]), ``growth_before``, ``growth_after`` (per cent
        a year); empty without a join.
    """
    columns = ["month", "low", "high", "growth_before", "growth_after"]
    if not joins:
        return pd.DataFrame(columns=columns)
    return joinpoint.turns(counts, joins=joins, margin=MARGIN).table[columns]


def fitted_line(counts: pd.Series, joins: int) -> pd.DataFrame:
    """Return deaths per day beside the fitted line: ``month``, ``per_day``, ``fitted_per_day``.

    Per day, because months differ in length and the line would step with them. Without a join
    nothing is fitted.
    """
    found = pd.DataFrame({"month": counts.index, "count": counts.to_numpy(), "fitted": np.nan})
    if joins:
        found = joinpoint.turns(counts, joins=joins, margin=MARGIN).fitted
    daily = found[["count", "fitted"]].div(found["month"].dt.days_in_month, axis=0)
    return found[["month"]].join(daily.set_axis(["per_day", "fitted_per_day"], axis=1))


class Turned(fact("early late found asked holds")):
    """The earliest and latest month that a method names, and how many methods name one."""


def turned(rows: pd.DataFrame) -> Turned:
    """Return between which months methods put a turn, intervals left out; empty if none does."""
    months = rows["month"].dropna()
    if months.empty:
        return Turned()
    return Turned(months.min(), months.max(), len(months), len(rows))


def near_share(days: pd.Series, first: str | pd.Period, last: str | pd.Period, k: int) -> float:
    """Return the share of months that lie within `k` months of some day; in 0–1.

    Notes
    -----
    Read beside any month that is said to be near a talk: it tells how often a month picked
    at random is that near.
    """
    return events.near_share(days, first, last, k).share


def _named(quarter: pd.Period) -> str:
    """Return a quarter as ``Q2 2023``."""
    return f"Q{quarter.quarter} {quarter.year}"


def _middle(quarter: pd.Period) -> pd.Period:
    """Return the middle month of a quarter."""
    return quarter.asfreq("M", "s") + 1


def _months(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns of months hold months also where all are missing."""
    named = [name for name in ("month", "low", "high", "last") if name in frame]
    return frame.assign(**{name: pd.PeriodIndex(frame[name], freq="M") for name in named})


def _typed(rows: list[tuple]) -> pd.DataFrame:
    """Return rows of opinions as a frame with months as months."""
    frame = _months(pd.DataFrame(rows, columns=COLUMNS[:-1]))
    words = [month.strftime("%b %Y") if not pd.isna(month) else "" for month in frame["month"]]
    return frame.assign(words=words).astype({"joins": "Int64"})
