"""What the record holds of each meeting, put together for its page."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import pandas as pd

from parley.analysis.topics.accounts import FRAMING, silences
from parley.record import Participant, Record, Source
from parley.record.load import participants
from pressroom.page.dress import plural, said
from pressroom.wording import is_missing

SIDES, CODED = ("us", "prc"), ("channel", "level", "format", "status")
TIERS = {
    "own": "in its own words",
    "state_media": "by its state media",
    "republication": "from a copy",
    "press": "as the press has it",
}
PAGES = {
    "own": ", on its government's own page",
    "state_media": ", on its state's media",
    "republication": ", on a page that prints another's text",
    "press": ", in the press",
}
UNREAD = {
    "full": "not found (read in full; not counted as silence)",
    "reported": "not found in reports of the account",
}


class State(NamedTuple):
    """What one side's account says of one topic: a code, the words for it, and their source.

    `fragment` is what it says in its own words, `fragment_en` the same in English where it is in
    another `language`; `tier` says whose words were read. All are blank where not known.
    """

    code: str
    text: str
    source_id: str = ""
    fragment: str = ""
    fragment_en: str = ""
    language: str = ""
    tier: str = ""


class Side(NamedTuple):
    """One side's account of a meeting.

    Attributes
    ----------
    name, adjective : str
        ``US``, and what its account is called: ``US``.
    published, source_id : str
        As in accounts.csv; empty where blank.
    says : str
        In a sentence what is known of the account.
    words : list of tuple of str
        Words with which it characterised the talk, each with its source or nothing.
    silent : list of str
        Labels of topics that nobody is recorded to have raised, and on which this side was read
        far enough to say that it does not mention them.
    people : list of Participant
        Who took part for it.
    """

    name: str
    adjective: str
    published: str
    source_id: str
    says: str
    words: list[tuple[str, str]]
    silent: list[str]
    people: list[Participant]


def says(account: tuple, tier: str = "", frames: bool = False) -> str:
    """Return in a sentence what is known of an account.

    Parameters
    ----------
    account : namedtuple
        Its row of accounts.csv.
    tier : str
        Whose page it was read on, as in sources.csv; blank where not judged.
    frames : bool
        Whether it is recorded to mention what frames the talks, the relationship itself.
    """
    if account.published == "none_found":
        return f"No account found (searched until {said(f'{account.searched_until:%Y-%m-%d}')})."
    if account.published == "unknown":
        return "It is not known whether an account was published."
    how = {
        "full": "was read in full",
        "opening": "was read in its opening only",
        "reported": "is known through reports of it",
    }
    silent = ", and names no subject" if account.names_subjects == "no" else ""
    silent += " but the relationship itself" if silent and frames else ""
    return f"An account was published; it {how[account.read]}{PAGES.get(tier, '')}{silent}."


def unread(read: str, names_subjects: str, frames: bool = False) -> str:
    """Return why a topic that an account is not recorded to mention is no silence of it."""
    if names_subjects == "no":
        return f"not found: the account names {'no other subject' if frames else 'no subject'}"
    return UNREAD.get(read, "not found in the part that was read")


class Topic(NamedTuple):
    """One topic of a meeting: key, label, each side's state, and what the press reported."""

    key: str
    label: str
    us: State
    prc: State
    press: State


@dataclass
class Meeting:
    """Everything that a meeting's page says.

    Attributes
    ----------
    row : namedtuple
        Its row of meetings.csv.
    channel, level, format, status : str
        Words for its codes.
    place, dates : str
        In words; place is empty where not known.
    sides : dict of Side
        Its two accounts.
    topics : list of Topic
        Those that anybody is recorded to have raised, the most agreed first.
    promises : list of namedtuple
        Rows of commitments.csv.
    source_ids : list of str
        Every source behind the page, in the order in which it cites them.
    earlier, later : Meeting or None
        The meetings before and after it in its channel.
    """

    row: tuple
    channel: str
    level: str
    format: str
    status: str
    place: str
    dates: str
    sides: dict[str, Side]
    topics: list[Topic]
    promises: list[tuple]
    source_ids: list[str]
    earlier: "Meeting | None" = None
    later: "Meeting | None" = None

    @property
    def path(self) -> str:
        """Return its page's path in the site."""
        return f"meetings/{self.row.meeting_id}/index.html"

    @property
    def year(self) -> str:
        """Return the year in which it began."""
        return str(self.row.start_date.year)

    @cached_property
    def judged(self) -> dict[str, dict[str, str]]:
        """Return by topic's label what each side's account does: mentions it, or is silent."""
        found = {t.label: {"us": t.us.code, "prc": t.prc.code} for t in self.topics}
        for code, side in self.sides.items():
            for label in side.silent:
                found.setdefault(label, {})[code] = "silent"
        return found

    @property
    def has_press(self) -> bool:
        """Return whether any topic rests on a press report of neither side."""
        return any(topic.press.text for topic in self.topics)

    @property
    def summary(self) -> str:
        """Return in a sentence how many topics each side's account is known to mention."""
        if not self.topics:
            return "No topic of this meeting is recorded."
        us = {topic.key for topic in self.topics if topic.us.code == "mentioned"}
        prc = {topic.key for topic in self.topics if topic.prc.code == "mentioned"}
        alone = (f"found in the {side.adjective} account alone" for side in self.sides.values())
        where = ("in both accounts", *alone, "in neither")
        counts = len(us & prc), len(us - prc), len(prc - us), len(self.topics) - len(us | prc)
        told = ", ".join(f"{n} {place}" for n, place in zip(counts, where, strict=True) if n)
        more = "An account that was not found, or was read in part, may mention more."
        return f"{plural(len(self.topics), 'topic')} recorded: {told}. {more}"


