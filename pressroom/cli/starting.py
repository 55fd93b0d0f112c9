"""Verbs to begin with, and to look at what is there: init, new, check, params, tidy.

`init` describes the tables where they lie; `new` writes a notebook that runs as it stands.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
import unicodedata
from codecs import BOM_UTF8
from importlib.util import find_spec
from pathlib import Path

from pressroom import paths, project
from pressroom.cli import add_data
from pressroom.errors import UsageError, where
from pressroom.project import command

TEMPLATE = Path(__file__).parents[1] / "templates" / "new" / "notebook.toml"
MATRIX = """\
# Every notebook of notebooks/ is rendered once with its defaults. A table here asks for more:
#
# [name-of-a-notebook]
# each.station = "rainfall.station"   # once for every value of a column, or of a list
"""


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of init."""
    add = parser.add_argument
    add("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="where; else here")
    add("--title", help="what it is about; else the folder's name")


def init(args: argparse.Namespace) -> int:
    """Begin a project: reports.toml, and data/record.toml for the tables that lie in data/."""
    from pressroom.plain import FILE

    folder = args.folder.resolve()
    if (folder / project.MARK).exists():
        raise UsageError(f"{folder.name}/ has a {project.MARK}: it is a project already")
    for part in ("data", "notebooks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    texts = {folder / project.MARK: MATRIX}
    if not (folder / "data" / FILE).exists():
        texts[folder / "data" / FILE] = settings(folder / "data", args.title or folder.name)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    for path in texts:
        print(f"wrote {where(path)}")
    print(f"Next: put CSV files into data/, then {command('new')} 'A question?'")
    return 0


def new_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of new."""
    parser.add_argument("question", help="the question that the notebook answers, in quotes")
    parser.add_argument("--name", metavar="NAME", help="its file name; else made of the question")
    add_data(parser)


def new(args: argparse.Namespace) -> int:
    """Start a notebook that runs as it stands and keeps every rule."""
    asked = checked(args.question)
    table, column = first_numbers(paths.data(args.data))
    values = {"QUESTION": json.dumps(asked, ensure_ascii=False)[1:-1], "TABLE": table, "Y": column}
    said = {"TOLD": table.replace("_", " "), "SAID": column.replace("_", " ")}
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, value in (values | said).items():
        text = text.replace(f"__{mark}__", value)
    path = paths.notebooks() / f"{slug(args.name or asked)}.ipynb"
    if path.exists():
        raise UsageError(f"notebooks/{path.name} exists; give another --name")
    path.parent.mkdir(exist_ok=True)
    path.write_text(book(tomllib.loads(text)["cell"]), encoding="utf-8")
    print("\n".join([f"wrote {where(path)}", *shortened(args.name or args.question, path.stem)]))
    print(f"Next: open it in JupyterLab, then {command('build')}")
    return 0


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of check."""
    add_data(parser)


def check(args: argparse.Namespace) -> int:
    """Check the tables: every fault at once, with file, row, column and remedy."""
    from pressroom import data

    rec = data.load(folder=args.data)
    for table in project.current().tables(rec.folder):
        if table.name in rec:
            print(f"{table.file:<24} {len(getattr(rec, table.name)):>6,} rows")
    print(f"The record holds, as of {rec.as_of:%Y-%m-%d}.")
    return 0


def params_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of params."""
    parser.add_argument("notebook", help="its name, with or without .ipynb")
    add_data(parser)


def tidy_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of tidy."""
    parser.add_argument("notebook", nargs="+", help="its name, with or without .ipynb")


def tidy(args: argparse.Namespace) -> int:
    """Mend a notebook's form: ids, kernel, long cells, imports; say what only you can mend."""
    from pressroom import tidy, wording
    from pressroom.build import matrix, notebook

    failed = False
    for path in map(matrix.named, args.notebook):
        held = notebook.book(path)  # as ruff can read it: no mark of a byte order, cells whole
        if path.read_bytes().startswith(BOM_UTF8) or tidy.whole(held)["cells"] != held["cells"]:
            path.write_text(tidy.written(tidy.whole(held)), encoding="utf-8")
        formatted = in_form(path)
        held = json.loads(json.dumps(notebook.book(path)))
        book, done = tidy.tidied(held)
        if (text := tidy.written(book)) != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            done = done or ["as JupyterLab writes it"]
        left = [*filter(None, [notebook.fault(path)]), *tidy.left(book)]
        for number, cell in enumerate(book["cells"], start=1):
            left += [f"cell {number}: {each}" for each in wording.faults("".join(cell["source"]))]
        print(f"{where(path)}: {'; '.join([*formatted, *done]) or 'nothing to mend'}")
        left += refused(path)
        print("".join(f"  yours to mend: {each}\n" for each in left), end="")
        print("".join(f"  {each}\n" for each in tidy.looks(book)), end="")
        failed = failed or bool(left)
    return 1 if failed else 0


def in_form(path: Path) -> list[str]:
    """Put a notebook's imports in order and lay out its code; return what was done, in words."""
    if not has_ruff():
        return [
            "imports and layout left, as ruff is not installed: make env-lab brings it, where "
            "there is a Makefile, else pip install ruff"
        ]
    from pressroom import tidy
    from pressroom.build import notebook

    before, book = path.read_bytes(), notebook.book(path)
    found_so = [each["message"] for each in found(path, "F401") if each["code"] == "F401"]
    unused = [each.removesuffix(" imported but unused") for each in found_so]
    ruff(path, "check", "--select=I,F401", "--fix")
    ruff(path, "format")
    laid_out = notebook.book(path)
    if (kept := tidy.with_parameters(laid_out, book)) != laid_out:
        path.write_text(tidy.written(kept), encoding="utf-8")
    gone = [f"taken away, as nothing uses it: {each}" for each in unused]
    return gone + (["imports and layout"] if path.read_bytes() != before else [])


def has_ruff() -> bool:
    """Return whether ruff is there and runs."""
    asked = [sys.executable, "-m", "ruff", "--version"]
    return bool(find_spec("ruff")) and not subprocess.run(asked, capture_output=True).returncode


def ruff(path: Path, *words: str) -> bytes:
    """Return what ruff says of a notebook, mending it if the words ask for that."""
    command = [sys.executable, "-m", "ruff", *words, "--quiet", "--line-length=100", str(path)]
    return subprocess.run(command, check=False, capture_output=True).stdout


def found(path: Path, rules: str) -> list[dict]:
    """Return each place at which a notebook breaks one of ruff's rules."""
    known = '--config=builtins=["preview"]'
    return json.loads(ruff(path, "check", f"--select={rules}", known, "--output-format=json"))


def refused(path: Path) -> list[str]:
    """Return what of a notebook's names make lint will refuse, by cell and line."""
    from pressroom.build import notebook

    if not has_ruff():
        return [
            f"cell {number} is no Python"
            for number, cell in enumerate(notebook.cells(path), start=1)
            if (code := "".join(cell["source"])).strip()
            and cell["cell_type"] == "code"
            and not notebook.parsed(code).body
        ]
    return [
        f"cell {each['cell']}, line {each['location']['row']}, {each['message']}"
        for each in found(path, "F")
    ]


def params(args: argparse.Namespace) -> int:
    """List a notebook's parameters: type, default, allowed values from the data."""
    from pressroom.build import matrix

    rec = project.current().glance(paths.data(args.data))  # its cells as they lie: quick
    for parameter in matrix.declared(matrix.named(args.notebook)).values():
        kind = f"{parameter.kind}{' or None' if parameter.optional else ''}"
        print(f"{parameter.name}: {kind} = {parameter.default!r}\n    {parameter.help}")
        if allowed := parameter.values(rec) or ([parameter.told] if parameter.told else []):
            print(f"    allowed: {', '.join(allowed)}")
    return 0


def settings(data: Path, title: str) -> str:
    """Return a ``record.toml`` for the tables that lie in a folder, to be gone over by hand."""
    from pressroom.plain import Glance

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


def first_numbers(folder: Path) -> tuple[str, str]:
    """Return the first table that has a column of numbers, and the last such column of it."""
    from pressroom.plain import Glance, form_of

    glance = Glance(folder)
    for path in sorted(folder.glob("*.csv")):
        columns = glance.read(path.stem)
        if numbers := [name for name, cells in columns.items() if form_of(cells) == "number"]:
            return path.stem, numbers[-1]
    raise UsageError(f"no table in {folder.name}/ has a column of numbers: put a CSV file there")


def checked(question: str) -> str:
    """Return the question in one line, or raise UsageError with everything wrong with it."""
    from pressroom import wording

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
    from pressroom.tidy import METADATA

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
