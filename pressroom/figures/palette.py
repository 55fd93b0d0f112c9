"""The colours of a page, and the CSS that swaps them for dark mode, print and forced colours."""

import math
import tomllib
from collections.abc import Iterable
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


def foreign(colours: Iterable[str]) -> str:
    """Return what is said of colours that are not of the palette: for each the nearest that is.

    Examples
    --------
    >>> foreign(["#008080"]).partition(" of")[0]
    'colours that are not'
    >>> foreign(["#008080"]).partition(": ")[2].partition(".")[0]
    '#008080 (nearest: C3 #00857a)'
    """
    known = {colour: token.upper() for colour, token in tokens().items() if token != "link"}

    def near(colour: str) -> str:
        return min(known, key=lambda each: math.dist(_parts(each), _parts(colour)))

    said = (f"{each} (nearest: {known[near(each)]} {near(each)})" for each in sorted(colours))
    return (
        f"colours that are not of the palette: {', '.join(said)}. "
        f"The palette: {', '.join(f'{token} {colour}' for colour, token in known.items())}"
    )


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    light, dark = sorted(map(_luminance, (one, two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = _parts(colour)
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


@cache
def faint(colour: str) -> str:
    """Return the token of a light colour whose marks need an outline; blank if they do not.

    Notes
    -----
    A mark has three times the page's contrast in both themes (WCAG 1.4.11).
    """
    token = tokens().get(colour.lower(), "ink")
    low = min(contrast(palette()[theme][token], palette()[theme]["page"]) for theme in THEMES)
    return token if low < 3 else ""


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
            ".chart text{font-family:inherit}",
            ".tips :is(g,a):is(:hover,:focus) path{fill:var(--ink);fill-opacity:.1}",
            ".tips text{display:none;pointer-events:none;fill:var(--ink);font-weight:bold;"
            "paint-order:stroke;stroke:var(--page);stroke-width:6px}"
            ".tips :is(:hover,:focus)>text{display:inline}",
            "@media screen and (max-width:40rem){.fig-wide{display:none}.fig-phone{display:block}",
            ".fig-phone .chart{max-width:420px;margin:0 auto}}",
        )
    )


@cache
def lab_style() -> str:
    """Return a style sheet that gives figures in JupyterLab a page to stand on, light or dark.

    Notes
    -----
    Drawings hold the light colours; in JupyterLab's dark theme their classes give them the dark
    ones. JupyterLab's own rules for text and tables are bent inside a figure by the variables
    that they read. What leads to another place of the page leads nowhere there, and is no link.
    The selectors match in JupyterLab alone.
    """
    scope = ".jp-OutputArea :is(.figure,.table-card)"
    dark = f'[data-jp-theme-light="false"] {scope}'
    return (
        "<style>.jp-OutputArea a.note{pointer-events:none;color:inherit;text-decoration:none}"
        ".jp-OutputArea li:has(>.fig-link){display:none}"
        f"{scope}{{padding:8px 12px;{_for_lab('light')}}}"
        f"{dark}{{{_for_lab('dark')}}}{theme_css('dark', dark)}</style>"
    )


def _for_lab(theme: str) -> str:
    ours = palette()[theme]
    said = {"background": "page", "color": "ink"}
    said |= {f"--jp-{kind}-font-color1": "ink" for kind in ("content", "ui")}
    said |= {"--jp-content-link-color": "link", "--jp-layout-color0": "page"}
    said |= {f"--jp-border-color{n}": "grid" for n in (1, 2)}
    rows = "--jp-rendermime-table-row"
    said |= {f"{rows}-background": "band", f"{rows}-hover-background": "q1"}
    return "".join(f"{name}:{ours[token]};" for name, token in said.items())


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
