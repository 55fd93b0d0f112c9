"""A record begun, and a stranger's table on its way into one: terminal and form share it."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from parley import record, tables
from parley.coding.names import adjective, bare, called, countries_of, english
from parley.desk import columns
from parley.desk.adding import COVERED
from parley.desk.importing import UNNAMED, Reading
from parley.desk.meanings import Understood, Ways, sides_of
from parley.desk.new import filled, free, json_text, key
from parley.desk.sheets import Sheet
from parley.record import writing
from parley.sides import NEITHER
from pressroom import plain
from pressroom.errors import UsageError

TALKS = (
    "sources", "topics", "meetings", "meeting_sources", "planned", "people", "offices",
    "participants", "accounts", "mentions", "descriptors", "comparable", "codings", "commitments",
    "policy_events", "coverage", "gaps", "checks",
)  # fmt: skip
NO_TITLE = "A record of talks"


@dataclass
class Looked:
    """What a table means for a record, before anything is written.

    Attributes
    ----------
    found : Understood
        What was understood, and what was not.
    lines : list of str
        The rows that it would write; none where faults stand in the way.
    """

    found: Understood
    lines: list[str] = field(default_factory=list)


def is_new(folder: Path) -> bool:
    """Return whether a record is still to be begun in a folder."""
    return not (folder / "meetings.csv").exists()


def begin(folder: Path, sheet: Sheet, ways: Ways, sides: tuple[str, str] | None) -> Path:
    """Write an empty record, its sides as they are said or as the table names them."""
    named = sides or sides_named(sheet, ways.said)
    empty(folder, ways.today, sides=named)
    return folder


def look(folder: Path, sheet: Sheet, ways: Ways, sides: tuple[str, str] | None = None) -> Looked:
    """Return what a table means for the record in a folder; nothing is written there."""
    with tempfile.TemporaryDirectory() as scratch:
        place = folder
        if is_new(folder):
            place = begin(Path(scratch) / folder.name, sheet, ways, sides)
        found = Reading(sheet, record.load(place), ways).done()
        is_ready = found.added.get("meetings") and (ways.skip_bad or not found.faults)
        return Looked(found, found.plan(place).lines if is_ready else [])


def write(folder: Path, sheet: Sheet, ways: Ways, sides: tuple[str, str] | None = None) -> None:
    """Write what a table means into the record in a folder, which is begun where there is none."""
    if is_new(folder):
        with tempfile.TemporaryDirectory() as scratch:  # so that a fault leaves no empty record
            place = begin(Path(scratch) / folder.name, sheet, ways, sides)
            Reading(sheet, record.load(place), ways).done().plan(place).commit()
        begin(folder, sheet, ways, sides)
    Reading(sheet, record.load(folder), ways).done().plan(folder).commit()


def sides_named(sheet: Sheet, said: dict[str, str]) -> tuple[str, str] | None:
    """Return the two sides that a table's own column names, in the order in which they appear.

    None if it has no such column, names another number of them, or has only our codes.
    """
    if (column := columns.chosen(sheet.header, said, sheet.rows).get("side")) is None:
        return None
    found = dict.fromkeys(row[column] for row in sheet.rows if row[column])
    names = [name for name in found if not sides_of(name, {})]
    if len(names) != 2 or {"us", "prc"} >= {*names}:  # codes, written as the tables write them
        return None
    return names[0], names[1]


def two_names(given: str | None) -> tuple[str, str] | None:
    """Return the two names in ``ONE,TWO``; None if nothing is given."""
    if not given:
        return None
    names = [name.strip() for name in given.split(",")]
    if len(names) != 2 or not all(names):
        raise UsageError(f"--sides {given!r}: write two names with a comma between, as US,Japan")
    return names[0], names[1]


def cities(given: list[str]) -> dict[str, str]:
    """Return the country of each city that was said, or raise naming what is not of that form."""
    if wrong := [each for each in given if not re.fullmatch(r"[^=]+=[A-Z]{2}", each)]:
        raise UsageError(f"--city {', '.join(wrong)}: write it like Brussels=BE")
    return dict(each.split("=") for each in given)


def empty(
    folder: Path,
    today: str,
    *,
    title: str | None = None,
    sides: tuple[str, str] | None = None,
    every: bool = False,
) -> list[str]:
    """Write an empty record into a new folder; return the names of its files.

    Parameters
    ----------
    folder : Path
        Where; made if need be. A folder that holds a record already is refused.
    today : str
        ISO date that its coverage starts and ends with.
    title : str
        What the record is about; made of the sides' names if left out.
    sides : tuple of str, optional
        Names of the two sides, as pages show them; “First side” and “Second side” if left out.
    every : bool
        All tables, official series too; else those of the talks.

    Raises
    ------
    UsageError
        If the folder holds CSV files or a ``record.toml``.
    """
    there = sorted(p.name for p in folder.glob("*.csv")) if folder.is_dir() else []
    if there or (folder / plain.FILE).exists():
        raise UsageError(f"{folder.name}/ holds a record already ({', '.join(there[:3])} …)")
    names = [t.Config.name for t in tables.TABLES] if every else list(TALKS)
    texts = {f"{name}.csv": writing.csv_text(name, first_rows(name, today)) for name in names}
    one, two = map(called, sides or UNNAMED)
    title = title or (f"The talks between {one} and {two}" if sides else NO_TITLE)
    name = "–".join(sides) if sides else folder.name
    texts[plain.FILE] = words(name, title, sides or UNNAMED, names)
    folder.mkdir(parents=True, exist_ok=True)
    writing.Plan(folder, texts).commit()
    return sorted(texts)


def first_rows(name: str, today: str) -> list[dict[str, str]]:
    """Return the rows that a table starts with: coverage says that one day was looked at."""
    if name != "coverage":
        return []
    row = dict.fromkeys(tables.named("coverage").columns(), "")
    days = {"first": today, "last": today, "as_of": today}
    return [row | days | {"table": table} for table in COVERED]


def words(name: str, title: str, sides: tuple[str, str], names: list[str]) -> str:
    """Return the text of ``record.toml``."""
    values = {"NAME": name, "TITLE": title, "ONE": sides[0], "TWO": sides[1]}
    values |= {"ADJECTIVE_ONE": adjective(sides[0]), "ADJECTIVE_TWO": adjective(sides[1])}
    values |= {"CALLED_ONE": called(sides[0]), "CALLED_TWO": called(sides[1])}
    values |= dict(zip(("KEY_ONE", "KEY_TWO"), keys(sides), strict=True))
    values = {mark: json_text(value) for mark, value in values.items()}
    lands = [[] if sides == UNNAMED else countries_of(side) for side in sides]
    for mark, listed in zip(("LANDS_ONE", "LANDS_TWO", "TABLES"), (*lands, names), strict=True):
        values[mark] = ", ".join(f'"{each}"' for each in listed)
    return filled("record.toml", values)


def keys(sides: tuple[str, str]) -> tuple[str, str]:
    """Return the keys by which tables and files know two sides.

    Examples
    --------
    >>> keys(("EU", "Japan")), keys(UNNAMED), keys(("Press", "Union 1"))
    (('eu', 'japan'), ('first', 'second'), ('side_press', 'union_1'))
    """
    if sides == UNNAMED:
        return "first", "second"
    one, two = (key(bare(name), 30) or key(bare(english(name)), 30) or "side" for name in sides)
    one, two = (f"side_{each}" if each in NEITHER else each for each in (one, two))
    return one, free(two, {one}).replace("-", "_")
