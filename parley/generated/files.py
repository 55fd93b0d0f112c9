"""What is made from the project: commands, environment, workflow, picture, tables of the README."""

import argparse
import json
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from parley import record
from parley.analysis import topics
from parley.charts import topics as charts
from parley.cli import ABOUT, VERBS
from pressroom import context, figures, paths
from pressroom.build import matrix
from pressroom.build.notebook import front
from pressroom.cli import EXIT_CODES, parser
from pressroom.cli.runs import weekdays
from pressroom.errors import UsageError
from pressroom.say import say

CLI_OPENING = """\
# The commands

Every command and what can be said to it. `make X` is the same as `parley X` where both exist;
`make` alone lists what it knows. This page is made by `make generated` from the commands.
"""
EXTRAS = ("lab", "tables")

ALIKE = (
    *("anyascii", "httpx", "ipykernel", "ipywidgets", "jinja2", "jupyterlab", "mistune"),
    *("nbclient", "nbformat", "numpy", "openpyxl", "pandas", "papermill", "pre-commit", "pyarrow"),
    *("pyyaml", "rich", "ruff", "ruptures", "scipy", "setuptools", "statsmodels"),
)
CONDA_NAMES = {name: name for name in ALIKE}
CONDA_NAMES |= {"matplotlib": "matplotlib-base", "nbconvert": "nbconvert-core"}

OPENING = """\
# Made by `make generated` from pyproject.toml: conda-forge's names, the same bounds.
# `conda env create -f environment.yml`, then `PYTHON=python make report`.
name: parley
channels:
  - conda-forge
dependencies:
"""

CLOSING = """\
  - pip
  - pip:
      - -e .
"""
CASES = {
    "(a) shell loop": "`papermill`, then `jupyter nbconvert`, report by report",
    "one plain process": "the same two libraries in one Python process",
    "cold": "`parley build`, nothing there yet",
    "one notebook edited": "`parley build`, one notebook edited ({edited} of {reports} reports)",
    "one row edited": "`parley build`, one row edited (the {stale} reports that read the table)",
    "nothing changed": "`parley build`, nothing changed",
}


def commands(root: Path) -> str:
    """Return the page: each verb's purpose, and its arguments one by one.

    Notes
    -----
    It is put together from the arguments and not from argparse's own help, whose layout
    differs between versions of Python.
    """
    parts = [CLI_OPENING]
    for verb in sorted(VERBS):
        whole = parser("parley", ABOUT, VERBS, verb)._actions
        one = next(a for a in whole if isinstance(a, argparse._SubParsersAction)).choices[verb]
        purpose = "\n".join(line.strip() for line in (one.description or "").splitlines())
        parts += [f"## parley {verb}\n\n{purpose}\n", "\n".join([*arguments(one), ""])]
    listed = " ".join(EXIT_CODES.split()).removeprefix("exit codes: ").split("·")
    codes = "\n".join(f"- {each.strip()}" for each in listed)
    return "\n".join([*parts, f"## Exit codes\n\n{codes}\n"])


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


