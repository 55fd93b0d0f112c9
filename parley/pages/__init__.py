"""The site's own pages about the talks: meetings, sources, methods, and the front page's facts."""

import re
from collections.abc import Collection, Iterable
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

from parley.analysis import commitments
from parley.pages.finder import Finder, held, says, sides_of
from parley.pages.talks import Meeting, Talks, grouped, hours
from parley.record import Record, Source
from pressroom.page.dress import said
from pressroom.site.listing import Report
from pressroom.site.pages import Writer
from pressroom.wording import is_missing

SHOWN_COUNTERPARTS, USES_SHOWN = 12, 6
FOUND = 2_000  # rows of sources on the page that finds; a page must stay light as the record grows


def write(writer: Writer, rec: Record, reports: list[Report]) -> dict:
    """Write the pages; return the values of the front page."""
    talks = Talks(rec)
    finder, topics = Finder(talks, rec), profiles(reports)
    shared = {"finder": finder, "profiles": topics, "became": became(talks)}
    writer.each(
        [
            partial(meetings, writer, rec, shared),
            partial(find, writer, rec, shared),
            partial(sources, writer, talks),
        ]
    )
    moved(writer, finder, rec)
    about = {"settings": rec.settings, "has_deaths": "us_deaths_monthly" in rec}
    writer.page("methods/index.html", "talks/methods", reports=reports, **about)
    raised = {count.topic: count.mentions for count in finder.counts(finder.years)}
    weights = {path: raised.get(topic, 0) for topic, path in topics.items()}
    return facts(talks, rec) | {"weights": weights}


def facts(talks: Talks, rec: Record) -> dict:
    """Return what the front page says of the record: how much it holds, and the newest meetings."""
    there = held(talks.meetings)
    both = [m for m in there if all(side.published == "yes" for side in m.sides.values())]
    counted = [
        ("Meetings held", f"{len(there):,}"),
        ("First and last", f"{there[0].dates} – {there[-1].dates}" if there else "none"),
        ("With an account from both sides", f"{len(both):,}"),
        ("Sources", f"{len(rec.sources):,}"),
        ("Read as of", said(rec.as_of)),
    ]
    return {"facts": counted, "latest": there[-1:-4:-1]}


def meetings(writer: Writer, rec: Record, shared: dict) -> None:
    """Write the list of meetings and a page for each."""
    finder = shared["finder"]
    talks = finder.talks
    covered = said(rec.coverage_end("meetings")) if "coverage" in rec else ""
    listed = {"years": grouped((m.year, m) for m in reversed(talks.meetings)), "covered": covered}
    writer.page("meetings/index.html", "talks/meetings", finder=finder, **listed)
    for meeting in talks.meetings:
        cited = [talks.sources[source_id] for source_id in meeting.source_ids]
        numbers = {source.source_id: number for number, source in enumerate(cited, start=1)}
        values = {"meeting": meeting, "sources": cited, "numbers": numbers}
        values |= {"label": rec.label, "hours": hours, **shared, **finder.links(meeting)}
        writer.page(meeting.path, "talks/meeting", **values)


def moved(writer: Writer, finder: Finder, rec: Record) -> None:
    """Write a page at each old address of a meeting, and of its visit, that leads to the new."""
    for old, new in rec.settings.moved.items():
        if meeting := finder.by_id.get(new):
            writer.moved(f"meetings/{old}/index.html", meeting.path, meeting.row.title)
        if visit := finder.visits.get(new):
            writer.moved(f"visits/{old}.html", visit.path, visit.title)


def profiles(reports: list[Report]) -> dict[str, str]:
    """Return the path of each topic's own report, by topic."""
    return {r.parameters["topic"]: r.path for r in reports if r.parameters.get("topic")}


def became(talks: Talks) -> dict[str, str]:
    """Return what became of each promise, by its id, in the words of every page."""
    rows = [promise for meeting in talks.meetings for promise in meeting.promises]
    if not rows:
        return {}
    told = commitments.states(pd.DataFrame(rows)).map(commitments.STATE_NAMES)
    return dict(zip((promise.commitment_id for promise in rows), told, strict=True))


