"""What may be said of the monthly series: peaks, order in time, the 12-month headline."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import superlatives
from parley.analysis.deaths.series import require_monthly, trusted
from parley.analysis.fact import fact

FALL = 0.10
YEAR = 12


class Point(NamedTuple):
    """One month (or quarter) and its deaths; months are ranked and compared per day."""

    month: pd.Period
    deaths: int

    @property
    def per_day(self) -> float:
        """Deaths a day: months have 28 to 31 days, quarters 90 to 92."""
        return self.deaths / days_in(self.month)


def days_in(period: pd.Period) -> int:
    """Return how many days a month or a quarter has.

    Examples
    --------
    >>> days_in(pd.Period("2024-02", "M")), days_in(pd.Period("2024Q2", "Q"))
    (29, 91)
    """
    return (period.end_time.normalize() - period.start_time).days + 1


def per_day(counts: pd.Series) -> pd.Series:
    """Return counts by month or quarter (Period index) as counts a day."""
    return counts.astype(float) / list(map(days_in, counts.index))


class Order(
    fact("peak fall summit eve drop fall_share eve_share peak_to_summit fall_to_summit eve_fewer?")
):
    """The order in time of peak, first clear fall and a meeting.

    Attributes
    ----------
    peak : Point
        Month with the most deaths a day (the first of equals).
    fall : Point
        First month after the peak with at least `drop` fewer deaths a day than it.
    summit : Timestamp
        Day of the meeting.
    eve : Point
        Last whole month before the meeting.
    drop : float
        Share that makes a fall clear, as asked for.
    fall_share, eve_share : float
        How far below the peak those two months are per day, as shares.
    peak_to_summit, fall_to_summit : int
        Calendar months from peak and from fall to the month of the meeting; negative where
        the meeting comes first.
    eve_fewer : float or None
        How far the last whole month before the meeting lies, per day, under the same month a year
        earlier, as a share: both are set by the meeting's day and not by the counts, as the
        highest month is. None where that month is not held.
    """

    @property
    def met(self) -> pd.Period:
        """Return the month of the meeting."""
        return pd.Period(self.summit, "M")

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say: peak, then fall, then the meeting."""
        return (
            (self.peak.month, "<", self.fall.month, "the peak comes before the fall"),
            (self.fall.month, "<", self.met, "the fall comes before the meeting"),
            (self.fall_share, ">=", self.drop, "the fall is as deep as asked for"),
        )


def leading(series: pd.DataFrame, period: str = "month") -> superlatives.Leader:
    """Return the month or quarter with the most deaths a day, and whether it stands clear.

    Parameters
    ----------
    series : DataFrame
        ``month`` (or ``quarter``), ``deaths``; incomplete ones are left out.
    period : {"month", "quarter"}
        What is compared.

    Returns
    -------
    Leader
        ``share`` and ``second_share`` are deaths a day. A month's deaths are a count of events:
        one is called the highest only beyond what chance gives two equal rates.
    """
    counts = _no_tail(series).set_index(period)["deaths"].dropna().astype(int)
    days = list(map(days_in, counts.index))
    return superlatives.of_counts(pd.DataFrame({"label": counts.index, "m": [*counts], "n": days}))


class YearAround(fact("met before after fall change holds")):
    """Deaths a day in the twelve months before a meeting's month and after, and what came first.

    Attributes
    ----------
    met : Period
        Month of the meeting, which is left out.
    before, after : float
        Deaths a day.
    fall : Period
        First month clearly under the highest, as in `Order`.
    change : float
        After less before, as a share of before.
    holds : tuple
        Empty: it is said by conditions of its own.
    """


def year_around(final: pd.DataFrame, order: Order) -> YearAround:
    """Return deaths a day in the twelve final months before a meeting's month and after it.

    Parameters
    ----------
    final : DataFrame
        Final months: ``month``, ``deaths``.
    order : Order
        From `order_in_time`.

    Returns
    -------
    YearAround
        Empty where one of the two years is not whole, or the first without deaths.
    """
    counts, spans = require_monthly(final).dropna().astype(float), years_around(order.met)
    if any(len(span.difference(counts.index)) for span in spans):
        return YearAround()
    before, after = (float(counts[span].sum() / np.sum(span.days_in_month)) for span in spans)
    if not before:
        return YearAround()
    return YearAround(order.met, before, after, order.fall.month, after / before - 1)


