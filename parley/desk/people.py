"""People as they are named by whoever adds a meeting, found in the record or proposed as new."""

from dataclasses import dataclass

import pandas as pd

from parley import sides
from parley.desk.names import slug
from parley.record import Record
from pressroom.nearest import nearest


@dataclass(frozen=True)
class Seat:
    """One principal at a meeting.

    Attributes
    ----------
    person_id, role : str
        As participants.csv holds them.
    person, office : dict or None
        New rows of people.csv and offices.csv, where the person is not on record.
    """

    person_id: str
    role: str
    person: dict[str, str] | None = None
    office: dict[str, str] | None = None


def seat(said: str, side: str, day: str, rec: Record) -> Seat:
    """Return who is meant and the office they held on a day.

    Parameters
    ----------
    said : str
        A person's id, English or Chinese name; ``Name, Office`` says which office, or enters
        somebody who is not on record.
    side : {"us", "prc"}
        Whose.
    day : str
        ISO date of the meeting; blank if not known, and no office is then looked for.
    rec : Record
        Where they are looked up.

    Raises
    ------
    ValueError
        In words: unknown, of the other side, or without an office on that day.
    """
    name, _, office = (part.strip() for part in said.partition(","))
    if (person := known(name, rec.people)) is None:
        if office:
            return newcomer(name, office, side, day)
        raise ValueError(
            f"{name!r} is not in people.csv. {nearest(name, rec.people['name_en'])}; "
            'or write "Name, Office" to enter somebody new'
        )
    if person["side"] != side:
        raise ValueError(f"{person['name_en']} is of side {sides.key(person['side'])}")
    if person["kind"] == "body" or not day:
        return Seat(person["person_id"], "")
    return Seat(person["person_id"], held(person, office, day, rec.offices))


def known(name: str, people: pd.DataFrame) -> pd.Series | None:
    """Return the row of people.csv that a name or id means; None if there is none."""
    for column in ("person_id", "name_en", "name_zh"):
        found = people[people[column].str.casefold() == name.casefold()]
        if len(found) == 1:
            return found.iloc[0]
    last = people[people["name_en"].str.casefold().str.split().str[-1] == name.casefold()]
    return last.iloc[0] if len(last) == 1 else None


def held(person: pd.Series, office: str, day: str, offices: pd.DataFrame) -> str:
    """Return the office that a person held on a day; ValueError if none, or if it was another."""
    own = offices[offices["person_id"] == person["person_id"]]
    then = own[(own["from_date"] <= day) & (own["to_date"].isna() | (own["to_date"] >= day))]
    names = then.sort_values("from_date")["office"].tolist()
    if office in names or (names and not office):
        return office or names[-1]
    shown = "; ".join(names) or "none"
    raise ValueError(
        f"{person['name_en']} held no {office or 'office'} on {day} (then: {shown}): mend "
        "offices.csv"
    )


def newcomer(name: str, office: str, side: str, day: str) -> Seat:
    """Return the rows of somebody who is not on record; the office is as seen on that day."""
    code = slug(name)
    if not code:
        raise ValueError(f"{name!r} has no English letter to make an id of")
    person = {"person_id": code, "name_en": name, "side": side, "kind": "person"}
    term = {"person_id": code, "office": office, "from_date": day, "to_date": day}
    return Seat(code, office, person, term | {"date_precision": "seen"})
