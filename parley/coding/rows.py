"""Accepted proposals as rows of the record."""

from collections.abc import Iterable

import pandas as pd

from parley.coding.proposal import Proposal, Reading
from parley.record import Record
from pressroom.errors import UsageError
from pressroom.nearest import nearest

Rows = dict[str, list[dict[str, str]]]


def meetings_on(reading: Reading, rec: Record) -> pd.DataFrame:
    """Return the meetings on the first day named that has any, those with most people named.

    Who led a side counts twice: a delegation sits at several meetings of a day.
    """
    meetings, took_part = rec.meetings, rec.participants
    named = {one.value for one in reading.of("person")}
    for one in reading.of("date"):
        day = pd.Timestamp(one.value)
        there = meetings[(meetings["start_date"] <= day) & (meetings["end_date"] >= day)]
        if len(there):
            known_there = took_part[took_part["person_id"].isin(named)]
            led = known_there[known_there["is_principal"] == "yes"]
            weighed = pd.concat([known_there, led])["meeting_id"].value_counts()
            count = there["meeting_id"].map(weighed).fillna(0)
            return there[count == count.max()]
    return meetings.iloc[:0]


def known(kind: str, value: str, values: Iterable[str]) -> str:
    """Return the value, or raise with the nearest that the record has."""
    listed = list(values)
    if value not in listed:
        raise UsageError(f"the record has no {kind} {value!r}. {nearest(value, listed)}")
    return value


def rows(
    accepted: list[Proposal],
    rec: Record,
    meeting_id: str,
    side: str,
    source_id: str,
    new: Iterable[str] = (),
) -> tuple[Rows, list[str]]:
    """Return the rows that accepted proposals make, and what makes none, in words.

    Parameters
    ----------
    accepted : list of Proposal
        Those that the researcher took.
    rec : Record
        The record they go to.
    meeting_id, side, source_id : str
        Meeting, whose account the text is (us, prc or press), and where it was read.
    new : iterable of str, optional
        Sources that enter the record with these rows.

    Raises
    ------
    UsageError
        If the record has no such meeting or source, or the side is none.
    """
    known("meeting", meeting_id, rec.meetings["meeting_id"])
    known("source", source_id, [*rec.sources["source_id"], *new])
    known("side", side, ("us", "prc", "press"))
    added: Rows = {}
    left: list[str] = []
    for one in accepted:
        table, row = row_of(one, rec, meeting_id, side, source_id)
        if not table:
            left.append(f"{one.kind} {one.label}: {row['why']}")
        elif is_held(row, rec, table):
            left.append(f"{one.kind} {one.label}: the record has it already")
        else:
            added.setdefault(table, []).append(row)
    return added, left


def row_of(
    one: Proposal, rec: Record, meeting_id: str, side: str, source_id: str
) -> tuple[str, dict[str, str]]:
    """Return the table and the row of one proposal; a blank table and why where it makes none."""
    where = {"meeting_id": meeting_id, "side": side}
    if one.kind == "topic":
        basis = "report" if side == "press" else "account"
        return "mentions", where | {"topic": one.value, "basis": basis, "source_id": source_id}
    if one.kind == "descriptor":
        if side == "press":
            return "", {"why": "the press's words are not kept"}
        return "descriptors", where | {"descriptor": one.value, "source_id": source_id}
    if one.kind == "person":
        role = role_of(one.value, rec, meeting_id)
        if role is None:
            return "", {"why": "held no office of offices.csv on that day"}
        person = {"person_id": one.value, "role": role, "is_principal": "no"}
        return "participants", {"meeting_id": meeting_id} | person
    return "", {"why": "told by the meeting's own row"}


def role_of(person_id: str, rec: Record, meeting_id: str) -> str | None:
    """Return the office that a person held then; blank for a body, None where none is known."""
    people, offices, meetings = rec.people, rec.offices, rec.meetings
    if people.loc[people["person_id"] == person_id, "kind"].iloc[0] == "body":
        return ""
    day = meetings.loc[meetings["meeting_id"] == meeting_id, "start_date"].iloc[0]
    held = offices[
        (offices["person_id"] == person_id)
        & (offices["from_date"] <= day)
        & (offices["to_date"].isna() | (offices["to_date"] >= day))
    ]
    return held["office"].iloc[-1] if len(held) else None


def is_held(row: dict[str, str], rec: Record, table: str) -> bool:
    """Return whether the record has a row with the same key."""
    from parley import tables

    frame, key = getattr(rec, table), tables.named(table).key()
    return bool((frame[list(key)] == [row[column] for column in key]).all(axis=1).any())