def years_around(met: pd.Period) -> list[pd.PeriodIndex]:
    """Return the twelve months before a month and the twelve after it."""
    return [pd.period_range(met + first, periods=YEAR, freq="M") for first in (-YEAR, 1)]


def peak(series: pd.DataFrame) -> Point:
    """Return the month with the most deaths a day; of equal months the first.

    Parameters
    ----------
    series : DataFrame
        As from `monthly_series`; estimates of the tail are left out.

    Notes
    -----
    Per day, since a month of 31 days outranks one of 30 with more deaths on each: the one answer
    to the question when the peak was, for every page that asks it.
    """
    counts = require_monthly(_no_tail(series)).dropna()
    month = per_day(counts).idxmax()
    return Point(month, int(counts[month]))


def trailing_peak(sums: pd.DataFrame, column: str = "reported") -> Point:
    """Return the 12-month-ending month with the highest sum, of one vintage.

    Notes
    -----
    A peak of a trailing sum comes about half a year after that of the months; it is a
    familiar headline and dates nothing.
    """
    counts = sums.set_index("month_ending")[column].dropna().astype(float)
    month = counts.idxmax()
    return Point(month, int(counts[month]))


def order_in_time(series: pd.DataFrame, summit: pd.Timestamp, drop: float = FALL) -> Order:
    """Return which came first: the peak, the first clear fall, or a meeting.

    Parameters
    ----------
    series : DataFrame
        As from `monthly_series`.
    summit : Timestamp
        Day of the meeting.
    drop : float
        A month is a clear fall when its deaths a day are at least this share under the peak's.

    Raises
    ------
    ValueError
        If no death is counted, no later month lies that far under the peak, no meeting is given,
        or the month before it is outside the series.
    """
    if pd.isna(summit):
        raise ValueError("no day of a meeting is given: the record may not hold the one meant")
    counts = require_monthly(_no_tail(series)).astype("Float64")
    top, met = peak(series), pd.Period(summit, "M")
    if not top.deaths:
        raise ValueError("no death is counted in any month: nothing can fall")
    daily = per_day(counts.dropna())
    below = daily[(daily.index > top.month) & (daily <= (1 - drop) * top.per_day)]
    if below.empty:
        raise ValueError(f"no month after {top.month} lies {drop:.0%} under it")
    if met - 1 not in counts.index:
        raise ValueError(f"{met - 1}, the month before the meeting, is not in the series")
    fall, eve = (Point(month, int(counts[month])) for month in (below.index[0], met - 1))
    return Order(
        peak=top,
        fall=fall,
        summit=pd.Timestamp(summit),
        eve=eve,
        drop=drop,
        fall_share=1 - fall.per_day / top.per_day,
        eve_share=1 - eve.per_day / top.per_day,
        peak_to_summit=(met - top.month).n,
        fall_to_summit=(met - fall.month).n,
        eve_fewer=1 - eve.per_day / float(daily[met - 13]) if daily.get(met - 13) else None,
    )


