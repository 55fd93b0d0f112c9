"""A chart drawn twice, for a page's width and for a phone, each laid out for its size.

And for a look in JupyterLab: with lists to choose from, and as readers meet it.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import matplotlib.style
import pandas as pd
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from matplotlib.ticker import NullFormatter, PercentFormatter, ScalarFormatter

from pressroom import context, wording
from pressroom.figures import dress, svg
from pressroom.figures.palette import THEMES, lab_style, page_css, palette, theme_css
from pressroom.figures.sheet import cut

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
    return "\n".join(cut(line, most) for line in wording.clean(text).split("\n"))


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
    seen = (label for label in figure.findobj(Text) if label.get_visible())
    for text in sorted({each.get_text() for each in seen if not svg.is_record(each.get_gid())}):
        said = (*wording.faults(text), *wording.internal(text), *dress.tints(text))
        found += [f"chart text: {fault}" for fault in said]
    return found


class Explorer:
    """A drawing and the lists that choose what it shows; see `explore`."""

    def __init__(self, chart: Callable, frames: Callable, given: tuple, choices: Mapping):
        from ipywidgets import HTML, Dropdown, HBox, Layout, VBox

        self.chart, self.frames, self.given = chart, frames, given
        self.boxes = {
            name: Dropdown(
                description=name.capitalize(),
                options=_options(values),
                style={"description_width": "5em"},
                layout=Layout(width="20em"),
            )
            for name, values in choices.items()
        }
        self.shown = HTML(layout=Layout(width="100%", max_width="752px"))
        row = HBox([*self.boxes.values()], layout=Layout(flex_flow="row wrap"))
        self.box = VBox([row, self.shown])
        for each in self.boxes.values():
            each.observe(self.draw, names="value")
        self.draw()

    @property
    def chosen(self) -> dict[str, Any]:
        """What is chosen, by option."""
        return {name: each.value for name, each in self.boxes.items()}

    def draw(self, change: dict | None = None) -> None:
        """Draw what is chosen."""
        tables = self.frames(*self.given, **self.chosen)
        wide = _drawn(self.chart, tables, WIDE, False, {})
        words = ", ".join(str(each.label) for each in self.boxes.values())
        drawing = svg.drawing(wide, "explore", tips=False).inline("explore", words, words)
        self.shown.value = (
            f'{lab_style()}<div class="figure"><strong>{escape(words)}</strong>{drawing}</div>'
        )

    def _ipython_display_(self) -> None:
        context.show(self.box)


def _options(values: Mapping | Iterable) -> list[tuple[str, Any]]:
    if isinstance(values, Mapping):
        return list(values.items())
    return [(str(value).replace("_", " ").capitalize(), value) for value in values]


def explore(
    chart: Callable, frames: Callable, *given: Any, **choices: Mapping[str, Any] | Iterable
) -> Explorer:
    """Return a chart that is drawn anew whenever the person chooses another value.

    Parameters
    ----------
    chart : callable
        A function that draws on axes.
    frames : callable
        A function: called with `given` and what is chosen, it returns
        the chart's data as a tuple.
    *given
        What it computes from, the same at every choice.
    **choices
        For each option its values by label, or a list of values; the first is chosen.

    Notes
    -----
    It passes no door: what it draws wears no title and no source, and is for nobody but who
    looks. So it belongs into a cell with the tag ``explore``, which no run executes and no page
    shows.
    """
    return Explorer(chart, frames, given, choices)


_FRAME = (
    "body{margin:0;font:16px/1.5 Arial,Helvetica,sans-serif;background:var(--page);"
    "color:var(--ink)}main{padding:16px}figure{margin:0}a{color:var(--link)}"
    ".fig-title,.table-title{font-size:18px;margin:0}.fig-sub{color:var(--ink2);margin:0 0 8px}"
    ".num{text-align:right}.scroll{overflow:auto}p,li{overflow-wrap:anywhere}"
)
_SIZES = {"wide": (760, 640), "phone": (360, 660)}


class Preview:
    """Views of a figure or a page, each in a frame of its own width and theme: name, size, page."""

    def __init__(self, views: list[tuple[str, int, int, str]]):
        self.views = views

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        frames = "".join(
            f'<p>{escape(name)}</p><iframe title="{escape(name)}" width="{width}" '
            f'height="{height}" style="max-width:100%" sandbox="" srcdoc="{escape(page)}"></iframe>'
            for name, width, height, page in self.views
        )
        names = ", ".join(view[0] for view in self.views)
        return {"text/plain": f"Preview: {names}", "text/html": frames}


def preview(shown: Any) -> Preview:
    """Return a figure or table at 760 and 360 pixels, light and dark, for looking at in JupyterLab.

    Parameters
    ----------
    shown : Figure or Table
        What ``figures.save`` or ``figures.table`` returned.
    """
    views = []
    for theme in THEMES:
        for size, (width, height) in _SIZES.items():
            views.append((f"{size}, {theme}", width, height, page(shown.html, theme)))
    return Preview(views)


def page(html: str, theme: str) -> str:
    """Return a small page that shows `html` in one theme, whatever the reader's own is."""
    colours = theme_css(theme, ":root")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Preview</title>'
        f"<style>{page_css()}{colours}:root{{color-scheme:{theme};"
        f"background:{palette()[theme]['page']}}}{_FRAME}</style><main>{html}</main></html>"
    )
