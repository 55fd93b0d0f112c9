"""What a notebook says: sentences with other ways of saying them, said at the doors."""

import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from typing import Any, NamedTuple

from pressroom import claims, context, project, wording
from pressroom.claims import Claim, UnsayableError
from pressroom.errors import ClaimError, Place
from pressroom.wording import Quoted

__all__ = ["Claim", "Quoted", "Sentence", "guide", "say", "share", "spoken"]

MIME = "application/vnd.pressroom+json"
UNTESTED = (
    "has no condition of its own, and stands after one that holds and is too long: shorten that, "
    "or say when this is true"
)
ANOTHER = "Add what to say then, by | say(…) behind it, or | None where the page may go without it"
ASIDE = '<details class="way" style="opacity:.65"><summary>'
REFUSED = re.compile('<p class="caution refused"[^>]*>.*?</p>', re.DOTALL)
BAR = "border-left:4px solid #c4314b;padding-left:.6em"  # in JupyterLab, which has no style of ours
HEADLINE_WORDS, TITLE_WORDS, TITLE_LENGTH = 20, 15, 160


class Way(NamedTuple):
    """One way of saying something: template, conditions, values, and where it stands."""

    template: str
    holds: tuple
    values: dict[str, Any]
    empty: tuple[str, ...]
    line: Place
    refused: tuple[str, ...] = ()

    def said(self, is_claim: bool = True) -> "Claim":
        """Return the sentence, or raise ClaimError with its line in the cell."""
        if self.refused:
            raise ClaimError("; ".join(self.refused))
        holds = self.holds if is_claim else (*self.holds, claims.NO_CLAIM)
        try:
            if self.empty:
                unknown = f"nothing is known for {', '.join(self.empty)}"
                raise UnsayableError(
                    f"{self.template!r}: {unknown}, and a fact without values is no condition",
                    unknown,
                )
            return claims.claim(self.template, holds, **self.values)
        except ClaimError as error:
            error.args = (f"{self.line}: {error}",)
            raise

    def loose(self, is_claim: bool) -> list[str]:
        """Return what it claims without a condition, said or not, with its line in the cell."""
        lacks = any(map(wording.is_missing, self.values.values()))  # and its fact a condition
        is_judged = is_claim and not (lacks or self.empty or self.refused)
        faults = claims.unproven(self.template, self.values, self.holds) if is_judged else []
        return [f"{self.line}: {self.template!r}: {'; '.join(faults)}"] if faults else []