class Headline(
    fact("month_ending reported predicted percent_pending count year_earlier basis change vintage")
):
    """CDC's newest 12-month count, as published.

    Attributes
    ----------
    month_ending : Period
        Last of the twelve months.
    reported, predicted : int
        Reported so far; adjusted by CDC for records still to come. `predicted` is
        `reported` where CDC gives no other.
    percent_pending : float
        Per cent of death records still under investigation (0.26 means 0.26 %); NaN where
        not held.
    count, year_earlier : int
        In those twelve months, and in the twelve before, on the same `basis`.
    basis : str
        ``adjusted`` where CDC adjusts both ends of the comparison, else ``reported``.
    change : float
        The newest twelve months less those before, as a share of those before, both `basis`.
    vintage : Timestamp
        Day of the file.
    """

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say fewer than a year earlier."""
        return ((self.change, "<", 0, "fewer than in the 12 months before"),)


def headline(sums: pd.DataFrame) -> Headline:
    """Return the newest 12-month count and the one a year earlier, of one vintage.

    Notes
    -----
    Compared from year to year, twelve months against the twelve before them, as CDC asks;
    never from month to month. Adjusted is compared with adjusted, reported with reported.

    Raises
    ------
    ValueError
        If there are no two counts a year apart.
    """
    rows = sums.set_index("month_ending").sort_index()
    month = rows["reported"].last_valid_index()
    if month is None or not rows["reported"].fillna(0).get(month - 12, 0):
        raise ValueError("no two 12-month counts a year apart are held, the first with deaths")
    ends, row = rows.loc[[month - 12, month]], rows.loc[month]
    reported, predicted = row["reported"], row["predicted"]
    adjusted = ends["predicted"].notna().all()
    year_earlier, newest = map(int, ends["predicted" if adjusted else "reported"])
    return Headline(
        *(month, int(reported), int(reported if pd.isna(predicted) else predicted)),
        percent_pending=float(row["percent_pending"]),
        count=newest,
        year_earlier=year_earlier,
        basis="adjusted" if adjusted else "reported",
        change=newest / year_earlier - 1,
        vintage=row["vintage"],
    )


class YearChange(fact("year deaths before change")):
    """Deaths of two calendar years, and the change as a share of the first."""

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that deaths fell in that year."""
        return ((self.deaths, "<", self.before, "fewer than in the year before"),)


def year_change(annual: pd.DataFrame, year: int) -> YearChange:
    """Return a calendar year's deaths against the year before.

    Parameters
    ----------
    annual : DataFrame
        As from `annual_sums`.

    Raises
    ------
    ValueError
        If one of the two years is not there.
    """
    deaths = annual.set_index("year")["deaths"]
    if missing := [y for y in (year - 1, year) if y not in deaths.index]:
        raise ValueError(f"no whole year of {', '.join(map(str, missing))}")
    now, before = int(deaths[year]), int(deaths[year - 1])
    return YearChange(year, now, before, now / before - 1)


def ends(series: pd.DataFrame) -> tuple[pd.Period, pd.Period]:
    """Return the first and the last month of a series."""
    return series["month"].min(), series["month"].max()


def by_year(series: pd.DataFrame) -> pd.DataFrame:
    """Return deaths per calendar year, with how many months each covers and their status.

    Returns
    -------
    DataFrame
        ``year``, ``deaths`` (Int64, the sum of the months there are), ``months``, ``status``
        (``final``; ``estimate`` where any month is one).
    """
    sums = summed(series, series["month"].dt.year.rename("year"))
    return sums[["deaths", "months", "status"]].reset_index()


def summed(series: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Return `monthly_series` summed by year or quarter, with the status of its weakest month.

    Returns
    -------
    DataFrame
        ``deaths`` (Int64), ``months`` (how many there are), ``is_tail`` (any of them is),
        ``status`` (``final``; ``estimate`` where any month is one).
    """
    groups = series.assign(final=series["status"].eq("final")).groupby(by)
    sums = groups.agg({"deaths": "sum", "is_tail": "any", "final": "all"})
    status = sums.pop("final").map({True: "final", False: "estimate"})
    sums = sums.assign(months=groups["deaths"].count(), status=status)
    return sums.astype({"deaths": "Int64"})


def last_months(series: pd.DataFrame, months: int = 24) -> pd.DataFrame:
    """Return the last `months` rows of `monthly_series`, all of a shorter series."""
    return series.tail(months).reset_index(drop=True)


def window(series: pd.DataFrame, first: str | None, last: str | None) -> pd.DataFrame:
    """Return the months from `first` to `last` (``YYYY-MM``), both included; empty if none is."""
    month = series["month"]
    ends = pd.Period(first or month.min(), "M"), pd.Period(last or month.max(), "M")
    return series[month.between(*ends)].reset_index(drop=True)


def _no_tail(series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a sentence may rest on."""
    if "is_tail" in series:
        return series[~series["is_tail"]]
    return trusted(series) if "status" in series else series
