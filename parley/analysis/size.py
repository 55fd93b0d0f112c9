"""How often a test cries change where there is none, on series with a given noise."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import months, shares
from .placements import placements

NOMINAL = 0.05


class Noise(NamedTuple):
    """Noise of a monthly series on the log scale.

    Attributes
    ----------
    ar : float
        Correlation of neighbouring months' deviations from the trend, -1 to 1.
    sd : float
        Standard deviation of the deviations, log scale.
    trend : Series of float
        Log of the centred moving mean, by month; ends are held level.
    """

    ar: float
    sd: float
    trend: pd.Series


def noise_of(counts: pd.Series, window: int = 13) -> Noise:
    """Return the noise of a monthly series about its centred moving mean.

    Parameters
    ----------
    counts : Series
        Positive monthly values (Period[M] index), no month missing.
    window : int
        Odd length of the moving mean, in months.

    Returns
    -------
    Noise
        Never holds a missing value. A moving mean takes some slow noise with it, so `ar` is
        on the low side: try larger ones too.

    Raises
    ------
    ValueError
        If the series is shorter than two windows, the window is even, or nothing varies.
    """
    if window < 3 or window % 2 == 0:
        raise ValueError(f"a centred window has an odd length from 3, not {window}")
    logs = months.logs(counts, least=2 * window)
    trend = logs.rolling(window, center=True).mean()
    left = (logs - trend).dropna().to_numpy()
    if left.std() < 1e-12:
        raise ValueError("the series has no noise about its trend")
    ar = float(np.corrcoef(left[:-1], left[1:])[0, 1])
    return Noise(ar, float(left.std(ddof=1)), trend.bfill().ffill())


def simulate_size(
    events: Iterable,
    trend: pd.Series,
    k: int = 3,
    ar: float = 0.6,
    sd: float = 0.03,
    runs: int = 1000,
    measure: str = "level",
    seed: int = 0,
) -> pd.DataFrame:
    """Return how often two tests find a change around events on series that hold none.

    Parameters
    ----------
    events : iterable of Period, datetime or str
        The real calendar, or one like it.
    trend : Series of float
        Log level by month (Period[M] index) to which noise is added; a constant will do.
    k, measure
        As `events.event_change`.
    ar, sd : float
        Of the noise, log scale: neighbours' correlation (within -1 to 1) and standard deviation.
    runs : int
        Simulated series, at least 100.
    seed : int
        Seed of the noise.

    Returns
    -------
    DataFrame
        Four rows: series (monthly, 12-month-ending) by test (naive t-test, shifted calendar),
        with runs, rejections, rate, low, high (Wilson interval) and nominal (0.05). The naive
        test sets all months after events against all months before them.

    Raises
    ------
    ValueError
        If `ar` or `sd` is out of range, runs are under 100, or no event has its windows inside
        the months that have a 12-month-ending value.

    Notes
    -----
    Sums over 12 months share eleven of them with their neighbours, so a naive test takes one
    step for many. The simulation is the project's own; publish its settings with its result.
    """
    if not -1 < ar < 1 or not sd > 0 or runs < 100:
        raise ValueError("noise needs -1 < ar < 1 and sd > 0; a size needs at least 100 runs")
    trend = np.log(months.complete(np.exp(trend)))
    rng = np.random.default_rng(seed)
    # Eleven months of lead-in give the first month its 12-month-ending value.
    level = np.concatenate([np.full(11, float(trend.iloc[0])), trend.to_numpy(dtype=float)])
    logs = level + _autoregressive(runs, len(level), ar, sd, rng)
    trailing = months.rolling_12(np.exp(logs))
    positions = _inside(trend.index, events, k)
    rows = []
    for name, data in (("monthly", logs[:, 11:]), ("12-month-ending", np.log(trailing))):
        rows.append((name, "naive t-test", _naive(data, positions, k)))
        rows.append((name, "shifted calendar", _shifted(data, positions, k, measure)))
    found = pd.DataFrame(
        [(series, test, int(no.sum()), runs) for series, test, no in rows],
        columns=["series", "test", "rejections", "runs"],
    )
    found = shares.with_intervals(found, "rejections", "runs").drop(columns="too_few")
    return found.rename(columns={"share": "rate"}).assign(nominal=NOMINAL)


def _autoregressive(
    runs: int, length: int, ar: float, sd: float, rng: np.random.Generator
) -> np.ndarray:
    found = rng.normal(0, sd, (runs, length))
    for month in range(1, length):
        found[:, month] = ar * found[:, month - 1] + np.sqrt(1 - ar**2) * found[:, month]
    return found


def _inside(index: pd.PeriodIndex, events: Iterable, k: int) -> np.ndarray:
    where = index.get_indexer(months.of(events))
    fits = where[(where >= k) & (where < len(index) - k)]
    if not len(fits):
        raise ValueError(f"no event has {k} months of the series on both sides")
    return fits


def _naive(data: np.ndarray, positions: np.ndarray, k: int) -> np.ndarray:
    from scipy.stats import ttest_ind

    steps = np.arange(1, k + 1)
    before = data[:, (positions[:, None] - steps).ravel()]
    after = data[:, (positions[:, None] + steps).ravel()]
    return ttest_ind(before, after, axis=1).pvalue < NOMINAL


def _shifted(data: np.ndarray, positions: np.ndarray, k: int, measure: str) -> np.ndarray:
    moves, means = placements(data, positions, k, measure)
    real = np.abs(means[:, moves == 0])
    return (np.abs(means) >= real - 1e-12).mean(axis=1) <= NOMINAL
