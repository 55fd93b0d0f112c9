"""Measure builds against the command lines that a person has today; write build/bench.json.

All cases run in turn, round after round, in one session: on a shared machine only ratios of one
round mean anything. ``(a)`` is the shell loop: ``papermill``, then ``jupyter nbconvert``, per
report. Medians over the rounds.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import nan
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from parley.project import Glance  # noqa: E402
from pressroom.build import matrix  # noqa: E402
from pressroom.build.kernels import system  # noqa: E402
from pressroom.gate.browser import axe, missing  # noqa: E402
from pressroom.project import variable  # noqa: E402

REPORTS, EDITED = 24, 5
BUILDS = ("cold", "nothing changed", "one notebook edited", "one row edited")
SAID = {
    "cold": "cold: at least 10 × (a)",
    "stretch": "cold, stretch: at least 15 × (a)",
    "limit": "cold: within 2 × of the drawing limit",
    "no-op": "nothing changed: at most 0.15 s, and at least 1,000 × (a)",
    "status": "status: at most 0.15 s",
    "edited": "one notebook edited, 5 of 24: at least 20 × (a) on all",
    "row": "one row edited: only the reports that read the table",
    "engine": "engine: at most 60 ms a report",
    "page": "page: at most 40 ms a report",
    "check": "check of a record of which one row changed: at most 1 s",
    "load": "record.load(): at most 0.6 s",
    "gate": "the gate in Chromium: under 180 s for 400 pages",
    "memory": "memory of the whole tree, 2 workers: at most 500 MB",
}
READERS = {
    "deaths-and-talks",
    "deaths-around-dates",
    "deaths-turning-point",
    "what-the-record-holds",
    "what-turned-and-when",
}  # of canada_deaths


@dataclass
class Cost:
    """What one command took."""

    seconds: float
    cpu: float
    memory: int


def measured(command: list[str], folder: Path, check: bool = True) -> Cost:
    """Return what a command took: time, processor time, the most memory of its tree (PSS)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    most, over = [0], threading.Event()
    watcher = threading.Thread(target=watch, args=(process.pid, most, over))
    watcher.start()
    said = process.stderr.read().decode()
    process.wait()
    seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    if check and process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, most[0])


def watch(pid: int, most: list[int], over: threading.Event) -> None:
    """Keep the most memory that a process and its descendants had at once.

    Notes
    -----
    Linux walks all their pages to say it, a tenth of a core where it is asked five times a
    second: time that the build would be charged with. So it is asked for one part in forty.
    """
    pause = 0.2
    while not over.wait(pause):
        start = time.perf_counter()
        most[0] = max(most[0], sum(map(system.proportional, system.family(pid))))
        pause = max(0.2, 40 * (time.perf_counter() - start))


def surroundings() -> dict[str, str]:
    """Return the environment of every command: this library first, what is compiled kept."""
    found = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": found}


