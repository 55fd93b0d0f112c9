"""matplotlib's SVG made fit for a page: small, named, recoloured by class, safe to repeat.

Raw, it brings a ``<style>`` that leaks into the page, ``style=`` attributes that a strict
content policy turns black, and ids that two charts share.
"""

import re
import xml.etree.ElementTree as ET
import zlib
from html import escape
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from pressroom import wording
from pressroom.figures import sheet
from pressroom.figures.palette import foreign, tokens
from pressroom.figures.sheet import NUMBER, outline, short
from pressroom.project import current

FONTS = "Arial,Helvetica,Liberation Sans,DejaVu Sans,sans-serif"
HREF = "{http://www.w3.org/1999/xlink}href"
RECORD = "record"
SMALL = 600  # letters of an outline, as matplotlib writes it: a mark has fewer, a band more
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = (
    *("stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity"),
    *("fill-opacity", "fill-rule", "opacity", "font-weight", "font-style", "text-anchor"),
)
_DEFAULTS = {
    ("stroke-width", "1"),
    ("stroke-linejoin", "round"),
    ("stroke-linecap", "butt"),
    ("text-anchor", "start"),
    ("opacity", "1"),
}
_PIECE = re.compile(r"<text[^>]*>[^<]*</text>|<[^>]*>|[^<]+")
# Class, what is an element's own (its place, its outline), and the rest, which is its look.
_ALIKE = re.compile(
    r'<(?P<tag>path|use|text)(?P<class>( class="[^"]*")?)'
    r'(?P<own>( (x|y|d|href|transform)="[^"]*")+)'
    r"(?P<look>[^>]*?)(?P<end>/>|>[^<]*</text>)"
)
_NEAR = 4.0  # points by which a line may reach over the edge of its axes before it is clipped


class Drawing(NamedTuple):
    """A cleaned drawing: its viewBox and body, what cannot stand, and what lies over it."""

    width: float
    height: float
    body: str
    strange: tuple[str, ...]
    over: str = ""

    def inline(self, key: str, title: str, description: str) -> str:
        """Return the ``<svg>`` for a page; `key` keeps its ids apart from those of others.

        Inside the drawing a short form of it does: an outline is named as often as it is used.
        """
        return self._whole(key, title, description, 'class="chart" width="720"', self.over)

    def standalone(self, title: str, description: str) -> str:
        """Return a file that stands alone, for slides and papers: nothing lies over it."""
        size = f'width="{short(self.width)}pt" height="{short(self.height)}pt"'
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        whole = self._whole("c", title, description, f'xmlns="http://www.w3.org/2000/svg" {size}')
        return f"{head}{whole}\n"

    def _whole(self, key: str, title: str, description: str, more: str, over: str = "") -> str:
        body, role, named = self.body, "img", f"{key}t {key}d"
        if over:
            # What an image holds is hidden from screen readers: the drawing is a part of a group.
            body = f'<g role="img" aria-labelledby="{named}">{body}</g>{over}'
            role, named = "group", f"{key}t"
        return (
            f'<svg {more} viewBox="0 0 {short(self.width)} {short(self.height)}" role="{role}" '
            f'aria-labelledby="{named}" font-family="{FONTS}" font-size="11" '
            f'stroke-linejoin="round"><title id="{key}t">{_shown(title)}</title>'
            f'<desc id="{key}d">{_shown(description)}</desc>{body.replace(_KEY, brief(key))}</svg>'
        )


_KEY = "\x00key\x00"


def brief(key: str) -> str:
    """Return five letters that stand for `key`, the same ones every time.

    Examples
    --------
    >>> brief("fig-rain-by-year-w")
    'cwujb'
    """
    number, letters = zlib.crc32(key.encode()), ""
    while len(letters) < 5:
        number, place = divmod(number, 26)
        letters += chr(ord("a") + place)
    return letters


def drawing(figure: Canvas, name: str, tips: bool = True, plain: bool = False) -> Drawing:
    """Return `figure` as a cleaned drawing, the same bytes each time.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A finished chart.
    name : str
        Its slug; salts matplotlib's ids.
    tips : bool
        Whether to keep the strips that show a value when pointed at or tapped.
    plain : bool
        Whether it keeps its own colours, and the sheet that it was drawn on, in dark mode too.
    """
    canvas, dots = figure.canvas, figure.get_dpi()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": f"{current().name}-{name}"}):
        raw = sheet.written(figure)
    figure.set_dpi(dots)
    figure.set_canvas(canvas)
    return _Cleaner(ET.fromstring(_ILLEGAL.sub("", raw)), tips, plain).drawing()


def is_record(gid: str | None) -> bool:
    """Return whether a text's gid marks it as text of the record, exempt from the list of words."""
    return bool(gid) and gid.split(":")[0] == RECORD


