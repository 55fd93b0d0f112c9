"""Shapes that lie over marks, unseen: they show a value, or lead to the page of a meeting.

The press makes them links and words; a shape's gid says which.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform

from parley.charts.reading import spans

FEW = 24  # shapes of a drawing up to which each is a stop of the Tab key
_NEAR = 9.0  # points under which a pointer cannot tell two ticks apart
_DRAWN = 0.75  # of a drawing's width, about what its axis takes


def values(
    ax: Axes,
    boxes: Iterable[tuple[float, float, float, float]],
    texts: Sequence[str],
    stops: int = FEW,
    transform: Transform | None = None,
) -> None:
    """Lay a box over each mark that shows its text when pointed at, tapped, or come to by Tab.

    Parameters
    ----------
    ax : Axes
        The marks' own; its limits are set.
    boxes : iterable of tuple
        Left, lower, width and height of each box.
    texts : sequence of str
        What each says.
    stops : int
        How many of them the Tab key reaches at most, evenly spread, the last among them.
    transform : Transform, optional
        Of the boxes; that of the data if left out.
    """
    every, last = -(-len(texts) // stops) if stops else 0, len(texts) - 1
    for rank, ((left, low, wide, high), text) in enumerate(zip(boxes, texts, strict=True)):
        is_stop = bool(stops) and (last - rank) % every == 0
        gid = f"{'stop' if is_stop else 'tip'}:{text}"
        _lay(ax, (left, low), wide, high, gid, transform or ax.transData)


def periods(ax: Axes, rows: pd.DataFrame, texts: Sequence[str], stops: int = FEW) -> None:
    """Lay a box over each ``period`` of the rows, from foot to head, that shows its text."""
    left, width = spans(rows["period"])
    boxes = [(start, 0.0, wide, 1.0) for start, wide in zip(left, width, strict=True)]
    values(ax, boxes, texts, stops, ax.get_xaxis_transform())


def meetings(
    ax: Axes, rows: pd.DataFrame, low: float, high: float, *, name: str, phone: bool
) -> None:
    """Make a row of ticks links to their meetings' pages; the newest is a stop of the Tab key.

    Parameters
    ----------
    ax : Axes
        A time axis; its limits are set.
    rows : DataFrame
        ``start_date`` and ``meeting_id`` of each tick; without the latter they lead nowhere.
    low, high : float
        Where ticks begin and end.
    name : str
        What the row shows, for the name of its newest tick.
    phone : bool
        A finger cannot tell ticks apart: none is a link.

    Notes
    -----
    Ticks that a pointer cannot tell apart lead together to the page of their year, so that a
    drawing of hundreds stays light.
    """
    if phone or rows.empty or "meeting_id" not in rows:
        return
    left, right = ax.get_xlim()
    day = (right - left) / (ax.figure.get_figwidth() * 72 * _DRAWN)  # days that a point takes
    own = rows.sort_values(["start_date", "meeting_id"]).drop_duplicates("meeting_id")
    groups = _grouped(own, day * _NEAR)
    *older, newest = groups
    for group in older:
        _link(ax, group, (low, high), day, f"go:{_page(group)}|{_when(group)}")
    told = f"{name}, the newest: {_when(newest)}"
    _link(ax, newest, (low, high), day, f"goal:{_page(newest)}|{told}")


def _grouped(rows: pd.DataFrame, reach: float) -> list[pd.DataFrame]:
    """Return the rows in groups of one year that lie within `reach` days, the newest row alone.

    Neighbours of one year that are groups are one: they lead to one page.
    """
    days, years = mdates.date2num(rows["start_date"]), rows["start_date"].dt.year.to_numpy()
    groups: list[list[int]] = []
    for place, day in enumerate(days):
        last = groups[-1] if groups else [place]
        is_near = day - days[last[0]] <= reach and years[last[0]] == years[place]
        if groups and is_near and place < len(days) - 1:
            last.append(place)
        else:
            groups.append([place])
    for before, after in [*pairwise(groups)]:
        if min(len(before), len(after)) > 1 and years[before[0]] == years[after[0]]:
            after[:0] = before
            before.clear()
    return [rows.iloc[group] for group in groups if group]


def _page(group: pd.DataFrame) -> str:
    if len(group) == 1:
        return f"../../meetings/{group['meeting_id'].iloc[0]}/index.html"
    return f"../../years/{group['start_date'].iloc[0].year}.html"


def _when(group: pd.DataFrame) -> str:
    first = group["start_date"].iloc[0]
    return f"{first.day} {first:%b %Y}" if len(group) == 1 else f"{len(group)} in {first.year}"


def _link(ax: Axes, group: pd.DataFrame, ends: tuple[float, float], day: float, gid: str) -> None:
    first, last = mdates.date2num(group["start_date"].iloc[[0, -1]])
    left, wide = first - day * _NEAR / 2, last - first + day * _NEAR
    _lay(ax, (left, ends[0]), wide, ends[1] - ends[0], gid, ax.transData)


def _lay(
    ax: Axes, at: tuple[float, float], wide: float, high: float, gid: str, transform: Transform
) -> None:
    shape = Rectangle(at, wide, high, facecolor="none", edgecolor="none", gid=gid)
    shape.set_transform(transform)
    shape.set_in_layout(False)
    ax.add_artist(shape)
