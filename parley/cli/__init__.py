"""``parley …``: the press's verbs, and those of the record."""

from pressroom import cli

ABOUT = "The talks between the United States and China: a record, and its reports."
VERBS: dict[str, str] = cli.VERBS | {
    "check": "parley.cli.record:check",
    "build": "parley.cli.desk:build",
    "lab": "parley.cli.desk:lab",
    "code": "parley.cli.coding:code",
    "new": "parley.cli.desk:new",
    "tidy": "parley.cli.desk:tidy",
    "add": "parley.cli.record:add",
    "init": "parley.cli.record:init",
    "import": "parley.cli.record:import_",
    "import-coding": "parley.cli.desk:import_coding",
    "refresh": "parley.cli.desk:refresh",
    "generate": "parley.cli.desk:generate",
}


def main(argv: list[str] | None = None) -> int:
    """Return the exit code of one command line."""
    return cli.run("parley", ABOUT, VERBS, argv)
