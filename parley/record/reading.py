"""From the bytes of one CSV to a checked frame, or to every fault that it holds."""

import codecs
import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from parley.tables import Table
from parley.tables.cells import Cell, CellError
from pressroom.errors import Fault
from pressroom.nearest import nearest

PIECE = 200_000  # rows checked at a time: the check copies what it is given
LISTED = 200  # faults of one file: whoever has more has one cause to find
WIDEST = 500  # cells of a header; no table of ours has forty
SEPARATED = re.compile(r"\w+([;\t|])\w+(?:\1\w+)*$")  # a header that has other separators
LARGE = 8_000_000
CHUNK, READ_AT_ONCE = 1 << 22, 500_000
Mend = Callable[[list[list[str]]], None]


@dataclass
class Reading:
    """One file as read: what could be understood, and what could not.

    Attributes
    ----------
    table : type of Table
        Its schema.
    frame : DataFrame
        Checked rows; empty columns where the file lacks them.
    lines : sequence of int
        Physical line of the file on which each row of `frame` starts.
    faults : list of Fault
        Everything wrong with the file, in no particular order.
    held : dict of list
        Distinct values of each column, None among them where one is missing; empty for a table
        so large that it was read otherwise.
    """

    table: type[Table]
    frame: pd.DataFrame
    lines: Sequence[int]
    faults: list[Fault] = field(default_factory=list)
    held: dict[str, list] = field(default_factory=dict)

    def distinct(self, column: str) -> set:
        """Return the distinct values of a column, those that are missing left out."""
        if column in self.held:
            return {value for value in self.held[column] if value is not None}
        return set(self.frame[column].dropna().unique())

    def fault(self, line: int, column: str, value: object, problem: str, remedy: str) -> None:
        """Add a fault of this file; where there are too many, one says so in place of the rest."""
        if len(self.faults) > LISTED:
            return
        if len(self.faults) == LISTED:
            line, column, value = 0, "", None
            problem, remedy = f"has more faults than the {LISTED} listed", "Mend these first"
        text = "" if value is None else str(value)
        self.faults.append(Fault(self.table.file(), line, column, text, problem, remedy))

    def faults_of_file(self) -> bool:
        """Return True if the file or its header was refused, so that no row could be read."""
        return self.frame.empty and bool(self.faults)


def read(table: type[Table], path: Path, mend: Mend | None = None) -> Reading:
    """Return the file at `path` read as `table`, with every fault it holds.

    Parameters
    ----------
    table : type of Table
        Schema class.
    path : Path
        CSV, UTF-8 with or without byte-order mark, LF or CRLF.
    mend : callable, optional
        Called with the header and rows as text, which it may change, before they are checked.

    Returns
    -------
    Reading
        Its frame holds every row whose cells could be read, blanks where one could not.
    """
    reading = Reading(table, pd.DataFrame(), [])
    plain = path.is_file() and mend is None
    if plain and (frame := large_frame(table, path)) is not None:
        reading.frame, reading.lines = frame, range(2, len(frame) + 2)
        check_rules(reading)
        return reading
    if (found := understood(reading, path)) is None:
        typed = {name: cell.column([]) for name, cell in table.columns().items()}
        reading.frame = pd.DataFrame(typed)
        return reading
    if mend:
        mend(found[0])
    return convert(reading, *found)


def understood(reading: Reading, path: Path) -> tuple[list[list[str]], list[int]] | None:
    """Return a file's rows and their lines; None, with its faults, if there is no telling."""
    help_ = header_help(reading.table)
    if not path.is_file():
        reading.fault(0, "", "", "the file is missing", f"Restore it, with {help_}")
        return None
    if (text := decoded(path.read_bytes(), reading)) is None:
        return None
    if not text.strip():
        reading.fault(0, "", "", "the file is empty", f"Give it {help_}")
        return None
    rows, lines = records(text, reading)
    return (rows, lines) if check_header(rows, reading) else None


def header_help(table: type[Table]) -> str:
    """Return the header that a file of `table` needs, in words."""
    return f"the header {','.join(table.columns())}"


