"""How often a test cries change where there is none, on series with the real noise."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from parley.analysis import events
from parley.analysis.deaths.around.shifted import PRIMARY, primary

LEAST = 26  # months from which the noise about a moving mean of 13 can be told


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
        As from `events.simulate_size`, with ``row`` (series and test as one name) first, then
        ``ar`` and ``sd`` of the noise; empty where the test cannot be made.
    """
    if primary(counts, days).p is None or len(counts) < LEAST:
        return pd.DataFrame(columns=["row", "series", "test", "rate", "low", "high", "nominal"])
    known = noise(counts)
    ar = min(max(known.ar, 0.0), 0.95)
    level = known.trend if trend else known.trend * 0 + known.trend.mean()
    measure, k = PRIMARY
    found = events.simulate_size(days, level, k, ar, known.sd, runs, measure, seed)
    tests = found["test"].replace({"naive t-test": "plain test"})
    series = found["series"].replace({"monthly": "months", "12-month-ending": "12-month sums"})
    found.insert(0, "row", tests + " on " + series)
    return found.assign(ar=known.ar, sd=known.sd)


class Size(NamedTuple):
    """How often two tests find a change on series that hold none, and the noise they hold.

    Attributes
    ----------
    shifted, shifted_low : float or None
        Rate of the shifted calendar on months, and the lower end of its interval.
    plain : float or None
        Rate of the plain test on months.
    naive, naive_low : float or None
        Rate of the plain test on 12-month counts, and the lower end of its interval.
    nominal : float or None
        What the rate should be.
    runs : int or None
        Series made.
    ar, sd : float or None
        Likeness of neighbouring months, and standard deviation, of the noise.
    """

    shifted: float | None = None
    shifted_low: float | None = None
    plain: float | None = None
    naive: float | None = None
    naive_low: float | None = None
    nominal: float | None = None
    runs: int | None = None
    ar: float | None = None
    sd: float | None = None

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that one test keeps its level, one not."""
        return (
            (self.shifted_low, "<=", self.nominal, "the rate is not above what it should be"),
            (self.naive_low, ">", self.nominal, "the plain test errs on 12-month counts"),
        )


def sized(sizes: pd.DataFrame) -> Size:
    """Return the rates of `size` as a fact; empty where the test cannot be made."""
    if sizes.empty:
        return Size()
    rows = sizes.set_index(["test", "series"])
    shifted, plain = (
        rows.loc[("shifted calendar", "monthly")],
        rows.loc[("naive t-test", "monthly")],
    )
    naive = rows.loc[("naive t-test", "12-month-ending")]
    rates = (shifted["rate"], shifted["low"], plain["rate"], naive["rate"], naive["low"])
    return Size(
        *map(float, (*rates, shifted["nominal"])),
        int(shifted["runs"]),
        float(shifted["ar"]),
        float(shifted["sd"]),
    )
