"""Notebooks as git and the house take them: what a run leaves is put aside, the rest mended.

Light, since git calls ``python -m pressroom.tidy clean`` for every notebook that was touched, and
``… text FILE`` for every one that differs.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What JupyterLab and papermill write down of a run or of a screen; no word of it is the author's.
OF_A_RUN = {"papermill", "widgets", "signature", "execution", "ExecuteTime", "trusted"}
MOST, WIDE = 30, 100  # lines of a cell, columns of a line
LOGIC = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.While, ast.Try, ast.With, ast.If),
)
MOVE = "a notebook says, the library does: make it a function of a module, and call that here"
LOOK = "preview() shows you the page and is left out of it"
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


def whole(book: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook whose cells of code have what the format asks of them."""
    bare = {"outputs": [], "execution_count": None}
    cells = [(bare if c["cell_type"] == "code" else {}) | c for c in book["cells"]]
    return book | {"nbformat": 4, "nbformat_minor": 5, "cells": cells}


def tidied(book: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a notebook with what can be mended mended, its outputs kept; and what was done."""
    done = [] if book.get("metadata") == METADATA else ["kernelspec and language as committed"]
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(book["cells"], start=1):
        source = "".join(cell["source"])
        parts = split(source) if cell["cell_type"] == "code" else [source]
        done += [f"cell {number} split into {len(parts)}"] if len(parts) > 1 else []
        for part in parts[:-1]:  # what it shows stays with its last line
            part_of = {"id": None, "source": part.splitlines(keepends=True)}
            cells.append(_clean(cell) | part_of)
        cells.append(cell | {"source": parts[-1].splitlines(keepends=True)})
    ids = named([cell.get("id") for cell in cells])
    if ids != [cell.get("id") for cell in cells]:
        done.append("an id for each cell")
    cells = [cell | {"id": name} for cell, name in zip(cells, ids, strict=True)]
    return whole(book | {"metadata": cleaned(book)["metadata"], "cells": cells}), done


def with_parameters(book: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook just laid out, a cell of parameters with too long a line as it was before.

    What is too long is set in brackets, its comment too, and then it is no parameter any more.
    """
    pairs = zip(book["cells"], before["cells"], strict=True)
    return book | {"cells": [was if any(too_long(was)) else cell for cell, was in pairs]}


def too_long(cell: dict[str, Any]) -> Iterator[str]:
    """Yield what is said of each line of a cell of parameters that is too long for the linter."""
    if "parameters" in cell["metadata"].get("tags", []):
        for number, line in enumerate("".join(cell["source"]).splitlines(), start=1):
            if len(line) > WIDE:
                yield f"line {number} has {len(line)} columns, {WIDE} at most: shorten its comment"


def named(ids: list[str | None]) -> list[str]:
    """Return an id for each cell: its own if it has one to itself, else the next that is free.

    Those of other cells stay as they are, and so do their lines to git.

    Examples
    --------
    >>> named(["cell-0", None, "b9346b8f", "cell-0"])
    ['cell-0', 'cell-1', 'b9346b8f', 'cell-2']
    """
    free = (name for name in map("cell-{}".format, count()) if name not in ids)
    taken: set[str] = set()
    given = []
    for own in ids:
        given.append(next(free) if own is None or own in taken else own)
        taken.add(given[-1])
    return given


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
    for number, cell in enumerate(book["cells"], start=1):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or "explore" in cell["metadata"].get("tags", []):
            continue
        if (lines := len(source.splitlines())) > MOST:
            found.append(
                f"cell {number} has {lines} lines, {MOST} at most, and cannot be split: move a "
                "part of its longest expression, as an argument, into a cell of its own before it: "
                "`part = …`"
            )
        found += [f"cell {number}, {each}" for each in (*too_long(cell), *logic(source))]
    return found


def logic(source: str) -> list[str]:
    r"""Return what a cell does that belongs elsewhere: it defines, loops, decides or reads.

    Examples
    --------
    >>> logic("c = 1\nif a: b()")[0].partition(":")[0]
    'line 2, `if a`'
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return []  # a magic, or an error that its run names
    found = sorted(
        (node.lineno, f"`{ast.unparse(node).partition(chr(10))[0].rstrip(':')[:60]}`: {remedy}")
        for node in nodes
        if isinstance(node, ast.stmt | ast.expr) and (remedy := remedied(node))
    )
    return [f"line {line}, {said}" for line, said in found]


def remedied(node: ast.stmt | ast.expr) -> str:
    """Return what is to be done with a part of a cell's code; blank if it may stay."""
    if isinstance(node, LOGIC):
        return MOVE
    is_read = isinstance(node, ast.Attribute) and ast.unparse(node).startswith("pd.read_")
    return READ if is_read else ""


def looks(book: dict[str, Any]) -> list[str]:
    """Return where a notebook looks at its page; such a cell may stay, as no page takes it."""
    return [
        f"cell {number}: {LOOK}"
        for number, cell in enumerate(book["cells"], start=1)
        if cell["cell_type"] == "code" and re.search(r"^preview\(", "".join(cell["source"]), re.M)
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
