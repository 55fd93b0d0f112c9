"""Dates as people write them, read as a column: one cell alone may be two days."""

import re
from datetime import date, timedelta

from parley.coding.gazetteer import bare

FORMS = ("iso", "dmy", "mdy", "words", "serial")
SERIAL_FROM = date(1899, 12, 30)  # day 0 of Excel's calendar, as its false 29 February 1900 has it
SHORT, ORDERS = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})", ("dmy", "mdy", "ymd")
SERIAL = r"[0-9]{5}(\.[0-9]+)?"  # a part of a day is a time of day
NAMES = (
    "january jan januar janvier enero",
    "february feb februar fevrier fevr febrero",
    "march mar marz maerz mars marzo",
    "april apr avril avr abril",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre",
)  # English, German, French and Spanish, without accents
MONTHS = {name: number for number, names in enumerate(NAMES, start=1) for name in names.split()}
REMEDY = "Write days as YYYY-MM-DD"


class DateError(ValueError):
    """A cell that is no day, in words."""


def column(
    cells: list[str], order: str | None = None, day_zero: date = SERIAL_FROM, today: str = ""
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
    try:
        return {
            cell: date(
                2000 + int(parts[order.index("y")]),
                int(parts[order.index("m")]),
                int(parts[order.index("d")]),
            ).isoformat()
            for cell, parts in short.items()
        }
    except ValueError:
        return {}


def one(
    cell: str, order: str | None, is_mixed: bool, day_zero: date = SERIAL_FROM
) -> str | DateError:
    """Return one cell as an ISO date, or what is wrong with it."""
    try:
        return read(cell, order, is_mixed, day_zero).isoformat()
    except DateError as error:
        return error
    except ValueError as error:
        return DateError(f"{cell!r} is no day of the calendar ({error})")


def read(cell: str, order: str | None, is_mixed: bool, day_zero: date = SERIAL_FROM) -> date:
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
    raise DateError(f"{cell!r} is no date. {REMEDY}")


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
