"""Windows around events laid over each other: a picture, not a test."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import months

FEWEST_DRAWS = 20_000  # published stars from 1,000 draws did not hold with more
CHUNK = 2000  # draws at a time, to keep memory small


class Epochs(NamedTuple):
    """Windows around events laid over each other.

    Attributes
    ----------
    table : DataFrame
        lag, mean, events (how many have a value at that lag), low, high (the band), expected (the
        band's mean) and departure (mean less expected).
    lines : DataFrame
        One row per event, one column per lag; missing where the series does not reach.
    band : str
        shift or random: what the band is made of; name it in the label.
    placements : int
        Placements or draws behind the band.
    left_out : int
        Events that lie outside the series.
    """

    table: pd.DataFrame
    lines: pd.DataFrame
    band: str
    placements: int
    left_out: int


def superposed_epochs(
    values: pd.Series,
    events: Iterable,
    before: int = 6,
    after: int = 6,
    band: str = "shift",
    centred: bool = False,
    draws: int = 20_000,
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
        Labels of the index; those outside it are left out and counted.
    before, after : int
        Lags on each side, 0 or more.
    band : str
        shift: the same list at every placement that keeps it inside the series. random:
        scattered dates with whole windows; false alarms are frequent, so for comparison only.
    centred : bool
        Whether to take from each window its own mean first.
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
    positions, left_out = _labels(values.index, events)
    windows = _windows(data, before, after, centred)
    lines = windows[positions]
    if band == "shift":
        moves = np.arange(-positions.min(), len(data) - positions.max())
        spread = _lag_means(windows[positions[None, :] + moves[:, None]], axis=1)
    elif band == "random" and draws >= FEWEST_DRAWS:
        spread = _random_means(windows, len(positions), draws, np.random.default_rng(seed))
    else:
        raise ValueError(f"no band {band!r} with {draws} draws: shift, or random from 20,000")
    lags = pd.Index(range(-before, after + 1), name="lag")
    low, high = _lag_quantiles(spread, [0.5 - level / 2, 0.5 + level / 2])
    found = {"lag": lags, "mean": _lag_means(lines, axis=0), "events": (~np.isnan(lines)).sum(0)}
    expected = _lag_means(spread, axis=0)
    departure = found["mean"] - expected
    band_of = {"low": low, "high": high, "expected": expected, "departure": departure}
    table = pd.DataFrame(found | band_of)
    shown = pd.DataFrame(lines, index=values.index[positions], columns=lags)
    return Epochs(table, shown, band, len(spread), left_out)


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


def _labels(index: pd.Index, events: Iterable) -> tuple[np.ndarray, int]:
    monthly = isinstance(index, pd.PeriodIndex) and index.freqstr == "M"
    wanted = months.of(events) if monthly else pd.Index(list(events)).unique()
    where = index.get_indexer(wanted)
    if not (where >= 0).any():
        raise ValueError("no event lies inside the series")
    return np.sort(where[where >= 0]), int((where < 0).sum())


def _windows(data: np.ndarray, before: int, after: int, centred: bool) -> np.ndarray:
    padded = np.concatenate([np.full(before, np.nan), data, np.full(after, np.nan)])
    found = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1)
    return found - np.nanmean(found, axis=1, keepdims=True) if centred else found


def _lag_means(windows: np.ndarray, axis: int) -> np.ndarray:
    known = (~np.isnan(windows)).sum(axis)
    return np.where(known > 0, np.nansum(windows, axis) / np.maximum(known, 1), np.nan)


def _lag_quantiles(spread: np.ndarray, at: list[float]) -> np.ndarray:
    columns = [column[~np.isnan(column)] for column in spread.T]
    return np.array([np.quantile(c, at) if len(c) else [np.nan] * 2 for c in columns]).T


def _random_means(
    windows: np.ndarray, events: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    whole = windows[~np.isnan(windows).any(axis=1)]
    if len(whole) < events:
        raise ValueError(f"{len(whole)} whole windows; {events} events cannot be scattered")
    sizes = [min(CHUNK, draws - start) for start in range(0, draws, CHUNK)]
    picks = (rng.random((size, len(whole))).argsort(axis=1)[:, :events] for size in sizes)
    return np.concatenate([whole[pick].mean(axis=1) for pick in picks])
