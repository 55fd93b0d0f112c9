"""How long each channel waits between two contacts, and how long it waits now."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import style
from parley.charts.reading import key

MARKS = {1: "1 day", 7: "1 week", 30: "1 month", 365: "1 year", 3652: "10 years"}
LEAST = 0.8  # where a gap of less than a day stands: the scale has no nought


def channel_gaps(
    table: pd.DataFrame, gaps: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False
) -> Axes:
    """Draw each channel's past gaps, its usual gap on its interval, and its present gap.

    Parameters
    ----------
    table : DataFrame
        As `analysis.channels.board` returns it, with ``name``; channels that never met, and
        the rest class, are left out.
    gaps : DataFrame
        As `analysis.channels.contact_gaps` returns it.

    Returns
    -------
    Axes
        A row a channel on a scale of days that multiplies: pale ticks for past gaps, a dot on a
        band for the usual one, a diamond for the present one, and at the right how many past gaps
        are shorter than it.
    """
    ax = style.axes(ax)
    own = table[(table["contacts"] > 0) & (table["standing"] != "residual")].reset_index(drop=True)
    drop = 0.16 if phone else 0.0
    _day_scale(ax, own, gaps, phone=phone)
    _names(ax, own["name"], phone=phone)
    for row, line in enumerate(own.itertuples()):
        past = gaps.loc[(gaps["channel"] == line.channel) & gaps["ended"], "days"]
        _past(ax, past, row + drop, gid=f"past-{line.channel}")
        _usual(ax, line, row + drop)
        ax.plot(
            [max(line.present, LEAST)], [row + drop], linestyle="none", marker="D", markersize=7,
            color=style.C2, gid=f"present-{line.channel}", zorder=5,
        )  # fmt: skip
        _beside(ax, f"{line.longer_than} of {line.past}" if line.past else "met once", row + drop)
    _beside(ax, "Shorter", ax.get_ylim()[1], va="bottom", weight="bold")
    marks = (("|", style.CONTEXT, "past gap"), ("●", style.C1, "usual"), ("◆", style.C2, "present"))
    key(ax, list(marks))
    return ax


def _day_scale(ax: Axes, own: pd.DataFrame, gaps: pd.DataFrame, *, phone: bool) -> None:
    known = gaps.loc[gaps["channel"].isin(own["channel"]), "days"]
    longest = max(known.max() if len(known) else 1, 8)
    ax.set_xscale("log")
    ax.set_xlim(LEAST * 0.9, longest * 1.25)
    marks = [days for days in MARKS if days <= longest * 1.25]
    if phone:
        marks = [days for days in marks if days != 7]
    ax.set_xticks(marks, [MARKS[days] for days in marks])
    ax.set_xticks([], minor=True)
    ax.set_ylim(max(len(own), 1) - 0.45, -0.55 if not phone else -0.85)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)


def _names(ax: Axes, names: pd.Series, *, phone: bool) -> None:
    if not phone:
        ax.set_yticks(range(len(names)), names, color=style.INK)
        ax.tick_params(axis="y", pad=6)
        return
    ax.set_yticks([])
    across = ax.get_yaxis_transform()
    for row, name in enumerate(names):
        ax.annotate(name, (0, row - 0.12), xycoords=across, color=style.INK, va="bottom")


def _past(ax: Axes, past: pd.Series, level: float, *, gid: str) -> None:
    x = past.clip(lower=LEAST).to_numpy(dtype=float)
    gap = np.full(len(x), np.nan)
    up, down = np.full(len(x), level + 0.2), np.full(len(x), level - 0.2)
    ax.plot(
        np.column_stack([x, x, gap]).ravel(), np.column_stack([up, down, gap]).ravel(),
        color=style.CONTEXT, linewidth=1, solid_capstyle="butt", gid=gid, zorder=2,
    )  # fmt: skip


def _usual(ax: Axes, line: tuple, level: float) -> None:
    if pd.isna(line.usual):
        return
    high = line.usual_high if pd.notna(line.usual_high) else ax.get_xlim()[1]
    ax.hlines(level, line.usual_low, high, color=style.STEPS[1], linewidth=7, zorder=1.5)
    ax.plot(
        [line.usual], [level], linestyle="none", marker="o", markersize=7, color=style.C1,
        gid=f"usual-{line.channel}", zorder=4,
    )  # fmt: skip


def _beside(ax: Axes, text: str, level: float, va: str = "center", weight: str = "normal") -> None:
    ax.annotate(
        text, (1, level), xycoords=ax.get_yaxis_transform(), xytext=(62, 0), ha="right", va=va,
        textcoords="offset points", color=style.INK, weight=weight,
    )  # fmt: skip