def project(folder: Path, reports: int) -> Path:
    """Write a project of so many reports: every notebook once, one of them for many topics."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder)
    topics = Glance(ROOT / "data").topics["topic"].tolist()
    benches = matrix.benches()
    others = len({p.stem for p in (folder / "notebooks").glob("*.ipynb")} - benches) - 1
    more = max(0, min(len(topics), reports - others - EDITED))
    source = folder / "notebooks" / "topic-profile.ipynb"
    shutil.copy(source, source.with_name("topic-profile-again.ipynb"))
    text = f"[topic-profile]\neach.topic = {json.dumps(topics[:EDITED])}\n"
    text += f"[topic-profile-again]\neach.topic = {json.dumps(topics[:more])}\n"
    text += "".join(f"[{name}]\nbench = true\n" for name in sorted(benches))
    (folder / "reports.toml").write_text(text, encoding="utf-8")
    return folder


class Bench:
    """The cases, on one project."""

    def __init__(self, folder: Path, sample: int):
        self.folder, self.sample = folder, sample
        if rules := axe():  # it lies in this project, and the bench's own has no tests
            os.environ[variable("AXE")] = str(rules)
        os.chdir(folder)
        self.reports = matrix.reports(Glance(folder / "data"))
        self.rounds = 0

    def shell_loop(self) -> Cost:
        """Return the cost of papermill and nbconvert on all reports, from a sample of them."""
        chosen = self.reports[:: max(1, len(self.reports) // self.sample)][: self.sample]
        total = Cost(0.0, 0.0, 0)
        with tempfile.TemporaryDirectory() as scratch:
            for report in chosen:
                out = f"{scratch}/{report.slug}.ipynb"
                given = [part for k, v in report.parameters.items() for part in ("-p", k, str(v))]
                steps = (
                    ["-m", "papermill", str(report.notebook), out, *given],
                    ["-m", "jupyter", "nbconvert", "--to", "html", out],
                )
                for step in steps:
                    cost = measured([sys.executable, *step], self.folder)
                    total.seconds += cost.seconds
                    total.cpu += cost.cpu
                    total.memory = max(total.memory, cost.memory)
        factor = len(self.reports) / len(chosen)
        return Cost(total.seconds * factor, total.cpu * factor, total.memory)

    def plain(self) -> Cost:
        """Return the cost of the two libraries called in one process, report after report."""
        chosen = self.reports[:: max(1, len(self.reports) // self.sample)][: self.sample]
        given = json.dumps([[str(r.notebook), r.parameters] for r in chosen])
        cost = measured(
            [sys.executable, str(ROOT / "benchmarks/inside.py"), "plain", given], self.folder
        )
        factor = len(self.reports) / len(chosen)
        return Cost(cost.seconds * factor, cost.cpu * factor, cost.memory)

    def build(self, *arguments: str) -> Cost:
        """Return the cost of one build."""
        command = [sys.executable, "-m", "parley.cli", "build", "--quiet", "--workers", "2"]
        return measured([*command, *arguments], self.folder, check=False)

    def status(self) -> Cost:
        """Return the cost of asking what is stale."""
        return measured([sys.executable, "-m", "parley.cli", "status"], self.folder)

    def check(self) -> Cost:
        """Return the cost of checking the record: one of its tables has changed."""
        return measured([sys.executable, "-m", "parley.cli", "check"], self.folder, check=False)

    def gate(self) -> float | None:
        """Return the seconds of the gate in a browser on the site as it lies; None without one."""
        if missing():
            return None
        command = [sys.executable, "-m", "parley.cli", "gate"]
        return measured(command, self.folder, check=False).seconds

    def pages(self) -> int:
        """Return how many pages the site has."""
        return sum(1 for _ in (self.folder / "build/site").rglob("*.html"))

    def edit_notebook(self) -> None:
        """Change the notebook of five reports."""
        path = self.folder / "notebooks" / "topic-profile.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        source = "".join(book["cells"][-1]["source"])
        book["cells"][-1]["source"] = source + f"\n\nMeasured {self.rounds} times."
        path.write_text(json.dumps(book), encoding="utf-8")

    def edit_row(self) -> list[str]:
        """Change one row of a table that few reports read; return those that become stale."""
        path = self.folder / "data" / "canada_deaths.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[-1] = lines[-1] + ("x" if not lines[-1].endswith('"') else "")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "parley.cli", "status", "--json"],
            cwd=self.folder,
            env=surroundings(),
            capture_output=True,
            text=True,
            check=True,
        )
        return sorted(json.loads(done.stdout)["stale"])

    def inside(self) -> dict:
        """Return drawing limit, engine overhead and page time, per report."""
        given = json.dumps([[r.slug, str(r.notebook), r.parameters] for r in self.reports])
        command = [sys.executable, str(ROOT / "benchmarks/inside.py"), "limit", given]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=surroundings() | {"OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def round(self) -> dict:
        """Return one round of all cases, each said as it ends."""
        self.rounds += 1
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        found: dict[str, dict] = {}
        for name, case in (
            ("(a) shell loop", self.shell_loop),
            ("one plain process", self.plain),
            ("cold", self.build),
            ("nothing changed", lambda: middle(self.build)),
            ("status", lambda: middle(self.status)),
            ("one notebook edited", lambda: self.edit_notebook() or self.build()),
        ):
            found[name] = self.told(name, case())
        stale = self.edit_row()
        found["check"] = self.told("check", self.check())
        found["one row edited"] = self.told("one row edited", self.build())
        return found | {"stale by the row": stale}

    def told(self, name: str, cost: Cost) -> dict:
        """Return a cost as plain values, after saying it."""
        print(
            f"round {self.rounds}: {name:<22} {cost.seconds:8.2f} s {cost.cpu:8.1f} CPU s",
            flush=True,
        )
        return vars(cost)


def middle(case: Callable[[], Cost], times: int = 5) -> Cost:
    """Return the median cost of what takes a blink, which one measurement cannot tell."""
    return sorted((case() for _ in range(times)), key=lambda cost: cost.seconds)[times // 2]


def medians(rounds: list[dict]) -> dict[str, dict[str, float]]:
    """Return the median of each measure of each case."""
    cases = [name for name, value in rounds[0].items() if isinstance(value, dict)]
    return {
        case: {
            m: statistics.median(r[case][m] for r in rounds) for m in ("seconds", "cpu", "memory")
        }
        for case in cases
    }


def main() -> None:
    """Run the rounds, print medians and ratios, write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--sample", type=int, default=REPORTS, help="reports of the slow cases")
    parser.add_argument("--date", default=f"{date.today():%-d %B %Y}", help="day of measuring")
    parser.add_argument("--keep", action="store_true", help="for the README: measured.json")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(project(Path(scratch) / "project", args.reports), args.sample)
        rounds = [bench.round() for _ in range(args.rounds)]
        inside = bench.inside() | {"gate": bench.gate(), "pages": bench.pages()}
    said = medians(rounds)
    slowest = said["(a) shell loop"]["seconds"]
    for case, cost in said.items():
        cost["ratio"] = slowest / cost["seconds"]
        print(
            f"{case:<22} {cost['seconds']:8.2f} s  {cost['ratio']:8.1f} ×  {cost['cpu']:8.1f} CPU s"
            f"  {cost['memory'] / 1e6:6.0f} MB"
        )
    count = len(bench.reports)
    print(
        f"{count} reports; drawing limit {inside['limit'] * count / 2:.2f} s on two cores; per "
        f"report: engine {inside['engine']:.3f} s, page {inside['page']:.3f} s; record.load() "
        f"{inside['load']:.2f} s; the gate in Chromium {inside['gate'] or nan:.0f} s "
        f"for {inside['pages']} pages"
    )
    print("stale by one row of canada_deaths:", ", ".join(rounds[-1]["stale by the row"]))
    verdicts = judged(said, inside, count, rounds)
    for name, is_met in verdicts.items():
        print("met   " if is_met else "MISSED", SAID[name])
    held = {
        "date": args.date,
        "reports": count,
        "edited": EDITED,
        "sample": args.sample,
        "count": args.rounds,
        "machine": machine(),
        "inside": inside,
        "medians": said,
        "stale": rounds[-1]["stale by the row"],
        "targets": verdicts,
    }
    (ROOT / "build").mkdir(exist_ok=True)
    whole = json.dumps(held | {"rounds": rounds}, indent=1)
    (ROOT / "build" / "bench.json").write_text(whole, encoding="utf-8")
    if args.keep:
        text = json.dumps(rounded(held), indent=1, ensure_ascii=False)
        (ROOT / "benchmarks" / "measured.json").write_text(text + "\n", encoding="utf-8")


