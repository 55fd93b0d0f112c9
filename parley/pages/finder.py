"""What a reader looks up, made from the record: people, visits, years, topics, places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from parley.analysis import topics
from parley.pages.talks import SIDES, Meeting, Talks, dates, grouped, rows
from parley.record import Record
from pressroom.page.dress import plural, said, slug
from pressroom.wording import is_missing


class Office(NamedTuple):
    """One office of a person, and when it was held, in words."""

    name: str
    when: str


def held(meetings: list[Meeting]) -> list[Meeting]:
    """Return the meetings that were held, without those that were called off."""
    return [meeting for meeting in meetings if meeting.row.status == "held"]


@dataclass
class Person:
    """Everything that a person's page says.

    Attributes
    ----------
    key, name, name_zh, kind, side : str
        As in people.csv; the Chinese name is blank where not known. `side` is its name.
    offices : list of Office
        Oldest first.
    meetings : list of Meeting
        Those that list this person, called off or not, oldest first.
    counterparts : list of (Person, int)
        People of the other side, and the held meetings that list both; most of them first.
    """

    key: str
    name: str
    name_zh: str
    kind: str
    side: str
    offices: list[Office] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    counterparts: list[tuple["Person", int]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Its page's path in the site."""
        return f"people/{self.key}.html"

    @property
    def held(self) -> list[Meeting]:
        """Those of the meetings that were held: the others are in no count."""
        return held(self.meetings)

    @property
    def office(self) -> str:
        """The newest office known, blank where none is."""
        return self.offices[-1].name if self.offices else ""


class Count(NamedTuple):
    """In how many meetings a topic was raised, of those whose account was coded for it."""

    topic: str
    label: str
    mentions: int
    n: int

    @property
    def text(self) -> str:
        """The count as a table prints it; a dash where no account was coded for it."""
        return f"{self.mentions} of {self.n}" if self.n else "–"


@dataclass
class Span:
    """The meetings of a year, or of two: ``2023`` or ``2023-2024``."""

    years: tuple[str, ...]
    meetings: list[Meeting]
    counts: list[Count]
    promises: list[tuple]

    @property
    def key(self) -> str:
        """The part of its page's path."""
        return "-".join(self.years)

    @property
    def path(self) -> str:
        """Its page's path in the site."""
        return f"years/{self.key}.html"

    @property
    def held(self) -> int:
        """How many of its meetings were held."""
        return len(held(self.meetings))


class Group(NamedTuple):
    """Meetings that belong together: the sessions of a visit, or those in one place."""

    path: str
    title: str
    meetings: list[Meeting]

    @property
    def held(self) -> list[Meeting]:
        """Those of the meetings that were held: the others are in no count."""
        return held(self.meetings)


