"""What a text proposes for the record: each value with its sentence and the rule that fired."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace

import pandas as pd

from parley.coding import lengths, names, which
from parley.coding import topics as by_term
from parley.coding.opening import days_in as days
from parley.coding.opening import opening
from parley.coding.sentences import Sentence, split
from parley.coding.topics import descriptors
from parley.coding.which import TextRefusedError, language, legible, refused, right_pair
from parley.coding.which import whose as sides
from parley.record import Record
from pressroom.errors import UsageError
from pressroom.nearest import nearest

REASONS = by_term.MARKS | {
    "occasion": "not given as the day of this talk",
    "own": "the text's own date; the talk may have been before it",
    "longer": "the text gives a longer time too",
    "stage": "named, but not as where they met",
    "call": "the talk was a call: it has no place",
    "aside": "named, but not as head of a side",
}
LACKING = {
    "date": "no day of the meeting: give it yourself",
    "place": "no place, or one in which the record has no meeting",
    "side": "nothing says whose account it is",
    "person": "nobody of people.csv is named",
    "topic": "no topic of the dictionary is said to have been discussed",
}
KINDS = ("date", "place", "hours", "side", "person", "topic", "descriptor")

__all__ = ["KINDS", "Proposal", "Reading", "TextRefusedError", "propose"]
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Proposal:
    """One value proposed.

    Attributes
    ----------
    kind : str
        date, place, hours, side, person, topic or descriptor.
    value : str
        As the record writes it: an ISO day, a city, a number of hours, a side, or a key.
    label : str
        As people read it.
    rule : str
        The rule that fired.
    sentence : int
        Number of the sentence that supports it.
    fragment : str
        At most 12 words of that sentence.
    counts : bool
        False where the context keeps it from counting.
    why_not : str
        What keeps it from counting; blank if it counts.
    """

    kind: str
    value: str
    label: str
    rule: str
    sentence: int
    fragment: str
    counts: bool = True
    why_not: str = ""


@dataclass(frozen=True)
class Reading:
    """What was understood of a text.

    Attributes
    ----------
    language : str
        English or Chinese.
    sentences : int
        How many sentences were read.
    proposals : list of Proposal
        In the order of `KINDS`, likeliest first.
    not_understood : list of str
        What was looked for and not found.
    meeting_id : str
        The meeting on record that it is of; blank if none is recognised.
    """

    language: str
    sentences: int
    proposals: list[Proposal] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)
    meeting_id: str = ""

    def of(self, kind: str) -> list[Proposal]:
        """Return the proposals of one kind that count."""
        return [one for one in self.proposals if one.kind == kind and one.counts]

    def as_dict(self) -> dict:
        """Return the reading as ``--json`` prints it."""
        return asdict(self)


def propose(text: str, rec: Record) -> Reading:
    """Return what a readout or an article proposes for the record.

    Parameters
    ----------
    text : str
        English, Chinese, or both; it is read and not kept.
    rec : Record
        Gives the dictionary, the people, the places and the words known.

    Raises
    ------
    TextRefusedError
        If the text is empty, too long, in another language, or about another pair of countries.
    """
    legible(text)
    sentences = split(text)
    start = opening(sentences, text)
    named = names.people_said(sentences, rec.people, rec.offices, start.own or start.first_day)
    doubts = right_pair(sentences, named)
    told = which.found(start, named, rec)
    dictionary = by_term.terms(rec.topic_terms)
    found = [
        *dated(told, sentences),
        *placed(told, names.places_said(sentences, rec.meetings)),
        *lasting(sentences),
        *(proposal("side", one.side, rec.label(one.side), one) for one in sides(sentences)),
        *seated(told, named, rec),
        *topical(sentences, dictionary, rec, told.day or start.own),
        *described(sentences, dictionary, rec),
    ]
    lacking = missing(found, start.is_wire)
    return Reading(language(text), len(sentences), found, doubts + lacking, told.meeting_id)


def dated(told: which.Told, sentences: list[Sentence]) -> list[Proposal]:
    """Return the days that a text names, that of the talk first; the others do not count."""
    every = [*told.days, *days(sentences)]
    first = [one for one in every if one.day == told.day][:1]
    rest = {one.day: one for one in reversed(every) if one.day != told.day}
    found = [proposal("date", one.day, one.day, one) for one in first]
    if told.day and not first:  # the record's own, where the text names none
        found.append(replace(from_lead(told.day, told), rule=told.rule))
    found += [proposal("date", one.day, one.day, one, "occasion") for one in rest.values()]
    if (own := told.start.own) and own not in {told.day, *rest}:
        found.append(replace(from_lead(own, told), counts=False, why_not=REASONS["own"]))
    return found


def from_lead(day: str, told: which.Told) -> Proposal:
    """Return a day that rests on the opening as a whole."""
    first = told.start.lead[0]
    where = first.number, first.fragment(0, min(len(first.text), 12))
    return Proposal("date", day, day, "date: the text's own", *where)


def placed(told: which.Told, mentioned: list[names.Placed]) -> list[Proposal]:
    """Return the places that a text names, that of the talk first; the others do not count."""
    here = told.place(mentioned)
    found = [here] if here else []
    rest = {one.city: one for one in reversed(mentioned) if not here or one.city != here.city}
    mark = "call" if told.start.is_wire else "stage"
    return [
        proposal("place", one.city, f"{one.city}, {one.country}", one, "" if one is here else mark)
        for one in [*found, *rest.values()]
    ]


def lasting(sentences: list[Sentence]) -> list[Proposal]:
    """Return how long a text says that they talked, the longest first; the others do not count."""
    found = sorted(lengths.lengths(sentences), key=lambda one: -float(one.hours))
    marks = ["", *["longer"] * len(found)]
    return [proposal("hours", i.hours, i.label, i, m) for i, m in zip(found, marks, strict=False)]


def seated(told: which.Told, named: list[names.Named], rec: Record) -> list[Proposal]:
    """Return who is named, the heads first; whoever is named beside them does not count."""
    first = {one.person_id: one for one in reversed(named)}
    ordered = sorted(
        first.items(), key=lambda each: (each[0] not in told.heads, named.index(each[1]))
    )
    return [
        proposal("person", who, name_of(rec, who), one, "" if who in told.heads else "aside")
        for who, one in ordered
    ]


def proposal(kind: str, value: str, label: str, hit, mark: str = "") -> Proposal:
    """Return one proposal from a hit of any finder."""
    sentence: Sentence = hit.sentence
    rule = hit.rule if hasattr(hit, "rule") else hit.term.term_id
    where = sentence.number, sentence.fragment(hit.start, hit.end)
    return Proposal(kind, value, label, rule, *where, not mark, REASONS.get(mark, ""))


def topical(
    sentences: list[Sentence], dictionary: list[by_term.Term], rec: Record, day: str
) -> Iterator[Proposal]:
    """Yield a proposal for each topic found, those that do not count marked as such."""
    chosen = by_term.best(by_term.hits(sentences, dictionary, day))
    for topic, hit in sorted(chosen.items(), key=lambda pair: bool(pair[1].mark)):
        yield proposal("topic", topic, rec.label(topic), hit, hit.mark)


def described(
    sentences: list[Sentence], dictionary: list[by_term.Term], rec: Record
) -> Iterator[Proposal]:
    """Yield a proposal for each word that characterises the talk."""
    rules = [term for term in dictionary if term.kind != "topic"]
    marks = {sentence.number: by_term.marked(sentence, rules) for sentence in sentences}

    def mark(sentence: Sentence, place: int) -> str:
        return by_term.mark_at(place, marks[sentence.number])

    for one in descriptors(sentences, rec.descriptors["descriptor"], mark):
        yield proposal("descriptor", one.descriptor, one.descriptor, one)


def name_of(rec: Record, person_id: str) -> str:
    """Return a person's English name."""
    listed = rec.people
    return listed.loc[listed["person_id"] == person_id, "name_en"].iloc[0]


