"""Monthly series around a list of dates, judged against the whole list moved in time."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import months
from parley.analysis.placements import changes, placements, positions

FEWEST_PLACEMENTS = 20  # with fewer, the smallest possible p is above 0.05
MOST_FLIPS = 22  # four million sums; beyond it, sign_flip would not be exact in reasonable time


class EventChange(NamedTuple):
    """The average change around events.

    Attributes
    ----------
    change : float
        Log scale: level after minus level before, or monthly growth after minus before.
    percent : float
        The same as a percent, 100·(exp(change) - 1).
    used, left_out : int
        Event months with and without k months known on both sides.
    each : DataFrame
        month, change: one row per used event month.
    """

    change: float
    percent: float
    used: int
    left_out: int
    each: pd.DataFrame


class ShiftTest(NamedTuple):
    """The change around events, judged against the same list of events moved in time.

    Attributes
    ----------
    event : EventChange
        The change at the real dates.
    p : float
        Share of placements, the real one included, at which the change is as large.
    placements : int
        How many placements fit, the real one included; the smallest possible p is 1/placements.
    stands_out : float
        Log scale: the 95th percentile of the placements' absolute changes.
    fall_that_stands_out : float
        The same in percent, positive: a smaller fall would not have been noticed.
    too_few : bool
        Whether placements are too few for any change to reach 0.05: show, do not test.
    shifts : Series of float
        Change at each placement, by months moved (0 is the real one).
    """

    event: EventChange
    p: float
    placements: int
    stands_out: float
    fall_that_stands_out: float
    too_few: bool
    shifts: pd.Series


class WindowShare(NamedTuple):
    """How much of a period lies in an after window: `inside` of `months`, as a share 0 to 1.

    `dense` is true over one half: then "after" describes most months; draw, run no test.
    """

    inside: int
    months: int
    share: float
    dense: bool


class SignFlip(NamedTuple):
    """An exact paired permutation test.

    Attributes
    ----------
    at_least : int
        Sign patterns whose sum is at least as large as that of the differences.
    p : float
        Two-sided.
    """

    at_least: int
    p: float


def event_change(
    counts: pd.Series, events: Iterable, k: int = 3, measure: str = "level"
) -> EventChange:
    """Return the average change from the k months before to the k months after events.

    Parameters
    ----------
    counts : Series
        Positive monthly values (Period[M] index), no month missing. Never a 12-month-ending
        series, whose neighbours share eleven months.
    events : iterable of Period, datetime or str
        Dates; several in one month count as one event month.
    k : int
        Months on each side, fixed beforehand; the event month itself is left out.
    measure : str
        level: mean log after minus mean log before. growth: mean monthly log growth within the
        months after minus that within the months before (k ≥ 2), better on a humped series.

    Returns
    -------
    EventChange
        Never holds a missing value.

    Raises
    ------
    ValueError
        If a month is missing or counts zero, there is no event, or none has k months both sides.

    Examples
    --------
    >>> index = pd.period_range("2024-01", periods=7, freq="M")
    >>> counts = pd.Series([8, 8, 8, 5, 4, 4, 4], index=index)
    >>> round(event_change(counts, ["2024-04-19"]).percent, 6)
    -50.0
    """
    logs = months.logs(counts)
    where, left_out = positions(logs.index, events, k)
    each = changes(logs.to_numpy(), k, measure)[where]
    table = pd.DataFrame({"month": logs.index[where], "change": each})
    mean = float(each.mean())
    return EventChange(mean, _percent(mean), len(each), left_out, table)


def shifted_calendar(
    counts: pd.Series, events: Iterable, k: int = 3, measure: str = "level"
) -> ShiftTest:
    """Return the change around events, judged against the whole list moved in time.

    Parameters
    ----------
    counts, events, k, measure
        As `event_change`.

    Returns
    -------
    ShiftTest
        Never holds a missing value. Where `too_few`, p cannot reach 0.05.

    Raises
    ------
    ValueError
        As `event_change`.

    Notes
    -----
    The list slides by every whole number of months that keeps all its windows inside the
    series, so the spacing of the talks and the autocorrelation of the series are kept (a
    restricted randomisation; Edgington & Onghena, Randomization Tests, 2007). The test is
    two-sided. Scattered random dates would err in 14 to 27% of cases.
    """
    event = event_change(counts, events, k, measure)
    logs = months.logs(counts)
    where = logs.index.get_indexer(event.each["month"])
    moves, shifts = placements(logs.to_numpy(), where, k, measure)
    p = float((np.abs(shifts) >= abs(event.change) - 1e-12).mean())
    size = float(np.quantile(np.abs(shifts), 0.95, method="higher"))
    found = pd.Series(shifts, index=pd.Index(moves, name="months_moved"), name="change")
    few = len(moves) < FEWEST_PLACEMENTS
    return ShiftTest(event, p, len(moves), size, -_percent(-size), few, found)


def after_window_share(
    events: Iterable, first: pd.Period | str, last: pd.Period | str, k: int = 3
) -> WindowShare:
    """Return the share of months that lie within k months after some event.

    Parameters
    ----------
    events : iterable of Period, datetime or str
        Dates; may be empty.
    first, last : Period or str
        Months between which to count, both included.
    k : int
        Length of the after window; the event month itself is not in it.

    Returns
    -------
    WindowShare
        Never holds a missing value.

    Raises
    ------
    ValueError
        If `last` lies before `first`, k is below 1, or an event has no date.

    Examples
    --------
    >>> after_window_share(["2024-01-09", "2024-02-09"], "2024-01", "2024-10").share
    0.4
    """
    if k < 1:
        raise ValueError(f"an after window has at least one month, not {k}")
    return _window_share(events, first, last, range(1, k + 1))


def near_share(
    events: Iterable, first: pd.Period | str, last: pd.Period | str, within: int
) -> WindowShare:
    """Return the share of months that lie within some months of an event, either way.

    Print it wherever a turn is said to be near a talk: so often is any month that near.

    Parameters
    ----------
    events, first, last
        As `after_window_share`.
    within : int
        Months either way, 0 or more; the event month itself counts as near.

    Returns
    -------
    WindowShare
        Never holds a missing value.

    Raises
    ------
    ValueError
        If `last` lies before `first`, `within` is below 0, or an event has no date.

    Examples
    --------
    >>> near_share(["2024-05-09"], "2024-01", "2024-10", within=1).share
    0.3
    """
    if within < 0:
        raise ValueError(f"months within which an event is near are 0 or more, not {within}")
    return _window_share(events, first, last, range(-within, within + 1))


def sign_flip(differences: Sequence[float]) -> SignFlip:
    """Return the exact two-sided test that paired differences are as often up as down.

    Parameters
    ----------
    differences : sequence of float
        One per pair, shape (n,), n ≤ 22.

    Returns
    -------
    SignFlip
        Counted over all 2ⁿ patterns of sign.

    Raises
    ------
    ValueError
        If there is no difference, one is missing, all are zero, or there are over 22.

    Notes
    -----
    Fisher, The Design of Experiments, 1935, s. 21.

    Examples
    --------
    >>> sign_flip([1, 2, 3]).p
    0.25
    """
    values = np.asarray(differences, dtype=float)
    if not np.isfinite(values).all() or not values.any():
        raise ValueError("a sign test needs differences, none missing, not all zero")
    if len(values) > MOST_FLIPS:
        raise ValueError(f"{len(values)} differences are too many for every pattern: {MOST_FLIPS}")
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    least = abs(float(values.sum())) - 1e-9 * np.abs(values).sum()
    return SignFlip(int((sums >= least).sum()), float((np.abs(sums) >= least).mean()))


def _percent(change: float) -> float:
    return float(100 * np.expm1(change))


def _window_share(
    events: Iterable, first: pd.Period | str, last: pd.Period | str, lags: range
) -> WindowShare:
    span = pd.period_range(first, last, freq="M")
    if not len(span):
        raise ValueError(f"a share of months needs at least one month: {first} to {last}")
    inside = {month + lag for month in months.of(events) for lag in lags}
    count = sum(month in inside for month in span)
    return WindowShare(count, len(span), count / len(span), count / len(span) > 0.5)
