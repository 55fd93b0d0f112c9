"""The record as of a day: what was known then, what stands in, from when on a thing is there."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from parley import as_of
from pressroom.errors import UsageError

Frames = dict[str, pd.DataFrame]


def moment(asked: str | None, frames: Frames) -> pd.Timestamp:
    """Return the day as which the record is read."""
    if not asked:
        return frames["coverage"]["as_of"].max()
    try:
        return pd.to_datetime(asked, format="%Y-%m-%d")
    except ValueError as error:
        raise UsageError(f"as_of = {asked!r} is not a date; write it like 2026-11-21") from error


def known_by(frames: Frames, day: pd.Timestamp) -> Frames:
    """Return the tables as they were known on `day`.

    Notes
    -----
    Vintages given out later are left out, unless the record holds none so old of a series: then
    its oldest stands in, and `Record.as_of_note` says so. Meetings held later are left out too,
    and those that, once the record existed, were added later, with everything that hangs on
    them; so are later acts. What became of a promise counts if it was reported by then. No day
    after it is covered.
    """
    if not (ids := ids_known(frames["meetings"], day)):
        raise UsageError(f"the record holds nothing known on {day:%Y-%m-%d}; choose a later as_of")
    return {name: cut(name, frame, ids, day) for name, frame in frames.items()}


def ids_known(meetings: pd.DataFrame, day: pd.Timestamp) -> set[str]:
    """Return the ids of the meetings known on `day`."""
    columns = ("meeting_id", "start_date", "first_added_date")
    return as_of.meetings_known(zip(*(meetings[c].tolist() for c in columns), strict=True), day)


def cut(name: str, frame: pd.DataFrame, ids: set[str], day: pd.Timestamp) -> pd.DataFrame:
    """Return the rows of one table that were known on `day`, `ids` being the meetings known."""
    if name == "planned":
        frame = still_open(frame, ids)
    if deciding := cells(name, frame):
        frame = frame[as_of.rows_known(name, deciding, ids, day)].reset_index(drop=True)
    told = {"commitments": told_by, "coverage": covered_by}.get(name)
    return told(frame, day) if told else frame


def cells(name: str, frame: pd.DataFrame) -> dict[str, list]:
    """Return the columns of a table that decide what was known; a missing key is None."""
    columns = {c: frame[c] for c in as_of.needed(name) if c in frame}
    return {
        c: cell.astype(object).where(cell.notna(), None).tolist() for c, cell in columns.items()
    }


def still_open(planned: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """Return plans as they stood when only these meetings were known: the others are open."""
    later = planned["meeting_id"].notna() & ~planned["meeting_id"].isin(ids)
    return planned.assign(
        became=planned["became"].mask(later, "open"),
        meeting_id=planned["meeting_id"].mask(later, pd.NA),
    )


def told_by(promises: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return promises with what had been reported of them by `day`.

    Notes
    -----
    Of a promise the record holds its newest status alone. Where that is later than `day`, none by
    then is held: the promise stands open, without a later report.
    """
    later = promises["status_date"] > day
    blank = {
        "status": "ongoing",
        "status_date": promises["date"],
        "status_note": f"No report by {day:%-d %B %Y} is on record.",
        "later_report": "none_found",
        "status_source_id": pd.NA,
    }
    return promises.assign(**{name: promises[name].mask(later, to) for name, to in blank.items()})


def covered_by(coverage: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the coverage as it could be stated on `day`: no day after it is covered."""
    rows = coverage[coverage["first"] <= day]
    return rows.assign(last=rows["last"].clip(upper=day)).reset_index(drop=True)


def stood_in(frames: Frames, day: pd.Timestamp) -> list[tuple[str, list[pd.Timestamp]]]:
    """Return each table with a series of which no file by `day` is held, and the files shown."""
    oldest = {n: as_of.oldest(cells(n, f)) for n, f in frames.items() if "vintage" in f and len(f)}
    late = {name: sorted({d for d in days if d > day}) for name, days in oldest.items()}
    return [(name, days) for name, days in late.items() if days]


def needed(
    table: str,
    frames: Frames,
    day: pd.Timestamp | None,
    wanted: Mapping[str, Any],
    since: str | None = None,
) -> int:
    """Return how many rows with the wanted values a table has as of a day; None for all its days.

    Parameters
    ----------
    table : str
        Its name.
    frames : dict of DataFrame
        The whole record.
    day : Timestamp or None
        The day.
    wanted : mapping
        Column to value.
    since : str, optional
        ISO day; rows whose ``start_date`` is earlier do not count.

    Notes
    -----
    Of a series of several files only the newest counts: files are never added up.
    """
    frame = frames[table]
    if day is not None:
        frame = cut(table, frame, ids_known(frames["meetings"], day), day)
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    if since:
        frame = frame[frame["start_date"] >= pd.Timestamp(since)]
    if "vintage" in frame:
        named = [frame[each] for each in as_of.SERIES if each in frame]
        newest = frame["vintage"].groupby(named or frame.index * 0, dropna=False).transform("max")
        frame = frame[frame["vintage"] == newest]
    return len(frame)


def opens(
    table: str, frames: Frames, least: int, wanted: Mapping[str, Any], since: str | None = None
) -> pd.Timestamp | None:
    """Return the first day as of which a table has `least` wanted rows; None if never."""
    meetings, frame = frames["meetings"], frames[table]
    days = {*meetings["start_date"], *meetings["first_added_date"], *frame.get("vintage", ())}
    days |= set(frame.get(as_of.DATED.get(table, ""), ()))
    return next((d for d in sorted(days) if needed(table, frames, d, wanted, since) >= least), None)
