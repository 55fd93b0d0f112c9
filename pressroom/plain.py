"""The project of those who have notebooks and a folder of CSV files, and nothing else.

``data/record.toml`` may say what the site is called (`pressroom.project.Settings`), and of each
table what it is::

    title = "Rain over two towns"
    as_of = 2026-10-31            # else the newest day or month in the tables

    [tables.rainfall]
    summary = "One row is one month at one station."
    source = "Weather service, monthly means"
    url = "https://example.org/rain"
    read = 2026-11-02
    key = ["station", "month"]
    columns.rain_mm = "Millimetres of rain in the month"
"""

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from pressroom import context, project
from pressroom.errors import DataError, Fault, UsageError

FILE = "record.toml"
WRITTEN = {
    dict: "a section, as [{}]",
    tuple: 'a list, as ["…", "…"]',
    list: 'a list, as ["…", "…"]',
    str: 'text in quotation marks, as "…"',
}
FORMS = {"date": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "number": r"-?\d+(\.\d+)?"}
_RISKY = ("=", "+", "@", "\t")


@dataclass(frozen=True)
class Settings(project.Settings):
    """What ``record.toml`` says of a folder of tables.

    Attributes
    ----------
    as_of : str
        ISO date as which the tables stand; blank for the newest day in them.
    labels : dict
        Display names of values.
    tables : dict
        What is said of each table.
    """

    as_of: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_settings(folder: Path, kind: type = Settings) -> Any:
    """Return the settings of the record in `folder`; the defaults if it has no ``record.toml``.

    Raises
    ------
    DataError
        If the file is not TOML, or holds a setting that does not exist.
    """
    if not (path := folder / FILE).is_file():
        return kind()
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused("", str(error), "Write it as TOML, UTF-8") from error
    given = {name: _setting(value) for name, value in held.items()}
    hints, faults = get_type_hints(kind), []
    for name, value in given.items():
        if name not in hints:
            faults += refused(name, "is not a setting", f"Known: {', '.join(hints)}").faults
        else:
            odd = (refused(name, *why) for why in project.odd_setting(name, value))
            faults += [f for e in (*unlike(name, value, hints[name]), *odd) for f in e.faults]
    if faults:
        raise DataError(faults)
    return kind(**given)


def unlike(name: str, value: Any, hint: Any) -> Iterator[DataError]:
    """Yield an error for each part of a setting that is not of its type, by its dotted name."""
    kinds = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    inner = {get_origin(kind) or kind: get_args(kind) for kind in kinds}
    if Any in inner or (isinstance(value, str) and str in inner):
        return
    if isinstance(value, dict) and dict in inner:
        for key, one in value.items():
            yield from unlike(f"{name}.{key}", one, inner[dict][1])
    elif isinstance(value, list | tuple) and (items := inner.get(list) or inner.get(tuple)):
        for one in value:
            yield from unlike(name, one, items[0])
    else:
        kind = next(kind for kind in WRITTEN if kind in inner)
        yield refused(name, f"cannot be {value!r}"[:80], f"Write {WRITTEN[kind].format(name)}")


