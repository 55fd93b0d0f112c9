"""The months in which a monthly count changes its course."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from .. import months
from ..once import once
from . import line as joined
from . import model

WAVES = 12  # months in a year


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
    fit: joined.Fit
    fitted: pd.DataFrame


@once
def turns(counts: pd.Series, joins: int = 1, harmonics: int = 0, margin: int = 6) -> Turns:
    """Return the months in which the trend of a monthly count changes.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing; leave out months that are not final.
    joins : int
        0 to 3; choose by `by_permutation`.
    harmonics : int
        Pairs of yearly waves fitted beside the line.
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
    given = observations(values, harmonics, margin)
    found = joined.fit(**given, joins=joins)
    alike = joined.serial_inflation(values.to_numpy(), found.fitted)
    places = [
        joined.interval(**given, found=found, which=which, inflation=alike)
        for which in range(joins)
    ]
    growth = 100 * np.expm1(WAVES * np.array(found.slopes))
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


def observations(values: pd.Series, harmonics: int, margin: int) -> dict[str, object]:
    """Return a complete monthly series as the arguments that `fit` takes."""
    angle = 2 * np.pi * values.index.month.to_numpy() / WAVES
    waves = [wave(pair * angle) for pair in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    return {
        "x": np.arange(len(values), dtype=float),
        "counts": values.to_numpy(),
        "offset": months.log_days(values.index),
        "extras": np.column_stack(waves) if waves else None,
        "margin": margin,
    }


def data(counts: pd.Series, harmonics: int, margin: int) -> model.Data:
    """Return a monthly series, checked, as the data of a joined line."""
    return model.prepare(**observations(months.complete(counts), harmonics, margin))
