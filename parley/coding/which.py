"""Which meeting a text is of: one on record where day and heads agree, else as its opening says."""

from dataclasses import dataclass

import pandas as pd

from parley.coding import opening
from parley.coding.dates import Dated
from parley.coding.opening import Opening
from parley.coding.people import Named
from parley.coding.places import Placed
from parley.coding.sentences import Sentence
from parley.record import Record

DAY = pd.Timedelta(days=1)
DELAY = pd.Timedelta(days=4)  # an account is rarely later; a readout is often of the day after


@dataclass(frozen=True)
class Told:
    """The talk that a text is of.

    Attributes
    ----------
    meeting_id : str
        On record; blank if none is recognised.
    day, city : str
        When and where; blank where neither text nor record says it for sure.
    heads : frozenset of str
        Who headed the sides.
    days : tuple of Dated
        The days that the opening names as the talk's.
    rule : str
        What the day rests on, where it is the record's.
    start : Opening
        The text's opening.
    """

    meeting_id: str
    day: str
    city: str
    heads: frozenset[str]
    days: tuple[Dated, ...]
    rule: str
    start: Opening

    @property
    def own(self) -> str:
        """The text's own date."""
        return self.start.own

    @property
    def lead(self) -> tuple[Sentence, ...]:
        """Headline and first sentences."""
        return self.start.lead

    @property
    def is_wire(self) -> bool:
        """Whether they spoke from afar."""
        return self.start.is_wire

    def place(self, mentioned: list[Placed]) -> Placed | None:
        """Return the mention of the place where they met; None if none is."""
        if self.meeting_id:
            return next((one for one in mentioned if one.city == self.city), None)
        return opening.place(self.start, mentioned)


def found(start: Opening, named: list[Named], rec: Record) -> Told:
    """Return which talk a text is of.

    Parameters
    ----------
    start : Opening
        The text's opening.
    named : list of Named
        Everybody named, at every place.
    rec : Record
        Its meetings are tried first.
    """
    bodies = set(rec.people.loc[rec.people["kind"] == "body", "person_id"])
    heads, days = opening.heads(start, named, bodies), tuple(opening.days(start))
    day = days[0].day if days else ""
    if (held := on_record(start, days, heads, rec)) is None:
        return Told("", day, "", frozenset(heads), days, "", start)
    led = principals(rec).get(held["meeting_id"], frozenset())
    first, last = (f"{held[end]:%Y-%m-%d}" for end in ("start_date", "end_date"))
    day = next((one.day for one in days if first <= one.day <= last), first)
    city = held["city"] if isinstance(held["city"], str) else ""
    rule = f"date: of the record's meeting {held['meeting_id']}"
    return Told(held["meeting_id"], day, city, led, days, rule, start)


def on_record(
    start: Opening, days: tuple[Dated, ...], heads: set[str], rec: Record
) -> pd.Series | None:
    """Return the row of the meeting that a text is of; None if none, or more than one, is like it.

    Notes
    -----
    Somebody who headed each side must be among the text's heads, on a day that its opening names,
    or, where that names none but the text's own date, in the four days up to that.
    """
    sure = [
        pd.Timestamp(one.day) for one in days if not any(weak in one.rule for weak in opening.WEAK)
    ]
    meetings, led = rec.meetings, principals(rec)
    meetings = meetings[meetings["status"] == "held"]
    if sure:  # a day apart by the zone of the clock, or the first of several
        near = (meetings["start_date"] - DAY <= sure[0]) & (sure[0] <= meetings["end_date"] + DAY)
    elif start.own:
        own = pd.Timestamp(start.own)
        near = (meetings["start_date"] <= own) & (own - DELAY <= meetings["end_date"])
    else:
        return None
    side = dict(zip(rec.people["person_id"], rec.people["side"], strict=True))
    alike = []
    for row in meetings[near].to_dict("records"):
        both = led.get(row["meeting_id"], frozenset()) & heads
        if {side[one] for one in both} == {"us", "prc"}:
            that_day = bool(sure) and row["start_date"] <= sure[0] <= row["end_date"]
            others = len(heads - both)
            alike.append(((that_day, len(both), -others, row["start_date"]), row))
    if not alike:
        return None
    return pd.Series(max(alike, key=lambda pair: pair[0])[1])


def principals(rec: Record) -> dict[str, frozenset[str]]:
    """Return who headed the sides at each meeting."""
    if "participants" not in rec:
        return {}
    rows = rec.participants
    rows = rows[rows["is_principal"] == "yes"]
    return {meeting: frozenset(who) for meeting, who in rows.groupby("meeting_id")["person_id"]}
