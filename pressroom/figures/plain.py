"""The lane for human work: any plot on the page as its author drew it, and marked as such."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryLocator
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, MaxNLocator

from pressroom import paths, wording
from pressroom.errors import FigureError
from pressroom.figures import door, dress, svg, tabular
from pressroom.figures.draw import PHONE, WIDE
from pressroom.figures.dress import card
from pressroom.figures.tabular import TableSpec
from pressroom.say import guide

UNCHECKED = "Not checked by the record."
OWN = "a plot drawn in this page's notebook"
COLOURS, ACROSS, ROW = 4, (4, 2), 0.22  # of series; entries of a legend in a line; inches of one


def show(
    plot: Any,
    *,
    title: Any = "",
    subtitle: str = "",
    note: str = "",
    source: str | Iterable = OWN,
    description: str = "",
    table: pd.DataFrame | TableSpec | None = None,
    codes: Mapping[str, str] | None = None,
    name: str = "",
) -> door.Figure:
    """Return any plot dressed for the page, marked “not checked”; write its SVG, PNG, CSV and ZIP.

    Parameters
    ----------
    plot : Figure, Axes, array of Axes, or seaborn grid
        What matplotlib, ``DataFrame.plot`` or seaborn has drawn. It keeps its colours.
    title : str or Claim
        What it shows; typed text will do.
    subtitle, note, description : str
        As for ``figures.save``; made from the plot's labels if left out.
    source : list of Source, or str
        As for ``figures.save``.
    table : DataFrame or TableSpec, optional
        The values behind it; read off the plot if left out.
    codes : dict, optional
        What a code drawn in the plot is called, as ``{"in_person": "face to face"}``. A code that
        is not named is written with spaces, and a month or day of a file in words.
    name : str, optional
        Its slug; made from the title if left out.

    Raises
    ------
    FigureError
        If it is no plot, lacks a title, uses a refused word, or its values cannot be read off
        and no `table` is given.
    """
    title = door.titled(title)
    name = name or paths.addressed(str(title))[:48].strip("-")
    canvas, called = canvas_of(plot, name), partial(in_words, codes=codes or {})
    untitled = without_titles(canvas) if title else []
    values = table if table is not None else read_off(canvas, called)
    reword(canvas, called)
    whole_steps(canvas)
    subtitle = guide(subtitle) or labels_of(canvas)
    spec = values if isinstance(values, TableSpec) else TableSpec(values, caption=subtitle)
    said = guide(description) or f"A plain plot of {len(spec.frame)} values: {title}"
    noted = " ".join(filter(None, [UNCHECKED, shared_colours(canvas), guide(note)]))
    worn = dress.Dress(name, title, subtitle, noted, door._sources(source), said, spec)
    wrong = dress.faults(worn, door.NEEDS)
    if not len(spec.frame):
        wrong[wrong.index(tabular.EMPTY)] = "its values cannot be read off: give table=frame"
    texts = {each.get_text() for each in canvas.findobj(Text) if each.get_visible()}
    wrong += [f"plot text: {fault}" for text in sorted(texts) for fault in wording.faults(text)]
    refused = door.refused_of(title, subtitle, said, note) + door.refuse(name, wrong)
    more = {"refused": refused, "ways": untitled}
    kept = {"checked": False} | {key: each for key, each in more.items() if each}
    return written(door.presentable(worn) if wrong else worn, canvas, kept)


def written(worn: dress.Dress, canvas: Canvas, more: dict[str, Any]) -> door.Figure:
    """Return a dressed plot as a figure of the page, its files written, `more` in its data."""
    is_full = legend_below(canvas, ACROSS[0])
    wide = svg.drawing(canvas, f"{worn.name}-w", tips=False, plain=True)
    picture = card(canvas, door._head(worn), door._foot(worn))
    phone = wide
    if len(canvas.axes) == 1:  # several stay as they are laid out
        canvas.set_layout_engine("constrained" if is_full else "tight")
        more_high = canvas.get_figheight() - WIDE[1] if is_full else 0
        canvas.set_size_inches(PHONE[0], PHONE[1] + more_high)
        legend_below(canvas, ACROSS[1], most=1)
        phone = svg.drawing(canvas, f"{worn.name}-p", tips=False, plain=True)
    return door.finished(worn, wide, phone, picture, more)


def without_titles(canvas: Canvas) -> list[str]:
    """Take a plot's own titles away, those of panels aside; return what is said of each."""
    titles = [canvas._suptitle] if canvas._suptitle else []
    for ax in canvas.axes if len(canvas.axes) == 1 else ():
        titles += [ax.title, ax._left_title, ax._right_title]
    gone = [text.get_text() for text in titles if text.get_text()]
    for text in titles:
        text.set_text("")
    return [f"the plot's own title “{each}” is left out: title= stands above it" for each in gone]


