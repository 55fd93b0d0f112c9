"""Checks that need more than one table: references, whole coverage, sums that must agree."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley import sides
from parley.record.reading import LISTED, Reading
from parley.tables.hosts import contradicts, host_of
from pressroom.errors import Fault
from pressroom.nearest import nearest

UNIT = ["meeting_id", "side", "topic"]
READINGS = ("first", "second", "third")
FRAMING = "bilateral_framework"  # what frames the talks is no subject of one
HINTED = 40  # values for which the nearest key is looked up: a search each
CHECKS: list[tuple[tuple[str, ...], Callable[..., None]]] = []


def between(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator for a check between tables: made where the record has them all."""

    def entered(check: Callable[..., None]) -> Callable[..., None]:
        CHECKS.append((names, check))
        return check

    return entered


def decided(codings: pd.DataFrame) -> pd.DataFrame:
    """Return what the readings of whole texts say, a row for each meeting, side and topic read so.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.

    Returns
    -------
    DataFrame
        meeting_id, side, topic; ``named`` (1, 0, or missing where two readings differ and no
        third has settled it); ``coder`` by which, and ``source_id`` of the text it read.

    Notes
    -----
    Where the whole text was read, the reading of the whole text decides, whatever an opening or a
    report of it had suggested. Two such readings that differ are settled by a third. People's
    readings are compared with these, and change a mention only when somebody changes the row.

    Examples
    --------
    >>> rows = [("first", 0), ("second", 1), ("third", 1)]
    >>> read = pd.DataFrame(rows, columns=["coder", "value"])
    >>> read = read.assign(meeting_id="m", side="us", topic="ai", basis="full", source_id="s")
    >>> [(int(row.named), row.coder) for row in decided(read).itertuples()]
    [(1, 'third')]
    """
    whole = codings["basis"].eq("full") & codings["coder"].isin(READINGS)
    order = codings[whole].sort_values([*UNIT, "coder"], kind="stable")
    told = order.groupby(UNIT, sort=False, as_index=False).agg(
        named=("value", "last"),
        coder=("coder", "last"),
        source_id=("source_id", "last"),
        least=("value", "min"),
        most=("value", "max"),
    )
    split = (told["least"] != told["most"]) & (told["coder"] != "third")
    told["named"] = told["named"].astype("Int64").mask(split)
    return told.drop(columns=["least", "most"])


def references(readings: dict[str, Reading]) -> None:
    """Add a fault for each reference to a row that does not exist."""
    for reading in readings.values():
        for column, (table, key) in reading.table.references().items():
            if table not in readings or readings[table].faults_of_file():
                continue
            if not (odd := reading.distinct(column) - readings[table].distinct(key)):
                continue
            missing = reading.frame[column][reading.frame[column].isin(odd)].iloc[: LISTED + 1]
            keys = readings[table].frame[key].dropna().unique()
            hints = {value: nearest(value, keys) for value in missing.unique()[:HINTED]}
            for index, value in missing.items():
                hint = hints.get(value, f"See the keys of {table}.csv")
                problem = f"names no row of {table}.csv"
                remedy = f"{hint}; or add it to {table}.csv"
                reading.fault(reading.lines[index], column, value, problem, remedy)


@between("meetings", "accounts")
def accounts_for_every_meeting(meetings: Reading, accounts: Reading) -> None:
    """Add a fault for each meeting and side without a row in accounts.csv."""
    if accounts.faults_of_file():
        return
    have = set(rows_of(accounts.frame, "meeting_id", "side"))
    for meeting, line in zip(meetings.frame["meeting_id"].tolist(), meetings.lines, strict=True):
        for side in ("us", "prc"):
            if (meeting, side) not in have and isinstance(meeting, str):
                problem = f"has no row for side {sides.key(side)} in accounts.csv"
                remedy = f"Add {meeting},{sides.key(side)},… with published = unknown if not known"
                meetings.fault(line, "meeting_id", meeting, problem, remedy)


@between("meetings")
def visits(meetings: Reading) -> None:
    """Add a fault for each visit_id that is no meeting's id."""
    known = meetings.distinct("meeting_id")
    odd = meetings.distinct("visit_id") - known
    for line, visit in zip(meetings.lines, meetings.frame["visit_id"].tolist(), strict=True):
        if visit in odd:
            remedy = "Write the id of the visit's first meeting. " + nearest(visit, sorted(known))
            meetings.fault(line, "visit_id", visit, "is no meeting's id", remedy)


