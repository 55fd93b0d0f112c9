"""What a figure is laid out and drawn on, as matplotlib's own SVG."""

from functools import lru_cache
from io import StringIO
from typing import Literal

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

DPI = 72  # the dots to the inch of an SVG


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