def judged(said: dict, inside: dict, count: int, rounds: list[dict]) -> dict[str, bool]:
    """Return for each target whether it is met."""
    seconds = {case: cost["seconds"] for case, cost in said.items()}
    ratio = {case: cost["ratio"] for case, cost in said.items()}
    memory = max(cost["memory"] for case, cost in said.items() if case in BUILDS)
    return {
        "cold": ratio["cold"] >= 10,
        "stretch": ratio["cold"] >= 15,
        "limit": seconds["cold"] <= inside["limit"] * count,  # two cores: half of it is the limit
        "no-op": seconds["nothing changed"] <= 0.15 and ratio["nothing changed"] >= 1000,
        "status": seconds["status"] <= 0.15,
        "edited": ratio["one notebook edited"] >= 20,
        "row": all(set(r["stale by the row"]) == READERS for r in rounds),
        "engine": inside["engine"] <= 0.06,
        "page": inside["page"] <= 0.04,
        "check": seconds["check"] <= 1,
        "load": inside["load"] <= 0.6,
        "gate": (inside["gate"] or nan) / inside["pages"] < 180 / 400,
        "memory": memory <= 500e6,
    }


def machine() -> dict[str, object]:
    """Return what the figures were taken on."""
    said = Path("/proc/cpuinfo").read_text(encoding="utf-8") if os.name == "posix" else ""
    named = [line.partition(":")[2] for line in said.splitlines() if line.startswith("model name")]
    processor = named[0].strip() if named else platform.processor()
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def rounded(value):
    """Return nested values with four significant digits, which is more than a median bears."""
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