def missing(found: list[Proposal], is_wire: bool = False) -> list[str]:
    """Return what was looked for and not found, in words; a talk from afar needs no place."""
    seen = {one.kind for one in found if one.counts} | ({"place"} if is_wire else set())
    return [words for kind, words in LACKING.items() if kind not in seen]


def meetings_on(reading: Reading, rec: Record) -> pd.DataFrame:
    """Return the meetings on the first day named that has any, those with most people named.

    Who led a side counts twice: a delegation sits at several meetings of a day.
    """
    meetings, took_part = rec.meetings, rec.participants
    named = {one.value for one in reading.of("person")}
    for one in reading.of("date"):
        day = pd.Timestamp(one.value)
        there = meetings[(meetings["start_date"] <= day) & (meetings["end_date"] >= day)]
        if len(there):
            known_there = took_part[took_part["person_id"].isin(named)]
            led = known_there[known_there["is_principal"] == "yes"]
            weighed = pd.concat([known_there, led])["meeting_id"].value_counts()
            count = there["meeting_id"].map(weighed).fillna(0)
            return there[count == count.max()]
    return meetings.iloc[:0]


def known(kind: str, value: str, values: Iterable[str]) -> str:
    """Return the value, or raise with the nearest that the record has."""
    listed = list(values)
    if value not in listed:
        raise UsageError(f"the record has no {kind} {value!r}. {nearest(value, listed)}")
    return value


