"""The month in which a series is highest, with an interval."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from . import months


class Peak(NamedTuple):
    """The month in which a smoothed series is highest.

    Attributes
    ----------
    month, low, high : Period
        Centre of the highest moving mean, and its block-bootstrap interval.
    value : float
        The moving mean there.
    at_edge : bool
        Whether it is the first or last month that has a mean: the peak may lie outside.
    draws : int
        Resampled series.
    """

    month: pd.Period
    low: pd.Period
    high: pd.Period
    value: float
    at_edge: bool
    draws: int


def peak(
    counts: pd.Series, window: int = 5, block: int = 6, draws: int = 2000, seed: int = 0
) -> Peak:
    """Return the month in which a centred moving mean is highest, with an interval.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing; not a 12-month-ending one, whose
        peak comes about half a year late.
    window : int
        Odd length of the moving mean, in months.
    block : int
        Length of the resampled blocks, in months.
    draws : int
        Resampled series, at least 200.
    seed : int
        Seed of the resampling.

    Returns
    -------
    Peak
        Never holds a missing value.

    Raises
    ------
    ValueError
        If a month is missing, the series is shorter than window and two blocks together, the
        smoothed series is flat, or draws are under 200.

    Notes
    -----
    Moving-block bootstrap (Künsch, Annals of Statistics 1989;17:1217) of the ratios of daily
    rates to their moving mean, laid upon that mean and smoothed again; a 95% interval. A broad
    summit makes it uncertain whatever the interval says: print about.
    """
    if window < 1 or window % 2 == 0 or block < 1 or draws < 200:
        raise ValueError("a peak needs an odd window, a block, and at least 200 draws")
    values = months.complete(counts, least=window + 2 * block)
    daily = values.to_numpy() / np.exp(months.log_days(values.index))
    trend = _moving_mean(daily, window)
    if np.ptp(trend) < 1e-9 * max(trend.max(), 1e-300) or not (trend > 0).all():
        raise ValueError("the smoothed series is flat or touches zero: it has no peak to place")
    half, top = window // 2, int(trend.argmax())
    samples = trend * _blocks(daily[half : len(daily) - half] / trend, block, draws, seed)
    peaks = _moving_mean(samples, window).argmax(axis=1) + half
    low, high = np.quantile(peaks, [0.025, 0.975], method="nearest").astype(int)
    at = values.index[half:]
    value = float(values.to_numpy()[top : top + window].mean())
    return Peak(
        at[top], at[min(low, top)], at[max(high, top)], value, top in (0, len(trend) - 1), draws
    )


def _moving_mean(values: np.ndarray, window: int) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(values, window, axis=-1).mean(-1)


def _blocks(ratios: np.ndarray, block: int, draws: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    number = -(-len(ratios) // block)
    starts = rng.integers(0, len(ratios) - block + 1, (draws, number))
    order = (starts[..., None] + np.arange(block)).reshape(draws, -1)
    return ratios[order[:, : len(ratios)]]
