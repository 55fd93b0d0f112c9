"""Topics raised together, as pictures. Frames and Axes in, Axes out."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from parley.charts import style
from parley.charts.reading import key

NOTHING = "No pair of topics met five times"
TICKS = (0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128)
WIDEST = (0.1, 130.0)  # an interval that runs further is drawn to the edge


def pair_lifts(drawn: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw how many times as often as chance two topics meet, with intervals.

    Parameters
    ----------
    drawn : DataFrame
        As `analysis.topic_pairs.drawn_pairs` returns it.
    ax : Axes, optional
        Where to draw; a new figure if left out.
    phone : bool
        Names on two lines.

    Returns
    -------
    Axes
        A dot on its interval for each pair on a scale that doubles, its name above; right, the
        meetings with both. Words alone where no pair is there.
    """
    ax = style.axes(ax)
    if drawn.empty:
        return _words(ax)
    rows = _names(ax, drawn, phone=phone)
    _scale(ax, drawn["low"].min(), drawn["high"].max())
    low, high = (drawn[name].clip(*WIDEST) for name in ("low", "high"))
    ax.hlines(rows, low, high, color=style.STEPS[1], linewidth=5, zorder=2)
    named = {"linestyle": "none", "marker": "o", "zorder": 3, "gid": "lift"}
    ax.plot(drawn["lift"], rows, color=style.C1, markersize=7, **named)
    place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right"}
    for row, joint in zip(rows, drawn["joint"], strict=True):
        ax.annotate(f"{joint:.0f}", (1, row), (34, 0), color=style.INK, va="center", **place)
    top = ax.get_ylim()[1]
    ax.annotate("both", (1, top), (34, 0), color=style.INK2, va="bottom", weight="bold", **place)
    return ax


def pair_odds(drawn: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw each pair's odds ratio within one level, and within one level and length.

    Parameters
    ----------
    drawn : DataFrame
        As `analysis.topic_pairs.drawn_pairs` returns it.

    Returns
    -------
    Axes
        Two dots on their intervals a pair, on a scale that doubles: hollow within a level,
        filled within level and length. No dot where a ratio has no value.
    """
    ax = style.axes(ax)
    if drawn[["odds_ratio", "length_ratio"]].notna().to_numpy().sum() == 0:
        return _words(ax)
    rows = _names(ax, drawn, phone=phone)
    ends = drawn[["odds_low", "length_low"]].min().min(), drawn[["odds_high", "length_high"]].max()
    _scale(ax, ends[0], ends[1].max())
    looks = {"odds": (-0.1, style.CONTEXT, True), "length": (0.12, style.C1, False)}
    for name, (shift, colour, hollow) in looks.items():
        own = drawn[f"{name}_ratio"].notna().to_numpy()
        low, high = (drawn[f"{name}_{end}"].clip(*WIDEST)[own] for end in ("low", "high"))
        ax.hlines(rows[own] + shift, low, high, color=colour, linewidth=1.75, zorder=2)
        ax.plot(
            drawn[f"{name}_ratio"][own], rows[own] + shift, linestyle="none", marker="o",
            markersize=6.5, color=colour, markerfacecolor=style.PAGE if hollow else colour,
            markeredgewidth=1.5, zorder=3, gid=name,
        )  # fmt: skip
    key(ax, [("O", style.CONTEXT, "one level"), ("o", style.C1, "one level and length")])
    return ax


def _names(ax: Axes, drawn: pd.DataFrame, *, phone: bool) -> np.ndarray:
    """Name each row above it, and return the heights of the rows, the first on top."""
    rows = np.arange(len(drawn)).astype(float)
    ax.set_ylim(len(drawn) - 0.6, -0.75 if not phone else -0.95)
    ax.set_yticks([])
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    between = " +\n" if phone else " + "
    for row, one, two in zip(rows, drawn["label_first"], drawn["label_second"], strict=True):
        text = f"{one}{between}{two}" if len(one) + len(two) > 34 else f"{one} + {two}"
        place = {"transform": ax.get_yaxis_transform(), "va": "bottom", "linespacing": 1.0}
        ax.text(0, row - 0.2, text, color=style.INK, **place)
    return rows


def _scale(ax: Axes, low: float, high: float) -> None:
    """Run a scale that doubles from under the lowest to over the highest end, chance marked."""
    low, high = max(WIDEST[0], min(low, 0.9)), min(WIDEST[1], max(high, 2.1))
    ax.set_xscale("log", base=2)
    ax.set_xlim(low / 1.1, high * 1.1)
    shown = [tick for tick in TICKS if low / 1.1 <= tick <= high * 1.1]
    ax.xaxis.set_major_locator(FixedLocator(shown))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _=None: f"{value:g}×"))
    ax.axvline(1, color=style.INK2, linewidth=1, zorder=1)


def _words(ax: Axes) -> Axes:
    """Draw words in place of a chart that has nothing to show."""
    ax.set_axis_off()
    place = {"ha": "center", "va": "center", "transform": ax.transAxes}
    ax.text(0.5, 0.5, NOTHING, color=style.INK2, **place)
    return ax