@between("us_deaths_monthly", "us_deaths_annual")
def annual_sums(monthly: Reading, annual: Reading) -> None:
    """Add a fault for each year whose deaths differ from the sum of its final months."""
    months = monthly.frame.dropna(subset=["month", "deaths"])
    months = months.sort_values("vintage").drop_duplicates("month", keep="last")
    by_year = months.groupby(months["month"].dt.year)["deaths"].agg(["sum", "size"])
    newest = annual.frame.dropna(subset=["year", "deaths"]).sort_values("vintage")
    for row in newest.drop_duplicates("year", keep="last").itertuples():
        if row.year in by_year.index and by_year.loc[row.year, "size"] == 12:
            total = int(by_year.loc[row.year, "sum"])
            if total != row.deaths:
                problem = f"is not the sum of the year's final months, {total:,}"
                files = f"{annual.table.file()} and {monthly.table.file()}"
                remedy = f"Correct whichever of {files} is wrong"
                annual.fault(annual.lines[row.Index], "deaths", row.deaths, problem, remedy)


@between("meetings", "people", "offices", "participants")
def roles(meetings: Reading, people: Reading, offices: Reading, took_part: Reading) -> None:
    """Add a fault for each participant whose role is no office that they held at that time."""
    if offices.faults or people.faults:
        return  # a term that could not be read would be blamed on every row that relies on it
    rows = rows_of(meetings.frame, "meeting_id", "start_date", "end_date")
    days = {meeting: day for meeting, *day in reversed(rows) if not pd.isna(day).any()}
    kinds = dict(rows_of(people.frame, "person_id", "kind"))
    terms: dict[str, list[Term]] = {}
    for person, *term in rows_of(offices.frame, "person_id", *Term._fields):
        terms.setdefault(person, []).append(Term(*term))
    listed = rows_of(took_part.frame, "meeting_id", "person_id", "role")
    for number, (meeting, person, role) in enumerate(listed):
        if person in kinds and meeting in days:
            held = terms.get(person, [])
            if wrong := role_fault(role, kinds[person], held, *days[meeting]):
                took_part.fault(took_part.lines[number], "role", role, *wrong)


class Term(NamedTuple):
    """A term of office; `to_date` is missing where no end is known."""

    office: str
    from_date: pd.Timestamp
    to_date: pd.Timestamp


def rows_of(frame: pd.DataFrame, *columns: str) -> list[tuple]:
    """Return these columns of a frame, a tuple a row."""
    return list(zip(*(frame[name].tolist() for name in columns), strict=True))


def role_fault(
    role: object, kind: str, held: list[Term], start: pd.Timestamp, end: pd.Timestamp
) -> tuple[str, str] | None:
    """Return what is wrong with a role and the remedy; None if it was held at the meeting."""
    given = isinstance(role, str)
    if kind == "body":
        return ("is given for a body", "Leave role blank for a body") if given else None
    current = [
        term.office
        for term in held
        if term.from_date <= end and (pd.isna(term.to_date) or term.to_date >= start)
    ]
    if given and role in current:
        return None
    then = ", ".join(current) or "none in offices.csv"
    offices = [term.office for term in held]
    what = "mend the term in" if role in offices else "add a row to"
    remedy = f"Write an office held then ({then}), or {what} offices.csv"
    if not given:
        return "is blank for a person", remedy
    if role in offices:
        return f"was not held on {start:%Y-%m-%d}", remedy
    remedy = f"{nearest(role, offices)}; {remedy[0].lower()}{remedy[1:]}"
    return "is no office of that person", remedy


@between("planned", "meetings")
def plans(planned: Reading, meetings: Reading) -> None:
    """Add a fault for each plan said to be held whose meeting was not."""
    status = dict(rows_of(meetings.frame, "meeting_id", "status"))
    for row in planned.frame.dropna(subset=["meeting_id"]).itertuples():
        if row.became == "held" and status.get(row.meeting_id, "held") != "held":
            problem = f"but {row.meeting_id} is {status[row.meeting_id]} in meetings.csv"
            rule = "A plan counts as held only with a meeting that was"
            remedy = f"{rule}; correct whichever is wrong"
            planned.fault(planned.lines[row.Index], "became", "held", problem, remedy)