class Sentence:
    """A sentence not yet said, and what to say in its place where it cannot be said.

    ``say(…) | say(…)`` is the first of the two that holds, has all its values and is short
    enough for its place. ``say(…) | None`` may be left out. A sentence alone stops the run where
    it fails.

    Attributes
    ----------
    ways : tuple
        Its ways, in order.
    told : str
        Once it is said by another way than the first, or left out: which, and why those before
        it were not.
    """

    def __init__(self, *ways: Way | None):
        self.ways, self.told = ways, ""

    def __or__(self, other: "Sentence | None") -> "Sentence":
        if other is not None and not isinstance(other, Sentence):
            raise ClaimError(f"{self.ways[-1].line}: after | stands say(…) or None, not {other!r}")
        return Sentence(*self.ways, *(other.ways if other else (None,)))

    def spoken(self, words: int = 1000, letters: int = 5000, is_claim: bool = True):
        """Return the first way of saying it that is true and fits; None where it is left out.

        Where faults are told, as in JupyterLab, it never fails: what a build refuses comes as it
        stands, with the reason in its ``refused``.

        Parameters
        ----------
        words, letters : int
            What its place has room for.
        is_claim : bool
            Whether comparing words need a condition; a caution's do not.

        Raises
        ------
        ClaimError
            If no way can be said, with each way, its line and its reason; or if one that holds
            is too long, and the next that could be said has no condition of its own: whether it
            is true beside the first, nobody has said.
        """
        first, *others = [way for way in self.ways if way]
        try:
            made = self._first(words, letters, is_claim)
        except ClaimError as error:
            told, meant = context.refuse(error), getattr(error, "way", first)
            made = claims.unsaid(meant.template, meant.values, told)
        loose = [fault for way in (first, *others) for fault in way.loose(is_claim)]
        if loose and not getattr(made, "refused", ()):
            context.refuse(ClaimError("\n".join(loose)))
            made = claims.unsaid(first.template, first.values, ()) if made is None else made
        if made is not None:
            faults = (fault for way in (first, *others) for fault in way.refused)
            made.refused = tuple(dict.fromkeys((*(made.refused or loose), *faults)))
        return made

    def _first(self, words: int, letters: int, is_claim: bool) -> Claim | None:
        """Return the first way of saying it that is true and fits, or raise ClaimError."""
        reasons, long, passed, meant = [], [], [], None
        first = next(way for way in self.ways if way)
        for way in self.ways:
            if way is None:
                self.told = self._told(first.template, f"left out ({first.line})", passed)
                return None
            if long and not way.holds:
                reasons.append(ClaimError(f"{way.line}: {way.template!r} {UNTESTED}"))
                passed.append("has no condition of its own")
                continue
            try:
                made = way.said(is_claim)
            except UnsayableError as error:
                reasons.append(error)
                passed.append(error.why)
                continue
            if len(made.split()) <= words and len(made) <= letters:
                place = f"the {ordinal(len(passed) + 1)} of {len(self.ways)} ways ({way.line})"
                self.told = self._told(made, place, passed)
                return made
            passed.append(f"has {len(made.split())} words, {len(made)} characters: too long")
            meant = meant or way
            long.append(
                ClaimError(
                    f"{way.line}: {str(made)!r} has {len(made.split())} words and {len(made)} "
                    f"characters; there is room for {words} and {letters}"
                )
            )
        if long:  # a way that does not hold is not what is to be mended
            reasons = [each for each in reasons if not isinstance(each, UnsayableError)]
        first_of, *others = map(str, long + reasons)
        if long:
            told = "\n".join([f"{first_of}: shorten it", *others])
        elif others:
            told = "\n".join(["it can be said in no way:", first_of, *others])
        else:
            told = f"{first_of}. {ANOTHER}"
        error = UnsayableError(told)
        error.way = meant or first
        raise error

    def _told(self, made: str, place: str, passed: list[str]) -> str:
        """Return what was said in `place` and why nothing before it; blank of the first."""
        if not passed:
            return ""
        said = [f"the {ordinal(n)}: {why}" for n, why in enumerate(passed, start=1)]
        return f"“{' '.join(made.split()[:5])} …” is {place}. Not {'; '.join(said)}"


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    tens = "th" if number % 100 in (11, 12, 13) else ""
    return f"{number}{tens or {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def told(*given: Any) -> list[str]:
    """Return of sentences that were said which of them were said by another way than the first."""
    return [each.told for each in given if isinstance(each, Sentence) and each.told]


def aside(ways: Sequence[str]) -> str:
    """Return what a draft adds beneath what was said; `without_aside` takes it away again."""
    said = "".join(f"<div><small>{escape(way)}</small></div>" for way in ways)
    return f"{ASIDE}<small>Not the first way: why</small></summary>{said}</details>" if said else ""


def refusal(refused: Sequence[str], says: str = "A build refuses this:") -> str:
    """Return what stands beneath something that no build takes: each reason, a paragraph."""
    look = f' style="{BAR}"' if context.current().is_draft else ""
    lead = f'<p class="caution refused"{look}><strong>{says}</strong> '
    return "".join(f"{lead}{escape(each)}</p>" for each in refused)


def without_aside(html: str) -> str:
    """Return what was said without what a draft adds: no page shows it.

    Examples
    --------
    >>> without_aside("<p>Rain fell</p>" + aside(["“Rain fell …” is the 2nd of 2 ways"]))
    '<p>Rain fell</p>'
    """
    return html.partition(ASIDE)[0]


def say(template: str, *given: Any, **values: Any) -> Sentence:
    """Return a sentence for the doors, said when it is shown: a template and what fills it.

    Parameters
    ----------
    template : str
        As for `claim`; ``{peak.month}`` takes a part of a value.
    *given : facts or conditions
        A fact is whatever has ``holds``: its fields fill the template, and its conditions must
        be met. One whose fields are all missing is no condition: the sentence is not said. A
        condition is a tuple, as for `claim`.
    **values
        What else goes in; a fact among them must hold too.

    Raises
    ------
    ClaimError
        At once, whichever way will be said, if the template holds typed numbers or a word of the
        list, if a field has no value or a value no field, or if a condition compares two
        constants.

    Examples
    --------
    >>> from collections import namedtuple
    >>> top = namedtuple("Top", "label m n holds")
    >>> few, none = top("North", 3, 9, [(3, "<=", 9)]), top(None, None, None, ())
    >>> [str((say("{label}: {m} of {n}", each) | say("No town")).spoken()) for each in (few, none)]
    ['North: 3 of 9', 'No town']
    """
    frame = sys._getframe(1)
    line = Place(frame.f_code.co_filename, frame.f_lineno)
    try:
        return Sentence(_way(template, given, values, line, frame.f_code.co_consts))
    except ClaimError as error:
        told = context.refuse(error)
    facts = [each for each in (*given, *values.values()) if _is_fact(each)]
    with suppress(ClaimError):
        values = _values(template, facts, values)
    return Sentence(Way(template, (), values, (), line, told))


