"""Notebooks as git and the house take them: what a run leaves is put aside, the rest mended.

Light, since git calls ``python -m pressroom.tidy clean`` for every notebook that was touched, and
``… text FILE`` for every one that differs.
"""

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


def main(argv: list[str]) -> int:
    """Answer git: ``clean`` its input, or ``text`` of a file. What is no notebook passes."""
    raw = sys.stdin.buffer.read() if argv[0] == "clean" else Path(argv[1]).read_bytes()
    try:
        book = json.loads(raw)
        said = (written(cleaned(book)) if argv[0] == "clean" else as_text(book)).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        said = raw  # saved in part, or of another format: git holds it as it is
    sys.stdout.buffer.write(said)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
