"""``docs/cli.md``: what every command says of itself."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from parley.cli import ABOUT, VERBS
from pressroom.cli import EXIT_CODES, parser

OPENING = """\
# The commands

Every command and what can be said to it. `make X` is the same as `parley X` where both exist;
`make` alone lists what it knows. This page is made by `make generated` from the commands.
"""


def text(root: Path) -> str:
    """Return the page: each verb's purpose, and its arguments one by one.

    Notes
    -----
    It is put together from the arguments and not from argparse's own help, whose layout
    differs between versions of Python.
    """
    parts = [OPENING]
    for verb in sorted(VERBS):
        one = subparser(verb)
        purpose = "\n".join(line.strip() for line in (one.description or "").splitlines())
        parts += [f"## parley {verb}\n\n{purpose}\n", "\n".join([*arguments(one), ""])]
    return "\n".join([*parts, f"## Exit codes\n\n{exit_codes()}\n"])


def subparser(verb: str) -> argparse.ArgumentParser:
    """Return the parser of one verb."""
    whole = parser("parley", ABOUT, VERBS, verb)
    listed = next(a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    return listed.choices[verb]


def arguments(one: argparse.ArgumentParser) -> Iterator[str]:
    """Yield a line for each argument: how it is written, and what it does."""
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, nested in action.choices.items():
                yield f"- `{name}`: {nested.description or 'see below'}"
                yield from (f"    {line}" for line in arguments(nested))
        elif not isinstance(action, argparse._HelpAction):
            yield f"- `{written(action)}`: {(action.help or '').replace('%%', '%')}"


def written(action: argparse.Action) -> str:
    """Return how an argument is written on the command line."""
    value = action.metavar or (action.dest.upper() if action.nargs != 0 else "")
    value = "|".join(map(str, action.choices)) if action.choices else str(value)
    if not action.option_strings:
        return f"[{value}]" if action.nargs in ("?", "*") else value
    return f"{', '.join(action.option_strings)} {value}".strip()


def exit_codes() -> str:
    """Return what each exit code means, a line each."""
    listed = " ".join(EXIT_CODES.split()).removeprefix("exit codes: ")
    return "\n".join(f"- {each.strip()}" for each in listed.split("·"))
