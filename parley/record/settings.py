"""What a record says of itself in ``record.toml``: its name, its sides, words for its codes."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from parley import sides
from parley.tables import TABLES
from pressroom import plain, project
from pressroom.errors import DataError, Fault
from pressroom.nearest import nearest

FILE, LISTS = plain.FILE, ("countries", "administrations")
KEY = r"[a-z][a-z0-9_]*"


@dataclass(frozen=True)
class Settings(project.Settings):
    """The words and addresses that belong to a record, not to the code.

    Attributes
    ----------
    sides : dict
        For each side's code its ``label``, ``long`` name, and the ``key`` that the file gives it.
    labels : dict
        Display names of codes, by group (channel, level, status …).
    tables : tuple of str
        Tables that the record has; empty for all.
    hosts : dict
        Suffixes of hosts by the tier of what they publish; empty where sources are not judged.
    moved : dict
        What a meeting's id is now, by the id that it had before.
    """

    name: str = "Parley"
    title: str = "Record of talks"
    sides: dict[str, dict[str, str | list[str]]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    hosts: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    def side_names(self, form: str = "label") -> dict[str, str]:
        """Return the ``label``, ``long`` name or ``adjective`` of each side.

        Its label stands in for what is not given, and its code for the label.
        """
        given = {side: self.sides.get(side, {}) for side in ("us", "prc")}
        return {s: str(has.get(form, has.get("label", s.upper()))) for s, has in given.items()}

    def word(self, code: str, group: str | None = None) -> str | None:
        """Return the display name of a code, in one group or in the first that has it."""
        groups = [self.labels.get(group, {})] if group else self.labels.values()
        return next((words[code] for words in groups if code in words), None)


def read(folder: Path) -> Settings:
    """Return the settings of the record in `folder`; the defaults if it has no ``record.toml``.

    Raises
    ------
    DataError
        If the file is not TOML, or holds a setting that does not exist.
    """
    said = plain.read_settings(folder, Settings)
    known = [table.Config.name for table in TABLES]
    odd = [
        ("sides", side, "Write a key of small letters and digits, as [sides.eu]")
        for side in said.sides
        if not re.fullmatch(KEY, side) or side in sides.NEITHER
    ]
    if len(said.sides) > 2 or (len(said.sides) == 1 and not {*said.sides} <= {*sides.CODES}):
        odd.append(("sides", ", ".join(said.sides), "Name two sides, as [sides.eu] [sides.japan]"))
    odd += [("tables", name, nearest(name, known)) for name in said.tables if name not in known]
    odd += [
        (f"sides.{side}.{word}", str(value), "Write text, and countries as a list")
        for side, words in said.sides.items()
        for word, value in words.items()
        if isinstance(value, str) == (word in LISTS)
    ]
    if odd:
        raise DataError(
            [
                Fault(FILE, 0, where, value, "is not known here", remedy)
                for where, value, remedy in odd
            ]
        )
    return coded(said)


def coded(said: Settings) -> Settings:
    """Return settings with the sides by the codes that the program has for them, own keys kept."""
    keys = {*said.sides}
    own = sides.ordered(said.sides) if not keys <= {*sides.CODES} else sides.CODES
    code = dict(zip(own, sides.CODES, strict=True))
    named = {code[key]: words | {"key": key} for key, words in said.sides.items()}
    shown = {code.get(key, key): word for key, word in said.labels.get("side", {}).items()}
    labels = said.labels | ({"side": shown} if shown else {})
    return replace(said, sides=named, labels=labels)
