"""Sentences whose numbers are computed, and that are held true when they are made."""

import operator
import re
import string
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from html import escape
from numbers import Real
from typing import Any, NamedTuple

from pressroom import project, wording
from pressroom.errors import ClaimError
from pressroom.wording import Quoted

_BEFORE_YEAR = re.compile(r"\b(?:in|since|until)\s+$", re.I)
_SINCE = re.compile(r"\bsince \{\}", re.I)
_DENIED = re.compile(r"\b(?:no|not|none|never|nor|neither)\b", re.I)
_LESS = frozenset(
    ("fewer", "less", "least", "fewest", "fell", "falls", "falling", "lower", "lowest", "smaller")
) | {"smallest", "shorter", "shortest", "below", "before", "earlier", "earliest", "rarer"}
_AFTER_YEAR = re.compile(r"\s*(?:$|[.,;:)–]|(?:and|to|or)\b)")
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
    "in": lambda found, expected: found in expected,
    "is": lambda found, expected: wording.is_missing(found),
}


class Hold(NamedTuple):
    """One condition under which a sentence is true."""

    found: Any
    op: str
    expected: Any
    what: str = ""

    def __str__(self) -> str:
        reason = f" ({self.what})" if self.what else ""
        return f"expected {_shown(self.found)} {self.op} {_shown(self.expected)}{reason}"

    def briefly(self) -> str:
        """Return what does not hold, in a few words: ``0.41 > 0.5 does not hold (share)``."""
        reason = f" ({self.what})" if self.what else ""
        return f"{_brief(self.found)} {self.op} {_brief(self.expected)} does not hold{reason}"

    def is_met(self) -> bool:
        """Return whether it holds; a missing value never does."""
        missing = wording.is_missing(self.found), wording.is_missing(self.expected)
        if self.op != "is" and any(missing):
            return False
        return bool(_OPERATORS[self.op](self.found, self.expected))

    def is_of_a_share(self) -> bool:
        """Return whether it asks that something be more than half."""
        bound = self.expected if isinstance(self.expected, Real) else 0
        return (self.op == ">" and 0.5 <= bound < 1) or (self.op == ">=" and 0.5 < bound < 1)

    def as_json(self) -> dict:
        """Return it as the page carries it; of names that are looked up in, the names alone."""
        expected = list(self.expected) if isinstance(self.expected, dict) else self.expected
        return {
            "found": wording.plain(self.found),
            "op": self.op,
            "expected": wording.plain(expected),
            "what": self.what,
        }


NO_CLAIM = Hold(True, "==", True, "no claim")  # of a caution or a note, which claims nothing
SHARE = 'a share held to more than half: write one behind it, as (share(part, whole), ">", 0.5)'
CONDITION = 'a condition that can fail: write one behind it, as ({}, "{}", {})'


class Claim(str):
    """A sentence whose numbers are computed, with the values it was made of.

    Attributes
    ----------
    template : str
        The sentence before the values went in.
    values : dict
        The values, as they came in.
    holds : tuple of Hold
        The conditions that were met when it was made.
    refused : tuple of str
        Why no page may say it: of one that stands in a draft, where faults are told.
    """

    template: str
    values: dict[str, Any]
    holds: tuple[Hold, ...]
    refused: tuple[str, ...] = ()

    def as_json(self) -> dict:
        """Return text, values and conditions as the page carries them."""
        return {
            "text": str(self),
            "template": self.template,
            "values": wording.plain(self.values),
            "holds": [hold.as_json() for hold in self.holds],
        }

    def as_html(self) -> str:
        """Return the sentence escaped, with quoted text of the record marked as such."""
        html = escape(str(self))
        for value in _quotations(self.values):
            shown = escape(wording.said(value))
            html = html.replace(shown, f'<q class="record">{shown[1:-1]}</q>')
        return html

    def own_words(self) -> str:
        """Return the sentence without the record's own words, which the list does not bind."""
        words = str(self)
        for value in _quotations(self.values):
            words = words.replace(wording.said(value), "“…”")
        return words


class UnsayableError(ClaimError):
    """A sentence that is well made, and cannot be said of these data; `why` says it shortly."""

    way: Any = None  # the way of a sentence that it is about

    def __init__(self, text: str, why: str = ""):
        super().__init__(text)
        self.why = why or text