def shared_colours(canvas: Canvas) -> str:
    """Return what a reader is told where several series of a panel have one colour; else blank."""
    for ax in canvas.axes:
        series = [colour for label, colour in colours_of(ax) if not str(label).startswith("_")]
        if len(series) > (count := len({*series})):
            return f"{len(series)} series share {count} colours: the table tells them apart."
    return ""


def colours_of(ax: Axes) -> Iterator[tuple[Any, str]]:
    """Yield label and colour of each line and each set of bars or dots of one colour."""
    yield from ((line.get_label(), to_hex(line.get_color())) for line in ax.lines)
    bars = (each for each in ax.containers if isinstance(each, BarContainer))
    dots = (each for each in ax.collections if isinstance(each, PathCollection))
    faces_of = [(each, [bar.get_facecolor() for bar in each]) for each in bars]
    for marks, faces in [*faces_of, *((each, [*each.get_facecolors()]) for each in dots)]:
        if len(one := {*map(to_hex, faces)}) == 1:
            yield marks.get_label(), one.pop()


def legend_below(canvas: Canvas, across: int, most: int = COLOURS) -> bool:
    """Put a legend of over `most` series under a plot, across so many; return whether it has it.

    Inside it would cover what is drawn.
    """
    within = [ax.get_legend() for ax in canvas.axes if ax.get_legend()]
    held = canvas.legends[0] if canvas.legends else within[0] if len(within) == 1 else None
    if held is None or len(held.get_texts()) <= most:
        return False
    named = [text.get_text() for text in held.get_texts()]
    look: dict[str, Any] = {"title": held.get_title().get_text() or None, "fontsize": "small"}
    if not canvas.legends:
        canvas.set_layout_engine("constrained")
        canvas.set_figheight(canvas.get_figheight() + ROW * -(-len(named) // across))
    handles = [each for each in held.legend_handles if each]
    held.remove()
    look |= {"frameon": False, "loc": "outside lower left", "ncols": across}
    canvas.legend(handles, named, **look)
    return True


def canvas_of(plot: Any, name: str) -> Canvas:
    """Return the canvas of a plot, in the width of a page, taken from whoever would show it too."""
    if isinstance(plot, (list, tuple, np.ndarray, pd.Series)):
        plot = next(iter(np.ravel(np.asarray(plot, dtype=object))), None)
    found = plot if isinstance(plot, Canvas) else getattr(plot, "figure", None)
    if not isinstance(found, Canvas):
        said = f"{type(plot).__name__} is no plot: give one of matplotlib, pandas or seaborn"
        raise FigureError(name or "plot", [said])
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(found)  # else the notebook shows it a second time, bare
    width, height = found.get_size_inches()
    if found.get_layout_engine() is None:
        found.set_layout_engine("tight")  # which bears what was laid out by hand, as colour bars
    found.set_size_inches(WIDE[0], min(WIDE[0] * height / width, 9))
    return found


def in_words(text: str, codes: Mapping[str, str]) -> str:
    """Return `text` as a page says it: codes by their names or with spaces, dates in words.

    Examples
    --------
    >>> in_words("in_person", {}), in_words("n", {"n": "North"}), in_words("2024-03", {})
    ('in person', 'North', 'March 2024')
    """
    if text in codes or text.count("$") > 1:  # what matplotlib sets as mathematics
        return codes.get(text, text)
    return wording.INTERNAL.sub(lambda m: codes.get(m[0]) or said_of(dated(m[0])), text)


def dated(text: str) -> Any:
    """Return a month or day that a plot writes as files do, as what it is; else the text."""
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
            return pd.Period(text, freq="M" if len(text) == 7 else "D")
    return text


def said_of(value: Any) -> str:
    """Return a period in words, a code with spaces."""
    return value.replace("_", " ") if isinstance(value, str) else wording.said(value)


def reword(canvas: Canvas, called: Callable[[str], str]) -> None:
    """Write every text of a plot as a page says it: ticks, labels, legends, notes."""
    for axis in (axis for ax in canvas.findobj(Axes) for axis in (ax.xaxis, ax.yaxis)):
        if isinstance(axis.get_major_formatter(), mdates.AutoDateFormatter):
            axis.set_major_formatter(mdates.ConciseDateFormatter(axis.get_major_locator()))
        labels = [label.get_text() for label in axis.get_ticklabels()]
        if (said := [*map(called, labels)]) != labels:
            axis.set_ticks(axis.get_ticklocs(), said)
    for text in canvas.findobj(Text):
        text.set_text(called(text.get_text()))


def whole_steps(canvas: Canvas) -> None:
    """Put the ticks of whole numbers, as counts and years, at whole numbers."""
    for ax in canvas.findobj(Axes):
        pairs = [pair for _, some in series_of(ax) for pair in some]
        for axis, values in zip((ax.xaxis, ax.yaxis), zip(*pairs, strict=True), strict=False):
            placed = axis.get_major_locator()
            is_whole = all(pd.isna(value) or float(value).is_integer() for value in values)
            if is_whole and isinstance(placed, MaxNLocator):
                placed.set_params(integer=True)


def labels_of(canvas: Canvas) -> str:
    """Return the labels of a plot's axes as a subtitle; one panel's are then said there alone."""
    pairs = []
    for ax in canvas.axes:
        across, up = (is_named(axis) for axis in (ax.xaxis, ax.yaxis))
        pair = ax.get_ylabel(), ax.get_xlabel()
        pairs.append(pair[::-1] if up and not across else pair)  # of bars that lie
    said = [f"{y} by {x}" if x and y else y or (x and f"By {x}") for y, x in pairs]
    if len(pairs) == 1:
        canvas.axes[0].set(xlabel="", ylabel="")
    return "; ".join(dict.fromkeys(filter(None, said))) or "As drawn; see its labels"


def read_off(canvas: Canvas, called: Callable[[str], str]) -> pd.DataFrame:
    """Return the values of a plot as its table has them: codes in words, dates as dates."""

    def held(value: Any) -> Any:
        is_code = isinstance(value, str) and isinstance(dated(value), str)
        return called(value) if is_code else dated(value) if isinstance(value, str) else value

    return pd.DataFrame([{k: held(v) for k, v in row.items()} for row in values_of(canvas)])


def values_of(canvas: Canvas) -> Iterator[dict[str, Any]]:
    """Yield what the lines, bars and dots of a plot stand for: panel, series, x and y."""
    panels = [ax for ax in canvas.findobj(Axes) if ax.get_visible()]
    for number, ax in enumerate(panels, start=1):
        titles = (ax.get_title(side) for side in ("center", "left", "right"))
        panel = {"panel": next(filter(None, titles), number)} if len(panels) > 1 else {}
        named = tuple(map(namer, (ax.xaxis, ax.yaxis)))
        for place, (label, pairs) in enumerate(series_of(ax), start=1):
            is_named = label and not str(label).startswith("_")
            series = str(label) if is_named else f"series {place}"
            for pair in pairs:
                x, y = (name(value) for name, value in zip(named, pair, strict=True))
                yield panel | {"series": series, "x": x, "y": y}


def series_of(ax: Axes) -> Iterator[tuple[Any, Any]]:
    """Yield the series of one panel: label, and pairs of numbers."""
    yield from ((line.get_label(), line.get_xydata()) for line in ax.lines)
    for group in ax.containers:
        if isinstance(group, BarContainer):
            yield group.get_label(), [ends_of(bar, group.orientation) for bar in group]
    for dots in ax.collections:
        if isinstance(dots, PathCollection):
            yield dots.get_label(), dots.get_offsets()


def ends_of(bar: Any, orientation: str | None) -> tuple[float, float]:
    """Return where a bar stands and how long it is; of one that lies, the other way round."""
    if orientation == "horizontal":
        return bar.get_width(), bar.get_y() + bar.get_height() / 2
    return bar.get_x() + bar.get_width() / 2, bar.get_height()


def is_named(axis: Any) -> bool:
    """Return whether an axis holds named things, as that under bars does."""
    return isinstance(axis.get_major_locator(), (FixedLocator, StrCategoryLocator))


def namer(axis: Any) -> Callable[[float], Any]:
    """Return what says a value as its axis does: a category, a period, a day, or the number."""
    if freq := getattr(axis, "freq", None):
        return lambda value: str(pd.Period(ordinal=int(value), freq=freq))
    if "Date" in type(axis.get_converter()).__name__:
        return lambda value: mdates.num2date(value).isoformat()[:10]
    ticks = {}
    if is_named(axis):
        labels = (label.get_text() for label in axis.get_ticklabels())
        ticks = dict(zip(axis.get_ticklocs(), labels, strict=False))
    return lambda value: None if pd.isna(value) else ticks.get(value) or round(float(value), 10)
