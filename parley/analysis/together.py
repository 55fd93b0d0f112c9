"""Which topics are raised in the same meetings, beyond what their own frequency gives."""

from collections.abc import Sequence
from itertools import combinations
from math import log2

import numpy as np
import pandas as pd

from parley.analysis import paired
from parley.analysis.agreement import interval

FEWEST_JOINT = 5
DRAWS = 2000


def lift(joint: int, a: int, b: int, n: int) -> float:
    """Return how many times as often two topics meet as they would if unrelated.

    Parameters
    ----------
    joint, a, b, n : int
        Meetings with both, with the first, with the second, and in all.

    Returns
    -------
    float
        joint·n / (a·b); 1 if unrelated.

    Raises
    ------
    ValueError
        If a topic was never raised, or the counts contradict each other.

    Examples
    --------
    >>> lift(6, 8, 9, 24)
    2.0
    """
    _margins(joint, a, b, n)
    return joint * n / (a * b)


def pmi(joint: int, a: int, b: int, n: int) -> float:
    """Return pointwise mutual information in bits, the log2 of the lift.

    Parameters: as `lift`, with joint ≥ 1.

    Raises
    ------
    ValueError
        As `lift`; and where the two never meet: the logarithm has no value.

    Notes
    -----
    Church & Hanks, Computational Linguistics 1990;16:22; Manning & Schütze 1999, s. 5.4.

    Examples
    --------
    >>> round(pmi(20, 42, 20, 14307668), 2)
    18.38
    """
    if joint == 0:
        raise ValueError("two topics that never meet have no mutual information")
    return log2(lift(joint, a, b, n))


def fisher(joint: int, a: int, b: int, n: int) -> float:
    """Return Fisher's exact two-sided p that two topics are unrelated.

    Parameters, Raises: as `lift`.

    Notes
    -----
    Fisher, Statistical Methods for Research Workers, 5th ed. 1934. Computed by scipy.

    Examples
    --------
    >>> round(fisher(3, 4, 4, 8), 4)
    0.4857
    """
    from scipy.stats import fisher_exact

    _margins(joint, a, b, n)
    return float(fisher_exact([[joint, a - joint], [b - joint, n - a - b + joint]]).pvalue)


def mantel_haenszel(
    first: Sequence[bool], second: Sequence[bool], stratum: Sequence[str]
) -> tuple[float, float, float]:
    """Return the odds ratio of two topics within strata, pooled, and its 95% interval.

    Parameters
    ----------
    first, second : sequence of bool
        Whether each meeting raised the topics, shape (meetings,).
    stratum : sequence of str
        Such as the level of the meeting: leaders mention everything.

    Returns
    -------
    tuple of float
        Missing where no stratum can tell, or where the ratio is 0 or infinite.

    Raises
    ------
    ValueError
        If there is no meeting, lengths differ, or a cell is missing.

    Notes
    -----
    Mantel & Haenszel, Journal of the National Cancer Institute 1959;22:719; interval of
    Robins, Breslow & Greenland, Biometrics 1986;42:311. Computed by statsmodels.
    """
    from statsmodels.stats.contingency_tables import StratifiedTable

    columns = [np.asarray(each) for each in (first, second, stratum)]
    if not len(columns[0]) or any(pd.isna(each).any() for each in columns):
        raise ValueError("an odds ratio needs meetings, none of them missing a cell")
    if len({len(each) for each in columns}) > 1:
        raise ValueError("each meeting needs both topics and a stratum")
    telling = [table for table in _tables(*columns) if table.sum(0).all() and table.sum(1).all()]
    agree = any(table[0, 0] * table[1, 1] for table in telling)
    if not (agree and any(table[0, 1] * table[1, 0] for table in telling)):
        return np.nan, np.nan, np.nan
    found = StratifiedTable([table.astype(float) for table in telling])
    low, high = found.oddsratio_pooled_confint(1 - 0.95)
    return float(found.oddsratio_pooled), float(low), float(high)


