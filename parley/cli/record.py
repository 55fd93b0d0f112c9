"""Verbs about the record: check, init, add, import."""

import argparse
import copy
import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import parley
import pressroom
from parley import sides
from pressroom import paths
from pressroom.cli import add_data
from pressroom.errors import UsageError, lasting, where

CONSENT = "Write these rows? [y/N] "
ASKS = "Write these rows? [y/N; or correct a line: PART=COLUMN, PART=- for none] "
NEUTRAL = {"us": "first", "prc": "second"}  # flags of a record that is not of ours
WARNED = 5  # rows of each warning, unless all are asked for
FILE, MOST = "checked.json", 8  # the newest answers are kept
SHOWN, MOST_FAULTS = 12, 200
ALSO = ("sides", "whose", "dates", "divided_by", "city")


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of check."""
    add_data(parser)
    parser.add_argument("--all", action="store_true", help="list every row that is warned of")


def check(args: argparse.Namespace) -> int:
    """Check the record: every fault at once, with file, row, column and remedy."""
    folder, kept = paths.data(args.data), answers()
    asked = question(folder, f"check {args.all}") if folder.is_dir() else ""
    said = kept.get(asked) or "\n".join(checked(args))
    print(said)
    if asked and asked not in kept:
        keep(dict([*answers().items()][-MOST + 1 :]) | {asked: said})
    return 0


def checked(args: argparse.Namespace) -> Iterator[str]:
    """Yield what a record holds, what of it is doubtful, and that it holds; else raise."""
    from parley import record, tables
    from parley.record.doubts import doubts

    rec = record.load(args.data)
    for table in tables.TABLES:
        if (name := table.Config.name) in rec:
            yield f"{table.file():<24} {len(getattr(rec, name)):>6,} rows"
    for doubt in doubts(rec):
        yield f"warning: {doubt.file}: {len(doubt.rows)} {doubt.problem}. {doubt.remedy}."
        shown = doubt.rows if args.all else doubt.rows[:WARNED]
        yield from (f"  {row}" for row in shown)
        if len(shown) < len(doubt.rows):
            yield f"  and {len(doubt.rows) - len(shown)} more: parley check --all"
    yield f"The record holds, as of {rec.as_of:%Y-%m-%d}."


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of init."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="folder of the new record")
    add("--title", help="what it is about; else made of the sides' names")
    add("--sides", metavar="ONE,TWO", help="names of the two sides, as pages show them")
    add("--all-tables", action="store_true", help="the official series too, not only the talks")
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of its start")


def init(args: argparse.Namespace) -> int:
    """Start an empty record with the same schemas, for other talks."""
    from parley.desk import taking

    folder, sides = args.folder.resolve(), taking.two_names(args.sides)
    made = taking.empty(folder, args.today, title=args.title, sides=sides, every=args.all_tables)
    print(f"wrote {len(made)} files into {where(folder)}/: {', '.join(made)}")
    print(f"Next: parley import FILE --data {args.folder}, or parley add meeting with the same.")
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of add."""
    from parley.desk.draft import QUESTIONS

    add = parser.add_argument
    add("what", choices=("meeting",), help="what to add")
    add("--from", dest="file", type=Path, metavar="FILE", help="a YAML file of name: value")
    for question in QUESTIONS:
        flag = f"--{question.name.replace('_', '-')}"
        side, dash, rest = flag.removeprefix("--").partition("-")
        neutral = [f"--{NEUTRAL[side]}{dash}{rest}"] if side in NEUTRAL else []
        add(flag, *neutral, dest=question.name, help=plain(question.asks))
    add_data(parser)
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of entry")
    add("--anyway", action="store_true", help="add it though one of that day and people is there")
    add("--yes", action="store_true", help="write; else ask, or only show where nobody can answer")


def plain(asks: str) -> str:
    """Return a question as help: the first side is us, the second prc."""
    return asks.format(us="the first side", prc="the second side", press="the press")


def add(args: argparse.Namespace) -> int:
    """Add a meeting: by flags, from a YAML file, or asked for in the terminal."""
    from parley import record
    from parley.desk import draft as drafts

    rec = record.load(args.data)
    given = drafts.read(args.file) if args.file else {}
    given |= {q.name: v for q in drafts.QUESTIONS if (v := getattr(args, q.name)) is not None}
    return finish(given, rec, args, drafts.kept())


