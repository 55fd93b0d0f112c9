"""Which column of a stranger's table is which: guessed from names, or said by flags."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Container, Sequence
from pathlib import Path

from parley.desk import dates
from pressroom.errors import UsageError
from pressroom.nearest import nearest

NEEDED, LONG = ("date", "title"), 5
WORDS: dict[str, tuple[str, ...]] = {
    part: tuple(" ".join(word.split()) for word in words.split(","))
    for part, words in tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    ).items()
}
MARKED = frozenset(("x", "✓", "✔", "☑", "1", "yes", "y", "true", "oui", "ja", "si", "是", "○"))
UNMARKED = frozenset(
    ("", "0", "no", "n", "false", "non", "nein", "-", "–", "✗", "✘", "☐", "否", "×")
)
NONE = "-"  # said of a part: the table has no column for it


def chosen(
    header: list[str], said: dict[str, str], rows: Sequence[dict[str, str]] = ()
) -> dict[str, str]:
    """Return the column of each part that the table has.

    Parameters
    ----------
    header : list of str
        Its column names.
    said : dict
        Columns that a person has named, by part.
    rows : sequence of dict
        Its cells: what no name tells is told by them, where they are days, or the longest texts.

    Raises
    ------
    UsageError
        Naming every column said that is not there, and every part needed that was not found.

    Examples
    --------
    >>> chosen(["When", "Event", "Issues"], {})
    {'date': 'When', 'title': 'Event', 'topics': 'Issues'}
    """
    wrong = [
        f"--{part} {name!r}: the table has no such column. {nearest(name, header)}"
        for part, name in said.items()
        if name not in header and name != NONE
    ]
    found = {part: name for part, name in said.items() if name != NONE}
    for by in (same, within, ending):  # a title takes what other parts have left of its words
        for part in sorted(WORDS, key=lambda part: by is not same and part == "title"):
            is_open = part not in said and part not in found
            if is_open and (name := guessed(part, header, {*found.values()}, by)):
                found[part] = name
    if rows and "hours" in found and "hours" not in said and not are_lengths(found["hours"], rows):
        del found["hours"]
    for part, told in (("date", days_in), ("title", texts_in)):
        if part not in found and part not in said and (name := told(header, rows, found)):
            found[part] = name
    for part in NEEDED:
        if part not in found:
            shown = ", ".join(header)
            wrong.append(f"no column looks like the {part}: say --{part} COLUMN, one of {shown}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return {part: found[part] for part in WORDS if part in found}


def guessed(
    part: str, header: list[str], taken: Container[str], by: Callable[[str, str], bool]
) -> str | None:
    """Return the first column whose name holds one of a part's words, in the way that `by` says."""
    free = {bare(name): name for name in header if name not in taken}
    return next(
        (name for word in WORDS[part] for plain, name in free.items() if by(word, plain)), None
    )


def same(word: str, plain: str) -> bool:
    """Return whether a column is called by a word alone."""
    return plain == word


def within(word: str, plain: str) -> bool:
    """Return whether a column's name has a word among its own."""
    return f" {word} " in f" {plain} " if word.isascii() else word in plain


def ending(word: str, plain: str) -> bool:
    """Return whether a part of a column's name ends in a word, as German puts them together."""
    return len(word) >= LONG and any(part.endswith(word) for part in plain.split())


def days_in(header: list[str], rows: Sequence[dict[str, str]], found: dict[str, str]) -> str | None:
    """Return the first column that is read for nothing and holds days."""
    for name in header:
        cells = [row[name] for row in rows if row[name]]
        read = [day for day in dates.column(cells)[0] if not isinstance(day, dates.DateError)]
        is_count = any(cell.isdigit() for cell in cells)  # it may count anything
        if name not in found.values() and not is_count and len(read) * 2 > len(cells):
            return name
    return None


def texts_in(
    header: list[str], rows: Sequence[dict[str, str]], found: dict[str, str]
) -> str | None:
    """Return the column that is read for nothing and whose texts are the longest, of two words."""
    sizes = {}
    for name in header:
        cells = [row[name] for row in rows if row[name] and "://" not in row[name]]
        if name not in found.values() and len(cells) * 2 > len(rows):
            sizes[name] = sum(len(cell.split()) for cell in cells) / len(cells)
    best = max(sizes, key=sizes.__getitem__, default=None)
    return best if best and sizes[best] >= 2 else None


def are_lengths(name: str, rows: Sequence[dict[str, str]]) -> bool:
    """Return whether most cells of a column are lengths of time: minutes may be a protocol."""
    cells = [row[name] for row in rows if row[name]]
    return sum(bool(re.match(r"\d+([.,]\d+)?(\D|$)", cell)) for cell in cells) * 2 > len(cells)


def bare(name: str) -> str:
    """Return a column's name in lower case, without accents and underscores.

    Examples
    --------
    >>> bare("Intitulé_du  sommet")
    'intitule du sommet'
    """
    parts = unicodedata.normalize("NFKD", re.sub(r"[_()\[\]:.,]", " ", name.lower()))
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def telling(header: list[str], rows: list[dict[str, str]], found: dict[str, str]) -> list[str]:
    """Return the columns, read for nothing or as the country, that may say whose account a row is.

    Such a column differs between rows of one meeting, and holds a few names again and again.

    Examples
    --------
    >>> rows = [{"d": "1", "t": "A", "by": "EU"}, {"d": "1", "t": "A", "by": "Japan"}]
    >>> telling(["d", "t", "by"], rows, {"date": "d", "title": "t"})
    ['by']
    """
    taken = {name for part, name in found.items() if part != "country"}
    told = []
    for name in header:
        values = {row[name] for row in rows if row[name]}
        if name in taken or not 2 <= len(values) <= 4 or len(values) > len(rows):
            continue
        by_meeting: dict[tuple, set[str]] = {}
        for row in rows:
            same = row[found["date"]], row[found["title"]]
            by_meeting.setdefault(same, set()).add(row[name])
        if any(len(each - {""}) > 1 for each in by_meeting.values()):
            told.append(name)
    return told


def ticked(header: list[str], rows: list[dict[str, str]], taken: Container[str]) -> list[str]:
    """Return the columns that hold nothing but ticks: each is a topic, and a tick names it.

    Examples
    --------
    >>> ticked(["trade", "water"], [{"trade": "x", "water": ""}, {"trade": "", "water": "7"}], {})
    ['trade']
    """
    found = []
    for name in header:
        cells = {row[name].casefold() for row in rows}
        if name not in taken and cells <= MARKED | UNMARKED and cells & MARKED:
            found.append(name)
    return found


def addresses(header: list[str], rows: list[dict[str, str]], taken: Container[str]) -> str | None:
    """Return the first column whose cells are web addresses, blanks aside; None without one."""
    for name in header:
        cells = [row[name] for row in rows if row[name]]
        if name not in taken and cells and all(re.match(r"https?://\S+$", c) for c in cells):
            return name
    return None
