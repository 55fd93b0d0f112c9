"""When a count turned, by several methods on one time axis; and the fitted line itself."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import style
from parley.charts.deaths import parts
from parley.charts.reading import listed, say_nothing

WIDE = {False: 0.06, True: 0.11}  # of the months drawn: half of what a label covers
APART = {False: 6, True: 24}  # months under which two labels would share a place
ROW = 0.09  # of the height: a line of text
COLOURS = (style.C1, style.C2, style.C3)


def turning_words(rows: pd.DataFrame, *_, **options) -> str:
    """Return when each method puts the turn, for who cannot see it."""
    said = []
    for name, part in rows.groupby("series", sort=False):
        each = []
        for row in part.dropna(subset=["month"]).itertuples():
            ends = "" if pd.isna(row.low) else f" ({row.low:%b %Y} to {row.high:%b %Y})"
            each.append(f"{row.method} {row.words}{ends}")
        said.append(f"{name}: {', '.join(each) or 'no turn found'}.")
    return " ".join(["Dots with interval bars on a time axis, talks above.", *said])


@style.chart(height=style.per_row((0.36, 2.4), (0.5, 2.4)), words=turning_words)
def turning_times(
    rows: pd.DataFrame,
    marks: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
    named: tuple[pd.Timestamp, str] | None = None,
) -> Axes:
    """Draw the month in which a count turned, a row per method, with the talks on top.

    Parameters
    ----------
    rows : DataFrame
        As from `analysis.deaths.turning.opinions`, several series below each other.
    marks : DataFrame
        Talks as from `analysis.deaths.rug`; drawn as one strip of ticks per kind.
    named : tuple, optional
        Day and name of one meeting.

    Returns
    -------
    Axes
        A dot per method, a bar where it gives an interval; a word where it finds no turn.
    """
    first, last = _reach(rows, named)
    parts.month_axis(ax, first, last, phone)
    y = _talks(ax, marks, first, last, named, phone)
    for colour, (name, group) in zip(COLOURS, rows.groupby("series", sort=False), strict=False):
        parts.row_name(ax, y + 0.5, name, phone, color=colour, weight="bold")
        y += 0.7
        for row in group.itertuples():
            _opinion(ax, y, row, colour, phone)
            y += 1
        y += 0.35
    style.no_values(ax, y - 0.2, -0.6)
    return ax


def _reach(rows: pd.DataFrame, named) -> tuple[pd.Period, pd.Period]:
    """Return first and last month to draw: every interval and the meeting, with room."""
    months = pd.concat([rows["month"], rows["low"], rows["high"]]).dropna().tolist()
    months += [pd.Period(named[0], "M")] if named else []
    return min(months) - 4, max(months) + 4


def _talks(ax: Axes, marks: pd.DataFrame, first, last, named, phone: bool) -> float:
    """Draw the talks as strips on top; return where the rows beneath begin."""
    y = 0.0
    shown = marks[(marks["date"] >= first.start_time) & (marks["date"] <= last.end_time)]
    for label, group in shown.groupby("label", sort=False):
        dark = group["row"].iloc[0] == "counternarcotics"
        ticks = style.ticks(group["date"], y + 0.25, y + 0.75)
        colour, width = (style.INK, 2) if dark else (style.CTX, 1.25)
        ax.plot(*ticks, color=colour, lw=width, ls="-", gid=f"talks-{group['row'].iloc[0]}")
        parts.row_name(ax, y + 0.5, label, phone, color=style.INK if dark else style.INK2)
        y += 1.25
    if named:
        style.points(ax, [named[0]], [y + 0.2], "v", 8, style.INK2, gid="named")
        text = named[1] if phone else f"{named[1]}, {parts.day(named[0])}"
        style.write(ax, (named[0], y + 0.2), text, (-9, 0), ha="right", color=style.INK2)
        y += 1.1
    return y


def _opinion(ax: Axes, y: float, row, colour: str, phone: bool) -> None:
    """Draw one method's month and interval, and its name."""
    if pd.isna(row.month):
        parts.row_name(ax, y + 0.5, f"{row.method}: no turn found", phone, color=style.INK2)
        return
    parts.row_name(ax, y + 0.5, row.method, phone, color=style.INK)
    at = end = parts.mid([row.month])[0]
    fill = style.PAGE
    if not pd.isna(row.low):
        fill, end = colour, row.high.end_time
        ax.hlines(y + 0.5, row.low.start_time, end, color=colour, lw=5, gid="interval")
    ax.plot([at], [y + 0.5], ls="", marker="o", ms=8, mfc=fill, mec=colour, mew=1.75, gid="turn")
    style.write(ax, (end, y + 0.5), row.words, (9, 0), color=style.INK)