class Talks:
    """Every meeting of a record, with its accounts, topics and promises."""

    def __init__(self, rec: Record):
        # Asked for thousands of times, and each answer is looked up in a frame.
        self._rec, self._label = rec, cache(rec.label)
        are_named = "participants" in rec and "people" in rec
        self._people = participants(rec.participants, rec.people) if are_named else {}
        self._accounts = {(a.meeting_id, a.side): a for a in rows(rec.accounts)}
        self._mentions = {(m.meeting_id, m.side, m.topic): m for m in rows(rec.mentions)}
        self._mentioned = by_meeting(rec.mentions)
        silent = silences(rec.comparable)
        self._comparable = {(c.meeting_id, c.side, c.topic): c for c in rows(silent)}
        self._compared = by_meeting(silent)
        self._words = by_meeting(rec.descriptors)
        self._promises = by_meeting(rec.commitments)
        self._extra = by_meeting(rec.meeting_sources)
        self._documents = {s.source_id: s for s in rows(rec.sources)}
        self._topics = {t.topic: t for t in rows(rec.topics)}

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Every meeting, oldest first, each knowing its neighbours in its channel."""
        order = self._rec.meetings.sort_values(["start_date", "meeting_id"], kind="stable")
        found = [self._meeting(row) for row in rows(order)]
        last: dict[str, Meeting] = {}
        for meeting in found:
            if earlier := last.get(meeting.row.channel):
                meeting.earlier, earlier.later = earlier, meeting
            last[meeting.row.channel] = meeting
        return found

    def _meeting(self, row: tuple) -> Meeting:
        country = self._rec.settings.word(row.country, "country") or row.country
        topics = self._meeting_topics(row)
        sides = {side: self._side(row, side, {t.key for t in topics}) for side in SIDES}
        promises = sorted(self._promises[row.meeting_id], key=lambda p: (p.date, p.commitment_id))
        return Meeting(
            row=row,
            **{part: self._label(getattr(row, part), part) for part in CODED},
            place=", ".join(dict.fromkeys(part for part in (row.city, country) if part)),
            dates=dates(row),
            sides=sides,
            topics=topics,
            promises=promises,
            source_ids=self._sources(row, sides, topics, promises),
        )

    def _side(self, row: tuple, side: str, raised: set[str]) -> Side:
        account = self._accounts[row.meeting_id, side]
        document = self._documents.get(account.source_id)
        words = [w for w in self._words[row.meeting_id] if w.side == side]
        silent = [c.topic for c in self._compared[row.meeting_id] if c.side == side]
        return Side(
            name=self._rec.side_names[side],
            adjective=self._rec.settings.side_names("adjective")[side],
            published=account.published,
            source_id=account.source_id,
            says=says(account, document.tier if document else "", self._frames(row, side)),
            words=[(w.descriptor, w.source_id) for w in words],
            silent=sorted(self._label(topic) for topic in silent if topic not in raised),
            people=[who for who in self._people.get(row.meeting_id, []) if who.side == side],
        )

    def _meeting_topics(self, row: tuple) -> list[Topic]:
        keys = dict.fromkeys(m.topic for m in self._mentioned[row.meeting_id])
        made = []
        for key in keys:
            states = (self._state(row, side, key) for side in SIDES)
            made.append(Topic(key, self._label(key), *states, self._press(row, key)))
        weight = defaultdict(lambda: 2, mentioned=0, unsourced=1)
        return sorted(made, key=lambda t: (weight[t.us.code] + weight[t.prc.code], t.label))

    def _state(self, row: tuple, side: str, topic: str) -> State:
        if mention := self._mentions.get((row.meeting_id, side, topic)):
            return self._mentioned_by(mention)
        account = self._accounts[row.meeting_id, side]
        if version(self._topics[topic].coded_from) > version(row.codebook):
            return State("not_coded", "not coded for this topic")
        if account.published == "none_found":
            until = said(f"{account.searched_until:%Y-%m-%d}")
            return State("none_found", f"no account found (searched until {until})")
        if account.published == "unknown":
            return State("unknown", "not known whether it published an account")
        if basis := self._comparable.get((row.meeting_id, side, topic)):
            how = {"read_full": "read in full", "agreed": "readings agree"}[basis.basis]
            return State("silent", f"does not mention it ({how})", account.source_id)
        why = unread(account.read, account.names_subjects, self._frames(row, side))
        return State("unread", why)

    def _frames(self, row: tuple, side: str) -> bool:
        """Return whether a side is recorded to mention what frames the talks."""
        return any((row.meeting_id, side, topic) in self._mentions for topic in FRAMING)

    def _mentioned_by(self, mention: tuple) -> State:
        """Return the state of a side that is recorded to have raised a topic."""
        if mention.basis == "knowledge":
            return State("unsourced", "said to mention it; no source is recorded")
        how = "mentions it" + (" (through a report)" if mention.basis == "report" else "")
        document = self._documents.get(mention.source_id)
        tier = TIERS.get(document.tier, "") if document else ""
        words = mention.fragment, mention.fragment_en, "zh" if mention.fragment_en else ""
        return State("mentioned", how, mention.source_id, *words, tier)

    def _press(self, row: tuple, topic: str) -> State:
        if mention := self._mentions.get((row.meeting_id, "press", topic)):
            return self._mentioned_by(mention)._replace(text="reports it")
        return State("none", "")

    def _sources(self, row, sides, topics, promises) -> list[str]:
        cited = [side.source_id for side in sides.values()]
        cited += [source for side in sides.values() for _, source in side.words]
        cited += [s.source_id for topic in topics for s in (topic.us, topic.prc, topic.press)]
        cited += [s for p in promises for s in (p.source_id, p.status_source_id)]
        cited += [extra.source_id for extra in self._extra[row.meeting_id]]
        return [source for source in dict.fromkeys(cited) if source]

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source of the record, by id."""
        every = self._rec.cite(*self._rec.sources["source_id"])
        return {source.source_id: source for source in every}


