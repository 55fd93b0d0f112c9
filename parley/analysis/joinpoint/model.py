"""The segmented line itself: design, fit at given joins, and the search for the best ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np
from scipy.linalg.lapack import dposv

MOST_JOINS = 3
MOST_STARTS = 600  # places tried for the joins together, before each is refined
STARTS = 3  # best places from which joins are refined
MOST_STEPS = 60
MOST_PASSES = 20
TOLERANCE = 1e-7
SHORT = 0.1  # a step on the scale of logarithms: one that runs away goes on by whole ones
CLOSE = 1e-5  # of a step's own gain in deviance: the next one's is of the order of its square
FINE, COARSE = 1e-6, 0.02  # how closely a join is placed, in steps of x


@dataclass(frozen=True)
class Data:
    """What is fitted: counts at rising x, with trials or an offset.

    Attributes
    ----------
    x, counts : ndarray of float
        Shape (n,).
    trials : ndarray of float or None
        Binomial trials; None for a Poisson count.
    offset : ndarray of float
        Log exposure, shape (n,).
    margin : int
        Fewest observations outside a join, and from one join to the next.
    """

    x: np.ndarray
    counts: np.ndarray
    trials: np.ndarray | None
    offset: np.ndarray
    margin: int

    @cached_property
    def straight(self) -> np.ndarray:
        """A constant, and x centred at its mean, shape (n, 2)."""
        return np.column_stack([np.ones(len(self.x)), self.x - self.x.mean()])


def prepare(
    x: Sequence[float],
    counts: Sequence[float],
    trials: Sequence[float] | None = None,
    offset: Sequence[float] | None = None,
    margin: int = 2,
) -> Data:
    """Return the observations checked and in one place.

    Parameters
    ----------
    x : sequence of float
        Places in rising order, shape (n,), such as months counted from the first.
    counts : sequence of float
        Counts at them, 0 or more.
    trials : sequence of float, optional
        With it the counts are binomial (logit link); without it quasi-Poisson (log link).
    offset : sequence of float, optional
        Log exposure, such as log days.
    margin : int
        Fewest observations outside a join and between joins.

    Raises
    ------
    ValueError
        If lengths differ, a value is missing, x does not rise, a count is negative or above its
        trials, all counts are zero, or the margin is below 1.
    """
    x, counts = np.asarray(x, dtype=float), np.asarray(counts, dtype=float)
    trials = None if trials is None else np.asarray(trials, dtype=float)
    offset = np.zeros(len(x)) if offset is None else np.asarray(offset, dtype=float)
    arrays = [x, counts, offset] + ([] if trials is None else [trials])
    if any(len(array) != len(x) for array in arrays) or margin < 1:
        raise ValueError("a joined line needs as many counts as places, and a margin of 1 or more")
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("a place, count, number of trials or offset is missing")
    if len(x) < 3 or (np.diff(x) <= 0).any():
        raise ValueError("a joined line needs at least three places, in rising order")
    if (counts < 0).any() or not counts.any():
        raise ValueError("a count is negative, or all are zero")
    if trials is not None and ((counts > trials).any() or (counts == trials).all()):
        raise ValueError("a count is above its trials, or all are equal to them")
    return Data(x, counts, trials, offset, margin)


def design(data: Data, joins: Sequence[float]) -> np.ndarray:
    """Return the design of a line that bends at the joins, shape (n, 2 + joins).

    Columns: constant, x centred at its mean, one hinge per join.
    """
    hinges = np.maximum(np.subtract.outer(data.x, joins), 0)
    return np.concatenate([data.straight, hinges], axis=1)


def solve(
    data: Data, columns: np.ndarray, start: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients and expected counts of the maximum-likelihood fit.

    Iteratively reweighted least squares, log link (Poisson) or logit link (binomial). The
    search fits thousands of designs; statsmodels makes the final one. It begins at `start`, the
    expected counts of a like fit, or at the counts.

    Raises
    ------
    ValueError
        If the fit does not settle, as when a whole stretch counts zero.
    """
    trials, mean = data.trials, start
    if mean is None and trials is None:
        mean = data.counts + 0.5
    elif mean is None:
        mean = trials * (data.counts + 0.5) / (trials + 1)
    eta = np.log(mean) if trials is None else np.log(mean / (trials - mean))
    with np.errstate(all="ignore"):  # a fit that runs away is told below, not warned of
        for _ in range(MOST_STEPS):
            weight = mean if trials is None else mean * (1 - mean / trials)
            weighted = columns.T * weight
            seen = weighted @ (eta - data.offset + (data.counts - mean) / weight)
            _, found, fault = dposv(weighted @ columns, seen)
            if fault or not np.isfinite(seen @ seen):
                break
            before, eta = eta, columns @ found + data.offset
            step = np.abs(eta - before)
            mean = np.exp(eta) if trials is None else trials / (1 + np.exp(-eta))
            if weight @ step**2 < CLOSE and step.max() < SHORT:
                return found, mean
    raise ValueError("the line does not settle: perhaps a whole stretch counts zero")


def deviance(data: Data, mean: np.ndarray) -> float:
    """Return the deviance of expected counts, Poisson or binomial."""
    y = data.counts
    total = y * _log_ratio(y, mean)
    if data.trials is None:
        return float(2 * (total - (y - mean)).sum())
    rest, expected = data.trials - y, data.trials - mean
    return float(2 * (total + rest * _log_ratio(rest, expected)).sum())


