"""What a figure or a table wears: words that are held to rules, its HTML, what travels alone.

That is an archive to take, and the picture: words and chart on one card.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from PIL import Image, ImageDraw, ImageFont

from pressroom import context, findings, wording
from pressroom.figures.palette import palette
from pressroom.figures.sheet import Painter, cut
from pressroom.figures.svg import Drawing
from pressroom.figures.tabular import TableSpec
from pressroom.figures.tabular import faults as table_faults
from pressroom.say import TITLE_LENGTH, TITLE_WORDS

TEXT_LENGTH = 1200
DESCRIPTION_WORDS = 90
# Words for a look that turns round in dark mode, and that not everybody sees.
_TINTS = re.compile(r"\b(dark(er)?|paler?|gr[ea]y|blue|orange|teal|purple|in colou?r)\b", re.I)
_GIVEN_BY = {"description": ": give description=…, or the chart words=, a function of its data"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Dress:
    """The words around a chart or table."""

    name: str
    title: str
    subtitle: str
    note: str
    source: Any
    description: str
    table: TableSpec

    @property
    def said(self) -> dict[str, str]:
        """Its name and words as plain text."""
        parts = ("name", "title", "subtitle", "note", "description")
        return {part: str(getattr(self, part)) for part in parts}

    @property
    def told(self) -> list[str]:
        """Its words, a part each, as who does not see the page reads them."""
        parts = (self.title, self.subtitle, self.description, self.note)
        return [
            *(str(part) for part in parts if part),
            f"Source: {findings.source_line(self.source)}",
        ]


def faults(dress: Dress, needed: tuple[str, ...]) -> list[str]:
    """Return everything that `dress` lacks or should not say; `needed` names what must be there."""
    found = [] if _SLUG.fullmatch(dress.name) else ["its name is no slug: lower case, hyphens"]
    if not (run := context.current()).is_draft and dress.name in run.named:
        found.append("another figure of this report has its name")
    empty = [part for part in needed if not _has(getattr(dress, part))]
    found += [f"it has no {part}{_GIVEN_BY.get(part, '')}" for part in empty]
    parts = () if isinstance(dress.source, str) else ("source_id", "publisher", "title", "accessed")
    if not all(hasattr(each, part) for part in parts for each in dress.source):
        found.append("its source is neither text nor what record.cite returns")
    return found + _title_faults(dress.title) + _text_faults(dress) + table_faults(dress.table)


def _has(part: Any) -> bool:
    return bool(part.strip()) if isinstance(part, str) else bool(part)


def _title_faults(title: str) -> list[str]:
    found = []
    if (count := len(title.split())) > TITLE_WORDS:
        found.append(f"its title has {count} words, more than {TITLE_WORDS}")
    if len(title) > TITLE_LENGTH:
        found.append(f"its title has {len(title)} characters, more than {TITLE_LENGTH}")
    if title.endswith("."):
        found.append("its title ends in a full stop")
    said = (*wording.internal(plain(title)), *wording.faults(plain(title), "title"))
    return found + [f"title: {fault}" for fault in said]


def _text_faults(dress: Dress) -> list[str]:
    found = []
    if (count := len(dress.description.split())) > DESCRIPTION_WORDS:
        found.append(f"its description has {count} words, more than {DESCRIPTION_WORDS}")
    for part in ("subtitle", "note", "description"):
        text = getattr(dress, part)
        if len(text) > TEXT_LENGTH:
            found.append(f"its {part} has {len(text)} characters, more than {TEXT_LENGTH}")
        said = (*wording.faults(plain(text)), *wording.internal(plain(text)))
        found += [f"{part}: {fault}" for fault in said]
    return found


def tints(text: str) -> list[str]:
    """Return the words of a text that tell marks apart by their colour.

    Examples
    --------
    >>> tints("Pale: the usual range")
    ["'Pale' is a colour: say filled, hollow, outlined, thin or dashed"]
    """
    said = "is a colour: say filled, hollow, outlined, thin or dashed"
    return [f"{found[0]!r} {said}" for found in _TINTS.finditer(text)]


def plain(text: str) -> str:
    """Return `text` with the record's own words taken out: they are not ours to choose."""
    return text.own_words() if hasattr(text, "own_words") else str(text)


HINT = '<p class="fig-hint">Point at the drawing, tap it, or go through it with the Tab key{}.</p>'
_LEADS = {"csv": "Data for", "png": "Picture of", "svg": "Drawing of", "zip": "All of"}


