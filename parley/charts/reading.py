"""Marks that charts of the talks share: time that is not covered, how far accounts were read."""

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import style

DEPTH_COLOURS = {"full": style.STEPS[4], "opening": style.STEPS[2], "reported": style.STEPS[0]}
DEPTH_NAMES = {"full": "read in full", "opening": "opening read", "reported": "known by reports"}
SIDE_NAMES = {"us": "US", "prc": "China", "either": "Either side"}
SIDE_COLOURS = {"us": style.C1, "prc": style.C2, "either": style.C1}
SIDE_MARKERS = {"us": "o", "prc": "s", "either": "o"}


def spans(periods: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return where each period starts and how long it is, in days of the time axis."""
    start = mdates.date2num(periods.map(lambda period: period.start_time))
    end = mdates.date2num(periods.map(lambda period: (period + 1).start_time))
    return pd.Series(start, periods.index), pd.Series(end - start, periods.index)


def hatch_uncovered(ax: Axes, table: pd.DataFrame) -> None:
    """Hatch the periods of `table` (``period``, ``cover``) that the record does not cover."""
    shown = table.drop_duplicates("period")
    start, width = spans(shown["period"])
    off = (shown["cover"] == "not_covered").to_numpy()
    for left, length in runs(start[off], width[off]):
        ax.axvspan(
            left, left + length, facecolor=style.BAND, edgecolor=style.CONTEXT,
            hatch="////", linewidth=0, zorder=0.5,
        )  # fmt: skip


def runs(start: pd.Series, width: pd.Series) -> list[tuple[float, float]]:
    """Return neighbouring spans joined into one, as (start, length)."""
    joined: list[tuple[float, float]] = []
    for left, length in zip(start, width, strict=True):
        if joined and abs(sum(joined[-1]) - left) < 0.5:
            joined[-1] = (joined[-1][0], left + length - joined[-1][0])
        else:
            joined.append((left, length))
    return joined


def years(ax: Axes, table: pd.DataFrame, *, every: int = 1, short: bool = False) -> None:
    """Set the time axis to the periods of `table`, a label at every so manieth January."""
    start, width = spans(table["period"])
    first, last = table["period"].min().start_time.year, table["period"].max().end_time.year
    marks = [pd.Timestamp(year, 1, 1) for year in range(first, last + 1, every)]
    ax.set_xlim(start.min() - 15, (start + width).max() + 15)
    ax.set_xticks(mdates.date2num(marks))
    ax.set_xticklabels([f"’{mark:%y}" if short else f"{mark:%Y}" for mark in marks])


def depth_bars(ax: Axes, depth: pd.DataFrame, side: str) -> None:
    """Stack the accounts of one side by how far they were read, the fullest at the foot.

    Parameters
    ----------
    depth : DataFrame
        As `analysis.topics.reading_depth` returns it.
    side : str
        us, prc or either.
    """
    own = depth[(depth["side"] == side) & (depth["cover"] != "not_covered")]
    foot = 0
    for read, colour in DEPTH_COLOURS.items():
        level = own[own["read"] == read]
        left, width = spans(level["period"])
        ax.bar(
            left, level["accounts"].to_numpy(), width, bottom=foot, align="edge",
            color=colour, edgecolor=style.PAGE, linewidth=1, label=DEPTH_NAMES[read],
        )  # fmt: skip
        foot = foot + level["accounts"].to_numpy()
    hatch_uncovered(ax, depth)


def depth_key(ax: Axes, *, phone: bool = False, y: float = 1.04) -> None:
    """Name the three depths above the bars, each beside a patch of its colour."""
    for place, (read, colour) in enumerate(DEPTH_COLOURS.items()):
        x = (0.0, 0.32, 0.67)[place] if not phone else 0.0
        height = y + (0.17 * (2 - place) if phone else 0)
        ax.plot(
            x + 0.012, height + 0.05, marker="s", markersize=8, color=colour, linestyle="none",
            markeredgecolor=style.CONTEXT, markeredgewidth=0.5,
            transform=ax.transAxes, clip_on=False,
        )  # fmt: skip
        ax.text(
            x + (0.06 if phone else 0.03), height, DEPTH_NAMES[read],
            transform=ax.transAxes, color=style.INK2, va="bottom",
        )  # fmt: skip
