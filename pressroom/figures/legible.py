"""What keeps a reader from making out a drawing: text that is struck, marks too faint or hidden.

Text is struck by a line, a mark, another text, or the edge of a shape or of the drawing. A mark
is too faint if neither its fill nor its outline has three times the contrast of the page, in both
themes; it is hidden where it lies in the hatching of what is not covered.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from pressroom.figures.palette import faint, palette
from pressroom.figures.sheet import Painter

SLACK = 2.0  # points by which letters may come nearer, above and below, than their box says
RULE = 1.25  # points; a straight line so thin may run behind text that has a plate
CUT = "…"
NEAR = 1.0  # points by which a mark may reach into hatching
_NOTHING = ("None", "none", "", " ", None)


class Shape(NamedTuple):
    """What text may not touch: its segments, its axes if it ends there, whether it is a rule."""

    what: str
    segments: np.ndarray
    within: Bbox | None
    is_rule: bool = False


class Label(NamedTuple):
    """A text and its box, less the slack; whether a plate of the ground's colour lies under it."""

    text: str
    box: np.ndarray
    has_plate: bool


def faults(figure: Canvas) -> list[str]:
    """Return each text of a finished drawing that is struck, each mark that is faint or hidden.

    Notes
    -----
    Boxes are those of the drawing's own font, which is wider than that of a page. The pale lines
    of the grid are left out, and so is text that was cut: what the record says may be longer than
    any drawing has room for, and must not take a page down.
    """
    labels = list(_labels(figure))
    low, high = np.split(np.array(figure.bbox.padded(figure.dpi / 72).extents), 2)
    found = [
        f"“{one.text}” runs over the edge"
        for one in labels
        if not ((low <= one.box[:2]).all() and (one.box[2:] <= high).all())
    ]
    found += [
        f"“{one.text}” and “{two.text}” cover each other"
        for one, two in combinations(labels, 2)
        if (one.box[:2] < two.box[2:]).all() and (two.box[:2] < one.box[2:]).all()
    ]
    panels = [ax for ax in figure.axes if ax.get_visible()]
    shapes = [shape for ax in panels for shape in _shapes(ax) if len(shape.segments)]
    for label, struck in zip(labels, _struck(labels, shapes), strict=True):
        found += [f"“{label.text}” is struck by {what}" for what in sorted(struck)]
    return found + sorted({fault for ax in panels for fault in [*_faint(ax), *_hidden(ax)]})


def _labels(figure: Canvas) -> Iterator[Label]:
    """Yield every text that can be seen."""
    renderer, slack = Painter(1, 1, figure.dpi), SLACK * figure.dpi / 72
    ground = [palette()["light"][token].lower() for token in ("page", "band")]
    for text in _texts(figure, renderer):
        if text.get_visible() and text.get_text().strip() and CUT not in text.get_text():
            patch, box = text.get_bbox_patch(), _written(text, renderer)
            is_plate = patch is not None and to_hex(patch.get_facecolor()) in ground
            words = " ".join(text.get_text().split())[:60]
            yield Label(words, np.array(box.padded(0, -slack).extents), is_plate)


def _written(text: Text, renderer) -> Bbox:
    """Return the box of a text less its blank lines, which only keep room for others."""
    box, lines = text.get_window_extent(renderer), text.get_text().split("\n")
    full = [place for place, line in enumerate(lines) if line.strip()]
    tall = box.height / len(lines)
    top, foot = box.y1 - full[0] * tall, box.y1 - (full[-1] + 1) * tall
    return Bbox.from_extents(box.x0, foot, box.x1, top)


def _texts(figure: Canvas, renderer) -> Iterator[Text]:
    yield from figure.texts
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        yield from ax.texts
        yield from (ax.title, ax._left_title, ax._right_title)
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            if axis.label.get_text():
                axis.get_tightbbox(renderer)  # puts its label in its place
                yield axis.label
            low, high = sorted(axis.get_view_interval())
            slack = (high - low) * 1e-6
            ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
            yield from (label for at, label in ticks if low - slack <= at <= high + slack)


