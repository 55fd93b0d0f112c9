"""What the record knows of itself: its sources, what it covers, and its gaps."""

import pandas as pd

from parley.tables.base import Table, column, not_before, rule
from parley.tables.cells import Code, Count, Day, Key, Loose, Reference, Text, Url
from parley.tables.hosts import TIERS, same_page

OWN = "Compiled by this project"


class Sources(Table, name="sources", key=("source_id",), origin=OWN):
    """Everything that a row of the record rests on. One row per document or data set."""

    source_id = column(Key(r"[a-z0-9][a-z0-9-]*", "state-2023-11-15-woodside"), "Key of the source")
    publisher = column(Text(120), "Who published it; a republication says so")
    title = column(Text(400), "Its title")
    date = column(
        Day(),
        "When it was published; the first of the month or year where no more is known",
        blank="not known",
    )
    date_precision = column(
        Code(("day", "month", "year")), "How exactly the date is known", blank="no date"
    )
    url = column(Url(), "Address of its publisher, by which it is cited", blank="not on the web")
    accessed_date = column(Day(), "Day by which it had been read")
    tier = column(
        Code(TIERS),
        "own: the page of the body whose words or figures they are; state_media: media of that state; republication: a host that prints another's text; press: a house with reporters of its own. Own and state media are told by the host, as record.toml lists them",
        blank="not judged, or not on the web",
    )
    read_url = column(Url(), "The copy that was read, where it is not at url", blank="read at url")
    archived_url = column(
        Url(), "An archive's copy of the page, really found", blank="none looked for, or found"
    )
    language = column(
        Key(r"[a-z]{2,3}(-[A-Z][a-z]{3})?", "en, zh or zh-Hant"),
        "Language of the text that was read, by its ISO 639 code",
        blank="not noted",
    )
    words = column(
        Count(),
        "Length of the text read, in words; in scripts without blanks 2.4 characters count as one",
        blank="not counted, or not read in full",
    )
    text_sha256 = column(
        Key(r"[0-9a-f]{64}", "64 digits and letters a to f"),
        "SHA-256 of the text that was read, UTF-8, white space folded to single blanks",
        blank="not taken",
    )
    repository = column(
        Key(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", "owner/name"),
        "Public repository in which a file of figures, or a copy of a text, was read",
        blank="not read through a repository",
    )
    commit = column(
        Key(r"[0-9a-f]{7,40}", "5cb29f92"),
        "Commit of that repository which was read",
        blank="not known, or no repository",
    )
    extracted_date = column(
        Day(),
        "Day on which the file was taken from its publisher: the vintage of its figures",
        blank="not known, or no file",
    )

    @rule(
        "date_precision",
        "does not fit the date",
        "Say day, month or year where there is a date, and write the first day of that month or year; leave it blank without a date",
    )
    def precision_fits(cls, frame: pd.DataFrame) -> pd.Series:
        """A date says how exact it is; a month or year is written as its first day."""
        day, precision = frame["date"].dt, frame["date_precision"]
        first_of_month = (precision != "month") | (day.day == 1)
        first_of_year = (precision != "year") | ((day.month == 1) & (day.day == 1))
        return (frame["date"].isna() == precision.isna()) & (
            frame["date"].isna() | (first_of_month & first_of_year)
        )

    @rule(
        "read_url",
        "is the address of its publisher",
        "Leave it blank: it says where a copy was read",
    )
    def copy_is_elsewhere(cls, frame: pd.DataFrame) -> pd.Series:
        """A copy stands at another address."""
        return elsewhere(frame["read_url"], frame["url"])

    @rule(
        "archived_url",
        "is the address of its publisher",
        "Leave it blank, or give the archive's address",
    )
    def archive_is_elsewhere(cls, frame: pd.DataFrame) -> pd.Series:
        """An archive's copy stands at another address."""
        return elsewhere(frame["archived_url"], frame["url"])

    @rule("read_url", "is a copy of nothing", "Write the publisher's address into url")
    def copy_of_something(cls, frame: pd.DataFrame) -> pd.Series:
        """A copy has an original, by which it is cited."""
        return frame["read_url"].isna() | frame["url"].notna()

    @rule("commit", "has no repository", "Name the repository as owner/name")
    def commit_of_a_repository(cls, frame: pd.DataFrame) -> pd.Series:
        """A commit belongs to a repository."""
        return frame["commit"].isna() | frame["repository"].notna()


def elsewhere(copy: pd.Series, url: pd.Series) -> pd.Series:
    """Return True where a copy's address is not the original's, or either is missing."""
    both = copy.notna() & url.notna()
    same = [is_ and same_page(a, b) for is_, a, b in zip(both, copy, url, strict=True)]
    return ~pd.Series(same, index=copy.index, dtype=bool)


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
    source_id = column(Reference("sources.source_id"), "What the correction rests on")
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


class Checks(Table, name="checks", key=("list_id", "item", "date"), origin=OWN):
    """What an independent list names, and whether the record has it. One row per list and item."""

    list_id = column(Key(example="history_at_state_visits"), "Key of the list")
    item = column(Text(200), "What the list names, in its own words or nearly")
    date = column(Day(), "Its first day; the first of the month where no more is known")
    in_record = column(
        Code(("yes", "no", "out_of_scope")),
        "Whether the record has it; out_of_scope: the inclusion rule leaves it out",
    )
    meeting_id = column(
        Reference("meetings.meeting_id"), "The meeting that it is", blank="not in the record"
    )
    why = column(
        Text(300), "Why the record lacks it, or which rule leaves it out", blank="it is there"
    )
    source_id = column(Reference("sources.source_id"), "The list")

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