def find(writer: Writer, rec: Record, shared: dict) -> None:
    """Write the pages by which a reader looks things up: people, visits, years, places, find."""
    finder = shared["finder"]
    people, visits, places = (
        list(each.values()) for each in (finder.people, finder.visits, finder.places)
    )
    for person in people:
        writer.page(person.path, "talks/person", person=person, most=SHOWN_COUNTERPARTS, **shared)
    writer.page("people/index.html", "talks/people", people=people)
    for visit in visits:
        values = {"visit": visit, "table": finder.sessions(visit), "states": says(visit.meetings)}
        writer.page(visit.path, "talks/visit", **values, **shared)
    for place in places:
        writer.page(place.path, "talks/place", place=place, **shared)
    writer.page("places/index.html", "talks/places", places=places)
    years(writer, rec, shared)
    writer.page(
        "find/index.html",
        "talks/find",
        topics=[(count, finder.years_of(count.topic)) for count in finder.counts(finder.years)],
        people=people,
        visits=visits[::-1],
        places=places,
        promises=[promise for m in finder.talks.meetings for promise in m.promises],
        listed=newest(finder.talks.sources.values()),
        **shared,
    )


def years(writer: Writer, rec: Record, shared: dict) -> None:
    """Write topics by year, a page a year and two in a row, and one a topic and year."""
    finder = shared["finder"]
    for span in finder.spans:
        writer.page(span.path, "talks/span", span=span, **shared)
    singles, pairs = (
        [span for span in reversed(finder.spans) if len(span.years) == many] for many in (1, 2)
    )
    values = {"spans": [*singles, *pairs], "singles": singles, "table": finder.matrix(singles)}
    writer.page("years/index.html", "talks/years", **values, **shared)
    for (topic, year), found in finder.by_topic.items():
        earlier, later = finder.beside(topic, year)
        values = {"topic": topic, "label": rec.label(topic), "year": year, "found": found}
        values |= {"sides_of": sides_of, "names": rec.settings.side_names("adjective")}
        values |= {"earlier": earlier, "later": later}
        writer.page(finder.topic_path(topic, year), "talks/topic_year", **values)


def sources(writer: Writer, talks: Talks) -> None:
    """Write the list of years and a page of sources for each."""
    by_year = documents(talks.sources.values(), talks.meetings)
    writer.page("sources/index.html", "talks/sources", by_year=by_year)
    for year, found in by_year.items():
        values = {"year": year, "documents": found, "shown": USES_SHOWN, "years": list(by_year)}
        writer.page(f"sources/{year}.html", "talks/year", **values)


def documents(
    sources: Iterable[Source], meetings: list[Meeting]
) -> dict[str, list[tuple[Source, list[Meeting]]]]:
    """Return each source with the meetings whose pages cite it, oldest first, by year.

    The newest year comes first, the undated last; within a year: by date, then by id.
    """
    uses = grouped((source_id, m) for m in meetings for source_id in m.source_ids)
    by_year = grouped((source_year(s.date), (s, uses[s.source_id])) for s in sources)
    for found in by_year.values():
        found.sort(key=lambda pair: (pair[0].date, pair[0].source_id))
    newest_first = sorted(by_year, key=lambda year: 1 if year == "undated" else -int(year))
    return {year: by_year[year] for year in newest_first}


class Listed(NamedTuple):
    """Sources that a page lists, and the years of those that it does not."""

    sources: list[Source]
    elsewhere: list[str]


def newest(sources: Collection[Source], most: int = FOUND) -> Listed:
    """Return the sources of the newest years in their order, whole years and `most` at most.

    The undated come last, and the newest year is never left out.
    """
    by_year = documents(sources, [])
    shown = accumulate(len(found) for found in by_year.values())
    kept = [year for year, count in zip(by_year, shown, strict=True) if count <= most]
    kept = kept or [*by_year][:1]
    listed = [source for source in sources if source_year(source.date) in kept]
    return Listed(listed, [year for year in by_year if year not in kept])


def source_year(date: object) -> str:
    """Return the year under which the sources page lists a document; ``undated`` without one."""
    found = re.match(r"\d{4}", "" if is_missing(date) else str(date))
    return found.group() if found else "undated"


def page_of(source: object) -> str:
    """Return the site path of a source's entry; the record itself stands on the data page."""
    if source.source_id == "record":
        return "data/index.html"
    return f"sources/{source_year(source.date)}.html#source-{source.source_id}"