def _struck(labels: list[Label], shapes: list[Shape]) -> Iterator[set[str]]:
    """Yield for each text what passes through its box (Liang and Barsky 1984), all at once."""
    if not shapes:
        yield from (set() for _ in labels)
        return
    owner = np.repeat(np.arange(len(shapes)), [len(shape.segments) for shape in shapes])
    lines = np.concatenate([shape.segments for shape in shapes])
    first, last = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    everywhere = (-np.inf, -np.inf, np.inf, np.inf)
    clips = np.array([everywhere if s.within is None else s.within.extents for s in shapes])[owner]
    for label in labels:
        low = np.maximum(label.box[:2], clips[:, :2])
        high = np.minimum(label.box[2:], clips[:, 2:])
        near = ((low <= high) & (first <= high) & (last >= low)).all(axis=1)
        start, step = lines[near, :2], lines[near, 2:] - lines[near, :2]
        with np.errstate(divide="ignore", invalid="ignore"):
            one, two = (low[near] - start) / step, (high[near] - start) / step
        flat = step == 0  # within the box in that direction, or it would not be near
        enters = np.where(flat, -np.inf, np.minimum(one, two)).max(axis=1).clip(min=0)
        leaves = np.where(flat, np.inf, np.maximum(one, two)).min(axis=1).clip(max=1)
        hit = [shapes[place] for place in np.unique(owner[near][enters <= leaves])]
        yield {shape.what for shape in hit if not (shape.is_rule and label.has_plate)}


def _shapes(ax: Axes) -> Iterator[Shape]:
    for line in ax.lines:
        yield from _of_line(line, ax)
    for group in ax.collections:
        yield from _of_collection(group, ax)
    for patch in filter(_is_seen, ax.patches):
        path, within = _placed(patch), ax.bbox if patch.get_clip_on() else None
        yield Shape("the edge of a shape", _outlines([path]), within)
        for box in _boxes(patch) if patch.get_hatch() else ():
            yield Shape("hatching", _filled(box), within)
    for spine in ax.spines.values() if ax.axison else ():
        if spine.get_visible():
            yield Shape("an axis", _outlines([_placed(spine)]), None)


def _of_line(line: Line2D, ax: Axes) -> Iterator[Shape]:
    path, within = _placed(line), ax.bbox if line.get_clip_on() else None
    if not line.get_visible() or not len(np.asarray(path.vertices)):
        return
    if line.get_linestyle() not in _NOTHING:
        is_rule = len(path.vertices) == 2 and line.get_linewidth() <= RULE
        yield Shape("a line", _segments(path.vertices), within, is_rule)
    if boxes := _marks(line):
        yield Shape("a mark", np.concatenate([_filled(box) for box in boxes]), within)


def _of_collection(group: Collection, ax: Axes) -> Iterator[Shape]:
    paths = [group.get_transform().transform_path(path) for path in group.get_paths()]
    if not group.get_visible() or not paths:
        return
    is_lines = all(len(np.asarray(path.vertices)) == 2 for path in paths)
    is_rule = is_lines and max(group.get_linewidths()) <= RULE
    within = ax.bbox if group.get_clip_on() else None
    yield Shape("a line" if is_lines else "the edge of a shape", _outlines(paths), within, is_rule)


