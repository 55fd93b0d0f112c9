"""Other people's tables as rows of text: CSV in any dress, Excel, Parquet; and what was met."""

import csv
import importlib
import io
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pressroom.errors import UsageError

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
# Day 0 of Excel's calendar, as its false 29 February 1900 has it, and of that of old Macintoshes.
EXCEL, MACINTOSH = date(1899, 12, 30), date(1904, 1, 1)
TYPED = "‘’‚“”„«»–—…•·°§€\u00a0"  # what people type in the West besides letters
FROM_1904 = "its days count from 1904"
MOST_ROWS, MOST_BYTES = 50_000, 16_000_000  # no list of talks is longer; more takes minutes
READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


@dataclass
class Sheet:
    """A table as text.

    Attributes
    ----------
    name : str
        The file's name.
    header : list of str
        Names of its columns, none blank, none twice.
    rows : list of dict
        Cells by column; blank where empty.
    lines : list of int
        Where each row stands in the file, as its program numbers it.
    notes : list of str
        What was understood on the way, a sentence each.
    day_zero : date
        The day from which the file's program counts days that are written as numbers.
    """

    name: str
    header: list[str]
    rows: list[dict[str, str]]
    lines: list[int]
    notes: list[str] = field(default_factory=list)
    day_zero: date = EXCEL


def read(path: Path, sheet: str | None = None) -> Sheet:
    """Return the table in a file.

    Parameters
    ----------
    path : Path
        A .csv, .tsv, .txt, .xlsx or .parquet file.
    sheet : str, optional
        Which sheet of a workbook; needed where it has several.

    Raises
    ------
    UsageError
        If it cannot be read as a table, in words.
    """
    if not path.is_file():
        raise UsageError(f"there is no file {path.name}")
    if path.suffix.lower() not in READABLE:
        raise UsageError(f"{path.name}: a file of {', '.join(READABLE)} is read, no other")
    if (size := path.stat().st_size) > MOST_BYTES:
        raise too_long(path.name, f"{size / 1e6:,.0f} MB")
    if path.suffix.lower() == ".xlsx":
        grid, notes = workbook(path, sheet)
    else:
        grid, notes = parquet(path) if path.suffix.lower() == ".parquet" else delimited(path)
    made = framed(path.name, grid, notes)
    if any(note.startswith(FROM_1904) for note in notes):
        made.day_zero = MACINTOSH
    return made


def too_long(name: str, found: str) -> UsageError:
    """Return the error for a file that is no list of talks by its size."""
    return UsageError(
        f"{name} holds {found}: a list of up to {MOST_ROWS:,} rows and {MOST_BYTES / 1e6:.0f} MB "
        "is read. Import it in parts"
    )


def framed(name: str, grid: list[list[str]], notes: list[str]) -> Sheet:
    """Return a grid of cells as a sheet, its first row that is not blank being the header."""
    full = [(n, [cell.strip() for cell in row]) for n, row in enumerate(grid, start=1)]
    full = [(n, row) for n, row in full if any(row)]
    if not full:
        raise UsageError(f"{name} is empty: a first row of column names, then a row a meeting")
    full, captions = below_captions(full)
    full, remarks = above_remarks(full)
    (_, header), *body = full
    width = max(len(row) for _, row in full)
    cells = enumerate(pad(header, width), start=1)
    header = [" ".join(cell.split()) or f"column {n}" for n, cell in cells]
    if len(body) > MOST_ROWS:
        raise too_long(name, f"{len(body):,} rows")
    if twice := sorted({cell for cell in header if header.count(cell) > 1}):
        raise UsageError(f"{name} has two columns called {', '.join(twice)}; rename one")
    if not body:
        raise UsageError(f"{name} has column names ({', '.join(header)}) and no row")
    rows = [dict(zip(header, pad(row, width), strict=True)) for _, row in body]
    return Sheet(name, header, rows, [n for n, _ in body], [*notes, *captions, *remarks])


def below_captions(full: list[tuple[int, list[str]]]) -> tuple[list, list[str]]:
    """Return the rows from the names of the columns on, and a note for each caption above them.

    A caption is one text, alone in its row or merged over it, above a row of several.
    """
    texts = [len(set(filter(None, row))) for _, row in full]
    first = next((place for place, count in enumerate(texts) if count > 1), 0)
    return full[first:], [taken_as("caption", *each) for each in full[:first]]


