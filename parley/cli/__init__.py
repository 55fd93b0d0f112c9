"""``parley …``: the press's verbs, and those of the record."""

from pressroom import cli

ABOUT = "The talks between the United States and China: a record, and its reports."
VERBS: dict[str, str] = cli.VERBS | {
    "check": "parley.cli.record:check",
    "build": "parley.cli.series:build",
    "lab": "parley.cli.bench:lab",
    "code": "parley.cli.coding:code",
    "new": "parley.cli.bench:new",
    "add": "parley.cli.record:add",
    "init": "parley.cli.record:init",
    "import": "parley.cli.importing:import_",
    "import-coding": "parley.cli.sheet:import_coding",
    "refresh": "parley.cli.series:refresh",
    "generate": "parley.cli.bench:generate",
}


def main(argv: list[str] | None = None) -> int:
    """Return the exit code of one command line."""
    return cli.run("parley", ABOUT, VERBS, argv)
