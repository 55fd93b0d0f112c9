"""Binomial counts with Gaussian effects: modes, their spread, and how likely the counts are.

Arrays in, arrays out. Many series that share one design are fitted together, each with effects of
its own; how far those may spread is learned from all of them.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit, gammaln

from parley.analysis.fact import once

STEPS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)  # a quarter's step on the logit, its s.d.
TYPICAL = STEPS.index(0.35)
FIRST, LATER = 20, 4  # rounds with one step for all, then with every step
LEAST = 1e-3


class Mode(NamedTuple):
    """Laplace's approximation: effects (standard normal a priori), and what belongs to them.

    Attributes
    ----------
    effects : ndarray
        The mode, series by effect.
    curvature : ndarray
        Minus the second derivative there: the precision of the effects.
    evidence : ndarray
        Logarithm of the probability of the counts with the effects integrated out.
    """

    effects: np.ndarray
    curvature: np.ndarray
    evidence: np.ndarray


class Learned(NamedTuple):
    """What all series together say of one: means and spreads of effects, weights of steps.

    Attributes
    ----------
    mean, spread : ndarray
        Mean and standard deviation of each coefficient over the series.
    weights : ndarray
        Probability of each of `STEPS` for each series, its counts seen.
    modes : Mode
        A row for each series and step.
    """

    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    modes: Mode


def laplace(
    counts: np.ndarray,
    trials: np.ndarray,
    offset: np.ndarray,
    basis: np.ndarray,
    scale: np.ndarray,
    start: np.ndarray | None = None,
) -> Mode:
    """Return mode, curvature and evidence of logit(p) = offset + basis · (scale × effects).

    Parameters
    ----------
    counts, trials : ndarray
        Series by cell: how many of how many.
    offset : ndarray
        Series by cell, on the logit.
    basis : ndarray
        Cell by effect, the same for all series.
    scale : ndarray
        Series by effect: the effects' standard deviations; nought switches one off.
    start : ndarray, optional
        Effects to start from.

    Notes
    -----
    Effects are standard normal before the counts are seen; Newton's method, steps halved where
    they would fall; evidence by Laplace (Tierney and Kadane 1986, Journal of the American
    Statistical Association 81, 82-86), as R's lme4 has it.
    """
    effects = np.zeros(scale.shape) if start is None else start.copy()
    data = (counts, trials, offset, basis, scale)
    height, odds = _height(*data, effects)
    first, second = np.triu_indices(basis.shape[1])
    pairs = basis[:, first] * basis[:, second]
    for _ in range(60):
        curvature, slope = _bends(*data, effects, odds, pairs)
        move = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
        if np.abs((move * slope).sum(axis=1)).max() < 1e-9:
            break
        effects, height, odds = _moved(data, effects, move, height)
    choices = gammaln(trials + 1) - gammaln(counts + 1) - gammaln(trials - counts + 1)
    bend = np.linalg.slogdet(curvature)[1]
    return Mode(effects, curvature, height + choices.sum(axis=1) - bend / 2)


def _bends(counts, trials, offset, basis, scale, effects, odds, pairs) -> tuple[np.ndarray, ...]:
    """Return curvature and slope of the log posterior at the effects.

    The products of each two effects over the cells are the same for all series: one product of
    matrices weighs them for all, in a tenth of the time that one for each series takes.
    """
    chance = expit(odds)
    size = scale.shape[1]
    first, second = np.triu_indices(size)
    curvature = np.empty((len(scale), size, size))
    curvature[:, first, second] = (trials * chance * (1 - chance)) @ pairs
    curvature[:, second, first] = curvature[:, first, second]
    curvature *= scale[:, :, None] * scale[:, None, :]
    curvature += np.eye(size)
    return curvature, scale * ((counts - trials * chance) @ basis) - effects


def _moved(data: tuple, effects: np.ndarray, move: np.ndarray, height: np.ndarray) -> tuple:
    """Return effects, height and odds after a step, halved in the series where it would fall."""
    share = np.ones((len(effects), 1))
    for _ in range(30):
        tried, odds = _height(*data, effects + share * move)
        fell = tried < height - 1e-9
        if not fell.any():
            break
        share[fell] /= 2
    return effects + share * move, tried, odds


def _height(counts, trials, offset, basis, scale, effects) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithm of the posterior, but for what does not change, and the log odds."""
    odds = offset + (scale * effects) @ basis.T
    seen = (counts * odds - trials * np.logaddexp(0, odds)).sum(axis=1)
    return seen - (effects**2).sum(axis=1) / 2, odds


def steps_basis(periods: int) -> np.ndarray:
    """Return the effects' share in each period of a random walk that is nought on average."""
    steps = np.tril(np.ones((periods, periods)), -1)[:, :-1]
    return steps - steps.mean(axis=0)


