"""The fixed lists of dates, and how many months lie soon after one of them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from parley.analysis import events
from parley.analysis.deaths.around.shifted import primary

LATE = 12
CHANNEL = "counternarcotics"


def fixed_days(event_sets: pd.DataFrame, set_id: str) -> pd.Series:
    """Return the days of a list that was fixed in the record.

    Raises
    ------
    ValueError
        If the record holds no such list; nearest: those it holds.
    """
    days = event_sets.loc[event_sets["set_id"] == set_id, "event_date"]
    if days.empty:
        known = ", ".join(sorted(event_sets["set_id"].unique()))
        raise ValueError(f"the record fixes no list {set_id!r}; it has {known}")
    return days.sort_values().reset_index(drop=True)


def fixed_on(event_sets: pd.DataFrame, set_id: str) -> pd.Timestamp:
    """Return the day on which a list was fixed, the latest of its rows."""
    return event_sets.loc[event_sets["set_id"] == set_id, "fixed_date"].max()


class Listed(NamedTuple):
    """How many meetings a fixed list names, in how many months, and how many it does not name."""

    meetings: int
    months: int
    unlisted: int


def listed(
    event_sets: pd.DataFrame, set_id: str, meetings: pd.DataFrame, channel: str = CHANNEL
) -> Listed:
    """Return the size of a fixed list, and the held meetings of its channel outside it.

    Notes
    -----
    A list fixed beforehand is not mended when the record grows; the difference is told.
    """
    rows = event_sets[event_sets["set_id"] == set_id]
    months = pd.PeriodIndex(rows["event_date"], freq="M").nunique()
    return Listed(len(rows), int(months), len(outside(event_sets, set_id, meetings, channel)))


def outside(
    event_sets: pd.DataFrame, set_id: str, meetings: pd.DataFrame, channel: str = CHANNEL
) -> pd.DataFrame:
    """Return the held meetings of a channel that a fixed list does not name, by date."""
    named = event_sets.loc[event_sets["set_id"] == set_id, "meeting_id"]
    held = meetings[(meetings["channel"] == channel) & (meetings["status"] == "held")]
    return held[~held["meeting_id"].isin(named)].sort_values("start_date", ignore_index=True)


class Added(NamedTuple):
    """The meetings that a fixed list lacks, and how the primary test comes out with them.

    Attributes
    ----------
    n : int
        How many.
    names : list of str
        Each with its day.
    change, p : float or None
        As of `Outcome`.
    placements : int or None
        As of `Outcome`.
    """

    n: int = 0
    names: list[str] | None = None
    change: float | None = None
    p: float | None = None
    placements: int | None = None
    holds: tuple = ()


def added(counts: pd.Series, days: pd.Series, missing: pd.DataFrame) -> Added:
    """Return which meetings a list lacks, and the primary test with them.

    Parameters
    ----------
    counts : Series
        Final months, as for `primary`.
    days : Series of dates
        The fixed list.
    missing : DataFrame
        As from `outside`.

    Notes
    -----
    The second test is looked at afterwards: it shows what hangs on the list.
    """
    if missing.empty:
        return Added()
    found = primary(counts, pd.concat([days, missing["start_date"]], ignore_index=True))
    names = [_named(each) for each in missing.to_dict("records")]
    return Added(len(missing), names, found.change, found.p, found.placements)


def _named(meeting: dict[str, Any]) -> str:
    day = f"{meeting['start_date']:%-d %B %Y}"
    week = "the week of " if meeting["date_precision"] == "week" else ""
    return f"“{meeting['title']}”, {week}{day}"


def density(
    lists: dict[str, Iterable], first: pd.Period, last: pd.Period, ks: tuple[int, ...] = (3, 6)
) -> pd.DataFrame:
    """Return the share of months that lie inside an after window, list by list.

    Parameters
    ----------
    lists : dict
        Name to days.
    first, last : Period
        Months between which to count.
    ks : tuple of int
        Lengths of the window, months.

    Returns
    -------
    DataFrame
        ``events``, ``k``, ``inside``, ``months``, ``share`` (0–1), ``verdict`` (``test`` or
        ``picture only``: over half, "after" describes most months). A list that begins over a
        year after `first` is counted from its own first month as well.
    """
    spans = {name: (days, first) for name, days in lists.items()}
    for name, days in lists.items():
        begun = pd.Period(min(days), "M")
        if (begun - first).n > LATE:
            spans[f"{name}, from the first on"] = (days, begun)
    rows = []
    for name, (days, start) in spans.items():
        for k in ks:
            found = events.after_window_share(days, start, last, k)
            verdict = "picture only" if found.dense else "test"
            rows.append((name, k, found.inside, found.months, found.share, verdict))
    return pd.DataFrame(rows, columns=["events", "k", "inside", "months", "share", "verdict"])


def dense_share(dense: pd.DataFrame, name: str, k: int) -> float:
    """Return the share of months inside the window of one list, from `density`."""
    return float(dense.loc[(dense["events"] == name) & (dense["k"] == k), "share"].iloc[0])
