"""The tables that runs were made from, kept by what they hold, so that a change can be told."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pressroom.build import stamp


def keep(store: Path, folder: Path, made_from: Mapping[str, str]) -> None:
    """Keep a copy of every table that a run was made from, once for each content.

    Parameters
    ----------
    store : Path
        Where the copies lie: ``<hash>.csv``.
    folder : Path
        The record.
    made_from : mapping
        A run's stamp.
    """
    store.mkdir(parents=True, exist_ok=True)
    for name, held in made_from.items():
        if not name.startswith("table ") or (target := store / f"{held}.csv").exists():
            continue
        raw = (folder / f"{name.removeprefix('table ')}.csv").read_bytes()
        if stamp.of_bytes(raw) == held:
            part = target.with_suffix(".part")
            part.write_bytes(raw)
            part.replace(target)


def prune(store: Path, wanted: set[str]) -> None:
    """Delete the copies whose hash is not in `wanted`."""
    for path in store.iterdir() if store.is_dir() else ():
        if path.stem not in wanted:
            path.unlink()


def changes(store: Path, held: str, now: Path) -> str:
    """Return how a table differs from the one that a run was made from, in rows.

    Parameters
    ----------
    store : Path
        Where the copies lie.
    held : str
        Hash of the table then.
    now : Path
        The table's file now.

    Returns
    -------
    str
        As in ``2 rows added, 1 changed``; ``changed`` where the old one was not kept.
    """
    then = store / f"{held}.csv"
    if not now.is_file():
        return "is gone"
    if not then.is_file():
        return "changed" if held != "absent" else "is new"
    if (found := differences(then, now)) is None:
        return "changed"
    counts = {"added": found.added, "changed": found.changed, "removed": found.removed}
    said = [f"{len(n)} row{'s' if len(n) != 1 else ''} {what}" for what, n in counts.items() if n]
    return ", ".join(said) or "the same rows, written in another way"


class Rows(NamedTuple):
    """How one table differs from an older one.

    Attributes
    ----------
    added, removed : list of tuple
        Keys of rows that came or went.
    changed : dict
        Key to its cells that differ: ``{column: (old, new)}``.
    """

    added: list[tuple[str, ...]]
    removed: list[tuple[str, ...]]
    changed: dict[tuple[str, ...], dict[str, tuple[str, str]]]


def differences(old: Path, new: Path, key: Sequence[str] = ()) -> Rows | None:
    """Return how a table differs, row by row; None where no columns name the rows of both.

    Parameters
    ----------
    old, new : Path
        CSV files; one that is missing is an empty table, and a column that is, blank.
    key : sequence of str
        Columns that name a row; the fewest leading ones that do if left out.
    """
    was, now = table(old), table(new)
    key = key or naming(was, now)
    if not key:
        return None
    before, after = by_key(was, key), by_key(now, key)
    cells = {k: unlike(before[k], row) for k, row in after.items() if k in before}
    return Rows(
        [k for k in after if k not in before],
        [k for k in before if k not in after],
        {k: found for k, found in cells.items() if found},
    )


def table(path: Path) -> list[list[str]]:
    """Return the rows of a CSV, its head first."""
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]


def naming(old: list[list[str]], new: list[list[str]]) -> list[str]:
    """Return the fewest leading columns that name a row in both tables; none if none do."""
    head = new[0] if new[0] == old[0] else []
    leading = (head[:width] for width in range(1, len(head) + 1))
    alone = (k for k in leading if all(len(by_key(t, k)) == len(t) - 1 for t in (old, new)))
    return next(alone, [])


def by_key(rows: list[list[str]], key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of a table, each a mapping, by their key."""
    head, *body = rows
    named = (dict(zip(head, row, strict=False)) for row in body)
    return {tuple(row.get(column, "") for column in key): row for row in named}


def unlike(was: dict[str, str], now: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the cells of a row that differ, old and new."""
    pairs = {name: (was.get(name, ""), now.get(name, "")) for name in dict.fromkeys([*was, *now])}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
