"""Monthly series: the checks that every analysis of one makes before it computes."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis.fact import fact

WINDOW, BLOCK = 5, 6  # months of the moving mean, and of the stretches drawn anew
DRAWS = 2000


def complete(counts: pd.Series, least: int = 1) -> pd.Series:
    """Return a monthly series as floats in month order, after checking that none is missing.

    Parameters
    ----------
    counts : Series
        Values indexed by month (Period[M]), in any order.
    least : int
        The fewest months that the caller can use.

    Returns
    -------
    Series of float
        The same values by ascending month; never holds a missing value.

    Raises
    ------
    ValueError
        If the index is not monthly, a month is absent, blank or given twice, a value is
        negative or infinite, or there are fewer than `least` months.

    Examples
    --------
    >>> months = pd.period_range("2024-01", periods=2, freq="M")
    >>> complete(pd.Series([3, 4], index=months)).tolist()
    [3.0, 4.0]
    >>> complete(pd.Series([3, 4], index=months[[0, 0]]))
    Traceback (most recent call last):
    ValueError: month 2024-01 is given twice
    """
    if not isinstance(counts.index, pd.PeriodIndex) or counts.index.freqstr != "M":
        raise ValueError("a monthly series needs an index of months (Period[M])")
    if counts.index.has_duplicates:
        twice = counts.index[counts.index.duplicated()][0]
        raise ValueError(f"month {twice} is given twice")
    if len(counts) < max(least, 1):
        raise ValueError(f"the series has {len(counts)} months; at least {max(least, 1)} needed")
    values = counts.sort_index().astype("Float64").astype(float)
    absent = values.reindex(pd.period_range(values.index[0], values.index[-1], freq="M"))
    if absent.isna().any():
        raise ValueError(f"month {absent.index[absent.isna()][0]} is missing from the series")
    if not np.isfinite(values.to_numpy()).all() or (values < 0).any():
        raise ValueError("a count is negative or infinite")
    return values


def logs(counts: pd.Series, least: int = 1) -> pd.Series:
    """Return natural logarithms of a complete monthly series.

    Parameters
    ----------
    counts : Series
        Positive values indexed by month (Period[M]).
    least : int
        The fewest months that the caller can use.

    Returns
    -------
    Series of float
        Logarithms by ascending month.

    Raises
    ------
    ValueError
        As `complete` does, and where a month counts zero: it has no logarithm.
    """
    values = complete(counts, least)
    if (values == 0).any():
        raise ValueError(f"month {values.index[values == 0][0]} counts zero: no logarithm")
    return np.log(values)


def log_days(months: pd.PeriodIndex) -> np.ndarray:
    """Return the natural logarithm of the number of days in each month.

    Examples
    --------
    >>> np.exp(log_days(pd.period_range("2024-02", periods=1, freq="M"))).round(6).tolist()
    [29.0]
    """
    return np.log(months.days_in_month.to_numpy(dtype=float))


def as_known(days: pd.Series, precision: pd.Series) -> list[str]:
    """Return days in words, each as exactly as it is known: to the day, or to the month.

    Examples
    --------
    >>> days = pd.to_datetime(pd.Series(["2026-06-01", "2026-09-16"]))
    >>> as_known(days, pd.Series(["month", "day"]))
    ['June 2026', '16 September 2026']
    """
    pairs = zip(days, precision, strict=True)
    return [f"{day:%B %Y}" if how == "month" else f"{day:%-d %B %Y}" for day, how in pairs]


def of(dates: Iterable) -> pd.PeriodIndex:
    """Return the months in which dates fall, each once, in order.

    Parameters
    ----------
    dates : iterable of Period, datetime or str
        May be empty.

    Raises
    ------
    ValueError
        If a date is missing.

    Examples
    --------
    >>> of(["2024-05-12", "2024-05", "2023-11-15"]).astype(str).tolist()
    ['2023-11', '2024-05']
    """
    found = [pd.NaT if pd.isna(date) else pd.Period(date, freq="M") for date in dates]
    if any(pd.isna(month) for month in found):
        raise ValueError("an event has no date")
    return pd.PeriodIndex(found, freq="M").unique().sort_values()


def residents(population: pd.DataFrame, months: pd.PeriodIndex) -> pd.Series:
    """Return residents by month: July's totals, and a straight line between them.

    Raises
    ------
    ValueError
        If a month lies outside the first and the last July that are held.
    """
    rows = population.sort_values("vintage").drop_duplicates("month", keep="last")
    july = rows.sort_values("month")
    known, asked = (
        (when.to_timestamp() - pd.Timestamp(0)).total_seconds().to_numpy()
        for when in (pd.PeriodIndex(july["month"], freq="M"), months)
    )
    asked = asked + 14 * 86_400  # the middle of a month
    if not len(asked):
        return pd.Series(dtype=float, index=months)
    if len(july) < 2 or asked.min() < known.min() or asked.max() > known.max():
        raise ValueError("residents are not known for every month asked for")
    values = np.interp(asked, known, july["population"].to_numpy(dtype=float))
    return pd.Series(values, index=months)


def per_100k(counts: pd.Series, population: pd.DataFrame) -> pd.Series:
    """Return counts by month as a yearly rate per 100,000 residents, each month at its length.

    Examples
    --------
    >>> july = pd.PeriodIndex(["2023-07", "2024-07"], freq="M")
    >>> rows = pd.DataFrame({"month": july, "population": [1e6, 1e6], "vintage": 1})
    >>> may = pd.Series([310], index=pd.PeriodIndex(["2024-05"], freq="M"))
    >>> per_100k(may, rows).round(1).tolist()
    [365.2]
    """
    days = counts.index.days_in_month.to_numpy()
    people = residents(population, counts.index).to_numpy()
    return counts.astype(float) / days * 365.25 / people * 1e5


class Rate(fact("daily rate holds")):
    """A month's count a day, and as a yearly rate per 100,000 residents."""


