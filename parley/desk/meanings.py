"""What a stranger's word for a rank, a channel or a manner is in the record's codes."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from parley.coding.names import bare, city
from parley.desk.new import key
from parley.record import writing
from parley.tables import cells, talks

LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
BY_SOUND = (
    "topics in another script have about their sound as keys, which stand in addresses: "
    "replace them in topics.csv and mentions.csv before a first edition, if you like"
)
CODES = {"level": talks.LEVELS, "format": talks.FORMATS, "channel": talks.CHANNELS}


def code(part: str, said: str) -> str:
    """Return the code that a word means; blank where it is none.

    Examples
    --------
    >>> code("level", "Ministers"), code("level", "Vice-Ministers"), code("format", "Telefonat")
    ('minister', 'vice_minister', 'call')
    >>> code("level", "Staatssekretäre im Amt"), code("level", "Cancilleres")
    ('vice_minister', 'minister')
    >>> code("level", "grand"), code("channel", "Foreign Ministers' track")
    ('', '')
    """
    plain = key_of(said)
    for one in CODES[part]:
        if plain in (key_of(one), key_of(one).rstrip("s"), f"{key_of(one)}s"):
            return one
        if plain in {key_of(word) for word in LISTS["codes"][part].get(one, "").split()}:
            return one
    stems = LISTS["patterns"].get(part, ())
    return next((one for one, stem in stems if re.search(stem, plain)), "")


def manner(said: str) -> str:
    """Return how a meeting was held by what is said of it: in person, if nothing else is.

    Examples
    --------
    >>> manner("telefonat der minister"), manner("gipfel"), manner("sommet virtuel")
    ('call', 'in_person', 'video')
    >>> manner("by phone"), manner("Callao, Peru"), manner("via zoom")
    ('call', 'in_person', 'video')
    """
    return next(
        (one for one, words in LISTS["patterns"]["manner"] if re.search(words, said)), "in_person"
    )


def place(said: str) -> str:
    """Return a place; blank where the words say how they spoke from afar instead.

    Examples
    --------
    >>> place("Geneva"), place("online"), place("by phone")
    ('Geneva', '', '')
    """
    return said if manner(said.lower()) == "in_person" else ""


def cities_of(held: list[str], said: list[str]) -> dict[str, str]:
    """Return the name for all of each city that is written in more than one way.

    Parameters
    ----------
    held : list of str
        Cities of the record: the newest spelling stands.
    said : list of str
        Those of a table; where the record has none of them, the English name stands.

    Examples
    --------
    >>> cities_of([], ["Tokio", "Tokyo", "Köln"]), cities_of(["Tokio"], ["Tokyo"])
    ({'Tokio': 'Tokyo'}, {'Tokyo': 'Tokio'})
    """
    known = {name: each for name in {*held, *said} if (each := city(place(name)))}
    stands = {known[name]: name for name in held if name in known}
    several = {each for each, count in Counter(known.values()).items() if count > 1}
    found = {
        name: stands.get(known[name], known[name]) for name in dict.fromkeys(said) if name in known
    }
    return {name: one for name, one in found.items() if one != name and known[name] in several}


def sides_of(said: str, names: dict[str, list[str]]) -> tuple[str, ...] | None:
    """Return the sides whose account a word means; None if it means none.

    Parameters
    ----------
    said : str
        A cell.
    names : dict
        By the code of each side its key and names.

    Examples
    --------
    >>> sides_of("Beide", {"us": ["eu"], "prc": ["japan"]}), sides_of("Mars", {})
    (('us', 'prc'), None)
    """
    plain = key_of(said)
    for side, known in names.items():
        if plain in map(key_of, known):
            return (side,)
    if plain in map(key_of, LISTS["cells"]["both"].split()):
        return talks.SIDES
    return ("press",) if plain in map(key_of, LISTS["cells"]["press"].split()) else None


def topics(cell: str, known, divided_by: str = "") -> list[str]:
    """Return the topics that a cell lists; commas divide where each part is a topic, or if told.

    Examples
    --------
    >>> topics("Trade; Chips、AI", ()), topics("Trade, Chips", ()), topics("Trade, Chips", (), ",")
    (['Trade', 'Chips', 'AI'], ['Trade, Chips'], ['Trade', 'Chips'])
    """
    found = []
    for part in re.split(r"[;；|\n、]|\s/\s", cell):
        pieces = [piece.strip() for piece in re.split("[,，]", part)]
        is_list = divided_by == "," or all(piece.casefold() in known for piece in pieces)
        found += pieces if is_list else [part.strip()]
    return [each for each in found if each]


def is_listed(cells: Iterable[str]) -> bool:
    """Return whether commas part the topics of a column: most of what they part comes up again.

    Examples
    --------
    >>> is_listed(["Trade, Chips", "Chips", "Trade"]), is_listed(["Trade, fair and free", "AI"])
    (True, False)
    """
    held = [[piece.strip().casefold() for piece in re.split("[,，]", cell)] for cell in cells]
    times = Counter(piece for pieces in held for piece in {*pieces})
    parted = {piece for pieces in held if len(pieces) > 1 for piece in pieces}
    return bool(parted) and sum(times[piece] > 1 for piece in parted) * 2 > len(parted)


def hours(cell: str, head: str = "") -> str:
    """Return a length in hours as the record writes it; ValueError in words if it is none.

    A bare number is in minutes where the head of its column says so.

    Examples
    --------
    >>> hours("1,5"), hours("2 h"), hours("90 min"), hours("90", "minutes")
    ('1.5', '2', '1.5', '1.5')
    """
    said = re.fullmatch(
        r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)\s*(h|hours?|hrs?|stunden?|std\.?|heures?|horas?|小时|min\w*|分钟)?",
        cell.strip(),
        re.IGNORECASE,
    )
    number = float(said[1].replace(",", ".")) if said else -1.0
    unit = (said[2] or head).lower() if said else ""
    if re.search(r"\bmin(ut\w*)?\b|分钟", unit):
        number /= 60
    if not 0 <= number <= 240:
        raise ValueError(f"{cell[:40]!r} is no length in hours: write it like 1.5")
    return f"{number:.2f}".rstrip("0").rstrip(".")


def coded(words: str) -> str:
    """Return the key of a topic's words; of words in another script about as they sound.

    Examples
    --------
    >>> coded("Arms control"), coded("贸易"), coded("US")
    ('arms_control', 'maoyi', 'us_topic')
    """
    from anyascii import anyascii  # its tables are read by few

    if (plain := key(words)) in talks.SIDES:
        return f"{plain}_topic"  # the code's own words for the sides stay free of topics
    return plain or key(anyascii("".join(c for c in words if c.isalnum() or c.isspace())))


def refused(text: str, longest: int) -> str:
    """Return why a text may not stand in a cell, with the remedy; blank if it may."""
    try:
        cells.Text(longest).read(text)
    except cells.CellError as error:
        return f"{error.problem}. {error.remedy}"
    return ""


def key_of(words: str) -> str:
    """Return words without accents, capitals, hyphens and underscores."""
    return " ".join(re.sub(r"[_\-–]", " ", bare(words)).split())


@dataclass
class Ways:
    """How a table is to be read, where a person has said so.

    Attributes
    ----------
    said : dict
        Column of each part, by part.
    order : str or None
        ``dmy`` or ``mdy``.
    whose : str
        Side whose account a row is where no column says it: its key or name, both or press; the
        first side's where left blank.
    divided_by : str
        ``,`` where commas part the topics of a cell.
    cities : dict
        Country of a city, as two letters, where a person has said it.
    today : str
        ISO date on which the rows enter the record.
    skip_bad : bool
        Leave out rows that cannot be placed, instead of refusing all.
    """

    said: dict[str, str] = field(default_factory=dict)
    order: str | None = None
    whose: str = ""
    divided_by: str = ""
    cities: dict[str, str] = field(default_factory=dict)
    today: str = ""
    skip_bad: bool = False


@dataclass
class Understood:
    """What a table would add, and what could not be placed.

    Attributes
    ----------
    added, changed : dict of lists of rows
        By table, as `writing.plan` takes them.
    table : list of tuple of str
        Of each part: its name, its column, a cell of that, and how that cell is read.
    notes : list of str
        What was understood or assumed.
    faults : list of str
        What could not be placed, by row.
    """

    added: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    changed: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    table: list[tuple[str, str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def plan(self, folder: Path) -> writing.Plan:
        """Return the plan that writes it."""
        return writing.plan(folder, self.added, self.changed)

    def counts(self) -> str:
        """Return how many rows each table gets, in words."""
        listed = [f"{len(rows)} to {name}.csv" for name, rows in self.added.items() if rows]
        return ", ".join(listed) or "nothing"

    def as_table(self) -> list[str]:
        """Return the table of what was understood, a line a part, in columns."""
        heads = ("part", "column", "a cell of it", "is read as")
        cut = [tuple(short(cell, 28) for cell in row) for row in [heads, *self.table]]
        widths = [max(map(wide, column)) for column in zip(*cut, strict=True)]
        return [
            "  ".join(
                ["", *(c + " " * (w - wide(c)) for c, w in zip(row, widths, strict=True))]
            ).rstrip()
            for row in cut
        ]


def short(text: str, most: int) -> str:
    """Return a text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def wide(text: str) -> int:
    """Return how many places of a terminal a text takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
