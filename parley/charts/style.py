"""The look that all charts share: colours, axes, and the marks that more than one chart draws.

Colours are the light values; a page recolours them for dark mode by their token, so a chart uses
no colour that is not one of these. Nothing here sets a title: the page does.
"""

import functools
import inspect
import tomllib
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any

import matplotlib.dates as mdates
import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator, MultipleLocator

_PALETTE = tomllib.loads(files("pressroom").joinpath("palette.toml").read_text(encoding="utf-8"))
LIGHT: dict[str, str] = _PALETTE["light"]
DARK: dict[str, str] = _PALETTE["dark"]

PAGE, INK, INK2 = LIGHT["page"], LIGHT["ink"], LIGHT["ink2"]
C1, C2, C3, C4 = LIGHT["c1"], LIGHT["c2"], LIGHT["c3"], LIGHT["c4"]
CTX, GRID, BAND = LIGHT["ctx"], LIGHT["grid"], LIGHT["band"]
SERIES = (C1, C2, C3, C4)
MORE = (
    "there is no style.%s: a chart has four colours for series, C1 to C4. Of more series draw "
    "those that its title is about in them and the others in style.CTX, or add the rest up as "
    "“Other”"
)
DASHES = ("solid", "solid", (0, (5, 2)), (0, (1.5, 1.5)))
STEPS = Q1, Q2, Q3, Q4, Q5 = tuple(LIGHT[f"q{step}"] for step in range(1, 6))

PALE = {GRID, *STEPS[:3]}
HATCH = {"facecolor": BAND, "edgecolor": CTX, "hatch": "////"}  # what the record does not cover
OUTLINE = {"edgecolor": C1, "linewidth": 0.75}  # for fills that stand out too little by themselves
INTERVAL = 1.75  # points, a line from the low to the high end
PLATE = {"facecolor": PAGE, "edgecolor": "none", "pad": 0.5}  # under text that a rule would cross
RECORD = "record"  # gid of a text that is the record's own: exempt from the list of words
_ROW = 14.0  # points from one line of text to the next
_FINGERS = 20  # strips across a phone
_STOPS = 12  # strips of a drawing that the Tab key reaches
_NARROW = 4.5  # inches of a drawing under which a unit beside a number takes too much room


def __getattr__(name: str) -> Any:
    if name[:1] == "C" and name[1:].isdigit():
        raise AttributeError(MORE % name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def apply() -> None:
    """Set matplotlib's defaults to the page's style. Done once, by importing ``parley.charts``."""
    matplotlib.style.use(files("pressroom").joinpath("page.mplstyle"))


def chart(
    *, height: Callable | None = None, words: Callable | None = None, asides: Callable | None = None
) -> Callable:
    """Say beside a chart how tall it is, wide and on a phone, and what it shows, in words.

    All are functions of the chart's own data and options; ``figures.save`` calls them. What
    `asides` lists a draft shows to who works on it, and no page.

    Notes
    -----
    Every chart takes two options of one meaning, which its own docstring leaves to this one:
    ``ax`` (``figure`` where there are several panels), where to draw, a new one if left out; and
    ``phone``, to draw for 3.6 inches of width, with names above rows instead of beside them.
    """

    def marked(draw: Callable) -> Callable:
        place = "figure" if "figure" in inspect.signature(draw).parameters else "ax"

        @functools.wraps(draw)
        def drawn(*frames: Any, **options: Any) -> Any:
            if options.get(place) is None:
                import matplotlib.pyplot as plt

                options[place] = plt.figure() if place == "figure" else plt.figure().add_subplot()
            return draw(*frames, **options)

        drawn.height, drawn.words, drawn.asides = height, words, asides
        return drawn

    return marked


def per_row(
    wide: tuple[float, float],
    phone: tuple[float, float],
    rows: Callable = lambda shown, *_, **__: len(shown),
) -> Callable:
    """Return a chart's height: inches a row and beside the rows, wide and on a phone.

    `rows` counts them, of the chart's own data and options; those of its first frame if left out.
    """

    def height(*frames: Any, **options: Any) -> tuple[float, float]:
        count = max(rows(*frames, **options), 1)
        return wide[0] * count + wide[1], phone[0] * count + phone[1]

    return height


def days(when: Any) -> Any:
    """Return months, dates or texts as matplotlib's day numbers; a month is its first day.

    Examples
    --------
    >>> float(days(pd.Period("1970-01", "M")))
    0.0
    """
    if isinstance(when, (pd.Period, pd.Timestamp, str)) or not np.iterable(when):
        when = when.to_timestamp() if isinstance(when, pd.Period) else pd.Timestamp(when)
        return mdates.date2num(when)
    series = pd.Series(list(when))
    known = isinstance(series.dtype, pd.PeriodDtype)
    return mdates.date2num(series.dt.to_timestamp() if known else pd.to_datetime(series))


def count_axis(ax: Axes, top: float, room: float = 1.15) -> None:
    """Start counts at zero and leave room above the highest for its label."""
    ax.set_ylim(0, top * room)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    ax.yaxis.set_major_formatter("{x:,.0f}")


def share_steps(ax: Axes, top: float) -> None:
    """Put gridlines on an x axis of shares that ends at `top`, as many as have room."""
    step = 0.25 if top > 0.6 else 0.1 if top > 0.2 else 0.05
    is_narrow = ax.figure.get_figwidth() < _NARROW and step < 0.25
    ax.xaxis.set_major_locator(MultipleLocator(2 * step if is_narrow else step))


def month_axis(ax: Axes, *, phone: bool = False) -> None:
    """Put years under a time axis: every second on a page, every fourth on a phone.

    Under seven years every year (every second on a phone); under two and a half years January
    and July (January alone on a phone). The x values are those of ``days``.
    """
    low, high = ax.get_xlim()
    first, last = mdates.num2date(low), mdates.num2date(high)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 30:
        ax.xaxis.set_major_locator(mdates.MonthLocator(bymonth=(1,) if phone else (1, 7)))
        ax.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))
        return
    every = (1 if months < 84 else 2) * (2 if phone else 1)
    years = {year: days(f"{year}-01-01") for year in range(first.year, last.year + 1)}
    shown = {y: day for y, day in years.items() if y % every == 0 and low <= day <= high}
    ax.set_xticks([*shown.values()], [*map(str, shown)])


