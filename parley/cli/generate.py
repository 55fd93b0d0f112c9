"""Write every generated file anew: dictionary, environment, and the rest."""

import argparse

from pressroom import paths


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")


def run(args: argparse.Namespace) -> int:
    """Return 0; with ``--check`` 1 if any generated file is stale."""
    from parley import generated

    names = generated.stale(paths.root()) if args.check else generated.write(paths.root())
    for name in names:
        print(f"{name}: {'is stale; run make generated' if args.check else 'written'}")
    return 1 if args.check and names else 0
