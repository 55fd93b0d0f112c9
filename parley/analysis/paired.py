"""Two accounts of the same meetings: where they differ, and how surely."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley import sides

from . import shares

FEWEST_DISCORDANT = 5  # at 4 against 0 the mid-p is 0.0625: fewer cannot reach 0.05
TOO_FEW = "too few to compare"
LEVEL = 1 - 0.95
CELLS = ("both", "us_only", "prc_only", "neither")


class Difference(NamedTuple):
    """US share minus Chinese share, with its 95% interval; each from -1 to 1."""

    difference: float
    low: float
    high: float


class Family(NamedTuple):
    """Several p-values judged together.

    Attributes
    ----------
    adjusted : ndarray of float
        Benjamini-Hochberg p-values, in the order given.
    rejected, bonferroni : ndarray of bool
        Which stay below 0.05 after each correction.
    """

    adjusted: np.ndarray
    rejected: np.ndarray
    bonferroni: np.ndarray


def compared_on(compared: pd.DataFrame, topic: str) -> int:
    """Return at how many visits the two sides can be compared on a topic.

    Parameters
    ----------
    compared : DataFrame
        As `readouts.comparisons` returns it.
    topic : str
        The topic's key.

    Examples
    --------
    >>> rows = pd.DataFrame({"topic": ["trade", "trade"], "state": ["both", "one_silent"]})
    >>> compared_on(rows, "trade")
    1
    """
    own = compared[compared["topic"] == topic]
    return int(own["state"].isin(CELLS).sum())


def mid_p(us_only: int, prc_only: int) -> float:
    """Return the p-value of McNemar's mid-p test, 0 to 1, two-sided.

    Parameters
    ----------
    us_only, prc_only : int
        Meetings that one side's account alone mentions: no other is tested.

    Notes
    -----
    2·P(X ≤ min) - P(X = min), X ~ Binomial(b + c, ½); Fagerland, Lydersen & Laake,
    BMC Medical Research Methodology 2013;13:91.

    Examples
    --------
    >>> round(mid_p(1, 7), 4)
    0.0391
    """
    from scipy.stats import binom

    least, n = min(us_only, prc_only), us_only + prc_only
    return min(1.0, float(2 * binom.cdf(least, n, 0.5) - binom.pmf(least, n, 0.5)))


def newcombe_paired(both: int, us_only: int, prc_only: int, neither: int) -> Difference:
    """Return the paired difference of shares, US minus Chinese, with Newcombe's interval.

    Parameters
    ----------
    both, us_only, prc_only, neither : int
        Meetings, by which side's account mentions the topic.

    Returns
    -------
    Difference
        Never holds a missing value.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or there is no meeting.

    Notes
    -----
    Square-and-add of two Wilson intervals with corrected phi: Newcombe, Statistics in Medicine
    1998;17:2635, method 10; Fagerland, Lydersen & Laake 2017, ch. 8.

    Examples
    --------
    >>> found = newcombe_paired(59, 6, 16, 80)
    >>> round(found.difference, 4), round(found.low, 4), round(found.high, 4)
    (-0.0621, -0.1186, -0.0046)
    """
    a, b, c, d = _cells(both, us_only, prc_only, neither)
    n = a + b + c + d
    us, prc = shares.wilson(a + b, n), shares.wilson(a + c, n)
    phi = _phi(a, b, c, d)
    down, up = us.share - us.low, prc.high - prc.share
    below = sqrt(max(0.0, down**2 - 2 * phi * down * up + up**2))
    up, down = us.high - us.share, prc.share - prc.low
    above = sqrt(max(0.0, up**2 - 2 * phi * up * down + down**2))
    difference = (b - c) / n
    return Difference(difference, max(-1.0, difference - below), min(1.0, difference + above))


def benjamini_hochberg(p: Sequence[float]) -> Family:
    """Return which of several p-values stand when judged together.

    Parameters
    ----------
    p : sequence of float
        0 to 1, one per test, shape (tests,).

    Returns
    -------
    Family
        Arrays of shape (tests,), in the order given.

    Raises
    ------
    ValueError
        If there is no p-value, or one is missing or outside 0 to 1.

    Notes
    -----
    Benjamini & Hochberg, Journal of the Royal Statistical Society B 1995;57:289. Computed by
    statsmodels.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.9]).adjusted.round(3).tolist()
    [0.03, 0.06, 0.9]
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=float)
    if values.ndim != 1 or not len(values):
        raise ValueError("judging tests together needs at least one p-value")
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("a p-value is missing or lies outside 0 to 1")
    rejected, adjusted, *_ = multipletests(values, 0.05, method="fdr_bh")
    bonferroni, *_ = multipletests(values, 0.05, method="bonferroni")
    return Family(adjusted, rejected, bonferroni)


def paired_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return, per topic, how the two sides' mentions differ over the same meetings.

    Parameters
    ----------
    frame : DataFrame
        One row per topic with the counts both, us_only, prc_only, neither; other columns,
        such as topic, are kept.

    Returns
    -------
    DataFrame
        The input and meetings, us_share, prc_share, difference, low, high (missing where there
        is no meeting), too_few, mid_p and adjusted_p (missing exactly where too_few), tests
        (how many were judged together), and result: ``too few to compare``, ``US more often``,
        ``China more often`` or ``cannot tell``.

    Raises
    ------
    ValueError
        If a count is negative, missing or not whole.

    Notes
    -----
    Fewer than five meetings that one side alone mentioned cannot reach 0.05, however one-sided,
    so they are not tested and do not count among the tests judged together.

    Examples
    --------
    >>> rows = pd.DataFrame({"both": [1], "us_only": [1], "prc_only": [7], "neither": [12]})
    >>> paired_table(rows)["result"].tolist()
    ['China more often']
    """
    names = ["meetings", "us_share", "prc_share", "difference", "low", "high"]
    counts = [_cells(*row) for row in frame[list(CELLS)].itertuples(index=False)]
    shown = pd.DataFrame([_shown(*row) for row in counts], frame.index, names)
    p = np.array([mid_p(b, c) for _, b, c, _ in counts])
    too_few = np.array([b + c < FEWEST_DISCORDANT for _, b, c, _ in counts], dtype=bool)
    p[too_few] = np.nan
    adjusted = p.copy()
    if not too_few.all():
        adjusted[~too_few] = benjamini_hochberg(p[~too_few]).adjusted
    found = pd.concat([frame, shown.astype({"meetings": int})], axis=1)
    found = found.assign(too_few=too_few, mid_p=p, adjusted_p=adjusted, tests=(~too_few).sum())
    found["result"] = np.select(
        [too_few, ~(adjusted <= LEVEL), found["difference"] > 0],
        [TOO_FEW, "cannot tell", sides.more_often("us")],
        sides.more_often("prc"),
    ).astype(object)
    return found


def _cells(*counts: int) -> tuple[int, ...]:
    for count in counts:
        if pd.isna(count) or count != int(count) or count < 0:
            raise ValueError(f"a paired table needs whole counts of meetings, not {count!r}")
    return tuple(int(count) for count in counts)


def _phi(a: int, b: int, c: int, d: int) -> float:
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if margins == 0:
        return 0.0
    product = a * d - b * c
    if product > 0:
        product = max(0.0, product - (a + b + c + d) / 2)
    return product / sqrt(margins)


def _shown(a: int, b: int, c: int, d: int) -> tuple[float, ...]:
    n = a + b + c + d
    if n == 0:
        return (0, *[np.nan] * 5)
    return n, (a + b) / n, (a + c) / n, *newcombe_paired(a, b, c, d)
