"""What the record knows of itself: what it covers, its gaps, and how it was checked."""

import pandas as pd

from parley.tables.base import MEETING_ID, SOURCE, Table, column, not_before, rule
from parley.tables.cells import Code, Day, Key, Loose, Text
from parley.tables.talks import OWN


class Coverage(Table, name="coverage", key=("table", "series", "side"), origin=OWN):
    """What each table covers, stated by hand, so that not looked at is never drawn as nothing. One row per table, series and side."""

    table = column(Key(r"[a-z][a-z0-9_]*", "meetings"), "Table")
    series = column(Text(80), "Part of the table: a channel, an indicator", blank="the whole table")
    side = column(Code(("us", "prc", "press")), "Whose", blank="sides do not matter here")
    first = column(Day(), "First day that was looked at")
    last = column(Day(), "Last day that was looked at; stated, not derived")
    as_of = column(Day(), "Day on which this was so")

    @rule("last", "is before first", "Put last on or after first")
    def last_after_first(cls, frame: pd.DataFrame) -> pd.Series:
        """Coverage does not end before it starts."""
        return not_before(frame["last"], frame["first"])

    @rule("as_of", "is before the last day covered", "Nothing is covered beyond the day of looking")
    def known_after_covered(cls, frame: pd.DataFrame) -> pd.Series:
        """No day is covered before it was looked at."""
        return not_before(frame["as_of"], frame["last"])


class Gaps(Table, name="gaps", key=("gap_id",), origin=OWN):
    """What is known to be missing. One row per gap."""

    gap_id = column(Key(), "Key of the gap")
    table = column(Key(r"[a-z][a-z0-9_]*", "meetings"), "Table that lacks it")
    what = column(Text(300), "What is missing")
    first = column(Loose(), "From when", blank="it has no such date")
    last = column(Loose(), "Until when", blank="it has no such date")
    why = column(Text(400), "What was searched, or why it is not here")
    as_of = column(Day(), "Day on which this was so")


class Checks(Table, name="checks", key=("list_id", "item", "date"), origin=OWN):
    """What an independent list names, and whether the record has it. One row per list and item."""

    list_id = column(Key(example="history_at_state_visits"), "Key of the list")
    item = column(Text(200), "What the list names, in its own words or nearly")
    date = column(Day(), "Its first day; the first of the month where no more is known")
    in_record = column(
        Code(("yes", "no", "out_of_scope")),
        "Whether the record has it; out_of_scope: the inclusion rule leaves it out",
    )
    meeting_id = column(MEETING_ID, "The meeting that it is", blank="not in the record")
    why = column(
        Text(300), "Why the record lacks it, or which rule leaves it out", blank="it is there"
    )
    source_id = column(SOURCE, "The list")

    @rule(
        "meeting_id",
        "does not fit in_record",
        "Name the meeting where in_record is yes, and only there",
    )
    def meeting_where_there(cls, frame: pd.DataFrame) -> pd.Series:
        """What the record has is a meeting of it."""
        return (frame["in_record"] == "yes") == frame["meeting_id"].notna()

    @rule("why", "is blank for what the record lacks", "Say why it is not there")
    def says_why(cls, frame: pd.DataFrame) -> pd.Series:
        """What is lacking has a reason."""
        return (frame["in_record"] == "yes") | frame["why"].notna()


class Corrections(Table, name="corrections", key=("table", "key", "column"), origin=OWN):
    """Known errors of a source, mended when the record is loaded and never in the file. One row per cell."""

    table = column(Key(r"[a-z][a-z0-9_]*", "us_deaths_12mo"), "Table that holds the cell")
    row_key = column(
        Text(300),
        "The row's key: the cells of its key columns as they stand, joined by ' | '",
        named="key",
    )
    in_column = column(Key(r"[a-z][a-z0-9_]*", "deaths"), "Column of the cell", named="column")
    old_value = column(
        Text(), "What is wrong: the cell's whole text or a part of it", blank="the cell is blank"
    )
    new_value = column(
        Text(),
        "What stands in its place when the record is loaded",
        blank="nothing: it is taken out",
    )
    reason = column(Text(400), "Why, in a sentence")
    source_id = column(SOURCE, "What the correction rests on")
    expects = column(
        Text(),
        "The cell's whole text as the source gave it; if it is no longer this, the source has changed and the record is refused",
        blank="the cell is blank",
    )

    @rule(
        "old_value",
        "is not in expects",
        "Copy the cell's whole text into expects, and its wrong part into old_value",
    )
    def wrong_part_is_in_the_cell(cls, frame: pd.DataFrame) -> pd.Series:
        """What is to be replaced stands in the cell that is expected."""
        pairs = zip(frame["old_value"].fillna(""), frame["expects"].fillna(""), strict=True)
        fits = [old in whole if old else not whole for old, whole in pairs]
        return pd.Series(fits, index=frame.index, dtype=bool)

    @rule("new_value", "is the old value", "Delete the row, or write what is right")
    def something_changes(cls, frame: pd.DataFrame) -> pd.Series:
        """A correction changes the cell."""
        return frame["old_value"].fillna("") != frame["new_value"].fillna("")


class Audits(Table, name="audits", key=("table", "key", "checked_date"), origin=OWN):
    """Rows checked again against their sources, by someone who had not entered them. One row per check."""

    table = column(Key(r"[a-z][a-z0-9_]*", "mentions"), "Table of the row")
    row_key = column(
        Text(300), "The row's key: the cells of its key columns, joined by ' | '", named="key"
    )
    verdict = column(
        Code(("right", "wrong", "not_confirmable")),
        "right: the source says so; wrong: it says otherwise, and the row was mended; not_confirmable: the source could not be found or read far enough",
    )
    checked_date = column(Day(), "Day of the check")
    note = column(Text(400), "What was seen", blank="nothing to add")
