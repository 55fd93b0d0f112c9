"""What a report was made from, as hashes: the reason why it is fresh or stale.

Light on purpose: planning imports nothing of the numerical stack.
"""

import ast
import hashlib
import itertools
import json
import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeAlias

from pressroom import paths
from pressroom.build.job import EXPLORE
from pressroom.build.notebook import cells, parsed
from pressroom.errors import UsageError
from pressroom.project import current

LIBRARY = Path(paths.__file__).parents[1]
ROOMS = ("build", "page", "site", "gate", "templates", "editions")  # that dress a page
BODIES = ("body", "orelse", "finalbody", "handlers", "cases")  # where statements hold others
ENGINE = ("pressroom/build/kernels", "pressroom/build/stamp.py")
Asked: TypeAlias = frozenset[tuple[str, tuple[str, ...]]]


def packages() -> tuple[str, ...]:
    """Return the packages whose files count: the press, and those of the project."""
    return ("pressroom", *current().packages)


def place(name: str) -> Path:
    """Return where a file or package that counts lies: in the project, or beside the press."""
    return base(name.partition("/")[0].removesuffix(".py"), paths.root()) / name


@cache
def base(package: str, root: Path) -> Path:
    """Return the folder that holds a package or module."""
    inside = (root / package).is_dir() or (root / f"{package}.py").is_file()
    return root if inside else LIBRARY


def page() -> tuple[str, ...]:
    """Return the beginnings of the files that can change how a page is dressed."""
    return (*(f"pressroom/{room}" for room in ROOMS), *current().dresses)


