"""What a drawing is written on, how short its outlines can be said, and what lies over it.

A chart lays a shape over its marks, unseen, and says in the shape's gid what it is for:
``tip:words`` shows the words when pointed at, ``go:page|words`` leads to a page of the site.
``stop:`` and ``goal:`` are the same, and stops of the Tab key: few are, so that nobody has to press
it three hundred times; the table beside the drawing has every value.
"""

import re
import textwrap
from functools import lru_cache
from html import escape
from io import StringIO
from typing import Literal

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from pressroom import wording

DPI = 72  # the dots to the inch of an SVG
ROW = 8  # ticks; fewer lines may be dotted, and the dots begin where the line does
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
KINDS = TIP, STOP, GO, GOAL = "tip:", "stop:", "go:", "goal:"
LONGEST = 140  # letters of what a shape shows; the table beside the drawing has the whole
_BOLD = 6.6  # points, the mean width of a bold letter
_LINE = 13  # points from line to line
_PAGE = re.compile(r"(?:\.\./)*(?:[a-z0-9][a-z0-9.-]*/)*[a-z0-9][a-z0-9-]*\.html(?:#[\w-]+)?")


class UnsafeLinkError(ValueError):
    """A link of a drawing that leads to no page of the site."""


@lru_cache(maxsize=10_000)
def extent(
    text: str, font: FontProperties, ismath: bool | Literal["TeX"]
) -> tuple[float, float, float]:
    """Return width, height and descent of a text in points: once for every drawing of it."""
    return text_to_path.get_text_width_height_descent(text, font, ismath)


class Writer(RendererSVG):
    """Writes a drawing as SVG; a text that another drawing has held is not measured again."""

    def get_text_width_height_descent(self, s, prop, ismath):
        """Return what a text takes; matplotlib's layout asks for it by this name."""
        return extent(s, prop.copy(), ismath)


class Painter(RendererAgg):
    """Paints a drawing in dots, its texts where they stand in the SVG."""

    def get_text_width_height_descent(self, s, prop, ismath):
        """Return what a text takes, in dots."""
        return tuple(self.points_to_pixels(side) for side in extent(s, prop.copy(), ismath))


class Sheet(FigureCanvasSVG):
    """A canvas on which the one that measures is the one that draws: a text is measured once."""

    def __init__(self, figure: Canvas):
        super().__init__(figure)
        self.text = StringIO()
        width, height = figure.get_size_inches() * figure.get_dpi()
        nothing = {"Date": None, "Creator": None}
        self.renderer = Writer(width, height, self.text, metadata=nothing)

    def get_renderer(self) -> Writer:
        """Return the one renderer; matplotlib's layout asks for it by this name."""
        return self.renderer


def written(figure: Canvas) -> str:
    """Return a figure as matplotlib's SVG, after each part has been given its place.

    ``savefig`` would draw all of it once more for that, and measure each text twice.
    """
    figure.set_dpi(DPI)
    sheet = Sheet(figure)
    if engine := figure.get_layout_engine():
        engine.execute(figure)
        figure.set_layout_engine("none")
    figure.draw(sheet.renderer)
    sheet.renderer.finalize()
    return sheet.text.getvalue()


def short(number: float, digits: int = 1) -> str:
    """Return a number with at most `digits` decimals, without a nought before its point.

    Examples
    --------
    >>> short(-0.25), short(3.0), short(12.34)
    ('-.2', '3', '12.3')
    """
    text = f"{number:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else re.sub(r"^(-?)0\.", r"\1.", text)


def outline(d: str, digits: int = 1) -> str:
    """Return path data with short numbers; straight lines as steps, which are shorter still.

    Examples
    --------
    >>> outline("M 0 0 L 10 0 L 20 0 L 20 5.25 L 0 0 z")
    'M0 0h20v5.2l-20-5.2z'
    """
    if not re.search("[CQ]", d):
        return _stepped(d.split(), 10**digits)
    rounded = NUMBER.sub(lambda match: short(float(match[0]), digits), " ".join(d.split()))
    return _close(re.sub(r" ?([MLCQz]) ?", r"\1", rounded))


def _stepped(words: list[str], scale: int) -> str:
    """Return moves and lines as whole steps of 1/scale: rounded first, so they do not drift.

    A line begins as a step from where the one before it ended. Ticks, of one step each, are
    sorted, and those that fall together are drawn once: their stroke is one stroke either way.
    Of a row of them every other is drawn backwards, from the end that is nearer.
    """
    lines = _lines(words, scale)
    if all(len(steps) == 1 and steps[0][0] in "hv" for _, steps in lines):
        own = {(start, steps[0]) for start, steps in lines}
        ticks = sorted(own, key=lambda each: (each[0][::-1], each[1]))
        lines = [(start, [step]) for start, step in ticks]
        if len(lines) >= ROW:
            lines[1::2] = [
                (_end(start, [(lead, (by,))]), [(lead, (-by,))])
                for start, (lead, (by,)) in ticks[1::2]
            ]
    parts, before, last = [], "", None
    for start, steps in lines:
        by = start if last is None else (start[0] - last[0], start[1] - last[1])
        for lead, each in [("M" if last is None else "m", by), *steps]:
            told = " ".join(short(part / scale, 3) for part in each)
            parts.append((" " if lead == before == "l" else lead) + told)
            before = lead
        last = _end(start, steps)
    return _close("".join(parts))


