"""The parts of ``README.md`` that are made: the table of reports, and what a run costs."""

import json
from collections.abc import Callable
from pathlib import Path

from pressroom import paths
from pressroom.build import matrix
from pressroom.errors import UsageError

MEASURED = Path("benchmarks") / "measured.json"
CASES = {
    "(a) shell loop": "`papermill`, then `jupyter nbconvert`, report by report",
    "one plain process": "the same two libraries in one Python process",
    "cold": "`parley build`, nothing there yet",
    "one notebook edited": "`parley build`, one notebook edited ({edited} of {reports} reports)",
    "one row edited": "`parley build`, one row edited (the {stale} reports that read the table)",
    "nothing changed": "`parley build`, nothing changed",
}


def text(root: Path) -> str:
    """Return the README with its made parts made anew.

    Raises
    ------
    UsageError
        If the README lacks the two marks between which a part stands.
    """
    whole = (root / "README.md").read_text(encoding="utf-8")
    for name, maker in PARTS.items():
        begin, end = f"<!-- {name}: made by make generated -->", f"<!-- end of {name} -->"
        if begin not in whole or end not in whole:
            raise UsageError(f"README.md lacks the marks {begin} and {end}")
        before, _, rest = whole.partition(begin)
        whole = f"{before}{begin}\n{maker(root)}{end}{rest.partition(end)[2]}"
    return whole


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


def costs(root: Path) -> str:
    """Return what `make bench` measured, as ``benchmarks/measured.json`` keeps it."""
    held = json.loads((root / MEASURED).read_text(encoding="utf-8"))
    numbers = {"edited": held["edited"], "reports": held["reports"], "stale": len(held["stale"])}
    lines = [
        "| | seconds | times faster | processor seconds | memory, MB |",
        "| --- |" + " --: |" * 4,
    ]
    for case, words in CASES.items():
        cost = held["medians"][case]
        ratio = f"{cost['ratio']:,.3g}" if cost["ratio"] < 1000 else f"{cost['ratio']:,.0f}"
        memory = f"{cost['memory'] / 1e6:.0f}" if cost["memory"] else "–"  # over before a look
        lines.append(
            f"| {words.format(**numbers)} | {cost['seconds']:,.3g} | {ratio} "
            f"| {cost['cpu']:.3g} | {memory} |"
        )
    return "\n".join(lines) + f"\n\n{conditions(held)}\n"


def conditions(held: dict) -> str:
    """Return the sentence that says on which machine, and how, a benchmark was taken."""
    machine, inside = held["machine"], held["inside"]
    sample = (
        ""
        if held["sample"] >= held["reports"]
        else (f"; the first two from {held['sample']} of the reports, scaled up")
    )
    return (
        f"{held['reports']} reports, medians of {held['count']} rounds of all cases "
        f"in turn{sample}. "
        f"{machine['cores']} cores of {machine['processor']}, Python {machine['python']}, "
        f"{held['date']}. Drawing alone, without any notebook, would take "
        f"{inside['limit'] * held['reports'] / 2:.3g} s on two cores; a report adds "
        f"{inside['engine'] * 1000:.0f} ms for the engine and {inside['page'] * 1000:.0f} ms for "
        "its page. `make bench` measures again."
    )


PARTS: dict[str, Callable[[Path], str]] = {"reports": table, "costs": costs}
