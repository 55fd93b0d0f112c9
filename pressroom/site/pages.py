"""Writes the site's own pages: each a template, its values, and a place."""

from pathlib import Path

from parley.record import Record
from pressroom.page.bundle import Edition, Shell
from pressroom.page.dress import said, templates
from pressroom.site.data import ARCHIVE, copy, datasets
from pressroom.site.docs import docs
from pressroom.site.documents import USES_SHOWN, documents
from pressroom.site.listing import Report, groups
from pressroom.site.talks import Talks, people


class Writer:
    """Writes pages of one edition under one folder and remembers their paths."""

    def __init__(self, out: Path, edition: Edition):
        self.out, self.edition, self.paths = out, edition, []

    def text(self, path: str, text: str) -> None:
        """Write a file; its folder is made if need be."""
        place = self.out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")

    def page(self, path: str, template: str, **values: object) -> None:
        """Write a page from one of the site's templates."""
        shell = Shell(self.edition, path)
        made = templates().get_template(f"site/{template}.html.j2")
        self.text(path, made.render(shell=shell, people=people, **values))
        self.paths.append(path)


def overview(writer: Writer, rec: Record, talks: Talks, reports: list[Report]) -> None:
    """Write the front page: what this is, then the list of reports."""
    held = [meeting for meeting in talks.meetings if meeting.row.status == "held"]
    both = [m for m in held if all(side.published == "yes" for side in m.sides.values())]
    facts = [
        ("Meetings held", f"{len(held):,}"),
        ("First and last", f"{held[0].dates} – {held[-1].dates}" if held else "none"),
        ("With an account from both sides", f"{len(both):,}"),
        ("Sources", f"{len(rec.sources):,}"),
        ("Read as of", said(rec.as_of)),
    ]
    front = next((report for report in reports if report.notebook == "overview"), None)
    listed = [report for report in reports if report is not front]
    writer.page(
        "index.html", "index", settings=rec.settings, facts=facts, front=front,
        groups=groups(listed), latest=held[-1:-4:-1], as_of_note=rec.as_of_note,
    )  # fmt: skip


def meetings(writer: Writer, talks: Talks, rec: Record, reports: list[Report]) -> None:
    """Write the list of meetings and a page for each."""
    years: dict[str, list] = {}
    for meeting in reversed(talks.meetings):
        years.setdefault(meeting.year, []).append(meeting)
    writer.page(
        "meetings/index.html", "meetings", years=years, names=rec.side_names,
        covered=said(rec.coverage_end("meetings")) if "coverage" in rec else "",
    )  # fmt: skip
    profiles = {r.parameters["topic"]: r.path for r in reports if r.parameters.get("topic")}
    words = {key: rec.settings.word(key, "commitment_status") or key for key in _statuses(talks)}
    for meeting in talks.meetings:
        sources = talks.cite(meeting)
        numbers = {source.source_id: number for number, source in enumerate(sources, start=1)}
        writer.page(
            meeting.path, "meeting", meeting=meeting, sources=sources, numbers=numbers,
            profiles=profiles, statuses=words, label=rec.label,
        )  # fmt: skip


def _statuses(talks: Talks) -> set[str]:
    return {promise.status for meeting in talks.meetings for promise in meeting.promises}


def data(writer: Writer, rec: Record) -> None:
    """Write the data page, and the tables beside it."""
    found = datasets(rec)
    copy(rec, found, writer.out / "data")
    size = (writer.out / "data" / ARCHIVE).stat().st_size
    writer.page(
        "data/index.html", "data", datasets=found, archive=ARCHIVE, archive_size=size,
        settings=rec.settings, has_licence=(rec.folder / "LICENSE").is_file(),
    )  # fmt: skip


def sources(writer: Writer, talks: Talks) -> None:
    """Write the list of years and a page of sources for each."""
    by_year = documents(talks.sources.values(), talks.meetings)
    writer.page("sources/index.html", "sources", by_year=by_year)
    for year, found in by_year.items():
        writer.page(
            f"sources/{year}.html", "year", year=year, documents=found, shown=USES_SHOWN,
            years=list(by_year),
        )  # fmt: skip


def standing(writer: Writer, rec: Record, reports: list[Report]) -> None:
    """Write the pages whose words stand: methods, corrections, accessibility, editions, 404."""
    writer.page(
        "methods/index.html", "methods", reports=reports, settings=rec.settings,
        has_deaths="us_deaths_monthly" in rec,
    )  # fmt: skip
    writer.page("corrections/index.html", "corrections", mended="corrections" in rec)
    writer.page("accessibility/index.html", "accessibility")
    writer.page("editions/index.html", "editions", settings=rec.settings)
    writer.page("404.html", "404")
    writer.paths.remove("404.html")


def documentation(writer: Writer) -> None:
    """Write the project's documentation, and the list of its pages; nothing if it has none."""
    if not writer.edition.docs:
        return
    found = docs()
    writer.page("docs/index.html", "docs", docs=found)
    for doc in found:
        writer.page(doc.path, "doc", doc=doc, docs=found)
