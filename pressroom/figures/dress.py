"""What a chart or table must wear before it may be shown, and the test of it."""

import re
from dataclasses import dataclass
from typing import Any

from pressroom import context, wording
from pressroom.figures.tabular import TableSpec
from pressroom.figures.tabular import faults as table_faults
from pressroom.say import TITLE_LENGTH, TITLE_WORDS

TEXT_LENGTH = 1200
DESCRIPTION_WORDS = 90
# Words for a look that turns round in dark mode, and that not everybody sees.
_TINTS = re.compile(r"\b(dark(er)?|paler?|gr[ea]y|blue|orange|teal|purple|in colou?r)\b", re.I)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Dress:
    """The words around a chart or table."""

    name: str
    title: str
    subtitle: str
    note: str
    source: Any
    description: str
    table: TableSpec


def faults(dress: Dress, needed: tuple[str, ...]) -> list[str]:
    """Return everything that `dress` lacks or should not say; `needed` names what must be there."""
    found = [] if _SLUG.fullmatch(dress.name) else ["its name is no slug: lower case, hyphens"]
    if not _is_new(dress.name):
        found.append("another figure of this report has its name")
    empty = [part for part in needed if not _has(getattr(dress, part))]
    found += [f"it has no {part}" for part in empty]
    if not isinstance(dress.source, str) and not all(map(_is_source, dress.source)):
        found.append("its source is neither text nor what record.cite returns")
    return found + _title_faults(dress.title) + _text_faults(dress) + table_faults(dress.table)


def _is_new(name: str) -> bool:
    run = context.current()
    return run.is_draft or name not in run.named


def _has(part: Any) -> bool:
    return bool(part.strip()) if isinstance(part, str) else bool(part)


def _is_source(each: Any) -> bool:
    return all(hasattr(each, name) for name in ("source_id", "publisher", "title", "accessed"))


def _title_faults(title: str) -> list[str]:
    found = []
    if (count := len(title.split())) > TITLE_WORDS:
        found.append(f"its title has {count} words, more than {TITLE_WORDS}")
    if len(title) > TITLE_LENGTH:
        found.append(f"its title has {len(title)} characters, more than {TITLE_LENGTH}")
    if title.endswith("."):
        found.append("its title ends in a full stop")
    found += [f"title: {fault}" for fault in wording.internal(plain(title))]
    return found + [f"title: {fault}" for fault in wording.faults(plain(title), "title")]


def _text_faults(dress: Dress) -> list[str]:
    found = []
    if (count := len(dress.description.split())) > DESCRIPTION_WORDS:
        found.append(f"its description has {count} words, more than {DESCRIPTION_WORDS}")
    for part in ("subtitle", "note", "description"):
        text = getattr(dress, part)
        if len(text) > TEXT_LENGTH:
            found.append(f"its {part} has {len(text)} characters, more than {TEXT_LENGTH}")
        said = (*wording.faults(plain(text)), *wording.internal(plain(text)))
        found += [f"{part}: {fault}" for fault in said]
    return found


def tints(text: str) -> list[str]:
    """Return the words of a text that tell marks apart by their colour.

    Examples
    --------
    >>> tints("Pale: the usual range")
    ["'Pale' is a colour: say filled, hollow, outlined, thin or dashed"]
    """
    said = "is a colour: say filled, hollow, outlined, thin or dashed"
    return [f"{found[0]!r} {said}" for found in _TINTS.finditer(text)]


def plain(text: str) -> str:
    """Return `text` with the record's own words taken out: they are not ours to choose."""
    return text.own_words() if hasattr(text, "own_words") else str(text)