def share(part: Any, *of: Any) -> float | None:
    """Return what part of a sum something is; None where a value is missing or the sum is nought.

    For conditions, which are computed also where a fact knows nothing: ``None / None`` ends a run.

    Examples
    --------
    >>> share(3, 4), share(3, 3, 9), share(None, None), share(0, 0)
    (0.75, 0.25, None, None)
    """
    missing = any(map(wording.is_missing, (part, *of)))
    return None if missing or not (whole := sum(of)) else float(part / whole)


def _way(template: str, given: tuple, values: dict[str, Any], line: Place, constants: tuple) -> Way:
    """Return one way of saying something, or raise ClaimError with all that is wrong with it."""
    facts = [each for each in (*given, *values.values()) if _is_fact(each)]
    holds = [each for each in given if not _is_fact(each)]
    if fixed := [each for each in holds if _is_constant(each, constants)]:
        raise ClaimError(
            f"{line}: {template!r}: {fixed[0]!r} compares constants: it holds whatever the data say"
        )
    try:
        holds += [hold for fact in facts for hold in fact.holds]
        checks = tuple(claims.as_hold(template, each) for each in holds)
        filled = _values(template, facts, values)
    except ClaimError as error:
        raise ClaimError(f"{line}: {error}") from error
    empty = tuple(type(fact).__name__ for fact in facts if _is_empty(fact))
    way = Way(template, checks, filled, empty, line)
    if faults := _template_faults(way):
        raise ClaimError(f"{line}: {template!r}: " + "; ".join(faults))
    return way


def _is_constant(hold: Any, constants: tuple) -> bool:
    """Return whether a condition was typed whole: Python keeps such a tuple with the code."""
    return any(
        each is hold or (isinstance(each, tuple) and any(part is hold for part in each))
        for each in constants
    )


def _is_empty(fact: Any) -> bool:
    names = getattr(fact, "_fields", None) or vars(fact)
    return all(wording.is_missing(getattr(fact, name)) for name in names if name != "holds")


def _values(template: str, facts: list, values: dict[str, Any]) -> dict[str, Any]:
    """Return what fills each field: a value, a part of a value, or a field of a fact."""
    filled, used = {}, set()
    for name in claims.fields_of(template):
        start, _, rest = name.partition(".")
        if start in values:
            used.add(start)
            filled[name] = _part(template, values[start], rest)
        elif (fact := next((each for each in facts if _has(each, start)), None)) is not None:
            filled[name] = _part(template, fact, name)
    # A fact may be given by name for its conditions alone; any other value needs its field.
    unused = {k: v for k, v in values.items() if k not in used and not _is_fact(v)}
    return filled | unused


def _has(fact: Any, name: str) -> bool:
    """Return whether a fact has such a field; what every tuple can do is none."""
    return (hasattr(fact, name) and not hasattr(tuple, name)) or name in getattr(
        fact, "_fields", ()
    )


def _part(template: str, value: Any, path: str) -> Any:
    """Return a part of a value, as ``month`` or ``peak.month``; missing where the value is."""
    for name in path.split(".") if path else ():
        if value is not None and not _has(value, name):
            raise ClaimError(f"{template!r}: {type(value).__name__} has no {name}")
        value = None if value is None else getattr(value, name)
    return value


def _is_fact(value: Any) -> bool:
    return hasattr(value, "holds") and not callable(value.holds)


def _template_faults(way: Way) -> list[str]:
    """Return what is wrong with a way of saying it, whatever the data say."""
    known = project.fields_of(way.template)
    named = set(claims.fields_of(way.template)) - known.keys()
    found = typed_faults(way.template)
    found += [stray] if (stray := claims.unmet(named, way.values)) else []
    return found + (claims.unheld(way.template, way.values) if found and not way.holds else [])


def typed_faults(template: str) -> list[str]:
    """Return the typed numbers and the words of the list in a template."""
    found = claims.typed_numbers(template)
    return found + [str(fault) for fault in wording.faults(claims.literal_of(template, "Name"))]


def spoken(sentence: Any, words: int = 1000, letters: int = 5000, is_claim: bool = True) -> Any:
    """Return a sentence said; whatever else it is as it stands."""
    if isinstance(sentence, Sentence):
        return sentence.spoken(words, letters, is_claim)
    return sentence


def guide(sentence: Any) -> Any:
    """Return what a subtitle, note or caption says: how to read a figure, which claims nothing."""
    said = spoken(sentence, is_claim=False) or ""
    return project.fill(said) if type(said) is str else said
