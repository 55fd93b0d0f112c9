"""The only writer of ``data/``: rows in, all tables or none.

Whoever adds, imports or refreshes hands rows to `plan`, shows what `Plan.lines` says, and
calls `Plan.commit`. The new files are first written beside the old ones, whole, and checked
as a record; only then are they moved into place. A run that is killed between two moves is
finished by the next one that opens the record.
"""

import csv
import io
import os
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from parley import sides, tables
from parley.record.checking import checked, settings
from parley.record.load import COMPLETE, PENDING, finish, locked, recover
from parley.tables import Table
from pressroom.errors import DataError, Fault, LockedError, will_last

Row = Mapping[str, str]


@dataclass
class Plan:
    """Rows about to be written, and the files that they make.

    Attributes
    ----------
    folder : Path
        The record.
    texts : dict of str
        New text of each file that changes, by file name.
    lines : list of str
        What changes, a line a row: ``+ meetings.csv: …`` or ``~ accounts.csv: …``.
    read : dict of str
        The SHA-256 of each file as it was when this was planned.
    """

    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    def commit(self) -> None:
        """Write every file or none.

        Raises
        ------
        DataError
            If the record would not hold afterwards; nothing is then changed.
        LockedError
            If another program writes to the record, or has since this was planned.
        """
        with locked(self.folder):
            if changed := [n for n, held in self.read.items() if state(self.folder / n) != held]:
                raise LockedError(
                    f"{', '.join(changed)} was written by another program meanwhile; nothing "
                    "was written here: do it again"
                )
            check_whole(self.folder, self.texts)
            pending = self.folder / PENDING
            if pending.is_file():
                pending.unlink()
            shutil.rmtree(pending, ignore_errors=True)
            pending.mkdir()
            for name, text in self.texts.items():
                write_through(pending / name, text.encode("utf-8"))
            will_last("the rows stand in the record", self.stands)
            write_through(pending / COMPLETE, b"")
            finish(self.folder)

    def stands(self) -> bool:
        """Return True if the record holds these files, or will when it is next read."""
        held = {name: sha256(text.encode("utf-8")).hexdigest() for name, text in self.texts.items()}
        whole = (self.folder / PENDING / COMPLETE).is_file()
        return whole or all(state(self.folder / name) == now for name, now in held.items())


def state(path: Path) -> str:
    """Return the SHA-256 of a file; blank if there is none."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def plan(
    folder: Path,
    added: Mapping[str, Iterable[Row]] | None = None,
    changed: Mapping[str, Iterable[Row]] | None = None,
    at_end: bool = False,
) -> Plan:
    """Return what adding and changing rows would do; nothing is written yet.

    Parameters
    ----------
    folder : Path
        The record.
    added : mapping of table name to rows
        New rows as text by column; columns left out are blank.
    changed : mapping of table name to rows
        Rows that replace those with the same key; columns left out stay as they are.
    at_end : bool, optional
        Put new rows after the old ones, in the order given, rather than where their key
        has its place: for a whole vintage at once.

    Raises
    ------
    DataError
        If a table or column does not exist, or a row to change is not there.
    """
    recover(folder)
    made = Plan(folder)
    for name in dict.fromkeys([*(added or {}), *(changed or {})]):
        made.read[f"{name}.csv"] = state(folder / f"{name}.csv")
        rows, table = read_text(folder, name), tables.named(name)
        for row in (changed or {}).get(name, ()):
            replace(rows, table, row, made)
        rows = inserted(rows, table, [*(added or {}).get(name, ())], made, at_end)
        made.texts[f"{name}.csv"] = csv_text(name, rows)
    return made


def read_text(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table as text; none if it has no file yet."""
    if name not in {table.Config.name for table in tables.TABLES}:
        raise refused(name, "", "", "is not a table", "See data/README.md")
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def key_of(table: type[Table], row: Row) -> tuple[str, ...]:
    """Return a row's key as text."""
    return tuple([row.get(column) or "" for column in table.Config.key])


def inserted(
    rows: list[dict], table: type[Table], new: list[Row], made: Plan, at_end: bool
) -> list[dict]:
    """Return the rows with new ones, each before the first with a greater key, or all at the end.

    Notes
    -----
    The greatest key so far only grows, so that a place is found without reading every row again.
    """
    added = [known_columns(table, row) for row in new]
    for row in added:
        made.lines.append(f"+ {table.file()}: {' · '.join(v for v in row.values() if v)}")
    if at_end or not added:
        return [*rows, *added]
    greatest = list(accumulate((key_of(table, row) for row in rows), max))
    whole, start = [], 0
    for row in sorted(added, key=partial(key_of, table)):
        place = bisect_right(greatest, key_of(table, row))
        whole += [*rows[start:place], row]
        start = place
    return whole + rows[start:]


def replace(rows: list[dict], table: type[Table], row: Row, made: Plan) -> None:
    """Change the cells of the row with the same key, and say which."""
    known = known_columns(table, row)
    row = {column: known[column] for column in row}
    key = key_of(table, row)
    place = next((n for n, old in enumerate(rows) if key_of(table, old) == key), None)
    if place is None:
        raise refused(
            table.Config.name, "", " · ".join(key), "no row has this key", "Add it instead"
        )
    old = rows[place]
    for column, value in row.items():
        if value != old[column]:
            told = f"{column}: {old[column] or 'blank'} → {value or 'blank'}"
            made.lines.append(f"~ {table.file()}: {' · '.join(filter(None, key))}: {told}")
    rows[place] = old | row


def known_columns(table: type[Table], row: Row) -> dict[str, str]:
    """Return the row with every column of its table, blanks filled in, a side by its own key."""
    own, name = names_sides(table), table.Config.name
    if unknown := [column for column in row if column not in own]:
        raise refused(name, unknown[0], "", "is not a column of this table", "See data/README.md")
    cells = {column: str(row.get(column) or "") for column in own}
    return {column: sides.key(text) if own[column] else text for column, text in cells.items()}


@cache
def names_sides(table: type[Table]) -> dict[str, bool]:
    """Return for each column of a table whether it names a side."""
    return {c: "us" in getattr(cell, "values", ()) for c, cell in table.columns().items()}


def csv_text(name: str, rows: list[dict[str, str]]) -> str:
    """Return the rows as the text of a CSV file."""
    held = io.StringIO()
    writer = csv.DictWriter(held, list(tables.named(name).columns()), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue()


def check_whole(folder: Path, texts: Mapping[str, str]) -> None:
    """Raise with every fault that the record would have with these files in place."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for path in folder.iterdir():
            if path.is_file() and path.name not in texts:
                (copy / path.name).symlink_to(path.resolve())
        for name, text in texts.items():
            (copy / name).write_text(text, encoding="utf-8")
        checked(copy, settings(copy))


def write_through(path: Path, raw: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as handle:
        handle.write(raw)
        handle.flush()
        os.fsync(handle.fileno())


def refused(name: str, column: str, value: str, problem: str, remedy: str) -> DataError:
    """Return the error for one row that cannot be written."""
    return DataError([Fault(f"{name}.csv", 0, column, value, problem, remedy)])
