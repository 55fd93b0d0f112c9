"""Checks that need more than one table: references, whole coverage, sums that must agree."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from parley.record.deciding import UNIT, decided
from parley.record.reading import Reading
from parley.tables.hosts import contradicts, host_of
from pressroom.nearest import nearest


def references(readings: dict[str, Reading]) -> None:
    """Add a fault for each reference to a row that does not exist."""
    for reading in readings.values():
        for column, (table, key) in reading.table.references().items():
            if table not in readings or readings[table].faults_of_file():
                continue
            known = readings[table].frame[key].dropna().unique()
            missing = reading.frame[column].dropna()
            missing = missing[~missing.isin(known)]
            hints = {value: nearest(value, known) for value in missing.unique()}
            for index, value in missing.items():
                reading.fault(
                    reading.lines[index], column, value,
                    f"names no row of {table}.csv", hints[value] + f"; or add it to {table}.csv",
                )  # fmt: skip


def accounts_for_every_meeting(readings: dict[str, Reading]) -> None:
    """Add a fault for each meeting and side without a row in accounts.csv."""
    if not {"meetings", "accounts"} <= readings.keys():
        return
    meetings, accounts = readings["meetings"], readings["accounts"]
    if accounts.faults_of_file():
        return
    have = set(zip(accounts.frame["meeting_id"], accounts.frame["side"], strict=True))
    for meeting, line in zip(meetings.frame["meeting_id"], meetings.lines, strict=True):
        for side in ("us", "prc"):
            if (meeting, side) not in have and isinstance(meeting, str):
                meetings.fault(
                    line, "meeting_id", meeting, f"has no row for side {side} in accounts.csv",
                    f"Add {meeting},{side},… with published = unknown if nothing is known",
                )  # fmt: skip


def visits(readings: dict[str, Reading]) -> None:
    """Add a fault for each visit_id that is no meeting's id."""
    if "meetings" not in readings:
        return
    reading = readings["meetings"]
    known = set(reading.frame["meeting_id"].dropna())
    for index, visit in reading.frame["visit_id"].dropna().items():
        if visit not in known:
            reading.fault(
                reading.lines[index], "visit_id", visit, "is no meeting's id",
                "Write the id of the visit's first meeting. " + nearest(visit, known),
            )  # fmt: skip


def annual_sums(readings: dict[str, Reading]) -> None:
    """Add a fault for each year whose deaths differ from the sum of its final months."""
    if not {"us_deaths_monthly", "us_deaths_annual"} <= readings.keys():
        return
    months = readings["us_deaths_monthly"].frame.dropna(subset=["month", "deaths"])
    months = months.sort_values("vintage").drop_duplicates("month", keep="last")
    by_year = months.groupby(months["month"].dt.year)["deaths"].agg(["sum", "size"])
    annual = readings["us_deaths_annual"]
    newest = annual.frame.dropna(subset=["year", "deaths"]).sort_values("vintage")
    for row in newest.drop_duplicates("year", keep="last").itertuples():
        if row.year in by_year.index and by_year.loc[row.year, "size"] == 12:
            total = int(by_year.loc[row.year, "sum"])
            if total != row.deaths:
                annual.fault(
                    annual.lines[row.Index], "deaths", row.deaths,
                    f"is not the sum of the year's final months, {total:,}",
                    "Correct whichever of us_deaths_annual.csv and us_deaths_monthly.csv is wrong",
                )  # fmt: skip


def roles(readings: dict[str, Reading]) -> None:
    """Add a fault for each participant whose role is no office that they held at that time."""
    if not {"meetings", "people", "offices", "participants"} <= readings.keys():
        return
    if readings["offices"].faults or readings["people"].faults:
        return  # a term that could not be read would be blamed on every row that relies on it
    took_part, terms = readings["participants"], readings["offices"].frame
    dated = readings["meetings"].frame.dropna(subset=["meeting_id", "start_date", "end_date"])
    meetings = dated.drop_duplicates("meeting_id").set_index("meeting_id")
    kinds = dict(readings["people"].frame[["person_id", "kind"]].itertuples(index=False))
    for row in took_part.frame.itertuples():
        if row.person_id in kinds and row.meeting_id in meetings.index:
            held = terms[terms["person_id"] == row.person_id]
            wrong = role_fault(row.role, kinds[row.person_id], held, meetings.loc[row.meeting_id])
            if wrong:
                took_part.fault(took_part.lines[row.Index], "role", row.role, *wrong)