def finish(given: dict, rec, args: argparse.Namespace, kept: Path) -> int:
    """Ask for what is missing where a person can answer, then show, and write if told to."""
    from parley.desk import draft as drafts

    try:
        if sys.stdin.isatty() and not args.yes:
            ask(given, rec, kept, args)
        return offered(given, rec, args, kept)
    except (KeyboardInterrupt, EOFError):
        if stood := lasting():
            print(f"\nBroken off; {'; '.join(stood)}.")
            return 130
        drafts.save(given, kept)
        print(
            f"\nBroken off; nothing was written to the record. Your answers are in {where(kept)}: "
            f"parley add meeting --from {where(kept)} goes on from there."
        )
        return 130


def ask(given: dict, rec, kept: Path, args: argparse.Namespace) -> None:
    """Ask for everything that is not given or not right, until it is; keep each answer."""
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
                print(f"  {as_called(fault, args)}")


def as_called(fault: str, args: argparse.Namespace) -> str:
    """Return a fault with its question called as this command and this record call it."""
    name, colon, rest = fault.partition(":")
    side, _, part = name.partition("_")
    if side not in NEUTRAL:
        return fault
    if hasattr(args, "accept") and part in ("read", "source"):
        return f"--{part}{colon}{rest}"  # of parley code: of the one text
    flag = f"--{NEUTRAL[side]}{'-' * bool(part)}{part}"
    return fault if sides.key(side) == side else f"{sides.column(name)} ({flag}){colon}{rest}"


def offered(given: dict, rec, args: argparse.Namespace, kept: Path) -> int:
    """Show what would be written; write it if that is wanted."""
    from parley.desk.adding import offer

    found = offer(given, rec, args.today)
    if found.faults:
        wrong = "\n  ".join(as_called(fault, args) for fault in found.faults)
        raise UsageError(f"the meeting cannot be added yet:\n  {wrong}")
    if found.twins and not args.anyway:
        print("The record seems to have it already:")
        print("\n".join(found.twins))
        print("Nothing was written. --anyway adds it all the same.")
        return 2
    if found.warning:
        print(f"Note: {found.warning}.")
    print("\n".join(found.lines))
    if not args.yes and not (sys.stdin.isatty() and input(CONSENT).strip().lower() in ("y", "yes")):
        told = "Nothing was written: the same with --yes writes it."
        if sys.stdin.isatty() and kept.is_file():
            again = f"parley add meeting --from {where(kept)}"
            told = (
                f"Nothing was written. Your answers are in {where(kept)}: {again} shows them again."
            )
        print(told)
        return 0
    found.plan.commit()
    kept.unlink(missing_ok=True)
    print(f"Written into {where(rec.folder)}/. Next: parley check, then make generated.")
    return 0