def _setting(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


def refused(column: str, problem: str, remedy: str) -> DataError:
    """Return the error for a fault of ``record.toml``."""
    return DataError([Fault(FILE, 0, column, "", problem, remedy)])


class Column(list):
    """A column of text cells, as much of a pandas column as the matrix asks of one."""

    def dropna(self) -> "Column":
        """Return the cells that are not blank."""
        return Column(cell for cell in self if cell != "")

    def drop_duplicates(self) -> "Column":
        """Return each cell once."""
        return Column(dict.fromkeys(self))

    unique = drop_duplicates

    def tolist(self) -> list:
        """Return the cells, whole numbers as numbers where the column holds nothing else."""
        whole = bool(self) and all(cell.lstrip("-").isdigit() for cell in self)
        return [int(cell) for cell in self] if whole else list(self)


class Glance:
    """A record at a glance: its cells as text, unchecked.

    Parameters
    ----------
    folder : Path
        Where its files lie.
    as_of : str, optional
        ISO date; if left out everything on file is known.

    Attributes
    ----------
    asked : str or None
        The date that was asked for.
    as_of : str
        The same, or the newest of the record.

    Notes
    -----
    It offers what `matrix.reports` asks of a record. Whatever is run is run on the checked record.
    """

    def __init__(self, folder: Path, as_of: str | None = None):
        self.folder = folder
        self._tables: dict[str, dict[str, Column]] = {}
        self.asked = as_of
        self.as_of = as_of or self.newest()

    def newest(self) -> str:
        """Return the date as which the record stands; blank if it does not say."""
        said = read_settings(self.folder).as_of
        return said or self.covered_to(p.stem for p in sorted(self.folder.glob("*.csv")))

    def __contains__(self, name: str) -> bool:
        return (self.folder / f"{name}.csv").is_file()

    def __getattr__(self, name: str) -> dict[str, Column]:
        if name.startswith("_") or name not in self:
            raise AttributeError(name)
        if name not in self._tables:
            self._tables[name] = self.known(name, self.read(name))
        return self._tables[name]

    def read(self, name: str) -> dict[str, Column]:
        """Return the columns of a table; none if it cannot be read."""
        path = self.folder / f"{name}.csv"
        try:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                header, *lines = csv.reader(handle)
        except (OSError, ValueError, csv.Error):
            return {}  # the check of the record says what is wrong with it
        lines = [line for line in lines if len(line) == len(header)]
        return {name: Column(line[n] for line in lines) for n, name in enumerate(header)}

    def known(self, name: str, table: dict[str, Column]) -> dict[str, Column]:
        """Return the rows of a table that were known on the day: here, all."""
        return table

    def covered_to(self, tables: Iterable[str]) -> str:
        """Return the last day or month that any of the tables has; blank if none has any."""
        found = [
            cell
            for name in tables
            for column in self.read(name).values()
            if (form := form_of(column)) in ("date", "month")
            for cell in column
            if re.fullmatch(FORMS[form], cell)
        ]
        return max(found, default="")


def form_of(cells: Iterable[str]) -> str:
    """Return what a column holds: ``date``, ``month``, ``number`` or ``text``.

    Examples
    --------
    >>> form_of(["2026-01", ""]), form_of(["2026-01-31"]), form_of(["1.5", "-2"]), form_of(["x"])
    ('month', 'date', 'number', 'text')
    """
    there = [cell for cell in cells if cell]
    for name, pattern in FORMS.items():
        if there and all(re.fullmatch(pattern, cell) for cell in there):
            return name
    return "text"


class Folder:
    """The checked tables of a folder, one attribute per file, each a pandas frame.

    Notes
    -----
    A column of ISO dates holds timestamps, one of months (``2026-01``) holds periods, one of
    numbers numbers. Taking a table (``rec.rainfall``) notes its name in the run under way.
    """

    def __init__(self, folder: Path, settings: Settings):
        import pandas as pd

        self.folder, self.settings = folder, settings
        self._frames = {p.stem: frame(p) for p in sorted(folder.glob("*.csv"))}
        if not (newest := Glance(folder).as_of):
            problem = "is missing, and no table has a date"
            raise refused("as_of", problem, "Write as_of = 2026-01-31")
        self.as_of = cast(pd.Period, pd.Period(newest)).end_time.normalize()
        self.as_of_note = ""

    def __getattr__(self, name: str):
        if name.startswith("_") or name not in self._frames:
            raise AttributeError(f"the record has no table {name!r}")
        context.current().used.add(name)
        return self._frames[name].copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._frames]

    def __contains__(self, table: str) -> bool:
        return table in self._frames

    def label(self, code: str, group: str | None = None) -> str:
        """Return the display name of a value: as ``record.toml`` says, else the value itself."""
        return self.settings.labels.get(code, code.replace("_", " "))

    def origin(self, *names: str) -> list[project.Source]:
        """Return what the named tables rest on, as a figure's source line cites it."""
        found = []
        for name in names:
            self.__getattr__(name)
            said = self.settings.tables.get(name, {})
            title = said.get("source") or f"Table {name}"
            day = str(said.get("read") or f"{self.as_of:%Y-%m-%d}")
            found.append(
                project.Source(name, self.settings.name, title, "", said.get("url", ""), day)
            )
        return found

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each table's file."""
        files = {name: self.folder / f"{name}.csv" for name in self._frames}
        return {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in sorted(files.items())}


