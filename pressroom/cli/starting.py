"""Verbs to begin with, and to look at what is there: init, new, check, params."""

import argparse
import json
import subprocess
import sys
from codecs import BOM_UTF8
from importlib.util import find_spec
from pathlib import Path

from pressroom import paths, project
from pressroom.cli import options
from pressroom.errors import UsageError, where
from pressroom.project import command


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of init."""
    add = parser.add_argument
    add("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="where; else here")
    add("--title", help="what it is about; else the folder's name")


def init(args: argparse.Namespace) -> int:
    """Begin a project: reports.toml, and data/record.toml for the tables that lie in data/."""
    from pressroom.build import starting

    folder = args.folder.resolve()
    for path in starting.begin(folder, args.title or folder.name):
        print(f"wrote {where(path)}")
    print(f"Next: put CSV files into data/, then {command('new')} 'A question?'")
    return 0


def new_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of new."""
    parser.add_argument("question", help="the question that the notebook answers, in quotes")
    parser.add_argument("--name", metavar="NAME", help="its file name; else made of the question")
    options.data(parser)


def new(args: argparse.Namespace) -> int:
    """Start a notebook that runs as it stands and keeps every rule."""
    from pressroom.build import starting

    path = starting.create(args.question, args.name, args.data)
    print(
        "\n".join(
            [f"wrote {where(path)}", *starting.shortened(args.name or args.question, path.stem)]
        )
    )
    print(f"Next: open it in JupyterLab, then {command('build')}")
    return 0


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of check."""
    options.data(parser)


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
    options.data(parser)


def named(name: str) -> Path:
    """Return the notebook of a name, with or without folder and suffix; UsageError if none."""
    from pressroom.build import matrix
    from pressroom.nearest import nearest

    known = {path.stem: path for path in matrix.notebooks()}
    name = name.removesuffix(".ipynb").removeprefix(f"{paths.notebooks().name}/")
    if name not in known:
        raise UsageError(f"there is no notebook {name!r}. {nearest(name, known)}")
    return known[name]


def tidy_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of tidy."""
    parser.add_argument("notebook", nargs="+", help="its name, with or without .ipynb")


def tidy(args: argparse.Namespace) -> int:
    """Mend a notebook's form: ids, kernel, long cells, imports; say what only you can mend."""
    from pressroom import tidy, wording
    from pressroom.build import notebook

    failed = False
    for path in map(named, args.notebook):
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
        for number, cell in enumerate(book["cells"]):
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
            for number, cell in enumerate(notebook.cells(path))
            if (code := "".join(cell["source"])).strip()
            and cell["cell_type"] == "code"
            and not notebook.parsed(code).body
        ]
    return [
        f"cell {each['cell'] - 1}, line {each['location']['row']}, {each['message']}"
        for each in found(path, "F")
    ]


def params(args: argparse.Namespace) -> int:
    """List a notebook's parameters: type, default, allowed values from the data."""
    from pressroom.build import matrix

    rec = project.current().glance(paths.data(args.data))  # its cells as they lie: quick
    for parameter in matrix.declared(named(args.notebook)).values():
        kind = f"{parameter.kind}{' or None' if parameter.optional else ''}"
        print(f"{parameter.name}: {kind} = {parameter.default!r}\n    {parameter.help}")
        if allowed := parameter.values(rec) or ([parameter.told] if parameter.told else []):
            print(f"    allowed: {', '.join(allowed)}")
    return 0
