"""Code a text: propose rows, each with its sentence and its rule."""

import argparse
import json
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path

from parley import coding, record
from parley.cli.record import finish, plain
from parley.coding import LACKING, article, meetings_on
from parley.coding.which import LONGEST, MEGABYTE, refused
from parley.desk import coded
from parley.desk import draft as drafts
from parley.desk.adding import checked
from parley.desk.coded import CHOSEN
from pressroom.cli import add_data
from pressroom.errors import UsageError

HEADS = {
    "date": "Date",
    "place": "Place",
    "hours": "Length",
    "side": "Whose account",
    "person": "People",
    "topic": "Topics",
    "descriptor": "Words for the talk",
}
NOT_WRITTEN = "Nothing was written."
ASKED = "each"


def code_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of code."""
    add = parser.add_argument
    add("file", help="text of it, or its page saved as .html; - for what is piped in")
    add("--json", action="store_true", help="print the proposals as JSON")
    accept = "accept or reject each, then write; or without asking: all, or values joined by ,"
    add("--accept", nargs="?", const=ASKED, metavar="LIST", help=accept)
    add("--meeting", metavar="ID", help="add to this meeting; else the text is of a new one")
    add("--new", action="store_true", help="a new meeting, though the record has one of that day")
    add("--side", choices=drafts.SIDES, help="whose account it is")
    add("--source", help=f"of the text: {drafts.SOURCE}")
    add("--read", choices=drafts.READ, help="how much of the text was read")
    add("--from", dest="draft", type=Path, metavar="FILE", help="a new meeting's other answers")
    for question in told_by_person():
        add(f"--{question.name}", help=f"of a new meeting: {plain(question.asks)}")
    add("--today", metavar="DATE", default=f"{date.today():%Y-%m-%d}", help="day of entry")
    add("--anyway", action="store_true", help="add it though one of that day and people is there")
    add("--yes", action="store_true", help="write without asking once more")
    add_data(parser)


def told_by_person() -> list:
    """Return the questions for a new meeting that a text may leave open."""
    return [question for question in drafts.QUESTIONS if "_" not in question.name]


def code(args: argparse.Namespace) -> int:
    """Code a readout or an article: propose rows, each with its sentence and its rule.

    Reads a file or, for -, what is piped in. Nothing is written without --accept, which asks of
    each proposal y (take it), n (leave it) or q (stop, nothing is written); --accept all, or a
    list such as --accept taiwan,trade, takes without asking. With --meeting the accepted rows are
    added to that meeting; else they begin a new one, and what the text does not tell is asked as
    by "parley add meeting". The rows are shown, and all or none written when you say so (y, or
    --yes). The text itself is never kept.
    """
    if args.accept and args.json:
        raise UsageError("--accept asks, --json prints: give one of them")
    if args.accept == ASKED and args.file == "-":
        raise UsageError(
            "--accept asks in the terminal: give the text as a file, not as -, or say which to "
            "take, --accept all"
        )
    if args.accept and not (args.source or "").strip():
        raise UsageError(f"--accept needs --source: {drafts.SOURCE}")
    if args.meeting and args.new:
        raise UsageError("--meeting adds to a meeting, --new begins one: give one of them")
    rec = record.load(args.data)
    coding.can_code(rec)
    reading = coding.propose(read(args.file), rec)
    if args.json:
        print(json.dumps(reading.as_dict(), ensure_ascii=False, indent=2))
        return 0
    print(told(reading, rec, given(args)))
    return accept(reading, rec, args) if args.accept else 0


def read(name: str) -> str:
    """Return the text of a file, or what is piped in; never more than can be coded."""
    most = 4 * LONGEST
    try:
        raw = sys.stdin.buffer.read(most * 10) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    if len(raw) > most:
        raise refused(
            f"a text of {len(raw) / MEGABYTE:.1f} MB",
            f"it is longer than the {LONGEST:,} characters that any account has",
            "Paste one account, not a collection",
        )
    if raw.lstrip()[:300].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return article(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            "a file that is not text in UTF-8",
            f"byte {error.start} cannot be read",
            "Save it as plain text in UTF-8",
        ) from error


def given(args: argparse.Namespace) -> set[str]:
    """Return the kinds of proposal that the arguments tell, so that a text need not."""
    said = {
        "side": args.side,
        "date": args.date or args.meeting,
        "place": args.city or args.meeting or (args.format or "in_person") != "in_person",
        "person": args.us and args.prc,
    }
    return {kind for kind, answer in said.items() if answer}


def told(reading, rec, given: Collection[str] = ()) -> str:
    """Return what was understood, a line a proposal, and of which meeting on record it is.

    Of what is not understood, nothing is said that is `given`.
    """
    lines = [f"Understood {reading.sentences} sentences in {reading.language}."]
    lines += [of_which(reading, rec)]
    for kind, head in HEADS.items():
        if some := [one for one in reading.proposals if one.kind == kind]:
            lines += ["", head, *map(line, some)]
    known = {LACKING[kind] for kind in given}
    flag = {LACKING["side"]: ": give --side"}
    if lacking := [f"  {it}{flag.get(it, '')}" for it in reading.not_understood if it not in known]:
        lines += ["", "Not understood", *lacking]
    return "\n".join(lines)


def of_which(reading, rec) -> str:
    """Return which meeting on record a text is of, as far as it tells."""
    held = rec.meetings.set_index("meeting_id")["title"]
    if code := reading.meeting_id:
        return f"It is of a meeting on record: {code} ({held[code]}); --meeting {code} adds to it."
    if len(there := meetings_on(reading, rec)):
        codes = ", ".join(there["meeting_id"])
        return f"The record has on that day: {codes}; --meeting ID adds to one, --new begins one."
    return "It is of no meeting that the record is known to have."


def line(one) -> str:
    """Return one proposal as people read it."""
    mark = "+" if one.counts else "-"
    why = f"  not counted: {one.why_not}" if one.why_not else ""
    return f"  {mark} {one.label}{why}\n      {one.sentence}: “{one.fragment}”  [{one.rule}]"


def accept(reading, rec, args: argparse.Namespace) -> int:
    """Take what the person takes, show the rows, and write all or none."""
    side = args.side or next((one.value for one in reading.of("side")), "")
    if not side:
        raise UsageError("nothing says whose account it is: give --side us, prc or press")
    text = coded.Text(side, args.source, args.read or "")
    there = () if args.new or args.meeting else tuple(meetings_on(reading, rec)["meeting_id"])
    meeting = args.meeting or chosen_meeting(there, args.accept)
    if meeting:  # whatever is wrong with meeting, source or depth is said before anything is asked
        coded.addition(reading.of("topic"), text, meeting, rec, args.today)
    print(f"\nMeeting {meeting or 'not on record: a new one'}, account of {side}.")
    is_asked = args.accept == ASKED
    taken = one_by_one(reading, meeting) if is_asked else coded.named(reading, args.accept)
    if taken is None:
        return 0
    if meeting:
        return added(coded.addition(taken, text, meeting, rec, args.today), rec, args)
    given = drafts.read(args.draft) if args.draft else {}
    given |= coded.answers(taken, text, rec)
    given |= {q.name: said for q in told_by_person() if (said := getattr(args, q.name))}
    return finish(given, rec, args, drafts.kept().with_name("readout.yaml"))


def chosen_meeting(there: tuple[str, ...], how: str) -> str:
    """Return which meeting of the text's day is meant; blank for a new one.

    Raises
    ------
    UsageError
        If the record has one or more of that day and nobody is asked which.
    """
    if not there:
        return ""
    listed = ", ".join(there)
    if how != ASKED:
        raise UsageError(
            f"the record has {len(there)} meeting(s) then: {listed}. Give --meeting ID to add to "
            f"one, or --new. {NOT_WRITTEN}"
        )
    shown = "\n".join(f"  {number}  {code}" for number, code in enumerate(there, start=1))
    print(f"\nThe record has on that day:\n{shown}\n  n  none of these: a new meeting")
    answer = asked("Which is it? [1] ") or "1"
    if answer == "n":
        return ""
    if answer.isdigit() and 0 < int(answer) <= len(there):
        return there[int(answer) - 1]
    raise UsageError(f"give --meeting ID, one of {listed}, or --new. {NOT_WRITTEN}")


def one_by_one(reading, meeting: str) -> list | None:
    """Return the proposals that the person takes; None if they stop, which is said."""
    print("y takes, n leaves, q stops.")
    taken = []
    kinds = (*(() if meeting else ("date", "place")), "hours", *CHOSEN)
    try:
        for one in [each for each in reading.proposals if each.kind in kinds]:
            answer = asked(f"{line(one)}\n  take it? [{'Y/n' if one.counts else 'y/N'}/q] ")
            if answer == "q":
                print(NOT_WRITTEN + again(taken))
                return None
            if answer == "y" or (answer == "" and one.counts):
                taken.append(one)
    except KeyboardInterrupt:
        print(f"\n{NOT_WRITTEN}{again(taken)}")
        raise
    return taken


def again(taken: list) -> str:
    """Return how what was taken so far is taken again; blank if nothing was."""
    values = ",".join(one.value for one in taken if one.kind in CHOSEN)
    return f" --accept {values!r} takes again what you took." if values else ""


def added(found, rec, args: argparse.Namespace) -> int:
    """Show what is added to a meeting on record, and write it if the person says so."""
    print("\n".join(["", *found.plan.lines, *(f"  no row for {why}" for why in found.left)]))
    count = f"{len(found.plan.lines)} rows"
    if not found.plan.lines:
        print(NOT_WRITTEN)
        return 0
    can_answer = args.accept == ASKED or sys.stdin.isatty()
    if not args.yes and not (can_answer and asked(f"Write these {count}? [y/N] ") == "y"):
        print(f"{NOT_WRITTEN} The same with --yes writes it.")
        return 0
    found.plan.commit()
    print(f"{count} written. {checked(rec)[1]} Next: make generated.")
    return 0


def asked(question: str) -> str:
    """Return the first letter of an answer in lower case; q where the answers end."""
    try:
        return input(question).strip().lower()[:1]
    except EOFError:
        return "q"
