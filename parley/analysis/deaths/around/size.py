"""How often a test cries change where there is none, on series with the real noise."""

from collections.abc import Iterable

import pandas as pd

from parley.analysis import events
from parley.analysis.deaths.around.shifted import PRIMARY


def noise(counts: pd.Series) -> events.Noise:
    """Return the noise of the real series about its moving mean."""
    return events.noise_of(counts)


def size(
    counts: pd.Series, days: Iterable, trend: bool = False, runs: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Return how often each test finds a change on series that hold none, with this noise.

    Parameters
    ----------
    counts : Series
        The real months; their noise is taken over.
    days : iterable of dates
        The real list.
    trend : bool
        Whether the made series also rise and fall as the real one; else they are level.
    runs : int
        Series made.
    seed : int
        Seed of the noise.

    Returns
    -------
    DataFrame
        As from `events.simulate_size`, with ``row`` (series and test as one name) first.
    """
    known = noise(counts)
    ar = min(max(known.ar, 0.0), 0.95)
    level = known.trend if trend else known.trend * 0 + known.trend.mean()
    measure, k = PRIMARY
    found = events.simulate_size(days, level, k, ar, known.sd, runs, measure, seed)
    tests = found["test"].replace({"naive t-test": "plain test"})
    series = found["series"].replace({"monthly": "months", "12-month-ending": "12-month sums"})
    found.insert(0, "row", tests + " on " + series)
    return found


def rate(sizes: pd.DataFrame, test: str, series: str) -> float:
    """Return how often one test found a change on one kind of series, a share."""
    return float(rate_row(sizes, test, series)["rate"])


def rate_row(sizes: pd.DataFrame, test: str, series: str) -> pd.Series:
    """Return the row of one test on one kind of series."""
    return sizes[(sizes["test"] == test) & (sizes["series"] == series)].iloc[0]


def keeps_level(sizes: pd.DataFrame) -> tuple:
    """Return what must be true for a sentence to say that one test keeps its level, one not."""
    shifted = rate_row(sizes, "shifted calendar", "monthly")
    naive = rate_row(sizes, "naive t-test", "12-month-ending")
    nominal = float(sizes["nominal"].iloc[0])
    return (
        (float(shifted["low"]), "<=", nominal, "the rate is not above what it should be"),
        (float(naive["low"]), ">", nominal, "the plain test errs on 12-month counts"),
    )
