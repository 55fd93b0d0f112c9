"""Verbs that compare two states: diff of the tables, pages-diff of the words."""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path


def diff_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of diff."""
    parser.add_argument("old", help="a folder, or a git revision")
    parser.add_argument("new", nargs="?", help="the same; the record as it lies here if left out")
    parser.add_argument("--rows", action="store_true", help="rows alone: run no report")
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def diff(args: argparse.Namespace) -> int:
    """Show which rows differ between two states of the record, and which published numbers move."""
    from pressroom import paths
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
        rows = [{"table": name} | told(each) for name, each in found.items()]
        held = {"rows": rows, "numbers": numbers, "notes": notes}
        print(json.dumps(held, ensure_ascii=False, indent=1))
        return 0
    if not args.rows:
        tell_numbers(moved, notes)
    return 0


def told(rows) -> dict:
    """Return how a table differs, each row named by its key in one text."""
    added, removed = ([" · ".join(key) for key in keys] for keys in (rows.added, rows.removed))
    changed = {" · ".join(key): cells for key, cells in rows.changed.items()}
    return {"added": added, "removed": removed, "changed": changed}


def tell_rows(found) -> None:
    """Print the rows that differ, a table at a time."""
    if not found:
        print("no row differs")
    for name, rows in found.items():
        each = told(rows)
        counts = (len(each["added"]), len(each["changed"]), len(each["removed"]))
        print("{}: {} added, {} changed, {} removed".format(name, *counts))
        for key in each["added"]:
            print(f"  + {key}")
        for key in each["removed"]:
            print(f"  - {key}")
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
            compare.pages_of(compare.built(state, Path(place) / name, args.report))
            for name, state in (("before", args.old), ("after", args.new))
        )
    changed = compare.unlike_pages(before, after)
    show(changed)
    alike = len(before.keys() | after.keys()) - len(changed)
    print(f"{len(changed)} pages differ, {alike} are the same")
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
        for change in found:
            table.add_row(Text("\n".join(change.old)), Text("\n".join(change.new)))
            table.add_section()
        console.print(table)
