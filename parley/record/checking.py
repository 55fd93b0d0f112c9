"""What lies in a record's folder: its settings, and its tables read, mended and checked together.

The files hold what their sources say. A row of ``corrections.csv`` replaces a wrong part of one
cell before the cell is checked: loudly, and only while the source still errs. When the cell is no
longer what the row expects, the source has mended itself or changed, and the record is refused
until somebody has looked.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from parley import sides, tables
from parley.record import crosscheck
from parley.record.reading import LARGE, Mend, Reading, read
from parley.tables import Table
from pressroom import plain, project
from pressroom.errors import DataError, Fault
from pressroom.nearest import nearest

SEPARATOR = " | "
LISTS = ("countries", "administrations")
_loaded: dict[tuple, dict[str, pd.DataFrame]] = {}
_last: dict[tuple[type[Table], Path], tuple[tuple, Reading]] = {}


@dataclass(frozen=True)
class Settings(project.Settings):
    """The words and addresses that belong to a record, not to the code.

    Attributes
    ----------
    sides : dict
        For each side's code its ``label``, ``long`` name, and the ``key`` that the file gives it.
    labels : dict
        Display names of codes, by group (channel, level, status …).
    tables : tuple of str
        Tables that the record has; empty for all.
    hosts : dict
        Suffixes of hosts by the tier of what they publish; empty where sources are not judged.
    moved : dict
        What a meeting's id is now, by the id that it had before.
    """

    name: str = "Parley"
    title: str = "Record of talks"
    sides: dict[str, dict[str, str | list[str]]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    hosts: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    def side_names(self, form: str = "label") -> dict[str, str]:
        """Return the ``label``, ``long`` name or ``adjective`` of each side.

        Its label stands in for what is not given, and its code for the label.
        """
        given = {side: self.sides.get(side, {}) for side in ("us", "prc")}
        return {s: str(has.get(form, has.get("label", s.upper()))) for s, has in given.items()}

    def word(self, code: str, group: str | None = None) -> str | None:
        """Return the display name of a code, in one group or in the first that has it."""
        groups = [self.labels.get(group, {})] if group else self.labels.values()
        return next((words[code] for words in groups if code in words), None)


def settings(folder: Path) -> Settings:
    """Return the settings of the record in `folder`; the defaults if it has no ``record.toml``.

    Raises
    ------
    DataError
        If the file is not TOML, or holds a setting that does not exist.
    """
    said = plain.read_settings(folder, Settings)
    known = [table.Config.name for table in tables.TABLES]
    odd = [
        ("sides", side, "Write a key of small letters and digits, as [sides.eu]")
        for side in said.sides
        if not re.fullmatch(r"[a-z][a-z0-9_]*", side) or side in sides.NEITHER
    ]
    if len(said.sides) > 2 or (len(said.sides) == 1 and not {*said.sides} <= {*sides.CODES}):
        odd.append(("sides", ", ".join(said.sides), "Name two sides, as [sides.eu] [sides.japan]"))
    odd += [("tables", name, nearest(name, known)) for name in said.tables if name not in known]
    odd += [
        (f"sides.{side}.{word}", str(value), "Write text, and countries as a list")
        for side, words in said.sides.items()
        for word, value in words.items()
        if isinstance(value, str) == (word in LISTS)
    ]
    if odd:
        raise DataError(
            [Fault(plain.FILE, 0, at, v, "is not known here", how) for at, v, how in odd]
        )
    return coded(said)


def coded(said: Settings) -> Settings:
    """Return settings with the sides by the codes that the program has for them, own keys kept."""
    keys = {*said.sides}
    own = sides.ordered(said.sides) if not keys <= {*sides.CODES} else sides.CODES
    code = dict(zip(own, sides.CODES, strict=True))
    named = {code[key]: words | {"key": key} for key, words in said.sides.items()}
    shown = {code.get(key, key): word for key, word in said.labels.get("side", {}).items()}
    labels = said.labels | ({"side": shown} if shown else {})
    return replace(said, sides=named, labels=labels)


def checked(folder: Path, said: Settings) -> dict[str, pd.DataFrame]:
    """Return every table of the record, or raise with every fault; kept while no file changes."""
    wanted = [t for t in tables.TABLES if not said.tables or t.Config.name in said.tables]
    files = (plain.FILE, *(table.file() for table in wanted))
    stats = [(p.stat() if (p := folder / name).is_file() else None) for name in files]
    stamp = (
        folder,
        *((n, s and (s.st_mtime_ns, s.st_size)) for n, s in zip(files, stats, strict=True)),
    )
    if stamp not in _loaded:
        readings = inspect(folder, wanted)
        crosscheck.tiers(readings, said.hosts)
        faults = [fault for reading in readings.values() for fault in reading.faults]
        if faults := faults + crosscheck.moved(readings, said.moved):
            raise DataError(faults)
        _loaded.clear()
        _loaded[stamp] = {name: reading.frame for name, reading in readings.items()}
    return _loaded[stamp]


def inspect(folder: Path, wanted: list[type[Table]]) -> dict[str, Reading]:
    """Return every table as read, with the faults of each and those between them."""
    known = {table.Config.name: table for table in wanted}
    listed, applied = {}, {}
    if table := known.get("corrections"):
        listed["corrections"] = read(table, folder / table.file())
        applied = mends(listed["corrections"], known)
    readings = {n: read_again(t, folder / t.file(), applied.get(n)) for n, t in known.items()}
    readings |= listed
    crosscheck.references(readings)
    for names, check in crosscheck.CHECKS:
        if {*names} <= readings.keys():
            check(*(readings[name] for name in names))
    return readings


def read_again(table: type[Table], path: Path, mend: Mend | None = None) -> Reading:
    """Return what `read` does; what was read last is kept while neither bytes nor sides change.

    What is mended is read each time.

    Notes
    -----
    Whoever edits one table and loads the record again, in a notebook or a form, waits for that
    table alone. Checks between tables add faults to a reading, so that each asker has its own.
    """
    if mend or not path.is_file() or path.stat().st_size >= LARGE:
        return read(table, path, mend)
    mark = _mark(path)
    if _last.get((table, path), ((),))[0] != mark:
        found = read(table, path)
        if _mark(path) != mark:  # written while it was read
            return found
        _last[table, path] = mark, found
    found = _last[table, path][1]
    return replace(found, frame=found.frame.copy(deep=False), faults=[*found.faults])


def _mark(path: Path) -> tuple:
    return hashlib.blake2b(path.read_bytes()).digest(), sides.state()


def mends(listed: Reading, known: Mapping[str, type[Table]]) -> dict[str, Mend]:
    """Return, for each table that has corrections, what puts them into its rows.

    Parameters
    ----------
    listed : Reading
        ``corrections.csv``; a correction that cannot be applied becomes a fault of it.
    known : mapping of table name to schema
        The tables of the record.
    """
    by_table: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in zip(listed.lines, listed.frame.fillna("").to_dict("records"), strict=True):
        if row["table"] in known and row["table"] != "corrections":
            by_table.setdefault(row["table"], []).append((line, row))
        elif row["table"]:
            problem = "is no table that can be corrected"
            remedy = nearest(row["table"], [name for name in known if name != "corrections"])
            listed.fault(line, "table", row["table"], problem, remedy)
    return {name: mend(listed, known[name], rows) for name, rows in by_table.items()}


def mend(listed: Reading, table: type[Table], wanted: list[tuple[int, dict[str, str]]]) -> Mend:
    """Return what applies these corrections, each with its line, to the rows of `table`."""

    def apply(rows: list[list[str]]) -> None:
        header = rows[0]
        places = [header.index(column) for column in table.Config.key]
        whole = [row for row in rows[1:] if len(row) == len(header)]
        found = {SEPARATOR.join(row[place] for place in places): row for row in whole}
        for line, wish in wanted:
            if wrong := refusal(wish, table, header, found):
                listed.fault(line, *wrong)
                continue
            row, place = found[wish["key"]], header.index(wish["column"])
            if wish["old_value"]:
                row[place] = row[place].replace(wish["old_value"], wish["new_value"])
            else:
                row[place] = wish["new_value"]

    return apply


def refusal(
    wish: Mapping[str, str], table: type[Table], header: list[str], found: Mapping[str, list[str]]
) -> tuple[str, str, str, str] | None:
    """Return column, value, problem and remedy of a correction that cannot be applied, or None."""
    if wish["column"] not in header or wish["column"] in table.Config.key:
        free = [name for name in header if name not in table.Config.key]
        problem = f"is no column of {table.file()} that can be corrected"
        return "column", wish["column"], problem, nearest(wish["column"], free)
    if wish["key"] not in found:
        form = SEPARATOR.join(table.Config.key)
        remedy = f"Write it as {form}. {nearest(wish['key'], found)}"
        return "key", wish["key"], f"names no row of {table.file()}", remedy
    now = found[wish["key"]][header.index(wish["column"])]
    if now != wish["expects"]:
        problem = f"is no longer there: {table.file()} now holds {now or 'a blank'!r}"
        remedy = "If the source has mended itself, delete this row; else look again and rewrite it"
        return "expects", wish["expects"], problem, remedy
    return None
