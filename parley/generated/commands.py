"""``docs/cli.md``: what every command says of itself."""

import argparse
import os
from pathlib import Path
from unittest import mock

from parley.cli import VERBS, parser

OPENING = """\
# The commands

Made by `make generated` from the commands themselves. `make X` is the same as `parley X` where
both exist; `make` alone lists what it knows.
"""


def text(root: Path) -> str:
    """Return the page: each verb's help, as a terminal of 90 columns shows it."""
    parts = [OPENING]
    with mock.patch.dict(os.environ, {"COLUMNS": "90", "NO_COLOR": "1"}):
        for verb in sorted(VERBS):
            one = subparser(verb)
            parts.append(f"## parley {verb}\n\n```\n{one.format_help().strip()}\n```\n")
        parts.append(f"## Exit codes\n\n{exit_codes()}\n")
    return "\n".join(parts)


def subparser(verb: str) -> argparse.ArgumentParser:
    """Return the parser of one verb."""
    whole = parser(verb)
    listed = next(a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    return listed.choices[verb]


def exit_codes() -> str:
    """Return what each exit code means, a line each."""
    listed = " ".join((parser("check").epilog or "").split()).removeprefix("exit codes: ")
    return "\n".join(f"- {each.strip()}" for each in listed.split("·"))
