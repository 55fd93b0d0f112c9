"""How a stranger's table is to be read, and what was understood of it."""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from parley.record import writing


@dataclass
class Ways:
    """How a table is to be read, where a person has said so.

    Attributes
    ----------
    said : dict
        Column of each part, by part.
    order : str or None
        ``dmy`` or ``mdy``.
    whose : str
        Side whose account a row is where no column says it: its key or name, both or press; the
        first side's where left blank.
    divided_by : str
        ``,`` where commas part the topics of a cell.
    cities : dict
        Country of a city, as two letters, where a person has said it.
    today : str
        ISO date on which the rows enter the record.
    skip_bad : bool
        Leave out rows that cannot be placed, instead of refusing all.
    """

    said: dict[str, str] = field(default_factory=dict)
    order: str | None = None
    whose: str = ""
    divided_by: str = ""
    cities: dict[str, str] = field(default_factory=dict)
    today: str = ""
    skip_bad: bool = False


@dataclass
class Understood:
    """What a table would add, and what could not be placed.

    Attributes
    ----------
    added, changed : dict of lists of rows
        By table, as `writing.plan` takes them.
    table : list of tuple of str
        Of each part: its name, its column, a cell of that, and how that cell is read.
    notes : list of str
        What was understood or assumed.
    faults : list of str
        What could not be placed, by row.
    """

    added: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    changed: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    table: list[tuple[str, str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def plan(self, folder: Path) -> writing.Plan:
        """Return the plan that writes it."""
        return writing.plan(folder, self.added, self.changed)

    def counts(self) -> str:
        """Return how many rows each table gets, in words."""
        listed = [f"{len(rows)} to {name}.csv" for name, rows in self.added.items() if rows]
        return ", ".join(listed) or "nothing"

    def as_table(self) -> list[str]:
        """Return the table of what was understood, a line a part, in columns."""
        heads = ("part", "column", "a cell of it", "is read as")
        cut = [tuple(short(cell, 28) for cell in row) for row in [heads, *self.table]]
        widths = [max(map(wide, column)) for column in zip(*cut, strict=True)]
        return [
            "  ".join(
                ["", *(c + " " * (w - wide(c)) for c, w in zip(row, widths, strict=True))]
            ).rstrip()
            for row in cut
        ]


def short(text: str, most: int) -> str:
    """Return a text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def wide(text: str) -> int:
    """Return how many places of a terminal a text takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
