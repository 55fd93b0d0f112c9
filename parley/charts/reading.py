"""Marks that charts of the talks share: time that is not covered, how far accounts were read."""

from collections.abc import Iterable

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley import sides
from parley.charts import style

DEPTH_COLOURS = {"full": style.STEPS[4], "opening": style.STEPS[3], "reported": style.PAGE}
DEPTH_NAMES = {"full": "read in full", "opening": "opening read", "reported": "known by reports"}
SIDE_COLOURS = {"us": style.C1, "prc": style.C2, "either": style.C1}
MARKS = {"o": "●", "s": "■", "D": "◆", "O": "○"}
SIDE_MARKERS = {"us": "o", "prc": "s", "either": "o"}


def spans(periods: pd.Series, uncovered: pd.DataFrame | None = None) -> tuple[pd.Series, pd.Series]:
    """Return where each period starts and how long it is, in days of the time axis.

    A period of which the end is in `uncovered` is as long as what is covered of it.
    """
    if periods.empty:  # such a column no longer knows how long its periods would be
        return pd.Series(dtype=float), pd.Series(dtype=float)
    index = pd.PeriodIndex(periods)
    start, end = mdates.date2num(index.start_time), mdates.date2num((index + 1).start_time)
    for first in mdates.date2num(uncovered["first"]) if uncovered is not None else ():
        end = np.where((start < first) & (first < end), first, end)
    return pd.Series(start, periods.index), pd.Series(end - start, periods.index)


def period_text(period: pd.Period) -> str:
    """Return a period as a sentence says it: 2023, Q4 2023, May 2023."""
    form = {"Y": "%Y", "Q": f"Q{period.quarter} %Y", "M": "%B %Y"}
    return period.start_time.strftime(form[period.freqstr[0]])


def hatch_uncovered(ax: Axes, uncovered: pd.DataFrame) -> None:
    """Hatch the days from ``first`` to ``last`` of each row, which the record does not cover."""
    for span in uncovered.itertuples():
        ax.axvspan(
            mdates.date2num(span.first),
            mdates.date2num(span.last) + 1,
            facecolor=style.BAND,
            edgecolor=style.CONTEXT,
            hatch="////",
            linewidth=0,
            zorder=0.5,
        )


def years(ax: Axes, table: pd.DataFrame, *, most: int, short: bool = False) -> None:
    """Set the time axis to the periods of `table`, with at most `most` Januaries labelled."""
    start, width = spans(table["period"])
    first, last = table["period"].min().start_time.year, table["period"].max().end_time.year
    every = -(-(last - first + 1) // most)
    marks = [pd.Timestamp(year, 1, 1) for year in range(first, last + 1, every)]
    ax.set_xlim(start.min() - 15, (start + width).max() + 15)
    ax.set_xticks(mdates.date2num(marks))
    ax.set_xticklabels([f"’{mark:%y}" if short else f"{mark:%Y}" for mark in marks])


def depth_bars(
    ax: Axes, depth: pd.DataFrame, side: str, uncovered: pd.DataFrame | None = None
) -> None:
    """Stack the accounts of one side by how far they were read, the fullest at the foot.

    Parameters
    ----------
    depth : DataFrame
        As `analysis.topics.reading_depth` returns it.
    side : str
        us, prc or either.
    uncovered : DataFrame, optional
        ``first`` of each span into which no bar reaches.
    """
    own = depth[(depth["side"] == side) & (depth["cover"] != "not_covered")]
    foot = 0
    for read, colour in DEPTH_COLOURS.items():
        level = own[own["read"] == read]
        left, width = spans(level["period"], uncovered)
        ax.bar(
            left,
            level["accounts"].to_numpy(),
            width,
            bottom=foot,
            align="edge",
            color=colour,
            label=DEPTH_NAMES[read],
            **style.OUTLINE,
        )
        foot = foot + level["accounts"].to_numpy()


def key(ax: Axes, entries: list[tuple[str, str, str]], *, phone: bool = False) -> None:
    """Name marks over an Axes: (marker, colour, name) each, in a row, or one a line on a phone.

    A marker is matplotlib's letter for it, or the sign itself. Only the first mark of a line
    takes part in the layout, which keeps the height free and leaves the width alone.
    """
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
    x = 0.0
    for rank, (marker, colour, name) in enumerate(entries):
        up = 9 + (14 * (len(entries) - 1 - rank) if phone else 0)
        sign, words = MARKS.get(marker, marker), {"color": colour} | place
        if (
            marker == "s" and colour in style.PALE
        ):  # a sign so pale would not be seen: a patch, outlined
            sign, words = "  ", place | {"bbox": {"facecolor": colour, "pad": 0} | style.OUTLINE}
        mark = ax.annotate(sign, (0, 1), xytext=(x, up), **words)
        mark.set_in_layout(x == 0)
        text = ax.annotate(name, (0, 1), xytext=(x + 14, up), color=style.INK2, **place)
        text.set_in_layout(False)
        x += 0 if phone else 24 + 6.2 * len(name)


def depth_key(ax: Axes, *, phone: bool = False) -> None:
    """Name the three depths above the bars, each beside a patch of its look."""
    hollow = ("□", style.C1)
    looks = [hollow if c == style.PAGE else ("■", c) for c in DEPTH_COLOURS.values()]
    entries = [(*look, name) for look, name in zip(looks, DEPTH_NAMES.values(), strict=True)]
    key(ax, entries, phone=phone)


def side_key(ax: Axes) -> None:
    """Name the two sides above the panel, each beside its mark."""
    key(
        ax, [(SIDE_MARKERS[side], SIDE_COLOURS[side], name) for side, name in sides.names().items()]
    )


def say_nothing(ax: Axes, text: str) -> Axes:
    """Say in an empty Axes why it is empty."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, text, ha="center", va="center", color=style.INK2, transform=ax.transAxes)
    return ax


def listed(items: Iterable[str]) -> str:
    """Return the items as English writes them, for a description.

    Examples
    --------
    >>> listed(["one", "two", "three"]), listed([])
    ('one, two and three', '')
    """
    *head, last = [*items] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def counted(n: int, one: str, many: str) -> str:
    """Return a count with its noun, as a chart or a description says it.

    Examples
    --------
    >>> counted(1, "meeting", "meetings"), counted(1200, "meeting", "meetings")
    ('1 meeting', '1,200 meetings')
    """
    return f"{n:,} {one if n == 1 else many}"
