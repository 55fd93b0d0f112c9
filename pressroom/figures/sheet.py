"""What a figure is laid out and drawn on, as matplotlib's own SVG."""

from io import StringIO

from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure as Canvas

DPI = 72  # the dots to the inch of an SVG


class Sheet(FigureCanvasSVG):
    """A canvas on which the one that measures is the one that draws: a text is measured once."""

    def __init__(self, figure: Canvas):
        super().__init__(figure)
        self.text = StringIO()
        width, height = figure.get_size_inches() * figure.get_dpi()
        nothing = {"Date": None, "Creator": None}
        self.renderer = RendererSVG(width, height, self.text, metadata=nothing)

    def get_renderer(self) -> RendererSVG:
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
