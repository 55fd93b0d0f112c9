"""Write what ``make torture`` has counted into docs/reliability.md, as its last step.

Each part stands between marks of its own and has a day of its own: one that is run alone, as by
``PARLEY_TORTURE=1 python -m pytest tests/parley/record/test_mutations.py`` and this file, changes
its own lines and leaves the others.
"""

import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COUNTED, PAGE = ROOT / "build/torture.json", ROOT / "docs/reliability.md"
BAD = ("torn", "no site", "untrue", "traceback", "wedged")
STAGES = (
    "starting and planning",
    "running a report",
    "pages, gate and publication",
    "ended already",
)


def keep(found: Mapping[str, Any]) -> Path:
    """Write down what parts have counted, each with today's day; return the file."""
    held = json.loads(COUNTED.read_text(encoding="utf-8")) if COUNTED.is_file() else {}
    when = f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    held |= {part: {"when": when, "found": figures} for part, figures in found.items()}
    COUNTED.parent.mkdir(exist_ok=True)
    COUNTED.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    return COUNTED


def kills(found: dict) -> str:
    """Return what became of builds killed at random moments."""
    rows = [(stage, found.get(f"stage {stage}", 0)) for stage in STAGES]
    table = "\n".join(f"| {stage} | {count} |" for stage, count in rows)
    return (
        f"{found['kills']} builds killed at random moments (seed {found['seed']}) in "
        f"{found['seconds'] / 60:.0f} minutes. Afterwards the old site stood "
        f"{found.get('old', 0)} times, the new one {found.get('new', 0)} times, a torn one "
        f"{found.get('torn', 0)} times. {found['next runs']} next runs were made; "
        f"{found.get('wedged', 0)} did not end well. Processes left behind: "
        f"{found.get('processes left', 0)}; stages left behind: {found.get('stages left', 0)}.\n\n"
        f"| the build was | kills |\n|---|---|\n{table}"
    )


def touches(found: dict) -> str:
    """Return what became of publications killed at each touch of the disk."""
    return (
        f"Kills at each touch of the disk in a publication: {found['kills']}; the old pair of "
        f"runs and site stood {found['old']} times, the new one {found['new']}, a mixture never."
    )


def spoilings(found: dict) -> str:
    """Return what became of spoilt records."""
    return (
        f"Files of the record spoilt: {found['tries']:,} (seed {found['seed']}); "
        f"{found['refused']:,} refused with file, problem and remedy, the others are read without "
        "a fault; tracebacks: none."
    )


def tampers(found: dict[str, int]) -> str:
    """Return what became of editions that were tampered with."""
    seen = sum(count > 0 for count in found.values())
    return f"Ways to tamper with an edition: {len(found)}; `parley verify` found {seen}."


def planted(found: dict[str, str]) -> str:
    """Return the table of faults planted in the code, with the test that caught each."""
    rows = "\n".join(
        f"| {name} | {f'`{test}`' if test else 'none: it survived'} |"
        for name, test in found.items()
    )
    caught = sum(map(bool, found.values()))
    return (
        f"Faults planted in a copy of the code, one at a time: {len(found)}; "
        f"caught: {caught}.\n\n"
        f"| the fault | caught by |\n|---|---|\n{rows}"
    )


def faults(found: dict) -> str:
    """Return the table of what was struck at seeded steps of whole builds."""
    blows = sorted({name.rpartition(", ")[0] for name in found if ", " in name})
    rows = [[found.get(f"{blow}, {site}", 0) for site in ("old", "new")] for blow in blows]
    table = "\n".join(
        f"| {blow} | {sum(row)} | {row[0]} | {row[1]} |"
        for blow, row in zip(blows, rows, strict=True)
    )
    bad = ", ".join(f"{name} {found.get(name, 0)}" for name in BAD)
    return (
        f"Builds struck at one of their {found['steps']} touches of the disk: {found['rounds']} "
        f"(seed {found['seed']}), {found['next runs']} next runs. Counted as faults: {bad}.\n\n"
        "| struck by | times | the old site stood | the new site stood |\n|---|---|---|---|\n"
        f"{table}"
    )


PARTS = {each.__name__: each for each in (kills, touches, faults, spoilings, tampers, planted)}


def written(page: str, held: Mapping[str, dict]) -> str:
    """Return a page with the figures of parts between their marks; ValueError if it lacks them."""
    for part, counted in held.items():
        opens, closes = (
            f"<!-- {part}: made by tests/torture/report.py -->",
            f"<!-- end of {part} -->",
        )
        whole = re.compile(f"{opens}.*?{closes}", re.DOTALL)
        if not whole.search(page):
            raise ValueError(f"the page has no place for figures: {opens} … {closes}")
        text = f"{opens}\nCounted on {counted['when']}. {PARTS[part](counted['found'])}\n{closes}"
        page = whole.sub(lambda _, text=text: text, page)
    return page


def main() -> int:
    """Return 0 when the page is written, 2 where nothing has been counted."""
    if not COUNTED.is_file():
        print(f"{COUNTED} is not there; run: make torture", file=sys.stderr)
        return 2
    held = json.loads(COUNTED.read_text(encoding="utf-8"))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), held), encoding="utf-8")
    print(f"written: {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
