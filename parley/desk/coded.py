"""Accepted proposals as answers of a new meeting, or as rows of one that is on record."""

from dataclasses import dataclass, field

import pandas as pd

from parley.coding import rows as making
from parley.coding.gazetteer import country_of
from parley.coding.proposal import Proposal, Reading
from parley.desk import adding
from parley.desk import draft as drafts
from parley.record import Record, writing
from parley.record.writing import Plan
from pressroom.errors import UsageError
from pressroom.nearest import nearest

CHOSEN = ("person", "topic", "descriptor")


@dataclass(frozen=True)
class Text:
    """The text that was read: whose account it is, where it stands, how much of it was read.

    Attributes
    ----------
    side : str
        us, prc or press.
    source : str
        As a draft takes it: a source_id, or address | publisher | title | date.
    read : str
        full, opening or reported; blank where the record says it already, and for the press.
    """

    side: str
    source: str
    read: str = ""


@dataclass
class Addition:
    """What accepted proposals add to a meeting that is on record.

    Attributes
    ----------
    plan : Plan
        The rows, ready to be written.
    left : list of str
        Which proposals make no row, and why.
    """

    plan: Plan
    left: list[str] = field(default_factory=list)


def answers(accepted: list[Proposal], text: Text, rec: Record) -> dict[str, str]:
    """Return what accepted proposals answer of the questions for a new meeting.

    Parameters
    ----------
    accepted : list of Proposal
        Those that the person took; of several days or places the first counts.
    text : Text
        The text they come from.
    rec : Record
        Gives the side of each person and the country of each city.
    """
    given = {f"{text.side}_source": text.source}
    by_kind: dict[str, list[str]] = {}
    for one in accepted:
        by_kind.setdefault(one.kind, []).append(one.value)
    for day in by_kind.get("date", [])[:1]:
        given["date"] = day
    for city in by_kind.get("place", [])[:1]:
        held = rec.meetings.loc[rec.meetings["city"] == city, "country"].dropna()
        country = held.iloc[-1] if len(held) else country_of(city)
        given |= {"format": "in_person", "city": city, "country": country}
    sides = dict(zip(rec.people["person_id"], rec.people["side"], strict=True))
    for side in ("us", "prc"):
        given[side] = "; ".join(p for p in by_kind.get("person", []) if sides[p] == side)
    given[f"{text.side}_topics"] = "; ".join(by_kind.get("topic", []))
    if text.side != "press":
        given[f"{text.side}_read"] = text.read
        given[f"{text.side}_descriptors"] = "; ".join(by_kind.get("descriptor", []))
    return {name: value for name, value in given.items() if value}


def addition(
    accepted: list[Proposal], text: Text, meeting_id: str, rec: Record, today: str
) -> Addition:
    """Return what accepted proposals add to a meeting on record; nothing is written.

    Parameters
    ----------
    accepted : list of Proposal
        Those that the person took; day and place are told by the meeting's own row.
    text : Text
        The text they come from.
    meeting_id : str
        The meeting.
    rec : Record
        The record they go to.
    today : str
        ISO date on which they enter it.

    Raises
    ------
    UsageError
        If the record has no such meeting, the source is neither known nor whole, or the account
        is new to the record and nothing says how much of it was read.
    """
    making.known("meeting", meeting_id, rec.meetings["meeting_id"])
    making.known("side", text.side, drafts.SIDES)
    held = rec.meetings.set_index("meeting_id").loc[meeting_id]
    made: dict[str, list[dict[str, str]]] = {"sources": []}
    cited = source(text, f"{held['start_date']:%Y-%m-%d}", rec, made, today)
    new = [row["source_id"] for row in made["sources"]]
    chosen = [one for one in accepted if one.kind in CHOSEN]
    added, left = making.rows(chosen, rec, meeting_id, text.side, cited, new)
    if not added:
        return Addition(Plan(rec.folder), left)
    changed = {"meetings": [touched(held, meeting_id, rec, today)]}
    if account := newly_read(text, meeting_id, cited, "mentions" in added, rec):
        changed["accounts"] = [account]
    whole = {name: rows for name, rows in (made | added).items() if rows}
    return Addition(writing.plan(rec.folder, added=whole, changed=changed), left)


def source(text: Text, day: str, rec: Record, made: dict, today: str) -> str:
    """Return the id of the text's source, entered into `made` where it is new."""
    question = next(q for q in drafts.QUESTIONS if q.name == f"{text.side}_source")
    draft = {question.name: text.source, "date": day}
    if not text.source or (wrong := question.faults(draft, rec)):
        said = wrong[0].partition(": ")[2] if text.source else "is missing"
        raise UsageError(f"the record has no source {text.source!r}: {said}")
    return adding.source_id(draft, text.side, rec, made, today)


def touched(held: pd.Series, meeting_id: str, rec: Record, today: str) -> dict[str, str]:
    """Return what changes in a meeting's own row: when it was, and that it is coded now."""
    changed = {"meeting_id": meeting_id, "last_changed_date": today}
    if pd.isna(held["codebook"]):
        changed["codebook"] = adding.newest_codebook(rec)
    return changed


def newly_read(
    text: Text, meeting_id: str, cited: str, has_topics: bool, rec: Record
) -> dict[str, str] | None:
    """Return the account's row as it becomes where none was known of; None where one was.

    Raises
    ------
    UsageError
        If nothing says how much of it was read.
    """
    rows = rec.accounts
    row = rows[(rows["meeting_id"] == meeting_id) & (rows["side"] == text.side)]
    if text.side == "press" or (row["published"] == "yes").any():
        return None
    if text.read not in drafts.READ:
        raise UsageError(
            "the record knows of no account of that side yet: say how much of it was read, "
            f"{', '.join(drafts.READ)} (--read)"
        )
    return {
        "meeting_id": meeting_id,
        "side": text.side,
        "source_id": cited,
        "published": "yes",
        "read": text.read,
        "searched_until": "",
        "names_subjects": ("yes" if has_topics else "no") if text.read == "full" else "",
    }


def named(reading: Reading, wanted: str) -> list[Proposal]:
    """Return the proposals that a list on the command line takes.

    Parameters
    ----------
    reading : Reading
        What the text proposes.
    wanted : str
        ``all`` for those that count; else values of topics, people and words, joined by ``,``.
        Day and place that count are taken with them, and the people where it names none.

    Raises
    ------
    UsageError
        Naming every value that the text does not propose, and the nearest that it does.
    """
    counted = [one for one in reading.proposals if one.counts]
    if wanted == "all":
        return counted
    values = [value.strip() for value in wanted.split(",") if value.strip()]
    known = {one.value: one.kind for one in reading.proposals if one.kind in CHOSEN}
    if unknown := [value for value in values if value not in known]:
        told = "; ".join(f"{value!r}: {nearest(value, known)}" for value in unknown)
        raise UsageError(f"the text does not propose {told}")
    kinds = {"date", "place"} | ({"person"} - {known[value] for value in values})
    return [
        one
        for one in reading.proposals
        if one.value in values or (one.kind in kinds and one.counts)
    ]
