"""The one door out for sentences. What passes is computed, and held true when it was said."""

import operator
import string
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from parley import citing, context, wording
from parley.errors import ClaimError
from parley.wording import Quoted

__all__ = ["Claim", "Quoted", "Said", "caution", "claim", "headline", "points", "text"]

MIME = "application/vnd.parley+json"
HEADLINE_WORDS = 20
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
    "in": lambda found, expected: found in expected,
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

    def is_met(self) -> bool:
        """Return whether it holds; a missing value never does."""
        if wording.is_missing(self.found) or wording.is_missing(self.expected):
            return False
        return bool(_OPERATORS[self.op](self.found, self.expected))

    def as_json(self) -> dict:
        """Return it as the page carries it."""
        return {
            "found": wording.plain(self.found),
            "op": self.op,
            "expected": wording.plain(self.expected),
            "what": self.what,
        }


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
    """

    template: str
    values: dict[str, Any]
    holds: tuple[Hold, ...]

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


def claim(template: str, holds: Iterable[Sequence] = (), **values: Any) -> Claim:
    """Return a sentence with its values filled in, once it is seen to be true.

    Parameters
    ----------
    template : str
        The sentence, with ``{name}`` or ``{name:format}`` where a value goes. It may hold no
        digit but in fixed names such as ``12-month``.
    holds : iterable of tuples
        ``(found, op, expected)`` or ``(found, op, expected, what)``; `op` is one of
        ``< <= == != >= > in``. A sentence that compares, orders or counts out (most, first,
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
    >>> claim("Deaths fell from {before:,} to {after:,}", [(69, "<", 110)], before=110, after=69)
    'Deaths fell from 110 to 69'
    """
    checks = tuple(_as_hold(template, each) for each in holds)
    for hold in checks:
        if not hold.is_met():
            raise ClaimError(
                f"the sentence no longer holds: {template!r}; {hold}, found {_shown(hold.found)}"
            )
    made = Claim(_fill(template, values))
    made.template, made.values, made.holds = template, dict(values), checks
    if faults := _sentence_faults(made):
        raise ClaimError(f"{str(made)!r}: " + "; ".join(faults))
    return made


def _as_hold(template: str, given: Sequence) -> Hold:
    if not isinstance(given, (tuple, list)) or len(given) not in (3, 4):
        raise ClaimError(f"{template!r}: a condition is (found, op, expected[, what]): {given!r}")
    if given[1] not in _OPERATORS:
        raise ClaimError(f"{template!r}: {given[1]!r} is not one of {', '.join(_OPERATORS)}")
    return Hold(*given)


def _shown(value: Any) -> str:
    return str(wording.plain(value))


def _fill(template: str, values: dict[str, Any]) -> str:
    fields = list(string.Formatter().parse(template))
    named = {name for _, name, _, _ in fields if name is not None}
    if stray := sorted(named ^ values.keys()):
        raise ClaimError(f"{template!r}: value and field do not meet: {', '.join(stray)}")
    parts = []
    for literal, name, spec, _ in fields:
        parts.append(literal)
        if name is not None:
            parts.append(_said(template, name, values[name], spec))
    return "".join(parts)


def _said(template: str, name: str, value: Any, spec: str) -> str:
    try:
        return wording.said(value, spec)
    except ValueError as error:
        raise ClaimError(f"{template!r}: {name} = {error}") from error


def _quotations(values: dict[str, Any]) -> list[Quoted]:
    nested = (item if isinstance(item, (list, tuple)) else [item] for item in values.values())
    return [value for items in nested for value in items if isinstance(value, Quoted)]


def _sentence_faults(made: Claim) -> list[str]:
    literal = " ".join(part[0] for part in string.Formatter().parse(made.template))
    said = [value for value in made.values.values() if type(value) is str]
    words = wording.claim_words(literal)
    words += [word for value in said if (word := value.lower()) in wording.claim_words(value)]
    found = [] if made.strip() else ["it is empty"]
    if digits := wording.typed_digits(literal):
        found.append(f"typed numbers ({', '.join(digits)}): numbers come in as values")
    if words and not made.holds:
        found.append(f"it claims ({', '.join(words)}) and has no holds")
    return found + [str(fault) for fault in wording.faults(made.own_words())]


class Said:
    """Something said to the reader, which a notebook shows and the page takes over.

    Attributes
    ----------
    kind : str
        ``headline``, ``points``, ``text`` or ``caution``.
    claims : tuple of Claim
        Its sentences.
    sources : tuple
        Where they rest on more than the record as a whole.
    reports : tuple of (str, str)
        Slug and name of the report behind each sentence; empty where they are the page's own.
    """

    def __init__(
        self,
        kind: str,
        claims: Iterable[Claim],
        sources: Iterable[Any] = (),
        reports: Iterable[tuple[str, str]] = (),
    ):
        self.kind, self.claims, self.sources = kind, tuple(claims), tuple(sources)
        self.reports = tuple(reports)

    def __str__(self) -> str:
        lead = "• " if self.kind == "points" else ""
        return "\n".join(lead + str(each) for each in self.claims)

    __repr__ = __str__

    def as_html(self) -> str:
        """Return it as the page shows it."""
        body = [each.as_html() for each in self.claims]
        notes = "".join(f" {citing.note(source)}" for source in self.sources)
        if self.kind == "points":
            links = [f" {_report_link(*each)}" for each in self.reports] or [""] * len(body)
            items = "".join(f"<li>{a}{b}</li>" for a, b in zip(body, links, strict=True))
            return f'<ul class="points">{items}</ul>'
        if self.kind == "headline":
            return f'<h1 class="headline">{body[0]}</h1>'
        mark = "caution" if self.kind == "caution" else "finding"
        return f'<p class="{mark}">{" ".join(body)}{notes}</p>'

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return {
            "text/plain": str(self),
            "text/markdown": self._as_markdown(),
            "text/html": self.as_html(),
            MIME: {
                "kind": self.kind,
                "claims": [each.as_json() for each in self.claims],
                "sources": [citing.as_json(source) for source in self.sources],
                "reports": [list(each) for each in self.reports],
            },
        }

    def _as_markdown(self) -> str:
        lead = {"headline": "# ", "points": "* ", "caution": "> "}.get(self.kind, "")
        safe = (escape(str(each), quote=False) for each in self.claims)
        return "\n".join(lead + each for each in safe)


def headline(sentence: Claim) -> Said:
    """Return the finding that becomes the page's title. Once per notebook.

    Raises
    ------
    ClaimError
        If `sentence` is no claim, is the second of its run, ends in a full stop, or has more than
        20 words.
    """
    _refuse_unless_claims([sentence])
    run = context.current()
    if not run.is_draft and "(headline)" in run.named:
        raise ClaimError(f"{str(sentence)!r} is the second headline of this notebook")
    if len(sentence.split()) > HEADLINE_WORDS or sentence.endswith("."):
        raise ClaimError(
            f"{str(sentence)!r}: a headline has at most {HEADLINE_WORDS} words and no full stop"
        )
    run.named.append("(headline)")
    return Said("headline", [sentence])


def _report_link(slug: str, name: str) -> str:
    return f'<a href="../{escape(slug)}/index.html">{escape(name)}</a>'


def points(*sentences: Claim, reports: Iterable[tuple[str, str]] = ()) -> Said:
    """Return the main points: three to five sentences, one message each.

    Parameters
    ----------
    *sentences : Claim
        The points.
    reports : iterable of (str, str), optional
        For a page that speaks for others: slug and name of the report behind each sentence.

    Raises
    ------
    ClaimError
        If one is no claim, they are fewer than three or more than five, or some but not all have
        their report.
    """
    reports = tuple(reports)
    _refuse_unless_claims(sentences)
    if reports and len(reports) != len(sentences):
        raise ClaimError(f"{len(sentences)} points have {len(reports)} reports: give each its own")
    if not 3 <= len(sentences) <= 5:
        raise ClaimError(f"there are three to five main points, not {len(sentences)}")
    return Said("points", sentences, reports=reports)


def text(
    sentence: str, *more: Claim, sources: Iterable = (), holds: Iterable = (), **values
) -> Said:
    """Return a paragraph, with notes that lead to its sources.

    Parameters
    ----------
    sentence : Claim or str
        A claim, or a template that becomes one with `holds` and `values`.
    *more : Claim
        Further sentences of the paragraph.
    sources : iterable of Source
        As ``record.cite`` returns them.

    Raises
    ------
    ClaimError
        As for `claim`.
    """
    first = sentence if isinstance(sentence, Claim) else claim(sentence, holds, **values)
    _refuse_unless_claims(more)
    return Said("text", [first, *more], sources)


def caution(sentence: str, sources: Iterable = (), **values: Any) -> Said:
    """Return a warning that the reader meets before the numbers.

    It needs no `holds`, as it says what cannot be said; its numbers still come in as values.

    Raises
    ------
    ClaimError
        If it is empty, holds typed numbers, or uses a word of the list.
    """
    if isinstance(sentence, Claim):
        return Said("caution", [sentence], sources)
    always = [(True, "==", True, "a caution claims nothing")]
    return Said("caution", [claim(sentence, always, **values)], sources)


def _refuse_unless_claims(sentences: Iterable[str]) -> None:
    if bare := [str(each) for each in sentences if not isinstance(each, Claim)]:
        raise ClaimError(f"{bare[0]!r} is typed text: make it with findings.claim(…)")
