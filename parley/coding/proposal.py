"""What a text proposes for the record: each value with its sentence and the rule that fired."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

from parley.coding import people, places, which
from parley.coding import topics as by_term
from parley.coding.dates import days
from parley.coding.descriptors import descriptors
from parley.coding.opening import opening
from parley.coding.refusals import TextRefusedError, language, legible, right_pair
from parley.coding.sentences import Sentence, split
from parley.coding.sides import sides
from parley.record import Record

REASONS = by_term.MARKS | {
    "occasion": "not given as the day of this talk",
    "own": "the text's own date; the talk may have been before it",
    "stage": "named, but not as where they met",
    "call": "the talk was a call: it has no place",
    "aside": "named, but not as head of a side",
}
KINDS = ("date", "place", "side", "person", "topic", "descriptor")

__all__ = ["KINDS", "Proposal", "Reading", "TextRefusedError", "propose"]


@dataclass(frozen=True)
class Proposal:
    """One value proposed.

    Attributes
    ----------
    kind : str
        date, place, side, person, topic or descriptor.
    value : str
        As the record writes it: an ISO day, a city, a side, or a key.
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
    """

    language: str
    sentences: int
    proposals: list[Proposal] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)

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
    named = people.mentions(sentences, rec.people, rec.offices, start.own or start.first_day)
    doubts = right_pair(sentences, named)
    told = which.found(start, named, rec)
    dictionary = by_term.terms(rec.topic_terms)
    found = [
        *dated(told, sentences),
        *placed(told, places.mentions(sentences, rec.meetings)),
        *(proposal("side", one.side, rec.label(one.side), one) for one in sides(sentences)),
        *seated(told, named, rec),
        *topical(sentences, dictionary, rec, told.day or start.own),
        *described(sentences, dictionary, rec),
    ]
    return Reading(language(text), len(sentences), found, doubts + missing(found))


def dated(told: which.Told, sentences: list[Sentence]) -> list[Proposal]:
    """Return the days that a text names, that of the talk first; the others do not count."""
    every = [*told.days, *days(sentences)]
    first = [one for one in every if one.day == told.day][:1]
    rest = {one.day: one for one in reversed(every) if one.day != told.day}
    found = [proposal("date", one.day, one.day, one) for one in first]
    if told.day and not first:  # the record's own, where the text names none
        found.append(replace(from_lead("date", told.day, told), rule=told.rule))
    found += [proposal("date", one.day, one.day, one, "occasion") for one in rest.values()]
    if told.own and told.own not in {told.day, *rest}:
        found.append(
            replace(from_lead("date", told.own, told), counts=False, why_not=REASONS["own"])
        )
    return found


def from_lead(kind: str, value: str, told: which.Told) -> Proposal:
    """Return a proposal that rests on the opening as a whole."""
    sentence = told.lead[0]
    return Proposal(
        kind,
        value,
        value,
        "date: the text's own",
        sentence.number,
        sentence.fragment(0, min(len(sentence.text), 12)),
    )


def placed(told: which.Told, mentioned: list[places.Placed]) -> list[Proposal]:
    """Return the places that a text names, that of the talk first; the others do not count."""
    here = told.place(mentioned)
    found = [here] if here else []
    rest = {one.city: one for one in reversed(mentioned) if not here or one.city != here.city}
    mark = "call" if told.is_wire else "stage"
    return [
        proposal("place", one.city, f"{one.city}, {one.country}", one, "" if one is here else mark)
        for one in [*found, *rest.values()]
    ]


def seated(told: which.Told, named: list[people.Named], rec: Record) -> list[Proposal]:
    """Return who is named, the heads first; whoever is named beside them does not count."""
    first = {one.person_id: one for one in reversed(named)}
    ordered = sorted(first.values(), key=lambda one: named.index(one))
    ordered.sort(key=lambda one: one.person_id not in told.heads)
    return [
        proposal(
            "person",
            one.person_id,
            name_of(rec, one.person_id),
            one,
            "" if one.person_id in told.heads else "aside",
        )
        for one in ordered
    ]


def proposal(kind: str, value: str, label: str, hit, mark: str = "") -> Proposal:
    """Return one proposal from a hit of any finder."""
    sentence: Sentence = hit.sentence
    rule = hit.rule if hasattr(hit, "rule") else hit.term.term_id
    return Proposal(
        kind,
        value,
        label,
        rule,
        sentence.number,
        sentence.fragment(hit.start, hit.end),
        not mark,
        REASONS.get(mark, ""),
    )


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


def missing(found: list[Proposal]) -> list[str]:
    """Return what was looked for and not found, in words."""
    seen = {one.kind for one in found if one.counts}
    told = {
        "date": "no day of the meeting: give it yourself",
        "place": "no place, or one in which the record has no meeting",
        "side": "nothing says whose account it is: give --side",
        "person": "nobody of people.csv is named",
        "topic": "no topic of the dictionary is said to have been discussed",
    }
    return [words for kind, words in told.items() if kind not in seen]
