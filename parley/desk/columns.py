"""Which column of a stranger's table is which: guessed from names, or said by flags."""

import re
import unicodedata
from collections.abc import Callable, Container, Sequence
from datetime import date, timedelta
from functools import partial

from parley.coding.names import bare, english
from parley.desk.meanings import LISTS, code
from parley.desk.sheets import EXCEL
from pressroom.errors import UsageError
from pressroom.nearest import nearest

NEEDED, LONG, FEW = ("date", "title"), 5, 12
WORDS: dict[str, tuple[str, ...]] = {
    part: tuple(" ".join(word.split()) for word in words.split(","))
    for part, words in LISTS["columns"].items()
}
MARKED = frozenset(LISTS["cells"]["ticked"].split())
UNMARKED = frozenset(["", *LISTS["cells"]["unticked"].split()])
NONE = "-"  # said of a part: the table has no column for it
SHORT, ORDERS = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})", ("dmy", "mdy", "ymd")
SERIAL = r"[0-9]{5}(\.[0-9]+)?"  # a part of a day is a time of day
MONTHS = {
    name: number
    for number, names in enumerate(LISTS["months"].values(), start=1)
    for name in names.split()
}


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
        Its cells: what no name tells is told by them, where they are days, the longest texts, words
        for a level or a format, or the two countries whose accounts the rows are.

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
    for part, told in BY_CELLS.items():
        if rows and part not in found and part not in said and (name := told(header, rows, found)):
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
    free = {bare_name(name): name for name in header if name not in taken}
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
        read = [day for day in column(cells)[0] if not isinstance(day, DateError)]
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


def words_in(
    header: list[str], rows: Sequence[dict[str, str]], found: dict[str, str], part: str
) -> str | None:
    """Return the first column that is read for nothing and holds but a few words of a part."""
    for name in header:
        cells = {row[name] for row in rows if row[name]}
        is_open = name not in found.values() and 2 <= len(cells) <= FEW
        if is_open and all(code(part, cell) for cell in cells):
            return name
    return None


def parties_in(
    header: list[str], rows: Sequence[dict[str, str]], found: dict[str, str]
) -> str | None:
    """Return the one column that may say whose account a row is, if it names but countries."""
    told = telling(header, rows, found) if {*NEEDED} <= {*found} else []
    cells = {row[told[0]] for row in rows if row[told[0]]} if len(told) == 1 else {""}
    is_open = all(map(english, cells)) and told[0] not in found.values()
    return told[0] if is_open else None


BY_CELLS: dict[str, Callable[..., str | None]] = {
    "date": days_in,
    "title": texts_in,
    "level": partial(words_in, part="level"),
    "format": partial(words_in, part="format"),
    "side": parties_in,
}


def are_lengths(name: str, rows: Sequence[dict[str, str]]) -> bool:
    """Return whether most cells of a column are lengths of time: minutes may be a protocol."""
    cells = [row[name] for row in rows if row[name]]
    return sum(bool(re.match(r"\d+([.,]\d+)?(\D|$)", cell)) for cell in cells) * 2 > len(cells)


def bare_name(name: str) -> str:
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


class DateError(ValueError):
    """A cell that is no day, in words."""


def column(
    cells: list[str], order: str | None = None, day_zero: date = EXCEL, today: str = ""
) -> tuple[list[str | DateError], list[str]]:
    """Return each cell as an ISO date or the reason why not, and what was understood.

    Parameters
    ----------
    cells : list of str
        The column, blanks included.
    order : {"dmy", "mdy", "ymd"}, optional
        How to read dates such as 3/4/2024; found from the column if left out.
    day_zero : date
        Day from which numbers of five figures count.
    today : str
        ISO date after which no day of the column lies; that of the clock if left out.

    Examples
    --------
    >>> column(["13/02/2024", "03/04/2024"])
    (['2024-02-13', '2024-04-03'], ['dates such as 13/02/2024 are read day first'])
    """
    cells, notes = with_centuries(cells, order, today or f"{date.today():%Y-%m-%d}")
    slashed = [parts for cell in cells if (parts := numbers(cell))]
    first_big = sum(one > 12 for one, _, _ in slashed)
    second_big = sum(two > 12 for _, two, _ in slashed)
    if slashed and order is None and bool(first_big) != bool(second_big):
        order = "dmy" if first_big else "mdy"
        example = next(cell for cell in cells if (p := numbers(cell)) and max(p[0], p[1]) > 12)
        which = "day" if order == "dmy" else "month"
        notes.append(f"dates such as {example} are read {which} first")
    found = [one(cell, order, bool(first_big and second_big), day_zero) for cell in cells]
    if any(re.fullmatch(SERIAL, cell) for cell in cells):
        notes.append("numbers such as 45245 are read as Excel's count of days")
    return found, notes


