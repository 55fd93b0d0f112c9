"""The verb that tries a report out: what it may be asked, its run, its page, its row."""

import argparse
from pathlib import Path

from pressroom.cli import options


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of run."""
    add = parser.add_argument
    add("report", help="the notebook; alone, its parameters, values and last runs are listed")
    add("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a value")
    add("--defaults", action="store_true", help="run it with its defaults")
    add("--least", type=int, default=5, metavar="N", help="rows that it must be about (5)")
    add("--keep", action="store_true", help="make it a report: write its row of reports.toml")
    options.data(parser)
    options.as_of(parser)


def run(args: argparse.Namespace) -> int:
    """Try a report with values of your own: its page alone, and its row if you want to keep it."""
    from pressroom import paths, project
    from pressroom.build import trial
    from pressroom.build.trial import notebook_named

    name = args.report.removesuffix(".ipynb").removeprefix(f"{paths.NOTEBOOKS}/")
    notebook = notebook_named(name)
    glance = project.current().glance(paths.data(args.data), args.as_of)
    if not (args.parameter or args.defaults or args.keep):
        listed(notebook, glance)
        return 0
    report = trial.tried(name, trial.read(notebook, args.parameter), glance, args.least)
    if args.keep:
        print(f"{trial.keep(report, glance)}. Next: {project.command(f'build {name}')}")
        return 0
    return built(report, args)


def listed(notebook: Path, glance) -> None:
    """Print what a notebook may be asked, each value with its data, and its last runs."""
    from pressroom import project
    from pressroom.build import matrix, trial

    values = trial.choices(notebook, glance)
    for name, parameter in matrix.declared(notebook).items():
        print(f"{name} = {parameter.default!r}  {parameter.help}")
        shown = [v if n is None else f"{v} ({n})" for v, n in values[name].items()]
        if shown or parameter.allowed:
            print(f"    {', '.join(shown) or parameter.allowed}")
    if any(n is not None for counts in values.values() for n in counts.values()):
        print(f"In brackets: {project.current().counted} of the record.")
    for when, slug, outcome, reason in trial.last_runs(notebook.stem):
        print(f"{when}  {slug}: {outcome}{f', {reason}' if reason else ''}")


def built(report, args: argparse.Namespace) -> int:
    """Return the exit code of a report's run; its page is named."""
    from pressroom.build import trial
    from pressroom.build.build import Options, build
    from pressroom.cli import progress
    from pressroom.errors import where

    watcher = progress.chosen(as_json=False, quiet=True)
    place = trial.place(report.notebook.stem)
    result = build(
        Options(
            data=args.data,
            out=place,
            as_of=args.as_of,
            workers=1,
            keep=1,
            reports=(report,),
            gate=False,
            watcher=watcher,
        )
    )
    for slug, reason in result.failed.items():
        print(f"FAILED {slug}: {reason}; see {where(place / 'failed')}/{slug}/")
    if not result.failed:
        for outcome in result.ran.values():
            if outcome.strays:
                print(progress.strays_said(report.slug, outcome.strays))
        print(f"{report.slug}: {where(place / 'site' / 'reports' / report.slug / 'index.html')}")
    return result.code
