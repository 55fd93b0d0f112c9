"""The look that all charts share: colours, axes, and the marks that more than one chart draws.

Colours are the light values; a page recolours them for dark mode by their token, so a chart uses
no colour that is not one of these.
"""

import tomllib
from importlib.resources import files
from pathlib import Path

import matplotlib.style
from matplotlib.axes import Axes

_PALETTE = tomllib.loads(files("parley").joinpath("palette.toml").read_text(encoding="utf-8"))
LIGHT: dict[str, str] = _PALETTE["light"]
DARK: dict[str, str] = _PALETTE["dark"]

PAGE, INK, INK2 = LIGHT["page"], LIGHT["ink"], LIGHT["ink2"]
C1, C2, C3, C4 = LIGHT["c1"], LIGHT["c2"], LIGHT["c3"], LIGHT["c4"]
CONTEXT, GRID, BAND = LIGHT["ctx"], LIGHT["grid"], LIGHT["band"]
SERIES = (C1, C2, C3, C4)
DASHES = ("solid", "solid", (0, (5, 2)), (0, (1.5, 1.5)))
STEPS = (LIGHT["q1"], LIGHT["q2"], LIGHT["q3"], LIGHT["q4"], LIGHT["q5"])


def apply() -> None:
    """Set matplotlib's defaults to Parley's style. Done once, by importing ``parley.charts``."""
    matplotlib.style.use(Path(__file__).with_name("parley.mplstyle"))


def axes(ax: Axes | None = None) -> Axes:
    """Return `ax`, or the Axes of a new figure if a chart is called without one."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots()[1]
