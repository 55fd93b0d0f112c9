"""Two states compared: which rows differ, which numbers move, what pages say otherwise.

For the words of pages a state is a folder of pages, a project, or a git revision; the last two are
built first, each by its own code, so that a change of the code shows as well as one of the
notebooks or the record.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from difflib import HtmlDiff, SequenceMatcher
from pathlib import Path

from pressroom import paths, project
from pressroom.build import matrix, plan, stamp
from pressroom.build.build import Options, build
from pressroom.build.matrix import Report
from pressroom.build.options import Watcher
from pressroom.build.plan import Rows
from pressroom.build.store import Store
from pressroom.editions import pages
from pressroom.errors import DataError, RunError, UsageError
from pressroom.page.bundle import Bundle, Change
from pressroom.tree import INLINE, Node, Tree

OF_INPUTS = re.compile(r" ?Made from inputs [0-9a-f]{12}\.")


def state(name: str, scratch: Path) -> Path:
    """Return the folder of a state of the record: a folder of CSVs, a project, or a git revision.

    Parameters
    ----------
    name : str
        Path or revision.
    scratch : Path
        Where a revision's files are put.

    Raises
    ------
    UsageError
        If it is none of them.
    """
    for folder in (Path(name), Path(name) / "data"):
        if next(folder.glob("*.csv"), None):
            return folder.resolve()
    return unpack(name, scratch, "a folder of a record", "data") / "data"


def unpack(revision: str, folder: Path, other: str, *parts: str) -> Path:
    """Put the files of a git revision, or these parts of them, into a folder, and return it.

    Raises
    ------
    UsageError
        If git is not here, or knows no such revision; `other` is what else could be given.
    """
    command = ["git", "-C", str(paths.root()), "archive", revision, *parts]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise UsageError(f"{revision!r} is not {other}, and git is not here") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1]
        raise UsageError(f"{revision!r} is neither {other} nor a revision: {said}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def rows(old: Path, new: Path) -> dict[str, Rows]:
    """Return how the tables differ between two folders: those that do, by name in a fixed order."""
    files = ((each, f"{each.name}.csv") for each in project.current().tables(new))
    found = {t.name: plan.differences(old / csv, new / csv, t.key) for t, csv in files}
    return {name: each for name, each in found.items() if each and any(each)}


def affected(changed: Iterable[str], data: Path) -> list[Report]:
    """Return the reports that read one of these tables, by their last run or by their source."""
    store, wanted = Store(paths.build()), set(changed)
    found = []
    for report in matrix.reports(project.current().glance(data)):
        last = store.last(report.slug)
        used = set(last.used) if last else matrix.tables_named(report.notebook) | wanted
        if used & wanted:
            found.append(report)
    return found


def moved(
    old: Path, new: Path, reports: list[Report], scratch: Path, say: Callable[[str], None]
) -> dict[str, tuple[Change, ...]]:
    """Return what moves in the published reports, by slug: sentences and cells of figures.

    Parameters
    ----------
    old, new : Path
        The two states.
    reports : list of Report
        Those to run on both.
    scratch : Path
        Where both are run; nothing is published.
    say : callable
        Told of a report that fails on one of them.

    Raises
    ------
    DataError
        If this version's checks refuse one of them, as they do a state from before a table.
    """
    from pressroom.editions.changes import changes

    sites = {}
    for name, data in (("old", old), ("new", new)):
        options = Options(data=data, out=scratch / name, reports=tuple(reports), gate=False)
        options.watcher = Watcher()
        try:
            result = build(options)
        except DataError:
            print(
                f"the {name} state is refused by the checks of this version, so that no number can "
                "be compared; --rows compares rows alone",
                file=sys.stderr,
            )
            raise
        for slug, reason in result.failed.items():
            say(f"{slug} fails on the {name} record: {reason}")
        sites[name] = Store(scratch / name)
    manifest = json.loads((sites["old"].site / "manifest.json").read_text(encoding="utf-8"))
    before = {entry["slug"]: entry for entry in manifest["reports"]}
    found = {}
    for slug, run in sites["new"].runs().items():
        bundle = Bundle(
            slug=slug, executed=run.executed, files=run.files, inputs=stamp.condensed(run.stamp)
        )
        if seen := changes(bundle, before.get(slug), sites["old"].site, {}):
            found[slug] = seen
    return found


HIDDEN = frozenset(("script", "style", "pre"))  # a cell's code is the notebook's diff, not a page's
READ_OUT = ("alt", "aria-label")


Lines = tuple[list[str], list[str]]  # of one page that differ: none of old if new, none of new


def built(state: str, scratch: Path, reports: list[str]) -> Path:
    """Return the folder of a state's pages, built in `scratch` unless they are there already.

    Parameters
    ----------
    state : str
        A folder with ``index.html``, a project with ``reports.toml``, or a git revision.
    scratch : Path
        Where a revision and its pages are put.
    reports : list of str
        Reports to build; all if there is none.

    Raises
    ------
    UsageError
        If it is none of them.
    RunError
        If it cannot be built.
    """
    folder = Path(state)
    if (folder / "index.html").is_file():
        return folder.resolve()
    build = folder / "build"
    if not (folder / paths.MARK).is_file():
        build = paths.build()
        folder = unpack(state, scratch / "tree", "a folder of pages, a project")
    folder = folder.resolve()
    ours = project.current()
    has_code = any((folder / name).is_dir() for name in ours.packages)
    named = {project.NAMED: project.current_name()}
    around = os.environ | named | {"PYTHONPATH": str(folder) if has_code else ""}
    out = scratch / "out"
    seed(out, build, reports)
    can = not has_code or (folder / f"{pages.MODULE.replace('.', '/')}.py").is_file()
    command = [pages.MODULE, str(out), *reports]
    if not can:
        command = [ours.module, "build", *reports, "--out", str(out)]
    print(building(state, reports, can), file=sys.stderr, flush=True)
    command = [sys.executable, "-m", *command]
    done = subprocess.run(command, cwd=folder, env=around, stdout=2, stderr=subprocess.PIPE)
    if done.returncode:
        raise RunError(f"{state} cannot be built: {done.stderr.decode().strip()[-800:]}")
    return out / "site"


def building(state: str, reports: list[str], can: bool = True) -> str:
    """Return what is said before the pages of a state are built; `can` make one alone, or not."""
    if reports and can:
        return f"building the pages of {state}: {', '.join(reports)} alone"
    what = f"{', '.join(reports) or 'every report'} if stale, then every page of the site"
    if can or not reports:
        return f"building the pages of {state}: {what}; --report NAME: that report's page alone"
    return f"building the pages of {state}: {what}, as its code can make no page alone"


def seed(out: Path, build: Path, reports: list[str]) -> None:
    """Put what stands in front of one build into another: whatever is fresh there is kept."""
    front = build / "current"
    if not front.exists():
        return
    stage = Path("store") / front.resolve().name
    if not reports:
        shutil.copytree(front, out / stage)
    for run in (front / "runs").iterdir() if reports else ():
        if is_of(run.name, reports):
            shutil.copytree(run, out / stage / "runs" / run.name)
    if (out / stage).is_dir():
        (out / "current").symlink_to(stage)


def is_of(slug: str, reports: list[str]) -> bool:
    """Return whether a report is one of those named, by itself or by its notebook."""
    return slug in reports or slug.partition("--")[0] in reports


def lines(html: str) -> list[str]:
    """Return what a page says, a block a line; cells of a row by `` | ``, what is read out in [].

    What its inputs hash to is left out: that differs on every page, whatever it says.

    Examples
    --------
    >>> lines('<p>Rain <b>fell</b></p><tr><td>a</td><td>b</td></tr><svg aria-label="A line">')
    ['Rain fell', 'a | b', '[A line]']
    """
    text = "".join(pieces(Tree(html).root))
    found = (OF_INPUTS.sub("", " ".join(line.split())).strip(" |") for line in text.split("\n"))
    return [line for line in found if line]


def pieces(node: Node) -> Iterator[str]:
    """Yield the text below an element, with a line break round every block."""
    for child in node.children:
        if isinstance(child, str):
            yield child.replace("\n", " ")
        elif child.tag not in HIDDEN:
            is_cell = child.tag in ("td", "th")
            gap = "" if is_cell or child.tag in INLINE else "\n"
            before = " | " if is_cell else gap
            read_out = [f"\n[{child.attrs[name]}]\n" for name in READ_OUT if child.attrs.get(name)]
            yield from (before, *read_out, *pieces(child), gap)


def pages_of(folder: Path, reports: list[str]) -> dict[str, list[str]]:
    """Return the lines of every page below a folder, or of these reports' pages, by its path."""
    found = sorted(folder.rglob("*.html"))
    if reports:
        found = [p for p in found if p.parent.parent.name == "reports"]
        found = [p for p in found if is_of(p.parent.name, reports)]
    return {p.relative_to(folder).as_posix(): lines(p.read_text(encoding="utf-8")) for p in found}


def unlike_pages(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> dict[str, list[Lines]]:
    """Return how each page differs, by its path: only those that do."""
    found = {}
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path, []), after.get(path, [])
        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        seen = [(old[a:b], new[c:d]) for tag, a, b, c, d in codes if tag != "equal"]
        if seen:
            found[path] = seen
    return found


def as_html(
    before: dict[str, list[str]], after: dict[str, list[str]], changed: dict[str, list[Lines]]
) -> str:
    """Return one page that shows the changed ones side by side."""
    maker = HtmlDiff(wrapcolumn=80)
    tables = (
        f"<h2>{path}</h2>"
        + maker.make_table(before.get(path, []), after.get(path, []), "before", "after", True, 1)
        for path in changed
    )
    style = f"<style>{maker._styles} body {{ font-family: sans-serif }}</style>"
    told = f"What differs on {len(changed)} of {len(before.keys() | after.keys())} pages"
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Pages</title>{style}'
    return f"{head}<h1>{told}</h1>{''.join(tables)}</html>\n"