def of_bytes(raw: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def of_file(path: Path) -> str:
    """Return the SHA-256 of a file; ``absent`` if there is none."""
    try:
        return of_bytes(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        return "absent"


def of_value(value: Any) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return of_bytes(json.dumps(value, sort_keys=True, default=str).encode())


def as_found(path: Path) -> str:
    """Return the SHA-256 of a file and when it was last touched, which nobody can put back."""
    state = path.stat()
    return f"{of_same_file(path)} {state.st_ctime_ns} {state.st_ino}"


_seen: dict[Path, tuple[int, int, str]] = {}


def of_same_file(path: Path) -> str:
    """Return the SHA-256 of a file, read again only if its time or size has changed."""
    try:
        state = path.stat()
    except OSError:
        return "absent"
    if not S_ISREG(state.st_mode):  # a pipe would be waited for
        return "no file"
    when, size, held = _seen.get(path, (0, 0, ""))
    if (when, size) != (state.st_mtime_ns, state.st_size):
        held = of_file(path)
        _seen[path] = state.st_mtime_ns, state.st_size, held
    return held


def notebook_source(path: Path) -> str:
    """Return the hash of a notebook's cells, blind to outputs and editor metadata.

    Notes
    -----
    Cells tagged ``explore`` do not count: no run executes them and no page shows them.
    """
    return cells_of(path, of_same_file(path))


@cache
def cells_of(path: Path, held: str) -> str:
    """Return the hash of the cells of a notebook file whose own hash is `held`."""
    try:
        kept = [
            [cell["cell_type"], cell["source"], cell["metadata"].get("tags", [])]
            for cell in cells(path)
            if EXPLORE not in cell["metadata"].get("tags", [])
        ]
    except UsageError:
        return held  # it is no notebook: the plan says so
    return of_value(kept)


def law() -> tuple[str, ...]:
    """Return the files of the library that can change what a notebook computes."""
    names = [name for name in package_files() if name.endswith((".py", ".mplstyle", ".toml"))]
    apart = (*page(), "pressroom/cli", *current().apart)
    return tuple(n for n in names if n.startswith(ENGINE) or not n.startswith(apart))


def package_files() -> list[str]:
    """Return every file of the library but what Python makes itself, from the folder above it."""
    found = []
    for package in packages():
        folder = place(package)
        above = f"{folder.parent}/"
        found += [f"{package}.py"] if folder.with_suffix(".py").is_file() else []
        for at, inner, files in os.walk(folder):
            inner[:] = [name for name in inner if name != "__pycache__"]
            found += [f"{at}/{name}".removeprefix(above) for name in files]
    return sorted(found)


def engine() -> tuple[str, ...]:
    """Return the files that run a notebook or find its imports: they count for every report."""
    return tuple(name for name in law() if name.startswith(ENGINE))


@cache
def imports(path: Path, held: str) -> frozenset[str]:
    """Return the files of the library that one of its files imports, its hash being `held`."""
    return files_of(asked(path, held))


@cache
def from_outside(path: Path, held: str) -> frozenset[str]:
    """Return the modules of other packages that a file of the library imports anywhere in it."""
    found = {module for module, _ in asked(path, held)}
    return frozenset(name for name in found if name and name.partition(".")[0] not in packages())


@cache
def asked(path: Path, held: str) -> Asked:
    """Return what a file of the library imports: it is read once for both."""
    root = paths.root()
    around = path.relative_to(root if path.is_relative_to(root) else LIBRARY)
    tree = parsed.__wrapped__(path.read_text(encoding="utf-8"))  # read once: not to be kept
    return asked_in(tree, around.parent.parts)


def asked_in(tree: ast.Module, within: tuple[str, ...] = ()) -> Asked:
    """Return the modules that some code imports, each with the names that it takes from it.

    `within` has the names of the packages around it, the outermost first: relative imports start
    there.

    Notes
    -----
    However deep in it they stand: in statements alone, which are few beside expressions.
    """
    found, waiting = set(), [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {(alias.name, ()) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            around = within[: len(within) + 1 - node.level] if node.level else ()
            module = ".".join([*around, *filter(None, [node.module])])
            found.add((module, tuple(alias.name for alias in node.names)))
        for part in BODIES:
            waiting += getattr(node, part, ())
    return frozenset(found)


def imported_by(source: str, within: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the files of the library that some code imports, which stands in packages `within`."""
    return files_of(asked_in(parsed(source), within))


def packages_of(names: Iterable[str]) -> set[str]:
    """Return the modules of other packages that these files of the library import, also late."""
    files = [place(name) for name in names if name.endswith(".py")]
    return {module for path in files for module in from_outside(path, of_same_file(path))}


def files_of(asked: Asked) -> frozenset[str]:
    """Return the files of the library that imports load, packages on the way included."""
    ours, ways = packages(), set()
    for module, names in asked:
        first, *rest = module.split(".")
        if first in ours:
            steps = itertools.accumulate([first, *rest], "{}/{}".format)
            ways |= {*steps, *(f"{module.replace('.', '/')}/{name}" for name in names)}
    files = {f"{way}{end}" for way in ways for end in ("/__init__.py", ".py")}
    return frozenset(name for name in files if place(name).is_file())


def library_of(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the files of the library that the code of a notebook can reach, sorted.

    Notes
    -----
    Found in the imports, followed from file to file. A file joins them only when one of them or
    the notebook changes, so a stamp over these files cannot miss a new one. Settings and styles
    (TOML, mplstyle) count for every notebook, and so does what runs it and what decides here.
    """
    known = set(law())
    found = {name for name in known if not name.endswith(".py") or name.startswith(ENGINE)}
    queue = [name for source in sources for name in imported_by(source)]
    while queue:
        name = queue.pop()
        if name in known and name not in found:
            found.add(name)
            queue += imports(place(name), of_same_file(place(name)))
    return tuple(sorted(found))


def library(names: Iterable[str] | None = None) -> dict[str, str]:
    """Return the hash of each named file of the library; of all that count if none is named."""
    wanted = law() if names is None else names
    return {f"library {name}": of_same_file(place(name)) for name in wanted}


def page_parts() -> dict[str, str]:
    """Return the hash of each file that can change how a page is dressed, and nothing else."""
    names = [name for name in package_files() if name.startswith(page())]
    return {f"page {name}": of_same_file(place(name)) for name in names}


def docs() -> dict[str, str]:
    """Return the hash of each file of the documentation: it is on the site, and in no report."""
    return {f"docs {name}": of_same_file(path) for name, path in paths.docs().items()}


def surroundings() -> dict[str, str]:
    """Return the hash of the lock and the version of Python."""
    lock = paths.root() / "requirements.lock"
    return {"lock": of_same_file(lock), "Python": platform.python_version()}


def tables(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the hash of each named table's file, and of the record's own words."""
    plain = sorted(name for name in names if name.isidentifier())  # not what nobody saw
    found = {f"table {name}": of_same_file(folder / f"{name}.csv") for name in plain}
    return found | {"record.toml": of_same_file(folder / "record.toml")}


def record_files(folder: Path) -> dict[str, str]:
    """Return the hash of every file of the record: all of them are on the site."""
    return {p.name: of_same_file(p) for p in sorted(folder.iterdir()) if p.is_file()}


def of_run(
    notebook: Path,
    given: Mapping[str, Any],
    as_of: str | None,
    folder: Path,
    used: Iterable[str],
    reached: Mapping[str, str],
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
    reached : mapping
        Files of the library that it can reach, with their hashes, as `library` gives them.

    Notes
    -----
    Parameters and the date stand as they are, so that a change can be told in words.
    """
    return {
        "notebook": notebook_source(notebook),
        **{f"parameter {n}": json.dumps(v, default=str) for n, v in sorted(given.items())},
        "as_of": as_of or "",
        **tables(folder, used),
        **reached,
        **surroundings(),
    }


def condensed(stamp: Mapping[str, str]) -> dict[str, str]:
    """Return a stamp as a page carries it: in a fixed order, the library's files as one hash."""
    library = {name: value for name, value in stamp.items() if name.startswith("library ")}
    rest = {name: value for name, value in stamp.items() if name not in library}
    return dict(sorted((rest | {"library": of_value(library)}).items()))


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return what changed between two stamps, by name, sorted.

    Examples
    --------
    >>> differences({"notebook": "a", "lock": "x"}, {"notebook": "b", "lock": "x"})
    ['notebook']
    """
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
