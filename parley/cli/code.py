"""Code a readout or an article: propose rows, each with its sentence and its rule.

Reads a file or, for -, what is piped in. Nothing is written without --accept, which asks of
each proposal y (take it), n (leave it) or q (stop, nothing is written), shows the rows, asks
once more, and writes all or none. The text itself is never kept.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from parley.cli import options

HEADS = {
    "date": "Date", "place": "Place", "side": "Whose account", "person": "People",
    "topic": "Topics", "descriptor": "Words for the talk",
}  # fmt: skip
NOT_WRITTEN = "Nothing was written."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("file", help="text of the readout or article; - for what is piped in")
    parser.add_argument("--json", action="store_true", help="print the proposals as JSON")
    parser.add_argument("--accept", action="store_true", help="accept or reject each, then write")
    parser.add_argument("--meeting", metavar="ID", help="the meeting; else one on the text's day")
    parser.add_argument("--side", choices=("us", "prc", "press"), help="whose account it is")
    parser.add_argument("--source", metavar="ID", help="source_id of the text, for --accept")
    options.data(parser)


def run(args: argparse.Namespace) -> int:
    """Print what the text proposes; with ``--accept`` ask and write. Return 0."""
    from parley import coding, record

    check(args)
    rec = record.load(args.data)
    coding.can_code(rec)
    reading = coding.propose(read(args.file), rec)
    if args.json:
        import json

        print(json.dumps(reading.as_dict(), ensure_ascii=False, indent=2))
        return 0
    print(told(reading))
    return accept(reading, rec, args) if args.accept else 0


def check(args: argparse.Namespace) -> None:
    """Raise if the arguments do not go together."""
    from parley.errors import UsageError

    if args.accept and args.json:
        raise UsageError("--accept asks, --json prints: give one of them")
    if args.accept and args.file == "-":
        raise UsageError("--accept asks in the terminal: give the text as a file, not as -")
    if args.accept and not args.source:
        raise UsageError("--accept needs --source, a source_id of sources.csv")


def read(name: str) -> str:
    """Return the text of a file, or what is piped in; never more than can be coded."""
    import sys

    from parley.coding.refusals import LONGEST, MEGABYTE, refused
    from parley.errors import UsageError

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
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            "a file that is not text in UTF-8", f"byte {error.start} cannot be read",
            "Save it as plain text in UTF-8",
        ) from error  # fmt: skip


def told(reading) -> str:
    """Return what was understood, a line a proposal."""
    lines = [f"Understood {reading.sentences} sentences in {reading.language}."]
    for kind, head in HEADS.items():
        if some := [one for one in reading.proposals if one.kind == kind]:
            lines += ["", head, *map(line, some)]
    if reading.not_understood:
        lines += ["", "Not understood", *(f"  {words}" for words in reading.not_understood)]
    return "\n".join(lines)


def line(one) -> str:
    """Return one proposal as people read it."""
    mark = "+" if one.counts else "-"
    why = f"  not counted: {one.why_not}" if one.why_not else ""
    return f"  {mark} {one.label}{why}\n      {one.sentence}: “{one.fragment}”  [{one.rule}]"


def accept(reading, rec, args: argparse.Namespace, ask: Callable[[str], str] = input) -> int:
    """Ask of each proposal, show the rows, and write all or none."""
    from parley.coding import rows as making
    from parley.errors import UsageError
    from parley.record import writing

    meeting = args.meeting or chosen_meeting(making.meetings_on(reading, rec))
    side = args.side or next((one.value for one in reading.of("side")), "")
    if not side:
        raise UsageError("nothing says whose account it is: give --side us, prc or press")
    making.rows([], rec, meeting, side, args.source)
    print(f"\nMeeting {meeting}, account of {side}. y takes, n leaves, q stops.")
    accepted = []
    for one in [p for p in reading.proposals if p.kind in ("person", "topic", "descriptor")]:
        answer = asked(ask, f"{line(one)}\n  take it? [{'Y/n' if one.counts else 'y/N'}/q] ")
        if answer == "q":
            print(NOT_WRITTEN)
            return 0
        if answer == "y" or (answer == "" and one.counts):
            accepted.append(one)
    added, left = making.rows(accepted, rec, meeting, side, args.source)
    plan = writing.plan(rec.folder, added=added)
    print("\n".join(["", *plan.lines, *(f"  no row for {why}" for why in left)]))
    if not plan.lines or asked(ask, f"Write these {len(plan.lines)} rows? [y/N] ") != "y":
        print(NOT_WRITTEN)
        return 0
    plan.commit()
    print(f"{len(plan.lines)} rows written.")
    return 0


def chosen_meeting(there) -> str:
    """Return the one meeting of that day; raise where there is none or more than one."""
    from parley.errors import UsageError

    if len(there) == 1:
        return there["meeting_id"].iloc[0]
    if there.empty:
        raise UsageError(
            "the record has no meeting on a day that the text names. Give --meeting ID, or add "
            "the meeting to the record first. Nothing was written"
        )
    listed = ", ".join(there["meeting_id"])
    raise UsageError(f"the record has {len(there)} meetings then: {listed}. Give --meeting ID")


def asked(ask: Callable[[str], str], question: str) -> str:
    """Return the first letter of an answer in lower case; q where the answers end."""
    try:
        return ask(question).strip().lower()[:1]
    except EOFError:
        return "q"
