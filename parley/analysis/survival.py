"""Waits of which some have not ended: how long they last, and how they end."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

DRAWS, SEED = 2000, 20_261_121  # resamples of whole clusters, the same each time


class Median(NamedTuple):
    """A median waiting time.

    Attributes
    ----------
    median, low, high : float or None
        In the unit of the durations. None where the curve, or its band, never falls to one
        half: say "not reached", never a number.
    """

    median: float | None
    low: float | None
    high: float | None


def kaplan_meier(durations: Sequence[float], ended: Sequence[bool]) -> pd.DataFrame:
    """Return the share of durations still going on after each time, with a 95% band.

    Parameters
    ----------
    durations : sequence of float
        Lengths in one unit, 0 or more, shape (n,).
    ended : sequence of bool
        Whether each ended; false means still open at that length (censored).

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
    curve = pd.DataFrame(_counts(lengths, over))
    curve["survival"] = (1 - curve["ended"] / curve["at_risk"]).cumprod()
    inside = curve["survival"].between(0, 1, inclusive="neither")
    left = (curve["at_risk"] - curve["ended"]).where(inside)
    greenwood = (curve["ended"] / (curve["at_risk"] * left)).cumsum()
    logged = np.log(curve["survival"].where(inside))
    spread = norm.ppf(0.975) * np.sqrt(greenwood) / -logged
    curve["low"] = np.exp(logged * np.exp(spread))
    curve["high"] = np.exp(logged * np.exp(-spread))
    return curve


def still_open(durations: np.ndarray, last: float) -> tuple[np.ndarray, np.ndarray]:
    """Return each time, and the share of durations that last longer, one of them being open.

    Parameters
    ----------
    durations : ndarray
        Lengths of what has ended, 0 or more, shape (n,).
    last : float
        The length of the one that has not.

    Notes
    -----
    The curve of `kaplan_meier`, without its band: for thousands of them.

    Examples
    --------
    >>> times, share = still_open(np.array([1.0, 2.0, 4.0]), 3.0)
    >>> share.round(3).tolist()
    [0.75, 0.5, 0.5, 0.0]
    """
    lengths = np.append(durations, last)
    counts = _counts(lengths, np.arange(len(lengths)) < len(durations))
    return counts["time"], np.cumprod(1 - counts["ended"] / counts["at_risk"])