def _faint(ax: Axes) -> Iterator[str]:
    """Yield what stands out too little from the page; thin lines and the band are the ground."""
    for patch in filter(_is_seen, ax.patches):
        edge = patch.get_edgecolor() if patch.get_linewidth() else patch.get_facecolor()
        if not patch.get_hatch():
            yield from _too_faint(patch.get_facecolor(), edge)
    for group in ax.collections:
        faces, edges = group.get_facecolor(), group.get_edgecolor()
        wide = max(group.get_linewidths(), default=0)
        if len(faces) and group.get_visible():
            yield from _too_faint(faces[0], edges[0] if len(edges) and wide else faces[0])
        elif len(edges) and wide > RULE:
            yield from _too_faint(edges[0], edges[0])
    for line in ax.lines:
        if line.get_linestyle() not in _NOTHING and line.get_linewidth() > RULE:
            yield from _too_faint(line.get_color(), line.get_color())
        if line.get_marker() not in _NOTHING:
            yield from _too_faint(line.get_markerfacecolor(), line.get_markeredgecolor())


def _too_faint(face, edge) -> Iterator[str]:
    page, band = (palette()["light"][token].lower() for token in ("page", "band"))
    if to_rgba(face)[3] > 0 and to_hex(face) in (page, band):
        return  # an empty cell, or the ground
    seen = [to_hex(colour) for colour in (face, edge) if to_rgba(colour)[3] > 0]
    tokens = [faint(colour) for colour in seen if colour != page]
    if tokens and all(tokens):
        yield f"a mark in {tokens[0]} stands out too little from the page: outline it"


def _hidden(ax: Axes) -> Iterator[str]:
    """Yield marks and bars in the hatching of what is not covered."""
    slack, whole = -NEAR * ax.figure.dpi / 72, [patch for patch in ax.patches if patch.get_hatch()]
    hatched = np.array([box.padded(slack).extents for patch in whole for box in _boxes(patch)])
    if not len(hatched):
        return
    bars = [p for p in ax.patches if _is_seen(p) and not p.get_hatch()]
    marks = [box for patch in bars for box in _boxes(patch)]
    marks += [box for line in ax.lines for box in _marks(line, size=0.0)]
    for box in (mark.extents for mark in marks):
        if ((box[:2] < hatched[:, 2:]) & (box[2:] > hatched[:, :2])).all(axis=1).any():
            yield "a mark lies in the hatching of what is not covered"


def _marks(line: Line2D, size: float = 1.0) -> list[Bbox]:
    """Return the boxes of a line's markers."""
    if line.get_marker() in _NOTHING:
        return []
    half = size * line.get_markersize() / 2 * line.figure.dpi / 72
    points = [(x, y) for x, y in _placed(line).vertices if np.isfinite(x + y)]
    return [Bbox.from_extents(x - half, y - half, x + half, y + half) for x, y in points]


def _placed(artist: Line2D | Patch):
    return artist.get_transform().transform_path(artist.get_path())


def _boxes(patch: Patch) -> list[Bbox]:
    """Return the box of each part of a shape, some of which hold many."""
    parts = _placed(patch).to_polygons(closed_only=False)
    return [Bbox([part.min(axis=0), part.max(axis=0)]) for part in parts]


def _is_seen(patch: Patch) -> bool:
    edge = patch.get_edgecolor() if patch.get_linewidth() else "none"
    return patch.get_visible() and any(
        to_rgba(colour)[3] > 0 for colour in (patch.get_facecolor(), edge)
    )


def _segments(points: np.ndarray) -> np.ndarray:
    """Return the lines from each point to the next, less those from or to a gap."""
    pairs = np.concatenate([points[:-1], points[1:]], axis=1)
    return pairs[np.isfinite(pairs).all(axis=1)]


def _outlines(paths: list) -> np.ndarray:
    found = [_segments(each) for path in paths for each in path.to_polygons(closed_only=False)]
    return np.concatenate([np.empty((0, 4)), *found])


def _filled(box: Bbox) -> np.ndarray:
    """Return a box as its outline and diagonals, so that text within it is struck too."""
    x0, y0, x1, y1 = box.extents
    ends = [(x0, y0, x1, y0), (x1, y0, x1, y1), (x1, y1, x0, y1), (x0, y1, x0, y0)]
    return np.array([*ends, (x0, y0, x1, y1), (x0, y1, x1, y0)])
