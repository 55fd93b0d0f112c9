"""The record of the talks: topics, meetings, accounts, and what each side says was raised."""

import pandas as pd

from parley.tables.base import Table, column, not_before, rule
from parley.tables.cells import HAN, Code, Count, Day, Fragment, Key, Number, Reference, Text

SIDES = ("us", "prc")
CHANNELS = (
    "leaders", "strategic", "foreign_ministers", "economic", "defense", "counternarcotics",
    "climate", "ai", "arms_control", "consular", "law_enforcement", "congress", "central_bank",
    "ambassadors", "other",
)  # fmt: skip
LEVELS = ("leader", "minister", "vice_minister", "working")
FORMATS = ("in_person", "call", "video")
CODED = "Compiled by this project from both sides' published accounts and press reports"

MEETING = Key(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(-[a-z0-9]+)*", "2023-11-15-woodside-biden-xi")
CODEBOOK = Key(r"v\d+", "v0")


class Topics(Table, name="topics", key=("topic",), origin="This project's codebook"):
    """The topics that meetings are coded to. One row per topic."""

    topic = column(Key(r"[a-z][a-z0-9_]*", "south_china_sea"), "Key of the topic")
    label = column(Text(60), "Name shown to readers")
    kind = column(Code(("issue", "place")), "A matter, or a place that is talked about")
    definition = column(Text(), "What counts as this topic, and what does not")
    coded_from = column(
        CODEBOOK,
        "Codebook version from which the topic is coded; a meeting coded under an "
        "earlier one is not coded for it",
    )


class Meetings(Table, name="meetings", key=("meeting_id",), origin=CODED):
    """Meetings and calls of the two sides' leaders, ministers and formal groups. One row per meeting."""

    meeting_id = column(MEETING, "Start date, place or manner, and names")
    visit_id = column(MEETING, "First meeting of the visit that this session belongs to")
    start_date = column(Day(), "First day, local; for calls the date in the first side's capital")
    end_date = column(Day(), "Last day")
    title = column(Text(160), "What it was, in a few neutral words")
    channel = column(Code(CHANNELS), "Standing line of contact that it belongs to")
    level = column(
        Code(LEVELS), "Rank; leader: a principal heads a state or government, or is vice president"
    )
    format = column(Code(FORMATS), "How they met")
    city = column(Text(60), "Where", blank="a call or video, or the place is not known")
    country = column(
        Key(r"[A-Z]{2}", "CN"), "ISO 3166-1 code", blank="a call or video, or not known"
    )
    duration_hours = column(
        Number(0, 240), "Length in hours, as reported", blank="no report of the length found"
    )
    status = column(
        Code(("held", "cancelled", "postponed")),
        "Whether it took place; a postponed one keeps a row of its own",
    )
    codebook = column(
        CODEBOOK,
        "Codebook version under which its topics were coded",
        blank="its topics are not coded",
    )
    date_precision = column(Code(("day", "week", "month")), "How exactly the date is known")
    first_added_date = column(Day(), "Day on which the row entered the record")
    last_changed_date = column(Day(), "Day of the row's last change")
    note = column(Text(), "What a reader of the row should know", blank="nothing to add")

    @rule("end_date", "ends before it starts", "Put end_date on or after start_date")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        """The last day is not before the first."""
        return not_before(frame["end_date"], frame["start_date"])

    @rule("meeting_id", "does not begin with start_date", "Begin the id with start_date")
    def id_begins_with_date(cls, frame: pd.DataFrame) -> pd.Series:
        """The id says the day."""
        return frame["meeting_id"].str[:10] == frame["start_date"].dt.strftime("%Y-%m-%d")

    @rule(
        "status",
        "says held of a day after the row's last change",
        "Enter what is planned into planned.csv; set last_changed_date when it was held",
    )
    def held_when_known(cls, frame: pd.DataFrame) -> pd.Series:
        """What is only planned is not a meeting held."""
        known = not_before(frame["last_changed_date"], frame["start_date"])
        return (frame["status"] != "held") | known

    @rule("last_changed_date", "is before first_added_date", "Put it on or after first_added_date")
    def changed_after_added(cls, frame: pd.DataFrame) -> pd.Series:
        """A row is not changed before it exists."""
        return not_before(frame["last_changed_date"], frame["first_added_date"])


class MeetingSources(
    Table, name="meeting_sources", key=("meeting_id", "supports", "source_id"), origin=CODED
):
    """Further sources behind a meeting's own cells. One row per meeting, purpose and source."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    supports = column(Text(200), "Which cells or facts the source supports")
    source_id = column(Reference("sources.source_id"), "Source")


class Accounts(Table, name="accounts", key=("meeting_id", "side"), origin=CODED):
    """Each side's own published account of each meeting. One row per meeting and side."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    side = column(Code(SIDES), "Whose account")
    source_id = column(
        Reference("sources.source_id"), "Where it was read", blank="no source recorded"
    )
    published = column(
        Code(("yes", "none_found", "unknown")),
        "Whether the side published an account; none_found: searched without result",
    )
    read = column(
        Code(("full", "opening", "reported")),
        "How much of it was read: the whole text, its opening, or others' reports of it",
        blank="no account to read",
    )
    names_subjects = column(
        Code(("yes", "no")),
        "Whether a text read in full names any subject beside the relationship itself",
        blank="not read in full",
    )
    searched_until = column(
        Day(),
        "Day until which an account was searched for",
        blank="an account exists, or no search is recorded",
    )
    note = column(
        Text(500),
        "What a reader of the row should know of the text; where none was found, the words searched for, after 'searched:'",
        blank="nothing to add",
    )

    @rule(
        "read",
        "says how much was read of an account that is not known to exist",
        "Leave read blank unless published is yes",
    )
    def read_only_if_published(cls, frame: pd.DataFrame) -> pd.Series:
        """Only a published account can have been read."""
        return (frame["published"] == "yes") | frame["read"].isna()

    @rule("read", "is blank for a published account", "Write full, opening or reported")
    def published_says_read(cls, frame: pd.DataFrame) -> pd.Series:
        """A published account says how much of it was read."""
        return (frame["published"] != "yes") | frame["read"].notna()

    @rule(
        "searched_until", "is blank where no account was found", "Write the day of the last search"
    )
    def none_found_says_when(cls, frame: pd.DataFrame) -> pd.Series:
        """None found is a statement about a search, which has a date."""
        return (frame["published"] != "none_found") | frame["searched_until"].notna()

    @rule(
        "names_subjects",
        "is given for a text not read in full",
        "Leave it blank unless read is full",
    )
    def silence_needs_full_text(cls, frame: pd.DataFrame) -> pd.Series:
        """Silence in general can be told only of a whole text."""
        return frame["names_subjects"].isna() | (frame["read"] == "full")


class Mentions(Table, name="mentions", key=("meeting_id", "side", "topic"), origin=CODED):
    """Who says that a topic was raised at a meeting. One row per meeting, side and topic."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    side = column(Code((*SIDES, "press")), "Whose account says so; press: neither side's own")
    topic = column(Reference("topics.topic"), "Topic")
    basis = column(
        Code(("account", "report", "knowledge")),
        "The account itself, a report of it, or general knowledge without a source",
    )
    source_id = column(
        Reference("sources.source_id"),
        "Where it was read",
        blank="general knowledge; left out of every published count",
    )
    fragment = column(
        Fragment(),
        "What the text says of it: at most 25 of its own words, in its language, without quotation marks around them; in scripts without blanks at most 60 characters (2.4 count as a word)",
        blank="not quoted",
    )
    fragment_en = column(
        Fragment(words=40),
        "The fragment in English, at most 40 words",
        blank="the fragment is English, or there is none",
    )
    raised_by = column(
        Code((*SIDES, "both")), "Who raised it, by the text read", blank="the text does not say"
    )

    @rule("source_id", "is missing", "Give the source, or set basis to knowledge")
    def sourced_unless_knowledge(cls, frame: pd.DataFrame) -> pd.Series:
        """Every mention but general knowledge has a source."""
        return frame["source_id"].notna() | (frame["basis"] == "knowledge")

    @rule(
        "fragment",
        "is quoted from no source",
        "Give the source, and set basis to account or report",
    )
    def quoted_from_a_source(cls, frame: pd.DataFrame) -> pd.Series:
        """Words are quoted from a text that is named."""
        return frame["fragment"].isna() | (frame["basis"] != "knowledge")

    @rule(
        "fragment_en",
        "is missing for words that are not English",
        "Translate the fragment, in at most 40 words",
    )
    def foreign_is_translated(cls, frame: pd.DataFrame) -> pd.Series:
        """A fragment in Chinese or Japanese has a translation."""
        return ~frame["fragment"].str.contains(HAN, na=False) | frame["fragment_en"].notna()

    @rule(
        "fragment_en",
        "translates nothing",
        "Write the words of the text into fragment; leave fragment_en blank where they are English",
    )
    def translates_something(cls, frame: pd.DataFrame) -> pd.Series:
        """A translation has an original, in another language."""
        original = frame["fragment"].fillna("")
        return frame["fragment_en"].isna() | ((original != "") & (original != frame["fragment_en"]))


class Descriptors(
    Table, name="descriptors", key=("meeting_id", "side", "descriptor"), origin=CODED
):
    """Words with which a side characterised the talk. One row per meeting, side and word."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    side = column(Code(SIDES), "Whose word")
    descriptor = column(Text(60), "The word as used, lower case, in English")
    source_id = column(
        Reference("sources.source_id"), "Where it was read", blank="no source recorded"
    )


class Comparable(Table, name="comparable", key=("meeting_id", "side", "topic"), origin=CODED):
    """Where a side's silence on a topic would be a silence. One row per meeting, side and topic."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    side = column(Code(SIDES), "Whose account")
    topic = column(Reference("topics.topic"), "Topic")
    basis = column(
        Code(("read_full", "agreed")),
        "read_full: the whole text was read; agreed: its opening and a report of the rest, or two reports that list its subjects, agree",
    )
    codebook = column(CODEBOOK, "Codebook version of that reading")


class Codings(Table, name="codings", key=("meeting_id", "side", "topic", "coder"), origin=CODED):
    """Every coding of an account that was coded twice. One row per meeting, side, topic and coder."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    side = column(Code(SIDES), "Whose account")
    topic = column(Reference("topics.topic"), "Topic")
    coder = column(
        Key(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "first, second, third or human-ab"),
        "Which reading: first, that from which the record was made; second, a later one that did not see it; third, one that settles where two readings of the whole text differ; all three by a program. A person's is human-, and a name or initials",
    )
    value = column(Count(), "1: the text read names the topic; 0: it does not")
    source_id = column(
        Reference("sources.source_id"), "The text that was read", blank="no source recorded"
    )
    basis = column(
        Code(("full", "opening", "reported")), "How much of the account that coder had read"
    )

    @rule("value", "is neither 0 nor 1", "Write 1 where the text names the topic")
    def nought_or_one(cls, frame: pd.DataFrame) -> pd.Series:
        """A coding says yes or no."""
        return frame["value"].isna() | frame["value"].isin([0, 1])
