"""Notebooks as git and the house take them: what a run leaves is put aside, the rest mended.

Light, since git calls ``python -m pressroom.tidy clean`` for every notebook that was touched, and
``… text FILE`` for every one that differs.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What JupyterLab and papermill write down of a run or of a screen; no word of it is the author's.
OF_A_RUN = {"papermill", "widgets", "signature", "execution", "ExecuteTime", "trusted"}
MOST = 30  # lines of a cell
LOGIC = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.While, ast.Try, ast.With, ast.If),
)
MOVE = "a notebook says, the library does: move it there"
READ = "tables come from the record, which has checked them"
OF_A_SCREEN = {"collapsed", "scrolled", "hidden", "heading_collapsed", "jupyter", "editable"}


def cleaned(book: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook without its outputs and without what a run changes beside them."""
    kept = {k: v for k, v in book.get("metadata", {}).items() if k not in OF_A_RUN}
    if kept.get("kernelspec", {}).get("language", "python") == "python":
        kept |= METADATA
    return book | {"metadata": kept, "cells": [_clean(cell) for cell in book["cells"]]}


def _clean(cell: dict[str, Any]) -> dict[str, Any]:
    shown = cell.get("metadata", {})
    kept = {k: v for k, v in shown.items() if k not in OF_A_RUN | OF_A_SCREEN}
    if not kept.get("slideshow", {"slide_type": True}).get("slide_type"):
        del kept["slideshow"]  # JupyterLab adds it, empty, when a tag is set
    bare = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return cell | bare | {"metadata": kept}


def written(book: dict[str, Any]) -> str:
    """Return a notebook as its file holds it, in the way of JupyterLab."""
    return json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def as_text(book: dict[str, Any]) -> str:
    """Return the cells of a notebook alone, for a person to compare."""
    parts = []
    for cell in book["cells"]:
        tags = cell.get("metadata", {}).get("tags", [])
        parts.append(f"## {' '.join([cell['cell_type'], *tags])}\n{''.join(cell['source'])}\n")
    return "\n".join(parts)


def tidied(book: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a notebook with what can be mended mended, its outputs kept; and what was done."""
    done = [] if book.get("metadata") == METADATA else ["kernelspec and language as committed"]
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(book["cells"]):
        source = "".join(cell["source"])
        parts = split(source) if cell["cell_type"] == "code" else [source]
        done += [f"cell {number} split into {len(parts)}"] if len(parts) > 1 else []
        for part in parts[:-1]:  # what it shows stays with its last line
            cells.append(_clean(cell) | {"source": part.splitlines(keepends=True)})
        cells.append(cell | {"source": parts[-1].splitlines(keepends=True)})
    ids = [f"cell-{number}" for number in range(len(cells))]
    if ids != [cell.get("id") for cell in cells]:
        done.append("ids of cells in their order")
    cells = [cell | {"id": name} for cell, name in zip(cells, ids, strict=True)]
    whole = book | {"nbformat": 4, "nbformat_minor": 5}
    return whole | {"metadata": cleaned(book)["metadata"], "cells": cells}, done


def split(source: str, most: int = MOST) -> list[str]:
    r"""Return a cell's source in parts of `most` lines at most, or whole if it cannot be parted.

    Parts end between statements, and never after an expression, which would then be shown.

    Examples
    --------
    >>> split("a = 1\nb(a)\nc = 2\n\nd = 3", most=3)
    ['a = 1\nb(a)\nc = 2', 'd = 3']
    """
    lines, parts, start, cut = source.splitlines(), [], 0, 0
    try:
        body = ast.parse(source).body if len(lines) > most else []
    except SyntaxError:
        body = []
    for statement in body:
        end = statement.end_lineno or 0
        if end - start > most and cut > start:
            parts.append(lines[start:cut])
            start = cut
        if not isinstance(statement, ast.Expr):
            cut = end
    parts.append(lines[start:])
    return ["\n".join(part).strip("\n") for part in parts]


def left(book: dict[str, Any]) -> list[str]:
    """Return what a notebook has that a person must mend, each by its cell and line."""
    found = []
    for number, cell in enumerate(book["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if (count := len(source.splitlines())) > MOST:
            found.append(
                f"cell {number} has {count} lines, {MOST} at most: give a part of its longest "
                "expression a name in a cell of its own"
            )
        found += [f"cell {number}, {each}" for each in logic(source)]
    return found


def logic(source: str) -> list[str]:
    """Return what a cell does that belongs into the library: it defines, loops, decides or reads.

    Examples
    --------
    >>> logic("f = lambda: x")
    ['line 1: lambda: x: a notebook says, the library does: move it there']
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return []  # a magic, or an error that its run names
    return [
        f"line {node.lineno}: {ast.unparse(node).partition(chr(10))[0][:60]}: {remedy}"
        for kinds, remedy in ((LOGIC, MOVE), (ast.Attribute, READ))
        for node in nodes
        if isinstance(node, kinds) and (kinds is LOGIC or ast.unparse(node).startswith("pd.read_"))
    ]


def main(argv: list[str]) -> int:
    """Answer git: ``clean`` its input, ``text`` of a file, or files ``in-place`` before a commit.

    What is no notebook passes.
    """
    verb, *names = argv
    if verb == "in-place":
        for path in map(Path, names):
            path.write_bytes(answered("clean", path.read_bytes()))
        return 0
    raw = sys.stdin.buffer.read() if verb == "clean" else Path(names[0]).read_bytes()
    sys.stdout.buffer.write(answered(verb, raw))
    return 0


def answered(verb: str, raw: bytes) -> bytes:
    """Return a notebook's file without what a run left, or its text."""
    try:
        book = json.loads(raw)
        return (written(cleaned(book)) if verb == "clean" else as_text(book)).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return raw  # saved in part, or of another format: git holds it as it is


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
