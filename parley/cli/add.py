"""Add a meeting: by flags, from a YAML file, or asked for in the terminal."""

import argparse
import sys
from datetime import date
from pathlib import Path

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    from parley.desk.draft import QUESTIONS

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
    from parley.desk import draft as drafts

    rec = record.load(args.data)
    given = drafts.read(args.file) if args.file else {}
    given |= {q.name: v for q in drafts.QUESTIONS if (v := getattr(args, q.name)) is not None}
    return finish(given, rec, args, drafts.kept())


def finish(given: dict, rec, args: argparse.Namespace, kept: Path) -> int:
    """Ask for what is missing where a person can answer, then show, and write if told to."""
    from parley.desk import draft as drafts
    from pressroom.errors import where

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


def ask(given: dict, rec, kept: Path) -> None:
    """Ask for everything that is not given or not right, until it is; keep each answer."""
    from parley import sides
    from parley.desk import draft as drafts

    called = sides.words()
    names = {"us": called["the_us"], "prc": called["the_prc"], "press": "the press"}
    for question in drafts.QUESTIONS:
        if question.name in given and not question.faults(given, rec):
            continue
        if question.name.endswith(("_read", "_topics", "_descriptors")):
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
    from parley.desk.offer import offer
    from pressroom.errors import UsageError, where

    found = offer(given, rec, args.today)
    if found.faults:
        wrong = "\n  ".join(found.faults)
        raise UsageError(f"the meeting cannot be added yet:\n  {wrong}")
    if found.twins and not args.anyway:
        print("The record seems to have it already:")
        print("\n".join(found.twins))
        print("Nothing was written. --anyway adds it all the same.")
        return 2
    if found.warning:
        print(f"Note: {found.warning}.")
    print("\n".join(found.lines))
    if not (args.yes or (sys.stdin.isatty() and consent())):
        print(not_written(kept))
        return 0
    found.plan.commit()
    kept.unlink(missing_ok=True)
    print(f"Written into {where(rec.folder)}/. Next: parley check, then make generated.")
    return 0


def not_written(kept: Path) -> str:
    """Return what is said where the rows were shown and not wanted, or nobody could be asked."""
    from pressroom.errors import where

    if sys.stdin.isatty() and kept.is_file():
        again = f"parley add meeting --from {where(kept)}"
        return f"Nothing was written. Your answers are in {where(kept)}: {again} shows them again."
    return "Nothing was written: the same with --yes writes it."


def consent() -> bool:
    """Return whether the person says yes."""
    return input("Write these rows? [y/N] ").strip().lower() in ("y", "yes")
