"""Verbs that run reports: build, status, sweep, run."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path

from pressroom import paths, project
from pressroom.build.job import KERNEL
from pressroom.cli import add_as_of, add_cluster, add_data, add_loud, add_out
from pressroom.errors import UsageError, first_few, where
from pressroom.project import command, current


def build_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of build."""
    own = current().name
    add = parser.add_argument
    add("report", nargs="*", help="a report or notebook; all if none is named")
    add_data(parser)
    add_as_of(parser)
    add_out(parser)
    add("--workers", type=int, default=0, metavar="N", help="reports at a time; else one a core")
    add("--force", action="store_true", help="run fresh reports too")
    add("--dry-run", action="store_true", help="say what would be run, and why; run nothing")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--keep-going", action="store_true", help="run the others too (the default)")
    way.add_argument("--fail-fast", action="store_true", help="start no report after one failed")
    add("--engine", choices=(own, KERNEL), default=own, help="where cells run")
    add_cluster(parser)
    add("--browser", action="store_true", help="gate the pages in Chromium too")
    add("--keep", type=int, default=3, metavar="N", help="sites kept in the store (3)")
    add("--cell-limit", type=float, default=300, metavar="S", help="seconds for a cell (300)")
    add("--report-limit", type=float, default=900, metavar="S", help="seconds for a report (900)")
    add("--memory", type=int, default=2048, metavar="MB", help="for a report's processes (2048)")
    add("--limit", type=float, default=0, metavar="S", help="seconds for the whole run; else none")
    add_loud(parser)


def build(args: argparse.Namespace) -> int:
    """Render every report that is stale, and put the site in place, whole or not at all.

    A report that fails keeps its last page, with a notice; one that has none yet is missing, and
    named at the end.
    """
    return status(args) if args.dry_run else built(args, options_of(args))


def options_of(args: argparse.Namespace, first: Callable[[], int] | None = None):
    """Return what a build is asked to do; `first` is a step before it."""
    from pressroom.build.job import Limits

    limits = Limits(args.cell_limit, args.report_limit, args.memory)
    asked = {"only": tuple(args.report), "limits": limits, "first": first}
    return of_names(args, total_seconds=args.limit, **asked)


def of_names(args: argparse.Namespace, **more):
    """Return what a build is asked to do: the arguments that bear an option's name, and `more`."""
    from pressroom.build.build import Options
    from pressroom.cli import progress

    own = {field.name for field in fields(Options)}
    asked = {name: value for name, value in vars(args).items() if name in own}
    asked["watcher"] = progress.chosen(as_json=args.json, quiet=args.quiet)
    return Options(**asked | more)


def built(args: argparse.Namespace, wanted) -> int:
    """Return the exit code of a build."""
    from pressroom.build.build import build

    if args.report:
        alone = f"{command('run NOTEBOOK --defaults')}: one page alone"
        wanted.watcher.note(f"every page is made, and judged if it changed; {alone}")
    result = build(wanted)
    for told in defaults_moved(result.ran):
        wanted.watcher.note(told)
    wanted.watcher.result(result)
    failed = where((args.out or paths.build()) / "failed")
    for slug, reason in result.failed.items():
        print(f"FAILED {slug}: {reason}; see {failed}/{slug}/", file=sys.stderr)
    return result.code


def defaults_moved(slugs: Iterable[str]) -> list[str]:
    """Return what is to be said of the notebooks of these reports whose defaults have changed."""
    from pressroom.build import matrix

    names = {slug.partition("--")[0] for slug in slugs}
    books = [path for path in matrix.notebooks() if paths.addressed(path.stem) in names]
    return [f"{path.stem}: {said}" for path in books if (said := matrix.moved(path))]