def _log_ratio(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return the logarithm of counts over what was expected; 0 where nothing was counted."""
    counts = np.asarray(counts, dtype=float)
    is_some = counts > 0
    return np.log(np.divide(counts, expected, out=np.ones_like(counts), where=is_some))


def deviance_at(data: Data, joins: Sequence[float]) -> float:
    """Return the deviance of the best line with these joins."""
    return deviance(data, expected_at(data, joins))


def expected_at(data: Data, joins: Sequence[float], start: np.ndarray | None = None) -> np.ndarray:
    """Return the expected counts of the best line with these joins, sought from `start`."""
    return solve(data, design(data, joins), start)[1]


def candidates(data: Data, step: int = 1) -> np.ndarray:
    """Return the positions (0-based) at which a join may stand, every `step`-th of them."""
    return np.arange(data.margin - 1, len(data.x) - data.margin + 1)[::step]


def combined(data: Data, joins: int, most: int) -> list[tuple[int, ...]]:
    """Return sets of positions for several joins, thinned until at most `most` are left.

    Raises
    ------
    ValueError
        If there are more than three joins, or too few observations for them.
    """
    if not 0 <= joins <= MOST_JOINS:
        raise ValueError(f"{joins} joins: from 0 to {MOST_JOINS} can be fitted")
    needed = max((joins + 1) * data.margin, 3 + 2 * joins)
    if len(data.x) < needed:
        raise ValueError(f"{len(data.x)} observations; {joins} joins need {needed}")
    steps = range(1, len(data.x))
    step = next((n for n in steps if _count(data, joins, n) <= most), steps[-1])
    places, between = candidates(data, step).tolist(), _between(data, step)
    chosen = combinations(range(len(places) - max(joins - 1, 0) * between), joins)
    return [tuple(places[at + n * between] for n, at in enumerate(each)) for each in chosen]


def _between(data: Data, step: int) -> int:
    """Return how many candidates must lie between two joins for the margin to be kept."""
    return -(-data.margin // step) - 1


def _count(data: Data, joins: int, step: int) -> int:
    """Return how many sets of joins keep the margin, without listing them."""
    return comb(
        max(len(candidates(data, step)) - max(joins - 1, 0) * _between(data, step), 0), joins
    )


def search(data: Data, joins: int) -> tuple[float, ...]:
    """Return the joins that minimise the deviance: grid first, then each refined in turn.

    Raises
    ------
    ValueError
        As `combined`, and where the counts lie on a line without any join.
    """
    sets = combined(data, joins, MOST_STARTS)
    if joins == 0:
        return ()
    straight = mean = expected_at(data, ())
    tried = []
    for places in sets:  # one after another is alike
        mean = expected_at(data, data.x[list(places)], mean)
        tried.append((deviance(data, mean), places))
    tried.sort()
    if deviance(data, straight) - tried[0][0] < TOLERANCE:
        raise ValueError("the counts lie on one line: there is no join to place")
    rough = [refine(data, data.x[list(places)], close=COARSE) for _, places in tried[:STARTS]]
    return refine(data, min(rough, key=lambda found: deviance_at(data, found)))


def refine(
    data: Data, joins: Sequence[float], hold: int | None = None, close: float = FINE
) -> tuple[float, ...]:
    """Return the joins moved, one at a time, to a nearby minimum of the deviance.

    Parameters
    ----------
    data : Data
        Observations.
    joins : sequence of float
        Where to start, in the unit of x.
    hold : int, optional
        A join that must stay where it is.
    close : float
        How closely to place them, as a share of the smallest step of x.
    """
    from scipy.optimize import minimize_scalar

    found = [float(join) for join in joins]
    mean = expected_at(data, found)  # of the place tried last: the next one's is like it
    now, near = deviance(data, mean), close * float(np.diff(data.x).min())

    def tried(at: float, which: int) -> float:
        nonlocal mean
        mean = expected_at(data, moved(found, which, at), mean)
        return deviance(data, mean)

    bounded = {"method": "bounded", "options": {"xatol": near}}
    free = [which for which in range(len(found)) if which != hold]
    for _ in range(MOST_PASSES):
        before = list(found)
        for which in free:
            low, high = _room(data, found, which)
            if high > low:
                best = minimize_scalar(tried, bounds=(low, high), args=(which,), **bounded)
                if best.fun < now:
                    found[which], now = float(best.x), float(best.fun)
        if max((abs(a - b) for a, b in zip(before, found, strict=True)), default=0) <= 10 * near:
            break
    return tuple(found)


def moved(joins: Sequence[float], which: int, to: float) -> list[float]:
    """Return the joins, one of them moved."""
    return [to if at == which else join for at, join in enumerate(joins)]


def _room(data: Data, joins: Sequence[float], which: int) -> tuple[float, float]:
    # Two observations either way, within the margins at the ends and towards other joins.
    x, at = data.x, int(np.searchsorted(data.x, joins[which]))
    low, high = max(at - 2, data.margin - 1), min(at + 2, len(x) - data.margin)
    if which > 0:
        low = max(low, int(np.searchsorted(x, joins[which - 1])) + data.margin)
    if which < len(joins) - 1:
        high = min(high, int(np.searchsorted(x, joins[which + 1], "right")) - 1 - data.margin)
    return float(x[min(low, len(x) - 1)]), float(x[max(high, 0)])