def figure(parts, wide: Drawing, phone: Drawing, table: str, sizes: dict[str, int]) -> str:
    """Return the whole ``<figure>``.

    Parameters
    ----------
    parts : Dress
        Name, title, subtitle, note, source and description.
    wide, phone : Drawing
        The two drawings; the page's CSS shows one of them. ``hidden`` keeps the second away
        where that CSS is absent.
    table : str
        The table's HTML.
    sizes : dict
        Bytes of the files, by kind.
    """
    key, said = f"fig-{parts.name}", (str(parts.title), parts.description)
    one, two = wide.inline(f"{key}-w", *said), phone.inline(f"{key}-p", *said)
    hint = HINT.format(_found(wide.over)) if wide.over else ""
    files = "".join(_file(f"{parts.name}.{kind}", kind, sizes[kind], "figure") for kind in _LEADS)
    link = f'<a class="fig-link" href="#{key}">Link to {_this("figure")}</a>'
    python, r = (f"<code>{load.format(file=f'{parts.name}.csv')}</code>" for load in LOADS)
    return (
        f'<figure class="figure" id="{key}" data-figure="{parts.name}"><figcaption>'
        f'<h3 class="fig-title"><span class="fig-no"></span>{said_html(parts.title)}</h3>'
        f"{paragraph('fig-sub', parts.subtitle)}</figcaption>"
        f'<div class="fig-wide">{one}</div><div class="fig-phone" hidden>{two}</div>'
        f"{hint}"
        f"{paragraph('fig-note', parts.note)}{source_line('fig-source', parts.source)}"
        f'<ul class="fig-files">{files}<li>{link}</li></ul>'
        f'<details class="fig-more"><summary>Description and table of {_this("figure")}</summary>'
        f"{paragraph('fig-desc', parts.description)}{table}"
        f'<p class="fig-load">Python: {python} R: {r}</p></details></figure>'
    )


def table_card(parts, table: str, count: int) -> str:
    """Return a table that stands alone: title, table, note, source, download."""
    key = f"table-{parts.name}"
    files = _file(f"{parts.name}.csv", "csv", count, "table")
    return (
        f'<section class="table-card" id="{key}" data-table="{parts.name}" '
        f'aria-labelledby="{key}-t"><h3 class="table-title" id="{key}-t">'
        f'<span class="table-no"></span>{said_html(parts.title)}</h3>{table}'
        f"{paragraph('table-note', parts.note)}{source_line('table-source', parts.source)}"
        f'<ul class="table-files">{files}</ul></section>'
    )


def folded(table: str) -> str:
    """Return a table shut in a box that opens, which says how long it is."""
    rows = table.count("<tr") - 1  # less the head
    said = f"Open the table, {rows} {'row' if rows == 1 else 'rows'}"
    return f'<details class="fold"><summary>{said}</summary>{table}</details>'


def said_html(text: str) -> str:
    """Return a claim or plain text as HTML, with quoted text of the record marked as such."""
    return text.as_html() if hasattr(text, "as_html") else escape(wording.clean(text))


def paragraph(mark: str, text: str) -> str:
    """Return a paragraph of class `mark`; nothing if there is no text."""
    return f'<p class="{mark}">{said_html(text)}</p>' if text else ""


def source_line(mark: str, source) -> str:
    """Return the line that names the sources, in a paragraph of class `mark`."""
    return f'<p class="{mark}">Source: {findings.source_line(source, is_html=True)}</p>'


def size(count: int) -> str:
    """Return a file's size as a download link says it.

    Examples
    --------
    >>> size(812), size(93_411)
    ('1 KB', '93 KB')
    """
    return f"{max(1, round(count / 1000)):,} KB"


def _found(over: str) -> str:
    """Return what is found over a drawing: values, links, or both."""
    values = " for its values" if "<g>" in over or 'role="img"' in over else ""
    leads = "follow a mark to its page" if "<a " in over else ""
    return f"{values}{'; ' if values and leads else ' to ' if leads else ''}{leads}"


def _this(thing: str) -> str:
    """Return the words that the page replaces by the number."""
    return f'<span class="{"fig" if thing == "figure" else thing}-ref">this {thing}</span>'


def _file(address: str, kind: str, count: int, thing: str) -> str:
    what = f"{_LEADS[kind]} {_this(thing)} ({kind.upper()}, {size(count)})"
    return f'<li><a href="{escape(address)}" download>{what}</a></li>'


EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed date inside, so that the same figure gives the same bytes
LOADS = ("pandas.read_csv('{file}')", "read.csv('{file}')")  # in Python and in R


def archive(worn: Dress, files: dict[str, bytes]) -> bytes:
    """Return a ZIP of a figure's data and drawing, by kind in `files`, a README and metadata."""
    held = {f"{worn.name}.{kind}": files[kind] for kind in ("csv", "svg")}
    held["metadata.json"] = f"{json.dumps(_metadata(worn, held), indent=1)}\n".encode()
    held["README.txt"] = _readme(worn).encode()
    return stored({f"{worn.name}/{name}": body for name, body in held.items()})


