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
        n·log(deviance/n) + log(n)·(2 + 2·joins + extra columns); smaller is better.
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


def fit(
    x: Sequence[float],
    counts: Sequence[float],
    joins: int = 1,
    trials: Sequence[float] | None = None,
    offset: Sequence[float] | None = None,
    extras: np.ndarray | None = None,
    margin: int = 2,
) -> Fit:
    """Return the line with a given number of joins that minimises the deviance.

    Parameters
    ----------
    x : sequence of float
        Places in rising order, shape (n,), such as months counted from the first.
    counts : sequence of float
        Counts at them, 0 or more.
    joins : int
        0 to 3.
    trials : sequence of float, optional
        With it the counts are binomial (logit link); without it quasi-Poisson (log link).
    offset : sequence of float, optional
        Log exposure, such as log days.
    extras : ndarray, optional
        Further columns, shape (n, extras).
    margin : int
        Fewest observations outside a join and between joins.

    Returns
    -------
    Fit
        Never holds a missing value.

    Raises
    ------
    ValueError
        If the observations are unfit (see `model.prepare`), too few for the joins, or lie on
        one line, so that there is no join to place.

    Notes
    -----
    Grid, then refinement (Lerman, Applied Statistics 1980;29:77). Standard errors by the
    delta method on the augmented design, as in segmented: Muggeo, Statistics in Medicine
    2003;22:3055 and R News 2008;8/1:20. Errors of neighbouring months are alike, so intervals
    are too narrow: say "about".
    """
    data = model.prepare(x, counts, trials, offset, extras, margin)
    return at_joins(data, model.search(data, joins))


def at_joins(data: model.Data, joins: Sequence[float]) -> Fit:
    """Return the fit with its joins given, errors included. Parameters: as `model.search` gives."""
    columns = model.design(data, joins)
    found, mean = model.solve(data, columns)
    n, number, extras = len(data.x), len(joins), data.extras.shape[1]
    total = model.deviance(data, mean)
    if total < model.TOLERANCE:
        raise ValueError("the counts lie on the line exactly: there is no error to measure")
    spread = _dispersion(data, mean, n - 2 - 2 * number - extras)
    changes = found[2 : 2 + number]
    join_ses, change_ses = _errors(data, joins, spread)
    slopes = found[1] + np.concatenate([[0], np.cumsum(changes)])
    bic = float(n * np.log(total / n) + np.log(n) * (2 + 2 * number + extras))
    joins, slopes, changes = (tuple(map(float, each)) for each in (joins, slopes, changes))
    return Fit(joins, join_ses, slopes, changes, change_ses, total, spread, bic, mean)


def interval(
    x: Sequence[float],
    counts: Sequence[float],
    found: Fit,
    which: int = 0,
    trials: Sequence[float] | None = None,
    offset: Sequence[float] | None = None,
    extras: np.ndarray | None = None,
    margin: int = 2,
    inflation: float = 1.0,
) -> Join:
    """Return the places at which a join fits almost as well as at its best.

    Parameters
    ----------
    x, counts, trials, offset, extras, margin
        As given to `fit`.
    found : Fit
        The fit with its joins.
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
    data = model.prepare(x, counts, trials, offset, extras, margin)
    places = data.x[_between(data, found.joins, which)]
    at = found.joins[which]
    most = found.deviance + AT_95 * found.dispersion * inflation
    inside = np.zeros(len(places), dtype=bool)
    for outward in (np.flatnonzero(places > at), np.flatnonzero(places <= at)[::-1]):
        _mark(data, found.joins, which, places, outward, most, inside)
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
        moved = [*joins[:which], place, *joins[which + 1 :]]
        if len(joins) > 1:
            moved = list(model.refine(data, moved, hold=which, close=model.COARSE))
        return model.deviance_at(data, moved) - most

    if above(inside) >= 0 or above(outside) <= 0:  # refined from elsewhere: keep the wider end
        return float(outside)
    return float(brentq(above, outside, inside, xtol=1e-3))


def _dispersion(data: model.Data, mean: np.ndarray, degrees: int) -> float:
    if data.trials is not None:
        return 1.0
    return float(((data.counts - mean) ** 2 / mean).sum() / degrees)


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
    if data.trials is None:
        glm = GLM(data.counts, columns, family=families.Poisson(), offset=data.offset)
    else:
        pairs = np.column_stack([data.counts, data.trials - data.counts])
        glm = GLM(pairs, columns, family=families.Binomial(), offset=data.offset)
    fitted = glm.fit()
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


def _mark(
    data: model.Data,
    joins: Sequence[float],
    which: int,
    places: np.ndarray,
    outward: np.ndarray,
    most: float,
    inside: np.ndarray,
) -> None:
    moved, worse = list(joins), 0
    for at in outward:
        moved[which] = float(places[at])
        if len(joins) > 1:  # the other joins start from where they suited the last place
            moved = list(model.refine(data, moved, hold=which, close=model.COARSE))
        inside[at] = model.deviance_at(data, moved) <= most
        worse = 0 if inside[at] else worse + 1
        if worse == BEYOND:
            break
