"""A project small enough to build in a test: a record of three meetings, a notebook or two."""

import json
from pathlib import Path

from tests import small_record

PARAMETERS = (
    "from typing import Optional\n"
    'topic: str = "taiwan"  # a topic [topics.topic]\n'
    "as_of: Optional[str] = None  # the day as which the record is read [date]"
)
START = (
    "from parley import record\n"
    "from pressroom import figures, findings, parameters\n"
    "from pressroom.say import say\n"
    "parameters.check()\n"
    "rec = record.load(as_of=as_of)"
)
SAYS = (
    'held = say("{n} meetings are held in the record", n=len(rec.meetings))\n'
    "findings.headline(held)"
)
POINTS = "findings.points(held, held, held)"


def cell(source: str, number: int, tags: tuple[str, ...] = (), kind: str = "code") -> dict:
    """Return one cell of a notebook file."""
    rest = {"outputs": [], "execution_count": None} if kind == "code" else {}
    found = {"cell_type": kind, "id": f"cell-{number}", "source": source, **rest}
    return found | {"metadata": {"tags": list(tags)} if tags else {}}


def write_cells(path: Path, *sources: str) -> Path:
    """Write a notebook of code cells alone."""
    return write_book(path, [cell(text, n) for n, text in enumerate(sources)])


def write_book(path: Path, cells: list[dict]) -> Path:
    """Write a notebook file."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def write_report(path: Path, *extra: str) -> Path:
    """Write a notebook that makes a page: opening, parameters, headline, points, `extra` cells."""
    opening = "# How many meetings?\n\nMeetings in the record, counted.\n\nA count shows no more."
    cells = [cell(opening, 0, kind="markdown"), cell(PARAMETERS, 1, ("parameters",))]
    cells += [cell(source, n + 2) for n, source in enumerate((START, SAYS, POINTS, *extra))]
    closing = "## How this was measured\n\nRows of one table are counted."
    return write_book(path, [*cells, cell(closing, len(cells), kind="markdown")])


def write_project(folder: Path) -> Path:
    """Write a project of two reports, one of them for each topic."""
    (folder / "notebooks").mkdir(parents=True)
    small_record.write(folder / "data")
    each = '[topics]\neach.topic = "topics.topic"\n'
    (folder / "reports.toml").write_text(each, encoding="utf-8")
    (folder / "requirements.lock").write_text("none\n", encoding="utf-8")
    write_report(folder / "notebooks" / "meetings.ipynb")
    write_report(folder / "notebooks" / "topics.ipynb", "rec.mentions.shape[0]")
    return folder
