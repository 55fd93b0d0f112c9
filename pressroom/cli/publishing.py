"""Verbs about what is there: gate, publish, verify, pdf, deposit; diff and pages-diff."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from pressroom import paths
from pressroom.cli import add_as_of, add_data
from pressroom.errors import GateError, VerifyError, where


def gate_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of gate."""
    parser.add_argument("site", nargs="?", type=Path, help="folder of the site; else build/site")
    say = "make only the checks that need no Chromium"
    parser.add_argument("--without-browser", action="store_true", help=say)


def gate(args: argparse.Namespace) -> int:
    """Hold a built site to every target of a reader's page, in Chromium too."""
    from pressroom import gate
    from pressroom.build.kernels.system import on_every_core

    site = args.site or paths.build() / "site"
    problems = gate.check(site, browser=not args.without_browser, spread=on_every_core)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problems; nothing may be published", file=sys.stderr)
        return GateError.code
    print("Every page meets its targets.")
    return 0


def publish_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of publish."""
    add = parser.add_argument
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--edition", metavar="KEY", help="freeze this edition, as in 2026-11")
    say = "put an earlier edition in front; the one before the front if KEY is left out"
    what.add_argument("--rollback", nargs="?", const="", metavar="KEY", help=say)
    add_data(parser)
    add_as_of(parser)
    add("--date", default="", metavar="DATE", help="day of publication (YYYY-MM-DD); else today")
    add("--without-browser", action="store_true", help="make only the checks without Chromium")
    say = "sign the edition's note with this private key of yours, by ssh-keygen"
    add("--sign", type=Path, metavar="KEY", help=say)
    say = "publish stale and failed reports as they last were, each saying so"
    add("--keep-last-good", action="store_true", help=say)


def publish(args: argparse.Namespace) -> int:
    """Freeze the reports as an edition and put it in front; or put an earlier edition back.

    What is served is editions/site, or where the variable …_EDITIONS says: the edition in front,
    and every edition under editions/KEY/. build/site, which `build` writes, is the working site
    and is not served. A published edition never changes and its key is never used again.
    """
    from pressroom.editions import release

    if args.rollback is not None:
        edition, kept = release.rollback(args.rollback or None), {}
    else:
        edition, kept = release.publish(
            args.edition,
            args.date,
            browser=not args.without_browser,
            keep_last_good=args.keep_last_good,
            sign=args.sign,
            data=args.data,
            as_of=args.as_of,
        )
    for slug, why in kept.items():
        print(f"as it last was: {slug}: {why}")
    if args.edition and args.without_browser:
        lacking = "accessibility, overflow, requests, console, no scripts"
        print(f"Not checked, for want of a browser: {lacking}.")
    front = paths.editions() / release.SITE / "index.html"
    print(f"{edition.label} stands in front: {where(front)}")
    return 0


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of verify."""
    say = "a page, or the folder of a site; else editions/site, else build/site"
    parser.add_argument("place", nargs="?", type=Path, metavar="PAGE|SITE", help=say)
    add_data(parser)
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="reports at a time")
    parser.add_argument("--quiet", action="store_true", help="say only what does not match")


def verify(args: argparse.Namespace) -> int:
    """Make published pages anew from the record, offline, and compare every number that they say.

    Answers match, mismatch or "cannot recompute here" for each page. It ends with 6 if anything
    published differs from what the record gives, and with 1 if something could not be recomputed.
    """
    from pressroom.editions import editions, remake, verify

    site, pages = remake.site_of(args.place or published())
    with tempfile.TemporaryDirectory(prefix="pressroom-verify-") as work:
        remaker = remake.Remaker(site, Path(work), args.data, args.workers)
        answers = verify.verify(site, remaker, pages)
    if not pages:
        answers += editions.held_to_notes(site)
    return answered(answers, args.quiet)


def published() -> Path:
    """Return the site that is served, or the working one where none has been published."""
    served = paths.editions() / "site"
    return served if served.is_dir() else paths.build() / "site"


def answered(answers: list, quiet: bool) -> int:
    """Say every answer, those that cannot be recomputed for one reason together."""
    from pressroom.editions.verify import CANNOT, MATCH, MISMATCH

    by = {kind: [a for a in answers if a.outcome == kind] for kind in (MATCH, MISMATCH, CANNOT)}
    for answer in [] if quiet else by[MATCH]:
        print(answer)
    for reason in dict.fromkeys(answer.reason for answer in by[CANNOT]):
        files = [answer.page for answer in by[CANNOT] if answer.reason == reason]
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        print(f"{', '.join(files[:3])}{more}: {CANNOT}: {reason}")
    for answer in by[MISMATCH]:
        print(answer)
    numbers = sum(answer.numbers for answer in by[MATCH])
    print(
        f"{len(by[MATCH])} match ({numbers:,} numbers), {len(by[MISMATCH])} mismatch, "
        f"{len(by[CANNOT])} cannot be recomputed here"
    )
    return VerifyError.code if by[MISMATCH] else 1 if by[CANNOT] else 0


