"""Strips of ticks over time: the meetings of each channel, and of each pair of people."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import style
from parley.charts.reading import hatch_uncovered

TALL = {False: 0.3, True: 0.2}
DROP = {False: 0.0, True: 0.2}  # on a phone a row's name stands above its strip


def channel_strips(
    table: pd.DataFrame,
    held: pd.DataFrame,
    off: pd.DataFrame,
    dates: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    ax: Axes | None = None,
    phone: bool = False,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> Axes:
    """Draw every meeting of every channel as a tick, with what was called off and dated acts.

    Parameters
    ----------
    table : DataFrame
        ``channel``, ``name``, ``meetings``: a row each, in this order from the top.
    held, off : DataFrame
        Meetings held, and those cancelled or postponed: ``channel``, ``start_date``.
    dates : DataFrame
        Dated acts: ``date``.
    uncovered : DataFrame
        ``first``, ``last`` of each span to hatch.
    first, last : Timestamp
        Ends of the time axis.

    Returns
    -------
    Axes
        A row a channel: ticks for meetings held, hollow diamonds for those called off, the number
        held at the right; a dotted line on the day of each act, with the day above.
    """
    ax = style.axes(ax)
    _time_axis(ax, first, last, len(table), phone=phone)
    hatch_uncovered(ax, uncovered)
    _name_rows(ax, table["name"].tolist(), phone=phone)
    for row, line in enumerate(table.itertuples()):
        own = held.loc[held["channel"] == line.channel, "start_date"]
        _ticks(ax, own, row, phone=phone, gid=f"met-{line.channel}")
        missed = off.loc[off["channel"] == line.channel, "start_date"]
        level = np.full(len(missed), row + DROP[phone])
        ax.plot(
            style.days(missed), level, linestyle="none", marker="D", markersize=5,
            markerfacecolor=style.PAGE, markeredgecolor=style.C2, markeredgewidth=1.25,
            gid=f"off-{line.channel}", zorder=4,
        )  # fmt: skip
    _counts(ax, table["meetings"], phone=phone)
    _act_lines(ax, dates, phone=phone)
    return ax


def pair_strips(
    shown: pd.DataFrame,
    met: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    ax: Axes | None = None,
    phone: bool = False,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> Axes:
    """Draw every meeting of each pair of people as a tick.

    Parameters
    ----------
    shown : DataFrame
        ``us``, ``prc``, ``meetings``: a row each, in this order from the top.
    met : DataFrame
        One row per meeting and pair: ``us``, ``prc``, ``start_date``.
    uncovered, first, last
        As for `channel_strips`.

    Returns
    -------
    Axes
        A row a pair, with the number of meetings at the right; a sentence if no pair is given.
    """
    ax = style.axes(ax)
    _time_axis(ax, first, last, max(len(shown), 1), phone=phone)
    hatch_uncovered(ax, uncovered)
    if shown.empty:
        ax.set_yticks([])
        ax.text(0.5, 0.5, "No pair met more than once", ha="center", transform=ax.transAxes)
        return ax
    names = [f"{us} – {prc}" for us, prc in zip(shown["us"], shown["prc"], strict=True)]
    _name_rows(ax, names, phone=phone)
    for row, pair in enumerate(shown.itertuples()):
        own = met.loc[(met["us"] == pair.us) & (met["prc"] == pair.prc), "start_date"]
        _ticks(ax, own, row, phone=phone, gid=f"pair-{row}")
    _counts(ax, shown["meetings"], phone=phone)
    return ax


def _time_axis(
    ax: Axes, first: pd.Timestamp, last: pd.Timestamp, rows: int, *, phone: bool
) -> None:
    ax.set_ylim(rows - 0.45, -0.55 if not phone else -0.75)
    ax.set_xlim(style.days(first) - 20, style.days(last) + 20)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    years = last.year - first.year
    every = 1 if years < 4 else 2 if years < 12 else 4
    shown = [year for year in range(first.year, last.year + 1) if not (year - first.year) % every]
    marks = [max(style.days(f"{year}-01-01"), style.days(first)) for year in shown]
    ax.set_xticks(marks, [f"{year}" for year in shown])


def _name_rows(ax: Axes, names: Sequence[str], *, phone: bool) -> None:
    if not phone:
        ax.set_yticks(range(len(names)), names, color=style.INK)
        ax.tick_params(axis="y", pad=6)
        for label in ax.get_yticklabels():
            label.set_gid(style.RECORD)
        return
    ax.set_yticks([])
    for row, name in enumerate(names):
        ax.annotate(
            name, (0, row - 0.06), xycoords=ax.get_yaxis_transform(), color=style.INK, va="bottom",
            gid=style.RECORD,
        )  # fmt: skip


def _ticks(ax: Axes, when: pd.Series, row: float, *, phone: bool, gid: str) -> None:
    """Draw one row of ticks as one broken line: a path each would weigh ten times as much."""
    x, level, tall = style.days(when), row + DROP[phone], TALL[phone]
    gap = np.full(len(x), np.nan)
    up, down = np.full(len(x), level + tall), np.full(len(x), level - tall)
    ax.plot(
        np.column_stack([x, x, gap]).ravel(), np.column_stack([up, down, gap]).ravel(),
        color=style.C1, linewidth=1.5, solid_capstyle="butt", gid=gid, zorder=3,
    )  # fmt: skip


def _counts(ax: Axes, counts: pd.Series, *, phone: bool) -> None:
    for row, count in enumerate(counts):
        ax.annotate(
            f"{count}", (1, row + DROP[phone]), xycoords=ax.get_yaxis_transform(), xytext=(22, 0),
            textcoords="offset points", ha="right", va="center", color=style.INK,
        )  # fmt: skip


def _act_lines(ax: Axes, dates: pd.DataFrame, *, phone: bool) -> None:
    """Draw a dotted line on each act's day; days that would touch stand in rows."""
    wide = ax.figure.get_figwidth() * (0.8 if phone else 0.62) * 72
    low, high = ax.get_xlim()
    ends: list[float] = []
    for when in dates["date"]:
        x, text = style.days(when), f"{when:%b %Y}" if phone else f"{when.day} {when:%b %Y}"
        half, at = len(text) * 3.1, (x - low) / (high - low) * wide
        level = next((n for n, end in enumerate(ends) if at - half > end + 6), len(ends))
        ends[level : level + 1] = [at + half]
        ax.axvline(x, color=style.INK2, linewidth=1, linestyle=(0, (1, 2)), zorder=2, gid="act")
        ax.annotate(
            text, (x, 1), xycoords=ax.get_xaxis_transform(), xytext=(0, 3 + 14 * level),
            textcoords="offset points", ha="center", va="bottom", color=style.INK2,
        )  # fmt: skip