def rows(
    accepted: list[Proposal],
    rec: Record,
    meeting_id: str,
    side: str,
    source_id: str,
    new: Iterable[str] = (),
) -> tuple[Rows, list[str]]:
    """Return the rows that accepted proposals make, and what makes none, in words.

    Parameters
    ----------
    accepted : list of Proposal
        Those that the researcher took.
    rec : Record
        The record they go to.
    meeting_id, side, source_id : str
        Meeting, whose account the text is (us, prc or press), and where it was read.
    new : iterable of str, optional
        Sources that enter the record with these rows.

    Raises
    ------
    UsageError
        If the record has no such meeting or source, or the side is none.
    """
    known("meeting", meeting_id, rec.meetings["meeting_id"])
    known("source", source_id, [*rec.sources["source_id"], *new])
    known("side", side, ("us", "prc", "press"))
    added: Rows = {}
    left: list[str] = []
    for one in accepted:
        table, row = row_of(one, rec, meeting_id, side, source_id)
        if not table:
            left.append(f"{one.kind} {one.label}: {row['why']}")
        elif is_held(row, rec, table):
            left.append(f"{one.kind} {one.label}: the record has it already")
        else:
            added.setdefault(table, []).append(row)
    return added, left


def row_of(
    one: Proposal, rec: Record, meeting_id: str, side: str, source_id: str
) -> tuple[str, dict[str, str]]:
    """Return the table and the row of one proposal; a blank table and why where it makes none."""
    where = {"meeting_id": meeting_id, "side": side}
    if one.kind == "topic":
        basis = "report" if side == "press" else "account"
        return "mentions", where | {"topic": one.value, "basis": basis, "source_id": source_id}
    if one.kind == "descriptor":
        if side == "press":
            return "", {"why": "the press's words are not kept"}
        return "descriptors", where | {"descriptor": one.value, "source_id": source_id}
    if one.kind == "person":
        role = role_of(one.value, rec, meeting_id)
        if role is None:
            return "", {"why": "held no office of offices.csv on that day"}
        person = {"person_id": one.value, "role": role, "is_principal": "no"}
        return "participants", {"meeting_id": meeting_id} | person
    return "", {"why": "told by the meeting's own row"}


def role_of(person_id: str, rec: Record, meeting_id: str) -> str | None:
    """Return the office that a person held then; blank for a body, None where none is known."""
    people, offices, meetings = rec.people, rec.offices, rec.meetings
    if people.loc[people["person_id"] == person_id, "kind"].iloc[0] == "body":
        return ""
    day = meetings.loc[meetings["meeting_id"] == meeting_id, "start_date"].iloc[0]
    held = offices[
        (offices["person_id"] == person_id)
        & (offices["from_date"] <= day)
        & (offices["to_date"].isna() | (offices["to_date"] >= day))
    ]
    return held["office"].iloc[-1] if len(held) else None


def is_held(row: dict[str, str], rec: Record, table: str) -> bool:
    """Return whether the record has a row with the same key."""
    from parley import tables

    frame, key = getattr(rec, table), tables.named(table).Config.key
    return bool((frame[list(key)] == [row[column] for column in key]).all(axis=1).any())


def article(raw: bytes) -> str:
    """Return the text of a saved page, its headline and date above it.

    Raises
    ------
    TextRefusedError
        If no text can be told from its frame.
    UsageError
        If trafilatura is not installed.

    Notes
    -----
    What is outside the article (menus, other news) would else be read as if it were of the talk.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise refused(
            "a saved page",
            "what reads pages, trafilatura, is not installed",
            "Install it (pip install trafilatura), or paste the text alone",
        ) from error
    body = trafilatura.extract(raw, include_comments=False, include_tables=False, deduplicate=False)
    if not body:
        raise refused("a page", "no article is found in it", "Paste the text alone")
    about = trafilatura.extract_metadata(raw)
    date = str(about.date) if about and about.date else ""
    title = str(about.title).strip() if about and about.title else ""
    above = [line for line in (title, date) if line and line not in body[:300]]
    return "\n\n".join([*above, body])
