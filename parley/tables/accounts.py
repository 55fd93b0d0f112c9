"""What was said of the talks: accounts, mentions and their coding; and what was promised and done."""

import pandas as pd

from parley.tables.base import MEETING_ID, SOURCE, TOPIC, Table, column, not_before, rule
from parley.tables.cells import HAN, Code, Count, Day, Fragment, Key, Reference, Text
from parley.tables.talks import CODEBOOK, CODED, LANGUAGES, SIDES


class Accounts(Table, name="accounts", key=("meeting_id", "side"), origin=CODED):
    """Each side's own published account of each meeting. One row per meeting and side."""

    meeting_id = column(MEETING_ID, "Meeting")
    side = column(Code(SIDES), "Whose account")
    source_id = column(SOURCE, "Where it was read", blank="no source recorded")
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

    meeting_id = column(MEETING_ID, "Meeting")
    side = column(Code((*SIDES, "press")), "Whose account says so; press: neither side's own")
    topic = column(TOPIC, "Topic")
    basis = column(
        Code(("account", "report", "knowledge")),
        "The account itself, a report of it, or general knowledge without a source",
    )
    source_id = column(
        SOURCE, "Where it was read", blank="general knowledge; left out of every published count"
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

    meeting_id = column(MEETING_ID, "Meeting")
    side = column(Code(SIDES), "Whose word")
    descriptor = column(Text(60), "The word as used, lower case, in English")
    source_id = column(SOURCE, "Where it was read", blank="no source recorded")


class Comparable(Table, name="comparable", key=("meeting_id", "side", "topic"), origin=CODED):
    """Where a side's silence on a topic would be a silence. One row per meeting, side and topic."""

    meeting_id = column(MEETING_ID, "Meeting")
    side = column(Code(SIDES), "Whose account")
    topic = column(TOPIC, "Topic")
    basis = column(
        Code(("read_full", "agreed")),
        "read_full: the whole text was read; agreed: its opening and a report of the rest, or two reports that list its subjects, agree",
    )
    codebook = column(CODEBOOK, "Codebook version of that reading")


class Codings(Table, name="codings", key=("meeting_id", "side", "topic", "coder"), origin=CODED):
    """Every coding of an account that was coded twice. One row per meeting, side, topic and coder."""

    meeting_id = column(MEETING_ID, "Meeting")
    side = column(Code(SIDES), "Whose account")
    topic = column(TOPIC, "Topic")
    coder = column(
        Key(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "first, second, third or human-ab"),
        "Which reading: first, that from which the record was made; second, a later one that did not see it; third, one that settles where two readings of the whole text differ; all three by a program. A person's is human-, and a name or initials",
    )
    value = column(Count(), "1: the text read names the topic; 0: it does not")
    source_id = column(SOURCE, "The text that was read", blank="no source recorded")
    basis = column(
        Code(("full", "opening", "reported")), "How much of the account that coder had read"
    )

    @rule("value", "is neither 0 nor 1", "Write 1 where the text names the topic")
    def nought_or_one(cls, frame: pd.DataFrame) -> pd.Series:
        """A coding says yes or no."""
        return frame["value"].isna() | frame["value"].isin([0, 1])


class CodingTexts(
    Table, name="coding_texts", key=("text_id",), origin="Invented for this project as a test"
):
    """Invented texts on which the dictionary was tested, written by somebody who had not seen it; never part of the record of the talks. One row per text."""

    text_id = column(Key(example="en-adv-01"), "Key of the text")
    language = column(Code(LANGUAGES), "Its language")
    kind = column(
        Code(("plain", "adversarial")), "An ordinary text, or one written to mislead a dictionary"
    )
    side = column(Code(("us", "prc", "press")), "Whose account it imitates")
    meeting_date = column(Day(), "Day of the invented meeting")
    text = column(Text(4000), "The text, invented")
    topics = column(
        Text(400),
        "Topics that its author says were raised, joined by ;",
        blank="none, or the talk is of another pair of countries",
    )
    first_proposed = column(
        Text(400),
        "Topics proposed by the program as it stood before its author had seen the texts, joined by ;",
        blank="none proposed, or the text was refused",
    )
    first_terms = column(
        Text(400),
        "Topics that the dictionary alone found then, without the program's refusals, joined by ;",
        blank="none found",
    )
    note = column(Text(400), "What makes the text hard", blank="nothing to add")


class CoderScores(
    Table,
    name="coder_scores",
    key=("text_id", "topic"),
    origin="Made by this project's program from coding_texts.csv",
):
    """What the program proposes for each test text, beside its author's label; made by the program. One row per text and topic."""

    text_id = column(Reference("coding_texts.text_id"), "Test text")
    topic = column(TOPIC, "Topic")
    truth = column(Count(), "1: its author says that the topic was raised; 0: not")
    first_terms = column(Count(), "1: found by the dictionary when it was first tested; 0: not")
    first = column(Count(), "1: proposed by the program when it was first tested; 0: not")
    proposed = column(Count(), "1: proposed by the program as it now is; 0: not")


class Commitments(Table, name="commitments", key=("commitment_id",), origin=CODED):
    """What was promised at a meeting, and what became of it. One row per promise."""

    commitment_id = column(Key(), "Key of the promise")
    meeting_id = column(MEETING_ID, "Where it was promised")
    date = column(Day(), "Day of the promise")
    topic = column(TOPIC, "Topic")
    commitment = column(Text(300), "The promise, in our words")
    promised_by = column(Code((*SIDES, "both")), "Who promised")
    status = column(
        Code(("delivered", "partly", "ongoing", "not_delivered", "lapsed")),
        "What is known to have become of it",
    )
    status_date = column(Day(), "Day to which the status speaks")
    status_note = column(Text(400), "What the status rests on")
    later_report = column(Code(("found", "none_found")), "Whether any later report of it was found")
    source_id = column(SOURCE, "Source of the promise")
    status_source_id = column(SOURCE, "Source of the status", blank="none found")

    @rule("status_date", "is before the promise", "Put it on or after date")
    def status_after_promise(cls, frame: pd.DataFrame) -> pd.Series:
        """The outcome is not older than the promise."""
        return not_before(frame["status_date"], frame["date"])


class PolicyEvents(Table, name="policy_events", key=("event_id",), origin=CODED):
    """Dated acts outside the talks: scheduling, tariffs, sanctions, suspensions. One row per act."""

    event_id = column(Key(), "Key of the act")
    date = column(Day(), "Day of the act")
    kind = column(
        Code(("scheduling", "tariff", "sanction", "export_control", "law", "suspension", "other")),
        "What kind of act",
    )
    actor = column(
        Code((*SIDES, "un", "mexico", "other")), "Whose act; other: both, or another body"
    )
    topic = column(TOPIC, "Topic")
    title = column(Text(200), "The act, in our words")
    source_id = column(SOURCE, "Where it was read")


class EventSets(Table, name="event_sets", key=("set_id", "event_date", "meeting_id"), origin=CODED):
    """Lists of dates fixed before they were tested. One row per list and date."""

    set_id = column(Key(), "Key of the list")
    event_date = column(Day(), "Date tested")
    meeting_id = column(
        MEETING_ID, "The meeting, where it is one", blank="the date is not a meeting's"
    )
    fixed_date = column(Day(), "Day on which the list was fixed")
    note = column(
        Text(400), "Why it is in the list, and what had been seen before", blank="nothing to add"
    )
