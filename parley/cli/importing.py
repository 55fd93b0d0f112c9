"""Take a table of meetings (.csv, .xlsx, .parquet) into a record, after showing what it means."""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from parley.cli import options

SHOWN = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("file", type=Path, help="one row a meeting, or a meeting and side")
    options.data(parser)
    from parley.desk.columns import WORDS

    for part in WORDS:
        add(f"--{part}", metavar="COLUMN", help=f"column of the {part}; else guessed by its name")
    add("--sheet", metavar="NAME", help="sheet of a workbook that has several")
    add("--dates", choices=("dmy", "mdy"), help="how to read dates such as 3/4/2024")
    add("--whose", choices=("us", "prc", "both", "press"), default="us",
        help="whose account a row is where no column says it (us: the first side)")  # fmt: skip
    add("--sides", metavar="ONE,TWO", help="names of the sides, for a record that is new")
    add("--skip-bad", action="store_true", help="leave out rows that cannot be placed")
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of entry")
    add("--yes", action="store_true", help="write; else only say what would be written")


def run(args: argparse.Namespace) -> int:
    """Return 0 if the rows were written or could be; 3 if some cannot be placed."""
    from parley.desk import sheets
    from pressroom import paths
    from pressroom.errors import where

    folder, sheet = paths.data(args.data), sheets.read(args.file, args.sheet)
    with tempfile.TemporaryDirectory() as scratch:
        is_new = not (folder / "meetings.csv").exists()
        place = start(Path(scratch) / folder.name, args, sheet) if is_new else folder
        understood = shown(args, place, sheet)
        blocked = understood.faults and not args.skip_bad
        if blocked or not understood.added.get("meetings"):
            print("Nothing was written.")
            return 3 if understood.faults else 0
        print(f"{'Would add' if not args.yes else 'Adding'} {understood.counts()}")
        plan = understood.plan(place)
        for line in plan.lines[:SHOWN]:
            print(f"  {line}")
        if len(plan.lines) > SHOWN:
            more = len(plan.lines) - SHOWN
            print(f"  … and {more} more {'row' if more == 1 else 'rows'}")
        if not (args.yes or consent()):
            print(f"Nothing was written. To write it into {where(folder)}/: the same with --yes")
            return 0
        if is_new:
            plan.commit()  # once in the scratch copy, so that a fault leaves no empty record behind
            start(folder, args, sheet)
            plan = understood.plan(folder)
        plan.commit()
    print(f"Written into {where(folder)}/. Next: make report DATA={where(folder)}")
    return 0


def start(folder: Path, args: argparse.Namespace, sheet) -> Path:
    """Write an empty record, its sides as they are said or as the table names them."""
    from parley.cli.init import two
    from parley.desk import empty, importing

    sides = two(args.sides) or importing.sides_named(sheet, said(args))
    empty.create(folder, args.today, sides=sides)
    return folder


def said(args: argparse.Namespace) -> dict[str, str]:
    """Return the columns that were named, by part."""
    from parley.desk.columns import WORDS

    return {part: getattr(args, part) for part in WORDS if getattr(args, part)}


def shown(args: argparse.Namespace, folder: Path, sheet):
    """Return what the file means for the record, after saying it."""
    from parley import record
    from parley.desk import importing

    ways = importing.Ways(said(args), args.dates, args.whose, args.today, args.skip_bad)
    understood = importing.understand(sheet, record.load(folder), ways)
    print(f"{args.file.name}: {len(sheet.rows)} rows")
    for note in dict.fromkeys(understood.notes):
        print(f"  {note}")
    if understood.faults:
        count = len(understood.faults)
        them = "them" if count > 1 else "it"
        after = "left out" if args.skip_bad else f"mend {them}, or leave {them} out with --skip-bad"
        print(f"{count} {'things' if count > 1 else 'thing'} could not be placed ({after}):")
        for fault in understood.faults:
            print(f"  {fault}")
    return understood


def consent() -> bool:
    """Return whether a person at the terminal says yes."""
    if not sys.stdin.isatty():
        return False
    return input("Write these rows? [y/N] ").strip().lower() in ("y", "yes")
