"""Second opinions on when a series changed: breaks, a change of rate, a peak."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import months

MOST, TRIM = 5, 0.15  # breaks, and the shortest stretch as a share of all values


class SupF(NamedTuple):
    """The largest F statistic over all places of one break, and how many values come before it.

    No p-value is given: on neighbouring months, whose errors are alike, its tables do not hold.
    """

    statistic: float
    position: int


class RateChange(NamedTuple):
    """One change of a Poisson rate.

    Attributes
    ----------
    position : int
        Periods before the most likely change.
    before, after : float
        Events per period on each side of it.
    posterior_median : int
        Periods before the change, at the median of its posterior.
    posterior_low, posterior_high : int
        The same at 2.5% and 97.5%.
    """

    position: int
    before: float
    after: float
    posterior_median: int
    posterior_low: int
    posterior_high: int


def partition(values: Sequence[float]) -> pd.DataFrame:
    """Return the partition into level stretches that fits best, for no to five breaks.

    Parameters
    ----------
    values : sequence of float
        Shape (n,). For a trending count give its growth (see `log_growth`): a level that
        moves is cut into stairs. No stretch is shorter than 15 per cent of them.

    Returns
    -------
    DataFrame
        breaks (0 to 5), rss, bic, best (true where bic is least), positions: tuple of how
        many values come before each break.

    Raises
    ------
    ValueError
        If a value is missing, all are alike, or there are fewer than six.

    Notes
    -----
    Exact, by dynamic programme: Bai & Perron, Journal of Applied Econometrics 2003;18:1;
    Zeileis et al., Computational Statistics & Data Analysis 2003;44:109. BIC counts a mean and
    a break each as a parameter, and the variance.

    Examples
    --------
    >>> partition([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8])["positions"].tolist()[:2]
    [(), (6,)]
    """
    data = _varied(values)
    n, shortest = len(data), max(1, int(np.floor(TRIM * len(data))))
    if n <= MOST:
        raise ValueError(f"{MOST} breaks with stretches of {shortest} do not fit {n} values")
    found = [(number, *_best(data, number, shortest)) for number in range(MOST + 1)]
    frame = pd.DataFrame(found, columns=["breaks", "rss", "positions"])
    if frame["rss"].min() < 1e-12 * data.var() * n:
        raise ValueError("a partition fits exactly: there is no error to measure")
    likelihood = n * (np.log(frame["rss"] / n) + 1 + np.log(2 * np.pi))
    bic = likelihood + np.log(n) * 2 * (frame["breaks"] + 1)
    frame = frame.assign(bic=bic, best=bic.index == bic.idxmin())
    return frame[["breaks", "rss", "bic", "best", "positions"]]


def sup_f(values: Sequence[float]) -> SupF:
    """Return the largest F statistic for one change of mean, and where it stands.

    Parameters
    ----------
    values
        As `partition`.

    Returns
    -------
    SupF
        Never holds a missing value.

    Raises
    ------
    ValueError
        As `partition`.

    Notes
    -----
    Andrews, Econometrica 1993;61:821.
    """
    data = _varied(values)
    n, shortest = len(data), max(1, int(np.floor(TRIM * len(data))))
    if n < 4:
        raise ValueError(f"stretches of {shortest} do not fit {n} values")
    places = np.arange(shortest, n - shortest + 1)
    split = np.array([data[:at].var() * at + data[at:].var() * (n - at) for at in places])
    if split.min() < 1e-12 * data.var() * n:
        raise ValueError("two levels fit exactly: there is no error to measure")
    statistics = (data.var() * n - split) / (split / (n - 2))
    best = int(statistics.argmax())
    return SupF(float(statistics[best]), int(places[best]))


def dynp(values: Sequence[float], breaks: int = 1, shortest: int = 2) -> tuple[int, ...]:
    """Return how many values come before each of a given number of breaks, by ruptures' Dynp.

    Parameters
    ----------
    values : sequence of float
        As `partition`.
    breaks : int
        1 or more.
    shortest : int
        Fewest values in a stretch.

    Raises
    ------
    ValueError
        If a value is missing, all are alike, or the stretches do not fit.

    Notes
    -----
    Least squares; Truong, Oudre & Vayatis, Signal Processing 2020;167:107299.
    """
    import ruptures

    data = _varied(values)
    if breaks < 1 or shortest < 1 or (breaks + 1) * shortest > len(data):
        raise ValueError(f"{breaks} breaks with stretches of {shortest} do not fit {len(data)}")
    search = ruptures.Dynp(model="l2", min_size=shortest, jump=1).fit(data[:, None])
    return tuple(int(at) for at in search.predict(n_bkps=breaks)[:-1])


def pelt(values: Sequence[float], shortest: int = 2) -> tuple[int, ...]:
    """Return how many values come before each break that PELT finds; empty if it finds none.

    Parameters
    ----------
    values : sequence of float
        As `partition`.
    shortest : int
        Fewest values in a stretch.

    Raises
    ------
    ValueError
        If a value is missing, all are alike, or the series is shorter than two stretches.

    Notes
    -----
    A break costs as much as BIC says, 2·variance·log(n). Killick, Fearnhead & Eckley, Journal of
    the American Statistical Association 2012;107:1590, by ruptures.
    """
    import ruptures

    data = _varied(values)
    if shortest < 1 or len(data) < 2 * shortest:
        raise ValueError(f"two stretches of {shortest} do not fit {len(data)} values")
    cost = 2 * data.var(ddof=1) * np.log(len(data))
    search = ruptures.Pelt(model="l2", min_size=shortest, jump=1).fit(data[:, None])
    return tuple(int(at) for at in search.predict(pen=cost)[:-1])


def log_growth(counts: pd.Series) -> pd.Series:
    """Return the month-on-month log growth of daily rates, from the second month on.

    Parameters
    ----------
    counts : Series
        Positive monthly counts (Period[M] index), no month missing; not a 12-month-ending one.

    Returns
    -------
    Series of float
        By month; the length of the month is taken out.

    Raises
    ------
    ValueError
        If a month is missing or counts zero, or there are fewer than two.

    Examples
    --------
    >>> index = pd.period_range("2023-01", periods=2, freq="M")
    >>> round(log_growth(pd.Series([31, 28], index=index)).item(), 9)
    0.0
    """
    logs = months.logs(counts, least=2)
    return (logs - months.log_days(logs.index)).diff().iloc[1:]


def growth_breaks(counts: pd.Series, breaks: int = 1, shortest: int = 6) -> pd.DataFrame:
    """Return the months in which growth changed, by Dynp and by PELT.

    Parameters
    ----------
    counts : Series
        As `log_growth`.
    breaks : int
        How many Dynp must find.
    shortest : int
        Fewest months of growth in a stretch.

    Returns
    -------
    DataFrame
        method (dynamic programme, PELT), month (Period[M]): the first month that grows at the
        new pace. PELT has no row where it finds no break.

    Raises
    ------
    ValueError
        As `log_growth` and `dynp`.
    """
    growth = log_growth(counts)
    rows = [("dynamic programme", growth.index[at]) for at in dynp(growth, breaks, shortest)]
    rows += [("PELT", growth.index[at]) for at in pelt(growth, shortest)]
    frame = pd.DataFrame(rows, columns=["method", "month"])
    return frame.astype({"month": "period[M]"})


def rate_change(counts: Sequence[int]) -> RateChange:
    """Return the most likely single change of a Poisson rate, and its posterior.

    Parameters
    ----------
    counts : sequence of int
        Events per period of equal length, in order, shape (n,), n ≥ 2.

    Returns
    -------
    RateChange
        Never holds a missing value.

    Raises
    ------
    ValueError
        If a count is missing or negative, none is above 0, or there are fewer than two.

    Notes
    -----
    Raftery & Akman, Biometrika 1986;73:85; Carlin, Gelfand & Smith, Applied Statistics
    1992;41:389. Every place equally likely beforehand; Gamma(½) priors on the rates, integrated.
    """
    from scipy.special import gammaln, xlogy

    data = np.asarray(counts, dtype=float)
    if len(data) < 2 or not (data >= 0).all() or not data.any():
        raise ValueError("a change of rate needs two periods, no count missing, and an event")
    before = np.arange(1, len(data))
    after = len(data) - before
    earlier = np.cumsum(data)[:-1]
    later = data.sum() - earlier
    likelihood = xlogy(earlier, earlier / before) + xlogy(later, later / after)
    best = int(likelihood.argmax())
    weight = gammaln(earlier + 0.5) - (earlier + 0.5) * np.log(before)
    weight += gammaln(later + 0.5) - (later + 0.5) * np.log(after)
    posterior = np.cumsum(np.exp(weight - weight.max()))
    at = np.searchsorted(posterior / posterior[-1], [0.5, 0.025, 0.975])
    rates = earlier[best] / before[best], later[best] / after[best]
    return RateChange(int(before[best]), *map(float, rates), *(int(before[i]) for i in at))


def _varied(values: Sequence[float]) -> np.ndarray:
    data = np.asarray(values, dtype=float)
    if len(data) < 2 or not np.isfinite(data).all():
        raise ValueError("a break needs at least two values, none missing")
    if np.ptp(data) < 1e-12 * max(1.0, np.abs(data).max()):
        raise ValueError("all values are alike: there is no break to place")
    return data


def _best(data: np.ndarray, breaks: int, shortest: int) -> tuple[float, tuple[int, ...]]:
    n = len(data)
    sums, squares = (np.concatenate([[0], np.cumsum(part)]) for part in (data, data**2))
    ends = np.arange(n + 1)

    def cost(start: int) -> np.ndarray:
        length = np.maximum(ends - start, 1)
        found = squares - squares[start] - (sums - sums[start]) ** 2 / length
        return np.where(ends - start >= shortest, found, np.inf)

    total, back = cost(0), []
    costs = np.array([cost(start) for start in range(n + 1)])
    for _ in range(breaks):
        combined = total[:, None] + costs
        back.append(combined.argmin(axis=0))
        total = combined.min(axis=0)
    positions, end = [], n
    for step in reversed(back):
        end = int(step[end])
        positions.append(end)
    positions = tuple(reversed(positions))
    edges = [0, *positions, n]
    # Squares of sums lose digits on large values: the printed figure is summed afresh.
    return float(sum(data[a:b].var() * (b - a) for a, b in pairwise(edges))), positions