def joined_words(fitted: pd.DataFrame, joins: pd.DataFrame) -> str:
    """Return what the dots and the line that bends show, for who cannot see them."""
    if fitted.empty:
        return "Empty: no month of deaths lies in these dates."
    bends = listed(
        f"{row.month:%B %Y}, from {_percent(row.growth_before)} to {_percent(row.growth_after)} a "
        "year"
        for row in joins.itertuples()
    )
    ends = (f"{month:%B %Y}" for month in fitted["month"].iloc[[0, -1]])
    said = "US deaths a day with synthetic opioids, dots by month, from {} to {}. ".format(*ends)
    return said + (f"A line through them bends in {bends}." if bends else "No line was fitted.")


def _percent(growth: float) -> str:
    """Return growth in per cent with its sign."""
    return f"{growth:+.0f}%".replace("-", "−")


@style.chart(words=joined_words)
def joined_line(
    fitted: pd.DataFrame, joins: pd.DataFrame, *, ax: Axes, phone: bool = False
) -> Axes:
    """Draw months as dots, the fitted line that bends, and the bends with their intervals.

    Parameters
    ----------
    fitted : DataFrame
        ``month``, ``per_day``, ``fitted_per_day``; as from `analysis.deaths.turning.fitted_line`.
    joins : DataFrame
        ``month``, ``low``, ``high``, ``growth_before``, ``growth_after``; as from
        `analysis.deaths.turning.all_turns`.

    Returns
    -------
    Axes
        Counts from zero; each bend is a dot on the line over a bar for its interval.
    """
    if fitted.empty:
        return say_nothing(ax, "No month of these dates is held")
    x = parts.mid(fitted["month"])
    style.points(ax, x, fitted["per_day"], size=4, colour=style.CTX, gid="counts")
    line = fitted.set_index("month")["fitted_per_day"]
    if len(joins):
        ax.plot(x, line, color=style.C1, ls="-", gid="fitted")
    style.count_axis(ax, float(fitted[["per_day", "fitted_per_day"]].max().max()), 1.25)
    parts.month_axis(ax, fitted["month"].iloc[0], fitted["month"].iloc[-1], phone)
    last = ()
    for row in joins.itertuples():
        ends = row.low.start_time, row.high.end_time
        ax.hlines(0, *ends, color=style.C1, lw=8, clip_on=False, gid="interval")
        side = "below" if row.growth_after > row.growth_before else "above"
        away = (fitted["month"] - row.month).map(lambda gap: abs(gap.n))
        near = fitted[away <= WIDE[phone] * len(fitted)]
        counts = near[["per_day", "fitted_per_day"]].to_numpy(float)
        clear = np.nanmax(counts) if side == "above" else np.nanmin(counts)
        if last and last[0] == side and (row.month - last[1]).n < APART[phone]:
            clear = last[2] + ROW * ax.get_ylim()[1] * (1 if side == "above" else -1)
        last = side, row.month, clear
        words = row.month.strftime("%b %Y")
        parts.mark(ax, row.month, line[row.month], words, side, clear=float(clear))
    return ax
