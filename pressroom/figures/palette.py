"""The colours of a page, and the CSS that swaps them for dark mode, print and forced colours."""

import tomllib
from functools import cache
from importlib.resources import files

THEMES = ("light", "dark")


@cache
def palette() -> dict[str, dict[str, str]]:
    """Return the colour of each token, as ``#RRGGBB``, for ``light`` and ``dark``."""
    return tomllib.loads(files("pressroom").joinpath("palette.toml").read_text(encoding="utf-8"))


@cache
def tokens() -> dict[str, str]:
    """Return the token of each light colour, by its lower-case ``#rrggbb``."""
    return {colour.lower(): token for token, colour in palette()["light"].items()}


def page_css() -> str:
    """Return the CSS that figures need: colours, the two drawings, forced colours, print.

    Notes
    -----
    A class is stronger than the presentation attribute that holds the light colour, so the same
    drawing shows in JupyterLab, where this sheet is absent, and turns dark on the page.
    """
    light, dark = (_variables(palette()[theme]) for theme in THEMES)
    names = [name for name in palette()["light"] if name != "link"]
    classes = "".join(
        f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}" for name in names
    )
    return "\n".join(
        (
            f":root{{color-scheme:light dark;{light}}}",
            f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}",
            f"@media (forced-colors:active){{:root{{{_variables(_forced())}}}}}",
            f"@media print{{:root{{color-scheme:light;{light}}}}}",
            classes,
            ".chart{display:block;width:100%;height:auto;max-width:720px;forced-color-adjust:none}",
            ".chart text{font-family:inherit}.tips path:hover{fill:var(--ink);fill-opacity:.07}",
            "@media screen and (max-width:40rem){.fig-wide{display:none}.fig-phone{display:block}",
            ".fig-phone .chart{max-width:420px;margin:0 auto}}",
        )
    )


@cache
def lab_style() -> str:
    """Return a style sheet that gives figures in JupyterLab a page to stand on.

    Notes
    -----
    Drawings hold the light colours, and JupyterLab's dark theme would put them on dark. Its own
    rules for text and tables are bent inside a figure by the variables that they read. The
    selectors match in JupyterLab alone.
    """
    light = palette()["light"]
    ours = {
        "background": light["page"], "color": light["ink"], "padding": "8px 12px",
        "--jp-content-font-color1": light["ink"], "--jp-ui-font-color1": light["ink"],
        "--jp-content-link-color": light["link"], "--jp-layout-color0": light["page"],
        "--jp-border-color1": light["grid"], "--jp-border-color2": light["grid"],
        "--jp-rendermime-table-row-background": light["band"],
        "--jp-rendermime-table-row-hover-background": light["q1"],
    }
    said = "".join(f"{name}:{value};" for name, value in ours.items())
    return f"<style>.jp-OutputArea :is(.figure,.table-card){{{said}}}</style>"


def theme_css(theme: str, scope: str) -> str:
    """Return CSS that shows the drawings inside the selector `scope` in one theme."""
    names = [name for name in palette()[theme] if name != "link"]
    inside = "".join(
        f"{scope} .f-{name}{{fill:var(--{name})}}{scope} .s-{name}{{stroke:var(--{name})}}"
        for name in names
    )
    return f"{scope}{{{_variables(palette()[theme])}}}{inside}"


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _forced() -> dict[str, str]:
    behind = dict.fromkeys(("page", "band", "q1", "q2", "q3"), "Canvas")
    lines = dict.fromkeys(("ink", "ink2", "ctx", "c1", "c2", "c3", "c4", "q4", "q5"), "CanvasText")
    return behind | lines | {"grid": "GrayText", "link": "LinkText"}
