"""Which column of a stranger's table is which: guessed from names, or said by flags."""

import re
import unicodedata
from collections.abc import Container

from pressroom.errors import UsageError
from pressroom.nearest import nearest

NEEDED = ("date", "title")
# English first, then German, French, Spanish, Italian, Chinese and Japanese, without accents.
WORDS: dict[str, tuple[str, ...]] = {
    "date": (
        "date", "day", "when", "start date", "meeting date", "datum", "jour", "fecha", "data",
        "日期", "日付", "time",
    ),
    "end": (
        "end date", "end", "last day", "until", "enddatum", "ende", "date de fin", "fecha fin",
        "结束日期", "終了日",
    ),
    "title": (
        "title", "meeting", "event", "name", "subject", "what", "titel", "intitule", "titre",
        "reunion", "rencontre", "sommet", "titulo", "titolo", "标题", "会议", "会談", "題名",
    ),
    "topics": (
        "topics", "topic", "issues", "themes", "tags", "agenda", "themen", "sujets", "sujet",
        "theme", "thematiques", "temas", "temi", "议题", "議題",
    ),
    "side": (
        "side", "whose", "party", "country", "according to", "reported by", "account", "selon",
        "cote", "partie", "seite", "lado", "parte", "一方",
    ),
    "place": (
        "place", "city", "location", "where", "venue", "ort", "lieu", "ville", "lugar", "ciudad",
        "luogo", "citta", "地点", "場所",
    ),
    "source": (
        "source", "url", "link", "reference", "quelle", "source url", "lien", "fuente", "fonte",
        "来源", "出典",
    ),
    "channel": ("channel", "track", "canal", "kanal"),
    "level": ("level", "rank", "niveau", "nivel", "ebene"),
    "format": ("format", "manner", "mode"),
}  # fmt: skip
MARKED = frozenset(("x", "✓", "✔", "☑", "1", "yes", "y", "true", "oui", "ja", "si", "是", "○"))
UNMARKED = frozenset(("", "0", "no", "n", "false", "non", "nein", "-", "–", "✗", "✘", "☐", "否"))


def chosen(header: list[str], said: dict[str, str]) -> dict[str, str]:
    """Return the column of each part that the table has.

    Parameters
    ----------
    header : list of str
        Its column names.
    said : dict
        Columns that a person has named, by part.

    Raises
    ------
    UsageError
        Naming every column said that is not there, and every part needed that was not found.

    Examples
    --------
    >>> chosen(["When", "Event", "Issues"], {})
    {'date': 'When', 'title': 'Event', 'topics': 'Issues'}
    """
    wrong = [
        f"--{part} {name!r}: the table has no such column. {nearest(name, header)}"
        for part, name in said.items()
        if name not in header
    ]
    found = dict(said)
    for part in WORDS:
        if part not in found and (name := guessed(part, header, set(found.values()))):
            found[part] = name
    for part in NEEDED:
        if part not in found:
            shown = ", ".join(header)
            wrong.append(f"no column looks like the {part}: say --{part} COLUMN, one of {shown}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return {part: found[part] for part in WORDS if part in found}


def guessed(part: str, header: list[str], taken: set[str]) -> str | None:
    """Return the column whose name is one of a part's words, or begins or ends with one."""
    free = {bare(name): name for name in header if name not in taken}
    for word in WORDS[part]:
        if word in free:
            return free[word]
    for word in WORDS[part]:
        for plain, name in free.items():
            if word in plain.split() or (not word.isascii() and word in plain):
                return name
    return None


def bare(name: str) -> str:
    """Return a column's name in lower case, without accents and underscores.

    Examples
    --------
    >>> bare("Intitulé_du  sommet")
    'intitule du sommet'
    """
    parts = unicodedata.normalize("NFKD", name.lower().replace("_", " "))
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def ticked(header: list[str], rows: list[dict[str, str]], taken: Container[str]) -> list[str]:
    """Return the columns that hold nothing but ticks: each is a topic, and a tick names it.

    Examples
    --------
    >>> ticked(["trade", "water"], [{"trade": "x", "water": ""}, {"trade": "", "water": "7"}], {})
    ['trade']
    """
    found = []
    for name in header:
        cells = {row[name].casefold() for row in rows}
        if name not in taken and cells <= MARKED | UNMARKED and cells & MARKED:
            found.append(name)
    return found


def addresses(header: list[str], rows: list[dict[str, str]], taken: Container[str]) -> str | None:
    """Return the first column whose cells are web addresses, blanks aside; None without one."""
    for name in header:
        cells = [row[name] for row in rows if row[name]]
        if name not in taken and cells and all(re.match(r"https?://\S+$", c) for c in cells):
            return name
    return None
