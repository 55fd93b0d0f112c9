"""How far two readings of the same texts agree."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from .reliability_report import report

METRICS = ("nominal", "ordinal", "interval", "ratio")

__all__ = [
    "METRICS",
    "Agreement",
    "UndefinedError",
    "ac1",
    "bootstrap",
    "cohen",
    "fleiss",
    "krippendorff_alpha",
    "percent_agreement",
    "positive_agreement",
    "report",
    "table",
]


class UndefinedError(ValueError):
    """The ratings do not vary, so that agreement beyond chance has no value."""


class Agreement(NamedTuple):
    """A statistic with its bootstrap interval over units.

    Attributes
    ----------
    value, low, high : float
        At most 1.
    draws, undefined : int
        Resampled sets, and how many of them had no value and were left out.
    """

    value: float
    low: float
    high: float
    draws: int
    undefined: int


def krippendorff_alpha(ratings: np.ndarray, metric: str = "nominal") -> float:
    """Return Krippendorff's alpha of several coders over the same units.

    Parameters
    ----------
    ratings : ndarray of float
        Shape (coders, units); missing where a coder did not code a unit. Units with fewer than
        two ratings are left out.
    metric : str
        nominal, ordinal, interval or ratio (values above 0).

    Returns
    -------
    float
        At most 1; 0 for agreement as by chance.

    Raises
    ------
    UndefinedError
        If all pairable ratings are alike.
    ValueError
        If no unit has two ratings, or the metric is unknown.

    Notes
    -----
    Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.

    Examples
    --------
    >>> round(krippendorff_alpha(np.array([[1, 1, 0, 0], [1, 0, 0, 0]])), 4)
    0.5333
    """
    data = np.asarray(ratings, dtype=float)
    values = np.unique(data[~np.isnan(data)])
    counts = (data[:, :, None] == values).sum(axis=0).astype(float)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise ValueError("no unit was coded twice: there is nothing to compare")
    weighted = counts / (counts.sum(axis=1, keepdims=True) - 1)
    coincidence = counts.T @ weighted - np.diag(weighted.sum(axis=0))
    totals = coincidence.sum(axis=0)
    distance = _distance(values, totals, metric)
    expected = ((np.outer(totals, totals) - np.diag(totals)) * distance).sum()
    if expected <= 0:
        raise UndefinedError("all ratings are alike: alpha has no value")
    return float(1 - (totals.sum() - 1) * (coincidence * distance).sum() / expected)


def table(first: Sequence, second: Sequence) -> np.ndarray:
    """Return the square table of two coders' ratings, rows by the first.

    Parameters
    ----------
    first, second : sequence
        One rating per unit, none missing; categories in sorted order.

    Returns
    -------
    ndarray of int
        Shape (categories, categories).

    Raises
    ------
    ValueError
        If there is no unit, lengths differ, or a rating is missing.

    Examples
    --------
    >>> table([1, 1, 0], [1, 0, 0]).tolist()
    [[1, 0], [1, 1]]
    """
    if not len(first) or len(first) != len(second):
        raise ValueError("a table needs units, and a rating of each by both coders")
    both = pd.concat([pd.Series([*first]), pd.Series([*second])], ignore_index=True)
    if both.isna().any():
        raise ValueError("a rating is missing")
    codes, categories = pd.factorize(both, sort=True)
    found = np.zeros((len(categories), len(categories)), dtype=int)
    np.add.at(found, (codes[: len(first)], codes[len(first) :]), 1)
    return found


def percent_agreement(counts: np.ndarray) -> float:
    """Return the share of units (0 to 1) that two coders rate alike.

    Parameters
    ----------
    counts : ndarray of int
        Square table of units, rows by the first coder.

    Raises
    ------
    ValueError
        If the table is not square, holds no unit, or a count is missing or negative.

    Examples
    --------
    >>> percent_agreement(np.array([[80, 10], [5, 5]]))
    0.85
    """
    found = _square(counts)
    return float(np.trace(found) / found.sum())


def positive_agreement(counts: np.ndarray) -> float:
    """Return F1 between two coders, 2a / (2a + b + c), with a the units both call positive.

    Parameters
    ----------
    counts : ndarray of int
        Shape (2, 2), the positive category last, as `table` of 0 and 1 gives.

    Raises
    ------
    UndefinedError
        If neither coder calls a unit positive.
    ValueError
        As `percent_agreement`, and if there are not two categories.

    Notes
    -----
    Hripcsak & Rothschild, J Am Med Inform Assoc 2005;12:296.

    Examples
    --------
    >>> positive_agreement(np.array([[5, 1], [1, 3]]))
    0.75
    """
    found = _square(counts)
    if found.shape != (2, 2):
        raise ValueError("positive agreement needs two categories, 0 and 1")
    marked = 2 * found[1, 1] + found[0, 1] + found[1, 0]
    if marked == 0:
        raise UndefinedError("neither coder calls a unit positive: F1 has no value")
    return float(2 * found[1, 1] / marked)


def cohen(counts: np.ndarray) -> float:
    """Return Cohen's kappa of two coders. Never publish it alone: rare topics sink it.

    Parameters
    ----------
    counts : ndarray of int
        Square table of units, rows by the first coder.

    Raises
    ------
    UndefinedError
        If both coders use one and the same category throughout.
    ValueError
        As `percent_agreement`.

    Notes
    -----
    Cohen, Educational and Psychological Measurement 1960;20:37; Feinstein & Cicchetti,
    J Clin Epidemiol 1990;43:543 on its fall for rare topics. Computed by statsmodels.

    Examples
    --------
    >>> round(cohen(np.array([[20, 5], [10, 15]])), 9)
    0.4
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    found = _square(counts)
    if (found.sum(0) @ found.sum(1)) == found.sum() ** 2:
        raise UndefinedError("both coders use one category throughout: kappa has no value")
    return float(cohens_kappa(found, return_results=False))


