"""Rows of labelled marks: names beside or above them, dots on intervals, counts at the right."""

from collections.abc import Collection, Iterable, Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from parley.charts import style

FOLD = (26, 99)  # letters of a line of long names, wide and on a phone


def name_rows(
    ax: Axes,
    names: Collection[str],
    *,
    phone: bool,
    rows: Sequence[float] | None = None,
    above: float = 0.28,
    room: tuple[float, float, float] = (0.5, 0.6, 0.9),
    fold: tuple[int, int] = (99, 99),
    gid: str | None = None,
) -> None:
    """Name the rows, the first on top: beside the axis, or above each row on a phone.

    Parameters
    ----------
    ax : Axes
        Where to write; its limits and gridlines are set too.
    names : collection of str
        A name a row.
    phone : bool
        Names stand above the rows.
    rows : sequence of float, optional
        Where the rows are; 0, 1, 2 … if left out.
    above : float
        How far over its row a name stands on a phone.
    room : tuple of float
        Room under the last row, and over the first, wide and on a phone.
    fold : tuple of int
        Letters of a line, wide and on a phone.
    gid : str, optional
        What the names are: `style.RECORD` where the record has them so.
    """
    rows = range(len(names)) if rows is None else rows
    ax.set_ylim((max(rows) if len(rows) else 0) + room[0], -room[1 + phone])
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    names = [fill(name, fold[phone]) for name in names]
    if not phone:
        ax.set_yticks(rows, names, color=style.INK)
        ax.tick_params(axis="y", pad=8)
        for label in ax.get_yticklabels():
            label.set_gid(gid)
        return
    ax.set_yticks([])
    place = {"transform": ax.get_yaxis_transform(), "va": "bottom", "bbox": style.PLATE}
    for row, name in zip(rows, names, strict=True):
        ax.text(0, row - above, name, color=style.INK, gid=gid, **place)


def share_axis(ax: Axes, highest: float) -> None:
    """Run the axis from 0 to the next tenth over `highest`, with its percent signs."""
    top = min(1.0, (int(highest * 10 + 1e-9) + 1) / 10) if highest == highest else 1.0
    ax.set_xlim(0, top)
    style.share_steps(ax, top)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.spines["bottom"].set_visible(True)


def dots(
    ax: Axes,
    table: pd.DataFrame,
    rows: Sequence[float],
    *,
    colour: str,
    marker: str = "o",
    hollow: bool = False,
    suffix: str = "",
    gid: str | None = None,
) -> None:
    """Draw each share as a dot on the line of its interval; nothing where it is missing."""
    given = table[f"share{suffix}"].notna().to_numpy()
    if not given.any():
        return
    rows, table = np.asarray(rows)[given], table[given]
    low, high = table[f"low{suffix}"].to_numpy(), table[f"high{suffix}"].to_numpy()
    ax.hlines(rows, low, high, color=colour, linewidth=style.INTERVAL, zorder=1.5)
    ax.plot(
        table[f"share{suffix}"].to_numpy(),
        rows,
        linestyle="none",
        marker=marker,
        markersize=7,
        color=colour,
        markerfacecolor=style.PAGE if hollow else colour,
        markeredgewidth=1.75,
        zorder=3,
        clip_on=False,
        gid=gid,
    )


def column(
    ax: Axes,
    texts: Iterable[object],
    rows: Iterable[float],
    *,
    right: float,
    head: str = "",
    colour: str | Sequence[str] = style.INK,
) -> None:
    """Print a column of counts that ends `right` points beyond the axis, under its head.

    `colour` is one for all, or one a row and at last the head's.
    """
    texts = [*texts]
    placed = [*zip(texts, rows, ["center"] * len(texts), strict=False)]
    placed.append((head, ax.get_ylim()[1], "bottom"))
    colours = [colour] * len(placed) if isinstance(colour, str) else colour
    place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right"}
    for (text, row, level), tint in zip(placed, colours, strict=True):
        if text != "":
            weight = "bold" if level == "bottom" else "normal"
            ax.annotate(text, (1, row), (right, 0), color=tint, va=level, weight=weight, **place)


def apart(head: str, least: float) -> float:
    """Return how far a column's end lies from that before it: sides may have long names.

    Examples
    --------
    >>> apart("■ China", 65), apart("■ Frankreich", 65)
    (65, 93)
    """
    return max(least, 7 * len(head) + 9)


def count_texts(table: pd.DataFrame) -> list[str]:
    """Return the counts as the columns print them: the total only where it differs from most."""
    usual = table["n"].max()
    return [
        "not coded" if state == "not_coded" else f"{m}" if n == usual else f"{m}/{n}"
        for m, n, state in zip(table["mentions"], table["n"], table["state"], strict=True)
    ]
