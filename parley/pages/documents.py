"""The sources pages: every document of the record, by year."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import accumulate
from typing import NamedTuple

from parley.pages.talks import Meeting
from parley.record import Source
from pressroom.wording import is_missing

USES_SHOWN = 6
FOUND = 2_000  # rows of sources on the page that finds; a page must stay light as the record grows
_YEAR = re.compile(r"\d{4}")


class Document(NamedTuple):
    """A source and the meetings whose pages cite it, oldest first."""

    source: Source
    meetings: list[Meeting]


def documents(sources: Iterable[Source], meetings: list[Meeting]) -> dict[str, list[Document]]:
    """Return the sources by year, newest year first, undated last.

    Within a year: by date, then by id.
    """
    uses: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        for source_id in meeting.source_ids:
            uses[source_id].append(meeting)
    by_year: dict[str, list[Document]] = defaultdict(list)
    for source in sources:
        by_year[source_year(source.date)].append(Document(source, uses[source.source_id]))
    for found in by_year.values():
        found.sort(key=lambda document: (document.source.date, document.source.source_id))
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
    held = [source for source in sources if source_year(source.date) in kept]
    return Listed(held, [year for year in by_year if year not in kept])


def source_year(date: object) -> str:
    """Return the year under which the sources page lists a document; ``undated`` without one."""
    found = _YEAR.match("" if is_missing(date) else str(date))
    return found.group() if found else "undated"


def page_of(source: object) -> str:
    """Return the site path of a source's entry; the record itself stands on the data page."""
    if source.source_id == "record":
        return "data/index.html"
    return f"sources/{source_year(source.date)}.html#source-{source.source_id}"
