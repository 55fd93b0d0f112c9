"""The text of every page before and after a change: what a reviewer of words reads.

A state is a folder of pages, a project, or a git revision; the last two are built first, each by
its own code, so that a change of the code shows as well as one of the notebooks or the record.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from difflib import HtmlDiff, SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from pressroom import paths, project
from pressroom.editions.compare import unpack
from pressroom.errors import RunError
from pressroom.tree import INLINE, Node, Tree

HIDDEN = frozenset(("script", "style", "pre"))  # a cell's code is the notebook's diff, not a page's
READ_OUT = ("alt", "aria-label")


class Change(NamedTuple):
    """Lines of one page that differ; `old` is empty where they came, `new` where they went."""

    old: list[str]
    new: list[str]


def site(state: str, scratch: Path, reports: list[str]) -> Path:
    """Return the folder of a state's pages, built in `scratch` unless they are there already.

    Parameters
    ----------
    state : str
        A folder with ``index.html``, a project with ``reports.toml``, or a git revision.
    scratch : Path
        Where a revision and its pages are put.
    reports : list of str
        Reports to build; all if there is none.

    Raises
    ------
    UsageError
        If it is none of them.
    RunError
        If it cannot be built.
    """
    folder = Path(state)
    if (folder / "index.html").is_file():
        return folder.resolve()
    if not (folder / paths.MARK).is_file():
        folder = unpack(state, scratch / "tree", "a folder of pages, a project")
    folder = folder.resolve()
    ours = project.current()
    has_code = any((folder / name).is_dir() for name in ours.packages)
    around = os.environ | {"PYTHONPATH": str(folder) if has_code else ""}
    command = [sys.executable, "-m", ours.module, "build", *reports, "--out", str(scratch / "out")]
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True)
    if done.returncode:
        raise RunError(f"{state} cannot be built: {(done.stderr or done.stdout).strip()[-800:]}")
    return scratch / "out" / "site"


def lines(html: str) -> list[str]:
    """Return what a page says, a block a line; cells of a row by `` | ``, what is read out in [].

    Examples
    --------
    >>> lines('<p>Rain <b>fell</b></p><tr><td>a</td><td>b</td></tr><svg aria-label="A line">')
    ['Rain fell', 'a | b', '[A line]']
    """
    text = "".join(pieces(Tree(html).root))
    found = (" ".join(line.split()).strip(" |") for line in text.split("\n"))
    return [line for line in found if line]


def pieces(node: Node) -> Iterator[str]:
    """Yield the text below an element, with a line break round every block."""
    for child in node.children:
        if isinstance(child, str):
            yield child.replace("\n", " ")
        elif child.tag not in HIDDEN:
            is_cell = child.tag in ("td", "th")
            gap = "" if is_cell or child.tag in INLINE else "\n"
            before = " | " if is_cell else gap
            read_out = [f"\n[{child.attrs[name]}]\n" for name in READ_OUT if child.attrs.get(name)]
            yield from (before, *read_out, *pieces(child), gap)


def pages(folder: Path) -> dict[str, list[str]]:
    """Return the lines of every page below a folder, by its path."""
    found = sorted(folder.rglob("*.html"))
    return {p.relative_to(folder).as_posix(): lines(p.read_text(encoding="utf-8")) for p in found}


def differences(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> dict[str, list[Change]]:
    """Return how each page differs, by its path: only those that do."""
    found = {}
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path, []), after.get(path, [])
        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        seen = [Change(old[a:b], new[c:d]) for tag, a, b, c, d in codes if tag != "equal"]
        if seen:
            found[path] = seen
    return found


def as_html(
    before: dict[str, list[str]], after: dict[str, list[str]], changed: dict[str, list[Change]]
) -> str:
    """Return one page that shows the changed ones side by side."""
    maker = HtmlDiff(wrapcolumn=80)
    tables = (
        f"<h2>{path}</h2>"
        + maker.make_table(before.get(path, []), after.get(path, []), "before", "after", True, 1)
        for path in changed
    )
    style = f"<style>{maker._styles} body {{ font-family: sans-serif }}</style>"
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Pages</title>{style}'
    return f"{head}<h1>{len(changed)} pages differ</h1>{''.join(tables)}</html>\n"
