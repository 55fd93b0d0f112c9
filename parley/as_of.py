"""What of the record was known on a day: one rule for its frames and for the cells of its files.

Days are ISO text or timestamps: either kind compares as the days do.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

SERIES = ("series", "area", "indicator", "component", "period_type")
DATED = {
    "policy_events": "date",
    "event_sets": "event_date",
    "planned": "announced_date",
    "checks": "date",
}
Cells = Mapping[str, Sequence[Any]]


def meetings_known(rows: Iterable[tuple[str, Any, Any]], day: Any) -> set[str]:
    """Return the meetings known on a day: held by then and, once the record was begun, in it.

    Parameters
    ----------
    rows : iterable of tuple
        Each meeting's ``meeting_id``, ``start_date`` and ``first_added_date``.
    day : str or Timestamp
        The day.
    """
    rows = list(rows)
    begun = any(added <= day for _, _, added in rows if added)
    return {each for each, start, added in rows if start <= day and (not begun or added <= day)}


def rows_known(name: str, cells: Cells, ids: Collection[str], day: Any) -> list[bool]:
    """Return which rows of a table were known on a day.

    Parameters
    ----------
    name : str
        The table.
    cells : mapping of str to sequence
        Its columns, at least those of them that `needed` names.
    ids : collection of str
        The meetings known on the day.
    day : str or Timestamp
        The day.
    """
    keep = [True] * len(next(iter(cells.values()), ()))
    if meetings := cells.get("meeting_id"):
        keep = [not isinstance(each, str) or not each or each in ids for each in meetings]
    if vintages := cells.get("vintage"):
        each = zip(keep, vintages, oldest(cells), strict=True)
        keep = [k and vintage <= max(first, day) for k, vintage, first in each]
    if dates := cells.get(DATED.get(name, "")):
        keep = [k and date <= day for k, date in zip(keep, dates, strict=True)]
    return keep


def needed(name: str) -> tuple[str, ...]:
    """Return the columns of a table that decide whether a row was known on a day."""
    return ("meeting_id", "vintage", *SERIES, *filter(None, [DATED.get(name)]))


def oldest(cells: Cells) -> list[Any]:
    """Return beside each row of a table the oldest vintage held of the row's own series.

    Notes
    -----
    A table holds several series (drugs, areas, components, lengths of period), whose files were
    given out on different days: one whose first file is younger than the table's would be lost.
    """
    named = [cells[each] for each in SERIES if each in cells]
    series: list[Hashable] = list(zip(*named, strict=True)) or [()] * len(cells["vintage"])
    first: dict[Hashable, Any] = {}
    for each, vintage in zip(series, cells["vintage"], strict=True):
        first[each] = min(vintage, first.get(each, vintage))
    return [first[each] for each in series]
