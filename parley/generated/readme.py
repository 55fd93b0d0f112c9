"""The table of reports in ``README.md``: each notebook's question and description."""

from pathlib import Path

from parley import paths
from parley.errors import UsageError
from parley.reports import matrix

BEGIN, END = "<!-- reports: made by make generated -->", "<!-- end of reports -->"


def text(root: Path) -> str:
    """Return the README with its table of reports made anew.

    Raises
    ------
    UsageError
        If the README lacks the two marks between which the table stands.
    """
    whole = (root / "README.md").read_text(encoding="utf-8")
    if BEGIN not in whole or END not in whole:
        raise UsageError(f"README.md lacks the marks {BEGIN} and {END}")
    before, _, rest = whole.partition(BEGIN)
    return f"{before}{BEGIN}\n{table(root)}{END}{rest.partition(END)[2]}"


def table(root: Path) -> str:
    """Return one row a notebook that becomes a report, by name."""
    benches = matrix.benches()
    lines = ["| report | question |", "| --- | --- |"]
    for notebook in sorted((root / paths.NOTEBOOKS).glob("*.ipynb")):
        if notebook.stem in benches:
            continue
        question = matrix.front(notebook).question.replace("“{label}”", "one topic")
        lines.append(f"| [`{notebook.stem}`](notebooks/{notebook.name}) | {question} |")
    return "\n".join(lines) + "\n"
