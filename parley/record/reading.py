"""From the bytes of one CSV to a checked frame, or to every fault that it holds."""

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pandera.errors

from parley.record import large
from parley.tables import Table
from parley.tables.cells import Cell, CellError
from pressroom.errors import Fault
from pressroom.nearest import nearest

PIECE = 200_000  # rows checked at a time: the check copies what it is given
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
    """

    table: type[Table]
    frame: pd.DataFrame
    lines: Sequence[int]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, column: str, value: object, problem: str, remedy: str) -> None:
        """Add a fault of this file."""
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
    empty = Reading(table, blank_frame(table), [])
    if not path.is_file():
        empty.fault(0, "", "", "the file is missing", f"Restore it, with {header_help(table)}")
        return empty
    if mend is None and (frame := large.frame(table, path, one_value)) is not None:
        reading = Reading(table, frame, range(2, len(frame) + 2))
        check_rules(reading)
        return reading
    text = decoded(path.read_bytes(), empty)
    if text is None:
        return empty
    if not text.strip():
        empty.fault(0, "", "", "the file is empty", f"Give it {header_help(table)}")
        return empty
    rows, lines = records(text, empty)
    if not check_header(rows, empty):
        return empty
    if mend:
        mend(rows)
    return convert(empty, rows, lines)


def header_help(table: type[Table]) -> str:
    """Return the header that a file of `table` needs, in words."""
    return f"the header {','.join(table.columns())}"


def blank_frame(table: type[Table]) -> pd.DataFrame:
    """Return a frame of `table` without rows, its columns typed."""
    return pd.DataFrame({name: cell.column([]) for name, cell in table.columns().items()})


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
    expected, found = list(reading.table.columns()), rows[0]
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
    kept = []
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) == width:
            kept.append((row, line))
            continue
        remedy = "Quote cells that hold a comma; write every comma between blank cells"
        reading.fault(line, "", "", f"has {len(row)} cells where the header has {width}", remedy)
    reading.lines = [line for _, line in kept]
    texts = list(zip(*(row for row, _ in kept), strict=True)) or [()] * width
    columns = dict(zip(header, texts, strict=True))
    blanks = reading.table.blanks()
    reading.frame = pd.DataFrame(
        {
            name: cell.column(values(reading, name, cell, columns[name], name in blanks))
            for name, cell in reading.table.columns().items()
        }
    )
    check_rows(reading)
    return reading


def values(reading: Reading, name: str, cell: Cell, texts, may_be_blank: bool) -> list:
    """Return a column's values, None where blank or refused, adding a fault for each refusal."""
    known: dict[str, object] = {}
    for text in dict.fromkeys(texts):
        try:
            known[text] = one_value(cell, text, may_be_blank)
        except CellError as error:
            known[text] = error
    for text, line in zip(texts, reading.lines, strict=True):
        if isinstance(bad := known[text], CellError):
            reading.fault(line, name, text, bad.problem, bad.remedy)
    return [None if isinstance(known[text], CellError) else known[text] for text in texts]


def one_value(cell: Cell, text: str, may_be_blank: bool) -> object:
    """Return the value of one cell, None for an allowed blank."""
    if text != text.strip():
        raise CellError("has blanks around it", "Delete the blanks before and after")
    if text:
        return cell.read(text)
    if not may_be_blank:
        raise CellError("is blank", "Fill it in; this column has no meaning for a blank")
    return None


def check_rows(reading: Reading) -> None:
    """Add the faults of whole rows: the schema's row rules, and keys that stand twice."""
    check_rules(reading)
    add_double_keys(reading)


def check_rules(reading: Reading) -> None:
    """Add the faults that the schema's row rules find."""
    bad = {(f.row, f.column) for f in reading.faults}
    for start in range(0, max(len(reading.frame), 1), PIECE):
        try:
            reading.table.validate(reading.frame.iloc[start : start + PIECE], lazy=True)
        except pandera.errors.SchemaErrors as errors:
            for case in errors.failure_cases.drop_duplicates(["check", "index"]).itertuples():
                add_row_fault(reading, case, bad)


def add_row_fault(reading: Reading, case, bad: set[tuple[int, str]]) -> None:
    """Add what pandera refused, unless the cell was refused already or the key is double."""
    if case.check in ("multiple_fields_uniqueness", "not_nullable"):
        return
    line = reading.lines[int(case.index)] if case.index == case.index else 0
    column, problem, remedy = [*str(case.check).split("|"), "", ""][:3]
    if not remedy:
        column, problem, remedy = str(case.column), f"fails {case.check}", "See data/README.md"
    if any(row == line for row, _ in bad):
        return
    value = reading.frame[column].iloc[int(case.index)]
    shown = reading.table.columns()[column].write(value)
    reading.fault(line, column, shown, problem, remedy)


def add_double_keys(reading: Reading) -> None:
    """Add a fault for each row whose key stands on an earlier line too."""
    first: dict[tuple, int] = {}
    columns = list(reading.table.key())
    cells = reading.table.columns()
    for key, line in zip(
        reading.frame[columns].itertuples(index=False, name=None), reading.lines, strict=True
    ):
        shown = tuple(cells[n].write(v) for n, v in zip(columns, key, strict=True))
        if shown in first:
            problem = f"the same {' and '.join(columns)} stand on row {first[shown]} already"
            reading.fault(line, columns[0], " · ".join(shown), problem, "Keep one of the two rows")
        first.setdefault(shown, line)
