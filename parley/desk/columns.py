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
        "date",
        "day",
        "when",
        "start date",
        "meeting date",
        "datum",
        "zeitpunkt",
        "tag",
        "beginn",
        "termin",
        "jour",
        "fecha",
        "dia",
        "data",
        "日期",
        "时间",
        "時間",
        "日付",
        "time",
    ),
    "end": (
        "end date",
        "end",
        "last day",
        "until",
        "enddatum",
        "ende",
        "bis",
        "date de fin",
        "fin",
        "fecha fin",
        "fecha de fin",
        "hasta",
        "结束日期",
        "结束",
        "終了日",
    ),
    "title": (
        "title",
        "meeting",
        "event",
        "name",
        "subject",
        "what",
        "titel",
        "bezeichnung",
        "anlass",
        "treffen",
        "sitzung",
        "intitule",
        "objet",
        "titre",
        "reunion",
        "rencontre",
        "sommet",
        "titulo",
        "encuentro",
        "titolo",
        "标题",
        "名称",
        "会议",
        "会晤",
        "会談",
        "題名",
    ),
    "topics": (
        "topics",
        "topic",
        "issues",
        "themes",
        "tags",
        "agenda",
        "themen",
        "thema",
        "sujets",
        "sujet",
        "theme",
        "thematiques",
        "temas",
        "tema",
        "asuntos",
        "temi",
        "议题",
        "主题",
        "議題",
    ),
    "side": (
        "side",
        "whose",
        "readout by",
        "account of",
        "account by",
        "version of",
        "according to",
        "reported by",
        "statement by",
        "issued by",
        "published by",
        "account",
        "laut",
        "gemass",
        "gemaess",
        "darstellung von",
        "mitgeteilt von",
        "selon",
        "compte rendu de",
        "publie par",
        "segun",
        "comunicado de",
        "publicado por",
        "发布方",
        "发布者",
        "通报方",
        "说法",
        "一方",
        "cote",
        "partie",
        "seite",
        "lado",
        "parte",
        "party",
    ),
    "place": (
        "place",
        "city",
        "location",
        "where",
        "venue",
        "ort",
        "stadt",
        "lieu",
        "ville",
        "lugar",
        "ciudad",
        "sede",
        "luogo",
        "citta",
        "地点",
        "城市",
        "場所",
    ),
    "country": (
        "country",
        "host country",
        "host",
        "land",
        "gastgeberland",
        "pays",
        "pays hote",
        "pais",
        "pais anfitrion",
        "国家",
        "东道国",
    ),
    "source": (
        "source",
        "url",
        "link",
        "reference",
        "quelle",
        "beleg",
        "source url",
        "lien",
        "fuente",
        "enlace",
        "fonte",
        "来源",
        "链接",
        "出典",
    ),
    "channel": ("channel", "track", "canal", "kanal", "渠道"),
    "level": ("level", "rank", "niveau", "nivel", "ebene", "rang", "级别", "层级"),
    "format": ("format", "manner", "mode", "form", "formato", "形式", "方式"),
    "hours": (
        "hours",
        "duration",
        "length",
        "dauer",
        "stunden",
        "duree",
        "duracion",
        "horas",
        "时长",
        "小时",
    ),
}
MARKED = frozenset(("x", "✓", "✔", "☑", "1", "yes", "y", "true", "oui", "ja", "si", "是", "○"))
UNMARKED = frozenset(
    ("", "0", "no", "n", "false", "non", "nein", "-", "–", "✗", "✘", "☐", "否", "×")
)
NONE = "-"  # said of a part: the table has no column for it


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
        if name not in header and name != NONE
    ]
    found = {part: name for part, name in said.items() if name != NONE}
    for part in WORDS:
        if part not in said and (name := guessed(part, header, set(found.values()))):
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


def telling(header: list[str], rows: list[dict[str, str]], found: dict[str, str]) -> list[str]:
    """Return the columns, read for nothing or as the country, that may say whose account a row is.

    Such a column differs between rows of one meeting, and holds a few names again and again.

    Examples
    --------
    >>> rows = [{"d": "1", "t": "A", "by": "EU"}, {"d": "1", "t": "A", "by": "Japan"}]
    >>> telling(["d", "t", "by"], rows, {"date": "d", "title": "t"})
    ['by']
    """
    taken = {name for part, name in found.items() if part != "country"}
    told = []
    for name in header:
        values = {row[name] for row in rows if row[name]}
        if name in taken or not 2 <= len(values) <= 4 or len(values) > len(rows):
            continue
        by_meeting: dict[tuple, set[str]] = {}
        for row in rows:
            same = row[found["date"]], row[found["title"]]
            by_meeting.setdefault(same, set()).add(row[name])
        if any(len(each - {""}) > 1 for each in by_meeting.values()):
            told.append(name)
    return told


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
