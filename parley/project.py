"""What Parley tells the press that prints its pages. Light: what is heavy is imported when asked.

``reports.toml`` names it: ``project = "parley.project:PROJECT"``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Any

from parley import as_of, sides
from pressroom import plain, project
from pressroom.plain import Column

HERE = Path(__file__).parent
SIDES = "sides"  # among a parameter's allowed values: whichever two the record has


class Glance(plain.Glance):
    """The record's cells as text, as known on a day; see `parley.as_of` for the rule."""

    def newest(self) -> str:
        """Return the newest day to which the coverage speaks."""
        return max(self.read("coverage").get("as_of", []), default="")

    def known(self, name: str, table: dict[str, Column]) -> dict[str, Column]:
        """Return the rows of a table that were known on the day; all if none was asked for."""
        if not self.asked:
            return table
        keep = as_of.rows_known(name, table, self.meeting_ids, self.as_of)
        return {name: Column(compress(cells, keep)) for name, cells in table.items()}

    @cached_property
    def meeting_ids(self) -> frozenset[str]:
        """Ids of the meetings known on the day."""
        table = self.read("meetings")
        columns = (table.get(c, ()) for c in ("meeting_id", "start_date", "first_added_date"))
        return frozenset(as_of.meetings_known(zip(*columns, strict=False), self.as_of))

    def covered_to(self, tables: Iterable[str]) -> str:
        """Return the last day that any of the tables covers; blank if none is stated."""
        table, wanted = self.read("coverage"), set(tables)
        rows = zip(table.get("table", ()), table.get("last", ()), strict=False)
        return max((last for name, last in rows if name in wanted), default="")

    @cached_property
    def keys(self) -> dict[str, str]:
        """Keys by which the tables know the sides, by our codes for them."""
        try:
            text = (self.folder / "record.toml").read_text(encoding="utf-8-sig")
            own = sides.ordered(tomllib.loads(text).get("sides", {}))
        except (OSError, ValueError, AttributeError):
            own = []  # the check of the record says what is wrong with it
        return dict(zip(sides.CODES, own if len(own) == 2 else sides.CODES, strict=True))

    def meetings_of(self, given: Mapping[str, Any]) -> int:
        """Return how many meetings a combination of parameters is about.

        Notes
        -----
        Held meetings of the channel and level in those days, with an account published by the
        side, that raised the topic: as far as the combination names each.
        """
        asked = {name: given[name] for name in ("channel", "level") if given.get(name)}
        held = rows(self.meetings, status="held", **asked)
        first, last = given.get("first_date") or "0", given.get("last_date") or "9"
        days = self.meetings["start_date"]
        found = {self.meetings["meeting_id"][n] for n in held if first <= days[n] <= last}
        own = given.get("side")
        side = {"side": own} if own in self.keys.values() else {}
        if side:
            found &= ids(self.accounts, published="yes", **side)
        if topic := given.get("topic"):
            found &= ids(self.mentions, topic=topic, **side)
        return len(found)


def rows(table: Mapping[str, Column], **wanted: str) -> list[int]:
    """Return the numbers of the rows that hold what is wanted."""
    count = len(next(iter(table.values()), ()))
    return [n for n in range(count) if all(table[name][n] == v for name, v in wanted.items())]


def ids(table: Mapping[str, Column], **wanted: str) -> set[str]:
    """Return the meetings whose rows hold what is wanted."""
    return {table["meeting_id"][n] for n in rows(table, **wanted)}


