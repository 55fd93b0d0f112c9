"""Months around dates, judged against the whole list moved in time, and how often that errs."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from parley.analysis import events, months, paired, placements
from parley.analysis.deaths.facts import per_day
from parley.analysis.deaths.series import TAIL, require_monthly
from parley.analysis.deaths.turning import counts_from
from parley.analysis.fact import fact

PRIMARY = ("growth", 3)
FAMILY = (("growth", 6), ("level", 3), ("level", 6))
TAILS = (4, 6, 9)
LEAST = 26  # months from which the noise about a moving mean of 13 can be told


class Outcome(fact("measure k change? used left_out? placements? p? stands_out? shifts?", used=0)):
    """One shifted-calendar test, as sentences need it; no change and no p where none can be made.

    Attributes
    ----------
    measure, k : str, int
        growth or level; months on each side.
    change : float
        Share, signed: of monthly growth (growth) or of the level (level).
    used, left_out : int
        Event months with and without whole windows.
    placements : int
        Of the whole list, the real one included.
    p : float
        Share of placements at which the change is as large.
    stands_out : float
        Share: a smaller fall would not have stood out.
    shifts : DataFrame
        ``months_moved``, ``change`` (share), ``is_real``.
    """

    @property
    def size(self) -> float | None:
        """Return the change without its sign."""
        return None if self.change is None else abs(self.change)

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that the dates cannot tell."""
        return (
            (self.p, ">", 0.05, "other placements differ as much"),
            (self.size, "<=", self.stands_out, "the change would not have stood out"),
        )


def outcome(counts: pd.Series, days: Iterable, measure: str, k: int) -> Outcome:
    """Return a shifted-calendar test of deaths a day in the months around events.

    Parameters
    ----------
    counts : Series
        Monthly counts without incomplete months.
    days : iterable of dates
        A list fixed beforehand.
    measure : {"growth", "level"}
        Monthly growth within the k months, or mean level of them.
    k : int
        Months on each side.

    Returns
    -------
    Outcome
        Without change and p where no event has its months, or too few placements fit for any
        change to stand out.

    Raises
    ------
    ValueError
        As `events.shifted_calendar`.
    """
    none = Outcome(measure, k, shifts=pd.DataFrame(columns=["months_moved", "change", "is_real"]))
    if not _fits(counts, days, k):
        return none
    found = events.shifted_calendar(per_day(counts), days, k, measure)
    if found.too_few:
        return none._replace(used=found.event.used)
    months, change = found.shifts.index, np.expm1(found.shifts.to_numpy())
    shifts = pd.DataFrame({"months_moved": months, "change": change, "is_real": months == 0})
    event, stands_out = found.event, found.fall_that_stands_out / 100
    tested = (found.placements, found.p, stands_out, shifts)
    return Outcome(measure, k, event.percent / 100, event.used, event.left_out, *tested)


def _fits(counts: pd.Series, days: Iterable, k: int) -> bool:
    """Return whether some event has `k` months of the series on both sides."""
    if counts.empty:
        return False
    where = months.complete(counts).index.get_indexer(months.of(days))
    return bool(((where >= k) & (where < len(counts) - k)).any())


def primary(counts: pd.Series, days: Iterable) -> Outcome:
    """Return the one primary test: monthly growth, three months on each side."""
    return outcome(counts, days, *PRIMARY)


def family(final: pd.Series, series: pd.DataFrame, first: str, days: Iterable) -> pd.DataFrame:
    """Return every other test, with its p held against the number of tests made.

    Parameters
    ----------
    final : Series
        Final months, as for `primary`.
    series : DataFrame
        With estimates, as from `monthly_series`.
    first : str
        First month, ``YYYY-MM``.
    days : iterable of dates
        The fixed list.

    Returns
    -------
    DataFrame
        ``series`` (``final``; ``estimates, last n out``), ``measure``, ``k``, ``used``,
        ``placements``, ``change`` (share), ``stands_out`` (share), ``p``, ``p_adjusted``
        (Benjamini–Hochberg over the rows). Tests that cannot be made have no row.
    """
    given = [("final", final, measure, k) for measure, k in FAMILY]
    for tail in TAILS:
        counts = counts_from(series, first, tail)
        given += [(f"estimates, last {tail} out", counts, *PRIMARY)]
    counts = counts_from(series, first, TAIL)
    given += [(f"estimates, last {TAIL} out", counts, measure, k) for measure, k in FAMILY]
    made = [outcome(counts, days, measure, k) for _, counts, measure, k in given]
    frame = pd.DataFrame(made, columns=Outcome._fields).assign(series=[name for name, *_ in given])
    names = ["series", "measure", "k", "used", "placements", "change", "stands_out", "p"]
    frame = frame[names].dropna(subset=["p"]).reset_index(drop=True)
    if frame.empty:
        return frame.assign(p_adjusted=pd.Series(dtype=float))
    return frame.assign(p_adjusted=list(paired.benjamini_hochberg(frame["p"]).adjusted))