def above_remarks(full: list[tuple[int, list[str]]]) -> tuple[list, list[str]]:
    """Return the rows without those beneath the table that hold one text alone, a note of each."""
    notes = []
    while len(full) > 2 and sum(map(bool, full[0][1])) > 2 and sum(map(bool, full[-1][1])) == 1:
        notes.append(taken_as("remark", *full.pop()))
    return full, notes


def taken_as(what: str, number: int, row: list[str]) -> str:
    """Return the note of a row that holds one text alone."""
    return f"row {number} holds one text, {next(filter(None, row))[:40]!r}: taken as a {what}"


def pad(row: list[str], width: int) -> list[str]:
    """Return a row with blanks behind it up to `width`."""
    return [*row, *[""] * (width - len(row))]


def delimited(path: Path) -> tuple[list[list[str]], list[str]]:
    """Return the cells of a text file, and what was understood of its bytes."""
    text, notes = decoded(path.name, path.read_bytes())
    separator = separated_by(text)
    if separator != ",":
        notes.append(f"its columns are separated by {SEPARATORS[separator]}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader), notes
    except csv.Error as error:
        what = f"{path.name} is no well-formed table (line {reader.line_num}: {error})"
        remedy = "look for a quotation mark that is opened and never closed"
        if "field larger" in str(error):
            remedy = f"a cell holds more than {csv.field_size_limit():,} characters: {remedy}"
        raise UsageError(f"{what}: {remedy}") from error


def decoded(name: str, raw: bytes) -> tuple[str, list[str]]:
    """Return bytes as text, and a note where they were not UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), ["its bytes are UTF-16, as Excel writes Unicode text"]
        except UnicodeDecodeError as error:
            told = f"{name} begins as UTF-16 and is cut off or spoilt at byte {error.start:,}"
            raise UsageError(f"{told}: save it as UTF-8 (in Excel: CSV UTF-8)") from error
    if raw.startswith(b"PK\x03\x04"):
        raise UsageError(f"{name} is an Excel workbook by its bytes: name it .xlsx")
    if b"\x00" in raw:
        raise UsageError(f"{name} is not text: it holds zero bytes")
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return guessed(name, raw)


def guessed(name: str, raw: bytes) -> tuple[str, list[str]]:
    """Return bytes that are not UTF-8 as text, and a note of how; refuse where it could be either.

    Chinese in GB18030 stands in runs of two bytes a character; an accent of the West stands alone.
    """
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", raw)]
    chinese, western = all(n % 2 == 0 for n in runs), sum(n == 1 for n in runs) * 2 > len(runs)
    try:
        if chinese:
            note = "its bytes are not UTF-8; they were read as GB18030 (check the Chinese)"
            return raw.decode("gb18030"), [note]
        text = raw.decode("cp1252")
        if western and all(c.isascii() or c.isalpha() or c in TYPED for c in text):
            note = "its bytes are not UTF-8; they were read as Windows-1252 (check accents)"
            return text, [note]
    except UnicodeDecodeError:
        pass  # neither, as is said below
    raise UsageError(
        f"{name} is not UTF-8, and may be GB18030, Big5 or Windows-1252: save it as UTF-8 (in "
        "Excel: CSV UTF-8)"
    )


def separated_by(text: str) -> str:
    r"""Return the separator that cuts most of the first lines into most columns.

    Examples
    --------
    >>> separated_by("date;title;topics")
    ';'
    >>> separated_by("Talks, visits and calls\ndate;title\n2024-01-05;A call")
    ';'
    """
    lines = [line for line in text.splitlines() if line.strip()][:20] or [""]
    counts = {sign: sorted(line.count(sign) for line in lines) for sign in SEPARATORS}
    return max(counts, key=lambda sign: counts[sign][len(lines) // 2])


def reader_of(path: Path, package: str):
    """Return the package that reads a kind of file; UsageError if it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise UsageError(
            f"{path.name}: {path.suffix.lower()} is read by {package}, not installed here. "
            f"Install it (pip install {package}), or save the table as .csv"
        ) from error


def opened(path: Path) -> tuple:
    """Return a workbook with its values, and the same with its formulas; UsageError if it is none.

    What its parts hold unpacked is asked first: a small file may say that it holds gigabytes.
    """
    import zipfile

    openpyxl = reader_of(path, "openpyxl")
    try:
        with zipfile.ZipFile(path) as packed:
            sizes = [part.file_size for part in packed.infolist() if part.filename.endswith("xml")]
        if (size := sum(sizes)) > MOST_BYTES:
            raise too_long(path.name, f"{size / 1e6:,.0f} MB of sheets")
        return tuple(openpyxl.load_workbook(path, data_only=values) for values in (True, False))
    except UsageError:
        raise
    except Exception as error:  # a damaged one raises what its parts do: XML, zlib, types
        told = f"{path.name} cannot be opened as an Excel workbook ({error})"
        raise UsageError(f"{told}: open and save it in a spreadsheet program") from error


def workbook(path: Path, sheet: str | None) -> tuple[list[list[str]], list[str]]:
    """Return the cells of one sheet of a workbook; merged cells are read in each of theirs."""
    book, said = opened(path)
    chosen, notes = one_sheet(path.name, book, sheet)
    grid = [[shown(cell.value) for cell in row] for row in chosen.iter_rows()]
    for block in chosen.merged_cells.ranges:
        value = grid[block.min_row - 1][block.min_col - 1]
        for row in range(block.min_row - 1, block.max_row):
            for column in range(block.min_col - 1, block.max_col):
                grid[row][column] = value
        notes.append(f"cells {block.coord} are merged; {value!r} was read in each of them")
    uncounted(path, chosen, said[chosen.title])
    if book.epoch.year == MACINTOSH.year:
        notes.append(f"{FROM_1904}, as old Excel for Macintosh wrote them")
    return grid, notes


def uncounted(path: Path, chosen, said) -> None:
    """Refuse a sheet with a formula whose value was never stored: it would be read as blank."""
    cells = [
        cell.coordinate
        for row in said.iter_rows()
        for cell in row
        if cell.data_type == "f" and chosen[cell.coordinate].value is None
    ]
    if cells:
        shown = ", ".join(cells[:5]) + (" …" if len(cells) > 5 else "")
        raise UsageError(
            f"{path.name}: {shown} hold a formula without its value: open and save it in a "
            "spreadsheet program, or paste the values"
        )


def one_sheet(name: str, book, sheet: str | None):
    """Return the sheet asked for, or the only one that is not empty."""
    seen = [
        each for each in book.worksheets if each.sheet_state == "visible" or each.title == sheet
    ]
    full = [each for each in seen if each.max_row > 1 or each["A1"].value is not None]
    names = [each.title for each in full]
    tables = [each for each in full if each.max_column > 1 and each.max_row > 1]
    notes = []
    if sheet is None and len(tables) == 1 < len(full):
        notes = [f"the sheet {n!r} holds no table" for n in names if n != tables[0].title]
        full = tables
    if sheet is not None and sheet not in names:
        raise UsageError(f"{name} has no sheet {sheet!r} with cells; it has {', '.join(names)}")
    if sheet is None and len(full) > 1:
        raise UsageError(f"{name} has {len(full)} sheets: name one with --sheet: {names}")
    if not full:
        raise UsageError(f"{name} is empty")
    chosen = next(each for each in full if sheet in (None, each.title))
    empty, hidden = len(seen) - len(names), len(book.worksheets) - len(seen)
    notes += [f"{empty} empty sheets were passed over"] if empty else []
    return chosen, notes + ([f"{hidden} hidden sheets were not read"] if hidden else [])


def parquet(path: Path) -> tuple[list[list[str]], list[str]]:
    """Return the cells of a Parquet file."""
    import pandas as pd

    reader_of(path, "pyarrow")
    try:
        frame = pd.read_parquet(path, engine="pyarrow")
    except Exception as error:  # a damaged one raises what its parts do
        raise UsageError(f"{path.name} cannot be opened as Parquet ({error})") from error
    cells = frame.astype(object).where(frame.notna(), None)
    grid = [[shown(cell) for cell in row] for row in cells.itertuples(index=False)]
    return [[str(name) for name in frame.columns], *grid], []


def shown(value) -> str:
    """Return a cell's value as text: dates ISO, whole numbers without point, lists by ``;``."""
    if value is None:
        return ""
    if isinstance(value, date):  # or a point of time
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
