"""The site's own pages about the talks: meetings, sources, methods, and the front page's facts."""

from functools import partial

import pandas as pd

from parley.analysis import commitments
from parley.pages.documents import USES_SHOWN, documents, newest
from parley.pages.finder import SHOWN_COUNTERPARTS, Finder, says, sides_of
from parley.pages.talks import Talks, hours, people
from parley.record import Record
from pressroom.page.dress import said
from pressroom.site.listing import Report
from pressroom.site.pages import Writer


def write(writer: Writer, rec: Record, reports: list[Report]) -> dict:
    """Write the pages; return the values of the front page."""
    talks = Talks(rec)
    finder = Finder(talks, rec)
    writer.each(
        [
            partial(meetings, writer, finder, rec, reports),
            partial(find, writer, finder, rec, reports),
            partial(sources, writer, talks),
        ]
    )
    moved(writer, finder, rec)
    about = {"settings": rec.settings, "has_deaths": "us_deaths_monthly" in rec}
    writer.page("methods/index.html", "talks/methods", reports=reports, **about)
    return facts(talks, rec) | {"weights": weights(finder, reports)}


def facts(talks: Talks, rec: Record) -> dict:
    """Return what the front page says of the record: how much it holds, and the newest meetings."""
    held = [meeting for meeting in talks.meetings if meeting.row.status == "held"]
    both = [m for m in held if all(side.published == "yes" for side in m.sides.values())]
    counted = [
        ("Meetings held", f"{len(held):,}"),
        ("First and last", f"{held[0].dates} – {held[-1].dates}" if held else "none"),
        ("With an account from both sides", f"{len(both):,}"),
        ("Sources", f"{len(rec.sources):,}"),
        ("Read as of", said(rec.as_of)),
    ]
    return {"facts": counted, "latest": held[-1:-4:-1]}


def weights(finder: Finder, reports: list[Report]) -> dict[str, int]:
    """Return in how many meetings the topic of a report was raised, by the report's path."""
    every = finder.counts({meeting.year for meeting in finder.talks.meetings})
    raised, paths = {count.topic: count.mentions for count in every}, profiles(reports)
    return {path: raised.get(topic, 0) for topic, path in paths.items()}


def meetings(writer: Writer, finder: Finder, rec: Record, reports: list[Report]) -> None:
    """Write the list of meetings and a page for each."""
    talks = finder.talks
    years: dict[str, list] = {}
    for meeting in reversed(talks.meetings):
        years.setdefault(meeting.year, []).append(meeting)
    covered = said(rec.coverage_end("meetings")) if "coverage" in rec else ""
    listed = {"years": years, "finder": finder, "covered": covered}
    writer.page("meetings/index.html", "talks/meetings", **listed)
    fixed = {"profiles": profiles(reports), "became": became(talks), "label": rec.label}
    for meeting in talks.meetings:
        cited = talks.cite(meeting)
        numbers = {source.source_id: number for number, source in enumerate(cited, start=1)}
        values = {"meeting": meeting, "sources": cited, "numbers": numbers, **fixed}
        values |= finder.links(meeting)
        writer.page(meeting.path, "talks/meeting", people=people, hours=hours, **values)


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


def find(writer: Writer, finder: Finder, rec: Record, reports: list[Report]) -> None:
    """Write the pages by which a reader looks things up: people, visits, years, places, find."""
    shared = {"finder": finder, "profiles": profiles(reports)}
    for person in finder.people.values():
        values = {"person": person, "most": SHOWN_COUNTERPARTS}
        writer.page(person.path, "talks/person", **values, **shared)
    writer.page("people/index.html", "talks/people", people=list(finder.people.values()))
    visits(writer, finder, shared)
    for place in finder.places.values():
        writer.page(place.path, "talks/place", place=place, **shared)
    writer.page("places/index.html", "talks/places", places=list(finder.places.values()))
    years(writer, finder, rec, shared)
    topics_by_year(writer, finder, rec)
    whole = finder.counts(sorted({meeting.year for meeting in finder.talks.meetings}))
    writer.page(
        "find/index.html",
        "talks/find",
        topics=[(count, finder.years_of(count.topic)) for count in whole],
        people=list(finder.people.values()),
        visits=list(finder.visits.values())[::-1],
        places=list(finder.places.values()),
        meetings=finder.talks.meetings[::-1],
        promises=[promise for m in finder.talks.meetings for promise in m.promises],
        became=became(finder.talks),
        listed=newest(finder.talks.sources.values()),
        profiles=shared["profiles"],
    )


def visits(writer: Writer, finder: Finder, shared: dict) -> None:
    """Write a page for each visit of more than one session."""
    words = became(finder.talks)
    for visit in finder.visits.values():
        values = {"table": finder.sessions(visit), "states": says(visit.meetings), **shared}
        writer.page(visit.path, "talks/visit", visit=visit, became=words, **values)


def years(writer: Writer, finder: Finder, rec: Record, shared: dict) -> None:
    """Write the table of topics by year, the newest first, and a page a year and two in a row."""
    words = became(finder.talks)
    for span in finder.spans:
        writer.page(span.path, "talks/span", span=span, became=words, **shared)
    singles, pairs = (
        [span for span in reversed(finder.spans) if len(span.years) == many] for many in (1, 2)
    )
    values = {"spans": [*singles, *pairs], "singles": singles, "table": finder.matrix(singles)}
    writer.page("years/index.html", "talks/years", **values, **shared)


def topics_by_year(writer: Writer, finder: Finder, rec: Record) -> None:
    """Write a page for each topic in each year in which it was raised."""
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
