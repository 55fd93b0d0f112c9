"""Marks that charts share: rows of names, dots on intervals, time not covered, how far was read."""

from collections.abc import Collection, Iterable, Sequence
from textwrap import fill

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley import sides
from parley.charts import style

HEAD = 14  # letters of a line of a side's name over its column
FOLD = (26, 99)  # letters of a line of long names, wide and on a phone
DEPTH_COLOURS = {"full": style.STEPS[4], "opening": style.STEPS[3], "reported": style.PAGE}
DEPTH_NAMES = {"full": "read in full", "opening": "opening read", "reported": "known by reports"}
SIDE_COLOURS = {"us": style.C1, "prc": style.C2, "either": style.C1}
MARKS = {"o": "●", "s": "■", "D": "◆", "O": "○"}
SIDE_MARKERS = {"us": "o", "prc": "s", "either": "o"}


def name_rows(
    ax: Axes,
    names: Collection[str],
    *,
    phone: bool,
    rows: Sequence[float] | None = None,
    above: float = 0.12,
    room: tuple[float, float, float] = (0.5, 0.6, 0.9),
    fold: tuple[int, int] = (99, 99),
    gid: str | None = None,
) -> None:
    """Name the rows, the first on top: beside the axis, or above each row on a phone.

    Parameters
    ----------
    ax : Axes
        Where to write; its limits and gridlines are set too.
    names : collection of str
        A name a row.
    phone : bool
        Names stand above the rows.
    rows : sequence of float, optional
        Where the rows are; 0, 1, 2 … if left out.
    above : float
        How far over its row a name stands on a phone: nearer than to the row before.
    room : tuple of float
        Room under the last row, and over the first, wide and on a phone.
    fold : tuple of int
        Letters of a line, wide and on a phone.
    gid : str, optional
        What the names are: `style.RECORD` where the record has them so.
    """
    rows = range(len(names)) if rows is None else rows
    ax.set_ylim((max(rows) if len(rows) else 0) + room[0], -room[1 + phone])
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    names = [fill(name, fold[phone]) for name in names]
    if not phone:
        ax.set_yticks(rows, names, color=style.INK, gid=gid)
        ax.tick_params(axis="y", pad=8)
        return
    ax.set_yticks([])
    place = {"transform": ax.get_yaxis_transform(), "va": "bottom", "bbox": style.PLATE}
    for row, name in zip(rows, names, strict=True):
        ax.text(0, row - above, name, color=style.INK, gid=gid, **place)


def share_axis(ax: Axes, highest: float) -> None:
    """Run the axis from 0 to the next tenth over `highest`, with its percent signs."""
    top = min(1.0, (int(highest * 10 + 1e-9) + 1) / 10) if highest == highest else 1.0
    ax.set_xlim(0, top)
    style.share_steps(ax, top)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.spines["bottom"].set_visible(True)


def dots(
    ax: Axes,
    table: pd.DataFrame,
    rows: Sequence[float],
    *,
    colour: str,
    marker: str = "o",
    hollow: bool = False,
    suffix: str = "",
    gid: str | None = None,
) -> None:
    """Draw each share as a dot on the line of its interval; nothing where it is missing."""
    given = table[f"share{suffix}"].notna().to_numpy()
    if not given.any():
        return
    rows, table = np.asarray(rows)[given], table[given]
    low, high = table[f"low{suffix}"].to_numpy(), table[f"high{suffix}"].to_numpy()
    ax.hlines(rows, low, high, color=colour, linewidth=style.INTERVAL, zorder=1.5)
    look = {"mfc": style.PAGE if hollow else colour, "mew": 1.75, "zorder": 3, "clip_on": False}
    style.points(ax, table[f"share{suffix}"].to_numpy(), rows, marker, 7, colour, gid=gid, **look)


def column(
    ax: Axes,
    texts: Iterable[object],
    rows: Iterable[float],
    *,
    right: float,
    head: str = "",
    colour: str | Sequence[str] = style.INK,
) -> None:
    """Print a column of counts that ends `right` points beyond the axis, under its head.

    `colour` is one for all, or one a row and at last the head's.
    """
    texts = [*texts]
    placed = [*zip(texts, rows, ["center"] * len(texts), [0] * len(texts), strict=False)]
    # Line by line: of a text of several, a drawing keeps no right end.
    lines = reversed(head.split("\n"))
    placed += [(line, ax.get_ylim()[1], "bottom", 14 * up) for up, line in enumerate(lines)]
    whole = [colour] * len(texts) + [colour] if isinstance(colour, str) else [*colour]
    colours = whole + whole[-1:] * head.count("\n")
    place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right"}
    for (text, row, level, up), tint in zip(placed, colours, strict=True):
        if text != "":
            weight = "bold" if level == "bottom" else "normal"
            ax.annotate(text, (1, row), (right, up), color=tint, va=level, weight=weight, **place)


def apart(head: str, least: float) -> float:
    """Return how far a column's end lies from that before it: sides may have long names.

    Examples
    --------
    >>> apart("■ China", 65), apart("■ Frankreich", 65)
    (65, 93)
    """
    return max(least, 7 * max(map(len, head.split("\n"))) + 9)


def side_head(side: str) -> str:
    """Return a side's mark and name, which heads its column; a long name in lines."""
    return fill(f"{MARKS[SIDE_MARKERS[side]]} {sides.names()[side]}", HEAD)


def count_texts(table: pd.DataFrame) -> list[str]:
    """Return the counts as the columns print them: the total only where it differs from most."""
    usual = table["n"].max()
    return [
        "not coded" if state == "not_coded" else f"{m}" if n == usual else f"{m}/{n}"
        for m, n, state in zip(table["mentions"], table["n"], table["state"], strict=True)
    ]


def of_all(parts: pd.Series, wholes: pd.Series, between: str = " of ") -> list[str]:
    """Return counts with those that they are of, as ``6 of 58``."""
    return [f"{part}{between}{whole}" for part, whole in zip(parts, wholes, strict=True)]


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
        ends = mdates.date2num(span.first), mdates.date2num(span.last) + 1
        ax.axvspan(*ends, linewidth=0, zorder=0.5, **style.HATCH)


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
    ax: Axes,
    depth: pd.DataFrame,
    side: str,
    uncovered: pd.DataFrame | None = None,
    place: float = 0.0,
    part: float = 1.0,
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
    place, part : float
        Where in its period a bar begins, and how much of it it takes, as shares.
    """
    own = depth[(depth["side"] == side) & (depth["cover"] != "not_covered")]
    foot = 0
    for read, colour in DEPTH_COLOURS.items():
        level = own[own["read"] == read]
        (left, width), tall = spans(level["period"], uncovered), level["accounts"].to_numpy()
        look = {"facecolor": colour, "label": DEPTH_NAMES[read]} | style.OUTLINE
        style.boxes(ax, left + width * place, foot, width * part, tall, **look)
        foot = foot + tall
    ax.autoscale_view()


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
        if marker == "s" and colour in style.PALE:  # it would not be seen: a patch, outlined
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
    """Name the two sides above the panel, each beside its mark; long names one a line."""
    names = sides.names()
    marks = [(SIDE_MARKERS[side], SIDE_COLOURS[side], name) for side, name in names.items()]
    key(ax, marks, phone=len("".join(names.values())) > 2 * HEAD)


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
