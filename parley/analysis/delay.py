"""How complete the newest months are, learned from how earlier ones grew."""

from typing import NamedTuple

import numpy as np
import pandas as pd

FEWEST_AGES = 3


class ChainLadder(NamedTuple):
    """What is still to be reported, by the chain ladder.

    Attributes
    ----------
    factors : Series of float
        Growth from each age to the next, by the earlier age.
    origins : DataFrame
        One row per origin: reported (newest value), age, ultimate, outstanding, se.
    outstanding, se : float
        Total still to be reported, and its standard error.
    """

    factors: pd.Series
    origins: pd.DataFrame
    outstanding: float
    se: float


def triangle(frame: pd.DataFrame) -> pd.DataFrame:
    """Return values by month and age, from the values of several dated copies.

    Parameters
    ----------
    frame : DataFrame
        month (Period[M]), vintage (datetime), value: one row per month and copy.

    Returns
    -------
    DataFrame
        Rows by month, columns by age (whole months from the month to the copy); missing where
        no copy has that age. Of two copies in one month the later counts.

    Raises
    ------
    ValueError
        If there is no row, a cell is missing, or a copy is older than its month.
    """
    if not len(frame) or frame[["month", "vintage", "value"]].isna().any(axis=None):
        raise ValueError("a triangle needs rows of month, vintage and value, none missing")
    rows = frame.sort_values("vintage")
    copies = pd.PeriodIndex(pd.to_datetime(rows["vintage"]).dt.to_period("M"))
    age = copies.asi8 - pd.PeriodIndex(rows["month"]).asi8
    if (age < 0).any():
        raise ValueError("a copy is older than the month it tells of")
    return rows.assign(age=age).pivot_table("value", "month", "age", aggfunc="last")


def chain_ladder(cumulative: pd.DataFrame) -> ChainLadder:
    """Return what is still to be reported for each origin, with Mack's standard errors.

    Parameters
    ----------
    cumulative : DataFrame
        Values reported so far: rows by origin (oldest first), columns by age, shape (n, n);
        row i (from 0) is known to age n - i and missing after it.

    Returns
    -------
    ChainLadder
        Never holds a missing value.

    Raises
    ------
    ValueError
        If the frame is not such a triangle of at least three ages, or a value is not positive.

    Notes
    -----
    Mack, ASTIN Bulletin 1993;23:213; the last variance is the least of its two neighbours and
    their extrapolation, as there.

    Examples
    --------
    >>> rows = pd.DataFrame([[1.0, 2, 2], [2, 4, None], [3, None, None]])
    >>> chain_ladder(rows).outstanding
    3.0
    """
    known = _checked(cumulative)
    n = len(known)
    factors, spread = _factors(known)
    full = known.copy()
    for age in range(1, n):
        full[n - age :, age] = full[n - age :, age - 1] * factors[age - 1]
    newest = known[np.arange(n), np.arange(n)[::-1]]
    errors = _origin_errors(known, full, factors, spread)
    origins = pd.DataFrame(
        {
            "reported": newest,
            "age": np.asarray(cumulative.columns)[::-1],
            "ultimate": full[:, -1],
            "outstanding": full[:, -1] - newest,
            "se": np.sqrt(errors),
        },
        index=cumulative.index,
    )
    named = pd.Series(factors, index=cumulative.columns[:-1], name="factor")
    total = _total_error(known, full, factors, spread, errors)
    return ChainLadder(named, origins, float(origins["outstanding"].sum()), float(np.sqrt(total)))


def completeness(values: pd.DataFrame, fewest: int = 3) -> pd.DataFrame:
    """Return how complete a value is at each age, chained from age to age.

    Parameters
    ----------
    values : DataFrame
        Rows by month, columns by rising age, as `triangle` gives; holes are allowed.
    fewest : int
        Months seen at two neighbouring ages that make their growth known.

    Returns
    -------
    DataFrame
        age, months (seen at this age and the next), growth (to the next age), completeness
        (0 to 1 and beyond, where later values were lower; 1 at the last age), too_few. Growth
        and completeness are missing where, from that age on, some step has too few months.

    Raises
    ------
    ValueError
        If there are fewer than two ages, ages do not rise, or a value is not positive.
    """
    data = values.to_numpy(dtype=float)
    ages = np.asarray(values.columns)
    if len(ages) < 2 or (np.diff(ages) <= 0).any():
        raise ValueError("completeness needs at least two ages, in rising order")
    if (data <= 0).any() or np.isinf(data).any():
        raise ValueError("a value is not positive")
    both = ~np.isnan(data[:, :-1]) & ~np.isnan(data[:, 1:])
    seen, few = both.sum(0), both.sum(0) < max(1, fewest)
    earlier, later = (np.where(both, part, 0).sum(0) for part in (data[:, :-1], data[:, 1:]))
    growth = np.where(few, np.nan, later / np.where(earlier > 0, earlier, 1))
    to_last = np.append(np.cumprod(growth[::-1])[::-1], 1.0)
    found = {"age": ages, "months": np.append(seen, (~np.isnan(data[:, -1])).sum())}
    found |= {"growth": np.append(growth, 1.0), "completeness": 1 / to_last}
    return pd.DataFrame(found).assign(too_few=np.isnan(to_last))


def _checked(cumulative: pd.DataFrame) -> np.ndarray:
    known = cumulative.to_numpy(dtype=float)
    n = len(known)
    if n < FEWEST_AGES or known.shape != (n, n):
        raise ValueError(f"a triangle has as many ages as origins, at least {FEWEST_AGES}")
    expected = np.add.outer(np.arange(n), np.arange(n)) < n
    if (np.isfinite(known) != expected).any():
        raise ValueError("each origin is known up to its age, and to no later one")
    if (known[expected] <= 0).any():
        raise ValueError("a value is not positive")
    return known


def _factors(known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = len(known)
    factors, spread = np.empty(n - 1), np.empty(n - 1)
    for age in range(n - 1):
        earlier, later = known[: n - 1 - age, age], known[: n - 1 - age, age + 1]
        factors[age] = later.sum() / earlier.sum()
        if len(earlier) > 1:
            left = earlier * (later / earlier - factors[age]) ** 2
            spread[age] = left.sum() / (len(earlier) - 1)
    last, before = spread[-2], spread[-3] if n > FEWEST_AGES else spread[-2]
    spread[-1] = min(last**2 / before if before > 0 else 0.0, last, before)
    return factors, spread


def _origin_errors(
    known: np.ndarray, full: np.ndarray, factors: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    n = len(known)
    errors = np.zeros(n)
    for origin in range(1, n):
        for age in range(n - 1 - origin, n - 1):
            seen = known[: n - 1 - age, age].sum()
            part = spread[age] / factors[age] ** 2 * (1 / full[origin, age] + 1 / seen)
            errors[origin] += full[origin, -1] ** 2 * part
    return errors


def _total_error(
    known: np.ndarray,
    full: np.ndarray,
    factors: np.ndarray,
    spread: np.ndarray,
    errors: np.ndarray,
) -> float:
    n, total = len(known), float(errors.sum())
    for origin in range(1, n):
        shared = sum(
            2 * spread[age] / factors[age] ** 2 / known[: n - 1 - age, age].sum()
            for age in range(n - 1 - origin, n - 1)
        )
        total += full[origin, -1] * full[origin + 1 :, -1].sum() * shared
    return total
