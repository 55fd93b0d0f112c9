"""Beside the talks: what was planned, what was promised, acts of policy, and lists of dates."""

import pandas as pd

from parley.tables.base import Table, column, not_before, rule
from parley.tables.cells import Code, Day, Key, Loose, Reference, Text
from parley.tables.talks import CHANNELS, CODED, SIDES


class Planned(Table, name="planned", key=("plan_id",), origin=CODED):
    """Talks that were announced, which count nowhere until they were held. One row per announcement."""

    plan_id = column(Key(example="2026-11-ai-dialogue"), "Key of the plan")
    what = column(Text(200), "What is planned, in a few neutral words")
    channel = column(Code(CHANNELS), "Standing line of contact that it would belong to")
    first = column(Loose(), "When, or from when", blank="no time was named")
    last = column(Loose(), "Until when", blank="one day, or no end was named")
    announced_by = column(Code((*SIDES, "both", "press")), "Who announced it")
    announced_date = column(Day(), "Day of the announcement")
    source_id = column(Reference("sources.source_id"), "Where it was announced")
    became = column(
        Code(("open", "held", "postponed", "cancelled", "not_held", "not_known")),
        "What became of it; open: its time has not come; not_held: its time passed without it; not_known: no report was found",
    )
    meeting_id = column(
        Reference("meetings.meeting_id"), "The meeting that it became", blank="none, or none yet"
    )
    note = column(Text(300), "What a reader of the row should know", blank="nothing to add")

    @rule(
        "meeting_id",
        "is missing for a plan that was carried out",
        "Name the meeting, or set became to open",
    )
    def held_is_a_meeting(cls, frame: pd.DataFrame) -> pd.Series:
        """What was held is a meeting of the record."""
        return (frame["became"] != "held") | frame["meeting_id"].notna()

    @rule(
        "became",
        "says open of a plan that has a meeting",
        "Write what became of it, or leave meeting_id blank",
    )
    def open_is_no_meeting(cls, frame: pd.DataFrame) -> pd.Series:
        """What is open is not yet a meeting."""
        return ~frame["became"].isin(["open", "not_held", "not_known"]) | frame["meeting_id"].isna()

    @rule("last", "is before first", "Put last on or after first")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        """A plan does not end before it starts."""
        both = frame["first"].notna() & frame["last"].notna()
        size = frame[["first", "last"]].fillna("").map(len).min(axis=1)
        pairs = zip(both, frame["first"], frame["last"], size, strict=True)
        wrong = [is_ and last[:n] < first[:n] for is_, first, last, n in pairs]
        return ~pd.Series(wrong, index=frame.index, dtype=bool)


class Commitments(Table, name="commitments", key=("commitment_id",), origin=CODED):
    """What was promised at a meeting, and what became of it. One row per promise."""

    commitment_id = column(Key(), "Key of the promise")
    meeting_id = column(Reference("meetings.meeting_id"), "Where it was promised")
    date = column(Day(), "Day of the promise")
    topic = column(Reference("topics.topic"), "Topic")
    commitment = column(Text(300), "The promise, in our words")
    promised_by = column(Code((*SIDES, "both")), "Who promised")
    status = column(
        Code(("delivered", "partly", "ongoing", "not_delivered", "lapsed")),
        "What is known to have become of it",
    )
    status_date = column(Day(), "Day to which the status speaks")
    status_note = column(Text(400), "What the status rests on")
    later_report = column(Code(("found", "none_found")), "Whether any later report of it was found")
    source_id = column(Reference("sources.source_id"), "Source of the promise")
    status_source_id = column(
        Reference("sources.source_id"), "Source of the status", blank="none found"
    )

    @rule("status_date", "is before the promise", "Put it on or after date")
    def status_after_promise(cls, frame: pd.DataFrame) -> pd.Series:
        """The outcome is not older than the promise."""
        return not_before(frame["status_date"], frame["date"])


class PolicyEvents(Table, name="policy_events", key=("event_id",), origin=CODED):
    """Dated acts outside the talks: scheduling, tariffs, sanctions, suspensions. One row per act."""

    event_id = column(Key(), "Key of the act")
    date = column(Day(), "Day of the act")
    kind = column(
        Code(("scheduling", "tariff", "sanction", "export_control", "law", "suspension", "other")),
        "What kind of act",
    )
    actor = column(
        Code((*SIDES, "un", "mexico", "other")), "Whose act; other: both, or another body"
    )
    topic = column(Reference("topics.topic"), "Topic")
    title = column(Text(200), "The act, in our words")
    source_id = column(Reference("sources.source_id"), "Where it was read")


class EventSets(Table, name="event_sets", key=("set_id", "event_date", "meeting_id"), origin=CODED):
    """Lists of dates fixed before they were tested. One row per list and date."""

    set_id = column(Key(), "Key of the list")
    event_date = column(Day(), "Date tested")
    meeting_id = column(
        Reference("meetings.meeting_id"),
        "The meeting, where it is one",
        blank="the date is not a meeting's",
    )
    fixed_date = column(Day(), "Day on which the list was fixed")
    note = column(
        Text(400), "Why it is in the list, and what had been seen before", blank="nothing to add"
    )