class _Cleaner:
    def __init__(self, root: ET.Element, tips: bool, plain: bool):
        self.root, self.keep_tips, self.plain = root, tips, plain
        self.over: list[str] = []
        self.ids: dict[str, str] = {}
        self.strange: set[str] = set()
        self.foreign: set[str] = set()
        self.is_record = False
        self.named = {node.get("id"): node for node in root.iter() if node.get("id")}
        self.backgrounds = set() if plain else {id(node) for node in self._backgrounds()}

    def drawing(self) -> Drawing:
        body = "".join(self.node(child) for child in self.root)
        # A pattern or marker may name another one, so what is named grows while it is written.
        written, defs = set(), ""
        while pending := [name for name in self.ids if name not in written]:
            written.update(pending)
            defs += "".join(self.definition(name) for name in pending)
        laid = f'<g class="tips" fill="none" pointer-events="all">{"".join(self.over)}</g>'
        whole = packed((f"<defs>{defs}</defs>" if defs else "") + body)
        width, height = (float(each) for each in self.root.get("viewBox").split()[2:])
        strange = (*sorted(self.strange), *([foreign(self.foreign)] if self.foreign else []))
        return Drawing(width, height, whole, strange, laid if self.over else "")

    def _backgrounds(self):
        """Yield the white sheets behind the figure and its panels."""
        for group in self.root.iter():
            if re.fullmatch(r"(figure|axes|subfigure)_\d+", group.get("id", "")):
                first = next(iter(group), None)
                if first is not None and first.get("id", "").startswith("patch_"):
                    yield first

    def node(self, node: ET.Element) -> str:
        tag = _local(node.tag)
        if id(node) in self.backgrounds or tag in {"metadata", "defs", "style", "title"}:
            return ""
        if write := {"g": self.group, "text": self.text, "use": self.use, "path": self.path}.get(
            tag
        ):
            return write(node)
        if tag == "image" and self.plain:
            return f"<image{_written(dict(node.attrib) | {'href': node.get(HREF, '')})}/>"
        self.strange.add(f"<{tag}>, which cannot follow dark mode")
        return ""

    def group(self, node: ET.Element) -> str:
        if node.get("id", "").startswith(sheet.KINDS):
            self.lay(node)
            return ""
        outer, self.is_record = self.is_record, self.is_record or is_record(node.get("id"))
        body = "".join(self.node(child) for child in node)
        self.is_record = outer
        clip = node.get("clip-path")
        if not body or clip is None or all(self.is_inside(child, clip) for child in node):
            return body
        return f'<g clip-path="{self.reference(clip)}">{body}</g>'

    def lay(self, node: ET.Element) -> None:
        path = next((each for each in node.iter() if _local(each.tag) == "path"), None)
        if self.keep_tips and path is not None:
            edge = float(self.root.get("viewBox").split()[2])
            try:
                self.over.append(sheet.shape(node.get("id"), path.get("d"), edge))
            except sheet.UnsafeLinkError as error:
                self.strange.add(f"a link to {str(error)[:60]!r}, which is no page of the site")

    def text(self, node: ET.Element) -> str:
        given = {name: node.get(name) for name in ("x", "y", "transform") if node.get(name)}
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", given.get("transform", ""))
        if moved:
            given = {"x": moved[1], "y": moved[2]}
        if given.get("transform", "").startswith("rotate(-0 "):
            del given["transform"]
        style = _style(node)
        style.setdefault("fill", "#000000")
        if (weight := style.get("font-weight")) == "400":
            del style["font-weight"]
        elif weight in {"700", "600"}:
            style["font-weight"] = "bold"
        body = escape(wording.clean("".join(node.itertext())), quote=False)
        if not body.strip():
            return ""
        size = style.get("font-size", "11px").removesuffix("px")
        extra = {} if float(size) == 11 else {"font-size": size}
        written = self.attributes(style, _rounded(given) | extra)
        if self.is_record:
            written = written.replace(' class="', ' class="record ', 1)
        return f"<text{written}>{body}</text>"

    def path(self, node: ET.Element) -> str:
        style = _style(node)
        style.setdefault("fill", "#000000")
        if style["fill"] == "none" and style.get("stroke", "none") == "none":
            return ""
        more = {"d": node.get("d")}  # made short when it is packed
        clip = node.get("clip-path")
        if clip and not self.is_inside(node, clip):
            more["clip-path"] = self.reference(clip)
        return f"<path{self.attributes(style, more)}/>"

    def use(self, node: ET.Element) -> str:
        more = _rounded({name: node.get(name) for name in ("x", "y") if node.get(name)})
        href = {"href": f"#{self.name(node.get(HREF)[1:])}"}
        return f"<use{self.attributes(_style(node), href | more)}/>"

    def definition(self, name: str) -> str:
        node, key = self.named[name], f'id="{self.ids[name]}"'
        tag = _local(node.tag)
        if tag == "clipPath":
            box = _rounded({side: node[0].get(side) for side in ("x", "y", "width", "height")})
            return f"<clipPath {key}><rect{_written(box)}/></clipPath>"
        if tag == "pattern":
            body = "".join(self.pattern_part(child) for child in node)
            size = 'patternUnits="userSpaceOnUse" width="72" height="72"'
            return f"<pattern {key} {size}>{body}</pattern>"
        shape = {each: value for each, value in _style(node).items() if each in _KEPT}
        drawn = node.get("d")
        digits = 2 if len(drawn) < SMALL else 1  # a mark is a few points wide, a band a drawing
        return f"<path {key}{self.attributes(shape, {'d': outline(drawn, digits)})}/>"

    def pattern_part(self, node: ET.Element) -> str:
        if _local(node.tag) == "path":
            return self.path(node)
        style = {"fill": node.get("fill", "none")}
        return f"<rect{self.attributes(style, {'width': '73', 'height': '73'})}/>"

    def attributes(self, style: dict[str, str], more: dict[str, str]) -> str:
        classes, given = [], {}
        for part in ("fill", "stroke"):
            colour = style.get(part)
            if colour is None or (colour == "none" and part == "stroke"):
                continue
            is_named = colour.startswith("url(")
            given[part] = self.reference(colour) if is_named else colour
            if self.plain or is_named:
                continue
            if token := tokens().get(colour.lower()):
                classes.append(f"{part[0]}-{token}")
            elif colour != "none":
                self.foreign.add(colour.lower())
        kept = _rounded({name: style[name] for name in _KEPT if name in style}, 2)
        kept = {name: value for name, value in kept.items() if (name, value) not in _DEFAULTS}
        named = {"class": " ".join(classes)} if classes else {}
        return _written(named | more | given | kept)

    def is_inside(self, node: ET.Element, clip: str) -> bool:
        """Return whether a clip changes nothing: then the page is spared its id."""
        box = self.named[clip[5:-1]][0]
        left, top, wide, high = (float(box.get(side)) for side in ("x", "y", "width", "height"))
        if (tag := _local(node.tag)) not in ("use", "path"):
            return False
        drawn = self.named[node.get(HREF)[1:]] if tag == "use" else node
        shape = [float(each) for each in NUMBER.findall(drawn.get("d"))]
        across, down = float(node.get("x", 0)), float(node.get("y", 0))
        xs, ys = shape[0::2], shape[1::2]
        return not shape or (
            left - _NEAR <= min(xs) + across
            and max(xs) + across <= left + wide + _NEAR
            and top - _NEAR <= min(ys) + down
            and max(ys) + down <= top + high + _NEAR
        )

    def reference(self, url: str) -> str:
        return f"url(#{self.name(url[5:-1])})"

    def name(self, old: str) -> str:
        return self.ids.setdefault(old, f"{_KEY}{len(self.ids)}")