def status_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of status."""
    parser.add_argument("report", nargs="*", help="a report or notebook; all if none is named")
    add_data(parser)
    add_as_of(parser)
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def status(args: argparse.Namespace) -> int:
    """Say of every report whether it is fresh, or stale, and what has changed."""
    from pressroom.build.plan import Planner, chosen
    from pressroom.build.store import Store

    store = Store(args.out or paths.build())
    planner = Planner(store, args.data, args.as_of)
    planned = planner.plan()
    wanted = {slug: planned[slug] for slug in planned if slug in chosen(planned, args.report)}
    stale = {slug: one.reasons for slug, one in wanted.items() if not one.is_fresh}
    pages = planner.page_changes(planned)
    if args.json:
        fresh = sorted(wanted.keys() - stale)
        left = {s: held["reason"] for s, held in planner.site.get("left_out", {}).items()}
        print(json.dumps({"fresh": fresh, "stale": stale, "pages": pages, "left_out": left}))
        return 0
    for slug, reasons in stale.items():
        print(f"stale  {slug:<36} {'; '.join(first_few(reasons, 4))}")
    for told in defaults_moved(stale):
        print(told)
    remedy = f". Render: {' '.join([command('build'), *args.report])}" if stale else ""
    print(f"{len(wanted) - len(stale)} fresh, {len(stale)} stale{remedy}")
    if pages and not stale:
        print(f"pages to be dressed anew by {command('build')}: {'; '.join(first_few(pages, 4))}")
    return 0


def sweep_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of sweep."""
    add = parser.add_argument
    add("notebook", help="its name")
    say = "a parameter to vary, over all its values or those named; year for whole years"
    add("--each", action="append", default=[], metavar="NAME[=A,B]", required=True, help=say)
    add("--least", type=int, default=5, metavar="N", help="rows that each must be about (5)")
    add_data(parser)
    add_as_of(parser)
    add_out(parser, "folder of its site; else build/sweep/NOTEBOOK")
    add("--workers", type=int, default=0, metavar="N", help="reports at a time; else one a core")
    add_cluster(parser)
    add("--dry-run", action="store_true", help="say which combinations there are; run nothing")
    add_loud(parser)


def sweep(args: argparse.Namespace) -> int:
    """Render one notebook for every combination of values that has enough data, as a site."""
    from pressroom.build import matrix
    from pressroom.build.build import build
    from pressroom.build.trial import sweep

    glance = project.current().glance(paths.data(args.data), args.as_of)
    found = sweep(args.notebook, wanted(args.each), glance, args.least)
    if not args.quiet and not args.json:
        tell(found, args)
    if args.dry_run or not found.reports:
        return 0
    out = args.out or paths.build() / "sweep" / matrix.named(args.notebook).stem
    asked = of_names(args, out=out, keep=1, reports=tuple(found.reports), gate=False)
    result = build(asked)
    asked.watcher.result(result)
    for slug, reason in result.failed.items():
        print(f"FAILED {slug}: {reason}", file=sys.stderr)
    return result.code


def wanted(each: list[str]) -> dict[str, list[str] | None]:
    """Return the parameters to vary, each with the values named, or None for all.

    Examples
    --------
    >>> wanted(["town=a,b", "year"])
    {'town': ['a', 'b'], 'year': None}
    """
    parts = [text.partition("=") for text in each]
    for name, _, values in parts:
        if values and not all(map(str.strip, values.split(","))):
            raise UsageError(f"--each {name}={values}: a blank value; name each, as {name}=a,b")
    return {name: values.split(",") if values else None for name, _, values in parts}