def claim(template: str, holds: Iterable[Sequence] = (), **values: Any) -> Claim:
    """Return a sentence with its values filled in, once it is seen to be true.

    Parameters
    ----------
    template : str
        The sentence, with ``{name}`` or ``{name:format}`` where a value goes. It may hold no
        digit but in fixed names such as ``12-month``.
    holds : iterable of tuples
        ``(found, op, expected)`` or ``(found, op, expected, what)``; `op` is one of
        ``< <= == != >= > in``, and a missing value never holds; ``(found, "is", None)`` asks
        whether it is missing. A sentence that compares, orders or counts out (most, first,
        before, fell, only …) needs at least one.
    **values
        What goes in: numbers, months, dates, text, lists. A fraction needs a format. Text of the
        record is passed as ``Quoted(text, source_id)``.

    Returns
    -------
    Claim
        A ``str``, ready to be a title.

    Raises
    ------
    ClaimError
        If a condition fails or a value is missing; if the template holds typed numbers, compares
        without a condition, or uses a word of the list.

    Examples
    --------
    >>> claim("Rain fell from {before:,} to {after:,}", [(69, "<", 110)], before=110, after=69)
    'Rain fell from 110 to 69'
    """
    values = project.fields_of(template) | values
    checks = tuple(as_hold(template, each) for each in holds)
    for hold in checks:
        if not hold.is_met():
            raise UnsayableError(
                f"the sentence no longer holds: {template!r}; {hold}, found {_shown(hold.found)}",
                hold.briefly(),
            )
    made = Claim(_fill(template, values))
    made.template, made.values, made.holds = template, dict(values), checks
    faults = [] if made.strip() else ["it is empty"]
    faults += [*typed_numbers(template), *unproven(template, values, checks)]
    faults += [str(fault) for fault in wording.faults(made.own_words())]
    if faults:
        raise ClaimError(f"{str(made)!r}: " + "; ".join(faults))
    return made


def unsaid(template: str, values: Mapping[str, Any], refused: Iterable[str]) -> Claim:
    """Return a sentence that no page may say, as a draft shows it: what is missing in braces."""
    values, parts, known = {**project.fields_of(template), **values}, [], {}
    try:
        pieces = list(_pieces(template, values))
    except ValueError:
        pieces = [(template, None, "")]
    for literal, name, spec in pieces:
        parts.append(literal)
        if name is not None:
            filled = ""
            with suppress(ValueError, KeyError):
                filled = wording.said(values[name], spec)
                known[name] = values[name]
            parts.append(filled or f"{{{name}}}")
    made = Claim("".join(parts))
    made.template, made.values, made.holds = template, known, ()
    made.refused = tuple(refused)
    return made


def as_hold(template: str, given: Sequence) -> Hold:
    """Return a condition as given, once it is seen to be one."""
    if not isinstance(given, (tuple, list)) or len(given) not in (3, 4):
        raise ClaimError(f"{template!r}: a condition is (found, op, expected[, what]): {given!r}")
    if given[1] not in _OPERATORS:
        raise ClaimError(f"{template!r}: {given[1]!r} is not one of {', '.join(_OPERATORS)}")
    if given[1] == "is" and given[2] is not None:
        raise ClaimError(f"{template!r}: (value, 'is', None) asks whether a value is missing")
    return Hold(*given)


def _shown(value: Any) -> str:
    return str(wording.plain(value))