class Finder:
    """What the finder's pages are made of."""

    def __init__(self, talks: Talks, rec: Record):
        self.talks, self.rec = talks, rec
        self.by_id = {meeting.row.meeting_id: meeting for meeting in talks.meetings}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody whom a meeting lists, by key, in order of name."""
        if "participants" not in self.rec or "people" not in self.rec:
            return {}
        names = self.rec.side_names
        found = {
            r.person_id: Person(r.person_id, r.name_en, r.name_zh, r.kind, names[r.side])
            for r in rows(self.rec.people.sort_values("name_en", kind="stable"))
        }
        for row in rows(self.rec.participants):
            found[row.person_id].meetings.append(self.by_id[row.meeting_id])
        if "offices" in self.rec:
            for row in rows(self.rec.offices.sort_values(["from_date", "office"], kind="stable")):
                found[row.person_id].offices.append(Office(row.office, term(row)))
        listed = {key: person for key, person in found.items() if person.meetings}
        for person in listed.values():
            person.meetings.sort(key=order)
            person.counterparts = counterparts(person, listed)
        return listed

    @cached_property
    def visits(self) -> dict[str, Group]:
        """Visits of more than one session, by their key, oldest first."""
        found = grouped((m.row.visit_id, m) for m in self.talks.meetings)
        return {
            key: Group(f"visits/{key}.html", visit_title(sessions), sessions)
            for key, sessions in found.items()
            if key and len(sessions) > 1
        }

    @cached_property
    def places(self) -> dict[str, Group]:
        """Towns in which a meeting was to be held, by their key, in order of name."""
        found = grouped((m.place, m) for m in self.talks.meetings if m.row.city)
        keys = {place: slug(place) for place in sorted(found)}
        return {k: Group(f"places/{k}.html", name, found[name]) for name, k in keys.items()}

    @cached_property
    def _coded(self):
        covered = topics.window(self.rec.coverage, self.rec.as_of)
        held = topics.held_meetings(self.rec.meetings, covered)
        frame = topics.account_topics(held, self.rec.accounts, self.rec.mentions, self.rec.topics)
        either = frame[(frame["side"] == "either") & frame["is_coded"]]
        return either.assign(year=either["start_date"].dt.year.astype(str))

    def counts(self, years: Iterable[str]) -> list[Count]:
        """Return every topic's count in some years, raised most often first, then by name."""
        own = self._coded[self._coded["year"].isin(list(years))]
        sums = own.groupby("topic")["is_mentioned"].agg(["sum", "size"])
        known = self.rec.topics.set_index("topic")["label"]
        both = sums.reindex(known.index, fill_value=0).astype(int).to_numpy().tolist()
        made = [Count(*one, *two) for one, two in zip(known.items(), both, strict=True)]
        return sorted(made, key=lambda count: (-count.mentions, count.label))

    @cached_property
    def years(self) -> list[str]:
        """The years that have a meeting, oldest first."""
        return sorted({meeting.year for meeting in self.talks.meetings})

    @cached_property
    def spans(self) -> list[Span]:
        """Every year that has a meeting, oldest first, then every two years in a row."""
        pairs = [(a, b) for a, b in pairwise(self.years) if int(b) == int(a) + 1]
        return [self.span(each) for each in [*((year,) for year in self.years), *pairs]]

    def span(self, years: tuple[str, ...]) -> Span:
        """Return the meetings, counts and promises of some years."""
        own = [meeting for meeting in self.talks.meetings if meeting.year in years]
        made = [promise for meeting in own for promise in meeting.promises]
        return Span(years, own, self.counts(years), made)

    @cached_property
    def by_topic(self) -> dict[tuple[str, str], list[Meeting]]:
        """The meetings at which a topic is recorded to have been raised, by topic and year."""
        return grouped(((t.key, m.year), m) for m in self.talks.meetings for t in m.topics)

    def topic_path(self, topic: str, year: str) -> str:
        """Return the path of a topic's page in one year; blank where it was not raised."""
        return f"topics/{slug(topic)}-{year}.html" if (topic, year) in self.by_topic else ""

    def years_of(self, topic: str) -> list[tuple[str, str]]:
        """Return the years in which a topic was raised, each with its page, oldest first."""
        own = sorted(year for key, year in self.by_topic if key == topic)
        return [(year, self.topic_path(topic, year)) for year in own]

    def beside(self, topic: str, year: str) -> tuple[tuple[str, str] | None, ...]:
        """Return the years before and after in which a topic was raised, each with its page."""
        own = [None, *self.years_of(topic), None]
        at = own.index((year, self.topic_path(topic, year)))
        return own[at - 1], own[at + 1]

    def matrix(self, singles: list[Span]) -> list[tuple[Count, list[tuple[Count, str]]]]:
        """Return every topic's count in all years, and in each with the page behind it."""
        by_year = {span.key: {count.topic: count for count in span.counts} for span in singles}
        return [
            (total, [(by_year[y][total.topic], self.topic_path(total.topic, y)) for y in by_year])
            for total in self.counts(by_year)
        ]

    def sessions(self, visit: Group) -> list[tuple[str, list[str]]]:
        """Return every topic of a visit with what its accounts say, session by session."""
        names = self.rec.side_names
        found: dict[str, list[str]] = {}
        for place, meeting in enumerate(visit.meetings):
            for topic in meeting.topics:
                cells = found.setdefault(topic.label, ["–"] * len(visit.meetings))
                own = zip(names.values(), (topic.us, topic.prc), strict=True)
                by = [name for name, state in own if state.code == "mentioned"]
                cells[place] = " and ".join(by) or "press only"
        return sorted(found.items())

    def place_path(self, meeting: Meeting) -> str:
        """Return the path of the page of a meeting's place."""
        return self.places[slug(meeting.place)].path

    def links(self, meeting: Meeting) -> dict[str, object]:
        """Return what a meeting's page leads to: its visit, place, year and people."""
        visit = self.visits.get(meeting.row.visit_id)
        return {
            "visit": visit,
            "states": "" if visit else says([meeting]),
            "others": [m for m in visit.meetings if m is not meeting] if visit else [],
            "place_path": self.place_path(meeting) if meeting.row.city else "",
            "year_path": f"years/{meeting.year}.html",
            "persons": self.people,
            "steps": self.steps(meeting),
        }

    def steps(self, meeting: Meeting) -> list[tuple[str, Meeting | None, Meeting | None]]:
        """Return the meetings before and after one, by each of its topics and people."""
        among = [(topic.label, self._raised[topic.key]) for topic in meeting.topics]
        listed = self._listed.get(meeting.row.meeting_id, [])
        among += [(person.name, person.meetings) for person in listed]
        found = [(name, *around(meeting, every)) for name, every in among]
        return [step for step in found if step[1] or step[2]]

    @cached_property
    def _raised(self) -> dict[str, list[Meeting]]:
        return grouped((t.key, m) for m in self.talks.meetings for t in m.topics)

    @cached_property
    def _listed(self) -> dict[str, list[Person]]:
        return grouped((m.row.meeting_id, p) for p in self.people.values() for m in p.meetings)

    def who(self, meeting: Meeting) -> list[Person]:
        """Return whom a meeting lists, by side and name."""
        names = list(self.rec.side_names.values())
        listed = self._listed.get(meeting.row.meeting_id, [])
        return sorted(listed, key=lambda person: names.index(person.side))