def tell(found, args: argparse.Namespace) -> None:
    """Say how many combinations there are, and how many have too little data."""
    total = len(found.reports) + len(found.left_out)
    print(
        f"{total} combinations; {len(found.left_out)} have fewer than {args.least} rows and "
        f"are left out; {len(found.reports)} to render"
    )
    if args.dry_run:
        for slug, count in found.left_out.items():
            print(f"left out  {slug}: {count} rows")
        for report in found.reports:
            print(f"render    {report.slug}")


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of run."""
    add = parser.add_argument
    add("report", help="the notebook; alone, its parameters, values and last runs are listed")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a value")
    add("--defaults", action="store_true", help="run it with its defaults")
    add("--least", type=int, default=5, metavar="N", help="rows that it must be about (5)")
    add("--keep", action="store_true", help="make it a report: write its row of reports.toml")
    add_data(parser)
    add_as_of(parser)


def run(args: argparse.Namespace) -> int:
    """Try a report with values of your own: its page alone, and its row if you want to keep it."""
    from pressroom import parameters
    from pressroom.build import matrix, trial

    notebook = trial.notebook_named(args.report)
    name = notebook.stem
    glance = project.current().glance(paths.data(args.data), args.as_of)
    if not (args.parameter or args.defaults or args.keep):
        asked(notebook, glance)
        return 0
    known = matrix.declared(notebook)
    given = trial.read(known, args.parameter)
    for meaning in parameters.meanings(known, given):
        print(f"  {meaning}")
    report = trial.tried(name, given, glance, args.least)
    if args.keep:
        print(f"{trial.keep(report, glance)}. Next: {project.command(f'build {name}')}")
        return 0
    return tried(report, args)


def asked(notebook: Path, glance) -> None:
    """Print what a notebook may be asked, each value with its data, and its last runs."""
    from pressroom.build import matrix, trial

    values = trial.choices(notebook, glance)
    for name, parameter in matrix.declared(notebook).items():
        print(f"{name} = {parameter.default!r}  {parameter.help}")
        shown = [v if n is None else f"{v} ({n})" for v, n in values[name].items()]
        if shown or parameter.told:
            print(f"    {', '.join(shown) or parameter.told}")
    if any(n is not None for counts in values.values() for n in counts.values()):
        print(f"In brackets: {project.current().counted} of the record.")
    for when, slug, outcome, reason in trial.last_runs(notebook.stem):
        print(f"{when}  {slug}: {outcome}{f', {reason}' if reason else ''}")


def tried(report, args: argparse.Namespace) -> int:
    """Return the exit code of a report's run; its page is named."""
    from pressroom.build import trial
    from pressroom.build.build import Options, build
    from pressroom.build.notebook import shown
    from pressroom.cli import progress

    place = trial.place(report.notebook.stem)
    options = Options(args.data, place, as_of=args.as_of, workers=1, keep=1, reports=(report,))
    options.gate, options.alone = False, True
    options.watcher = progress.chosen(as_json=False, quiet=True)
    result = build(options)
    for slug, reason in result.failed.items():
        print(f"FAILED {slug}: {reason}; see {where(place / 'failed')}/{slug}/")
        return result.code
    for outcome in result.ran.values():
        if outcome.strays:
            print(progress.strays_said(report.slug, outcome.strays))
        for way in outcome.ways:
            print(f"  {way}")
    page = Path("reports", report.slug, "index.html")
    refused = [each for outcome in result.ran.values() for each in outcome.refused]
    for run in result.kept.values():
        refused += shown(json.loads(run.executed.read_text(encoding="utf-8")))["refused"]
    refused += map(str, beside(page, result.site, paths.build() / "site"))
    for problem in dict.fromkeys(refused):
        print(f"{report.slug}: {command('build')} would refuse it: {problem}")
    print(f"{report.slug}: {where(result.site / page)}; nothing was published")
    return 1 if refused else result.code


def beside(page: Path, site: Path, published: Path) -> list:
    """Put links to a published site around the page of a trial; return what a build would refuse.

    Parameters
    ----------
    page : Path
        The page's site path.
    site : Path
        The trial's site, which has no other page.
    published : Path
        What readers are served; not written to. Where there is none, no link is followed.
    """
    from pressroom.gate import checks, of_page
    from pressroom.gate.reading import PageFile
    from pressroom.say import REFUSED

    for each in (*published.glob("*"), *published.glob("reports/*")):
        if not (here := site / each.relative_to(published)).exists():
            here.symlink_to(each.absolute())
    html = REFUSED.sub("", (site / page).read_text(encoding="utf-8"))  # it is told of already
    made = PageFile(str(page), html)
    followed = checks.broken_links([made], site) if published.is_dir() else []
    return [*of_page(made), *followed]
