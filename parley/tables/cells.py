"""The kinds of cell a table may have: what each accepts, and what it becomes.

A cell is text until its kind has read it. Each is read alone, so that one bad cell
never hides another; what a kind refuses it refuses with a reason and a remedy.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise, takewhile
from re import _parser as parser  # the standard library's own reader of patterns

import numpy as np
import pandas as pd

from parley import sides
from pressroom.nearest import nearest

FORMULA = ("=", "+", "-", "@", "\t")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065"
    r"\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    r"\U000e0000-\U000e0fff]"
)
QUOTES = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞＂＇ \t"
YEARS = (1900, 2200)  # what a frame can hold reaches from 1677 to 2262
MOST = 2**53  # the largest whole number that every reader of a CSV tells from its neighbours

LONG, SIDE_BY_SIDE = 40, 3  # a repeat of more than so many; how many of them a pattern may have
REPEATS = (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT)
UNTANGLE = "Say how often, as in {0,20}, and repeat no group that holds a repeat"
HAN = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
PER_WORD = 2.4  # characters of Chinese that count as a word


def words_in(text: str) -> int:
    """Return how many words a text has; in Chinese and Japanese 2.4 characters count as one.

    Examples
    --------
    >>> words_in("the so-called red line"), words_in("台湾问题是中国核心利益中的核心")
    (4, 7)
    """
    apart = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", re.sub(HAN, " ", text))
    return len(apart) + math.ceil(len(re.findall(HAN, text)) / PER_WORD)


class CellError(ValueError):
    """A cell that its column cannot hold; `remedy` says what to write instead."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class Cell:
    """Free text on one line, the base of every kind of cell."""

    label = "text"
    frictionless = "string"

    def read(self, text: str):
        """Return the value of a non-empty cell, or raise `CellError`."""
        return text

    def column(self, values: list) -> pd.Series:
        """Return values (None where missing) as a column of this kind's type."""
        return pd.Series([np.nan if v is None else v for v in values], dtype="str")

    def write(self, value) -> str:
        """Return a value as the text that `read` would turn into it again."""
        return "" if pd.isna(value) else str(value)


@dataclass(frozen=True)
class Text(Cell):
    """Words for people. A cell that a spreadsheet would run as a formula is refused."""

    longest: int = 2000

    def read(self, text: str) -> str:
        if text.startswith(FORMULA):
            problem = f"text may not begin with {text[0]!r}, which spreadsheets run as a formula"
            raise CellError(problem, "Begin with a letter or a digit")
        if len(text) > self.longest:
            raise CellError(
                f"the text has {len(text):,} characters", f"Keep it within {self.longest:,}"
            )
        if text.isascii() and text.isprintable() and any(c not in QUOTES for c in text):
            return text
        for kind, form in (("control", CONTROL), ("invisible", UNSEEN)):
            if bad := form.search(text):
                problem = f"holds the {kind} character U+{ord(bad[0]):04X}"
                raise CellError(problem, "Delete that character")
        if not text.strip(QUOTES):
            raise CellError("holds quotation marks alone", "Write the words, or leave it blank")
        return text


@dataclass(frozen=True)
class Fragment(Text):
    """A few words quoted from a text, in its own language.

    Notes
    -----
    Chinese and Japanese are written without blanks: 2.4 characters count as one word, so that 25
    words are 60 characters.
    """

    longest: int = 400
    words: int = 25

    def read(self, text: str) -> str:
        text = super().read(text)
        if not re.search(r"\w", text):
            raise CellError("holds no word", "Quote words of the text, or leave it blank")
        if (found := words_in(text)) > self.words:
            remedy = f"Quote at most {self.words} (60 Chinese characters): fragments, never texts"
            raise CellError(f"has {found} words", remedy)
        return text


