"""List a notebook's parameters: type, default, allowed values from the data."""

import argparse

from parley.cli import options
from pressroom import paths


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("notebook", help="its name, with or without .ipynb")
    options.data(parser)


def run(args: argparse.Namespace) -> int:
    """Print one block a parameter; return 0."""
    from parley import record
    from pressroom.build import matrix
    from pressroom.errors import UsageError
    from pressroom.nearest import nearest

    known = {path.stem: path for path in matrix.notebooks()}
    name = args.notebook.removesuffix(".ipynb").removeprefix(f"{paths.notebooks().name}/")
    if name not in known:
        raise UsageError(f"there is no notebook {name!r}. {nearest(name, known)}")
    rec = record.load(args.data)
    for parameter in matrix.declared(known[name]).values():
        kind = f"{parameter.kind}{' or None' if parameter.optional else ''}"
        print(f"{parameter.name}: {kind} = {parameter.default!r}\n    {parameter.help}")
        if allowed := parameter.values(rec) or ([parameter.allowed] if parameter.allowed else []):
            print(f"    allowed: {', '.join(allowed)}")
    return 0
