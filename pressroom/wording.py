"""What a page says and how: the words that are refused, and the way a value is written.

The list stands in ``wording.toml``, with what to say instead; the project may add to it. It is
applied to claims, titles, notes and descriptions when they are made, to notebooks, and to
finished pages.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from numbers import Integral, Real
from pathlib import Path
from typing import Any, NamedTuple

from pressroom import project
from pressroom.tree import INLINE, Node, Tree

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_QUOTED = re.compile(r"“[^”]{1,1000}”|\"[^\"]{1,1000}\"")
_NAMES_AUTHOR = re.compile(
    r"(?<!-)\b(?:said|says|saying|wrote|writes|writing|called|calls|argued|argues|told|stated|states|"
    r"found|reported|reports|concluded|concludes|according to|in the words of)\b"
)
_NAME = re.compile(
    r"\b(?!(?:The|A|An|And|As|At|But|By|He|If|In|It|One|On|Or|She|So|Some|That|These|They|This|Those|"
    r"To|We|What|When|Who)\b)[A-Z][a-z]+"
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
# Names of columns and keys, and dates as files write them: what only the program reads.
INTERNAL = re.compile(
    r"(?<![\w./:@#=&-])(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w./(])|"
    r"(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?(?![\w-]))"
)
_OF_A_YEAR = re.compile(r"(?<!per[_ ])(?<![^_ ])(?:year|since|until)(?![^_ ])", re.I)
LISTED = "All such words stand under [claims] in pressroom/wording.toml"
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


class WordingFault(NamedTuple):
    """A word that is not used, where it stands, and what to say instead."""

    word: str
    position: int
    suggestion: str

    def __str__(self) -> str:
        return f"{self.word!r} at character {self.position}: say instead: {self.suggestion}"


class Quoted(str):
    """Text of the record, shown in quotation marks and exempt from the list of words."""

    source: str

    def __new__(cls, text: str, source: str):
        """Mark `text` as quoted from the source whose id is `source`."""
        if not str(source).strip():
            raise ValueError("a quotation needs the id of its source")
        made = super().__new__(cls, text)
        made.source = str(source)
        return made


def _rules() -> dict:
    return _read(project.current().wording)


@cache
def _read(more: Path | None) -> dict:
    rules = tomllib.loads(files("pressroom").joinpath("wording.toml").read_text(encoding="utf-8"))
    if more:
        added = tomllib.loads(more.read_text(encoding="utf-8"))
        rules["banned"] += added.get("banned", [])
        rules["claims"]["words"] += added.get("claims", {}).get("words", [])
        rules["digits"]["allowed"] += added.get("digits", {}).get("allowed", [])
    for entry in rules["banned"]:
        spaced = entry["pattern"].replace("(?<!", "\0").replace(" ", r"\s+")
        # A look-behind must have a fixed width, so its spaces stay single characters.
        spaced = re.sub(r"\0([^)]*?)\\s\+", r"(?<!\1\\s", spaced)
        entry["finds"] = re.compile(rf"\b{spaced.replace(chr(0), '(?<!')}(?!\w)", re.IGNORECASE)
    words = "|".join(re.escape(word) for word in rules["claims"]["words"])
    words += f"|{rules['claims']['superlative']}"
    rules["claim"] = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    rules["number"] = re.compile(rf"\b{rules['digits']['words']}\b", re.IGNORECASE)
    rules["share"] = re.compile(rf"\b{rules['claims']['share']}", re.IGNORECASE)
    rules["digit"] = re.compile("|".join(rules["digits"]["allowed"]))
    return rules


def faults(text: str, where: str = "text") -> list[WordingFault]:
    """Return the words of `text` that are not used, in the order they stand.

    Parameters
    ----------
    text : str
        Plain text.
    where : {"text", "title"}
        Titles are held to a few entries more.

    Returns
    -------
    list of WordingFault
        Empty if there is nothing to object to. Words of a named author in quotation marks are
        passed over: the sentence must name somebody and say that they said, wrote or found it.

    Examples
    --------
    >>> [fault.word for fault in faults("Rain fell because of the wind.")]
    ['because of']
    >>> faults("Rain began to fall in mid-2023, before the November 2023 storm.")
    []
    >>> faults("Haber and others wrote that readers hear “linked to” as a cause.")
    []
    """
    return list(_faults(str(text), where, project.current().wording))


@lru_cache(maxsize=50_000)
def _faults(text: str, where: str, more: Path | None) -> tuple[WordingFault, ...]:
    """Return the faults of a text, once: most texts of a site stand on many of its pages."""
    exempt = _attributed_spans(text)
    found = [
        WordingFault(match.group().lower(), match.start(), entry["instead"])
        for entry in _read(more)["banned"]
        if entry.get("only", where) == where
        for match in entry["finds"].finditer(text)
        if not any(start <= match.start() < end for start, end in exempt)
    ]
    return tuple(sorted(found, key=lambda fault: fault.position))


def _attributed_spans(text: str) -> list[tuple[int, int]]:
    spans = [match.span() for match in _QUOTED.finditer(text)]
    outside = list(text)
    for start, end in spans:
        outside[start:end] = " " * (end - start)
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer("".join(outside))), len(text)]

    def is_attributed(start: int, end: int) -> bool:
        begin = max(place for place in ends if place <= start)
        close = min(place for place in ends if place >= end)
        around = "".join(outside[begin:close])
        return bool(_NAMES_AUTHOR.search(around) and _NAME.search(around))

    return [span for span in spans if is_attributed(*span)]


def internal(text: str) -> list[str]:
    """Return what only the program reads in `text`, and what to do about each.

    Examples
    --------
    >>> internal("Calls and in_person visits since 2024-03")
    ["'in_person' is a name of the program: write it in words", \
"'2024-03' is a date as files write it: write it in words"]
    """
    what = {True: "a date as files write it", False: "a name of the program"}
    return [
        f"{found[0]!r} is {what[found[0][0].isdigit()]}: write it in words"
        for found in INTERNAL.finditer(text)
    ]


def claim_words(text: str) -> list[str]:
    """Return the words of `text` that make it a claim, lower case, in the order they stand.

    Examples
    --------
    >>> claim_words("Rain fell before the storm, other than snow: longer than hail")
    ['fell', 'before', 'longer', 'than']
    """
    return [match.group().lower() for match in _rules()["claim"].finditer(text)]


def share_words(text: str) -> list[str]:
    """Return the words of `text` that say more than half, lower case, in the order they stand.

    Examples
    --------
    >>> share_words("Most days, and the most days of a year, at most three")
    ['most days']
    """
    return [match.group().lower() for match in _rules()["share"].finditer(text)]


def typed_digits(text: str) -> list[str]:
    """Return the numbers of `text`, in digits or words, that are no fixed name as ``12-month``.

    Examples
    --------
    >>> typed_digits("The 12-month sum fell by 30%, and by 100,000, or two thirds, in a quarter")
    ['30%', 'two thirds', 'a quarter']
    >>> typed_digits("Held in a third country: a third of them")
    ['a third']
    >>> typed_digits("One in five of the two sides' twelve-month sums")
    ['one in five']
    """
    words = (word.strip("()[]{}.,;:!?“”\"'‘’") for word in text.split())
    digits = [word for word in words if any(map(str.isdigit, word))]
    digits = [word for word in digits if not _rules()["digit"].fullmatch(word)]
    return digits + [found.group().lower() for found in _rules()["number"].finditer(text)]


SILENT = frozenset(("script", "style", "code", "pre", "template", "blockquote"))
READ_OUT = ("alt", "title", "aria-label", "content")


def told(node: Node, texts: list[str], read_out: list[str]) -> None:
    """Add the text below an element, with line breaks round blocks, and what is read out."""
    for child in node.children:
        if isinstance(child, str):
            texts.append(child.replace("\n", " "))
            continue
        gap = "" if child.tag in INLINE else "\n"
        texts.append(gap)
        if child.tag in SILENT or "record" in child.classes:
            texts.append(" … ")
        else:
            read_out += [child.attrs[name] for name in READ_OUT if child.attrs.get(name)]
            told(child, texts, read_out)
        texts.append(gap)


def faults_in_page(page: str | Node) -> list[tuple[str, WordingFault]]:
    """Return each refused word of a page or a piece of HTML with the text block it stands in.

    Parameters
    ----------
    page : str or Node
        HTML, or its root where it has been taken apart already.

    Notes
    -----
    What is read: text, ``alt``, ``title``, ``aria-label`` and ``content``. What is passed over:
    scripts, styles, code, block quotations, and every element of class ``record``, which marks
    text of the record.

    Examples
    --------
    >>> faults_in_page('<p>Fine.</p><img alt="The impact of rain">')[0][1].word
    'impact'
    >>> faults_in_page('<td class="record">Notes on the impact of wind</td>')
    []
    """
    pieces: list[str] = []
    read_out: list[str] = []
    told(Tree(page).root if isinstance(page, str) else page, pieces, read_out)
    texts = (" ".join(each.split()) for each in ("".join(pieces).split("\n") + read_out))
    more = project.current().wording  # asked once: to find the project is dearer than to judge
    return [(text, fault) for text in texts for fault in _faults(text, "text", more)]


def clean(text: Any) -> str:
    """Return `text` without control characters and bidirectional overrides.

    They are invisible, and an override would turn round the text that follows it on a page.
    """
    return _CONTROLS.sub("", str(text))


def listed(items: Iterable[str]) -> str:
    """Return the items as English writes them.

    Examples
    --------
    >>> listed(["rain", "snow", "hail"])
    'rain, snow and hail'
    """
    *head, last = [str(item) for item in items] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def is_year(name: str) -> bool:
    """Whether a field or a column is by its name a year, which is said without a comma.

    Examples
    --------
    >>> is_year("top_year"), is_year("Fiscal year"), is_year("since")
    (True, True, True)
    >>> is_year("days_per_year"), is_year("years"), is_year("n")
    (False, False, False)
    """
    return bool(_OF_A_YEAR.search(name))


def said(value: Any, spec: str = "") -> str:
    """Return `value` as a sentence says it.

    Parameters
    ----------
    value : object
        Whole numbers get commas; a ``Period`` or date is said in words; a list is joined.
    spec : str
        A Python format, as in ``.0%``; a fraction cannot do without one. ``.0p`` gives a
        difference of two shares in points. For a count, its noun in the singular and the plural,
        as in ``town|towns``: "1 town", "2 towns"; begun with ``=`` the word that goes
        with the count, without it, as in ``=was|were``.

    Raises
    ------
    ValueError
        If the value is missing, not finite, true or false, or a fraction without `spec`.

    Examples
    --------
    >>> said(114664), said(0.264, ".0%"), said(-3), said(-0.34, "+.0p"), said(-0.001, ".0%")
    ('114,664', '26%', '−3', '−34', '0%')
    >>> said(1, "town|towns"), said(1200, "gap is|gaps are"), said(1, "=was|were")
    ('1 town', '1,200 gaps are', 'was')
    >>> import pandas as pd
    >>> said(pd.Period("2023-05", "M")), said(pd.Timestamp("2023-11-15"))
    ('May 2023', '15 November 2023')
    """
    if isinstance(value, Quoted):
        return f"“{clean(value)}”"
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (list, tuple)):
        return listed(said(item, spec) for item in value)
    if is_missing(value) or isinstance(value, bool) or type(value).__name__ == "bool_":
        raise ValueError(f"{value!r} cannot stand in a sentence: it is missing or no quantity")
    if hasattr(value, "strftime"):
        return value.strftime(spec) if spec else _dated(value)
    return _number(value, spec)


def is_missing(value: Any) -> bool:
    """Return whether `value` is None, NA, NaT, NaN or infinite."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, Real) and (value != value or value in (float("inf"), -float("inf")))