@dataclass(frozen=True)
class Key(Cell):
    """A key of ours: lower case, digits, hyphens or underscores."""

    pattern: str = r"[a-z0-9][a-z0-9_-]*"
    example: str = "south_china_sea"
    label = "key"

    def read(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text, re.ASCII):
            if odd := next((c for c in text if not c.isascii()), None):
                name = unicodedata.name(odd, "without a name").lower()
                problem = f"holds U+{ord(odd):04X} ({name}), which only looks like part of a key"
                raise CellError(problem, f"Type it anew, like {self.example}")
            raise CellError("is not a key of this form", f"Write it like {self.example}")
        return text


@dataclass(frozen=True)
class Code(Cell):
    """One of a fixed list of codes."""

    values: tuple[str, ...] = ()
    label = "code"

    @property
    def written(self) -> list[str]:
        """The codes as they stand in the file: a side by its own key."""
        return [*map(sides.key, self.values)] if "us" in self.values else [*self.values]

    def read(self, text: str) -> str:
        if text not in (known := self.written):
            called = {name.casefold(): sides.key(side) for side, name in sides.names().items()}
            own = called.get(text.casefold())  # a side by its label
            remedy = f"{text} is {own}" if own in known else nearest(text, known)
            raise CellError("is not a code of this column", remedy)
        return self.values[known.index(text)]

    def write(self, value) -> str:
        return "" if pd.isna(value) else sides.key(value) if "us" in self.values else value


@dataclass(frozen=True)
class Reference(Cell):
    """A key of another table, named as ``table.column``."""

    to: str = ""
    label = "reference"


class Day(Cell):
    """A calendar day, ISO 8601."""

    label = "date"
    frictionless = "date"

    def read(self, text: str) -> datetime:
        remedy = "Write a day that exists as YYYY-MM-DD, for example 2023-11-15"
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise CellError("is not a date of the form YYYY-MM-DD", remedy)
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise CellError(f"is not a day of the calendar ({error})", remedy) from error
        within(day.year)
        return datetime.combine(day, datetime.min.time())

    def column(self, values: list) -> pd.Series:
        return pd.Series(values, dtype="datetime64[ns]")

    def write(self, value) -> str:
        return "" if pd.isna(value) else f"{value:%Y-%m-%d}"


class Month(Cell):
    """A calendar month."""

    label = "month"
    frictionless = "yearmonth"

    def read(self, text: str) -> pd.Period:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII):
            raise CellError("is not a month of the form YYYY-MM", "Write it like 2023-11")
        within(int(text[:4]))
        return pd.Period(text, "M")

    def column(self, values: list) -> pd.Series:
        return pd.Series(pd.PeriodIndex(values, freq="M"))


class Loose(Cell):
    """A date as exact as its source: day, month or year. Stays text."""

    label = "date, month or year"

    def read(self, text: str) -> str:
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            within(int(text))
            return text
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            return str(Month().read(text))
        Day().read(text)
        return text


class Count(Cell):
    """A whole number, nought or more."""

    label = "count"
    frictionless = "integer"

    def read(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]+", text):
            remedy = "Write digits only: no sign, comma, blank or decimal point"
            raise CellError("is not a whole number of nought or more", remedy)
        if len(text) > 16 or int(text) > MOST:
            raise CellError(f"is more than {MOST:,}", "Check the figure and its unit")
        return int(text)

    def column(self, values: list) -> pd.Series:
        return pd.Series(values, dtype="Int64")


@dataclass(frozen=True)
class Number(Cell):
    """A decimal number within bounds."""

    least: float = 0.0
    most: float = float("inf")
    label = "number"
    frictionless = "number"

    def read(self, text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,20})?", text):
            raise CellError("is not a number", "Write it like 12.5, without comma or unit")
        if not self.least <= (value := float(text)) <= min(self.most, MOST):
            raise CellError(
                f"lies outside {self.least:g} to {self.most:g}", "Check the figure and its unit"
            )
        return value

    def column(self, values: list) -> pd.Series:
        return pd.Series([np.nan if v is None else v for v in values], dtype="float64")

    def write(self, value) -> str:
        if pd.isna(value):
            return ""
        return f"{Decimal(repr(float(value))):f}".removesuffix(".0")