@once
def learn(
    counts: np.ndarray, trials: np.ndarray, design: np.ndarray, walk: np.ndarray, groups: np.ndarray
) -> Learned:
    """Return what the series together say of each: coefficients, and how far their walks step.

    Parameters
    ----------
    counts, trials : ndarray
        Series by cell.
    design : ndarray
        Cell by coefficient.
    walk : ndarray
        Cell by step: rows of `steps_basis` for the cells' periods.
    groups : ndarray
        The group of each coefficient; those of one group spread alike over the series.

    Notes
    -----
    Empirical Bayes by expectation and maximisation, the expectations by Laplace: the way of
    Fahrmeir and Wagenpfeil (1997, Computational Statistics & Data Analysis 24, 295-320) for one
    series. A walk's step is one of `STEPS`, whose probabilities are learned from all series, with
    one series' worth spread evenly over them; so a series with few counts is taken to be as
    steady as most are.
    """
    basis, number = np.hstack([design, walk]), len(counts)
    mean, spread = np.zeros(design.shape[1]), np.ones(design.shape[1])
    mean[0] = np.log((counts.sum() + 1) / (trials.sum() - counts.sum() + 1))
    prior, start = np.full(len(STEPS), 1 / len(STEPS)), None
    for _ in range(FIRST):
        found = _modes(counts, trials, basis, mean, spread, STEPS[TYPICAL : TYPICAL + 1], start)
        start = found.effects
        mean, spread = _updated(found, np.ones((number, 1)), mean, spread, groups)
    start = np.repeat(start, len(STEPS), axis=0)
    for _ in range(LATER):
        found = _modes(counts, trials, basis, mean, spread, STEPS, start)
        start = found.effects
        weights = _weights(found, prior)
        prior = (weights.sum(axis=0) + 1 / len(STEPS)) / (number + 1)
        mean, spread = _updated(found, weights, mean, spread, groups)
    found = _modes(counts, trials, basis, mean, spread, STEPS, start)
    return Learned(mean, spread, _weights(found, prior), found)


def _modes(counts, trials, basis, mean, spread, steps, start) -> Mode:
    """Return the modes of each series with each step, the steps of one series after each other."""
    number, each = len(counts), len(steps)
    scale = np.zeros((number * each, basis.shape[1]))
    scale[:, : len(mean)] = spread
    scale[:, len(mean) :] = np.tile(steps, number)[:, None]
    offset = np.broadcast_to(basis[:, : len(mean)] @ mean, (number * each, len(basis)))
    counts, trials = (np.repeat(each_, each, axis=0) for each_ in (counts, trials))
    return laplace(counts, trials, offset, basis, scale, start)


def _weights(found: Mode, prior: np.ndarray) -> np.ndarray:
    """Return the probability of each step for each series."""
    seen = found.evidence.reshape(-1, len(prior)) + np.log(prior)
    seen = np.exp(seen - seen.max(axis=1, keepdims=True))
    return seen / seen.sum(axis=1, keepdims=True)


def _updated(found: Mode, weights, mean, spread, groups) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients' means over the series, and their spread by group."""
    size, number = len(mean), len(weights)
    own = found.effects[:, :size] * spread
    errors = np.diagonal(np.linalg.inv(found.curvature), axis1=1, axis2=2)[:, :size] * spread**2
    part = weights.reshape(-1, 1) / number
    shift = (part * own).sum(axis=0)
    around = (part * (errors + (own - shift) ** 2)).sum(axis=0)
    spread = np.array([np.sqrt(max(around[groups == group].mean(), LEAST)) for group in groups])
    return mean + shift, spread


def draws(learned: Learned, series: int, number: int, random: np.random.Generator) -> np.ndarray:
    """Return draws of one series' coefficients and walk, the steps' sizes drawn with them.

    Returns
    -------
    ndarray
        Draw by effect, scaled: coefficients first, then steps.
    """
    whole = np.floor(learned.weights[series] * number).astype(int)
    rest = learned.weights[series] * number - whole
    whole[np.argsort(-rest, kind="stable")[: number - whole.sum()]] += 1
    parts = []
    for place, (step, often) in enumerate(zip(STEPS, whole, strict=True)):
        row = series * len(STEPS) + place
        factor = np.linalg.cholesky(learned.modes.curvature[row])
        noise = random.standard_normal((learned.modes.effects.shape[1], number))[:, :often]
        found = learned.modes.effects[row] + np.linalg.solve(factor.T, noise).T
        size = len(learned.mean)
        scaled = np.hstack(
            [found[:, :size] * learned.spread + learned.mean, found[:, size:] * step]
        )
        parts.append(scaled)
    return np.vstack(parts)