def decoded(raw: bytes, reading: Reading) -> str | None:
    """Return the bytes as text, or None with a fault that names the first wrong byte."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, place = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problem = f"byte {raw[error.start]:#04x} at position {place} of the line is not UTF-8"
        reading.fault(line, "", "", problem, "Save the file as UTF-8")
        return None
    if (nul := text.find("\0")) >= 0:
        line = text.count("\n", 0, nul) + 1
        reading.fault(line, "", "", "holds a NUL character", "Save the file as plain text, UTF-8")
        return None
    return text


def records(text: str, reading: Reading) -> tuple[list[list[str]], list[int]]:
    """Return the rows of a CSV text and the physical line on which each starts."""
    rows, lines, start = [], [], 1
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows, lines
        except csv.Error as error:
            remedy = 'Close every quotation mark, and double those inside a cell: "" for "'
            reading.fault(start, "", "", f"cannot be read as CSV from here on ({error})", remedy)
            return rows, lines
        if row:
            rows.append(row)
            lines.append(start)
        start = reader.line_num + 1


def check_header(rows: list[list[str]], reading: Reading) -> bool:
    """Add the faults of the header; return True if the rows below it can be understood."""
    expected, found = list(reading.table.columns()), rows[0] if rows else []
    if len(found) > WIDEST:
        reading.fault(1, "", "", f"the header has {len(found):,} cells", header_help(reading.table))
        return False
    if len(found) == 1 < len(expected) and (by := SEPARATED.match(found[0])):
        what = {";": "semicolons", "\t": "tabs", "|": "bars"}[by[1]]
        reading.fault(1, "", "", f"{what} part its cells", "Save it with commas (CSV, UTF-8)")
        return False
    for name in dict.fromkeys(n for n in found if found.count(n) > 1):
        reading.fault(1, name, "", "the header names this column twice", "Keep one of them")
    for name in (n for n in expected if n not in found):
        near = nearest(name, [n for n in found if n not in expected])
        hint = f" ({near} in the header)" if near.startswith("Nearest") else ""
        reading.fault(1, name, "", f"the header lacks this column{hint}", "Add or rename it")
    for name in (n for n in found if n not in expected):
        reading.fault(1, name, "", "is not a column of this table", nearest(name, expected))
    return not reading.faults


def convert(reading: Reading, rows: list[list[str]], lines: list[int]) -> Reading:
    """Return `reading` with the rows turned into a typed, checked frame."""
    header, width = rows[0], len(rows[0])
    kept, reading.lines = [], []
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) == width:
            kept.append(row)
            reading.lines.append(line)
            continue
        remedy = "Quote cells that hold a comma; write every comma between blank cells"
        reading.fault(line, "", "", f"has {len(row)} cells where the header has {width}", remedy)
    texts = list(zip(*kept, strict=True)) or [()] * width
    columns = dict(zip(header, texts, strict=True))
    table = reading.table
    parts = {name: distinct(reading, name, columns[name]) for name in table.columns()}
    reading.frame = pd.DataFrame(
        {name: known.array.take(at) for name, (known, at) in parts.items()}
    )
    check_rules(reading)
    add_double_keys(reading, [(table.columns()[name], *parts[name]) for name in table.Config.key])
    return reading


def distinct(reading: Reading, name: str, texts: Sequence[str]) -> tuple[pd.Series, np.ndarray]:
    """Return a column's distinct values, and for each row the place of its own.

    Notes
    -----
    A text is read once, however often it stands in the column; a fault is added for each place of
    one that is refused, whose value is then missing.
    """
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    cell, may_be_blank = reading.table.columns()[name], name in reading.table.blanks()
    values, refused = [], {}
    for text in places:
        try:
            values.append(one_value(cell, text, may_be_blank))
        except CellError as error:
            values.append(None)
            refused[text] = error
    if refused:
        for text, line in zip(texts, reading.lines, strict=True):
            if bad := refused.get(text):
                reading.fault(line, name, text, bad.problem, bad.remedy)
    reading.held[name] = values
    return cell.column(values), np.array([places[text] for text in texts], dtype=np.intp)


def one_value(cell: Cell, text: str, may_be_blank: bool) -> object:
    """Return the value of one cell, None for an allowed blank."""
    if text != text.strip():
        raise CellError("has blanks around it", "Delete the blanks before and after")
    if text:
        return cell.read(text)
    if not may_be_blank:
        raise CellError("is blank", "Fill it in; this column has no meaning for a blank")
    return None


def check_rules(reading: Reading) -> None:
    """Add the faults that the table's row rules find, in rows whose cells could all be read."""
    bad = {fault.row for fault in reading.faults}
    frame, cells = reading.frame, reading.table.columns()
    for start in range(0, max(len(frame), 1), PIECE):
        for rule, numbers in reading.table.broken(frame.iloc[start : start + PIECE]):
            for number in numbers:
                line = reading.lines[start + number]
                if line not in bad:
                    value = frame[rule.column].iloc[start + number]
                    shown = cells[rule.column].write(value)
                    reading.fault(line, rule.column, shown, rule.problem, rule.remedy)


