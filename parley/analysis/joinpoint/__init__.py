"""Where the log-linear trend of a monthly count changes its slope, and how often it does."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import months
from parley.analysis.fact import once

from . import model
from .line import Fit, Join, fit, interval, serial_inflation
from .model import prepare

MOST_SETS = 2000  # places tried for all joins together, at each permutation
TOGETHER = 8  # sets of joins solved at once: more would only take memory
FEWEST_DRAWS, LEVEL = 99, 0.05


class Turns(NamedTuple):
    """Turning months of a monthly series.

    Attributes
    ----------
    table : DataFrame
        One row per join: month, low, high (Period[M]), open_low, open_high, broken (see
        `Join`), se_months, growth_before and growth_after (percent a year).
    fit : Fit
        The line, with x in months from the first.
    fitted : DataFrame
        month, count, fitted.
    """

    table: pd.DataFrame
    fit: Fit
    fitted: pd.DataFrame


@once
def turns(counts: pd.Series, joins: int = 1, margin: int = 6) -> Turns:
    """Return the months in which the trend of a monthly count changes.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing; leave out months that are not final.
    joins : int
        0 to 3; choose by `by_permutation`.
    margin : int
        Fewest months outside a join and between joins.

    Returns
    -------
    Turns
        With no join, an empty table. Never a missing value.

    Raises
    ------
    ValueError
        If a month is missing, all counts are zero or lie on one line, or the series is too
        short.

    Notes
    -----
    Quasi-Poisson with the log of the days in each month as offset; see `fit`. The interval is
    widened for the likeness of neighbouring months and rounded outward to whole months.
    """
    values = months.complete(counts)
    data = _data(values, margin)
    found = fit(data, joins)
    alike = serial_inflation(data.counts, found.fitted)
    places = [interval(data, found, which, alike) for which in range(joins)]
    growth = 100 * np.expm1(12 * np.array(found.slopes))
    first = values.index[0]
    rows = {
        "month": pd.PeriodIndex([first + round(place.at) for place in places], freq="M"),
        "low": pd.PeriodIndex([first + int(np.floor(place.low)) for place in places], freq="M"),
        "high": pd.PeriodIndex([first + int(np.ceil(place.high)) for place in places], freq="M"),
        "open_low": [place.open_low for place in places],
        "open_high": [place.open_high for place in places],
        "broken": [place.broken for place in places],
        "se_months": list(found.join_ses),
        "growth_before": growth[:-1],
        "growth_after": growth[1:],
    }
    fitted = {"month": values.index, "count": values.to_numpy(), "fitted": found.fitted}
    return Turns(pd.DataFrame(rows), found, pd.DataFrame(fitted))


def _data(values: pd.Series, margin: int) -> model.Data:
    """Return a complete monthly series as the data of a joined line."""
    x, offset = np.arange(len(values), dtype=float), months.log_days(values.index)
    return prepare(x, values.to_numpy(), offset=offset, margin=margin)


class Permutation(NamedTuple):
    """The number of joins by permutation tests.

    Attributes
    ----------
    joins : int
        Chosen number.
    steps : DataFrame
        One row per test made: null, alternative (numbers of joins), p, level, rejected.
    """

    joins: int
    steps: pd.DataFrame


@once
def by_permutation(
    counts: pd.Series,
    most: int = 3,
    margin: int = 6,
    draws: int = 999,
    seed: int = 0,
) -> Permutation:
    """Return the number of joins by a sequence of permutation tests.

    Parameters
    ----------
    counts, margin
        As `turns`; every month must count at least one.
    most : int
        Largest number of joins, up to 3.
    draws : int
        Permutations in each test, at least 99 and enough to reach 0.05/most, to which each
        is held.
    seed : int
        Seed of the permutations.

    Returns
    -------
    Permutation
        Never holds a missing value.

    Raises
    ------
    ValueError
        As `turns`; if a month counts zero, or draws are too few.

    Notes
    -----
    Kim, Fay, Feuer & Midthune, Statistics in Medicine 2000;19:335: fewest against most joins;
    each rejection raises the null, each other outcome lowers the alternative. Log counts are
    weighted by the counts (their Poisson variance); residuals of the null are permuted; joins
    stand on a grid of months, the same for the data and for each permutation.
    """
    data = _data(months.complete(counts), margin)
    if (data.counts == 0).any():
        raise ValueError("a month counts zero: no logarithm")
    if not 1 <= most <= model.MOST_JOINS:
        raise ValueError(f"{most} joins: from 1 to {model.MOST_JOINS} can be tested")
    level = LEVEL / most
    if draws < FEWEST_DRAWS or 1 / (draws + 1) > level:
        raise ValueError(f"{draws} draws cannot reach a p of {level:.3g}")
    rng = np.random.default_rng(seed)
    null, alternative, steps = 0, most, []
    while null < alternative:
        p = _test(data, null, alternative, draws, rng)
        rejected = p <= level
        steps.append((null, alternative, p, level, rejected))
        null, alternative = (null + 1, alternative) if rejected else (null, alternative - 1)
    names = ["null", "alternative", "p", "level", "rejected"]
    return Permutation(null, pd.DataFrame(steps, columns=names))


def _test(
    data: model.Data, null: int, alternative: int, draws: int, rng: np.random.Generator
) -> float:
    smaller, larger = (model.combined(data, joins, MOST_SETS) for joins in (null, alternative))
    root = np.sqrt(data.counts)
    observed = root * (np.log(data.counts) - data.offset)
    best = _Left.of(data, root, observed[:, None]).best(smaller)
    columns = _columns(data, root, best)
    fitted = columns @ np.linalg.lstsq(columns, observed)[0]
    residuals = observed - fitted
    if residuals @ residuals < model.TOLERANCE:
        raise ValueError("the counts lie on the line: there is nothing to permute")
    shuffled = rng.permuted(np.tile(residuals, (draws, 1)), axis=1).T
    samples = np.column_stack([observed, fitted[:, None] + shuffled])
    left = _Left.of(data, root, samples)
    ratio = left.smallest(smaller) / left.smallest(larger)
    return float((ratio >= ratio[0] * (1 - 1e-12)).mean())


def _columns(data: model.Data, root: np.ndarray, places: tuple[int, ...]) -> np.ndarray:
    return root[:, None] * model.design(data, data.x[list(places)])


class _Left(NamedTuple):
    """Squares left by the straight line, and what each hinge takes from them.

    With the line taken out of hinges and samples once, a set of joins costs a few sums over
    the samples in place of a whole fit to each.
    """

    total: np.ndarray
    gram: np.ndarray
    cross: np.ndarray
    first: int

    @classmethod
    def of(cls, data: model.Data, root: np.ndarray, samples: np.ndarray) -> "_Left":
        basis = np.linalg.qr(_columns(data, root, ()))[0]
        places = model.candidates(data)
        hinges = root[:, None] * np.maximum(data.x[:, None] - data.x[places], 0)
        hinges = hinges - basis @ (basis.T @ hinges)
        samples = samples - basis @ (basis.T @ samples)
        return cls((samples**2).sum(0), hinges.T @ hinges, hinges.T @ samples, int(places[0]))

    def best(self, sets: list[tuple[int, ...]]) -> tuple[int, ...]:
        """Return the set of joins that leaves least of the first sample."""
        return sets[int(self.taken(np.array(sets, dtype=int) - self.first)[:, 0].argmax())]

    def smallest(self, sets: list[tuple[int, ...]]) -> np.ndarray:
        """Return, for each sample, the squares left by the best set of joins."""
        taken, places = np.zeros_like(self.total), np.array(sets, dtype=int) - self.first
        for at in np.array_split(places, -(-len(places) // TOGETHER)):
            np.maximum(taken, self.taken(at).max(0), out=taken)
        return self.total - taken

    def taken(self, at: np.ndarray) -> np.ndarray:
        """Return what sets of hinges take from the squares, shape (sets, samples)."""
        cross = self.cross[at]
        solved = np.linalg.solve(self.gram[at[:, :, None], at[:, None, :]], cross)
        return (cross * solved).sum(1)
