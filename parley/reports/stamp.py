"""What a report was made from, as hashes: the reason why it is fresh or stale.

Light on purpose: planning imports nothing of the numerical stack.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import parley
from parley import paths

LIBRARY = Path(parley.__file__).parent
SHOWN_BY = ("reports", "cli", "record/writing.py", "refresh", "scaffold")
LAW = (".py", ".mplstyle", ".toml")


def of_bytes(raw: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def of_file(path: Path) -> str:
    """Return the SHA-256 of a file; ``absent`` if there is none."""
    return of_bytes(path.read_bytes()) if path.is_file() else "absent"


def of_value(value: Any) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return of_bytes(json.dumps(value, sort_keys=True, default=str).encode())


def notebook_source(path: Path) -> str:
    """Return the hash of a notebook's cells, blind to outputs and editor metadata."""
    book = json.loads(path.read_text(encoding="utf-8"))
    kept = [
        [c["cell_type"], "".join(c["source"]), c.get("metadata", {}).get("tags", [])]
        for c in book["cells"]
    ]
    return of_value(kept)


def library() -> dict[str, str]:
    """Return the hash of each file of the library that can change what a notebook computes."""
    files = sorted(p for p in LIBRARY.rglob("*") if p.suffix in LAW)
    names = {p: p.relative_to(LIBRARY).as_posix() for p in files}
    return {f"library {n}": of_file(p) for p, n in names.items() if not n.startswith(SHOWN_BY)}


def page_parts() -> dict[str, str]:
    """Return the hash of each file that can change how a page is dressed, and nothing else."""
    files = sorted(p for p in (LIBRARY / "reports").rglob("*") if p.is_file())
    files = [p for p in files if "__pycache__" not in p.parts]
    return {f"page {p.relative_to(LIBRARY).as_posix()}": of_file(p) for p in files}


def surroundings() -> dict[str, str]:
    """Return the hash of the lock and the version of Python."""
    lock = paths.root() / "requirements.lock"
    return {"lock": of_file(lock), "Python": platform.python_version()}


def tables(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the hash of each named table's file, and of the record's own words."""
    found = {f"table {name}": of_file(folder / f"{name}.csv") for name in sorted(names)}
    return found | {"record.toml": of_file(folder / "record.toml")}


def of_run(
    notebook: Path, given: Mapping[str, Any], as_of: str | None, folder: Path, used: Iterable[str]
) -> dict[str, str]:
    """Return everything that a run of `notebook` depends on: what it is, and its hash.

    Parameters
    ----------
    notebook : Path
        The notebook file.
    given : mapping
        Parameters given to it.
    as_of : str or None
        Date fixed for the run.
    folder : Path
        The record.
    used : iterable of str
        Tables that it read.
    """
    return {
        "notebook": notebook_source(notebook),
        "parameters": of_value([dict(given), as_of]),
        **tables(folder, used),
        **library(),
        **surroundings(),
    }


def condensed(stamp: Mapping[str, str]) -> dict[str, str]:
    """Return a stamp as a page carries it: in a fixed order, the library's files as one hash."""
    library = {name: value for name, value in stamp.items() if name.startswith("library ")}
    rest = {name: value for name, value in stamp.items() if name not in library}
    return dict(sorted((rest | {"library": of_value(library)}).items()))


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return what changed between two stamps, in words, in a fixed order.

    Examples
    --------
    >>> differences({"notebook": "a", "lock": "x"}, {"notebook": "b", "lock": "x"})
    ['notebook']
    """
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
