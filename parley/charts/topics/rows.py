"""Rows of labelled dots: what the ranked charts of topics share."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from parley.charts import style


def name_rows(ax: Axes, labels: Sequence[str], *, phone: bool) -> None:
    """Name the rows, the first on top: beside the axis, or above each row on a phone."""
    ax.set_ylim(len(labels) - 0.5, -0.6 if not phone else -0.9)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    if not phone:
        ax.set_yticks(range(len(labels)), [fill(each, 26) for each in labels], color=style.INK)
        ax.tick_params(axis="y", pad=8)
        return
    ax.set_yticks([])
    for row, label in enumerate(labels):
        ax.text(
            0,
            row - 0.28,
            label,
            color=style.INK,
            va="bottom",
            transform=ax.get_yaxis_transform(),
            bbox=style.PLATE,
        )


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
    marker: str,
    hollow=False,
    suffix: str = "",
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
    )


def column(
    ax: Axes, texts: Sequence[str], rows: Sequence[float], *, right: float, head: str, colour: str
) -> None:
    """Print a column of counts that ends `right` points beyond the axis, under its head."""
    across = ax.get_yaxis_transform()
    placed = [*zip(texts, rows, ["center"] * len(texts), strict=False)]
    for text, row, level in [*placed, (head, ax.get_ylim()[1], "bottom")]:
        ax.annotate(
            text,
            (1, row),
            xycoords=across,
            xytext=(right, 0),
            textcoords="offset points",
            color=colour,
            ha="right",
            va=level,
            weight="bold" if text is head else "normal",
        )


def count_texts(table: pd.DataFrame) -> list[str]:
    """Return the counts as the columns print them: the total only where it differs from most."""
    usual = table["n"].max()
    return [
        "not coded" if state == "not_coded" else f"{m}" if n == usual else f"{m}/{n}"
        for m, n, state in zip(table["mentions"], table["n"], table["state"], strict=True)
    ]
