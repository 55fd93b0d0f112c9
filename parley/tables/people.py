"""Who took part: people and bodies, the offices they held, and where they sat."""

import pandas as pd

from parley.tables.base import Table, column, not_before, rule
from parley.tables.cells import Code, Day, Key, Reference, Text
from parley.tables.talks import CODED, SIDES

PERSON = Key(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "antony-blinken")


class People(Table, name="people", key=("person_id",), origin=CODED):
    """Those who took part in the talks: people, and bodies where no person is named. One row each."""

    person_id = column(PERSON, "Key: the English name, lower case, with hyphens")
    name_en = column(Text(80), "Name in English, family name last or first as its bearer does")
    name_zh = column(
        Text(40), "Name in the second side's script, as its press writes it", blank="not looked up"
    )
    side = column(Code(SIDES), "Which side")
    kind = column(
        Code(("person", "body")),
        "A person, or a body whose people are not named: a ministry, a delegation",
    )


class Offices(
    Table,
    name="offices",
    key=("person_id", "office", "from_date"),
    origin="Compiled by this project from public terms of office",
):
    """Offices and their terms. One row per person, office and term."""

    person_id = column(Reference("people.person_id"), "Who held it")
    office = column(Text(120), "The office, in English")
    from_date = column(Day(), "First day in office; the first of the month where no more is known")
    to_date = column(
        Day(),
        "Last day in office; the last of the month where no more is known",
        blank="no end of the term is known",
    )
    date_precision = column(
        Code(("day", "month", "seen")),
        "How exactly the term is known; seen: held it at least on these days, by the sources of the meetings",
    )
    source_id = column(
        Reference("sources.source_id"),
        "Source of the term",
        blank="a term widely published, not looked up, or one that the meeting's sources give",
    )

    @rule("to_date", "is before from_date", "Put to_date on or after from_date")
    def ends_after_start(cls, frame: pd.DataFrame) -> pd.Series:
        """A term does not end before it starts."""
        return not_before(frame["to_date"], frame["from_date"])


class Participants(Table, name="participants", key=("meeting_id", "person_id"), origin=CODED):
    """Who took part in which meeting, in which office. One row per meeting and person or body."""

    meeting_id = column(Reference("meetings.meeting_id"), "Meeting")
    person_id = column(Reference("people.person_id"), "Person or body")
    role = column(
        Text(120),
        "The office held at that time, as in offices.csv; a role outside its term is refused",
        blank="a body, which holds no office",
    )
    is_principal = column(
        Code(("yes", "no")),
        "Whether they headed their side, alone or with others; no: named as taking part",
    )
