"""What changed since the last edition, from the two editions' published data; what was mended.

The log of mended pages is ``corrections.toml`` beside ``reports.toml``, written by hand. Each entry
says when an error of a published edition was mended, where it stood, and what is right::

    [[correction]]
    date = 2026-11-21
    page = "reports/rain--north/index.html"
    where = "Rain in the north, figure 1"
    text = "The page said 6 wet months; there were 7."

The frozen page stays as it was. The entry stands on the corrections page of the front and in its
feed, and tags the report's changes in the next edition as corrected.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pressroom.build import plan, stamp
from pressroom.errors import UsageError
from pressroom.page.bundle import Bundle, Change, Correction
from pressroom.page.dress import clipped, plural
from pressroom.page.parts import finding_of, payloads
from pressroom.site import read_notebook
from pressroom.site.listing import files
from pressroom.wording import listed

SHOWN = 4
Reason = tuple[str, str]  # why values differ from the last edition's: in words, and by its tag


def with_changes(
    bundles: Iterable[Bundle], last: Path | None, corrections: Sequence[Correction] = ()
) -> list[Bundle]:
    """Return the reports, each with what changed since the last edition.

    Parameters
    ----------
    bundles : iterable of Bundle
        The reports of the edition to come.
    last : Path or None
        The last edition's folder; None where there is none, and then nothing is said.
    corrections : sequence of Correction
        The log: a report that it names is tagged as corrected.
    """
    if last is None:
        return list(bundles)
    held = json.loads((last / "manifest.json").read_text(encoding="utf-8"))
    before = {entry["slug"]: entry for entry in held["reports"]}
    since = held["edition"]["published"] or ""
    log = {each.page: each for each in corrections if each.page and each.date > since}
    return [
        replace(bundle, changes=changes(bundle, before.get(bundle.slug), last, log))
        for bundle in bundles
    ]


def changes(
    bundle: Bundle, before: Mapping | None, last: Path, log: Mapping[str, Correction]
) -> tuple[Change, ...]:
    """Return what changed in one report; empty if nothing did.

    Parameters
    ----------
    bundle : Bundle
        The report.
    before : mapping or None
        What the last edition's manifest says of it; None if it was not there.
    last : Path
        The last edition's folder.
    log : mapping
        Corrections by site path.
    """
    if before is None:
        return (Change("This report", "", "new", "It was not in the last edition", "new"),)
    reason = _reason(bundle, before["inputs"], log.get(bundle.path))
    was, now = before["finding"], finding_of(payloads(read_notebook(bundle.executed)))
    found = [Change("The finding", was, now, *reason)] if now != was else []
    old = {path.name: path for path in files((last / bundle.path).parent)}
    new = {path.name: path for path in files(bundle.files)}
    for name in sorted(name for name in {*old, *new} if name.endswith(".csv")):
        found += _file(name, old.get(name), new.get(name), reason)
    return tuple(found)


def _reason(bundle: Bundle, before: Mapping[str, str], correction: Correction | None) -> Reason:
    if correction:
        return correction.text, "corrected"
    moved = stamp.differences(before, bundle.inputs)
    if tables := [name.removeprefix("table ") for name in moved if name.startswith("table ")]:
        return f"Rows changed in {listed(tables)}", "revised"
    return "The way of computing changed; the tables did not", "method"


def _file(name: str, old: Path | None, new: Path | None, reason: Reason) -> list[Change]:
    item = f"Data of {name.removesuffix('.csv')}"
    if old is None:
        return [Change(item, "", "new", "It was not in the last edition", "new")]
    if new is None:
        return [Change(item, "shown", "", "It is no longer shown", "method")]
    if old.read_bytes() == new.read_bytes():
        return []
    if (rows := plan.differences(old, new)) is None:
        sizes = (plural(len(plan.table(path)) - 1, "row") for path in (old, new))
        return [Change(item, *sizes, f"{reason[0]}; the columns changed", reason[1])]
    return _cells(item, rows, reason)


def _cells(item: str, rows: plan.Rows, reason: Reason) -> list[Change]:
    found = [
        Change(item, *printed, *reason, ", ".join((*key, column)))
        for key, cells in rows.changed.items()
        for column, pair in cells.items()
        if (printed := tuple(map(_printed, pair))) and printed[0] != printed[1]
    ]
    if (rest := len(found) - SHOWN) > 0:
        found = [*found[:SHOWN], Change(item, "", plural(rest, "more value"), *reason)]
    if added := rows.added:
        new = plural(len(added), "new row"), "Added since the last edition", "new"
        found.append(Change(item, "", *new, _span(added)))
    if gone := rows.removed:
        found.append(Change(item, plural(len(gone), "row"), "", *reason, _span(gone)))
    return found


def _span(keys: list[tuple[str, ...]]) -> str:
    ends = dict.fromkeys((", ".join(keys[0]), ", ".join(keys[-1])))
    return " to ".join(ends)


def _printed(cell: str) -> str:
    """Return a cell as the table prints it; the last digits of a long fraction are no change."""
    try:
        return f"{float(cell):.4g}" if "." in cell else cell
    except ValueError:
        return clipped(cell, 120)


NEEDED = ("date", "where", "text")
KNOWN = (*NEEDED, "page")


def log_of(path: Path) -> tuple[Correction, ...]:
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
    >>> log_of(Path("no-such-file.toml"))
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
        faults += [f"entry {number}: {fault}" for fault in _entry_faults(entry)]
    if faults:
        raise UsageError(f"{path.name}: {'; '.join(faults)}")
    log = [Correction(**{**entry, "date": entry["date"].isoformat()}) for entry in entries]
    return tuple(sorted(log, key=lambda each: each.date, reverse=True))


def _entry_faults(entry: dict) -> list[str]:
    found = [f"has no {name}" for name in NEEDED if not entry.get(name)]
    found += [f"unknown name {name!r}" for name in entry if name not in KNOWN]
    if entry.get("date") and type(entry["date"]) is not date:
        found.append("date is no date: write it like 2026-11-21, without quotes")
    texts = [name for name in KNOWN[1:] if not isinstance(entry.get(name, ""), str)]
    return found + [f"{name} is no text" for name in texts]


def known_by(log: Iterable[Correction], day: str) -> tuple[Correction, ...]:
    """Return the entries of the log that were there on a day, given as an ISO date."""
    return tuple(each for each in log if each.date <= day)
