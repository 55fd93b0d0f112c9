"""Write what ``make torture`` has counted into docs/reliability.md, as its last step."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTED, PAGE = ROOT / "build/torture.json", ROOT / "docs/reliability.md"
PLANTED = ROOT / "build/mutants.json"
PARTS = ("kills", "touches", "faults", "spoilings", "tampers")
OPEN, CLOSE = "<!-- figures: made by tests/torture/report.py -->", "<!-- end of figures -->"
BAD = ("torn", "no site", "untrue", "traceback", "wedged")
STAGES = (
    "starting and planning",
    "running a report",
    "pages, gate and publication",
    "ended already",
)


def figures(held: dict) -> str:
    """Return the figures as the page shows them."""
    kills, touches, machine = held["kills"], held["touches"], held["machine"]
    rows = [(stage, kills.get(f"stage {stage}", 0)) for stage in STAGES]
    table = "\n".join(f"| {stage} | {count} |" for stage, count in rows)
    return (
        f"Counted on {held['day']}, {machine['cores']} cores, Python {machine['python']}: "
        f"{kills['kills']} builds killed at random moments (seed {kills['seed']}) in "
        f"{kills['seconds'] / 60:.0f} minutes. Afterwards the old site stood "
        f"{kills.get('old', 0)} times, the new one {kills.get('new', 0)} times, a torn one "
        f"{kills.get('torn', 0)} times. {kills['next runs']} next runs were made; "
        f"{kills.get('wedged', 0)} did not end well. Processes left behind: "
        f"{kills.get('processes left', 0)}; stages left behind: {kills.get('stages left', 0)}.\n\n"
        f"| the build was | kills |\n|---|---|\n{table}\n\n"
        f"Kills at each touch of the disk in a publication: {touches['kills']}; the old pair of "
        f"runs and site stood {touches['old']} times, the new one {touches['new']}, a mixture "
        f"never.\n\n{faults_said(held['faults'])}\n\n{doors_said(held)}\n\n"
        f"{planted_said(held['planted'])}"
    )


def doors_said(held: dict) -> str:
    """Return what became of spoilt records and of tampered editions."""
    spoilt, tampers = held["spoilings"], held["tampers"]
    seen = sum(found > 0 for found in tampers.values())
    return (
        f"Files of the record spoilt: {spoilt['tries']:,} (seed {spoilt['seed']}); "
        f"{spoilt['refused']:,} refused with file, problem and remedy, the others are read without "
        f"a fault; tracebacks: none. Ways to tamper with an edition: {len(tampers)}; "
        f"`parley verify` found {seen}."
    )


def planted_said(planted: dict[str, str]) -> str:
    """Return the table of faults planted in the code, with the test that caught each."""
    rows = "\n".join(
        f"| {name} | {f'`{test}`' if test else 'none: it survived'} |"
        for name, test in planted.items()
    )
    caught = sum(map(bool, planted.values()))
    return (
        f"Faults planted in a copy of the code, one at a time: {len(planted)}; "
        f"caught: {caught}.\n\n"
        f"| the fault | caught by |\n|---|---|\n{rows}"
    )


def faults_said(faults: dict) -> str:
    """Return the table of what was struck at seeded steps of whole builds."""
    blows = sorted({name.rpartition(", ")[0] for name in faults if ", " in name})
    rows = [[faults.get(f"{blow}, {site}", 0) for site in ("old", "new")] for blow in blows]
    table = "\n".join(
        f"| {blow} | {sum(row)} | {row[0]} | {row[1]} |"
        for blow, row in zip(blows, rows, strict=True)
    )
    bad = ", ".join(f"{name} {faults.get(name, 0)}" for name in BAD)
    return (
        f"Builds struck at one of their {faults['steps']} touches of the disk: {faults['rounds']} "
        f"(seed {faults['seed']}), {faults['next runs']} next runs. Counted as faults: {bad}.\n\n"
        "| struck by | times | the old site stood | the new site stood |\n|---|---|---|---|\n"
        f"{table}"
    )


def written(page: str, text: str) -> str:
    """Return a page with `text` between the marks; ValueError if it has none."""
    whole = re.compile(f"{re.escape(OPEN)}.*?{re.escape(CLOSE)}", re.DOTALL)
    if not whole.search(page):
        raise ValueError(f"the page has no place for figures: {OPEN} … {CLOSE}")
    return whole.sub(lambda match: f"{OPEN}\n{text}\n{CLOSE}", page)


def main() -> int:
    """Return 0 when the page is written, 2 where nothing has been counted."""
    if not COUNTED.is_file():
        print(f"{COUNTED} is not there; run: make torture", file=sys.stderr)
        return 2
    held = json.loads(COUNTED.read_text(encoding="utf-8"))
    if not PLANTED.is_file() or not held.keys() >= set(PARTS):
        print(f"{COUNTED} is of a part of the torture alone; run: make torture", file=sys.stderr)
        return 2
    held["planted"] = json.loads(PLANTED.read_text(encoding="utf-8"))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), figures(held)), encoding="utf-8")
    print(f"written: {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