def fleiss(counts: np.ndarray) -> float:
    """Return Fleiss' kappa of several coders.

    Parameters
    ----------
    counts : ndarray of int
        Shape (units, categories): how many coders put the unit there; as many for each unit.

    Raises
    ------
    UndefinedError
        If all ratings are alike.
    ValueError
        If there is no unit, coders differ in number or are fewer than two, or a count is
        missing or negative.

    Notes
    -----
    Fleiss, Psychological Bulletin 1971;76:378. Computed by statsmodels.
    """
    from statsmodels.stats.inter_rater import fleiss_kappa

    found = np.asarray(counts, dtype=float)
    if found.ndim != 2 or not len(found) or not (found >= 0).all():
        raise ValueError("kappa needs units by categories, no count missing or negative")
    coders = found.sum(axis=1)
    if (coders != coders[0]).any() or coders[0] < 2:
        raise ValueError("each unit needs as many coders as the others, at least two")
    if (found.sum(axis=0) > 0).sum() < 2:
        raise UndefinedError("all ratings are alike: kappa has no value")
    return float(fleiss_kappa(found))


def ac1(counts: np.ndarray) -> float:
    """Return Gwet's AC1 of two coders, which a rare topic does not sink.

    Parameters
    ----------
    counts : ndarray of int
        Square table of units, rows by the first coder, at least two categories.

    Raises
    ------
    ValueError
        As `percent_agreement`, and if there is one category only.

    Notes
    -----
    Gwet, British Journal of Mathematical and Statistical Psychology 2008;61:29.

    Examples
    --------
    >>> round(ac1(np.array([[80, 10], [5, 5]])), 3)
    0.808
    """
    found = _square(counts)
    if len(found) < 2:
        raise ValueError("AC1 needs at least two categories")
    used = (found.sum(0) + found.sum(1)) / (2 * found.sum())
    chance = (used * (1 - used)).sum() / (len(found) - 1)
    return float((percent_agreement(found) - chance) / (1 - chance))


def bootstrap(
    ratings: np.ndarray,
    statistic: Callable[[np.ndarray], float] = krippendorff_alpha,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Agreement:
    """Return a statistic of the ratings with its interval over resampled units.

    Parameters
    ----------
    ratings : ndarray
        Shape (coders, units).
    statistic : callable
        From such an array to a number.
    draws : int
        At least 200.
    level : float
        Coverage.
    seed : int
        Seed of the resampling.

    Returns
    -------
    Agreement
        Resampled sets whose ratings do not vary are left out and counted in `undefined`.

    Raises
    ------
    UndefinedError
        If the statistic has no value on the ratings themselves.
    ValueError
        If there are fewer than two units, or draws are under 200.

    Notes
    -----
    Percentile interval; Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13.
    """
    data = np.asarray(ratings)
    units = data.shape[1]
    if units < 2 or draws < 200:
        raise ValueError("a bootstrap needs at least two units and 200 draws")
    value = statistic(data)
    picks = np.random.default_rng(seed).integers(0, units, (draws, units))
    drawn = np.array([_or_missing(statistic, data[:, pick]) for pick in picks])
    known = drawn[~np.isnan(drawn)]
    low, high = np.quantile(known, [0.5 - level / 2, 0.5 + level / 2])
    return Agreement(value, float(low), float(high), draws, int(draws - len(known)))


def _distance(values: np.ndarray, totals: np.ndarray, metric: str) -> np.ndarray:
    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    if metric == "ordinal":
        # Ratings below each value, and half of those at it: ranks, apart from a constant.
        ranks = np.cumsum(totals) - totals / 2
        return (ranks[:, None] - ranks) ** 2
    if metric == "interval":
        return (values[:, None] - values) ** 2
    if metric == "ratio" and (values > 0).all():
        return ((values[:, None] - values) / (values[:, None] + values)) ** 2
    raise ValueError(f"{metric!r} is none of {', '.join(METRICS)}, or a ratio is not above 0")


def _square(counts: np.ndarray) -> np.ndarray:
    found = np.asarray(counts, dtype=float)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise ValueError("two coders' ratings make a square table")
    if not (found >= 0).all() or not found.any():
        raise ValueError("the table holds no unit, or a count is missing or negative")
    return found


def _or_missing(statistic: Callable[[np.ndarray], float], sample: np.ndarray) -> float:
    try:
        return statistic(sample)
    except UndefinedError:
        return np.nan  # counted by the caller, and told