def tiers(readings: dict[str, Reading], hosts: Mapping[str, list[str]]) -> None:
    """Add a fault for each source whose tier is not that of its host."""
    if "sources" not in readings:
        return
    reading = readings["sources"]
    told = reading.frame[["tier", "url"]].dropna()
    for index, tier, url in told.itertuples(name=None):
        if instead := contradicts(tier, url, hosts):
            problem = f"contradicts the host {host_of(url)}"
            remedy = (
                f"Write {instead}, cite the official address in url and the copy in read_url, "
                "or list the host in record.toml under [hosts]"
            )
            reading.fault(reading.lines[index], "tier", tier, problem, remedy)


def moved(readings: dict[str, Reading], pairs: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each id said to have moved that has not, or to what is no meeting."""
    if "meetings" not in readings or readings["meetings"].faults:
        return []
    known = readings["meetings"].distinct("meeting_id")
    odd = []
    for old, new in pairs.items():
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", old):
            odd.append((old, "is no id", "Write small letters, figures and hyphens"))
        if old in known:
            odd.append((old, "is a meeting still", "Take the line out of [moved]"))
        if new not in known:
            odd.append((old, f"moved to {new}, which is no meeting", nearest(new, sorted(known))))
    return [Fault("record.toml", 0, f"moved.{old}", old, *why) for old, *why in odd]


@between("mentions", "codings")
def whole_texts(mentions: Reading, codings: Reading) -> None:
    """Add a fault for each mention that the reading of a whole text denies, or finds and lacks."""
    if codings.faults or mentions.faults:
        return  # a cell that could not be read would be blamed twice
    told = decided(codings.frame.dropna(subset=[*UNIT, "coder", "value"]))
    named = told.set_index(UNIT)["named"]
    here = pd.MultiIndex.from_frame(mentions.frame[UNIT])
    denied(mentions, here, named.reindex(here).eq(0).fillna(False).to_numpy(dtype=bool))
    lacking(codings, named[named.eq(1).fillna(False)].index.difference(here))


def denied(mentions: Reading, here: pd.MultiIndex, wrong: np.ndarray) -> None:
    """Add a fault for each mention that is marked as denied by the whole text."""
    for number in wrong.nonzero()[0]:
        meeting, side, topic = here[number]
        problem = (
            f"is not named in the whole text of {meeting} ({side}), by the reading that decides "
            "in codings.csv"
        )
        remedy = "Delete the row, or have reading third settle it"
        mentions.fault(mentions.lines[number], "topic", topic, problem, remedy)


def lacking(codings: Reading, units: pd.MultiIndex) -> None:
    """Add a fault for each meeting, side and topic that whole texts name and no mention does."""
    if units.empty:
        return
    places = pd.MultiIndex.from_frame(codings.frame[UNIT])
    for unit in units:
        line = codings.lines[int(places.isin([unit]).nonzero()[0][-1])]
        problem = f"says that the whole text names {unit[2]}, which mentions.csv lacks"
        remedy = f"Add {','.join(unit)},account,… to mentions.csv"
        codings.fault(line, "value", 1, problem, remedy)


@between("accounts", "mentions")
def subjects(accounts: Reading, mentions: Reading) -> None:
    """Add a fault for each account that is said to name no subject, and mentions one."""
    if accounts.faults or mentions.faults:
        return
    rows = mentions.frame
    other = rows[rows["topic"].ne(FRAMING) & rows["basis"].ne("knowledge")]
    named = other.groupby(UNIT[:2])["topic"].first()
    mute = accounts.frame["names_subjects"].eq("no").fillna(False).to_numpy(dtype=bool)
    for number, unit in enumerate(rows_of(accounts.frame, *UNIT[:2])):
        if mute[number] and unit in named.index:
            problem = f"says that the text names no subject, and mentions.csv has {named[unit]}"
            remedy = "Write yes, or delete what the text does not mention"
            accounts.fault(accounts.lines[number], "names_subjects", "no", problem, remedy)
