"""The log of mended pages: ``corrections.toml`` beside ``reports.toml``, written by hand.

Each entry says when an error of a published edition was mended, where it stood, and what is
right::

    [[correction]]
    date = 2026-11-21
    page = "reports/rain--north/index.html"
    where = "Rain in the north, figure 1"
    text = "The page said 6 wet months; there were 7."

The frozen page stays as it was. The entry stands on the corrections page of the front and in its
feed, and tags the report's changes in the next edition as corrected.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pressroom.errors import UsageError
from pressroom.page.bundle import Correction

NEEDED = ("date", "where", "text")
KNOWN = (*NEEDED, "page")


def read(path: Path) -> tuple[Correction, ...]:
    """Return the log, newest first; empty if there is none.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    UsageError
        If it is not TOML, or an entry lacks something or has something else: every fault at once.

    Examples
    --------
    >>> read(Path("no-such-file.toml"))
    ()
    """
    if not path.is_file():
        return ()
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read: {error}") from error
    entries = held.get("correction", [])
    faults = [f"unknown name {name!r}" for name in held if name != "correction"]
    if not isinstance(entries, list):
        raise UsageError(f"{path.name}: write each entry under [[correction]]")
    for number, entry in enumerate(entries, start=1):
        faults += [f"entry {number}: {fault}" for fault in _faults(entry)]
    if faults:
        raise UsageError(f"{path.name}: {'; '.join(faults)}")
    log = [Correction(**{**entry, "date": entry["date"].isoformat()}) for entry in entries]
    return tuple(sorted(log, key=lambda each: each.date, reverse=True))


def _faults(entry: dict) -> list[str]:
    found = [f"has no {name}" for name in NEEDED if not entry.get(name)]
    found += [f"unknown name {name!r}" for name in entry if name not in KNOWN]
    if entry.get("date") and type(entry["date"]) is not date:
        found.append("date is no date: write it like 2026-11-21, without quotes")
    texts = [name for name in KNOWN[1:] if not isinstance(entry.get(name, ""), str)]
    return found + [f"{name} is no text" for name in texts]


def known_by(log: Iterable[Correction], day: str) -> tuple[Correction, ...]:
    """Return the entries of the log that were there on a day, given as an ISO date."""
    return tuple(each for each in log if each.date <= day)
