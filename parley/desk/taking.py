"""A stranger's table on its way into a record: the terminal and the form share it."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from parley import record
from parley.desk import columns, importing, new
from parley.desk.meanings import Understood, Ways, sides_of
from parley.desk.sheets import Sheet
from pressroom.errors import UsageError


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
    new.empty(folder, ways.today, sides=named)
    return folder


def look(folder: Path, sheet: Sheet, ways: Ways, sides: tuple[str, str] | None = None) -> Looked:
    """Return what a table means for the record in a folder; nothing is written there."""
    with tempfile.TemporaryDirectory() as scratch:
        place = folder
        if is_new(folder):
            place = begin(Path(scratch) / folder.name, sheet, ways, sides)
        found = importing.understand(sheet, record.load(place), ways)
        is_ready = found.added.get("meetings") and (ways.skip_bad or not found.faults)
        return Looked(found, found.plan(place).lines if is_ready else [])


def write(folder: Path, sheet: Sheet, ways: Ways, sides: tuple[str, str] | None = None) -> None:
    """Write what a table means into the record in a folder, which is begun where there is none."""
    if is_new(folder):
        with tempfile.TemporaryDirectory() as scratch:  # so that a fault leaves no empty record
            place = begin(Path(scratch) / folder.name, sheet, ways, sides)
            importing.understand(sheet, record.load(place), ways).plan(place).commit()
        begin(folder, sheet, ways, sides)
    importing.understand(sheet, record.load(folder), ways).plan(folder).commit()


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


def cities(given: list[str]) -> dict[str, str]:
    """Return the country of each city that was said, or raise naming what is not of that form."""
    if wrong := [each for each in given if not re.fullmatch(r"[^=]+=[A-Z]{2}", each)]:
        raise UsageError(f"--city {', '.join(wrong)}: write it like Brussels=BE")
    return dict(each.split("=") for each in given)
