"""Promises as pictures: what became of each, the share delivered, and the time it took."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from parley.charts import style
from parley.charts.reading import key

LOOKS = {
    "delivered": {"marker": "s", "color": style.C1},
    "partly": {"marker": "s", "color": style.STEPS[2]},
    "ongoing": {"marker": "s", "markerfacecolor": style.PAGE, "markeredgecolor": style.C1},
    "not_delivered": {"marker": "x", "markeredgecolor": style.C2, "markeredgewidth": 2},
    "lapsed": {"marker": "_", "markeredgecolor": style.C2, "markeredgewidth": 2.5},
    "no_report": {"marker": "o", "markerfacecolor": style.PAGE, "markeredgecolor": style.CONTEXT},
}
SIGNS = {
    "delivered": ("■", style.C1),
    "partly": ("■", style.STEPS[2]),
    "ongoing": ("□", style.C1),
    "not_delivered": ("✕", style.C2),
    "lapsed": ("━", style.C2),
    "no_report": ("○", style.CONTEXT),
}
LAST_MONTH = 36


def promise_units(
    table: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False, names: dict[str, str]
) -> Axes:
    """Draw a mark for every promise, a row a topic, sorted by what became of it.

    Parameters
    ----------
    table : DataFrame
        As `analysis.commitments.kept` returns it; its rows of group ``topic`` are drawn.
    names : dict
        Display name of each state, in the order in which they are drawn.

    Returns
    -------
    Axes
        Filled squares for what was delivered, paler for partly, hollow for still open, crosses and
        bars for what was not, circles where no later report was found.
    """
    ax = style.axes(ax)
    own = table[table["group"] == "topic"].reset_index(drop=True)
    drop = 0.18 if phone else 0.0
    _rows(ax, own["label"], phone=phone)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(0.3, max(own["made"].max() if len(own) else 1, 12) + 0.7)
    starts = np.zeros(len(own), dtype=int)
    for state in names:
        counts = own[state].to_numpy(dtype=int)
        spots = [
            (start + n + 1, row + drop)
            for row, (start, count) in enumerate(zip(starts, counts, strict=True))
            for n in range(count)
        ]
        x, y = zip(*spots, strict=True) if spots else ((), ())
        look = {"linestyle": "none", "markersize": 7 if phone else 9, **LOOKS[state]}
        ax.plot(x, y, gid=f"promises-{state}", **look)
        starts = starts + counts
    _unit_key(ax, names, phone=phone)
    return ax


def _unit_key(ax: Axes, names: dict[str, str], *, phone: bool) -> None:
    entries = [(*SIGNS[state], name.lower()) for state, name in names.items()]
    if phone:
        key(ax, entries, phone=True)
        return
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
    for rank, (sign, colour, name) in enumerate(entries):
        x, up = 118 * (rank % 3), 24 - 15 * (rank // 3)
        mark = ax.annotate(sign, (0, 1), xytext=(x, up), color=colour, **place)
        mark.set_in_layout(rank == 0)
        ax.annotate(name, (0, 1), xytext=(x + 14, up), color=style.INK2, **place).set_in_layout(
            False
        )


def kept_shares(table: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the share delivered in all, by who promised and by topic, each on its interval.

    Parameters
    ----------
    table : DataFrame
        As `analysis.commitments.kept` returns it.

    Returns
    -------
    Axes
        A dot on a band where at least five promises have a later report, nothing where fewer; at
        the right the counts, and the number without a later report.
    """
    ax = style.axes(ax)
    drop = 0.16 if phone else 0.0
    _rows(ax, table["label"], phone=phone)
    ax.grid(axis="x", visible=True)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1] if phone else [0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    level = np.arange(len(table)) + drop
    given = table["share"].notna().to_numpy()
    low, high = table.loc[given, "low"], table.loc[given, "high"]
    ax.hlines(level[given], low, high, color=style.STEPS[1], linewidth=6, zorder=1.5)
    ax.plot(
        table.loc[given, "share"], level[given], linestyle="none", marker="o", markersize=7,
        color=style.C1, clip_on=False, gid="shares", zorder=3,
    )  # fmt: skip
    counts = [f"{k} of {n}" for k, n in zip(table["delivered"], table["reported"], strict=True)]
    _column(ax, counts, level, right=58, head="Delivered")
    none = [f"{n}" if n else "–" for n in table["no_report"]]
    _column(ax, none, level, right=122 if not phone else 112, head="No report")
    for edge in np.flatnonzero(table["group"].ne(table["group"].shift()))[1:]:
        ax.axhline(edge - 0.5, color=style.GRID, linewidth=1, zorder=1)
    return ax


def _rows(ax: Axes, labels: Sequence[str], *, phone: bool) -> None:
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.6 if not phone else -0.8)
    ax.grid(visible=False)
    if not phone:
        ax.set_yticks(range(len(labels)), labels, color=style.INK)
        ax.tick_params(axis="y", pad=6)
        return
    ax.set_yticks([])
    across = ax.get_yaxis_transform()
    for row, label in enumerate(labels):
        ax.annotate(label, (0, row - 0.1), xycoords=across, color=style.INK, va="bottom")