def pdf_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of pdf."""
    add = parser.add_argument
    add("report", help="a report's name, as in rain--north, or a page's file")
    add("--site", type=Path, metavar="DIR", help="folder of the site; else build/site")
    add("--out", type=Path, metavar="FILE", help="where it goes; else build/pdf/REPORT.pdf")
    add("--with-tables", action="store_true", help="print what is folded away too")


def pdf(args: argparse.Namespace) -> int:
    """Print a report's page as a tagged PDF with an outline, through Chromium."""
    from pressroom.page import preview

    page = preview.page_of(args.report, args.site or paths.build() / "site")
    name = page.parent.name if page.stem == "index" else page.stem
    out = args.out or paths.build() / "pdf" / f"{name}.pdf"
    made = preview.pdf(page, out, with_tables=args.with_tables)
    print(f"{where(made)}, {made.stat().st_size / 1000:,.0f} KB")
    return 0


def deposit_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of deposit."""
    parser.add_argument("edition", metavar="EDITION", help="a published edition, as in 2026-11")
    add_data(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="else build/deposit/…-EDITION.zip")


def deposit(args: argparse.Namespace) -> int:
    """Pack a published edition for a repository of research data, ready for a DOI.

    One archive: the edition with its data, the notebooks, code and lock, a README, .zenodo.json,
    CITATION.cff and RO-Crate metadata. Write the DOI that you are given as doi = "10.…" into
    record.toml: pages made from then on cite it.
    """
    from pressroom import data
    from pressroom.editions import deposit

    made = deposit.deposit(args.edition, data.load(folder=args.data).settings, args.out)
    print(f"{where(made)}, {made.stat().st_size / 1e6:,.1f} MB")
    return 0


def diff_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of diff."""
    parser.add_argument("old", help="a folder, or a git revision")
    parser.add_argument("new", nargs="?", help="the same; the record as it lies here if left out")
    parser.add_argument("--rows", action="store_true", help="rows alone: run no report")
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def diff(args: argparse.Namespace) -> int:
    """Show which rows differ between two states of the record, and which published numbers move."""
    from pressroom.editions import compare

    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        old = compare.state(args.old, scratch / "was")
        new = compare.state(args.new, scratch / "is") if args.new else paths.data()
        found = compare.rows(old, new)
        if not args.json:
            tell_rows(found)
        moved, notes = {}, []
        if found and not args.rows:
            reports = compare.affected(found, new)
            moved = compare.moved(old, new, reports, scratch, notes.append)
    if args.json:
        numbers = {slug: [asdict(change) for change in seen] for slug, seen in moved.items()}
        rows = [{"table": name} | rows_told(each) for name, each in found.items()]
        held = {"rows": rows, "numbers": numbers, "notes": notes}
        print(json.dumps(held, ensure_ascii=False, indent=1))
    elif not args.rows:
        tell_numbers(moved, notes)
    return 0


def rows_told(rows) -> dict:
    """Return how a table differs, each row named by its key in one text."""
    added, removed = ([" · ".join(key) for key in keys] for keys in (rows.added, rows.removed))
    changed = {" · ".join(key): cells for key, cells in rows.changed.items()}
    return {"added": added, "removed": removed, "changed": changed}


def tell_rows(found) -> None:
    """Print the rows that differ, a table at a time."""
    if not found:
        print("no row differs")
    for name, rows in found.items():
        each = rows_told(rows)
        counts = (len(each["added"]), len(each["changed"]), len(each["removed"]))
        print("{}: {} added, {} changed, {} removed".format(name, *counts))
        for sign, what in (("+", "added"), ("-", "removed")):
            print("".join(f"  {sign} {key}\n" for key in each[what]), end="")
        for key, cells in each["changed"].items():
            said = "; ".join(f"{column}: {old!r} → {new!r}" for column, (old, new) in cells.items())
            print(f"  ~ {key}: {said}")


def tell_numbers(moved, notes: list[str]) -> None:
    """Print what moves in the reports."""
    for note in notes:
        print(note)
    if not moved:
        print("no published number moves")
    for slug, seen in moved.items():
        print(f"{slug}:")
        for change in seen:
            item = f"{change.item}: {change.cell}" if change.cell else change.item
            print(f"  {item}: {change.before or '-'} → {change.after or '-'}")


def pages_diff_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of pages_diff."""
    parser.add_argument("old", help="a git revision, a project, or a folder of pages")
    parser.add_argument("new", nargs="?", default=".", help="the same; what lies here if left out")
    parser.add_argument("--report", action="append", default=[], help="build this one alone")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write them side by side too")


def pages_diff(args: argparse.Namespace) -> int:
    """Show the text of every page before and after a change, side by side."""
    from pressroom.editions import compare

    with tempfile.TemporaryDirectory() as place:
        before, after = (
            compare.pages_of(compare.built(state, Path(place) / name, args.report), args.report)
            for name, state in (("before", args.old), ("after", args.new))
        )
    changed = compare.unlike_pages(before, after)
    show(changed)
    print(f"the text differs on {len(changed)} of {len(before.keys() | after.keys())} pages")
    if args.html:
        args.html.write_text(compare.as_html(before, after, changed), encoding="utf-8")
        print(f"side by side in {args.html}")
    return 0


def show(changed) -> None:
    """Print the lines that differ in two columns, a page at a time."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for path, found in changed.items():
        table = Table("before", "after", title=path, title_justify="left", expand=True)
        for sides in found:
            table.add_row(*(Text("\n".join(lines)) for lines in sides))
            table.add_section()
        console.print(table)