class Epoch(fact("table lines placements")):
    """Deaths a day around events laid over each other, as shares of each window's own mean.

    Attributes
    ----------
    table : DataFrame
        ``lag``, ``mean``, ``low``, ``high``, ``expected`` (shares, 0 is the window's mean),
        ``departure`` (mean against expected, a share), ``events``.
    lines : DataFrame
        One row per event, one column per lag.
    placements : int
        Placements of the list behind the band.
    """


def epochs(counts: pd.Series, days: Iterable, reach: int = 6) -> Epoch:
    """Return deaths around events laid over each other, with a band of shifted calendars.

    Notes
    -----
    For display, not proof. Each window is taken about its own mean. Empty where no event has a
    month of the series.
    """
    if not counts.index.isin(months.of(days)).any():
        return Epoch(pd.DataFrame(columns=["lag", "mean", "low", "high"]), pd.DataFrame(), 0)
    daily = months.logs(per_day(counts))
    made = placements.superposed_epochs(daily, days, reach, reach, centred=True)
    columns = ["mean", "low", "high", "expected", "departure"]
    table = made.table.assign(**np.expm1(made.table[columns]))
    return Epoch(table, np.expm1(made.lines), made.placements)


class Falling(fact("before at after more less")):
    """Deaths about their window's mean before, in and after months of talks.

    Attributes
    ----------
    before, at, after : float or None
        At the first lag, in the month itself, and at the last lag.
    more, less : float or None
        Departure from the mean of other placements at the first and at the last lag.
    """

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say falling before and after."""
        return (
            (self.at, "<", self.before, "lower in the month of talks than before"),
            (self.after, "<", self.at, "lower still afterwards"),
        )


def falling(table: pd.DataFrame) -> Falling:
    """Return what `epochs` show at their ends; empty where there is no event."""
    if table.empty:
        return Falling()
    rows = table.set_index("lag")
    first, last = rows.iloc[0], rows.iloc[-1]
    ends = (first["mean"], rows.loc[0, "mean"], last["mean"], first["departure"], last["departure"])
    return Falling(*map(float, ends))


def final_counts(final: pd.DataFrame, first: str) -> pd.Series:
    """Return final months from `first` on as counts by month."""
    counts = require_monthly(final).astype(float)
    return counts[counts.index >= pd.Period(first, "M")]


def noise(counts: pd.Series) -> placements.Noise:
    """Return the noise of deaths a day about their moving mean."""
    return placements.noise_of(per_day(counts))


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
        As from `placements.simulate_size`, with ``row`` (series and test as one name) first, then
        ``ar`` and ``sd`` of the noise; empty where the test cannot be made.
    """
    if primary(counts, days).p is None or len(counts) < LEAST:
        return pd.DataFrame(columns=["row", "series", "test", "rate", "low", "high", "nominal"])
    known = noise(counts)
    ar = min(max(known.ar, 0.0), 0.95)
    level = known.trend if trend else known.trend * 0 + known.trend.mean()
    measure, k = PRIMARY
    found = placements.simulate_size(days, level, k, ar, known.sd, runs, measure, seed)
    tests = found["test"].replace({"naive t-test": "plain test"})
    series = found["series"].replace({"monthly": "months", "12-month-ending": "12-month sums"})
    found.insert(0, "row", tests + " on " + series)
    return found.assign(ar=known.ar, sd=known.sd)


class Size(fact("shifted shifted_low plain naive naive_low nominal runs ar sd")):
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
    shifted = rows.loc[("shifted calendar", "monthly")]
    plain, naive = (rows.loc[("naive t-test", each)] for each in ("monthly", "12-month-ending"))
    rates = (shifted["rate"], shifted["low"], plain["rate"], naive["rate"], naive["low"])
    noise = map(float, (shifted["ar"], shifted["sd"]))
    return Size(*map(float, (*rates, shifted["nominal"])), int(shifted["runs"]), *noise)