def _lines(words: list[str], scale: int) -> list[tuple[tuple[int, int], list]]:
    """Return the start of each line and its steps, a letter and how far each.

    A step straight across or down is written as one, and joined to the one before it that goes
    the same way.
    """
    lines: list[tuple[tuple[int, int], list]] = []
    last, is_move = (0, 0), False
    each_word = iter(words)
    for word in each_word:
        if word in "MLz":
            is_move = word == "M"
            if word == "z":
                lines[-1][1].append(("z", ()))
            continue
        here = (round(float(word) * scale), round(float(next(each_word)) * scale))
        across, down = here[0] - last[0], here[1] - last[1]
        last = here
        if is_move:
            lines.append((here, []))
            is_move = False
            continue
        steps = lines[-1][1]
        lead, by = ("h", (across,)) if not down else ("v", (down,))
        if across and down:
            steps.append(("l", (across, down)))
        elif steps and steps[-1][0] == lead and steps[-1][1][0] * by[0] >= 0:
            steps[-1] = (lead, (steps[-1][1][0] + by[0],))
        elif by[0] or not steps:
            steps.append((lead, by))
    return lines


def _end(start: tuple[int, int], steps: list) -> tuple[int, int]:
    """Return where a line ends: where it began, if it is closed."""
    if steps and steps[-1][0] == "z":
        return start
    across = sum(by[0] for lead, by in steps if lead in "hl")
    return start[0] + across, start[1] + sum(by[-1] for lead, by in steps if lead in "vl")


def _close(d: str) -> str:
    """Leave out the blanks that no reader of path data needs."""
    return re.sub(r"(\.\d+) (?=\.)", r"\1", d.replace(" -", "-"))


def shape(gid: str, outline: str, edge: float) -> str:
    """Return the markup of one shape.

    Parameters
    ----------
    gid : str
        One of `KINDS`, and what the shape is for.
    outline : str
        Its path in the drawing.
    edge : float
        The drawing's width, over which no words may reach.

    Raises
    ------
    UnsafeLinkError
        If it leads anywhere but to a page of the site, by a relative path.
    """
    kind = next(each for each in KINDS if gid.startswith(each))
    page, told = "", gid[len(kind) :]
    if kind in (GO, GOAL):
        page, _, told = told.partition("|")
        if not _PAGE.fullmatch(page):
            raise UnsafeLinkError(page)
    numbers, told = list(map(float, NUMBER.findall(outline))), cut(wording.clean(told), LONGEST)
    xs, ys = numbers[0::2], numbers[1::2]
    left, top = min(xs), min(ys)  # a pointer knows no parts of a point
    wide, high = round(max(xs) - left), round(max(ys) - top)
    path = f'<path d="M{left:.0f} {top:.0f}h{wide}v{high}h-{wide}z"/>'
    if kind == GO:
        title = escape(told, quote=False)
        return f'<a href="{page}" tabindex="-1"><title>{title}</title>{path}</a>'
    name = f' aria-label="{escape(told)}"'
    shown = path + _words(told, left, top, max(xs), edge)
    if kind == GOAL:
        return f'<a href="{page}"{name}>{shown}</a>'
    return f'<g tabindex="0" role="img"{name}>{shown}</g>' if kind == STOP else f"<g>{shown}</g>"


def cut(text: str, most: int) -> str:
    """Return `text` if it has `most` characters at most, else its beginning and an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _words(told: str, left: float, top: float, right: float, edge: float) -> str:
    lines = textwrap.wrap(told, int(edge // _BOLD)) or [""]
    long = _BOLD * max(map(len, lines))
    is_right = left + long > edge  # then it ends at the shape, or where it has room
    x = round(min(max(left, right, long), edge) if is_right else left)
    end = ' text-anchor="end"' if is_right else ""
    first, *more = (escape(line, quote=False) for line in lines)
    words = first + "".join(f'<tspan x="{x}" dy="{_LINE}">{line}</tspan>' for line in more)
    # Its fill is its group's, none: unseen where no sheet hides and shows it.
    return f'<text x="{x}" y="{top + 10:.0f}"{end}>{words}</text>'
