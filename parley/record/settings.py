"""What a record says of itself in ``record.toml``: its name, its sides, words for its codes."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from pressroom.errors import DataError, Fault

FILE = "record.toml"


@dataclass(frozen=True)
class Settings:
    """The words and addresses that belong to a record, not to the code.

    Attributes
    ----------
    name, title, description : str
        What the record is called; what it is about; the same in a sentence.
    sides : dict
        For each side's code its ``label`` and ``long`` name.
    labels : dict
        Display names of codes, by group (channel, level, status …).
    licence, licence_url : str
        Licence of the compiled data.
    site_url, contact, next_edition : str
        Blank where not configured; then no page claims them.
    tables : tuple of str
        Tables that the record has; empty for all.
    hosts : dict
        Suffixes of hosts by the tier of what they publish; empty where sources are not judged.
    """

    name: str = "Parley"
    title: str = "Record of talks"
    description: str = ""
    sides: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    licence: str = ""
    licence_url: str = ""
    site_url: str = ""
    contact: str = ""
    next_edition: str = ""
    tables: tuple[str, ...] = ()
    hosts: dict[str, list[str]] = field(default_factory=dict)

    def side_names(self, form: str = "label") -> dict[str, str]:
        """Return the ``label`` or ``long`` name of each side; its code where none is given."""
        return {side: self.sides.get(side, {}).get(form, side.upper()) for side in ("us", "prc")}

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
    path = folder / FILE
    if not path.is_file():
        return Settings()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused("", str(error), "Write it as TOML, UTF-8") from error
    known = Settings.__dataclass_fields__
    if unknown := [name for name in given if name not in known]:
        raise refused(unknown[0], "is not a setting", f"Known: {', '.join(known)}")
    return Settings(**{n: tuple(v) if isinstance(v, list) else v for n, v in given.items()})


def refused(column: str, problem: str, remedy: str) -> DataError:
    """Return the error for a fault of ``record.toml``."""
    return DataError([Fault(FILE, 0, column, "", problem, remedy)])
