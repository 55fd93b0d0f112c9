"""A list of events at every place in time that it fits: epochs, and how often a test errs."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import months, shares
from parley.analysis.agreement import interval

MEASURES = ("level", "growth")
NOMINAL = 0.05
FEWEST_DRAWS = 20_000  # published stars from 1,000 draws did not hold with more
CHUNK = 2000  # draws at a time, to keep memory small


def changes(logs: np.ndarray, k: int, measure: str = "level") -> np.ndarray:
    """Return the change around every month of one or many series.

    Parameters
    ----------
    logs : ndarray
        Log values, shape (…, months).
    k : int
        Months on each side.
    measure : str
        level or growth.

    Returns
    -------
    ndarray
        Same shape; missing in the first and last k months.

    Raises
    ------
    ValueError
        If the measure is unknown, or k is below 1 (level) or 2 (growth).
    """
    least = {"level": 1, "growth": 2}.get(measure)
    if least is None or k != int(k) or k < least:
        raise ValueError(
            f"{measure!r} over {k} months: measures are {', '.join(MEASURES)}, k ≥ 1, 2"
        )
    found = np.full(logs.shape, np.nan)
    if logs.shape[-1] < 2 * k + 1:
        return found
    windows = np.lib.stride_tricks.sliding_window_view(logs, 2 * k + 1, axis=-1)
    if measure == "level":
        inner = windows[..., k + 1 :].mean(-1) - windows[..., :k].mean(-1)
    else:
        growth = windows[..., -1] - windows[..., k + 1] - windows[..., k - 1] + windows[..., 0]
        inner = growth / (k - 1)
    found[..., k:-k] = inner
    return found


def placements(
    logs: np.ndarray, positions: np.ndarray, k: int, measure: str = "level"
) -> tuple[np.ndarray, np.ndarray]:
    """Return how far a list of events can move, and the mean change at each placement.

    Parameters
    ----------
    logs : ndarray
        Log values, shape (…, months).
    positions : ndarray of int
        Where the events stand, 0-based, each with k months on both sides; shape (events,).
    k, measure
        As `changes`.

    Returns
    -------
    moves : ndarray of int
        Months moved, shape (placements,); 0 among them.
    means : ndarray of float
        Mean change over the events, shape (…, placements).

    Raises
    ------
    ValueError
        As `changes`.
    """
    around = changes(logs, k, measure)
    moves = np.arange(k - positions.min(), logs.shape[-1] - k - positions.max())
    return moves, around[..., positions[None, :] + moves[:, None]].mean(-1)


def positions(index: pd.PeriodIndex, events: Iterable, k: int) -> tuple[np.ndarray, int]:
    """Return where events stand that have k months on both sides, and how many have not.

    Raises
    ------
    ValueError
        If there is no event, one has no date, or none has so many months.
    """
    wanted = months.of(events)
    if not len(wanted):
        raise ValueError("there is no event")
    where = index.get_indexer(wanted)
    fits = (where >= k) & (where < len(index) - k)
    if not fits.any():
        raise ValueError(f"no event has {k} months of the series on both sides")
    return where[fits], int((~fits).sum())


class Epochs(NamedTuple):
    """Windows around events laid over each other.

    Attributes
    ----------
    table : DataFrame
        lag, mean, events (how many have a value at that lag), low, high (the band), expected (the
        band's mean) and departure (mean less expected).
    lines : DataFrame
        One row per event, one column per lag; missing where the series does not reach.
    placements : int
        Placements behind the band.
    """

    table: pd.DataFrame
    lines: pd.DataFrame
    placements: int


def superposed_epochs(
    values: pd.Series,
    events: Iterable,
    before: int = 6,
    after: int = 6,
    centred: bool = False,
    band: str = "shift",
    draws: int = FEWEST_DRAWS,
    level: float = 0.95,
    seed: int = 0,
) -> Epochs:
    """Return the windows around events laid over each other, with a band. For display.

    Parameters
    ----------
    values : Series
        Any regular series in order, indexed by what `events` name (months, years, …). Of months
        and numbers each must follow the one before it without a hole.
    events : iterable
        Labels of the index; those outside it are left out.
    before, after : int
        Lags on each side, 0 or more.
    centred : bool
        Whether to take from each window its own mean first.
    band : str
        shift: the same list at every placement that keeps it inside the series. random:
        scattered dates with whole windows; false alarms are frequent, so for comparison only.
    draws : int
        Draws for the random band; at least 20,000, since fewer give unstable stars.
    level : float
        Coverage of the pointwise band.
    seed : int
        Seed of the draws.

    Returns
    -------
    Epochs
        Mean and band are missing only at a lag that no event reaches (events = 0 there).

    Raises
    ------
    ValueError
        If a value is missing, a label stands twice or is skipped, no event lies in the series, or
        the band cannot be drawn.

    Notes
    -----
    Haurwitz & Brier, Monthly Weather Review 1981;109:2074.
    """
    data = np.asarray(values, dtype=float)
    if not len(data) or not np.isfinite(data).all() or before < 0 or after < 0:
        raise ValueError("epochs need a series without missing values, and lags of 0 or more")
    _regular(values.index)
    where = _labels(values.index, events)
    windows = _windows(data, before, after, centred)
    lines = windows[where]
    if band == "shift":
        moves = np.arange(-where.min(), len(data) - where.max())
        spread = _lag_means(windows[where[None, :] + moves[:, None]], axis=1)
    elif band == "random" and draws >= FEWEST_DRAWS:
        spread = _random_means(windows, len(where), draws, np.random.default_rng(seed))
    else:
        raise ValueError(f"no band {band!r} with {draws} draws: shift, or random from 20,000")
    lags = pd.Index(range(-before, after + 1), name="lag")
    low, high = np.transpose([interval(column, level) for column in spread.T])
    table = pd.DataFrame({"lag": lags, "mean": _lag_means(lines, axis=0)})
    table["events"] = (~np.isnan(lines)).sum(0)
    table["low"], table["high"], table["expected"] = low, high, _lag_means(spread, axis=0)
    table["departure"] = table["mean"] - table["expected"]
    shown = pd.DataFrame(lines, index=values.index[where], columns=lags)
    return Epochs(table, shown, len(spread))


def _regular(index: pd.Index) -> None:
    """Refuse labels that stand twice, and months or numbers that do not follow each other."""
    if index.has_duplicates:
        raise ValueError(f"{index[index.duplicated()][0]} stands twice: choose one series first")
    is_periods = isinstance(index, pd.PeriodIndex)
    if not is_periods and not pd.api.types.is_numeric_dtype(index):
        return
    places = index.asi8 if is_periods else index.to_numpy(dtype=float)
    steps = places[1:] - places[:-1]
    wrong = np.flatnonzero(steps != (1 if is_periods else steps[0])) if len(steps) else []
    if len(wrong) or (len(steps) and steps[0] <= 0):
        at = wrong[0] if len(wrong) else 0
        raise ValueError(f"the series has a hole, or is out of order, after {index[at]}")


def _labels(index: pd.Index, events: Iterable) -> np.ndarray:
    monthly = isinstance(index, pd.PeriodIndex) and index.freqstr == "M"
    wanted = months.of(events) if monthly else pd.Index(list(events)).unique()
    where = index.get_indexer(wanted)
    if not (where >= 0).any():
        raise ValueError("no event lies inside the series")
    return np.sort(where[where >= 0])


def _windows(data: np.ndarray, before: int, after: int, centred: bool) -> np.ndarray:
    padded = np.concatenate([np.full(before, np.nan), data, np.full(after, np.nan)])
    found = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1)
    return found - np.nanmean(found, axis=1, keepdims=True) if centred else found


def _lag_means(windows: np.ndarray, axis: int) -> np.ndarray:
    known = (~np.isnan(windows)).sum(axis)
    return np.where(known > 0, np.nansum(windows, axis) / np.maximum(known, 1), np.nan)


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


def _random_means(
    windows: np.ndarray, events: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    whole = windows[~np.isnan(windows).any(axis=1)]
    if len(whole) < events:
        raise ValueError(f"{len(whole)} whole windows; {events} events cannot be scattered")
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    picks = (rng.random((size, len(whole))).argsort(axis=1)[:, :events] for size in sizes)
    return np.concatenate([whole[pick].mean(axis=1) for pick in picks])


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
    where, _ = positions(trend.index, events, k)
    rows = []
    for name, data in (("monthly", logs[:, 11:]), ("12-month-ending", np.log(trailing))):
        rows.append((name, "naive t-test", _naive(data, where, k)))
        rows.append((name, "shifted calendar", _shifted(data, where, k, measure)))
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
