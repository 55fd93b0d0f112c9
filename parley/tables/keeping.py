"""What the record knows of itself: its sources, what it covers, and its gaps."""

import pandas as pd
import pandera.pandas as pa

from parley.tables.base import Table, column, not_before
from parley.tables.cells import Code, Day, Key, Loose, Text, Url

OWN = "Compiled by this project"


class Sources(Table):
    """Everything that a row of the record rests on. One row per document or data set."""

    source_id: str = column(
        Key(r"[a-z0-9][a-z0-9-]*", "state-2023-11-15-woodside"), "Key of the source"
    )
    publisher: str = column(Text(120), "Who published it; a republication says so")
    title: str = column(Text(400), "Its title")
    date: pd.Timestamp = column(
        Day(),
        "When it was published; the first of the month or year where no more is known",
        blank="not known",
    )
    date_precision: str = column(
        Code(("day", "month", "year")), "How exactly the date is known", blank="no date"
    )
    url: str = column(Url(), "Where it was read", blank="not on the web")
    accessed_date: pd.Timestamp = column(Day(), "Day by which it had been read")

    class Config:
        name = "sources"
        unique = ["source_id"]
        metadata = {"origin": OWN}

    @pa.dataframe_check(
        error="date_precision|does not fit the date|Say day, month or year where there is a date, and write the first day of that month or year; leave it blank without a date"
    )
    def precision_fits(cls, frame: pd.DataFrame) -> pd.Series:
        """A date says how exact it is; a month or year is written as its first day."""
        day, precision = frame["date"].dt, frame["date_precision"]
        first_of_month = (precision != "month") | (day.day == 1)
        first_of_year = (precision != "year") | ((day.month == 1) & (day.day == 1))
        return (frame["date"].isna() == precision.isna()) & (
            frame["date"].isna() | (first_of_month & first_of_year)
        )


class Coverage(Table):
    """What each table covers, stated by hand, so that not looked at is never drawn as nothing. One row per table, series and side."""

    table: str = column(Key(r"[a-z][a-z0-9_]*", "meetings"), "Table")
    series: str = column(
        Text(80), "Part of the table: a channel, an indicator", blank="the whole table"
    )
    side: str = column(Code(("us", "prc", "press")), "Whose", blank="sides do not matter here")
    first: pd.Timestamp = column(Day(), "First day that was looked at")
    last: pd.Timestamp = column(Day(), "Last day that was looked at; stated, not derived")
    as_of: pd.Timestamp = column(Day(), "Day on which this was so")

    class Config:
        name = "coverage"
        unique = ["table", "series", "side"]
        metadata = {"origin": OWN}

    @pa.dataframe_check(error="last|is before first|Put last on or after first")
    def last_after_first(cls, frame: pd.DataFrame) -> pd.Series:
        """Coverage does not end before it starts."""
        return not_before(frame["last"], frame["first"])

    @pa.dataframe_check(
        error="as_of|is before the last day covered|Nothing is covered beyond the day of looking"
    )
    def known_after_covered(cls, frame: pd.DataFrame) -> pd.Series:
        """No day is covered before it was looked at."""
        return not_before(frame["as_of"], frame["last"])


class Gaps(Table):
    """What is known to be missing. One row per gap."""

    gap_id: str = column(Key(), "Key of the gap")
    table: str = column(Key(r"[a-z][a-z0-9_]*", "meetings"), "Table that lacks it")
    what: str = column(Text(300), "What is missing")
    first: str = column(Loose(), "From when", blank="it has no such date")
    last: str = column(Loose(), "Until when", blank="it has no such date")
    why: str = column(Text(400), "What was searched, or why it is not here")
    as_of: pd.Timestamp = column(Day(), "Day on which this was so")

    class Config:
        name = "gaps"
        unique = ["gap_id"]
        metadata = {"origin": OWN}
