"""The tables that runs were made from, kept by what they hold, so that a change can be told."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

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
    old, new = rows(then), rows(now)
    gone, come = (old - new).total(), (new - old).total()
    changed = min(gone, come)
    counts = {"added": come - changed, "changed": changed, "removed": gone - changed}
    said = [f"{n} row{'s' if n != 1 else ''} {what}" for what, n in counts.items() if n]
    return ", ".join(said) or "the same rows, written in another way"


def rows(path: Path) -> Counter:
    """Return how often each row stands in a CSV file."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return Counter(tuple(row) for row in csv.reader(io.StringIO(text, newline="")))
