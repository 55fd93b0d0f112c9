"""What is fresh, and what is stale because of what: read in a blink, nothing heavy imported.

The tables that runs were made from are kept by what they hold, so that a change can be told.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from pressroom import paths, project
from pressroom.build import matrix, stamp
from pressroom.build.job import FORKED, UNSEEN, Job, Limits, Outcome, first_line
from pressroom.build.matrix import Report
from pressroom.build.store import Run, Store, read_note
from pressroom.errors import UsageError, where
from pressroom.nearest import nearest

JUDGES = ("/gate/", "/wording.", "pressroom/tree.py")  # what a page is judged by
SHARED = 3  # reports that ask the same, for which it is imported or computed before them
PROGRAMS = "it starts other programs, and what they read is not seen: it is run each time"


@dataclass
class Planned:
    """One report, its last good run, and why it must be run again.

    Attributes
    ----------
    report : Report
        Notebook and parameters.
    last : Run or None
        The last good run.
    reasons : list of str
        Why it is stale, in words; empty if it is fresh.
    """

    report: Report
    last: Run | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def is_fresh(self) -> bool:
        """True if nothing that the last run depended on has changed."""
        return not self.reasons

    @property
    def seconds(self) -> float:
        """How long the last run took; for ever if there was none."""
        return self.last.seconds if self.last else float("inf")


class Planner:
    """Compares the project as it lies there with the last runs.

    Parameters
    ----------
    store : Store
        Where the last runs lie.
    folder : Path, optional
        The record; the project's own if left out.
    as_of : str, optional
        ISO date as which it is read.
    """

    def __init__(self, store: Store, folder: Path | None = None, as_of: str | None = None):
        self.store, self.folder = store, paths.data(folder)
        if not next(self.folder.glob("*.csv"), None):
            start = f"{project.command('init')} starts them"
            raise UsageError(f"there are no tables in {where(self.folder)}: {start}")
        self.glance = project.current().glance(self.folder, as_of)
        self.site = read_note(store.current)
        self.engine = stamp.engine()
        self._library: dict[str, str] = {}  # of each file, once a plan

    def plan(self, reports: Iterable[Report] | None = None) -> dict[str, Planned]:
        """Return every report, by slug, with the reasons why it is stale.

        Parameters
        ----------
        reports : iterable of Report, optional
            As the checked record gives them; at a glance if left out.
        """
        if reports is None:
            reports = [r for r in matrix.reports(self.glance) if not self.left_out(r)]
        self._library.clear()
        return {report.slug: self.planned(report) for report in reports}

    def left_out(self, report: Report) -> str:
        """Return why the last build left a report out, if that still holds; else blank."""
        held = self.site.get("left_out", {}).get(report.slug)
        return held["reason"] if held and held["stamp"] == self.allowance(report) else ""

    def allowance(self, report: Report) -> str:
        """Return a hash of what decides whether the record allows a report."""
        wanted = stamp.of_file(paths.reports())
        source = stamp.notebook_source(report.notebook)
        return stamp.of_value([source, wanted, stamp.record_files(self.folder)])

    def planned(self, report: Report) -> Planned:
        """Return one report with the reasons why it is stale."""
        last = self.store.last(report.slug)
        if report.fault:
            return Planned(report, last, [report.fault])
        if last is None:
            return Planned(report, None, [self.why_none(report.slug)])
        if UNSEEN in last.used:
            return Planned(report, last, [PROGRAMS])
        now = self.stamp_of(report, last.used, last.reached)
        reasons = [self.say(report, last.stamp, now, n) for n in stamp.differences(last.stamp, now)]
        return Planned(report, last, reasons)

    def why_none(self, slug: str) -> str:
        """Return why a report has no good run."""
        log = self.store.failed / slug / "log.txt"
        if (self.store.current / "runs" / slug).exists():
            return "the stored run is damaged"
        if log.is_file():
            return f"failed when last run: {first_line(log.read_text(encoding='utf-8'))}"
        return "never run"

    def stamp_of(self, report: Report, used: Iterable[str], reached: Iterable[str]) -> dict:
        """Return everything that a run of `report` over `used` tables depends on.

        Notes
        -----
        Every report may say as of when the record stands, so the newest day counts where none
        was asked for. What runs a notebook, and what finds its imports, counts whether or not
        an older run named it.
        """
        wanted = [f"library {name}" for name in sorted({*reached, *self.engine})]
        new = [name.removeprefix("library ") for name in wanted if name not in self._library]
        self._library |= stamp.library(new)
        library, as_of = {name: self._library[name] for name in wanted}, self.glance.as_of
        return stamp.of_run(report.notebook, report.parameters, as_of, self.folder, used, library)

    def say(self, report: Report, old: dict, new: dict, name: str) -> str:
        """Return one difference of two stamps in words."""
        kind, _, what = name.partition(" ")
        if kind == "notebook":
            return f"notebook {report.notebook.name} changed"
        if kind == "table":
            path = self.folder / f"{what}.csv"
            return f"table {what}: {changes(self.store.inputs, old.get(name, ''), path)}"
        if kind == "library":
            gone = "is gone" if new.get(name) == "absent" else "changed"
            return f"library file {what} {gone}"
        if kind in ("parameter", "as_of", "Python"):
            return f"{name}: {old.get(name) or 'not set'} → {new.get(name) or 'not set'}"
        return "requirements.lock changed" if kind == "lock" else f"{name} changed"

    def job(
        self, report: Report, out: Path, engine: str = FORKED, limits: Limits | None = None
    ) -> Job:
        """Return the job that runs a report into `out`; reports.toml may set engine and minutes."""
        entry, limits = matrix.entries().get(report.notebook.stem, {}), limits or Limits()
        if "minutes" in entry:
            limits = replace(limits, report_seconds=entry["minutes"] * 60)
        return Job(
            slug=report.slug,
            notebook=report.notebook,
            root=paths.root(),
            data=self.folder,
            out=out,
            parameters=report.parameters,
            as_of=self.glance.asked,
            engine=entry.get("engine", engine),
            limits=limits,
        )

    def finished(self, report: Report, folder: Path, outcome: Outcome) -> Run:
        """Return a run that has succeeded, with what it was made from."""
        used, reached = outcome.used, self.reached_by(report)
        return Run(
            report.slug,
            folder,
            self.stamp_of(report, used, reached),
            used,
            self.glance.as_of,
            self.glance.covered_to(used),
            round(outcome.seconds, 3),
            reached,
        )

    def reached_by(self, report: Report) -> tuple[str, ...]:
        """Return the files of the library that a report's notebook can reach."""
        return stamp.library_of(matrix.run_code(report.notebook))

    def site_parts(self, runs: dict[str, Run], notices: dict[str, str]) -> dict[str, str]:
        """Return everything that the pages of these runs depend on: what it is, and its hash."""
        files = {f"data {n}": h for n, h in stamp.record_files(self.folder).items()}
        made = {f"report {s}": stamp.of_value([r.stamp, notices.get(s)]) for s, r in runs.items()}
        ours = {"reports, in order": stamp.of_value(list(runs)), "as_of": self.glance.asked or ""}
        shown = stamp.page_parts() | stamp.library() | stamp.docs()
        return shown | files | made | ours | stamp.surroundings()

    def same_gate(self, browser: bool) -> bool:
        """Return True if the site that stands has passed the gate as it is now."""
        gated, parts = self.site.get("gated", {}), self.site.get("parts", {})
        if not gated.get("gate") or (browser and not gated.get("browser")) or self.store.edited():
            return False
        now = stamp.page_parts() | stamp.library()
        rules = [n for n in {*parts, *now} if any(part in n for part in JUDGES)]
        return all(parts.get(name) == now.get(name) for name in rules)

    def everything(self, before: Collection[str] | None = None) -> dict[str, str]:
        """Return the state of all that runs share: none of it may change meanwhile.

        Parameters
        ----------
        before : collection of str, optional
            What there was when the runs began. A file that the library has got since is left
            out: no run reaches it without a change elsewhere.

        Notes
        -----
        A file of the record that was changed and put back has been changed: a run may have read
        it in between. Of the notebooks a build runs copies: they may be saved at any time.
        """
        files = sorted(p for p in self.folder.iterdir() if p.is_file())
        record = {path.name: stamp.as_found(path) for path in files}
        library = stamp.library()
        known = library if before is None else library.keys() & before
        return record | {name: library[name] for name in known} | stamp.docs()

    def page_changes(self, planned: dict[str, Planned]) -> list[str]:
        """Return what has changed since the pages were dressed, runs aside; empty if nothing."""
        if not self.site or not (self.store.site / "index.html").is_file():
            return ["no site has been published"]
        runs = {slug: p.last for slug, p in planned.items() if p.last}
        shown = self.site.get("notices", {})
        due = {s: text for s, text in shown.items() if s in planned and not planned[s].is_fresh}
        new = self.site_parts(runs, due)
        changed = stamp.differences(self.site.get("parts", {}), new)
        edited = [f"site/{name} was edited" for name in self.store.edited()]
        return [*edited, *(f"{name} changed" for name in changed)]


