"""A line that bends at joins: fitted, with the errors of joins and slopes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from . import model

BEYOND = 6  # places tried past the last one that fits, lest a worse one hide a better
AT_95 = 3.84  # chi-square with one degree of freedom, as METHODS prints it


class Fit(NamedTuple):
    """A log-linear (or logit-linear) line with joins.

    Attributes
    ----------
    joins, join_ses : tuple of float
        Where the slope changes, in the unit of x, and the standard errors (delta method).
    slopes : tuple of float
        Per unit of x on the log or logit scale, one more than joins.
    slope_changes, slope_change_ses : tuple of float
        One per join.
    deviance : float
        At the minimum.
    dispersion : float
        Pearson chi-square over degrees of freedom; 1 for binomial counts.
    bic : float
        n·log(deviance/n) + log(n)·(2 + 2·joins); smaller is better.
    fitted : ndarray of float
        Expected counts, shape (n,).
    """

    joins: tuple[float, ...]
    join_ses: tuple[float, ...]
    slopes: tuple[float, ...]
    slope_changes: tuple[float, ...]
    slope_change_ses: tuple[float, ...]
    deviance: float
    dispersion: float
    bic: float
    fitted: np.ndarray


class Join(NamedTuple):
    """A join with the places that fit almost as well.

    Attributes
    ----------
    at, low, high : float
        In the unit of x; `low` and `high` are solved for between observed places.
    open_low, open_high : bool
        Whether the interval runs to the end of the places tried, so its end is not known.
    broken : bool
        Whether places inside the interval fit worse: two separate stretches qualify.
    """

    at: float
    low: float
    high: float
    open_low: bool
    open_high: bool
    broken: bool


def fit(data: model.Data, joins: int = 1) -> Fit:
    """Return the line with a given number of joins, 0 to 3, that minimises the deviance.

    Parameters
    ----------
    data : Data
        As `model.prepare` returns it.

    Returns
    -------
    Fit
        Never holds a missing value.

    Raises
    ------
    ValueError
        If the observations are too few for the joins, or lie on one line, so that there is no
        join to place.

    Notes
    -----
    Grid, then refinement (Lerman, Applied Statistics 1980;29:77). Standard errors by the
    delta method on the augmented design, as in segmented: Muggeo, Statistics in Medicine
    2003;22:3055 and R News 2008;8/1:20. Errors of neighbouring months are alike, so intervals
    are too narrow: say "about".
    """
    return at_joins(data, model.search(data, joins))


def at_joins(data: model.Data, joins: Sequence[float]) -> Fit:
    """Return the fit with its joins given, errors included. Parameters: as `model.search` gives."""
    columns = model.design(data, joins)
    found, mean = model.solve(data, columns)
    n, free = len(data.x), 2 + 2 * len(joins)
    total = model.deviance(data, mean)
    if total < model.TOLERANCE:
        raise ValueError("the counts lie on the line exactly: there is no error to measure")
    spread = 1.0
    if data.trials is None:
        spread = float(((data.counts - mean) ** 2 / mean).sum() / (n - free))
    changes = found[2:]
    join_ses, change_ses = _errors(data, joins, spread)
    slopes = found[1] + np.concatenate([[0], np.cumsum(changes)])
    bic = float(n * np.log(total / n) + np.log(n) * free)
    joins, slopes, changes = (tuple(map(float, each)) for each in (joins, slopes, changes))
    return Fit(joins, join_ses, slopes, changes, change_ses, total, spread, bic, mean)


def interval(data: model.Data, found: Fit, which: int = 0, inflation: float = 1.0) -> Join:
    """Return the places at which a join fits almost as well as at its best.

    Parameters
    ----------
    data, found : Data and Fit
        As given to `fit`, and what it returned.
    which : int
        Which join, from 0.
    inflation : float
        What the dispersion is multiplied with, 1 or more: `serial_inflation` where neighbouring
        observations are alike.

    Returns
    -------
    Join
        The places, between the neighbouring joins, at which the deviance, with the other joins
        moved to suit, is at most 3.84 × dispersion × inflation above its minimum; sought
        outward from the join until six observed places in a row fit worse, and solved for
        between the last place that fits and the first that does not.

    Raises
    ------
    ValueError
        If the fit has no such join.
    """
    if not 0 <= which < len(found.joins):
        raise ValueError(f"the fit has {len(found.joins)} joins; there is no join {which}")
    places = data.x[_between(data, found.joins, which)]
    at = found.joins[which]
    most = found.deviance + AT_95 * found.dispersion * inflation
    inside = _fitting(data, found.joins, which, places, most)
    if not inside.any():  # narrower than the space between two observations
        return Join(at, at, at, False, False, False)
    held = np.flatnonzero(inside)
    low, high = min(places[held[0]], at), max(places[held[-1]], at)
    if not inside[0]:
        low = _crossing(data, found.joins, which, places[held[0] - 1], low, most)
    if not inside[-1]:
        high = _crossing(data, found.joins, which, places[held[-1] + 1], high, most)
    broken = bool((~inside[held[0] : held[-1] + 1]).any())
    return Join(at, float(low), float(high), bool(inside[0]), bool(inside[-1]), broken)


def serial_inflation(counts: np.ndarray, fitted: np.ndarray) -> float:
    """Return by how much likeness of neighbours inflates the variance of a mean; at least 1.

    Parameters
    ----------
    counts, fitted : ndarray
        Observed and expected counts in order of time, shape (n,).

    Notes
    -----
    (1 + r) / (1 - r) with r the correlation of each Pearson residual with the next: the
    variance of a mean of a first-order autoregression against that of independent terms
    (Bartlett, Journal of the Royal Statistical Society 1935;98:536).
    """
    residuals = (np.asarray(counts, dtype=float) - fitted) / np.sqrt(fitted)
    residuals = residuals - residuals.mean()
    r = float((residuals[1:] * residuals[:-1]).sum() / (residuals**2).sum())
    r = min(max(r, 0.0), 0.95)
    return (1 + r) / (1 - r)


def _crossing(
    data: model.Data, joins: Sequence[float], which: int, outside: float, inside: float, most: float
) -> float:
    """Return the place between one that fits too badly and one that does not where it turns."""
    from scipy.optimize import brentq

    def above(place: float) -> float:
        return _held(data, joins, which, place)[1] - most

    if above(inside) >= 0 or above(outside) <= 0:  # refined from elsewhere: keep the wider end
        return float(outside)
    return float(brentq(above, outside, inside, xtol=1e-3))


def _errors(
    data: model.Data, joins: Sequence[float], spread: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    number = len(joins)
    if number == 0:
        return (), ()
    steps = [-(data.x > join).astype(float) for join in joins]
    columns = np.column_stack([model.design(data, joins), *steps])
    counts, family = data.counts, families.Poisson()
    if data.trials is not None:
        counts, family = np.column_stack([counts, data.trials - counts]), families.Binomial()
    fitted = GLM(counts, columns, family=family, offset=data.offset).fit()
    covariance = np.asarray(fitted.cov_params()) * spread
    params = np.asarray(fitted.params)
    hinge, step = np.arange(2, 2 + number), np.arange(len(params) - number, len(params))
    ratio = params[step] / params[hinge]
    variance = np.diag(covariance)
    total = variance[step] + variance[hinge] * ratio**2 - 2 * ratio * covariance[step, hinge]
    joined = np.sqrt(total) / np.abs(params[hinge])
    return tuple(map(float, joined)), tuple(map(float, np.sqrt(variance[hinge])))


def _between(data: model.Data, joins: Sequence[float], which: int) -> np.ndarray:
    places = model.candidates(data)
    at = np.searchsorted(data.x, joins)
    if which > 0:
        places = places[places >= at[which - 1] + data.margin]
    if which < len(joins) - 1:
        places = places[places <= at[which + 1] - data.margin]
    return places


def _fitting(
    data: model.Data, joins: Sequence[float], which: int, places: np.ndarray, most: float
) -> np.ndarray:
    """Return at which places the join fits, looking outward until six in a row do not."""
    fits, first = np.zeros(len(places), dtype=bool), int((places <= joins[which]).sum())
    for outward in (range(first, len(places)), reversed(range(first))):
        moved, worse = joins, 0
        for at in outward:  # the other joins start from where they suited the last place
            moved, total = _held(data, moved, which, float(places[at]))
            fits[at] = total <= most
            worse = 0 if fits[at] else worse + 1
            if worse == BEYOND:
                break
    return fits


def _held(
    data: model.Data, joins: Sequence[float], which: int, place: float
) -> tuple[Sequence[float], float]:
    """Return the joins, one at a place and the others moved to suit, and the deviance."""
    joins = model.moved(joins, which, place)
    if len(joins) > 1:
        joins = model.refine(data, joins, hold=which, close=model.COARSE)
    return joins, model.deviance_at(data, joins)
