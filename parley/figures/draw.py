"""A chart drawn twice: for a page's width and for a phone, each laid out for its size."""

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from parley import wording

WIDE = (7.2, 4.0)
PHONE = (3.6, 4.2)
LONGEST_LABEL = 80

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


def _drawn(chart, frames: tuple, size: tuple[float, float], phone: bool, options: dict) -> Canvas:
    figure = Canvas(figsize=size, layout="constrained")
    copies = [
        frame.copy() if isinstance(frame, (pd.DataFrame, pd.Series)) else frame for frame in frames
    ]
    if getattr(chart, "__name__", "").endswith("_grid"):
        chart(*copies, figure=figure, phone=phone, **options)
    else:
        chart(*copies, ax=figure.subplots(), phone=phone, **options)
    for label in figure.findobj(Text):
        label.set_text(_shortened(label.get_text()))
    return figure


def _shortened(text: str) -> str:
    """Return `text` cut to what a drawing can hold; the table beside it has the whole."""
    lines = (
        line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"
        for line in wording.clean(text.replace("\r", "")).split("\n")
    )
    return "\n".join(lines)


def faults(figure: Canvas, is_grid: bool) -> list[str]:
    """Return what a chart did that is the page's to do, and words that Parley does not use."""
    titles = [figure.get_suptitle()]
    if not is_grid:
        titles += [ax.get_title(side) for ax in figure.axes for side in ("left", "center", "right")]
    found = ["the chart sets its own title; the page writes it"] if any(titles) else []
    if any(ax.get_legend() for ax in figure.axes) or figure.legends:
        found.append("the chart has a legend; label its lines directly")
    if not figure.axes:
        found.append("the chart drew nothing")
    texts = {label.get_text() for label in figure.findobj(Text) if label.get_visible()}
    said = [fault for text in sorted(texts) for fault in wording.faults(text)]
    return found + [f"chart text: {fault}" for fault in said]