def end_labels(ax: Axes, labels: Iterable[tuple[Any, float, str, str]]) -> None:
    """Write each line's name right of its last point, bold, in its colour, and pushed apart.

    A label is where the line ends, its text and its colour. Call it after the axis limits are set:
    each is at least a line's height from the next.
    """
    labels = sorted(labels, key=lambda label: label[1])
    tall = ax.get_position().height * ax.figure.get_figheight() * 72
    to_axes = ax.transData + ax.transAxes.inverted()
    wanted = [to_axes.transform((ax.get_xlim()[1], label[1]))[1] * tall for label in labels]
    moved = zip(labels, pushed_apart(wanted, _ROW), wanted, strict=True)
    for (x, y, text, colour), place, want in moved:
        write(ax, (x, y), text, (7, place - want), color=colour, weight="bold")


def write(
    ax: Axes,
    xy: tuple,
    text: str,
    offset: tuple[float, float] = (0, 0),
    ha: str = "left",
    va: str = "center",
    xycoords: Any = "data",
    **words: Any,
) -> None:
    """Write text near a point, each of its lines by itself.

    Lines written together are placed by the widths of the drawing's own font; a page shows
    another, and they would no longer end or begin flush.
    """
    lines = text.split("\n")
    drop = {"top": 0, "center": (len(lines) - 1) / 2}.get(va, len(lines) - 1)
    for row, line in enumerate(lines):
        at = (offset[0], offset[1] + (drop - row) * _ROW)
        given = {"xytext": at, "textcoords": "offset points", "ha": ha, "va": va}
        ax.annotate(line, xy, xycoords=xycoords, annotation_clip=False, **given, **words)


def bare(ax: Axes) -> None:
    """Take the x axis and the gridlines away, where counts stand beside the marks."""
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)


def no_values(ax: Axes, foot: float, head: float) -> None:
    """Let rows run down from `head` to `foot`, named by themselves, without an axis of values."""
    ax.set_ylim(foot, head)
    ax.set_yticks([])
    ax.grid(visible=False)


def boxes(ax: Axes, left: Any, foot: Any, wide: Any, tall: Any, **look: Any) -> None:
    """Draw a box at each place in one look, all of them as one path; each size is one or one each.

    A path of its own for each would be laid out, drawn and judged by itself.
    """
    sizes = np.broadcast_arrays(left, foot, wide, tall)
    x, y, w, h = (np.asarray(each, dtype=float) for each in sizes)
    if not x.size:
        return
    across, up = [x, x + w, x + w, x, x], [y, y, y + h, y + h, y]
    corners = np.stack([np.stack(across, axis=-1), np.stack(up, axis=-1)], axis=-1).reshape(-1, 2)
    steps = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    patch = PathPatch(Path(corners, np.tile(steps, x.size)), **look)
    patch.sticky_edges.y.append(y.min())
    ax.add_artist(patch)
    ax.update_datalim(corners)