def _column(
    ax: Axes, texts: Sequence[str], level: Sequence[float], *, right: float, head: str
) -> None:
    rows = [*zip(texts, level, strict=True), (head, ax.get_ylim()[1])]
    for text, row in rows:
        ax.annotate(
            text, (1, row), xycoords=ax.get_yaxis_transform(), xytext=(right, 0), ha="right",
            textcoords="offset points", color=style.INK, va="bottom" if text == head else "center",
            weight="bold" if text == head else "normal",
        )  # fmt: skip


def delivery_curve(curve: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw the share of promises delivered by months since the promise.

    Parameters
    ----------
    curve : DataFrame
        ``curve`` of `analysis.commitments.waiting`: ``basis``, ``months``, ``delivered``, ``low``,
        ``high``, ``at_risk``.

    Returns
    -------
    Axes
        A solid step curve on its band, waiting to the end of coverage; a dashed one, cut off at
        the last news; a sentence if there is no promise.
    """
    ax = style.axes(ax)
    if curve.empty:
        ax.set_xticks([])
        ax.set_yticks([])
        ax.text(0.5, 0.5, "No promise in these dates", ha="center", transform=ax.transAxes)
        return ax
    floor, news = (_shown(curve, basis) for basis in ("to_end", "to_news"))
    ax.fill_between(
        floor["months"], floor["low"], floor["high"], step="post", color=style.STEPS[1],
        linewidth=0, zorder=1, gid="band",
    )  # fmt: skip
    looks = {"drawstyle": "steps-post", "solid_capstyle": "butt"}
    ax.plot(floor["months"], floor["delivered"], color=style.C1, gid="to_end", **looks)
    ax.plot(
        news["months"], news["delivered"], color=style.C3, linewidth=1.75, linestyle=(0, (5, 2)),
        gid="to_news", **looks,
    )  # fmt: skip
    ax.set_xlim(0, LAST_MONTH)
    ax.set_xticks([0, 6, 12, 24, 36], ["0", "6", "12", "24", "36 months"])
    style.share_axis(ax, whole=True)
    _ends(ax, floor, news)
    return ax


def _shown(curve: pd.DataFrame, basis: str) -> pd.DataFrame:
    own = curve[(curve["basis"] == basis) & (curve["months"] <= LAST_MONTH)]
    return pd.concat([own, own.tail(1).assign(months=LAST_MONTH)], ignore_index=True)


def _ends(ax: Axes, floor: pd.DataFrame, news: pd.DataFrame) -> None:
    ends = []
    for rows, colour, name in ((floor, style.C1, "Floor"), (news, style.C3, "To last news")):
        last = rows["delivered"].iloc[-1]
        ends.append(style.EndLabel(LAST_MONTH, last, f"{name} {last:.0%}", colour))
    style.end_labels(ax, ends)