def environment(root: Path) -> str:
    """Return the file's text: Python, every runtime library, and the package itself."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in EXTRAS:
        wanted += project["optional-dependencies"][extra]
    specs = [f"python {project['requires-python']}", *sorted({*map(conda_spec, wanted)})]
    return OPENING + "".join(f"  - {spec}\n" for spec in specs) + CLOSING


def conda_spec(requirement: str) -> str:
    """Return a requirement of pyproject.toml as conda-forge names it.

    Raises
    ------
    UsageError
        If `CONDA_NAMES` has no entry for it.

    Notes
    -----
    A marker (``; python_version < …``) is left out: conda's solver picks a Python that every
    package supports.

    Examples
    --------
    >>> conda_spec("matplotlib>=3.9")
    'matplotlib-base >=3.9'
    """
    name, bounds = split(requirement)
    if name not in CONDA_NAMES:
        raise UsageError(f"{name} has no conda-forge name: add it to CONDA_NAMES")
    return f"{CONDA_NAMES[name]} {bounds}".strip()


def split(requirement: str) -> tuple[str, str]:
    """Return name and bounds of a requirement, extras and marker left out."""
    bare = requirement.partition(";")[0].strip()
    name = re.match(r"[A-Za-z0-9._-]+", bare)[0]
    return name.lower(), re.sub(r"^\[[^\]]*\]", "", bare[len(name) :])


def workflow(
    root: Path | None = None, hour: int = 6, minute: int = 17, days: str = "Mon..Fri"
) -> str:
    """Return the workflow.

    Parameters
    ----------
    root : Path
        The project; the same for each.
    hour, minute : int
        Time of the day, UTC, the zone of GitHub's schedules.
    days : str
        As in ``Mon..Fri``, or one; GitHub counts Sunday as 0.
    """
    numbers = weekdays(days).replace("6-7", "6,0").replace("-7", "-6,0").replace("7", "0")
    text = Path(__file__).with_name("reports.yml").read_text(encoding="utf-8")
    text = text.replace("@MINUTE@", str(minute)).replace("@HOUR@", str(hour))
    return text.replace("@DAYS@", numbers)


def picture(root: Path) -> str:
    """Return the drawing of the topics, ranked, by side."""
    rec = record.load(root / "data")
    span = topics.window(rec.coverage, rec.as_of)
    held = topics.held_meetings(rec.meetings, span)
    rows = topics.account_topics(held, rec.accounts, rec.mentions, rec.topics)
    totals = topics.topic_totals(rows, rec.topics, side="either")
    with tempfile.TemporaryDirectory() as place, context.running("readme", Path(place)):
        figures.save(
            charts.topic_ranking,
            totals,
            name="topics",
            title=say("Topics by how many accounts mention them, {us_name} and {prc_name}"),
            subtitle=f"Share of each side's accounts that mention a topic, {span}, per cent",
            source=rec.origin("mentions", "accounts"),
            table=topics.by_side(totals),
        )
        return (Path(place) / "topics.svg").read_text(encoding="utf-8")


def readme(root: Path, only: str = "") -> str:
    """Return the README with its made parts made anew, or one of them alone.

    Raises
    ------
    UsageError
        If the README lacks the two marks between which a part stands.
    """
    whole = (root / "README.md").read_text(encoding="utf-8")
    for name, maker in PARTS.items() if not only else ((only, PARTS[only]),):
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
        question = front(notebook).question.replace("“{label}”", "one topic")
        lines.append(f"| [`{notebook.stem}`](notebooks/{notebook.name}) | {question} |")
    return "\n".join(lines) + "\n"


def costs(root: Path) -> str:
    """Return what `make bench` measured, as ``benchmarks/measured.json`` keeps it."""
    held = json.loads((root / "benchmarks" / "measured.json").read_text(encoding="utf-8"))
    numbers = {"edited": held["edited"], "reports": held["reports"], "stale": len(held["stale"])}
    head = "| | seconds | times faster | processor seconds | memory, MB |"
    lines = [head, "| --- |" + " --: |" * 4]
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
    part = f"; the first two from {held['sample']} of the reports, scaled up"
    sample = part if held["sample"] < held["reports"] else ""
    of_pages = f", the gate of {inside['pages']} pages in Chromium"
    gate = f"{of_pages} {inside['gate']:.0f} s" if inside["gate"] else ""
    rounds = "one round" if held["count"] == 1 else f"medians of {held['count']} rounds"
    return (
        f"{held['reports']} reports, {rounds} of all cases in turn{sample}. "
        f"{machine['cores']} cores of {machine['processor']}, Python {machine['python']}, "
        f"{held['date']}. Drawing alone, without any notebook, would take "
        f"{inside['limit'] * held['reports'] / 2:.3g} s on two cores; a report adds "
        f"{inside['engine'] * 1000:.0f} ms for the engine and {inside['page'] * 1000:.0f} ms for "
        f"its page. `record.load()` takes {inside['load']:.2g} s, `parley check` after a change "
        f"{held['medians']['check']['seconds']:.2g} s{gate}. `make bench` measures again."
    )


PARTS: dict[str, Callable[[Path], str]] = {"reports": table, "costs": costs}
