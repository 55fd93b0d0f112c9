"""The verb that takes a person's coding back."""

import argparse
import re
from pathlib import Path

from pressroom.cli import options

NAME = r"human(-[a-z0-9]+)+"


def import_coding_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of import_coding."""
    add = parser.add_argument
    add("file", type=Path, help="the sheet, filled in: 1 where the text names the topic, else 0")
    add("--coder", required=True, metavar="human-NAME", help="name of the reading, as human-ml")
    add("--blank-is-no", action="store_true", help="read a blank in a row that was begun as 0")
    add("--sheet", metavar="NAME", help="sheet of a workbook that has several")
    add("--yes", action="store_true", help="write; else only say what would be written")
    options.data(parser)


def import_coding(args: argparse.Namespace) -> int:
    """Take the blank sheet of the coding back from a person, and say how far it agrees."""
    from parley import record
    from parley.desk import coding_sheet, sheets
    from pressroom.errors import DataError, UsageError

    if not re.fullmatch(NAME, args.coder):
        raise UsageError(f"--coder {args.coder!r}: write human- and a name, as human-ml")
    rec, sheet = record.load(args.data), sheets.read(args.file, args.sheet)
    for note in sheet.notes:
        print(f"  {note}")
    found = coding_sheet.returned(sheet, rec, args.coder, args.blank_is_no)
    if found.faults:
        raise DataError(found.faults)
    print(f"{sheet.name}: {len(found.rows)} codings; {found.passed_over} accounts left blank")
    if not found.rows:
        print("Nothing was written.")
        return 0
    report(coding_sheet.compared(found, rec), args.coder)
    if args.yes:
        coding_sheet.plan(found, rec).commit()
        print(f"Written into codings.csv as {args.coder}. No mention was changed.")
    else:
        print("Nothing was written. To write it: the same with --yes")
    return 0


def report(counts, coder: str) -> None:
    """Print how the sheet agrees with each reading that coded the same."""
    from parley.analysis.agreement import statistics

    if counts.empty:
        print("No other reading coded these accounts.")
        return
    told = statistics(counts.to_numpy())
    for number, (name, row) in enumerate(counts.iterrows()):
        of = int(row.sum())
        print(
            f"  with {name}: {of} codings in common, alike {told['agreement'][number]:.0%}; "
            f"topics named by both {row['both']}, by {coder} alone {row['sheet_only']}, "
            f"by {name} alone {row['other_only']}; F1 {told['f1'][number]:.2f}, "
            f"Krippendorff's alpha {told['alpha'][number]:.2f}"
        )
