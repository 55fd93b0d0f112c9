"""When counts turned: by several methods, the fitted line, every series, divisions and states."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from parley.charts import style
from parley.charts.deaths import parts
from parley.charts.reading import listed, period_text, say_nothing

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


STRIP, PANEL = 0.42, 1.25  # inches of a row of dates, and of a panel with its name
KINDS = {"talks": style.INK, "prc": style.C2, "us": style.C1, "un": style.C3, "mexico": style.C3}


def panels_height(values: pd.DataFrame, turned: pd.DataFrame, marks: pd.DataFrame, **_) -> tuple:
    """Return inches for the panels, wide in two columns and on a phone in one."""
    count = values["series"].nunique()
    strips = STRIP * marks["name"].nunique() + 0.5
    return strips + PANEL * -(-count // 2) + 0.4, strips + PANEL * count + 0.4


def panels_words(
    values: pd.DataFrame, turned: pd.DataFrame, marks: pd.DataFrame, *, names: Mapping, **_
) -> str:
    """Return what the panels show, for who cannot see them."""
    found = turned.dropna(subset=["month"]).sort_values("month")
    told = "; ".join(
        f"{names[row.series]} about {row.month:%B %Y}, from {row.low:%B %Y} to {row.high:%B %Y}"
        for row in found.itertuples()
    )
    none = [names[row.series] for row in turned[turned["month"].isna()].itertuples()]
    return (
        f"{values['series'].nunique()} line charts on one time axis, {values['date'].min():%Y} to "
        f"{values['date'].max():%Y}, below rows of dates. Turns: {told or 'none'}."
        + (f" No turn: {', '.join(none)}." if none else "")
    )


@style.chart(height=panels_height, words=panels_words)
def turned_grid(
    values: pd.DataFrame,
    turned: pd.DataFrame,
    marks: pd.DataFrame,
    *,
    names: Mapping[str, str],
    units: Mapping[str, str],
    figure: Figure,
    phone: bool = False,
) -> Figure:
    """Draw each series in a panel, its turn on it, and dates in rows above each column.

    Parameters
    ----------
    values : DataFrame
        As from `analysis.turned.drawn`.
    turned : DataFrame
        As from `analysis.turned.turns`.
    marks : DataFrame
        As from `analysis.turned.dates`.
    names, units : mapping
        What each series is called, and its unit.
    phone : bool
        Draw for 3.6 inches of width: one column.

    Returns
    -------
    Figure
        Each panel with its own scale from zero; years stand under every column.
    """
    if engine := figure.get_layout_engine():
        engine.set(h_pad=0.14)  # room for the name of each panel
    columns = 1 if phone else 2
    series = list(values["series"].unique())
    deep = -(-len(series) // columns)
    strips = STRIP * marks["name"].nunique() + 0.3
    grid = GridSpec(deep + 1, columns, figure, height_ratios=[strips, *[PANEL] * deep])
    first, last = values["date"].min().to_period("M"), values["date"].max().to_period("M")
    for column in range(columns):
        top = figure.add_subplot(grid[0, column])
        _dates(top, marks)
        below = [top]
        for row, name in enumerate(series[column * deep : (column + 1) * deep]):
            ax = figure.add_subplot(grid[row + 1, column], sharex=top)
            own = values[values["series"] == name]
            _panel(ax, own, f"{names[name]}, {units[name]}", phone)
            for each in turned[turned["series"] == name].dropna(subset=["month"]).itertuples():
                _turn(ax, each, own)
            below.append(ax)
        for ax in below:
            ax.tick_params(axis="x", length=0, labelbottom=False)
            for text in ax.texts:  # a long name must not make its panel narrow
                text.set_in_layout(False)
        below[-1].tick_params(axis="x", length=5, labelbottom=True)
        parts.month_axis(below[-1], first, last, True)
    return figure


def _dates(ax: Axes, marks: pd.DataFrame) -> None:
    """Draw a row of ticks a kind of date, with its name on top of it."""
    for row, (name, group) in enumerate(marks.groupby("name", sort=False)):
        colour = KINDS.get(group["kind"].iloc[0], style.CTX)
        ticks = style.ticks(group["date"], -row - 0.9, -row - 0.55)
        ax.plot(*ticks, color=colour, lw=1.5, ls="-", gid=f"dates-{group['kind'].iloc[0]}")
        at = {"xycoords": ax.get_yaxis_transform(), "color": style.INK2}
        style.write(ax, (0, -row), name, va="top", **at)
    style.no_values(ax, -marks["name"].nunique(), 0.1)
    ax.spines["bottom"].set_visible(False)


def _panel(ax: Axes, rows: pd.DataFrame, name: str, phone: bool) -> None:
    """Draw one series as a line; years as dots on a thin line; what still fills up hollow."""
    annual = rows["period"].iloc[0].freqstr.startswith("Y")
    look = {"lw": 1, "color": style.CTX} if annual else {"lw": 1.75, "color": style.C1}
    gid = f"line-{rows['series'].iloc[0]}"
    ax.plot(*_broken(rows), ls="-", gid=gid, **look)
    settled, filling = rows[~rows["is_open"]], rows[rows["is_open"]]
    if annual:
        style.points(ax, settled["date"], settled["value"], size=6, gid="years")
    style.hollow(ax, filling["date"], filling["value"], style.C1, gid="open")
    style.count_axis(ax, float(rows["value"].max()), 1.45)
    told = zip(rows["period"], rows["value"], strict=True)
    texts = [f"{period_text(when)}: {value:,.{1 if value < 100 else 0}f}" for when, value in told]
    style.hover(ax, style.days(rows["date"]), texts)
    at = {"xycoords": "axes fraction", "color": style.INK, "weight": "bold"}
    style.write(ax, (0, 1), name, (-38 if phone else 0, 4), va="bottom", **at)


def _broken(rows: pd.DataFrame) -> tuple[list, list]:
    """Return days and values of a line, broken where a period has no value."""
    every = pd.period_range(rows["period"].iloc[0], rows["period"].iloc[-1])
    known = rows.set_index("period")["value"].reindex(every)
    days = [when.start_time + (when.end_time - when.start_time) / 2 for when in every]
    return days, known.to_list()


def _turn(ax: Axes, turn, rows: pd.DataFrame) -> None:
    """Put the turn on the line, its interval as a bar on the axis, its month beside it."""
    at = parts.mid([turn.month])[0]
    value = rows.loc[(rows["date"] - at).abs().idxmin(), "value"]
    ends = turn.low.start_time, turn.high.end_time
    ax.hlines(0, *ends, color=style.C2, lw=7, clip_on=False, gid="interval")
    ax.vlines(at, 0, value, color=style.C2, lw=1, ls=(0, (1, 2)), zorder=1, gid="turn-line")
    style.points(ax, [at], [value], colour=style.C2, gid="turn")
    at = {"ha": "right", "va": "top", "xycoords": "axes fraction"}
    style.write(ax, (1, 1), f"{turn.month:%b %Y}", color=style.C2, bbox=style.PLATE, **at)


def divisions_words(areas: pd.DataFrame, peaks: pd.DataFrame, *, names: Mapping, **_) -> str:
    """Return what the rows show, for who cannot see them."""
    found = areas.dropna(subset=["month"])
    told = (
        f"Turns run from {names[found['area'].iloc[0]]}, {found['month'].iloc[0]:%B %Y}, to "
        f"{names[found['area'].iloc[-1]]}, {found['month'].iloc[-1]:%B %Y}."
        if len(found)
        else "No division has a turn."
    )
    states = peaks[peaks["state"] != "us"]
    return (
        f"A row a Census division, with a dot and a bar for its turn, and ticks for the peaks of "
        f"twelve months of its states. {told} The states' peaks are centred on months from "
        f"{states['middle'].min():%B %Y} to {states['middle'].max():%B %Y}."
    )


@style.chart(  # a row a division, and one for the nation
    height=style.per_row((0.42, 0.7), (0.56, 0.7), lambda areas, *_, **__: len(areas) + 1),
    words=divisions_words,
)
def divisions(
    areas: pd.DataFrame,
    peaks: pd.DataFrame,
    *,
    names: Mapping[str, str],
    nation: pd.Series,
    ax: Axes,
    phone: bool = False,
) -> Axes:
    """Draw the turn of each division as a dot with its interval, and its states' peaks as ticks.

    Parameters
    ----------
    areas : DataFrame
        As from `analysis.turned.by_area`.
    peaks : DataFrame
        As from `analysis.turned.state_peaks`.
    names : mapping
        What each division is called, and ``us``.
    nation : Series
        The nation's turn: ``month``, ``low``, ``high``; the first row.

    Returns
    -------
    Axes
        A row the nation and one a division, in the order of their turns.
    """
    rows = [("us", nation), *((row["area"], row) for _, row in areas.iterrows())]
    for place, (area, row) in enumerate(rows):
        own = peaks.loc[peaks["area"] == area, "middle"]
        days = pd.Series(parts.mid(own)) if len(own) else pd.Series(dtype="datetime64[ns]")
        reach = 0.18 if phone else 0.26
        ticks = style.ticks(days, place + 0.5 - reach, place + 0.5 + reach)
        ax.plot(*ticks, color=style.CTX, lw=1.5, ls="-", zorder=3, gid="peaks")
        look = {"color": style.INK, "weight": "bold" if area == "us" else "normal"}
        parts.row_name(ax, place + 0.5, names[area], phone, over=9, **look)
        if not pd.isna(row["month"]):
            colour = style.C1 if area == "us" else style.C2
            ends = row["low"].start_time, row["high"].end_time
            ax.hlines(place + 0.5, *ends, color=colour, lw=5, gid="interval")
            at = parts.mid([row["month"]])
            style.points(ax, at, [place + 0.5], size=8, colour=colour, gid="turn")
    middles = [*peaks["middle"], *areas["low"].dropna(), *areas["high"].dropna()]
    parts.month_axis(ax, min(middles) - 14, max(middles) + 2, phone)
    style.no_values(ax, len(rows), -0.5)
    return ax