def role_fault(
    role: object, kind: str, held: pd.DataFrame, meeting: pd.Series
) -> tuple[str, str] | None:
    """Return what is wrong with a role and the remedy; None if it was held at the meeting."""
    given = isinstance(role, str)
    if kind == "body":
        return ("is given for a body", "Leave role blank for a body") if given else None
    begun = held["from_date"] <= meeting["end_date"]
    current = held[begun & (held["to_date"].isna() | (held["to_date"] >= meeting["start_date"]))]
    if given and (current["office"] == role).any():
        return None
    then = ", ".join(current["office"]) or "none in offices.csv"
    remedy = f"Write an office held then ({then}), or mend the term in offices.csv"
    if not given:
        return "is blank for a person", remedy
    if (held["office"] == role).any():
        return f"was not held on {meeting['start_date']:%Y-%m-%d}", remedy
    return (
        "is no office of that person",
        f"{nearest(role, held['office'])}; {remedy[0].lower()}{remedy[1:]}",
    )


def plans(readings: dict[str, Reading]) -> None:
    """Add a fault for each plan said to be held whose meeting was not."""
    if not {"planned", "meetings"} <= readings.keys():
        return
    planned, meetings = readings["planned"], readings["meetings"].frame
    status = dict(zip(meetings["meeting_id"], meetings["status"], strict=True))
    for row in planned.frame.dropna(subset=["meeting_id"]).itertuples():
        if row.became == "held" and status.get(row.meeting_id, "held") != "held":
            planned.fault(
                planned.lines[row.Index], "became", "held",
                f"but {row.meeting_id} is {status[row.meeting_id]} in meetings.csv",
                "A plan counts as held only with a meeting that was; correct whichever is wrong",
            )  # fmt: skip


def tiers(readings: dict[str, Reading], hosts: Mapping[str, list[str]]) -> None:
    """Add a fault for each source whose tier is not that of its host."""
    if "sources" not in readings:
        return
    reading = readings["sources"]
    told = reading.frame[["tier", "url"]].dropna()
    for index, tier, url in told.itertuples(name=None):
        if instead := contradicts(tier, url, hosts):
            reading.fault(
                reading.lines[index], "tier", tier, f"contradicts the host {host_of(url)}",
                f"Write {instead}, cite the official address in url and the copy in read_url, "
                "or list the host in record.toml under [hosts]",
            )  # fmt: skip


def whole_texts(readings: dict[str, Reading]) -> None:
    """Add a fault for each mention that the reading of a whole text denies, or finds and lacks."""
    if not {"codings", "mentions"} <= readings.keys():
        return
    mentions, codings = readings["mentions"], readings["codings"]
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
        mentions.fault(
            mentions.lines[number], "topic", topic,
            f"is not named in the whole text of {meeting} ({side}), by the reading that decides "
            "in codings.csv", "Delete the row, or have reading third settle it",
        )  # fmt: skip


def lacking(codings: Reading, units: pd.MultiIndex) -> None:
    """Add a fault for each meeting, side and topic that whole texts name and no mention does."""
    if units.empty:
        return
    places = pd.MultiIndex.from_frame(codings.frame[UNIT])
    for unit in units:
        line = codings.lines[int(places.isin([unit]).nonzero()[0][-1])]
        codings.fault(
            line, "value", 1, f"says that the whole text names {unit[2]}, which mentions.csv lacks",
            f"Add {','.join(unit)},account,… to mentions.csv",
        )  # fmt: skip


CHECKS = (references, accounts_for_every_meeting, visits, annual_sums, roles, plans, whole_texts)
