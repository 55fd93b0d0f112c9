"""A chart drawn twice: for a page's width and for a phone, each laid out for its size."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib.style
import pandas as pd
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from matplotlib.ticker import NullFormatter, PercentFormatter, ScalarFormatter

from pressroom import wording
from pressroom.figures import dress, svg

WIDE = (7.2, 4.0)
PHONE = (3.6, 4.2)
LONGEST_TEXT = {False: 76, True: 36}
LONGEST_TICK = {False: 60, True: 30}
NUMBERS = (ScalarFormatter, PercentFormatter, NullFormatter, DateFormatter)  # never long

Heights = float | tuple[float, float] | None


def draw(chart: Callable, frames: tuple, height: Heights, options: dict) -> tuple[Canvas, Canvas]:
    """Return the wide and the phone drawing of `chart`.

    Parameters
    ----------
    chart : callable
        Called with ``ax=`` and ``phone=``; with ``figure=`` instead of ``ax=`` if its name ends
        in ``_grid``.
    frames : tuple
        Its positional arguments. Each drawing gets copies, so that a chart cannot change the
        data of what comes after it.
    height : float or (float, float), optional
        Inches; wide and phone apart if two.
    options : dict
        The chart's own options.
    """
    wide, phone = height if isinstance(height, tuple) else (height, height)
    return (
        _drawn(chart, frames, (WIDE[0], wide or WIDE[1]), False, options),
        _drawn(chart, frames, (PHONE[0], phone or PHONE[1]), True, options),
    )


def one(chart: Callable, frames: tuple) -> Canvas:
    """Return the wide drawing of `chart` alone, for looking at while choosing."""
    return _drawn(chart, frames, WIDE, False, {})


@cache
def in_style() -> None:
    """Put the page's style on all drawings to come: not on import, which plots of others share."""
    matplotlib.style.use(Path(__file__).parents[1] / "page.mplstyle")


def _drawn(chart, frames: tuple, size: tuple[float, float], phone: bool, options: dict) -> Canvas:
    in_style()
    figure = Canvas(figsize=size, layout="constrained")
    copies = [
        frame.copy() if isinstance(frame, (pd.DataFrame, pd.Series)) else frame for frame in frames
    ]
    if getattr(chart, "__name__", "").endswith("_grid"):
        chart(*copies, figure=figure, phone=phone, **options)
    else:
        chart(*copies, ax=figure.subplots(), phone=phone, **options)
    # A line of no points is laid out as if it stood at the drawing's corner, and pushes all away.
    for line in (line for ax in figure.axes for line in ax.lines):
        line.set_in_layout(line.get_in_layout() and line.get_path().vertices.size > 0)
    # Else all ticks are measured, again and again, for the place of an axis label without a word.
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        if not axis.label.get_text():
            axis.set_label_coords(0, 0)
    _shorten(figure, phone)
    return figure


def _shorten(figure: Canvas, phone: bool) -> None:
    """Cut text that a drawing cannot hold: a title of the record may have any length."""
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    worded = (each for each in axes if not isinstance(each.get_major_formatter(), NUMBERS))
    for axis in worded:
        labels = [label.get_text() for label in axis.get_ticklabels()]
        if (short := [shortened(text, LONGEST_TICK[phone]) for text in labels]) != labels:
            axis.set_ticks(axis.get_ticklocs(), short)
    placed = (
        text
        for ax in figure.axes
        for text in (*ax.texts, ax.title, ax._left_title, ax._right_title)
    )
    for label in (*figure.texts, *placed, *(axis.label for axis in axes)):
        label.set_text(shortened(label.get_text(), LONGEST_TEXT[phone]))


def shortened(text: str, most: int) -> str:
    """Return `text` with lines of `most` characters at most; the table beside it has the whole.

    Examples
    --------
    >>> shortened("a long name", 6)
    'a lon…'
    """
    lines = wording.clean(text).split("\n")
    return "\n".join(line if len(line) <= most else line[: most - 1] + "…" for line in lines)


def faults(figure: Canvas, is_grid: bool) -> list[str]:
    """Return what a chart did that is the page's to do, and words that are not used."""
    titles = [figure.get_suptitle()]
    if not is_grid:
        titles += [ax.get_title(side) for ax in figure.axes for side in ("left", "center", "right")]
    found = ["the chart sets its own title; the page writes it"] if any(titles) else []
    if any(ax.get_legend() for ax in figure.axes) or figure.legends:
        found.append("the chart has a legend; label its lines directly")
    if not figure.axes:
        found.append("the chart drew nothing")
    texts = {label.get_text() for label in figure.findobj(Text) if _is_ours(label)}
    said = [
        fault
        for text in sorted(texts)
        for fault in (*wording.faults(text), *wording.internal(text), *dress.tints(text))
    ]
    return found + [f"chart text: {fault}" for fault in said]


def _is_ours(label: Text) -> bool:
    return label.get_visible() and not svg.is_record(label.get_gid())
