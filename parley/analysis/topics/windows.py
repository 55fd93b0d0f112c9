"""The dates that an answer covers: what was asked for, and what the record covers of it."""

from dataclasses import dataclass

import pandas as pd

FREQUENCY = {"month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True)
class Window:
    """The dates asked for and the dates that the record covers, each end included.

    Attributes
    ----------
    first, last : Timestamp
        What the reader asked for; the axis of a chart runs over these.
    covered_first, covered_last : Timestamp
        What the table of meetings covers, as ``coverage.csv`` states it.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    covered_first: pd.Timestamp
    covered_last: pd.Timestamp

    def __str__(self) -> str:
        """Return the counted days in words, or that there is none."""
        if self.is_empty:
            return "no day covered"
        first, last = self.counted_first, self.counted_last
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"

    @property
    def counted_first(self) -> pd.Timestamp:
        """First day that is both asked for and covered."""
        return max(self.first, self.covered_first)

    @property
    def counted_last(self) -> pd.Timestamp:
        """Last day that is both asked for and covered."""
        return min(self.last, self.covered_last)

    @property
    def is_empty(self) -> bool:
        """True where no day asked for is covered."""
        return self.counted_first > self.counted_last

    def contains(self, dates: pd.Series) -> pd.Series:
        """Return which dates were asked for and are covered."""
        return dates.between(self.counted_first, self.counted_last)

    def periods(self, period: str) -> pd.PeriodIndex:
        """Return every month, quarter or year from `first` to `last`, none left out.

        Raises
        ------
        ValueError
            If `period` is not month, quarter or year.
        """
        if period not in FREQUENCY:
            raise ValueError(f"period is {period!r}: take one of {', '.join(FREQUENCY)}")
        return pd.period_range(self.first, self.last, freq=FREQUENCY[period], name="period")

    def cover(self, periods: pd.PeriodIndex) -> list[str]:
        """Return for each period ``covered``, ``partly`` or ``not_covered``.

        Notes
        -----
        ``partly`` also stands where the dates asked for cut the period: its counts are
        those of fewer days than its neighbours' either way.
        """
        return [self._cover(each) for each in periods]

    def uncovered(self) -> pd.DataFrame:
        """Return the spans asked for and not covered: ``first``, ``last``, none to two rows."""
        day = pd.Timedelta(days=1)
        spans = [
            (self.first, min(self.last, self.covered_first - day)),
            (max(self.first, self.covered_last + day), self.last),
        ]
        table = pd.DataFrame(spans, columns=["first", "last"])
        return table[table["first"] <= table["last"]].drop_duplicates().reset_index(drop=True)

    def _cover(self, period: pd.Period) -> str:
        start, end = period.start_time, period.end_time.normalize()
        if self.is_empty or end < self.counted_first or start > self.counted_last:
            return "not_covered"
        whole = start >= self.counted_first and end <= self.counted_last
        return "covered" if whole else "partly"


def window(
    coverage: pd.DataFrame,
    as_of: pd.Timestamp,
    *,
    first_date: str | None = None,
    last_date: str | None = None,
    channel: str | None = None,
) -> Window:
    """Return the dates asked for beside the dates that the meetings table covers.

    Parameters
    ----------
    coverage : DataFrame
        The table `coverage`; rows of table ``meetings`` are used: the channel's own row
        where it has one, else the row of the whole table (series blank or ``all``).
    as_of : Timestamp
        Day as which the record is read; nothing later is covered.
    first_date, last_date : str, optional
        ISO dates, each included. Left out: the first covered day, and `as_of`, so that
        the time between the last covered day and `as_of` shows as not covered.
    channel : str, optional
        Channel key; all channels if left out.

    Raises
    ------
    ValueError
        If the record states no coverage of the meetings, or the dates are reversed.
    """
    rows = coverage[coverage["table"] == "meetings"]
    if rows.empty:
        raise ValueError("coverage.csv states no coverage of the meetings")
    whole = rows[rows["series"].isna() | rows["series"].isin(["", "all"])]
    own = rows[rows["series"] == channel] if channel else whole
    rows = next(found for found in (own, whole, rows) if not found.empty)
    first, last = rows["first"].max(), min(rows["last"].min(), as_of)
    begin = pd.Timestamp(first_date) if first_date else first
    end = pd.Timestamp(last_date) if last_date else as_of
    if begin > end:
        raise ValueError(f"the first date, {begin:%Y-%m-%d}, is after the last, {end:%Y-%m-%d}")
    return Window(begin, end, first, last)