def chosen(planned: dict[str, Planned], names: Iterable[str]) -> set[str]:
    """Return the slugs asked for, by slug or by notebook; all if none was named.

    Raises
    ------
    UsageError
        Naming each that does not exist, and the nearest that do.
    """
    wanted, wrong = set(), []
    for name in names:
        found = {s for s, p in planned.items() if name in (s, p.report.notebook.stem)}
        wanted |= found
        if not found:
            wrong.append(f"there is no report {name!r}. {nearest(name, planned)}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return wanted or set(planned)


def led(jobs: list[Job]) -> tuple[list[Job], tuple[str, ...], tuple[str, ...]]:
    """Return jobs, the packages that several may import late, and the functions they share.

    Notes
    -----
    statsmodels takes a second to import, and what is shared takes two to compute. The nest does
    both once, while the first job is at work on another core: one that asks for none of what is
    shared, if there is such a one.
    """
    stems = {job.slug: job.notebook.stem for job in jobs}
    counts, asked = Counter(stems.values()), project.current().shared.items()
    shared = {f: asking for f, asking in asked if sum(counts[s] for s in asking) >= SHARED}
    waiting = {stem for asking in shared.values() for stem in asking}
    first = [job for job in jobs if stems[job.slug] not in waiting][:1]
    often: Counter[str] = Counter()
    for job in jobs:
        often.update(stamp.packages_of(stamp.library_of(matrix.run_code(job.notebook))))
    packages = sorted(package for package, count in often.items() if count >= SHARED)
    return first + [job for job in jobs if job not in first], tuple(packages), tuple(shared)


def keep_tables(store: Path, folder: Path, made_from: Mapping[str, str]) -> None:
    """Keep in `store` a copy of every table that a run was made from, once for each content.

    The record lies in `folder`; `made_from` is the run's stamp. A copy is called ``<hash>.csv``.
    """
    store.mkdir(parents=True, exist_ok=True)
    for name, held in made_from.items():
        if not name.startswith("table ") or (target := store / f"{held}.csv").exists():
            continue
        raw = (folder / f"{name.removeprefix('table ')}.csv").read_bytes()
        if stamp.of_bytes(raw) == held:
            part = target.with_suffix(".part")
            part.write_bytes(raw)
            part.replace(target)


def prune_tables(store: Path, wanted: set[str]) -> None:
    """Delete the copies whose hash is not in `wanted`."""
    for path in store.iterdir() if store.is_dir() else ():
        if path.stem not in wanted:
            path.unlink()


def changes(store: Path, held: str, now: Path) -> str:
    """Return how a table differs from the one of the hash `held` that a run was made from, in rows.

    As in ``2 rows added, 1 changed``; ``changed`` where the old one was not kept in `store`.
    """
    then = store / f"{held}.csv"
    if not now.is_file():
        return "is gone"
    if not then.is_file():
        return "changed" if held != "absent" else "is new"
    if (found := differences(then, now)) is None:
        return "changed"
    counts = {"added": found.added, "changed": found.changed, "removed": found.removed}
    said = [f"{len(n)} row{'s' if len(n) != 1 else ''} {what}" for what, n in counts.items() if n]
    return ", ".join(said) or "the same rows, written in another way"


class Rows(NamedTuple):
    """How one table differs from an older one.

    Attributes
    ----------
    added, removed : list of tuple
        Keys of rows that came or went.
    changed : dict
        Key to its cells that differ: ``{column: (old, new)}``.
    """

    added: list[tuple[str, ...]]
    removed: list[tuple[str, ...]]
    changed: dict[tuple[str, ...], dict[str, tuple[str, str]]]


def differences(old: Path, new: Path, key: Sequence[str] = ()) -> Rows | None:
    """Return how a table differs, row by row; None where no columns name the rows of both.

    Parameters
    ----------
    old, new : Path
        CSV files; one that is missing is an empty table, and a column that is, blank.
    key : sequence of str
        Columns that name a row; the fewest leading ones that do if left out.
    """
    was, now = table(old), table(new)
    key = key or naming(was, now)
    if not key:
        return None
    before, after = by_key(was, key), by_key(now, key)
    cells = {k: unlike(before[k], row) for k, row in after.items() if k in before}
    return Rows(
        [k for k in after if k not in before],
        [k for k in before if k not in after],
        {k: found for k, found in cells.items() if found},
    )


def table(path: Path) -> list[list[str]]:
    """Return the rows of a CSV, its head first."""
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]


def naming(old: list[list[str]], new: list[list[str]]) -> list[str]:
    """Return the fewest leading columns that name a row in both tables; none if none do."""
    head = new[0] if new[0] == old[0] else []
    leading = (head[:width] for width in range(1, len(head) + 1))
    alone = (k for k in leading if all(len(by_key(t, k)) == len(t) - 1 for t in (old, new)))
    return next(alone, [])


def by_key(rows: list[list[str]], key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of a table, each a mapping, by their key."""
    head, *body = rows
    named = (dict(zip(head, row, strict=False)) for row in body)
    return {tuple(row.get(column, "") for column in key): row for row in named}


def unlike(was: dict[str, str], now: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the cells of a row that differ, old and new."""
    pairs = {name: (was.get(name, ""), now.get(name, "")) for name in was | now}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