def with_centuries(cells: list[str], order: str | None, today: str) -> tuple[list[str], list[str]]:
    """Return days with years of two figures as ISO dates, where one order alone fits them all.

    Examples
    --------
    >>> with_centuries(["08/07/20", "27/12/23"], None, "2026-01-01")[0]
    ['2020-07-08', '2023-12-27']
    """
    short = {cell: found.groups() for cell in cells if (found := re.fullmatch(SHORT, cell))}
    fits = {
        each: days
        for each in ((order,) if order else ORDERS)
        if short and (days := in_order(short, each)) and max(days.values()) <= today
    }
    if len(fits) != 1:
        return cells, []
    ((_, days),) = fits.items()
    example = next(iter(short))
    note = f"years of two figures are of this century: {example} is {days[example]}"
    return [days.get(cell, cell) for cell in cells], [note]


def in_order(short: dict[str, tuple[str, ...]], order: str) -> dict[str, str]:
    """Return the ISO date of each cell in an order of day, month and year; nothing if one fails."""
    found = {}
    for cell, parts in short.items():
        year, month, day = (int(parts[order.index(sign)]) for sign in "ymd")
        try:
            found[cell] = date(2000 + year, month, day).isoformat()
        except ValueError:
            return {}
    return found


def one(cell: str, order: str | None, is_mixed: bool, day_zero: date) -> str | DateError:
    """Return one cell as an ISO date, or what is wrong with it."""
    try:
        return read(cell, order, is_mixed, day_zero).isoformat()
    except DateError as error:
        return error
    except ValueError as error:
        return DateError(f"{cell!r} is no day of the calendar ({error})")


def read(cell: str, order: str | None, is_mixed: bool, day_zero: date) -> date:
    """Return the day that a cell means.

    Raises
    ------
    DateError
        If it is none, or could be two.
    """
    if not cell:
        raise DateError("the date is blank")
    text = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", cell)
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text):
        return date(*map(int, found.groups()))
    if parts := numbers(text):
        return slashed_day(cell, parts, order, is_mixed)
    if re.fullmatch(SHORT, text):
        raise DateError(f"{cell!r} could be several days. Say --dates {', '.join(ORDERS)}")
    if re.fullmatch(SERIAL, text) and 20000 <= (days := int(text[:5])) <= 60000:
        return day_zero + timedelta(days=days)
    if day := in_words(text):
        return day
    raise DateError(f"{cell!r} is no date. Write days as YYYY-MM-DD")


def numbers(cell: str) -> tuple[int, int, int] | None:
    """Return the three numbers of a date such as 3/4/2024 or 3.4.2024; None for other text."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", cell)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def slashed_day(cell: str, parts: tuple[int, int, int], order: str | None, is_mixed: bool) -> date:
    """Return the day of a date in numbers; DateError where it could be two."""
    one, two, year = parts
    if order is None and one != two and max(one, two) <= 12:
        why = "the column has both orders" if is_mixed else "nothing in the column tells"
        raise DateError(f"{cell!r} could be two days, and {why}. Say --dates dmy or --dates mdy")
    day_first = order == "dmy" if order else one > 12
    return date(year, two, one) if day_first else date(year, one, two)


def in_words(text: str) -> date | None:
    """Return the day of ``15 November 2023`` or ``Nov. 15, 2023``; None for other text.

    Examples
    --------
    >>> in_words("Wednesday, Nov. 15, 2023"), in_words("1er août 2024")
    (datetime.date(2023, 11, 15), datetime.date(2024, 8, 1))
    """
    words = re.findall(r"[a-z]+|\d+", bare(text))
    months = [MONTHS[word] for word in words if word in MONTHS]
    figures = [int(word) for word in words if word.isdigit()]
    if len(months) != 1 or len(figures) != 2:
        return None
    day, year = sorted(figures)
    return date(year, months[0], day) if year >= 1000 else None