def import__arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of import_."""
    from parley.desk.columns import WORDS

    add = parser.add_argument
    add("file", type=Path, help="one row a meeting, or a meeting and side")
    add_data(parser)
    for part in WORDS:
        say = f"column of the {part}, - for none; else guessed by its name"
        add(f"--{part}", metavar="COLUMN", help=say)
    add("--sheet", metavar="NAME", help="sheet of a workbook that has several")
    add("--dates", choices=("dmy", "mdy", "ymd"), help="how to read dates such as 3/4/24")
    say = "whose account a row is where no column says it: a side's key or name, both or press"
    add("--whose", metavar="SIDE", default="", help=f"{say}; else the first side")
    say = "what parts the topics of a cell: , or ; alone, where the column does not tell"
    add("--divided-by", choices=(",", ";"), default="", metavar="SIGN", help=say)
    say = "country of a city, by two letters, as Brussels=BE; may be given again"
    add("--city", action="append", default=[], metavar="NAME=CC", help=say)
    add("--sides", metavar="ONE,TWO", help="names of the sides, for a record that is new")
    add("--skip-bad", action="store_true", help="leave out rows that cannot be placed")
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of entry")
    add("--yes", action="store_true", help="write; else only say what would be written")


def import_(args: argparse.Namespace) -> int:
    """Take a table of meetings (.csv, .xlsx, .parquet) into a record; first show what it means."""
    from parley.desk import sheets

    sheet, before = sheets.read(args.file, args.sheet), None
    while True:
        try:
            result = once(args, sheet)
        except UsageError as error:
            if args.yes or not sys.stdin.isatty():
                raise
            print(f"{error}.")
            if before:  # what was said last cannot be: go on from what stood before it
                args, before = before, None
                continue
            result = input("Say it as PART=COLUMN, or q to leave: ").strip()
            if "=" not in result:
                raise
        if isinstance(result, int):
            return result
        args, before = corrected(args, result), args


def corrected(args: argparse.Namespace, said: str) -> argparse.Namespace:
    """Return the arguments with one more said, as ``PART=COLUMN``; unchanged if it is no part."""
    from parley.desk.columns import WORDS

    part, _, value = (each.strip() for each in said.partition("="))
    part = part.lstrip("-").replace("-", "_")  # as the flag is written, too
    if part not in (*WORDS, *ALSO):
        known = ", ".join((*WORDS, *ALSO)).replace("_", "-")
        print(f"{part!r} is no part: {known}")
        return args
    again = copy.copy(args)
    setattr(again, part, [*args.city, value] if part == "city" else value)
    return again


def once(args: argparse.Namespace, sheet) -> int | str:
    """Show what the file means, and write it if that is wanted; return an answer that corrects."""
    from parley.desk import columns, taking
    from parley.desk.meanings import Ways

    folder, sides = paths.data(args.data), taking.two_names(args.sides)
    how = (args.dates, args.whose, args.divided_by, taking.cities(args.city))
    said = {part: name for part in columns.WORDS if (name := getattr(args, part))}
    ways = Ways(said, *how, args.today, args.skip_bad)
    looked = taking.look(folder, sheet, ways, sides)
    show(args, sheet, looked.found)
    if not looked.lines:
        print("Nothing was written.")
        return 3 if looked.found.faults else 0
    print(f"{'Would add' if not args.yes else 'Adding'} {looked.found.counts()}")
    print("\n".join(f"  {line}" for line in looked.lines[:SHOWN]))
    if (more := len(looked.lines) - SHOWN) > 0:
        print(f"  … and {more} more {'row' if more == 1 else 'rows'}")
    answer = "y" if args.yes else input(ASKS).strip() if sys.stdin.isatty() else ""
    if "=" in answer:
        return answer
    if answer.lower() not in ("y", "yes"):
        print(f"Nothing was written. To write it into {where(folder)}/: the same with --yes")
        return 0
    taking.write(folder, sheet, ways, sides)
    print(f"Written into {where(folder)}/. Next: make report DATA={where(folder)}")
    return 0


def show(args: argparse.Namespace, sheet, found) -> None:
    """Say what the file means for the record."""
    print(f"{args.file.name}: {len(sheet.rows)} rows, understood as follows")
    print("\n".join(found.as_table()))
    for note in dict.fromkeys(found.notes):
        print(f"  {note}")
    if found.faults:
        count = len(found.faults)
        them = "them" if count > 1 else "it"
        after = "left out" if args.skip_bad else f"mend {them}, or leave {them} out with --skip-bad"
        print(f"{count:,} {'things' if count > 1 else 'thing'} could not be placed ({after}):")
        print("\n".join(f"  {fault}" for fault in found.faults[:MOST_FAULTS]))
        if count > MOST_FAULTS:
            print(f"  … and {count - MOST_FAULTS:,} more")


def question(folder: Path, words: str) -> str:
    """Return the hash of a question about the record in a folder.

    Notes
    -----
    It is the same question while no byte of the record's files and of the program has changed, nor
    the version of Python or of what is installed.
    """
    made = hashlib.sha256(f"{folder} {words} {sys.version}".encode())
    for path in rests_on(folder):
        made.update(f"\n{path.name} {path.stat().st_size}\n".encode())
        made.update(path.read_bytes())
    installed = Path(sysconfig.get_path("purelib")).iterdir()
    made.update("\n".join(sorted(path.name for path in installed)).encode())
    return made.hexdigest()


def answers() -> dict[str, str]:
    """Return the answers kept, the newest last, by the hash of their question.

    None are kept outside a project; those that are spoilt are found anew.
    """
    try:
        found = json.loads((paths.build() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(found: dict[str, str]) -> None:
    """Keep answers for the next time, if there is a place for them."""
    with suppress(OSError):  # a project that cannot be written is checked anew each time
        path = paths.build() / FILE
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(found), encoding="utf-8")
        fresh.replace(path)


def rests_on(folder: Path) -> Iterator[Path]:
    """Yield the files of a record, and those of the program that checks it."""
    yield from sorted(path for path in folder.iterdir() if path.is_file())
    for package in (parley, pressroom):
        inside = Path(package.__path__[0]).rglob("*")
        yield from sorted(path for path in inside if path.suffix in (".py", ".toml", ".txt"))
