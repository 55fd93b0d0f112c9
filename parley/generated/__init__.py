"""Every file of the project that is made from another, and the one command that makes them."""

from collections.abc import Callable, Iterator
from pathlib import Path

from parley.generated import files, tables

MAKERS: dict[str, Callable[[Path], str]] = {
    "data/coder_scores.csv": tables.coder_scores,
    "data/README.md": tables.dictionary,
    "data/datapackage.json": tables.datapackage,
    "environment.yml": files.environment,
    "docs/topics.svg": files.picture,
    "docs/cli.md": files.commands,
    "README.md": files.readme,
    ".github/workflows/reports.yml": files.workflow,
}


def made(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each generated file of the project at `root`, with what it should hold."""
    for name, maker in MAKERS.items():
        yield root / name, maker(root).encode("utf-8")


def changed(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each generated file that is not what it should be, and what it should be."""
    yield from (
        (path, raw) for path, raw in made(root) if not path.is_file() or path.read_bytes() != raw
    )


def stale(root: Path) -> list[str]:
    """Return the names of generated files that are not what they should be."""
    return [path.relative_to(root).as_posix() for path, _ in changed(root)]


def write(root: Path) -> list[str]:
    """Write every generated file that is stale, and return their names.

    Notes
    -----
    One after the other: the data package holds the hashes of tables written before it.
    """
    names = []
    for path, raw in changed(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        names.append(path.relative_to(root).as_posix())
    return names