def _number(value: Any, spec: str) -> str:
    if not isinstance(value, Real):
        raise ValueError(f"{value!r} is no number, date, text or list: it cannot be said")
    if "|" in spec:
        return _counted(value, spec)
    if spec[-1:] in {"", "d"} and float(value).is_integer():
        text = format(int(value), spec or ",d")
    elif spec.endswith("p"):
        text = format(100 * value, f"{spec[:-1]}f")
    elif spec:
        text = format(value, spec)
    else:
        raise ValueError(f"{value!r} needs a format, as in {{x:.0%}} or {{x:,.1f}}")
    if text.startswith(("-", "+")) and not re.search("[1-9]", text):
        text = text[1:]  # what is rounded to nought has no sign
    return text.replace("-", "−", 1) if text.startswith("-") else text


def _counted(value: Any, spec: str) -> str:
    """Return a count with its noun, or the word alone that goes with it."""
    if spec.count("|") != 1 or not float(value).is_integer():
        raise ValueError(f"{value!r} with {spec!r}: a whole number goes with one word|words")
    one, many = spec.removeprefix("=").split("|")
    word = one if value == 1 else many
    return word if spec.startswith("=") else f"{_number(value, '')} {word}"


def _dated(value: Any) -> str:
    freq = str(getattr(value, "freqstr", "") or "D")
    if freq.startswith(("A", "Y")):
        return str(value.year)
    if freq.startswith("Q"):
        return f"Q{value.quarter} {value.year}"
    month = f"{MONTHS[value.month - 1]} {value.year}"
    return month if freq.startswith("M") else f"{value.day} {month}"


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: numbers as they are, dates ISO, missing None."""
    if is_missing(value):
        return None
    if isinstance(value, (set, frozenset)):  # which has an order of each process's own
        return sorted(map(plain, value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if hasattr(value, "freqstr"):
        return str(value)
    if hasattr(value, "isoformat"):
        day = value.date() if hasattr(value, "date") else value
        return day.isoformat() if isinstance(day, date) else value.isoformat()
    return str(value)
