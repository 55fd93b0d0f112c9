"""The picture of a figure that travels alone: its words and its chart on one card."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from PIL import Image, ImageDraw, ImageFont

from pressroom import wording
from pressroom.figures.palette import palette
from pressroom.figures.sheet import Painter

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

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The wide drawing.
    head, foot : list of Line
        Title and subtitle; note and source. They are wrapped, and ended with an ellipsis after
        400 characters.
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
    known = _known()
    return re.sub("…+", "…", "".join(c if ord(c) in known or c.isspace() else "…" for c in text))


@cache
def _known() -> frozenset[int]:
    return frozenset(FT2Font(_path(bold=False)).get_charmap())


def _path(bold: bool) -> str:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return str(Path(mpl.get_data_path(), "fonts", "ttf", name))


def _wrapped(line: Line, width: int) -> Iterator[Line]:
    text = " ".join(latin(wording.clean(line.text)).split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
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
