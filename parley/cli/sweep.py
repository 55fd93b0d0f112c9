"""Render one notebook for every combination of values that has enough data, as a site."""

import argparse
import sys
from pathlib import Path

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("notebook", help="its name")
    add(
        "--each", action="append", default=[], metavar="NAME[=A,B]", required=True,
        help="a parameter to vary, over all its values or those named; year for whole years",
    )  # fmt: skip
    add(
        "--least",
        type=int,
        default=5,
        metavar="N",
        help="meetings that each must have (5)",
    )
    options.data(parser)
    options.as_of(parser)
    add("--out", type=Path, metavar="DIR", help="folder of its site; else build/sweep/NOTEBOOK")
    add("--workers", type=int, default=0, metavar="N", help="reports at a time; else one a core")
    add("--scheduler", metavar="ADDRESS", help="run on a Dask cluster: tcp://host:port")
    add("--share", metavar="URL", help="folder that the cluster can read, by fsspec; else none")
    add("--dry-run", action="store_true", help="say which combinations there are; run nothing")
    loud = parser.add_mutually_exclusive_group()
    loud.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    loud.add_argument("--quiet", action="store_true", help="say only what failed")


def run(args: argparse.Namespace) -> int:
    """Return 0 if every combination with enough data is rendered, 1 if some failed."""
    from parley.cli import progress
    from pressroom import paths, project
    from pressroom.build.build import Options, build
    from pressroom.build.sweep import sweep

    found = sweep(
        args.notebook,
        wanted(args.each),
        project.current().glance(paths.data(args.data), args.as_of),
        args.least,
    )
    if not args.quiet and not args.json:
        tell(found, args)
    if args.dry_run or not found.reports:
        return 0
    watcher = progress.chosen(as_json=args.json, quiet=args.quiet)
    out = (args.out or paths.build() / "sweep" / args.notebook).resolve()
    result = build(
        Options(
            data=args.data, out=out, as_of=args.as_of, workers=args.workers, keep=1,
            scheduler=args.scheduler, share=args.share, reports=tuple(found.reports), gate=False,
            watcher=watcher,
        )
    )  # fmt: skip
    watcher.result(result)
    for slug, reason in result.failed.items():
        print(f"FAILED {slug}: {reason}", file=sys.stderr)
    return result.code


def wanted(each: list[str]) -> dict[str, list[str] | None]:
    """Return the parameters to vary, each with the values named, or None for all.

    Examples
    --------
    >>> wanted(["side=us,prc", "topic"])
    {'side': ['us', 'prc'], 'topic': None}
    """
    parts = [text.partition("=") for text in each]
    return {name: values.split(",") if values else None for name, _, values in parts}


def tell(found, args: argparse.Namespace) -> None:
    """Say how many combinations there are, and how many have too little data."""
    total = len(found.reports) + len(found.left_out)
    print(
        f"{total} combinations; {len(found.left_out)} have fewer than {args.least} meetings and "
        f"are left out; {len(found.reports)} to render"
    )
    if args.dry_run:
        for slug, count in found.left_out.items():
            print(f"left out  {slug}: {count} meetings")
        for report in found.reports:
            print(f"render    {report.slug}")