def pairs(raised: pd.DataFrame, visits: Sequence[str], levels: Sequence[str]) -> pd.DataFrame:
    """Return the pairs of topics that met five times, with lift, tests and 95% intervals.

    Parameters
    ----------
    raised : DataFrame of bool
        One row per meeting, one column per topic.
    visits, levels : sequence of str
        Visit of each meeting: visits are resampled whole; and its level, for the stratified
        odds ratio.

    Returns
    -------
    DataFrame
        By falling lift: first, second, joint, meetings_first, meetings_second, meetings,
        lift, pmi, fisher_p, adjusted_p, tests, low, high, odds_ratio, odds_low, odds_high
        (missing where not defined). Empty where no pair met often enough.

    Raises
    ------
    ValueError
        If a cell is missing, or lengths differ.

    Notes
    -----
    Benjamini-Hochberg over all pairs that could have met five times (both topics raised so
    often), not only over those shown: being shown is itself a matter of meeting often.
    """
    if raised.isna().any(axis=None) or len({len(raised), len(visits), len(levels)}) > 1:
        raise ValueError("pairs need a visit and a level of each meeting, and none missing a cell")
    topics = {topic: column.to_numpy(dtype=bool) for topic, column in raised.items()}
    frame = _tested({t: there for t, there in topics.items() if there.sum() >= FEWEST_JOINT})
    frame = frame[frame["joint"] >= FEWEST_JOINT]
    first, second = ([topics[topic] for topic in frame[name]] for name in ("first", "second"))
    ends, strata = _lift_intervals(first, second, visits), np.unique(levels, return_inverse=True)[1]
    ratios = [mantel_haenszel(a, b, strata) for a, b in zip(first, second, strict=True)]
    added = np.column_stack([ends, np.reshape(ratios, (-1, 3))])
    frame[["low", "high", "odds_ratio", "odds_low", "odds_high"]] = added
    return frame.sort_values("lift", ascending=False, ignore_index=True)


def _margins(joint: int, a: int, b: int, n: int) -> None:
    if min(a, b) < 1:
        raise ValueError("a topic that was never raised meets no other")
    if not max(0, a + b - n) <= joint <= min(a, b):
        raise ValueError(f"{joint} of {a} and {b} in {n} meetings contradict each other")


def _tables(first: np.ndarray, second: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """Return the fourfold table of both topics in each stratum, shape (strata, 2, 2)."""
    place = np.unique(stratum, return_inverse=True)[1]
    cells = 4 * place + 2 * ~first.astype(bool) + ~second.astype(bool)
    return np.bincount(cells, minlength=4 * (place.max() + 1)).reshape(-1, 2, 2)


def _tested(topics: dict[str, np.ndarray]) -> pd.DataFrame:
    rows = []
    for first, second in combinations(topics, 2):
        one, other = topics[first], topics[second]
        counts = int((one & other).sum()), int(one.sum()), int(other.sum()), len(one)
        bits = pmi(*counts) if counts[0] else -np.inf
        rows.append((first, second, *counts, lift(*counts), bits, fisher(*counts)))
    columns = ["first", "second", "joint", "meetings_first", "meetings_second", "meetings"]
    columns += ["lift", "pmi", "fisher_p"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[6:], float))
    adjusted = paired.benjamini_hochberg(frame["fisher_p"]).adjusted if rows else []
    return frame.assign(adjusted_p=np.asarray(adjusted, dtype=float), tests=len(rows))


def _lift_intervals(
    first: list[np.ndarray], second: list[np.ndarray], visits: Sequence[str]
) -> np.ndarray:
    """Return the ends of each pair's interval, shape (pairs, 2)."""
    if not first:
        return np.empty((0, 2))
    codes = np.unique(visits, return_inverse=True)[1]
    number = codes.max() + 1
    drawn = np.random.default_rng(0).multinomial(number, np.full(number, 1 / number), DRAWS)
    weights = drawn[:, codes].astype(float)  # a product of floats is thirty times as fast
    one, other = (np.array(each) for each in (first, second))
    joint, one, other = (weights @ each.T.astype(float) for each in (one & other, one, other))
    # A draw without one of the topics has no lift; with five joint meetings that is rare.
    expected = np.where((one > 0) & (other > 0), one * other, np.nan)
    lifts = joint * weights.sum(axis=1, keepdims=True) / expected
    return np.array([interval(each, 0.95) for each in lifts.T])
