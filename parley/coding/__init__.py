"""What a text proposes for the record: each value with its sentence and the rule that fired."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import pandas as pd

from parley import tables
from parley.coding import names, opening, which
from parley.coding import topics as by_term
from parley.coding.sentences import Found, Sentence, once, split
from parley.coding.which import TextRefusedError, can_code, language, legible, refused, right_pair
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
    start = opening.opening(sentences, text)
    named = names.people_said(sentences, rec.people, rec.offices, start.own or start.first_day)
    doubts = right_pair(sentences, named)
    told = which.found(start, named, rec)
    dictionary, words = by_term.terms(rec.topic_terms), rec.descriptors["descriptor"]
    chosen = by_term.best(by_term.hits(sentences, dictionary, told.day or start.own))
    found = [
        *dated(told, sentences),
        *placed(told, names.places_said(sentences, rec.meetings)),
        *lasting(by_term.lengths(sentences)),
        *(proposal("side", one, rec.label(one.value)) for one in which.whose(sentences)),
        *seated(told, named, rec),
        *(proposal("topic", hit, rec.label(hit.value), hit.mark) for hit in chosen),
        *(proposal("descriptor", one) for one in by_term.descriptors(sentences, words, dictionary)),
    ]
    seen = {one.kind for one in found if one.counts}
    if start.is_wire:
        seen.add("place")  # a talk from afar has none
    lacking = [told for kind, told in LACKING.items() if kind not in seen]
    return Reading(language(text), len(sentences), found, doubts + lacking, told.meeting_id)


def dated(told: which.Told, sentences: list[Sentence]) -> list[Proposal]:
    """Return the days that a text names, that of the talk first; the others do not count."""
    every = [*told.days, *opening.days_in(sentences)]
    first = [one for one in every if one.value == told.day][:1]
    rest = {one.value: one for one in reversed(every) if one.value != told.day}
    lead = told.start.lead[0]
    whole = lead, 0, min(len(lead.text), 12)  # what rests on the opening as a whole
    if told.day and not first:  # the record's own, where the text names none
        first = [Found(told.day, told.rule, *whole)]
    found = [proposal("date", one) for one in first]
    found += [proposal("date", one, mark="occasion") for one in rest.values()]
    if (own := told.start.own) and own not in {told.day, *rest}:
        found.append(proposal("date", Found(own, "date: the text's own", *whole), mark="own"))
    return found


def placed(told: which.Told, mentioned: list[Found]) -> list[Proposal]:
    """Return the places that a text names, that of the talk first; the others do not count."""
    here = told.place(mentioned)
    rest = {one.value: one for one in reversed(mentioned) if not here or one.value != here.value}
    mark = "call" if told.start.is_wire else "stage"
    return [
        proposal("place", one, f"{one.value}, {one.of}", "" if one is here else mark)
        for one in [*([here] if here else []), *rest.values()]
    ]


def lasting(found: list[Found]) -> list[Proposal]:
    """Return how long a text says that they talked, the longest first; the others do not count."""
    made: list[Proposal] = []
    for one in sorted(found, key=lambda one: -float(one.value)):
        said = one.sentence.text[one.start : one.end]
        label = f"{one.value} {'hour' if one.value == '1' else 'hours'} (“{said}”)"
        made.append(proposal("hours", one, label, "longer" if made else ""))
    return made


def seated(told: which.Told, named: list[Found], rec: Record) -> list[Proposal]:
    """Return who is named, the heads first; whoever is named beside them does not count."""
    called = dict(zip(rec.people["person_id"], rec.people["name_en"], strict=True))
    return [
        proposal("person", one, called[one.value], "" if one.value in told.heads else "aside")
        for one in sorted(once(named), key=lambda one: one.value not in told.heads)
    ]


def proposal(kind: str, one: Found, label: str = "", mark: str = "") -> Proposal:
    """Return one proposal from what was found."""
    where = one.sentence.number, one.sentence.fragment(one.start, one.end)
    why_not = REASONS.get(mark, "")
    return Proposal(kind, one.value, label or one.value, one.rule, *where, not mark, why_not)


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
    people, meetings = rec.people, rec.meetings
    if people.loc[people["person_id"] == person_id, "kind"].iloc[0] == "body":
        return ""
    day = meetings.loc[meetings["meeting_id"] == meeting_id, "start_date"].iloc[0]
    then = names.in_office(rec.offices, day)
    held = then.loc[then["person_id"] == person_id, "office"]
    return held.iloc[-1] if len(held) else None


def is_held(row: dict[str, str], rec: Record, table: str) -> bool:
    """Return whether the record has a row with the same key."""
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
