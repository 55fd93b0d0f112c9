"""Gaps between talks, the present one still open."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd


class Median(NamedTuple):
    """A median waiting time.

    Attributes
    ----------
    median, low, high : float or None
        In the unit of the durations. None where the curve, or its band, never falls to one
        half: say "not reached", never a number.
    level : float
        Coverage of the interval, 0 to 1.
    durations, ended : int
        Durations looked at, and how many of them ended.
    """

    median: float | None
    low: float | None
    high: float | None
    level: float
    durations: int
    ended: int


class LogRank(NamedTuple):
    """A log-rank test: chi-square, its degrees of freedom and p, and counts by group."""

    statistic: float
    degrees: int
    p: float
    groups: pd.DataFrame


class Exceeds(NamedTuple):
    """How many past gaps a present gap is longer than: `longer_than` of `past`."""

    longer_than: int
    past: int

    @property
    def text(self) -> str:
        """The counts in words, as ``longer than 7 of 9 past gaps``."""
        if self.past == 0:
            return "no past gap to compare with"
        return f"longer than {self.longer_than} of {self.past} past gaps"


def kaplan_meier(
    durations: Sequence[float], ended: Sequence[bool], level: float = 0.95
) -> pd.DataFrame:
    """Return the share of durations still going on after each time.

    Parameters
    ----------
    durations : sequence of float
        Lengths in one unit, 0 or more, shape (n,).
    ended : sequence of bool
        Whether each ended; false means still open at that length (censored).
    level : float
        Coverage of the pointwise band.

    Returns
    -------
    DataFrame
        One row per distinct duration, ascending: time, at_risk, ended, censored, survival
        (0 to 1), low, high. The band is missing where survival is 1 or 0, where the log-log
        scale has no value.

    Raises
    ------
    ValueError
        If there is no duration, the lengths differ, or a duration is missing or negative.

    Notes
    -----
    Kaplan & Meier, Journal of the American Statistical Association 1958;53:457; Greenwood
    variance, band on the log(-log) scale (Kalbfleisch & Prentice 1980). At a tied time the
    ended count before the censored.

    Examples
    --------
    >>> kaplan_meier([1, 2, 3], [True, False, True])["survival"].round(3).tolist()
    [0.667, 0.667, 0.0]
    """
    from scipy.stats import norm

    lengths, over = _checked(durations, ended)
    curve = _counts(lengths, over)
    curve["survival"] = (1 - curve["ended"] / curve["at_risk"]).cumprod()
    inside = curve["survival"].between(0, 1, inclusive="neither")
    left = (curve["at_risk"] - curve["ended"]).where(inside)
    greenwood = (curve["ended"] / (curve["at_risk"] * left)).cumsum()
    logged = np.log(curve["survival"].where(inside))
    spread = norm.ppf(0.5 + level / 2) * np.sqrt(greenwood) / -logged
    curve["low"] = np.exp(logged * np.exp(spread))
    curve["high"] = np.exp(logged * np.exp(-spread))
    return curve


def median(durations: Sequence[float], ended: Sequence[bool], level: float = 0.95) -> Median:
    """Return the median duration with its Brookmeyer-Crowley interval.

    Parameters
    ----------
    durations, ended, level
        As `kaplan_meier`.

    Returns
    -------
    Median
        The first time at which survival is one half or less; None where never reached.

    Raises
    ------
    ValueError
        As `kaplan_meier`.

    Notes
    -----
    Brookmeyer & Crowley, Biometrics 1982;38:29, on the log(-log) scale: from the first time at
    which the band's lower edge is one half or less to the first at which its upper edge is.

    Examples
    --------
    >>> median([1, 2, 3], [True, True, True]).median
    2.0
    """
    curve = kaplan_meier(durations, ended, level)
    edges = [_first_half(curve, name) for name in ("survival", "low", "high")]
    return Median(*edges, level, int(curve["at_risk"].iloc[0]), int(curve["ended"].sum()))


def logrank(durations: Sequence[float], ended: Sequence[bool], group: Sequence[str]) -> LogRank:
    """Return the log-rank test that groups of durations come from one curve.

    Parameters
    ----------
    durations, ended
        As `kaplan_meier`.
    group : sequence of str
        The group of each duration; at least two groups.

    Returns
    -------
    LogRank
        `groups` has a row per group: durations, ended, expected.

    Raises
    ------
    ValueError
        If fewer than two groups are given, none ended, or no time has two groups at risk.

    Notes
    -----
    Mantel, Cancer Chemotherapy Reports 1966;50:163. Gaps within one channel are not
    independent: the p-value is optimistic.
    """
    from scipy.stats import chi2

    lengths, over = _checked(durations, ended)
    names, codes = np.unique(np.asarray(group, dtype=str), return_inverse=True)
    if len(codes) != len(lengths) or len(names) < 2:
        raise ValueError("a log-rank test needs a group for each duration, and two groups")
    observed, expected, covariance = _logrank_sums(lengths, over, codes, len(names))
    gap = (observed - expected)[1:]
    if not np.diag(covariance).any():
        raise ValueError("nothing ended while two groups were at risk: nothing to test")
    statistic = float(gap @ np.linalg.pinv(covariance[1:, 1:]) @ gap)
    degrees = len(names) - 1
    counts = {"group": names, "durations": np.bincount(codes), "ended": observed.astype(int)}
    groups = pd.DataFrame(counts | {"expected": expected})
    return LogRank(statistic, degrees, float(chi2.sf(statistic, degrees)), groups)


def gaps(dates: Sequence[pd.Timestamp], end: pd.Timestamp | str) -> pd.DataFrame:
    """Return the days from each talk to the next, the last gap open until a stated end.

    Parameters
    ----------
    dates : sequence of datetime
        Days of talks in any order; two talks on one day count as one.
    end : Timestamp or str
        The day to which the channel is known (its coverage end, never today).

    Returns
    -------
    DataFrame
        start, stop (datetime64), days (int), ended (bool; false in the last row alone).

    Raises
    ------
    ValueError
        If there is no talk, a date is missing, or a talk lies after the end.

    Notes
    -----
    The first gap starts at the first talk known, so the wait before it is not counted.

    Examples
    --------
    >>> gaps(["2024-01-01", "2024-01-31"], "2024-03-01")["days"].tolist()
    [30, 30]
    """
    days = pd.DatetimeIndex(pd.to_datetime(list(dates))).normalize()
    until = pd.DatetimeIndex([end]).normalize()[0]
    if not len(days) or days.hasnans or pd.isna(until):
        raise ValueError("gaps need at least one dated talk, and the day they are known to")
    days = days.unique().sort_values()
    if days[-1] > until:
        raise ValueError(f"a talk on {days[-1]:%Y-%m-%d} lies after the end, {until:%Y-%m-%d}")
    stops = days[1:].append(pd.DatetimeIndex([until]))
    found = pd.DataFrame({"start": days, "stop": stops, "days": (stops - days).days})
    return found.assign(ended=np.arange(len(found)) < len(found) - 1)


def exceeds(past: Sequence[float], present: float) -> Exceeds:
    """Return how many past gaps the present gap is longer than.

    Parameters
    ----------
    past : sequence of float
        Ended gaps in days; may be empty.
    present : float
        The open gap in days.

    Returns
    -------
    Exceeds
        Equal gaps do not count as exceeded. With no past gap, 0 of 0, and the text says so.

    Raises
    ------
    ValueError
        If a gap is missing or negative.

    Examples
    --------
    >>> exceeds([10, 20, 30], 20).text
    'longer than 1 of 3 past gaps'
    """
    lengths = np.asarray(past, dtype=float)
    if not (lengths >= 0).all() or not present >= 0:
        raise ValueError("a gap is missing or negative")
    return Exceeds(int((lengths < present).sum()), len(lengths))


def burstiness(lengths: Sequence[float]) -> float:
    """Return how bunched the talks are, from -1 (evenly spaced) through 0 to 1 (in bursts).

    Parameters
    ----------
    lengths : sequence of float
        Ended gaps, shape (n,), n ≥ 2.

    Returns
    -------
    float
        (sd - mean) / (sd + mean); 0 for a Poisson process. Print the number of gaps beside it.

    Raises
    ------
    ValueError
        With fewer than two gaps, a missing or negative one, or all of length 0.

    Notes
    -----
    Goh & Barabási, Europhysics Letters 2008;81:48002; standard deviation with divisor n. For n
    gaps it cannot pass (√(n-1) - 1) / (√(n-1) + 1) (Kim & Jo, Physical Review E 2016;94:032311).

    Examples
    --------
    >>> burstiness([7, 7, 7])
    -1.0
    """
    values = np.asarray(lengths, dtype=float)
    if len(values) < 2:
        raise ValueError(f"burstiness needs at least two gaps; there are {len(values)}")
    if not (values >= 0).all() or not values.any():
        raise ValueError("a gap is missing or negative, or all gaps have length 0")
    spread, mean = float(values.std()), float(values.mean())
    return (spread - mean) / (spread + mean)


def laplace_u(times: Sequence[float], start: float, end: float) -> float:
    """Return Laplace's statistic for drift: below 0, events grow rarer; above 0, more frequent.

    Parameters
    ----------
    times : sequence of float
        When events happened, in one unit, each from `start` to `end`.
    start, end : float
        The period watched; fixed before the events, not by them.

    Returns
    -------
    float
        About standard normal if events come at a steady rate.

    Raises
    ------
    ValueError
        If there is no event, one lies outside the period, or the period has no length.

    Notes
    -----
    Cox & Lewis, The Statistical Analysis of Series of Events, 1966, ch. 3.

    Examples
    --------
    >>> laplace_u([5.0], 0, 10)
    0.0
    """
    values = np.asarray(times, dtype=float)
    if not len(values) or not end > start:
        raise ValueError("a drift needs at least one event, and a period with a length")
    if not ((values >= start) & (values <= end)).all():
        raise ValueError("an event is missing, or lies outside the period watched")
    return float((values.mean() - (start + end) / 2) / ((end - start) / sqrt(12 * len(values))))


def _checked(durations: Sequence[float], ended: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.asarray(durations, dtype=float)
    if not len(lengths) or len(lengths) != len(ended):
        raise ValueError("a curve needs at least one duration, and whether each ended")
    if not (np.isfinite(lengths) & (lengths >= 0)).all() or pd.isna(np.asarray(ended)).any():
        raise ValueError("a duration is missing or negative, or it is not said whether it ended")
    return lengths, np.asarray(ended).astype(bool)


def _counts(lengths: np.ndarray, over: np.ndarray) -> pd.DataFrame:
    times = np.unique(lengths)
    at_risk = [(lengths >= time).sum() for time in times]
    ended = [(over & (lengths == time)).sum() for time in times]
    censored = [(~over & (lengths == time)).sum() for time in times]
    found = {"time": times, "at_risk": at_risk, "ended": ended, "censored": censored}
    return pd.DataFrame(found).astype({"at_risk": int, "ended": int, "censored": int})


def _first_half(curve: pd.DataFrame, column: str) -> float | None:
    # A curve that has fallen to 0 takes its band with it, but 0 has no log-log band.
    edge = curve[column].where(curve["survival"] > 0, curve["survival"])
    if column == "high":
        edge = curve[column]
    below = curve["time"][edge <= 0.5 + 1e-12]
    return float(below.iloc[0]) if len(below) else None


def _logrank_sums(
    lengths: np.ndarray, over: np.ndarray, codes: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    observed, expected, covariance = np.zeros(size), np.zeros(size), np.zeros((size, size))
    for time in np.unique(lengths[over]):
        at_risk = np.bincount(codes[lengths >= time], minlength=size).astype(float)
        ended = np.bincount(codes[over & (lengths == time)], minlength=size)
        n, d = at_risk.sum(), ended.sum()
        observed += ended
        expected += d * at_risk / n
        if n > 1:
            share = at_risk / n
            spread = d * (n - d) / (n - 1)
            covariance += spread * (np.diag(share) - np.outer(share, share))
    return observed, expected, covariance
