"""A project begun where somebody's tables lie, and a notebook that runs as it stands."""

import json
import re
import tomllib
import unicodedata
from pathlib import Path

from pressroom import paths, project, wording
from pressroom.errors import UsageError
from pressroom.plain import FILE, Glance, form_of
from pressroom.tidy import METADATA

TEMPLATES = Path(__file__).parents[1] / "templates" / "new"
MATRIX = """\
# Every notebook of notebooks/ is rendered once with its defaults. A table here asks for more:
#
# [name-of-a-notebook]
# each.station = "rainfall.station"   # once for every value of a column, or of a list
"""


def begin(folder: Path, title: str) -> list[Path]:
    """Write what a project needs beside tables and notebooks; return the new files.

    Parameters
    ----------
    folder : Path
        Where; CSV files that lie in its ``data/`` are described in ``record.toml``.
    title : str
        What it is about.

    Raises
    ------
    UsageError
        If it is a project already.
    """
    if (folder / project.MARK).exists():
        raise UsageError(f"{folder.name}/ has a {project.MARK}: it is a project already")
    for part in ("data", "notebooks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    texts = {folder / project.MARK: MATRIX}
    if not (folder / "data" / FILE).exists():
        texts[folder / "data" / FILE] = settings(folder / "data", title)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def settings(data: Path, title: str) -> str:
    """Return a ``record.toml`` for the tables that lie in a folder, to be gone over by hand."""
    glance = Glance(data)
    lines = [
        f"title = {json.dumps(title, ensure_ascii=False)}",
        'description = "Reports made from the tables in data/."',
    ]
    lines += [] if glance.as_of else ['as_of = "2026-01-31"  # no table has dates: say the day']
    for path in sorted(data.glob("*.csv")):
        columns = glance.read(path.stem)
        lines += ["", f"[tables.{path.stem}]", 'summary = ""  # what one row is']
        lines += ['source = ""  # who published it, and what it is called', 'url = ""']
        lines += [f"key = {json.dumps(list(columns)[:1])}  # the columns that name a row"]
        lines += [f'columns.{json.dumps(name)} = ""' for name in columns]
    return "\n".join([*lines, ""])


def create(question: str, name: str | None = None, data: Path | None = None) -> Path:
    """Write a new notebook on the first table that has numbers; return its file.

    Raises
    ------
    UsageError
        If it is no question, a notebook of the name exists, or no table has numbers.
    """
    asked = checked(question)
    table, column = first_numbers(paths.data(data))
    values = {"QUESTION": json.dumps(asked, ensure_ascii=False)[1:-1], "TABLE": table, "Y": column}
    said = {"TOLD": table.replace("_", " "), "SAID": column.replace("_", " ")}
    text = (TEMPLATES / "notebook.toml").read_text(encoding="utf-8")
    for mark, value in (values | said).items():
        text = text.replace(f"__{mark}__", value)
    path = paths.notebooks() / f"{slug(name or asked)}.ipynb"
    if path.exists():
        raise UsageError(f"notebooks/{path.name} exists; give another --name")
    path.parent.mkdir(exist_ok=True)
    path.write_text(book(tomllib.loads(text)["cell"]), encoding="utf-8")
    return path


def first_numbers(folder: Path) -> tuple[str, str]:
    """Return the first table that has a column of numbers, and the last such column of it."""
    glance = Glance(folder)
    for path in sorted(folder.glob("*.csv")):
        columns = glance.read(path.stem)
        if numbers := [name for name, cells in columns.items() if form_of(cells) == "number"]:
            return path.stem, numbers[-1]
    raise UsageError(f"no table in {folder.name}/ has a column of numbers: put a CSV file there")


def checked(question: str) -> str:
    """Return the question in one line, or raise UsageError with everything wrong with it."""
    asked = " ".join(question.split())
    wrong = [] if asked.endswith("?") else ["a notebook is named for a question: end it with '?'"]
    wrong += [] if len(slug(asked)) > 2 else ["it has no words to make a file name of"]
    wrong += [] if len(asked) <= 120 else [f"it has {len(asked)} characters; 120 at most"]
    wrong += [str(fault) for fault in wording.faults(asked)]
    if wrong:
        raise UsageError(f"{asked!r}: " + "; ".join(wrong))
    return asked


def slug(text: str, longest: int = 60) -> str:
    """Return words as a file name: lower case, with hyphens, cut between words.

    Examples
    --------
    >>> slug("How much rain fell?")
    'how-much-rain-fell'
    >>> slug("Donaudampfschifffahrtsgesellschaft", 10)
    'donaudampf'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(found) > longest:
        found = found[: longest + 1].rpartition("-")[0] or found[:longest]
    return found


def shortened(text: str, name: str) -> list[str]:
    """Return a line that says so where a notebook's name holds less than it was made of.

    Examples
    --------
    >>> shortened("How much rain fell?", "how-much-rain")
    ['its name is cut to 13 letters; for another: delete it, and give --name NAME']
    >>> shortened("How much rain fell?", "how-much-rain-fell")
    []
    """
    if slug(text, len(text) * 4) == name:
        return []
    return [f"its name is cut to {len(name)} letters; for another: delete it, and give --name NAME"]


def book(cells: list[dict]) -> str:
    """Return a notebook as its file holds it."""
    made: dict = {"cells": [cell(number, **each) for number, each in enumerate(cells)]}
    made |= {"metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def cell(number: int, kind: str, source: str) -> dict:
    """Return one cell as a notebook's file holds it."""
    found = {
        "cell_type": "markdown" if kind == "markdown" else "code",
        "id": f"cell-{number}",
        "metadata": {"tags": ["parameters"]} if kind == "parameters" else {},
        "source": source.splitlines(keepends=True),
    }
    code = {"execution_count": None, "outputs": []} if kind != "markdown" else {}
    return dict(sorted((found | code).items()))