def add_double_keys(reading: Reading, parts: list[tuple[Cell, pd.Series, np.ndarray]]) -> None:
    """Add a fault for each row whose key stands on an earlier line too.

    Parameters
    ----------
    reading : Reading
        The file.
    parts : list of (Cell, Series, array)
        Each column of the key: its kind, its distinct values, and the place of each row's own.
    """
    written = [np.array([*map(cell.write, known)], dtype=object)[at] for cell, known, at in parts]
    keys = list(zip(*written, strict=True))
    if len(set(keys)) == len(keys):
        return
    first: dict[tuple, int] = {}
    names = list(reading.table.Config.key)
    for key, line in zip(keys, reading.lines, strict=True):
        if key in first:
            problem = f"the same {' and '.join(names)} stand on row {first[key]} already"
            reading.fault(line, names[0], " · ".join(key), problem, "Keep one of the two rows")
        first.setdefault(key, line)


def large_frame(table: type[Table], path: Path) -> pd.DataFrame | None:
    """Return the typed frame of a large file; None if it must be read cell by cell.

    Parameters
    ----------
    table : type of Table
        Schema class.
    path : Path
        CSV of at least `LARGE` bytes, else None is returned.

    Notes
    -----
    Its distinct cells are checked, each once, however often it stands there. Only for files that
    hold nothing unusual: what is wrong or merely odd is left to the slow reader, which names the
    line. Without quotation marks every comma parts two cells and every line is a row, so that two
    counts tell whether each row has its cells.
    """
    if path.stat().st_size < LARGE or (counts := plain_counts(path)) is None:
        return None
    blanks = table.blanks()
    try:
        texts, codes = distinct_texts(path, list(table.columns()))
        values = {
            name: cell.column([one_value(cell, text, name in blanks) for text in texts[name]])
            for name, cell in table.columns().items()
        }
    except ValueError:  # no UTF-8, another header, or a cell that is refused
        return None
    lines, commas = counts
    rows = len(next(iter(codes.values())))
    if rows + 1 != lines or commas != lines * (len(codes) - 1):
        return None
    if has_double_keys([(codes[name], len(texts[name])) for name in table.Config.key]):
        return None
    return pd.DataFrame(
        {name: each.take(codes.pop(name)).reset_index(drop=True) for name, each in values.items()}
    )


def distinct_texts(
    path: Path, names: list[str]
) -> tuple[dict[str, list[str]], dict[str, np.ndarray]]:
    """Return the distinct texts of each column, and for each row the place of its text.

    Raises
    ------
    ValueError
        If the header is not `names`, or a line has more cells than it.
    """
    known: dict[str, dict[str, int]] = {name: {} for name in names}
    places: dict[str, list[np.ndarray]] = {name: [] for name in names}
    with pd.read_csv(
        path, dtype="category", na_filter=False, encoding="utf-8-sig", chunksize=READ_AT_ONCE
    ) as pieces:
        for piece in pieces:
            if list(piece.columns) != names:
                raise ValueError("the header is another")
            for name in names:
                seen, column = known[name], piece[name].cat
                at = [seen.setdefault(str(text), len(seen)) for text in column.categories]
                places[name].append(np.asarray(at, dtype="int32")[column.codes])
    codes = {name: np.concatenate(places.pop(name)) for name in names}
    return {name: list(seen) for name, seen in known.items()}, codes


def has_double_keys(columns: list[tuple[np.ndarray, int]]) -> bool:
    """Return True if two rows are the same in these columns.

    Parameters
    ----------
    columns : list of (array, int)
        For each row the place of its text among the column's texts; how many those are.

    Notes
    -----
    Each row becomes one number, so that sorting finds a pair in little memory. Where the numbers
    would not fit, the answer is True: the slow reader then looks for itself.
    """
    if math.prod(max(count, 1) for _, count in columns) >= 2**62:
        return True
    rows = np.zeros(len(columns[0][0]), dtype="int64")
    for places, count in columns:
        rows *= count
        rows += places
    rows.sort()
    return bool((rows[1:] == rows[:-1]).any())


def plain_counts(path: Path) -> tuple[int, int] | None:
    """Return how many lines and commas a file holds; None if it holds quotes or odd characters."""
    lines = commas = 0
    last = b""
    with path.open("rb") as handle:
        while raw := handle.read(CHUNK):
            if any(odd in raw for odd in (b'"', b"\0", b"\r")):
                return None
            lines += raw.count(b"\n")
            commas += raw.count(b",")
            last = raw
    return lines + (not last.endswith(b"\n")), commas
