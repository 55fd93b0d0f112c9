"""A large table read by its distinct cells: each is checked once, however often it stands there.

Only for files that hold nothing unusual. Whatever is wrong or merely odd is left to the slow
reader, which names the line.
"""

import math
from pathlib import Path

import numpy as np
import pandas as pd

from parley.tables import Table
from parley.tables.cells import CellError

LARGE = 8_000_000
CHUNK, PIECE = 1 << 22, 500_000


def frame(table: type[Table], path: Path, one_value) -> pd.DataFrame | None:
    """Return the typed frame of a large file; None if it must be read cell by cell.

    Parameters
    ----------
    table : type of Table
        Schema class.
    path : Path
        CSV of at least `LARGE` bytes, else None is returned.
    one_value : callable
        Cell kind, text and whether a blank is allowed → value, or CellError.

    Notes
    -----
    Without quotation marks every comma parts two cells and every line is a row, so that two
    counts tell whether each row has its cells.
    """
    if path.stat().st_size < LARGE or (counts := plain_counts(path)) is None:
        return None
    try:
        texts, codes = distinct(path, list(table.columns()))
    except (UnicodeDecodeError, ValueError):
        return None
    lines, commas = counts
    rows = len(next(iter(codes.values())))
    if rows + 1 != lines or commas != lines * (len(codes) - 1):
        return None
    if has_double_keys([(codes[name], len(texts[name])) for name in table.key()]):
        return None
    blanks = table.blanks()
    try:
        values = {
            name: cell.column([one_value(cell, text, name in blanks) for text in texts[name]])
            for name, cell in table.columns().items()
        }
    except CellError:
        return None
    return pd.DataFrame(
        {name: each.take(codes.pop(name)).reset_index(drop=True) for name, each in values.items()}
    )


def distinct(path: Path, names: list[str]) -> tuple[dict[str, list[str]], dict[str, np.ndarray]]:
    """Return the distinct texts of each column, and for each row the place of its text.

    Raises
    ------
    ValueError
        If the header is not `names`, or a line has more cells than it.
    """
    known: dict[str, dict[str, int]] = {name: {} for name in names}
    places: dict[str, list[np.ndarray]] = {name: [] for name in names}
    with pd.read_csv(
        path, dtype="category", na_filter=False, encoding="utf-8-sig", chunksize=PIECE
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
