"""Which topics are raised in the same meetings, beyond what their own frequency gives."""

from collections.abc import Sequence
from itertools import combinations
from math import log2
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import paired

FEWEST_JOINT = 5


class OddsRatio(NamedTuple):
    """A Mantel-Haenszel odds ratio over strata.

    Attributes
    ----------
    value, low, high : float or None
        None where it is not defined.
    strata : int
        Strata that could tell something: both topics raised and not raised in them.
    """

    value: float | None
    low: float | None
    high: float | None
    strata: int


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
    first: Sequence[bool], second: Sequence[bool], stratum: Sequence[str], level: float = 0.95
) -> OddsRatio:
    """Return the odds ratio of two topics within strata, pooled.

    Parameters
    ----------
    first, second : sequence of bool
        Whether each meeting raised the topics, shape (meetings,).
    stratum : sequence of str
        Such as the level of the meeting: leaders mention everything.
    level : float
        Coverage of the interval.

    Returns
    -------
    OddsRatio
        With value None where no stratum can tell, or where the ratio is 0 or infinite.

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
    tables = _tables(*columns)
    telling = [table for table in tables if table.sum(0).all() and table.sum(1).all()]
    agree = any(table[0, 0] * table[1, 1] for table in telling)
    if not (agree and any(table[0, 1] * table[1, 0] for table in telling)):
        return OddsRatio(None, None, None, len(telling))
    found = StratifiedTable([table.astype(float) for table in telling])
    low, high = found.oddsratio_pooled_confint(1 - level)
    return OddsRatio(float(found.oddsratio_pooled), float(low), float(high), len(telling))


def pairs(
    raised: pd.DataFrame,
    visits: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    fewest: int = FEWEST_JOINT,
    draws: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the pairs of topics that met often enough, with lift, tests and intervals.

    Parameters
    ----------
    raised : DataFrame of bool
        One row per meeting, one column per topic.
    visits : sequence of str, optional
        Visit of each meeting; visits are resampled whole. By default each meeting is its own.
    levels : sequence of str, optional
        Level of each meeting, for the stratified odds ratio; by default one level.
    fewest : int
        Fewest joint meetings of a pair that is shown.
    draws : int
        Resampled lists of visits, at least 200.
    level : float
        Coverage of the intervals.
    seed : int
        Seed of the resampling.

    Returns
    -------
    DataFrame
        By falling lift: first, second, joint, meetings_first, meetings_second, meetings,
        lift, low, high, pmi, fisher_p, adjusted_p, tests, odds_ratio, odds_low, odds_high
        (missing where not defined). Empty where no pair met often enough.

    Raises
    ------
    ValueError
        If there is no meeting, a cell is missing, lengths differ, or draws are under 200.

    Notes
    -----
    Benjamini-Hochberg over all pairs that could have met `fewest` times (both topics raised so
    often), not only over those shown: being shown is itself a matter of meeting often.
    """
    if not len(raised) or raised.isna().any(axis=None) or draws < 200:
        raise ValueError("pairs need meetings, none missing a cell, and at least 200 draws")
    data = raised.to_numpy().astype(bool)
    strata = np.zeros(len(data)) if levels is None else np.asarray(levels)
    groups = np.arange(len(data)) if visits is None else np.asarray(visits)
    if len(strata) != len(data) or len(groups) != len(data):
        raise ValueError("each meeting needs a visit and a level")
    often = np.flatnonzero(data.sum(0) >= max(1, fewest))
    frame = _tested(data, raised.columns, list(combinations(often.tolist(), 2)))
    frame = frame[frame["joint"] >= max(1, fewest)]
    first, second = (data[:, frame.pop(name).to_numpy(int)] for name in ("i", "j"))
    lows, highs = _lift_intervals(first, second, _weights(groups, draws, seed), level)
    strata = np.unique(strata, return_inverse=True)[1]
    ratios = [mantel_haenszel(a, b, strata, level) for a, b in zip(first.T, second.T, strict=True)]
    rows = [(*ends, *each) for *ends, each in zip(lows, highs, ratios, strict=True)]
    names = ["low", "high", "odds_ratio", "odds_low", "odds_high", "strata"]
    added = pd.DataFrame(rows, frame.index, names)
    added = added.astype(dict.fromkeys(names[2:5], float)).drop(columns="strata")
    found = pd.concat([frame, added], axis=1).sort_values("lift", ascending=False)
    return found.reset_index(drop=True)


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


def _tested(data: np.ndarray, names: pd.Index, wanted: list[tuple[int, int]]) -> pd.DataFrame:
    totals, n = data.sum(0), len(data)
    rows = []
    for i, j in wanted:
        joint, a, b = int((data[:, i] & data[:, j]).sum()), int(totals[i]), int(totals[j])
        bits = pmi(joint, a, b, n) if joint else -np.inf
        counts = (i, j, names[i], names[j], joint, a, b, n)
        rows.append((*counts, lift(joint, a, b, n), bits, fisher(joint, a, b, n)))
    columns = ["i", "j", "first", "second", "joint", "meetings_first", "meetings_second"]
    columns += ["meetings", "lift", "pmi", "fisher_p"]
    frame = pd.DataFrame(rows, columns=columns)
    adjusted = paired.benjamini_hochberg(frame["fisher_p"]).adjusted if rows else []
    return frame.assign(adjusted_p=adjusted, tests=len(rows))


def _weights(groups: np.ndarray, draws: int, seed: int) -> np.ndarray:
    _, codes = np.unique(groups, return_inverse=True)
    visits = codes.max() + 1
    drawn = np.random.default_rng(seed).multinomial(visits, np.full(visits, 1 / visits), draws)
    return drawn[:, codes].astype(float)  # a product of floats is thirty times as fast


def _lift_intervals(
    first: np.ndarray, second: np.ndarray, weights: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of each pair's interval; pairs are columns of both."""
    joint, one, other = (weights @ each.astype(float) for each in (first & second, first, second))
    # A draw without one of the topics has no lift; with five joint meetings that is rare.
    expected = np.where((one > 0) & (other > 0), one * other, np.nan)
    drawn = joint * weights.sum(axis=1, keepdims=True) / expected
    ends = [0.5 - level / 2, 0.5 + level / 2]
    found = [np.quantile(each[~np.isnan(each)], ends) for each in drawn.T]
    return tuple(np.reshape(found, (-1, 2)).T)
