"""Sums over twelve months, and what they do to a series."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from . import months

WINDOW = 12


def rolling_12(counts: pd.Series) -> pd.Series:
    """Return the sum of each month and the eleven before it.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing, at least twelve.

    Returns
    -------
    Series of float
        By the month in which the twelve end, from the twelfth on. Neighbours share eleven
        months, so they must not be tested or set against each other month by month.

    Raises
    ------
    ValueError
        If a month is missing, or there are fewer than twelve.

    Notes
    -----
    Summing twelve months of white noise gives an autocorrelation of 1 - k/12 at lag k
    (Yule 1926; Slutsky 1937), and a peak shows about 5.5 months late.

    Examples
    --------
    >>> index = pd.period_range("2023-01", periods=13, freq="M")
    >>> rolling_12(pd.Series(range(13), index=index)).tolist()
    [66.0, 78.0]
    """
    values = months.complete(counts, least=WINDOW)
    sums = np.lib.stride_tricks.sliding_window_view(values.to_numpy(), WINDOW).sum(-1)
    return pd.Series(sums, index=values.index[WINDOW - 1 :], name=counts.name)


def autocorrelation(values: Sequence[float], lag: int) -> float:
    """Return the correlation of a series with itself some steps earlier.

    Parameters
    ----------
    values : sequence of float
        Shape (n,).
    lag : int
        1 to n - 2.

    Returns
    -------
    float
        -1 to 1: sum of products of deviations from the mean over their sum of squares.

    Raises
    ------
    ValueError
        If a value is missing, all are alike, or the lag does not fit.

    Notes
    -----
    Box & Jenkins, Time Series Analysis, 1970, ch. 2.

    Examples
    --------
    >>> autocorrelation([1, -1, 1, -1], 1)
    -0.75
    """
    data = np.asarray(values, dtype=float)
    if not np.isfinite(data).all() or not 1 <= lag <= len(data) - 2:
        raise ValueError(f"a lag of {lag} does not fit {len(data)} values, or one is missing")
    left = data - data.mean()
    if left @ left < 1e-12 * max(1.0, data @ data):
        raise ValueError("all values are alike: nothing to correlate")
    return float(left[lag:] @ left[:-lag] / (left @ left))
