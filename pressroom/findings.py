"""The one door out for sentences. What passes is computed, and held true when it was said.

And how a source is named after a sentence, under a figure, and in the values a page carries.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from pressroom import context, wording
from pressroom.claims import claim, unheld, unsaid
from pressroom.errors import ClaimError, line_of_cell
from pressroom.say import (
    HEADLINE_WORDS,
    MIME,
    Claim,
    Quoted,
    Sentence,
    aside,
    refusal,
    say,
    spoken,
    told,
    typed_faults,
)

__all__ = ["Claim", "Quoted", "Said", "caution", "headline", "points", "say", "text"]

_MOST_NAMED = 4
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(eq=False, repr=False)
class Said:
    """Something said to the reader, which a notebook shows and the page takes over.

    Attributes
    ----------
    kind : str
        ``headline``, ``points``, ``text`` or ``caution``.
    claims : sequence of Claim
        Its sentences.
    sources : tuple
        Where they rest on more than the record as a whole.
    reports : sequence of (str, str)
        Slug and name of the report behind each sentence; empty where they are the page's own.
    ways : list of str
        Of those said by another way than the first: which, and why; a draft shows it.
    refused : iterable of str
        Why a build refuses it, beside what its sentences say of themselves; told in a draft.
    """

    kind: str
    claims: Sequence[Claim]
    sources: Iterable[Any] = ()
    reports: Sequence[tuple[str, str]] = ()
    ways: Sequence[str] = ()
    refused: Sequence[str] = ()

    def __post_init__(self):
        self.sources, self.ways = tuple(self.sources), list(self.ways)
        self.refused = [*(each for said in self.claims for each in said.refused), *self.refused]

    def __str__(self) -> str:
        lead = "• " if self.kind == "points" else ""
        return "\n".join(lead + str(each) for each in self.claims)

    __repr__ = __str__

    def as_html(self) -> str:
        """Return it as the page shows it."""
        body = [each.as_html() for each in self.claims]
        notes = "".join(f" {note(source)}" for source in self.sources)
        if self.kind == "points":
            links = [
                f' <a href="../{escape(slug)}/index.html">{escape(name)}</a>'
                for slug, name in self.reports
            ] or [""] * len(body)
            items = "".join(f"<li>{a}{b}</li>" for a, b in zip(body, links, strict=True))
            return f'<ul class="points">{items}</ul>'
        if self.kind == "headline":
            return f'<h1 class="headline">{body[0]}</h1>'
        mark = "caution" if self.kind == "caution" else "finding"
        return f'<p class="{mark}">{" ".join(body)}{notes}</p>'

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        html = self.as_html() + refusal(self.refused)
        told = {"refused": self.refused} if self.refused else {}
        return {
            "text/plain": str(self),
            "text/markdown": self._as_markdown(),
            "text/html": html + (aside(self.ways) if context.current().is_draft else ""),
            MIME: {
                "kind": self.kind,
                "claims": [each.as_json() for each in self.claims],
                "sources": [as_json(source) for source in self.sources],
                "reports": [list(each) for each in self.reports],
                "ways": self.ways,
                **told,
            },
        }

    def _as_markdown(self) -> str:
        lead = {"headline": "# ", "points": "* ", "caution": "> "}.get(self.kind, "")
        safe = (escape(str(each), quote=False) for each in self.claims)
        return "\n".join(lead + each for each in safe)


def headline(sentence: Any) -> Said:
    """Return the finding that becomes the page's title. Once per notebook.

    Raises
    ------
    ClaimError
        If `sentence` is no claim, is the second of its run, ends in a full stop, or has more than
        20 words.
    """
    (said,) = claims_of([spoken(sentence, HEADLINE_WORDS)])
    run, refused = context.current(), ()
    if not run.is_draft and "(headline)" in run.named:
        refused += _refuse(f"{str(said)!r} is the second headline of this notebook")
    if not said.refused and (len(said.split()) > HEADLINE_WORDS or said.endswith(".")):
        rule = f"a headline has at most {HEADLINE_WORDS} words and no full stop"
        refused += _refuse(f"{str(said)!r}: {rule}")
    run.named.append("(headline)")
    return Said("headline", [said], ways=told(sentence), refused=refused)


def points(*sentences: Any, reports: Iterable[tuple[str, str]] = ()) -> Said:
    """Return the main points: three to five sentences, one message each.

    Parameters
    ----------
    *sentences : Claim, or what ``say`` returns
        The points; one that ends in ``| None`` may be left out.
    reports : iterable of (str, str), optional
        For a page that speaks for others: slug and name of the report behind each sentence.

    Raises
    ------
    ClaimError
        If one is no claim, they are fewer than three or more than five, or some but not all have
        their report.
    """
    reports, refused = tuple(reports), ()
    if reports and len(reports) != len(sentences):
        both = f"{len(sentences)} points have {len(reports)} reports"
        reports, refused = (), _refuse(f"{both}: give each its own")
    said = [spoken(each) for each in sentences]
    kept = [place for place, each in enumerate(said) if each is not None]
    reports = tuple(reports[place] for place in kept) if reports else ()
    said = claims_of(said[place] for place in kept)
    if not 3 <= len(said) <= 5:
        refused += _refuse(f"there are three to five main points, not {len(said)}")
    return Said("points", said, reports=reports, ways=told(*sentences), refused=refused)


def text(*sentences: Any, sources: Iterable = ()) -> Said | None:
    """Return a paragraph, with notes that lead to its sources.

    Parameters
    ----------
    *sentences : Claim, or what ``say`` returns
        The sentences of the paragraph; one that ends in ``| None`` may be left out.
    sources : iterable of Source
        As ``record.cite`` returns them.

    Returns
    -------
    Said or None
        None, which shows nothing, if every sentence may be left out and cannot be said.

    Raises
    ------
    ClaimError
        If one is no claim, or cannot be said.
    """
    said = claims_of(each for each in map(spoken, sentences) if each is not None)
    return Said("text", said, sources, ways=told(*sentences)) if said else None


def caution(sentence: Any, sources: Iterable = (), **values: Any) -> Said | None:
    """Return a warning that the reader meets before the numbers.

    It needs no `holds`, as it says what cannot be said; its numbers still come in as values.

    Raises
    ------
    ClaimError
        If it is empty, holds typed numbers, or uses a word of the list.
    """
    given = sentence
    if isinstance(sentence, Sentence):
        sentence = sentence.spoken(is_claim=False)
    if sentence is None:
        return None
    if isinstance(sentence, Claim):
        return Said("caution", [sentence], sources, ways=told(given))
    always = [(True, "==", True, "a caution claims nothing")]
    try:
        said = claim(sentence, always, **values)
    except ClaimError as error:
        said = unsaid(sentence, values, context.refuse(error))
    return Said("caution", [said], sources)


def claims_of(sentences: Iterable[Any]) -> list[Claim]:
    """Return sentences that were made with ``say``; any other is refused, with all its faults."""
    return [each if isinstance(each, Claim) else typed(str(each)) for each in sentences]


def typed(text: str) -> Claim:
    """Return typed text as a draft shows it, or raise ClaimError: which says all that is wrong."""
    place, plain = line_of_cell(), text.replace("{", "{{").replace("}", "}}")
    also = [*typed_faults(plain), *unheld(plain, {})]
    told = "; ".join([f"{text!r} is typed text: make it with say(…)", *also])
    return unsaid(plain, {}, _refuse(f"{place}: {told}" if place else told))


def _refuse(fault: str) -> tuple[str, ...]:
    return context.refuse(ClaimError(fault))


def note(source: Any) -> str:
    """Return the mark that leads to a source; the page puts its number in place of the id."""
    key = escape(wording.clean(source.source_id))
    return f'<a class="note" data-source="{key}" href="#source-{key}">[{key}]</a>'


def as_json(source: Any) -> dict:
    """Return a source as the page carries it: its fields by name."""
    return {name: wording.plain(value) for name, value in source._asdict().items()}


def source_line(source: str | Iterable, is_html: bool = False) -> str:
    """Return the line under a figure: publisher, titles with the note's mark, day of reading.

    Of more than four documents only the publishers are named; every one keeps its mark. In plain
    text, for a picture that travels alone, there are no marks.
    """

    def shown(text: str) -> str:
        return escape(wording.clean(text)) if is_html else wording.clean(text)

    def titled(each: Any) -> str:
        title = shown(each.title)
        return f'<cite class="record">{title}</cite> {note(each)}' if is_html else title

    if isinstance(source, str):
        return shown(source)
    documents = list(source)
    if len(documents) > _MOST_NAMED:
        marks = [note(each) for each in documents if is_html]
        return " ".join([shown(_publishers(documents)), *marks])
    # Neighbours of one publisher, read on one day, stand together: both are said once.
    same = groupby(documents, key=lambda each: (each.publisher, str(each.accessed)))
    groups = ((publisher, list(one)) for (publisher, _), one in same)
    return "; ".join(
        f"{shown(publisher)}, {wording.listed(map(titled, one))}{_read(one[0].accessed)}"
        for publisher, one in groups
    )


def _publishers(documents: list) -> str:
    names = list(dict.fromkeys(each.publisher for each in documents))
    if (more := len(names) - _MOST_NAMED) > 0:
        names = [*names[:_MOST_NAMED], f"{more} more"]
    told = wording.listed(names)
    if any("," in name for name in names):  # commas would not tell one from the next
        told = "; ".join(names)
    return f"{len(documents)} documents of {told}"


def _read(day: Any) -> str:
    if isinstance(day, str) and _DAY.fullmatch(day):
        day = date.fromisoformat(day)
    return "" if day == "" or wording.is_missing(day) else f", read {wording.said(day)}"