class Url(Cell):
    """A web address that a page may link to: http or https, nothing else."""

    label = "web address"

    def read(self, text: str) -> str:
        if not re.fullmatch(r"https?://[^\s<>\"'`]+\.[^\s<>\"'`]+", text):
            raise CellError(
                "is not a web address that can be linked", "Write it from https:// on, no blanks"
            )
        if bad := CONTROL.search(text) or UNSEEN.search(text):
            raise CellError(
                f"holds the invisible character U+{ord(bad[0]):04X}", "Copy the address anew"
            )
        host = re.match(r"https?://([^/?#]*)", text)[1]
        if "@" in host:
            raise CellError("names a user before the host", "Delete all from // to @")
        if odd := next((c for c in host if not c.isascii()), None):
            problem = f"has U+{ord(odd):04X} in its host, which may only look like a letter"
            raise CellError(problem, "Write the host in ASCII, xn--… where the name is foreign")
        return text


def within(year: int) -> None:
    """Refuse a year that no talk and no figure of ours can have."""
    first, last = YEARS
    if not first <= year <= last:
        raise CellError(f"lies outside {first} to {last}", "Check the year")


class Pattern(Text):
    """A regular expression that compiles and is not empty everywhere."""

    label = "regular expression"

    def read(self, text: str) -> str:
        text = super().read(text)
        try:
            parsed = parser.parse(text)
            is_wide = parsed.getwidth()[0] > 0 and "(?<" not in text  # then parsing tells all
            found = None if is_wide else re.compile(text)
        except re.error as error:
            raise CellError(
                f"is not a regular expression ({error})", "Mend it; Python's re reads it"
            ) from error
        if found and found.search(""):
            raise CellError("matches the empty text", "Ask for at least one character")
        if why := endless(text, parsed):
            raise CellError(f"may take for ever on a plain sentence: {why}", UNTANGLE)
        return text


def endless(pattern: str, parsed: Iterable | None = None) -> str:
    r"""Return why a search for a pattern may never end; blank if it takes time in proportion.

    Parameters
    ----------
    pattern : str
        The pattern.
    parsed : SubPattern, optional
        The same, where it has been parsed.

    Notes
    -----
    Python's engine tries every way of sharing a text between repeats. One long repeat inside
    another has exponentially many ways, and several one behind the other have a power of the
    text's length.

    Examples
    --------
    >>> endless(r"(?:\w+\s?)+\d")
    'a repeat stands inside a repeat'
    >>> endless(r"export controls? .{0,40}chips?")
    ''
    """
    if not re.search(r"[*+{]", pattern):
        return ""
    long, nested = repeats(parsed or parser.parse(pattern), False)
    if nested:
        return "a repeat stands inside a repeat"
    return f"{long} long repeats" if long > SIDE_BY_SIDE else ""


def repeats(items: Iterable, inside: bool) -> tuple[int, bool]:
    """Return how many long repeats a parsed pattern has on one way, and if it is tangled.

    It is where a long repeat holds another, or something that can be cut up in several ways.
    """
    count, tangled = 0, inside and all(kind in REPEATS for kind, _ in items)
    for kind, what in items:
        is_long = kind in REPEATS and int(what[1]) > LONG
        tangled |= inside and (is_long or (kind is parser.BRANCH and overlapping(what[1])))
        found = [repeats(part, inside or is_long) for part in parts_of(kind, what)]
        count += is_long + max((more for more, _ in found), default=0)
        tangled |= any(deeper for _, deeper in found)
    return count, tangled


def parts_of(kind, what) -> list:
    """Return the patterns inside one item of a parsed pattern."""
    if kind is parser.BRANCH:
        return what[1]
    held = what if isinstance(what, tuple | list) else (what,)
    return [part for part in held if isinstance(part, parser.SubPattern)]


def overlapping(ways: list) -> bool:
    """Return whether one way of an alternation may begin as another whole does."""
    plain = (takewhile(lambda item: item[0] is parser.LITERAL, way) for way in ways)
    begins = sorted("".join(chr(letter) for _, letter in way) for way in plain)
    return any(later.startswith(earlier) for earlier, later in pairwise(begins))
