"""A figure as readers will meet it, shown in JupyterLab: wide and phone, light and dark."""

from html import escape
from typing import Any

from pressroom.figures.palette import THEMES, page_css, palette, theme_css

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
