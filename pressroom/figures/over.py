"""What lies over a drawing, unseen: values that show when pointed at, and links to pages.

A chart lays a shape over its marks and says in the shape's gid what it is for. Few shapes are
stops of the Tab key, so that nobody has to press it three hundred times; the table beside the
drawing has every value.
"""

import re
import textwrap
from html import escape

from pressroom import wording

TIP, STOP, GO, GOAL = "tip:", "stop:", "go:", "goal:"
KINDS = (TIP, STOP, GO, GOAL)
LONGEST = 140  # letters of what a shape shows; the table beside the drawing has the whole
_BOLD = 6.6  # points, the mean width of a bold letter
_LINE = 13  # points from line to line
_PAGE = re.compile(r"(?:\.\./)*(?:[a-z0-9][a-z0-9.-]*/)*[a-z0-9][a-z0-9-]*\.html(?:#[\w-]+)?")
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


class UnsafeLinkError(ValueError):
    """A link of a drawing that leads to no page of the site."""


def tip(words: str, stop: bool = False) -> str:
    """Return the gid of a shape that shows `words`; with `stop`, by the Tab key too."""
    return f"{STOP if stop else TIP}{words}"


def link(page: str, words: str, stop: bool = False) -> str:
    """Return the gid of a shape that leads to `page`; with `stop`, by the Tab key too.

    Examples
    --------
    >>> link("../../towns/a/index.html", "1 May 2024")
    'go:../../towns/a/index.html|1 May 2024'
    """
    return f"{GOAL if stop else GO}{page}|{words}"


def is_over(gid: str | None) -> bool:
    """Return whether a gid is that of a shape which lies over a drawing."""
    return (gid or "").startswith(KINDS)


def shape(gid: str, outline: str, edge: float) -> str:
    """Return the markup of one shape.

    Parameters
    ----------
    gid : str
        As `tip` and `link` return it.
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
    box = _box(outline)
    told = _short(told)
    path = f'<path d="{_drawn(box)}"/>'
    if kind == GO:
        title = escape(told, quote=False)
        return f'<a href="{page}" tabindex="-1"><title>{title}</title>{path}</a>'
    name = f' aria-label="{escape(told)}"'
    shown = path + _words(textwrap.wrap(told, int(edge // _BOLD)) or [""], box, edge)
    if kind == GOAL:
        return f'<a href="{page}"{name}>{shown}</a>'
    return f'<g tabindex="0" role="img"{name}>{shown}</g>' if kind == STOP else f"<g>{shown}</g>"


def _short(told: str) -> str:
    told = wording.clean(told)
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"


def _box(outline: str) -> tuple[float, float, float, float]:
    numbers = list(map(float, _NUMBER.findall(outline)))
    xs, ys = numbers[0::2], numbers[1::2]
    return min(xs), min(ys), max(xs), max(ys)


def _drawn(box: tuple[float, float, float, float]) -> str:
    left, top, right, foot = box  # a pointer knows no parts of a point
    wide, high = round(right - left), round(foot - top)
    return f"M{left:.0f} {top:.0f}h{wide}v{high}h-{wide}z"


def _words(lines: list[str], box: tuple[float, float, float, float], edge: float) -> str:
    left, top, right, _ = box
    long = _BOLD * max(map(len, lines))
    is_right = left + long > edge  # then it ends at the shape, or where it has room
    x = round(min(max(left, right, long), edge) if is_right else left)
    end = ' text-anchor="end"' if is_right else ""
    first, *more = (escape(line, quote=False) for line in lines)
    words = first + "".join(f'<tspan x="{x}" dy="{_LINE}">{line}</tspan>' for line in more)
    # Its fill is its group's, none: unseen where no sheet hides and shows it.
    return f'<text x="{x}" y="{top + 10:.0f}"{end}>{words}</text>'
