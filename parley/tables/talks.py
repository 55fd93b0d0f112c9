"""The talks: the sources of the record, topics and their terms, meetings, and who took part."""

import pandas as pd

from parley.tables.base import MEETING_ID, SOURCE, TOPIC, Table, column, not_before, rule
from parley.tables.cells import Code, Count, Day, Key, Loose, Number, Pattern, Reference, Text, Url
from parley.tables.hosts import TIERS, same_page

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
PERSON = Key(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "antony-blinken")
LANGUAGES = ("en", "zh")
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


class TopicTerms(Table, name="topic_terms", key=("term_id",), origin="This project's dictionary"):
    """The dictionary by which a text is coded: terms of topics, and the rules of context that keep a term from counting. One row per rule."""

    term_id = column(Key(example="fentanyl-en-01"), "Key of the rule, named when it fires")
    kind = column(
        Code(("topic", "negated", "earlier", "future", "background", "elsewhere")),
        "topic: a term of a topic; negated: said not to have been discussed; earlier, future: of another meeting; background: a reporter's or a third party's words; elsewhere: talks of another pair of countries",
    )
    topic = column(TOPIC, "Topic that the term stands for", blank="a rule of context")
    language = column(Code(LANGUAGES), "Language of the sentence")
    pattern = column(
        Pattern(),
        "What is looked for, as a regular expression; English between word boundaries and without regard to case, a space for any white space",
    )
    needs = column(
        Pattern(), "What the same sentence must hold as well", blank="nothing more is needed"
    )
    inside = column(Pattern(), "Longer words inside which the pattern does not count", blank="none")
    unless = column(
        Pattern(), "What the same clause must not hold", blank="nothing keeps it from counting"
    )
    scope = column(
        Code(("sentence", "part", "clause", "match")),
        "How much of the text a rule of context covers; a part ends at but, while or a semicolon",
        blank="a term of a topic",
    )
    note = column(Text(300), "Why the rule is as it is", blank="nothing to add")

    @rule(
        "topic",
        "does not fit the kind",
        "Give a topic and no scope for a term, a scope and no topic for a rule of context",
    )
    def topic_or_scope(cls, frame: pd.DataFrame) -> pd.Series:
        """A term has a topic, a rule of context has a scope."""
        is_term = frame["kind"] == "topic"
        return (frame["topic"].notna() == is_term) & (frame["scope"].isna() == is_term)


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

    meeting_id = column(MEETING_ID, "Meeting")
    supports = column(Text(200), "Which cells or facts the source supports")
    source_id = column(SOURCE, "Source")


class Planned(Table, name="planned", key=("plan_id",), origin=CODED):
    """Talks that were announced, which count nowhere until they were held. One row per announcement."""

    plan_id = column(Key(example="2026-11-ai-dialogue"), "Key of the plan")
    what = column(Text(200), "What is planned, in a few neutral words")
    channel = column(Code(CHANNELS), "Standing line of contact that it would belong to")
    first = column(Loose(), "When, or from when", blank="no time was named")
    last = column(Loose(), "Until when", blank="one day, or no end was named")
    announced_by = column(Code((*SIDES, "both", "press")), "Who announced it")
    announced_date = column(Day(), "Day of the announcement")
    source_id = column(SOURCE, "Where it was announced")
    became = column(
        Code(("open", "held", "postponed", "cancelled", "not_held", "not_known")),
        "What became of it; open: its time has not come; not_held: its time passed without it; not_known: no report was found",
    )
    meeting_id = column(MEETING_ID, "The meeting that it became", blank="none, or none yet")
    note = column(Text(300), "What a reader of the row should know", blank="nothing to add")

    @rule(
        "meeting_id",
        "is missing for a plan that was carried out",
        "Name the meeting, or set became to open",
    )
    def held_is_a_meeting(cls, frame: pd.DataFrame) -> pd.Series:
        """What was held is a meeting of the record."""
        return (frame["became"] != "held") | frame["meeting_id"].notna()

    @rule(
        "became",
        "says open of a plan that has a meeting",
        "Write what became of it, or leave meeting_id blank",
    )
    def open_is_no_meeting(cls, frame: pd.DataFrame) -> pd.Series:
        """What is open is not yet a meeting."""
        return ~frame["became"].isin(["open", "not_held", "not_known"]) | frame["meeting_id"].isna()

    @rule("last", "is before first", "Put last on or after first")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        """A plan does not end before it starts."""
        both = frame["first"].notna() & frame["last"].notna()
        size = frame[["first", "last"]].fillna("").map(len).min(axis=1)
        pairs = zip(both, frame["first"], frame["last"], size, strict=True)
        wrong = [is_ and last[:n] < first[:n] for is_, first, last, n in pairs]
        return ~pd.Series(wrong, index=frame.index, dtype=bool)


class People(Table, name="people", key=("person_id",), origin=CODED):
    """Those who took part in the talks: people, and bodies where no person is named. One row each."""

    person_id = column(PERSON, "Key: the English name, lower case, with hyphens")
    name_en = column(Text(80), "Name in English, family name last or first as its bearer does")
    name_zh = column(
        Text(40), "Name in the second side's script, as its press writes it", blank="not looked up"
    )
    side = column(Code(SIDES), "Which side")
    kind = column(
        Code(("person", "body")),
        "A person, or a body whose people are not named: a ministry, a delegation",
    )


class Offices(
    Table,
    name="offices",
    key=("person_id", "office", "from_date"),
    origin="Compiled by this project from public terms of office",
):
    """Offices and their terms. One row per person, office and term."""

    person_id = column(Reference("people.person_id"), "Who held it")
    office = column(Text(120), "The office, in English")
    from_date = column(Day(), "First day in office; the first of the month where no more is known")
    to_date = column(
        Day(),
        "Last day in office; the last of the month where no more is known",
        blank="no end of the term is known",
    )
    date_precision = column(
        Code(("day", "month", "seen")),
        "How exactly the term is known; seen: held it at least on these days, by the sources of the meetings",
    )
    source_id = column(
        SOURCE,
        "Source of the term",
        blank="a term widely published, not looked up, or one that the meeting's sources give",
    )

    @rule("to_date", "is before from_date", "Put to_date on or after from_date")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        """A term does not end before it starts."""
        return not_before(frame["to_date"], frame["from_date"])


class Participants(Table, name="participants", key=("meeting_id", "person_id"), origin=CODED):
    """Who took part in which meeting, in which office. One row per meeting and person or body."""

    meeting_id = column(MEETING_ID, "Meeting")
    person_id = column(Reference("people.person_id"), "Person or body")
    role = column(
        Text(120),
        "The office held at that time, as in offices.csv; a role outside its term is refused",
        blank="a body, which holds no office",
    )
    is_principal = column(
        Code(("yes", "no")),
        "Whether they headed their side, alone or with others; no: named as taking part",
    )
