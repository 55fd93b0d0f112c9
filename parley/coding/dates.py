"""The day of a meeting, as a text gives it."""

import re
from dataclasses import dataclass
from datetime import date

from parley.coding.sentences import Sentence

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = (
    r"(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
UNTIL = r"(?:\s?(?:-|–|to|and)\s?\d{1,2})?"
FORMS = {
    "month day, year": rf"\b{NAMED} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{UNTIL}(?:,? (?P<y>20\d\d))?\b",
    "day month year": rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{UNTIL} {NAMED},?(?: (?P<y>20\d\d))?\b",
    "year-month-day": r"\b(?P<y>20\d\d)-(?P<m>\d{2})-(?P<d>\d{2})\b",
    "年月日": r"(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
}
YEAR = re.compile(r"\b(20\d\d)\b|(20\d\d)年")
HELD = re.compile(
    r"\b(?:met|meet|meeting|held|hold|spoke|call|talks|hosted|convened|visit\w*|consultations?|"
    r"summit)\b|会见|会晤|会谈|通话|举行|磋商|访问|见面",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dated:
    """A day found: its ISO form, the rule that found it, and where it stands."""

    day: str
    rule: str
    sentence: Sentence
    start: int
    end: int


def days(sentences: list[Sentence]) -> list[Dated]:
    """Return the days that a text names, likeliest day of the meeting first.

    Notes
    -----
    A day without a year takes the first year that the text names anywhere; where it names none,
    the day is left out. Days in sentences that speak of meeting come first, in text order.
    """
    years = [y for s in sentences for pair in YEAR.findall(s.text) for y in pair if y]
    found = [dated for s in sentences for dated in in_sentence(s, years[:1])]
    unlike: dict[str, Dated] = {}
    for one in sorted(found, key=lambda one: not HELD.search(one.sentence.text)):
        unlike.setdefault(one.day, one)
    return list(unlike.values())


def in_sentence(sentence: Sentence, years: list[str]) -> list[Dated]:
    """Return the days of one sentence in its order."""
    found = []
    for rule, form in FORMS.items():
        for match in re.finditer(form, sentence.text, re.IGNORECASE):
            said = match["y"] or (years[0] if years else "")
            if said and (day := calendar_day(int(said), match["m"], int(match["d"]))):
                told = rule if match["y"] else f"{rule}; the year from elsewhere in the text"
                found.append(Dated(day, f"date: {told}", sentence, *match.span()))
    return sorted(found, key=lambda one: one.start)


def calendar_day(year: int, month: str, day: int) -> str:
    """Return a day in ISO form, blank where the calendar has none such."""
    try:
        return date(year, month_number(month), day).isoformat()
    except ValueError:
        return ""  # 31 June, or the 35th: not a day, so not proposed


def months(text: str) -> list[tuple[int, int]]:
    """Return place and number (12 × year + month) of each month named with its year."""
    named = rf"\b{NAMED}(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? (?:of )?(?P<y>20\d\d)\b"
    found = [*re.finditer(named, text, re.IGNORECASE)]
    found += re.finditer(r"(?P<y>20\d\d)年(?P<m>\d{1,2})月", text)
    return [(m.start(), int(m["y"]) * 12 + month_number(m["m"])) for m in found]


def month_number(month: str) -> int:
    """Return 1 to 12 from a month's name or digits."""
    return int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