def says(sessions: list[Meeting]) -> str:
    """Return what the accounts of a visit say, topic by topic, as the gate compares it.

    A side mentions a topic if any of its accounts does, and is silent if all of them are.
    """
    told = []
    for label in sorted({name for meeting in sessions for name in meeting.judged}):
        us, prc = (side_says(sessions, label, side) for side in SIDES)
        if us and prc:
            told.append(f"{label.replace(' ', '-')}={AGREED[us, prc]}")
    return f"visit/{sessions[0].row.visit_id}: {' '.join(told)}" if told else ""


AGREED = {
    ("mentioned", "mentioned"): "both",
    ("mentioned", "silent"): "us_only",
    ("silent", "mentioned"): "prc_only",
    ("silent", "silent"): "neither",
}


def side_says(sessions: list[Meeting], label: str, side: str) -> str:
    """Return whether a side's accounts mention a topic or are silent on it; blank if not known."""
    own = [meeting for meeting in sessions if meeting.sides[side].published == "yes"]
    found = {meeting.judged.get(label, {}).get(side, "") for meeting in own}
    return "mentioned" if "mentioned" in found else "silent" if found == {"silent"} else ""


def order(meeting: Meeting) -> tuple:
    """Return what meetings are sorted by."""
    return meeting.row.start_date, meeting.row.meeting_id


def around(meeting: Meeting, every: list[Meeting]) -> tuple[Meeting | None, Meeting | None]:
    """Return the meetings of a list before and after one of them."""
    at, padded = every.index(meeting), [None, *every, None]
    return padded[at], padded[at + 2]


def counterparts(person: Person, listed: Mapping[str, Person]) -> list[tuple[Person, int]]:
    """Return people of the other side by the held meetings that list both, most first."""
    own = {meeting.row.meeting_id for meeting in person.held}
    others = [other for other in listed.values() if other.side != person.side]
    met = {each.key: sum(m.row.meeting_id in own for m in each.meetings) for each in others}
    known = sorted(met.items(), key=lambda pair: (-pair[1], listed[pair[0]].name))
    return [(listed[key], count) for key, count in known if count]


def term(row: tuple) -> str:
    """Return when an office was held, in words: its term, or the days on which it was seen."""
    first, last = (
        "" if is_missing(day) else said(f"{day:%Y-%m-%d}") for day in (row.from_date, row.to_date)
    )
    if row.date_precision == "seen":
        return f"seen in it on {first}" if first == last else f"seen in it {first} to {last}"
    return f"{first} to {last}" if last else f"since {first}"


def visit_title(sessions: list[Meeting]) -> str:
    """Return the name of a visit: where, when, and how many sessions."""
    towns = " and ".join(dict.fromkeys(m.row.city for m in sessions if m.row.city))
    first = min(sessions, key=lambda m: m.row.start_date).row
    last = max(sessions, key=lambda m: m.row.end_date).row
    when = dates(first._replace(end_date=last.end_date))
    return f"{towns or 'Visit'}, {when}: {plural(len(sessions), 'session')}"


def sides_of(meeting: Meeting, topic: str) -> list[tuple]:
    """Return both sides' states on a topic of a meeting, and that of the press."""
    own = next(each for each in meeting.topics if each.key == topic)
    return [getattr(own, side) for side in (*SIDES, "press")]