def median(durations: Sequence[float], ended: Sequence[bool]) -> Median:
    """Return the median duration with its 95% interval, that of Brookmeyer and Crowley.

    Parameters
    ----------
    durations, ended
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
    curve = kaplan_meier(durations, ended)
    # A curve that has fallen to 0 takes its lower edge with it, though 0 has no log-log band.
    curve["low"] = curve["low"].mask(curve["survival"] <= 0, 0)
    half = 0.5 + 1e-12
    reached = (curve.loc[curve[name] <= half, "time"] for name in ("survival", "low", "high"))
    return Median(*(float(each.iloc[0]) if len(each) else None for each in reached))


def cumulative_incidence(
    durations: Sequence[float], outcome: Sequence[str | None], kinds: Sequence[str]
) -> pd.DataFrame:
    """Return the share that has met each of several ends by each time, where one end rules out all.

    Parameters
    ----------
    durations : sequence of float
        Lengths in one unit, 0 or more, shape (n,).
    outcome : sequence of str or None
        The end each met; None means still open at that length (censored).
    kinds : sequence of str
        Every end that counts, in the order of the columns.

    Returns
    -------
    DataFrame
        One row per distinct duration, ascending: ``time``, ``at_risk`` (int), a column for each
        kind, and ``open`` (0 to 1, all but at_risk): the shares of a row sum to one.

    Raises
    ------
    ValueError
        As `kaplan_meier`; or if an outcome is none of `kinds`.

    Notes
    -----
    Aalen & Johansen, Scandinavian Journal of Statistics 1978;5:141; with one kind it is one less
    the Kaplan-Meier curve. To count the other ends as censored instead would answer another
    question: how many would have met this end had there been no other.

    Examples
    --------
    >>> table = cumulative_incidence([1, 2, 3], ["kept", "lapsed", None], ["kept", "lapsed"])
    >>> table[["kept", "lapsed", "open"]].iloc[-1].round(3).tolist()
    [0.333, 0.333, 0.333]
    """
    lengths, times, met = _ends(durations, outcome, kinds)
    shares = _incidence(np.ones((1, len(lengths))), lengths, met, times)[0]
    table = pd.DataFrame({"time": times, "at_risk": [(lengths >= time).sum() for time in times]})
    table[[*kinds, "open"]] = np.column_stack([shares, 1 - shares.sum(axis=1)])
    return table


def clustered_band(
    durations: Sequence[float],
    outcome: Sequence[str | None],
    kinds: Sequence[str],
    cluster: Sequence,
) -> pd.DataFrame:
    """Return pointwise 95% intervals of `cumulative_incidence` that let a cluster share its fate.

    Parameters
    ----------
    durations, outcome, kinds
        As `cumulative_incidence`.
    cluster : sequence
        What each duration belongs to, as the meeting of a promise; at least two.

    Returns
    -------
    DataFrame
        ``time``, and ``<kind>_low`` and ``<kind>_high`` for each kind (0 to 1).

    Raises
    ------
    ValueError
        As `cumulative_incidence`; or with fewer than two clusters.

    Notes
    -----
    Percentiles over resamples of whole clusters: Field & Welsh, Journal of the Royal Statistical
    Society B 2007;69:369. With few clusters such an interval is rather too narrow.
    """
    lengths, times, met = _ends(durations, outcome, kinds)
    codes, names = pd.factorize(np.asarray(list(cluster), dtype=object))
    if len(codes) != len(lengths) or len(names) < 2 or (codes < 0).any():
        raise ValueError("an interval by clusters needs the cluster of each duration, and two")
    even = np.full(len(names), 1 / len(names))
    drawn = np.random.default_rng(SEED).multinomial(len(names), even, size=DRAWS)
    shares = _incidence(drawn[:, codes].astype(float), lengths, met, times)
    edges = np.quantile(shares, [0.5 - 0.95 / 2, 0.975], axis=0)
    table = pd.DataFrame({"time": times})
    for place, kind in enumerate(kinds):
        table[f"{kind}_low"], table[f"{kind}_high"] = edges[0, :, place], edges[1, :, place]
    return table


def _ends(
    durations: Sequence[float], outcome: Sequence[str | None], kinds: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the lengths, their distinct times, and which met which end, shape (n, kinds)."""
    plain = [None if pd.isna(each) else each for each in outcome]
    lengths, ended = _checked(durations, [each is not None for each in plain])
    met = np.array([[each == kind for kind in kinds] for each in plain], dtype=float)
    if (met.sum(axis=1) != ended).any():
        raise ValueError(f"an outcome is none of {', '.join(kinds)}")
    return lengths, np.unique(lengths), met


def _incidence(
    weights: np.ndarray, lengths: np.ndarray, met: np.ndarray, times: np.ndarray
) -> np.ndarray:
    """Return the shares by time for each row of weights, shape (rows, times, kinds)."""
    at_risk = weights @ (lengths[:, None] >= times).astype(float)
    now = (lengths[:, None] == times).astype(float)
    ends = np.stack([weights @ (now * own[:, None]) for own in met.T], axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        hazard = np.where(at_risk[:, :, None] > 0, ends / at_risk[:, :, None], 0.0)
    still = np.cumprod(1 - hazard.sum(axis=2), axis=1)
    before = np.concatenate([np.ones((len(weights), 1)), still[:, :-1]], axis=1)
    return np.cumsum(before[:, :, None] * hazard, axis=1)


def _checked(durations: Sequence[float], ended: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.asarray(durations, dtype=float)
    if not len(lengths) or len(lengths) != len(ended):
        raise ValueError("a curve needs at least one duration, and whether each ended")
    if not (np.isfinite(lengths) & (lengths >= 0)).all() or pd.isna(np.asarray(ended)).any():
        raise ValueError("a duration is missing or negative, or it is not said whether it ended")
    return lengths, np.asarray(ended).astype(bool)


def _counts(lengths: np.ndarray, over: np.ndarray) -> dict[str, np.ndarray]:
    times, place = np.unique(lengths, return_inverse=True)
    lasted, ended = (np.bincount(place, each).astype(int) for each in (None, over))
    at_risk = len(lengths) - np.cumsum(lasted) + lasted
    return {"time": times, "at_risk": at_risk, "ended": ended, "censored": lasted - ended}
