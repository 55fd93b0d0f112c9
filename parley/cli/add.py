"""Add a meeting: by flags, from a YAML file, or asked for in the terminal."""

import argparse
import sys
from datetime import date
from pathlib import Path

from parley.cli import options

DRAFT = "meeting.yaml"
MOST_OF_A_TABLE = 6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    from parley.scaffold.draft import QUESTIONS

    add = parser.add_argument
    add("what", choices=("meeting",), help="what to add")
    add("--from", dest="file", type=Path, metavar="FILE", help="a YAML file of name: value")
    for question in QUESTIONS:
        flag = f"--{question.name.replace('_', '-')}"
        add(flag, dest=question.name, help=plain(question.asks))
    options.data(parser)
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of entry")
    add("--anyway", action="store_true", help="add it though one of that day and people is there")
    add("--yes", action="store_true", help="write; else ask, or only show where nobody can answer")


def plain(asks: str) -> str:
    """Return a question as help: the first side is us, the second prc."""
    return asks.format(us="the first side", prc="the second side", press="the press")


def run(args: argparse.Namespace) -> int:
    """Return 0 if the meeting was written, or shown; 130 if it was broken off, the draft kept."""
    from parley import record
    from parley.errors import where
    from parley.scaffold import draft as drafts

    rec = record.load(args.data)
    kept = drafts_folder() / DRAFT
    given = drafts.read(args.file) if args.file else {}
    given |= {q.name: v for q in drafts.QUESTIONS if (v := getattr(args, q.name)) is not None}
    try:
        if sys.stdin.isatty() and not args.yes:
            ask(given, rec, kept)
        return offered(given, rec, args, kept)
    except (KeyboardInterrupt, EOFError):
        drafts.save(given, kept)
        print(
            f"\nBroken off; nothing was written to the record. Your answers are in {where(kept)}: "
            f"parley add meeting --from {where(kept)} goes on from there."
        )
        return 130


def drafts_folder() -> Path:
    """Return where a draft is kept: build/drafts of the project, else of the working directory."""
    from parley import paths

    try:
        return paths.build() / "drafts"
    except paths.NotFoundHereError:
        return Path.cwd() / "build" / "drafts"


def ask(given: dict, rec, kept: Path) -> None:
    """Ask for everything that is not given or not right, until it is; keep each answer."""
    from parley import sides
    from parley.scaffold import draft as drafts

    called = sides.words()
    names = {"us": called["the_us"], "prc": called["the_prc"], "press": "the press"}
    for question in drafts.QUESTIONS:
        if question.name in given and not question.faults(given, rec):
            continue
        if question.name.endswith(("_read", "_topics")):
            side = question.name.split("_")[0]
            if not drafts.text(given.get(f"{side}_source")):
                continue
        while True:
            needed = "" if question.is_needed else " (may be blank)"
            given[question.name] = input(f"{question.asks.format(**names)}{needed}\n> ").strip()
            drafts.save(given, kept)
            if not (wrong := question.faults(given, rec)):
                break
            for fault in wrong:
                print(f"  {fault}")


def offered(given: dict, rec, args: argparse.Namespace, kept: Path) -> int:
    """Show what would be written; write it if that is wanted."""
    from parley.errors import where
    from parley.record import writing
    from parley.scaffold import adding

    made = adding.rows(given, rec, args.today)
    if (twins := adding.duplicates(given, rec)) and not args.anyway:
        print("The record seems to have it already:")
        print("\n".join(twins))
        print("Nothing was written. --anyway adds it all the same.")
        return 2
    if warning := adding.beyond_coverage(given, rec):
        print(f"Note: {warning}.")
    plan = writing.plan(rec.folder, made)
    show(plan.lines)
    if not (args.yes or (sys.stdin.isatty() and consent())):
        print(not_written(kept))
        return 0
    plan.commit()
    kept.unlink(missing_ok=True)
    print(f"Written into {where(rec.folder)}/. Next: parley check, then make generated.")
    return 0


def not_written(kept: Path) -> str:
    """Return what is said where the rows were shown and not wanted, or nobody could be asked."""
    from parley.errors import where

    if sys.stdin.isatty() and kept.is_file():
        again = f"parley add meeting --from {where(kept)}"
        return f"Nothing was written. Your answers are in {where(kept)}: {again} shows them again."
    return "Nothing was written: the same with --yes writes it."


def show(lines: list[str]) -> None:
    """Print the rows of a plan, a table's many alike ones shortened."""
    tables = [line.split(":")[0] for line in lines]
    for number, line in enumerate(lines):
        before = tables[:number].count(tables[number])
        if before < MOST_OF_A_TABLE:
            print(line)
        elif before == MOST_OF_A_TABLE:
            rest = tables.count(tables[number]) - MOST_OF_A_TABLE
            print(f"{tables[number]}: … and {rest} more of the same kind")


def consent() -> bool:
    """Return whether the person says yes."""
    return input("Write these rows? [y/N] ").strip().lower() in ("y", "yes")
