"""Dates as people write them, read as a column: one cell alone may be two days."""

import re
from datetime import date, timedelta

from parley.coding.gazetteer import bare

FORMS = ("iso", "dmy", "mdy", "words", "serial")
SERIAL_FROM = date(1899, 12, 30)  # day 0 of Excel's calendar, as its false 29 February 1900 has it
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
    cells: list[str], order: str | None = None, day_zero: date = SERIAL_FROM
) -> tuple[list[str | DateError], list[str]]:
    """Return each cell as an ISO date or the reason why not, and what was understood.

    Parameters
    ----------
    cells : list of str
        The column, blanks included.
    order : {"dmy", "mdy"}, optional
        How to read dates such as 3/4/2024; found from the column if left out.
    day_zero : date
        Day from which numbers of five figures count.

    Examples
    --------
    >>> column(["13/02/2024", "03/04/2024"])
    (['2024-02-13', '2024-04-03'], ['dates such as 13/02/2024 are read day first'])
    """
    slashed = [parts for cell in cells if (parts := numbers(cell))]
    first_big = sum(one > 12 for one, _, _ in slashed)
    second_big = sum(two > 12 for _, two, _ in slashed)
    notes = []
    if slashed and order is None and bool(first_big) != bool(second_big):
        order = "dmy" if first_big else "mdy"
        example = next(cell for cell in cells if (p := numbers(cell)) and max(p[0], p[1]) > 12)
        which = "day" if order == "dmy" else "month"
        notes.append(f"dates such as {example} are read {which} first")
    found = [one(cell, order, bool(first_big and second_big), day_zero) for cell in cells]
    if any(re.fullmatch(SERIAL, cell) for cell in cells):
        notes.append("numbers such as 45245 are read as Excel's count of days")
    return found, notes


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