def packed(body: str) -> str:
    """Return a drawing's body with what neighbours have in common written once.

    Paths of one look become one path; signs and texts of one look stand in a group that has it.
    Texts lie beside each other, so those of one look are joined though others stand between.
    """
    parts, runs = [], {}
    for piece in _PIECE.findall(body):
        match = _ALIKE.fullmatch(piece)
        look = (match["tag"], match["class"], match["look"]) if match else ("",)
        joins = look in runs or {look[0], *(each[0] for each in runs)} == {"text"}
        if not joins or "opacity" in look[-1]:
            parts += [_as_one(run, *each) for each, run in runs.items()]
            runs = {}
        if match:
            runs.setdefault(look, []).append(match)
        else:
            parts.append(piece)
    return "".join([*parts, *(_as_one(run, *each) for each, run in runs.items())])


def _as_one(run: list[re.Match], tag: str, mark: str, look: str) -> str:
    if tag == "path":
        drawn = [each["own"].strip()[3:-1] for each in run]
        is_straight = not any(re.search("[CQ]", each) for each in drawn)
        every = [" ".join(drawn)] if is_straight else drawn
        return f'<path{mark} d="{"".join(map(outline, every))}"{look}/>'
    if len(run) == 1:
        return run[0][0]
    inside = "".join(f"<{tag}{each['own']}{each['end']}" for each in run)
    return f"<g{mark}{look}>{inside}</g>"


def _shown(text: str) -> str:
    return escape(wording.clean(text), quote=False)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _style(node: ET.Element) -> dict[str, str]:
    pairs = (each.partition(":") for each in node.get("style", "").split(";") if each.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _rounded(given: dict[str, str], digits: int = 1) -> dict[str, str]:
    return {
        name: NUMBER.sub(lambda match: short(float(match[0]), digits), value)
        for name, value in given.items()
    }


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