def version(codebook: str) -> float:
    """Return a codebook's number; below every number where a meeting is not coded."""
    return float(codebook.removeprefix("v")) if codebook else float("-inf")


def rows(frame: pd.DataFrame) -> Iterable[tuple]:
    """Return a table's rows as named tuples, blank text as the empty string."""
    text = frame.select_dtypes(include=["object", "string"]).columns
    return list(frame.assign(**{name: frame[name].fillna("") for name in text}).itertuples())


def grouped(pairs: Iterable[tuple[Hashable, Any]]) -> defaultdict[Any, list]:
    """Return what stands behind each key, in order."""
    found: defaultdict[Any, list] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def by_meeting(frame: pd.DataFrame) -> dict[str, list[tuple]]:
    """Return a table's rows by meeting."""
    return grouped((row.meeting_id, row) for row in rows(frame))


def dates(row: tuple) -> str:
    """Return when a meeting was, in words, as exactly as it is known.

    Examples
    --------
    >>> from types import SimpleNamespace as N
    >>> day = pd.Timestamp("2023-11-15")
    >>> dates(N(start_date=day, end_date=pd.Timestamp("2023-11-17"), date_precision="day"))
    '15 to 17 November 2023'
    >>> dates(N(start_date=day, end_date=day, date_precision="month"))
    'November 2023'
    """
    first, last = (f"{day:%Y-%m-%d}" for day in (row.start_date, row.end_date))
    if row.date_precision == "month":
        return said(first[:7])
    if row.date_precision == "week":
        return f"the week of {said(first)}"
    if first == last:
        return said(first)
    if first[:7] == last[:7]:
        return f"{row.start_date.day} to {said(last)}"
    return f"{said(first)} to {said(last)}"


def hours(length: object) -> str:
    """Return a length in hours as the meta strip prints it; empty where not known.

    Examples
    --------
    >>> hours(4.0), hours(1.5), hours(None)
    ('4 hours', '1.5 hours', '')
    """
    return "" if is_missing(length) else f"{length:g} hour{'s' if length != 1 else ''}"
