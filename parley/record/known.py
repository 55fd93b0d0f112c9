"""The record as of a day: what was known then, what stands in, from when on a thing is there."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pressroom.errors import UsageError

Frames = dict[str, pd.DataFrame]

SERIES = ("indicator", "component", "period_type")
DATED = {
    "policy_events": "date",
    "event_sets": "event_date",
    "planned": "announced_date",
    "checks": "date",
}


def moment(as_of: str | None, frames: Frames) -> pd.Timestamp:
    """Return the day as which the record is read."""
    if not as_of:
        return frames["coverage"]["as_of"].max()
    try:
        return pd.to_datetime(as_of, format="%Y-%m-%d")
    except ValueError as error:
        raise UsageError(f"as_of = {as_of!r} is not a date; write it like 2026-11-21") from error


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
    cuts = {name: cut(name, frame, ids, day) for name, frame in frames.items()}
    return cuts | {"coverage": covered_by(cuts["coverage"], day)}


def ids_known(meetings: pd.DataFrame, day: pd.Timestamp) -> set[str]:
    """Return the ids of the meetings known on `day`."""
    seen = meetings["start_date"] <= day
    if day >= meetings["first_added_date"].min():
        seen &= meetings["first_added_date"] <= day
    return set(meetings.loc[seen, "meeting_id"])


def cut(name: str, frame: pd.DataFrame, ids: set[str], day: pd.Timestamp) -> pd.DataFrame:
    """Return the rows of one table that were known on `day`, `ids` being the meetings known."""
    keep = pd.Series(True, index=frame.index)
    if name == "planned":
        frame = still_open(frame, ids)
    if "meeting_id" in frame:
        keep &= frame["meeting_id"].isin(ids) | frame["meeting_id"].isna()
    if "vintage" in frame:
        keep &= frame["vintage"] <= oldest(frame).clip(lower=day)
    if name in DATED:
        keep &= frame[DATED[name]] <= day
    kept = frame[keep].reset_index(drop=True)
    return told_by(kept, day) if name == "commitments" else kept


def oldest(frame: pd.DataFrame) -> pd.Series:
    """Return beside each row of a table the oldest vintage held of the row's own series.

    Notes
    -----
    A table holds several series (drugs, components, lengths of period), whose files were given
    out on different days: one whose first file is younger than the table's would be lost.
    """
    names = [name for name in SERIES if name in frame]
    if not names or frame.empty:
        return pd.Series(frame["vintage"].min(), index=frame.index)
    return frame.groupby(names, dropna=False)["vintage"].transform("min")


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
    found = []
    for name, frame in frames.items():
        if "vintage" in frame and len(late := sorted({d for d in oldest(frame) if d > day})):
            found.append((name, late))
    return found


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
        frame = frame[frame["vintage"] == frame["vintage"].max()]
    return len(frame)


def opens(
    table: str, frames: Frames, least: int, wanted: Mapping[str, Any], since: str | None = None
) -> pd.Timestamp | None:
    """Return the first day as of which a table has `least` wanted rows; None if never."""
    meetings, frame = frames["meetings"], frames[table]
    days = {*meetings["start_date"], *meetings["first_added_date"], *frame.get("vintage", ())}
    days |= set(frame.get(DATED.get(table, ""), ()))
    days = sorted(days)
    return next((d for d in days if needed(table, frames, d, wanted, since) >= least), None)
