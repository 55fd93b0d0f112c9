"""The site's own pages about the talks: meetings, sources, methods, and the front page's facts."""

from parley.pages.documents import USES_SHOWN, documents
from parley.pages.talks import Talks, hours, people
from parley.record import Record
from pressroom.page.dress import said
from pressroom.site.listing import Report
from pressroom.site.pages import Writer


def write(writer: Writer, rec: Record, reports: list[Report]) -> dict:
    """Write the pages; return the values of the front page."""
    talks = Talks(rec)
    meetings(writer, talks, rec, reports)
    sources(writer, talks)
    writer.page(
        "methods/index.html",
        "talks/methods",
        reports=reports,
        settings=rec.settings,
        has_deaths="us_deaths_monthly" in rec,
    )
    return facts(talks, rec)


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


def meetings(writer: Writer, talks: Talks, rec: Record, reports: list[Report]) -> None:
    """Write the list of meetings and a page for each."""
    years: dict[str, list] = {}
    for meeting in reversed(talks.meetings):
        years.setdefault(meeting.year, []).append(meeting)
    writer.page(
        "meetings/index.html",
        "talks/meetings",
        years=years,
        names=rec.side_names,
        covered=said(rec.coverage_end("meetings")) if "coverage" in rec else "",
    )
    profiles = {r.parameters["topic"]: r.path for r in reports if r.parameters.get("topic")}
    words = {key: rec.settings.word(key, "commitment_status") or key for key in statuses(talks)}
    fixed = {"profiles": profiles, "statuses": words, "label": rec.label}
    for meeting in talks.meetings:
        cited = talks.cite(meeting)
        numbers = {source.source_id: number for number, source in enumerate(cited, start=1)}
        values = {"meeting": meeting, "sources": cited, "numbers": numbers, **fixed}
        writer.page(meeting.path, "talks/meeting", people=people, hours=hours, **values)


def statuses(talks: Talks) -> set[str]:
    """Return the codes of what became of the promises."""
    return {promise.status for meeting in talks.meetings for promise in meeting.promises}


def sources(writer: Writer, talks: Talks) -> None:
    """Write the list of years and a page of sources for each."""
    by_year = documents(talks.sources.values(), talks.meetings)
    writer.page("sources/index.html", "talks/sources", by_year=by_year)
    for year, found in by_year.items():
        writer.page(
            f"sources/{year}.html",
            "talks/year",
            year=year,
            documents=found,
            shown=USES_SHOWN,
            years=list(by_year),
        )