def pushed_apart(places: Sequence[float], gap: float) -> list[float]:
    """Return ascending `places` moved as little as possible until each is `gap` from the next.

    Notes
    -----
    Least squares under an order: isotonic regression by pooling neighbours (Barlow et al. 1972)
    on the places less their gaps.

    Examples
    --------
    >>> pushed_apart([0.0, 1.0, 50.0], 10)
    [-4.5, 5.5, 50.0]
    """
    pools: list[list[float]] = []
    for rank, place in enumerate(places):
        pools.append([place - rank * gap])
        while len(pools) > 1 and np.mean(pools[-2]) > np.mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [float(np.mean(pool)) for pool in pools for _ in pool]
    return [each + rank * gap for rank, each in enumerate(level)]


def ticks(when: Any, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Return one broken line that draws a tick at each date: a path each weighs ten times as much.

    `low` and `high` are the ends of the ticks. Numbers stand for themselves.
    """
    x = np.asarray(when)
    x = x if np.issubdtype(x.dtype, np.floating) else days(when)
    return np.repeat(x, 3), np.tile([low, high, np.nan], len(x))


def points(
    ax: Axes, x: Any, y: Any, marker: str = "o", size: float = 7, colour: str = C1, **look: Any
) -> None:
    """Draw marks that no line joins."""
    ax.plot(x, y, ls="", marker=marker, ms=size, color=colour, **look)


def hollow(ax: Axes, x: Any, y: Any, colour: str = C1, **options: Any) -> None:
    """Draw hollow dots, for values that are not final."""
    given = {"ms": 6, "mew": 1.5, "zorder": 3} | options
    ax.plot(x, y, ls="", marker="o", mfc=PAGE, mec=colour, **given)


def count_steps(most: int) -> tuple[int, ...]:
    """Return the lowest count of each of the five steps of a colour scale that ends at `most`.

    Zero has no step: it is drawn as an empty cell, and a missing value not at all.

    Examples
    --------
    >>> count_steps(4), count_steps(12)
    ((1, 2, 3, 4), (1, 2, 3, 4, 7))
    """
    if most <= len(STEPS):
        return tuple(range(1, max(most, 1) + 1))
    grown = np.geomspace(1, most + 1, len(STEPS) + 1)[:-1]
    lows = [max(int(low), rank + 1) for rank, low in enumerate(grown)]
    return tuple(max(low, before + 1) for before, low in pairwise([0, *lows]))


def step_colour(count: int, steps: Sequence[int]) -> str:
    """Return the colour of a count on the scale `steps`; the page's own colour for zero."""
    rank = sum(count >= low for low in steps)
    if rank == 0:
        return PAGE
    return STEPS[round((rank - 1) * (len(STEPS) - 1) / max(len(steps) - 1, 1))]


def text_on(colour: str) -> str:
    """Return the colour of text that can be read on `colour` in both themes."""
    return PAGE if colour in {STEPS[3], STEPS[4], *SERIES, INK, INK2, CTX} else INK


def hover(ax: Axes, x: Sequence, texts: Iterable[str], stops: int = _STOPS) -> None:
    """Lay a transparent strip over each x value that shows its text when pointed at or tapped.

    An extra: the table holds every value. Strips reach halfway to their neighbours; on a phone
    there are as many as a finger can tell apart, the newest among them. At most `stops` of them,
    evenly spread and the newest among them, are reached by the Tab key. Call it after the axis
    limits are set.
    """
    step = -(-len(x) // _FINGERS) if ax.figure.get_figwidth() < _NARROW else 1
    places, texts = np.asarray(x, dtype=float)[::-step][::-1], [*texts][::-step][::-1]
    if len(places) < 2:
        return
    middle = (places[1:] + places[:-1]) / 2
    edges = [ax.get_xlim()[0], *middle, ax.get_xlim()[1]]
    every, last = -(-len(texts) // stops), len(texts) - 1
    for rank, ((left, right), text) in enumerate(zip(pairwise(edges), texts, strict=True)):
        gid = f"{'tip' if (last - rank) % every else 'stop'}:{text}"
        ax.axvspan(left, right, facecolor="none", edgecolor="none", gid=gid)