def _brief(value: Any) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else _shown(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _fill(template: str, values: dict[str, Any]) -> str:
    pieces = list(_pieces(template, values))
    if stray := unmet({name for _, name, _ in pieces if name is not None}, values):
        raise ClaimError(f"{template!r}: {stray}")
    return "".join(
        literal + ("" if name is None else _said(template, name, values[name], spec))
        for literal, name, spec in pieces
    )


def _pieces(template: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """Yield the words of a template, each with the field behind them, None at the end, its format.

    A number that stands as a year does, or is called one, has the format of a year.
    """
    fields = list(string.Formatter().parse(template))
    following = [literal for literal, *_ in fields[1:]] + [""]
    for (literal, name, spec, _), after in zip(fields, following, strict=True):
        if name is not None and name in values and not spec:
            stands_as_year = bool(_BEFORE_YEAR.search(literal) and _AFTER_YEAR.match(after))
            spec = _year_spec(name, values[name], stands_as_year)
        yield literal, name, spec or ""


def unmet(named: Collection[str], given: Collection[str]) -> str:
    """Return which values and fields of a template do not meet, in words; blank if all do."""
    stray = [
        f"{name}= is given, and {{{name}}} stands nowhere" for name in given if name not in named
    ]
    stray += [f"{{{name}}} has no value" for name in sorted(named) if name not in given]
    return f"value and field do not meet: {'; '.join(stray)}" if stray else ""


def fields_of(template: str) -> list[str]:
    """Return the names of a template's fields, in their order; ClaimError if braces do not meet."""
    try:
        return [name for _, name, _, _ in string.Formatter().parse(template) if name]
    except ValueError as error:
        told = f"{template!r}: {error}: write {{{{ and }}}} for braces that are no field"
        raise ClaimError(told) from error


def literal_of(template: str, between: str = " ") -> str:
    """Return the words of a template, with `between` in place of its fields."""
    parts = [*string.Formatter().parse(template)]
    return "".join(text + (between if name is not None else "") for text, name, _, _ in parts)


def _said(template: str, name: str, value: Any, spec: str) -> str:
    try:
        return wording.said(value, spec)
    except ValueError as error:
        told = f"{template!r}: {name} = {error}"
        if wording.is_missing(value):
            raise UnsayableError(told, f"{name} is missing") from error
        raise ClaimError(told) from error


def _year_spec(name: str, value: Any, stands_as_year: bool) -> str:
    """Return the format of a year, which has no comma: its field's name or place says it is one."""
    last = name.rsplit(".", 1)[-1]
    is_list = isinstance(value, (list, tuple))
    numbers = value if is_list else [value]
    whole = all(isinstance(each, Real) and float(each).is_integer() for each in numbers)
    is_year = wording.is_year(re.sub("years?$", "year", last) if is_list else last)
    is_year |= stands_as_year and whole and not is_list and 1900 <= value < 2200
    return "d" if whole and is_year else ""


def _comparable(template: str, values: Mapping[str, Any]) -> list[str]:
    """Return the fields of a sentence that a condition may hold against each other: no years."""
    numbers = [name for name in fields_of(template) if isinstance(values.get(name), Real)]
    return [name for name in numbers if not wording.is_year(name.rsplit(".", 1)[-1])]


def _asked(words: Collection[str], literal: str) -> str:
    """Return how a condition of a sentence with these words compares, as far as words tell.

    Examples
    --------
    >>> _asked(["fewer"], "fewer than"), _asked(["longer"], "is not longer than")
    ('<', '<=')
    """
    is_less, is_denied = not _LESS.isdisjoint(words), bool(_DENIED.search(literal))
    return {(0, 0): ">", (0, 1): "<=", (1, 0): "<", (1, 1): ">="}[is_less, is_denied]


def _quotations(values: dict[str, Any]) -> list[Quoted]:
    nested = (item if isinstance(item, (list, tuple)) else [item] for item in values.values())
    return [value for items in nested for value in items if isinstance(value, Quoted)]


def unheld(template: str, values: Mapping[str, Any]) -> list[str]:
    """Return why a sentence without a condition needs one, in a list; empty if it needs none."""
    # “since {year}” says of which time something is, and orders nothing.
    words = wording.claim_words(_SINCE.sub(" ", literal_of(template, "{}")))
    said = [value for value in values.values() if type(value) is str]
    words += [word for value in said if (word := value.lower()) in wording.claim_words(value)]
    if not words:
        return []
    one, other = [*_comparable(template, values), "count", "other"][:2]
    condition = CONDITION.format(one, _asked(words, literal_of(template)), other)
    return [
        f"it claims ({', '.join(words)}) without {condition}; or say it without "
        f"{' and '.join(map(repr, dict.fromkeys(words)))}. {wording.LISTED}"
    ]


def unproven(template: str, values: Mapping[str, Any], holds: Collection[Hold]) -> list[str]:
    """Return which conditions a sentence lacks for what it claims, in a list; empty if none."""
    found = [] if holds else unheld(template, values)
    asked = NO_CLAIM in holds or any(hold.is_of_a_share() for hold in holds)
    if not asked and (most := wording.share_words(literal_of(template))):
        found.append(f"it says more than half ({', '.join(most)}) without {SHARE}")
    return found


def typed_numbers(template: str) -> list[str]:
    """Return the numbers that were typed into a template, in a list; empty if none were."""
    digits = ", ".join(wording.typed_digits(literal_of(template)))
    return [f"typed numbers ({digits}): numbers come in as values"] if digits else []
