"""For a look in JupyterLab: a chart with lists to choose from, a figure as readers meet it."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from pressroom import context
from pressroom.figures import draw, svg
from pressroom.figures.palette import THEMES, lab_style, page_css, palette, theme_css

LABEL = "5em"


class Explorer:
    """A drawing and the lists that choose what it shows.

    Parameters
    ----------
    chart, frames, given
        As for `explore`.
    choices : mapping
        For each option its values by label, or its values alone.
    """

    def __init__(self, chart: Callable, frames: Callable, given: tuple, choices: Mapping):
        from ipywidgets import HTML, Dropdown, HBox, Layout, VBox

        self.chart, self.frames, self.given = chart, frames, given
        self.boxes = {
            name: Dropdown(
                description=name.capitalize(),
                options=_options(values),
                style={"description_width": LABEL},
                layout=Layout(width="20em"),
            )
            for name, values in choices.items()
        }
        self.shown = HTML(layout=Layout(width="100%", max_width="752px"))
        self.box = VBox(
            [HBox([*self.boxes.values()], layout=Layout(flex_flow="row wrap")), self.shown]
        )
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
        wide = draw.one(self.chart, tables)
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
