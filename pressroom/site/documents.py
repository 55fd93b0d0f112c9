"""The sources pages: every document of the record, by year."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from parley.record import Source
from pressroom.page.dress import source_year
from pressroom.site.talks import Meeting

USES_SHOWN = 6


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
    return {year: by_year[year] for year in sorted(by_year, key=_newest_first)}


def _newest_first(year: str) -> int:
    return 1 if year == "undated" else -int(year)
