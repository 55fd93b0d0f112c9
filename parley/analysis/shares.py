"""Shares of meetings, each with its counts and an interval."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

FEWEST_FOR_PERCENT = 5  # below five, a percent suggests more than the fraction holds


class Share(NamedTuple):
    """A share with its counts and 95% interval.

    Attributes
    ----------
    count, total : int
        Meetings that have the property, and meetings looked at.
    share, low, high : float
        0 to 1; `low` and `high` bound the interval.
    """

    count: int
    total: int
    share: float
    low: float
    high: float


def wilson(k: int, n: int) -> Share:
    """Return the share k of n with its Wilson score interval, the one to display.

    Parameters
    ----------
    k, n : int
        Count and total, 0 ≤ k ≤ n and n ≥ 1.

    Returns
    -------
    Share
        Never holds a missing value.

    Raises
    ------
    ValueError
        If n is 0, k lies outside 0 to n, or a count is not whole.

    Notes
    -----
    Wilson (1927) without continuity correction; Newcombe, Statistics in Medicine 1998;17:857.
    Computed by statsmodels.

    Examples
    --------
    >>> found = wilson(15, 148)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0624, 0.1605)
    """
    return _share(k, n, "wilson")


def jeffreys(k: int, n: int) -> Share:
    """Return the share k of n with its Jeffreys interval; as good as Wilson's.

    Parameters, Raises: as `wilson`.

    Notes
    -----
    Equal-tailed Beta(k+½, n-k+½) interval; Brown, Cai & DasGupta, Statistical Science
    2001;16:101. Computed by statsmodels. For k = 0 or n an end is near 0 or 1, not at it.

    Examples
    --------
    >>> found = jeffreys(13, 16)
    >>> round(found.low, 4), round(found.high, 4)
    (0.5792, 0.9442)
    """
    return _share(k, n, "jeffreys")


def clopper_pearson(k: int, n: int) -> Share:
    """Return the share k of n with its Clopper-Pearson interval, which is wider than it need be.

    Parameters, Raises: as `wilson`.

    Notes
    -----
    Clopper & Pearson, Biometrika 1934;26:404. Computed by statsmodels.

    Examples
    --------
    >>> found = clopper_pearson(13, 16)
    >>> round(found.low, 4), round(found.high, 4)
    (0.5435, 0.9595)
    """
    return _share(k, n, "beta")


def clustered(k: Sequence[int], n: Sequence[int]) -> Share:
    """Return a share with an interval that allows for accounts of one block being alike.

    Parameters
    ----------
    k, n : sequence of int
        Counts and totals, one of each a block, as a quarter of a year.

    Returns
    -------
    Share
        Wilson's interval for the number of independent accounts that all of these are worth.

    Notes
    -----
    The share's variance is that of a ratio over blocks (Cochran 1977, Sampling Techniques, 3rd
    ed., sec. 6.3 and 9A.2); the number worth is n over the design effect, at most n, as Korn and
    Graubard (1998, Survey Methodology 24, 193-201) put it into an interval for one share.

    Examples
    --------
    >>> clustered([5, 0, 5, 0], [5, 5, 5, 5]).low < wilson(10, 20).low
    True
    """
    k, n = (np.asarray(each, dtype=float) for each in (k, n))
    k, n = k[n > 0], n[n > 0]
    total, blocks = n.sum(), len(n)
    if not blocks:
        raise ValueError("a share needs at least one account")
    share = k.sum() / total
    spread = share * (1 - share) / total
    if blocks < 2 or not spread:
        return wilson(int(k.sum()), int(total))
    found = blocks / (blocks - 1) * ((k - share * n) ** 2).sum() / total**2
    worth = total / max(1.0, found / spread)
    z = ndtri(0.975)
    middle = (share + z * z / (2 * worth)) / (1 + z * z / worth)
    half = z / (1 + z * z / worth) * np.sqrt(share * (1 - share) / worth + (z / worth / 2) ** 2)
    ends = max(0.0, float(middle - half)), min(1.0, float(middle + half))
    return Share(int(k.sum()), int(total), float(share), *ends)


def with_intervals(frame: pd.DataFrame, count: str, total: str) -> pd.DataFrame:
    """Return the frame with share, low, high (Wilson, 95%) and too_few added to each row.

    Parameters
    ----------
    frame : DataFrame
        One row per share.
    count, total : str
        Columns of counts, 0 ≤ count ≤ total.

    Returns
    -------
    DataFrame
        A copy. share, low and high are 0 to 1, and missing exactly where the total is 0;
        too_few is true where the total is below five: print the fraction there, no percent.

    Raises
    ------
    ValueError
        If a count lies outside 0 to its total, or is missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"count": [3, 0], "total": [4, 0]})
    >>> with_intervals(rows, "count", "total")["too_few"].tolist()
    [True, True]
    """
    pairs = zip(frame[count], frame[total], strict=True)
    k, n = np.array([_counts(*pair, least=0) for pair in pairs], dtype=int).reshape(-1, 2).T
    some, added = n > 0, np.full((3, len(n)), np.nan)
    added[:, some] = k[some] / n[some], *_ends(k[some], n[some], "wilson")
    columns = dict(zip(("share", "low", "high"), added, strict=True))
    return frame.assign(**columns, too_few=n < FEWEST_FOR_PERCENT)


def _counts(k: int, n: int, least: int) -> tuple[int, int]:
    if pd.isna(k) or pd.isna(n) or k != int(k) or n != int(n):
        raise ValueError(f"a share needs whole counts, not {k!r} of {n!r}")
    if n < least:
        raise ValueError(f"a share needs at least {least} meeting; there are {n}")
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share: the count lies outside 0 to its total")
    return int(k), int(n)


def _share(k: int, n: int, method: str) -> Share:
    k, n = _counts(k, n, least=1)
    low, high = _ends(np.array([k]), np.array([n]), method)
    return Share(k, n, k / n, float(low[0]), float(high[0]))


def _ends(k: np.ndarray, n: np.ndarray, method: str) -> tuple[np.ndarray, np.ndarray]:
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(k, n, alpha=1 - 0.95, method=method)
    if method != "jeffreys":  # the ends are exact there, but for the last bit
        low, high = np.where(k == 0, 0.0, low), np.where(k == n, 1.0, high)
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def rolling(
    dates: pd.Series,
    raised: pd.Series,
    months: int = 12,
    first: pd.Period | str | None = None,
    last: pd.Period | str | None = None,
) -> pd.DataFrame:
    """Return the share of meetings that raised something, in each window of some months.

    Parameters
    ----------
    dates : Series of datetime
        One per meeting of the denominator.
    raised : Series of bool
        Same order; whether that meeting raised it.
    months : int
        Length of the window; each row stands at the window's last month.
    first, last : Period or str, optional
        Months between which meetings are known; by default those of the first and last meeting.

    Returns
    -------
    DataFrame
        month (Period[M]), count, total, share, low, high, too_few. The first row is the first
        month with a whole window. Share is missing where a window holds no meeting.

    Raises
    ------
    ValueError
        If there is no meeting, a cell is missing, or fewer months are known than one window.

    Notes
    -----
    Windows overlap, so neighbouring rows share meetings: draw them, never test on them.
    """
    if not len(dates) or len(dates) != len(raised):
        raise ValueError("a rolling share needs at least one meeting, and an answer for each")
    if pd.isna(dates).any() or pd.isna(raised).any():
        raise ValueError("a meeting has no date, or no answer: leave it out of the denominator")
    when = pd.PeriodIndex(pd.to_datetime(pd.Series(dates)).dt.to_period("M"))
    span = pd.period_range(first or when.min(), last or when.max(), freq="M")
    if len(span) < months:
        raise ValueError(f"{len(span)} months are known; a window needs {months}")
    answers = pd.Series(np.asarray(raised, dtype=bool), index=when)
    monthly = answers.groupby(level=0).agg(["sum", "size"]).reindex(span, fill_value=0)
    windows = monthly.rolling(months).sum().iloc[months - 1 :].astype(int)
    windows = windows.set_axis(["count", "total"], axis=1).rename_axis("month").reset_index()
    return with_intervals(windows, "count", "total")
