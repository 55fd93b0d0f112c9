"""Verbs to begin with, and to look at what is there: init, new, check, params."""

import argparse
from pathlib import Path

from pressroom.cli import options


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of init."""
    add = parser.add_argument
    add("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="where; else here")
    add("--title", help="what it is about; else the folder's name")


def init(args: argparse.Namespace) -> int:
    """Begin a project: reports.toml, and data/record.toml for the tables that lie in data/."""
    from pressroom.build import starting
    from pressroom.errors import where
    from pressroom.project import command

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
    from pressroom.errors import where
    from pressroom.project import command

    print(f"wrote {where(starting.create(args.question, args.name, args.data))}")
    print(f"Next: open it in JupyterLab, then {command('build')}")
    return 0


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of check."""
    options.data(parser)


def check(args: argparse.Namespace) -> int:
    """Check the tables: every fault at once, with file, row, column and remedy."""
    from pressroom import data, project

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


def params(args: argparse.Namespace) -> int:
    """List a notebook's parameters: type, default, allowed values from the data."""
    from pressroom import data, paths
    from pressroom.build import matrix
    from pressroom.errors import UsageError
    from pressroom.nearest import nearest

    known = {path.stem: path for path in matrix.notebooks()}
    name = args.notebook.removesuffix(".ipynb").removeprefix(f"{paths.notebooks().name}/")
    if name not in known:
        raise UsageError(f"there is no notebook {name!r}. {nearest(name, known)}")
    rec = data.load(folder=args.data)
    for parameter in matrix.declared(known[name]).values():
        kind = f"{parameter.kind}{' or None' if parameter.optional else ''}"
        print(f"{parameter.name}: {kind} = {parameter.default!r}\n    {parameter.help}")
        if allowed := parameter.values(rec) or ([parameter.allowed] if parameter.allowed else []):
            print(f"    allowed: {', '.join(allowed)}")
    return 0