def stored(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files, the same bytes each time: stored, for another zlib packs otherwise."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return body.getvalue()


def _metadata(worn: Dress, held: dict[str, bytes]) -> dict:
    sources = (
        [] if isinstance(worn.source, str) else [findings.as_json(each) for each in worn.source]
    )
    return {
        **worn.said,
        "source": findings.source_line(worn.source),
        "sources": sources,
        "columns": {name: worn.table.labels.get(name, "") for name in map(str, worn.table.frame)},
        "sha256": {name: hashlib.sha256(body).hexdigest() for name, body in held.items()},
    }


def _readme(worn: Dress) -> str:
    python, r = (load.format(file=f"{worn.name}.csv") for load in LOADS)
    files = f"{worn.name}.csv: the data\n{worn.name}.svg: the drawing\nmetadata.json: the words, "
    files += "the sources, the columns and the hashes of the files"
    loads = f"Python: import pandas; pandas.{python.removeprefix('pandas.')}\nR: {r}"
    return "\n\n".join([*worn.told, files, loads]) + "\n"


DPI = 160
LIMIT = 150_000
MARGIN = 24
_COLOURS = (96, 48, 24, 12)
_LONGEST = 400


class Line(NamedTuple):
    """One block of text on a card."""

    text: str
    size: int
    bold: bool
    token: str


def card(figure: Canvas, head: list[Line], foot: list[Line]) -> bytes:
    """Return a PNG of `figure` with text above and below, 150 kB at most, the same bytes each time.

    `figure` is the wide drawing; `head` has title and subtitle, `foot` note and source. They are
    wrapped, and ended with an ellipsis after 400 characters.
    """
    picture = _picture(figure)
    width = picture.width + 2 * MARGIN
    above = [piece for line in head for piece in _wrapped(line, picture.width)]
    below = [piece for line in foot for piece in _wrapped(line, picture.width)]
    height = picture.height + 3 * MARGIN + sum(_step(each) for each in above + below)
    sheet = Image.new("RGB", (width, height), palette()["light"]["page"])
    top = _write(sheet, above, MARGIN)
    sheet.paste(picture, (MARGIN, top + MARGIN // 2))
    _write(sheet, below, top + MARGIN + picture.height)
    return _packed(sheet)


def _picture(figure: Canvas) -> Image.Image:
    """Return the pixels straight from the canvas: a PNG between would be packed twice."""
    before = figure.get_dpi()
    figure.set_dpi(DPI)
    figure.set_facecolor(palette()["light"]["page"])
    figure.set_layout_engine("none")  # it has been laid out for the page: the same places here
    for text in figure.findobj(Text):
        text.set_text(latin(text.get_text()))
    painter = Painter(*figure.bbox.size, DPI)
    figure.draw(painter)
    figure.set_dpi(before)
    return Image.fromarray(np.asarray(painter.buffer_rgba())).convert("RGB")


def _packed(sheet: Image.Image) -> bytes:
    """Return the bytes of a PNG of few colours: an octree and zlib's level 6 pack a flat chart
    as small as a median cut and level 9 do, in a sixth of the time.
    """
    for colours in _COLOURS:
        held = BytesIO()
        few = sheet.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(held, format="png", compress_level=6)
        if held.tell() <= LIMIT:
            break
    return held.getvalue()


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_path(bold), round(size * DPI / 72))


def latin(text: str) -> str:
    """Return `text` with an ellipsis for what the card's font has no sign for.

    Examples
    --------
    >>> latin("Xinhua, 中美会谈, 2024")
    'Xinhua, …, 2024'
    """
    known = _charmap()
    return re.sub("…+", "…", "".join(c if ord(c) in known or c.isspace() else "…" for c in text))


@cache
def _charmap() -> dict:
    return FT2Font(_path(bold=False)).get_charmap()


def _path(bold: bool) -> str:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return str(Path(mpl.get_data_path(), "fonts", "ttf", name))


def _wrapped(line: Line, width: int) -> Iterator[Line]:
    text = cut(" ".join(latin(wording.clean(line.text)).split()), _LONGEST)
    font, row = _font(line.size, line.bold), ""
    for word in text.split():
        longer = f"{row} {word}".strip()
        if font.getlength(longer) <= width:
            row = longer
            continue
        if row:
            yield line._replace(text=row)
        *full, row = _broken(word, font, width)
        yield from (line._replace(text=each) for each in full)
    if row:
        yield line._replace(text=row)


def _broken(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return `word` in pieces that fit, for addresses and other words without a gap."""
    pieces = [""]
    for mark in word:
        if font.getlength(pieces[-1] + mark) > width:
            pieces.append("")
        pieces[-1] += mark
    return pieces


def _step(line: Line) -> int:
    return round(line.size * DPI / 72 * 1.4)


def _write(sheet: Image.Image, lines: list[Line], top: int) -> int:
    pen = ImageDraw.Draw(sheet)
    for line in lines:
        colour = palette()["light"][line.token]
        pen.text((MARGIN, top), line.text, font=_font(line.size, line.bold), fill=colour)
        top += _step(line)
    return top
