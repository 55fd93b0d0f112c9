"""Verbs about the record: check, init, add, import."""

import argparse
import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import parley
import pressroom
from pressroom import paths
from pressroom.cli import options

NEUTRAL = {"us": "first", "prc": "second"}  # flags of a record that is not of ours
WARNED = 5  # rows of each warning, unless all are asked for
FILE, MOST = "checked.json", 8
CODE = (".py", ".toml", ".txt")


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of check."""
    options.data(parser)
    parser.add_argument("--all", action="store_true", help="list every row that is warned of")


def check(args: argparse.Namespace) -> int:
    """Check the record: every fault at once, with file, row, column and remedy."""
    from pressroom import paths

    folder = paths.data(args.data)
    kept = Kept(folder, f"check {args.all}") if folder.is_dir() else None
    if kept and (said := kept.answer()):
        print(said)
        return 0
    said = "\n".join(checked(args))
    print(said)
    if kept:
        kept.keep(said)
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
    from parley.desk import new
    from pressroom.errors import where

    folder, sides = args.folder.resolve(), two(args.sides)
    made = new.empty(folder, args.today, title=args.title, sides=sides, every=args.all_tables)
    print(f"wrote {len(made)} files into {where(folder)}/: {', '.join(made)}")
    print(f"Next: parley import FILE --data {args.folder}, or parley add meeting with the same.")
    return 0


def two(given: str | None) -> tuple[str, str] | None:
    """Return the two names in ``ONE,TWO``; None if nothing is given."""
    from pressroom.errors import UsageError

    if not given:
        return None
    names = [name.strip() for name in given.split(",")]
    if len(names) != 2 or not all(names):
        raise UsageError(f"--sides {given!r}: write two names with a comma between, as US,Japan")
    return names[0], names[1]


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
    options.data(parser)
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
    from pressroom.errors import lasting, where

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
                print(f"  {as_called(fault, args)}")


def as_called(fault: str, args: argparse.Namespace) -> str:
    """Return a fault with its question called as this command and this record call it."""
    from parley import sides

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
    from pressroom.errors import UsageError, where

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


class Kept:
    """The answer to a question about the record in a folder, where it was given before.

    Parameters
    ----------
    folder : Path
        The record.
    words : str
        What else was asked.

    Notes
    -----
    It counts as the same question while no byte of the record's files and of the program has
    changed, nor the version of Python or of what is installed. Outside a project none is kept.
    """

    def __init__(self, folder: Path, words: str):
        made = hashlib.sha256(f"{folder} {words} {sys.version}".encode())
        for path in rests_on(folder):
            made.update(f"\n{path.name} {path.stat().st_size}\n".encode())
            made.update(path.read_bytes())
        installed = Path(sysconfig.get_path("purelib")).iterdir()
        made.update("\n".join(sorted(path.name for path in installed)).encode())
        self.key = made.hexdigest()

    @property
    def path(self) -> Path:
        """The file that holds the newest answers."""
        return paths.build() / FILE

    def held(self) -> dict[str, str]:
        """Return the answers kept, by the hash of their question; none if the file is no such."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # none was kept, or what was is spoilt: then it is found anew
        return found if isinstance(found, dict) else {}

    def answer(self) -> str | None:
        """Return the answer; None where it must be found anew."""
        try:
            return self.held().get(self.key)
        except paths.NotFoundHereError:
            return None

    def keep(self, text: str) -> None:
        """Keep an answer for the next time, if there is a place for it."""
        try:
            newest = [*self.held().items()][-MOST + 1 :]
            self.path.parent.mkdir(exist_ok=True)
            fresh = self.path.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(dict(newest) | {self.key: text}), encoding="utf-8")
            fresh.replace(self.path)
        except (OSError, paths.NotFoundHereError):
            return  # a project that cannot be written is checked anew each time


def rests_on(folder: Path) -> Iterator[Path]:
    """Yield the files of a record, and those of the program that checks it."""
    yield from sorted(path for path in folder.iterdir() if path.is_file())
    for package in (parley, pressroom):
        inside = Path(package.__path__[0]).rglob("*")
        yield from sorted(path for path in inside if path.suffix in CODE)
