"""How a source is named under a figure, after a sentence, and in the values a page carries."""

import re
from collections.abc import Iterable
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from pressroom import wording

_MOST_NAMED = 4
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def note(source: Any) -> str:
    """Return the mark that leads to a source; the page puts its number in place of the id."""
    key = escape(wording.clean(source.source_id))
    return f'<a class="note" data-source="{key}" href="#source-{key}">[{key}]</a>'


def as_json(source: Any) -> dict:
    """Return a source as the page carries it: its fields by name."""
    return {name: wording.plain(value) for name, value in source._asdict().items()}


def line_html(source: str | Iterable) -> str:
    """Return the line under a figure: publisher, titles with the note's mark, day of reading.

    Of more than four documents only the publishers are named; every one keeps its mark.
    """
    if isinstance(source, str):
        return escape(wording.clean(source))
    documents = list(source)
    if len(documents) > _MOST_NAMED:
        marks = " ".join(note(each) for each in documents)
        return f"{escape(_publishers(documents))} {marks}"
    return "; ".join(
        f"{_clean(publisher)}, {wording.listed(_title(each) for each in one)}{_read(one[0])}"
        for publisher, one in _grouped(documents)
    )


def line_text(source: str | Iterable) -> str:
    """Return the same line as plain text, for a picture that travels alone."""
    if isinstance(source, str):
        return wording.clean(source)
    documents = list(source)
    if len(documents) > _MOST_NAMED:
        return _publishers(documents)
    named = (
        f"{publisher}, {wording.listed(each.title for each in one)}{_read(one[0])}"
        for publisher, one in _grouped(documents)
    )
    return wording.clean("; ".join(named))


def _publishers(documents: list) -> str:
    names = list(dict.fromkeys(each.publisher for each in documents))
    more = len(names) - _MOST_NAMED
    if more > 0:
        names = [*names[:_MOST_NAMED], f"{more} more"]
    told = wording.listed(names)
    if any("," in name for name in names):  # commas would not tell one from the next
        told = "; ".join(names)
    return wording.clean(f"{len(documents)} documents of {told}")


def _grouped(documents: list) -> list[tuple[str, list]]:
    """Return neighbours of one publisher, read on one day, together: both are said once."""
    same = groupby(documents, key=lambda each: (each.publisher, str(each.accessed)))
    return [(key[0], list(one)) for key, one in same]


def _title(source: Any) -> str:
    return f'<cite class="record">{_clean(source.title)}</cite> {note(source)}'


def _clean(text: str) -> str:
    return escape(wording.clean(text))


def _read(source: Any) -> str:
    day = source.accessed
    if isinstance(day, str) and day:
        day = date.fromisoformat(day) if _DAY.fullmatch(day) else day
    return "" if day == "" or wording.is_missing(day) else f", read {wording.said(day)}"