class Talks(project.Project):
    """The record of the talks, and the pages about it."""

    name = "parley"
    module = "parley.cli"
    variables = "PARLEY"
    loader = "parley.record"
    packages = ("parley",)
    ready = ("parley.record",)
    apart = tuple(
        f"parley/{room}"
        for room in (
            *("cli", "record/writing.py", "refresh", "desk", "coding", "generated", "pages"),
            "glossary.toml",
        )
    )
    dresses = ("parley/pages", "parley/project.py", "parley/glossary.toml")
    wording = HERE / "wording.toml"
    templates = HERE / "pages" / "templates"
    glossary = HERE / "glossary.toml"
    icon = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        "%3Cpath d='M1 1h9v6H4L1 10z' fill='%2312436D'/%3E"
        "%3Cpath d='M15 6H6v6h6l3 3z' fill='%23C8460A'/%3E%3C/svg%3E"
    )
    navigation = (
        ("Reports", "index.html"),
        ("Find", "find/index.html"),
        ("Meetings", "meetings/index.html"),
        ("Years", "years/index.html"),
        ("People", "people/index.html"),
        ("Methods", "methods/index.html"),
        ("Data", "data/index.html"),
        ("Sources", "sources/index.html"),
        ("Glossary", "glossary/index.html"),
        ("About", "about/index.html"),
    )
    index = "talks/index"
    kinds: Mapping[str, str] = {"meetings": "meeting", "sources": "year"}
    lists = frozenset(
        ("meetings", "sources", "year", "find", "people", "years", "places", "topics")
    )
    docs_order = (
        *("start-here", "tour", "adding-things", "methods", "faq"),
        *("data-dictionary", "cli", "refresh", "editions", "reliability", "security"),
    )
    docs_about = "How to run Parley, change it, add to its record, or make a record of your own."
    docs_note = (
        "These pages are about the program, and are the same in every site that it makes. Their "
        "examples come from the record that it began with."
    )
    measures = ("share", "deaths", "meetings", "accounts", "mentions", "n")
    counts = ("deaths", "meetings", "accounts", "mentions", "rows", "n")
    counted = "meetings"
    pair: Mapping[str, str] = {"us": "c1", "prc": "c2"}
    scheduled = ("--refresh",)
    shared: Mapping[str, tuple[str, ...]] = {
        "parley.analysis.ahead:profiles": ("topic-profile",),
        "parley.analysis.ahead:coding": (
            "how-reliable-is-the-coding",
            "together",
            "topic-frequency",
            "two-readouts",
        ),
    }

    glance = Glance
    fields = staticmethod(sides.words)  # what the sides are called
    public = staticmethod(sides.public)  # a frame with the record's own keys of the sides

    def load(self, folder: Path, as_of: str | None = None) -> Any:
        """Return the checked record."""
        from parley import record

        return record.load(folder, as_of)

    def tables(self, folder: Path) -> tuple[project.Table, ...]:
        """Return what the schema classes say of each table."""
        from parley.tables import TABLES

        return tuple(map(described, TABLES))

    def choices(self, word: str, rec: Any = None) -> tuple[str, ...]:
        """Return the record's own keys of the sides for ``sides``; any other word as it is."""
        if word != SIDES:
            return (word,)
        return tuple(rec.keys.values() if isinstance(rec, Glance) else map(sides.key, sides.CODES))

    def meant(self, allowed: str, value: Any) -> Any:
        """Return the code's own word for a side where that is what a parameter names."""
        return sides.code(value) if SIDES in allowed.split("|") else value

    def labels(self, rec: Any) -> dict[str, str]:
        """Return the display names of the topics."""
        if "topics" not in rec:
            return {}
        return dict(zip(rec.topics["topic"], rec.topics["label"], strict=True))

    def labelled(self, allowed: str) -> bool:
        """Return whether a parameter takes a topic: ``{label}`` means that one first."""
        return allowed == "topics.topic"

    def pages(self, writer: Any, rec: Any, reports: list) -> dict:
        """Write the pages about meetings, sources and methods; return what the front page says."""
        from parley import pages

        return pages.write(writer, rec, reports)

    def cited_at(self, source: Any) -> str:
        """Return the site path of a source's entry; the record itself stands on the data page."""
        from parley.pages import page_of

        return page_of(source)

    def weight(self, given: Mapping[str, Any], glance: Glance) -> int:
        """Return how many meetings a combination of parameters is about."""
        return glance.meetings_of(given)

    def workflow(self, hour: int, minute: int, days: str) -> str:
        """Return the workflow for GitHub."""
        from parley.generated import files

        return files.workflow(hour=hour, minute=minute, days=days)

    def years(self, glance: Glance) -> list[str]:
        """Return the years in which a meeting began."""
        return sorted({start[:4] for start in glance.meetings["start_date"]})


def described(table: Any) -> project.Table:
    """Return what a schema class says, as the data page shows it."""
    cells, blanks = table.columns(), table.blanks()
    return project.Table(
        table.Config.name,
        tuple(table.Config.key),
        table.summary(),
        table.Config.origin,
        tuple(
            (name, kind(cells[name]), meaning, blanks.get(name, ""))
            for name, meaning in table.descriptions().items()
        ),
    )


def kind(cell: Any) -> str:
    """Return the kind of a cell in words: its codes, or where it points."""
    if values := getattr(cell, "written", ()):
        return "one of: " + ", ".join(values)
    if to := getattr(cell, "to", ""):
        return f"refers to {to}"
    return cell.label


PROJECT = Talks()