def frame(path: Path):
    """Return a CSV file as a frame, or raise with every fault that it has."""
    import pandas as pd

    rows = checked(path)
    made = pd.DataFrame(rows[1:], columns=rows[0], dtype=str)
    for name in made:
        form, cells = form_of(made[name]), made[name].where(made[name] != "")
        if form == "date":
            made[name] = pd.to_datetime(cells, format="%Y-%m-%d")
        elif form == "month":
            made[name] = pd.PeriodIndex(cells, freq="M")
        else:
            made[name] = pd.to_numeric(cells) if form == "number" else cells
    return made


def checked(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file, the header first, or raise with every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(path.name, 0, "", "", f"is not UTF-8 ({error.reason})", "Save it as UTF-8")
        raise DataError([fault]) from error
    reader = csv.reader(text.splitlines(keepends=True))
    head = next(reader, [])
    rows, found, line = [head], [], reader.line_num + 1
    if not head or "" in head or len(set(head)) < len(head):
        problem = "the header is blank, or names a column twice"
        found.append(Fault(path.name, 1, "", "", problem, "Give each column a name of its own"))
    for row in reader:
        if len(row) != len(head):
            what = f"has {len(row)} cells, the header {len(head)}"
            found.append(Fault(path.name, line, "", "", what, "Give each row a cell a column"))
        for name, cell in zip(head, row, strict=False):
            if cell.startswith(_RISKY):
                remedy = "Begin it with another sign: a spreadsheet would run it"
                found.append(Fault(path.name, line, name, cell, "begins as a formula", remedy))
        rows.append(row)
        line = reader.line_num + 1
    if found:
        raise DataError(found)
    return rows


class Plain(project.Project):
    """A folder of CSV files and notebooks."""

    def load(self, folder: Path, as_of: str | None = None) -> Folder:
        """Return the checked tables.

        Raises
        ------
        UsageError
            If another date is asked for than that of the tables: they do not say when a row
            became known.
        """
        made = Folder(folder, read_settings(folder))
        if as_of and as_of != f"{made.as_of:%Y-%m-%d}":
            raise UsageError(
                f"as_of = {as_of}: these tables stand as of {made.as_of:%Y-%m-%d}, and do not say "
                "what was known on another day; leave it out"
            )
        return made

    def glance(self, folder: Path, as_of: str | None = None) -> Glance:
        """Return the cells as text."""
        return Glance(folder, as_of)

    def tables(self, folder: Path) -> tuple[project.Table, ...]:
        """Return the tables that lie in the folder, with what ``record.toml`` says of them."""
        said, glance = read_settings(folder), Glance(folder)
        names = sorted(path.stem for path in folder.glob("*.csv"))
        return tuple(_table(name, glance.read(name), said.tables.get(name, {})) for name in names)

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages and modules that lie in the project's own folder, tests aside."""
        try:
            return _beside(project.root())
        except project.NotFoundHereError:
            return ()

    def weight(self, given: Mapping[str, Any], glance: Glance) -> int:
        """Return how many rows, of the table with the most, hold all the values given."""
        counts = [
            sum(all(row[name] == str(given[name]) for name in asked) for row in _rows(table))
            for table in map(glance.read, (p.stem for p in glance.folder.glob("*.csv")))
            if (asked := [name for name in given if name in table])
        ]
        return max(counts, default=0)


@cache
def _beside(root: Path) -> tuple[str, ...]:
    found = {path.parent.name for path in root.glob("*/__init__.py")}
    found |= {path.stem for path in root.glob("*.py") if path.stem.isidentifier()}
    return tuple(sorted(found - {"tests", "conftest", "setup"}))


def _rows(table: Mapping[str, Column]) -> list[dict[str, str]]:
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def _table(name: str, columns: dict[str, Column], said: Mapping[str, Any]) -> project.Table:
    meanings, key = said.get("columns", {}), said.get("key", list(columns)[:1])
    return project.Table(
        name,
        tuple([key] if isinstance(key, str) else key),
        said.get("summary", ""),
        said.get("source", "not stated"),
        tuple(
            (c, form_of(cells), meanings.get(c, ""), "not known" if "" in cells else "")
            for c, cells in columns.items()
        ),
    )


PROJECT = Plain()