def rate_in(counts: pd.Series, population: pd.DataFrame, month: pd.Period | None) -> Rate:
    """Return the rate of one month of a count; nothing where there is no such month."""
    if month is None:
        return Rate()
    own = counts[[month]].astype(float)
    daily, rate = float(own.iloc[0] / month.days_in_month), float(per_100k(own, population).iloc[0])
    return Rate(daily, rate, ((rate, ">", 0, "someone died"),))


def rolling_12(counts: np.ndarray) -> np.ndarray:
    """Return the sum of each month and the eleven before it, from the twelfth on.

    Parameters
    ----------
    counts : ndarray
        Months along the last axis, none missing, at least twelve.

    Notes
    -----
    Neighbouring sums share eleven months, so they must not be tested or set against each other
    month by month. Summing twelve months of white noise gives an autocorrelation of 1 - k/12 at
    lag k (Yule 1926; Slutsky 1937), and a peak shows about 5.5 months late.

    Examples
    --------
    >>> rolling_12(np.arange(13.0)).tolist()
    [66.0, 78.0]
    """
    return np.lib.stride_tricks.sliding_window_view(counts, 12, axis=-1).sum(-1)


class Peak(NamedTuple):
    """The month in which a smoothed series is highest.

    Attributes
    ----------
    month, low, high : Period
        Centre of the highest moving mean, and its block-bootstrap interval.
    at_edge : bool
        Whether it is the first or last month that has a mean: the peak may lie outside.
    """

    month: pd.Period
    low: pd.Period
    high: pd.Period
    at_edge: bool


def peak(counts: pd.Series, seed: int = 0) -> Peak:
    """Return the month in which a centred moving mean is highest, with an interval.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing; not a 12-month-ending one, whose
        peak comes about half a year late.
    seed : int
        Seed of the resampling.

    Returns
    -------
    Peak
        Never holds a missing value.

    Raises
    ------
    ValueError
        If a month is missing, the series is shorter than the moving mean of five months and two
        blocks of six together, or the smoothed series is flat.

    Notes
    -----
    Moving-block bootstrap (Künsch, Annals of Statistics 1989;17:1217) of the ratios of daily
    rates to their moving mean, laid upon that mean and smoothed again; a 95% interval. A broad
    summit makes it uncertain whatever the interval says: print about.
    """
    values = complete(counts, least=WINDOW + 2 * BLOCK)
    daily = values.to_numpy() / np.exp(log_days(values.index))
    trend = _moving_mean(daily)
    if np.ptp(trend) < 1e-9 * max(trend.max(), 1e-300) or not (trend > 0).all():
        raise ValueError("the smoothed series is flat or touches zero: it has no peak to place")
    half, top = WINDOW // 2, int(trend.argmax())
    samples = trend * _blocks(daily[half : len(daily) - half] / trend, seed)
    peaks = _moving_mean(samples).argmax(axis=1) + half
    low, high = np.quantile(peaks, [0.025, 0.975], method="nearest").astype(int)
    at = values.index[half:]
    return Peak(at[top], at[min(low, top)], at[max(high, top)], top in (0, len(trend) - 1))


def _moving_mean(values: np.ndarray) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(values, WINDOW, axis=-1).mean(-1)


def _blocks(ratios: np.ndarray, seed: int) -> np.ndarray:
    number = -(-len(ratios) // BLOCK)
    starts = np.random.default_rng(seed).integers(0, len(ratios) - BLOCK + 1, (DRAWS, number))
    order = (starts[..., None] + np.arange(BLOCK)).reshape(DRAWS, -1)
    return ratios[order[:, : len(ratios)]]
