"""Meetings by month and year as a map, and by year and manner as bars."""

from calendar import month_abbr
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import style
from parley.charts.reading import counted, key, listed, say_nothing

VERDICTS = {
    "true": ("came true", "■", {"color": style.C1}),
    "missed": ("missed", "■", {"color": style.C2}),
    "not_yet": ("not due yet", "□", {"facecolor": style.PAGE, "edgecolor": style.C1}),
    "not_said": ("nothing to say", "■", {"color": style.CTX}),
}


def map_words(months: pd.DataFrame, *_) -> str:
    """Return what the map of months and years shows, for who cannot see it."""
    known = months[months["cover"] != "not_covered"]
    off = len(months) - len(known)
    hatched = f"{counted(off, 'month is', 'months are')} not covered and hatched."
    if known.empty:
        return f"A map of months without a number. {hatched}"
    years = known.groupby("year")["meetings"].sum()
    by_year = listed(f"{year} {count}" for year, count in years.items())
    return (
        f"A map with a row a year from {months['year'].min()} to {months['year'].max()} and a "
        "column a month; each cell holds the number of meetings. By year: "
        f"{by_year}. {hatched}"
    )


@style.chart(
    height=style.per_row((0.3, 0.7), (0.32, 0.7), lambda months, _: months["year"].nunique()),
    words=map_words,
)
def month_map(months: pd.DataFrame, dates: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the number of meetings of every month, a row a year.

    Parameters
    ----------
    months : DataFrame
        As `analysis.channels.rhythm` returns it.
    dates : DataFrame
        Dated acts: ``date``; their months get a small triangle.

    Returns
    -------
    Axes
        A cell a month with its count: the more meetings, the deeper; an empty frame with a nought
        where none was found, hatching where nothing was looked for.
    """
    years = sorted(months["year"].unique())
    table = months.assign(row=months["year"].map(years.index))
    known = table[table["cover"] != "not_covered"]
    steps = style.count_steps(int(known["meetings"].max()) if len(known) else 1)
    colours = known["meetings"].map(lambda count: style.step_colour(int(count), steps))
    for colour, own in known.groupby(colours):
        least = own["meetings"].min()
        edge = style.C1 if least else style.GRID
        _cells(ax, own, facecolor=colour, edgecolor=edge, gid=f"cells-{least}")
    off = table[table["cover"] == "not_covered"]
    _cells(ax, off, gid="not-covered", **style.HATCH)
    for cell, colour in zip(known.itertuples(), colours, strict=True):
        ink = style.text_on(colour) if cell.meetings else style.INK2
        ax.text(cell.month, cell.row, f"{cell.meetings}", ha="center", va="center", color=ink)
    _frame(ax, years, phone=phone)
    marked = table[table["period"].isin(dates["date"].dt.to_period("M"))]
    style.points(ax, marked["month"] + 0.36, marked["row"] - 0.3, "v", 5, style.C2, gid="acts")
    return ax


def _cells(ax: Axes, table: pd.DataFrame, **look) -> None:
    """Draw a cell for each row in one look."""
    style.boxes(ax, table["month"] - 0.46, table["row"] - 0.44, 0.92, 0.88, linewidth=0.75, **look)


def _frame(ax: Axes, years: list[int], *, phone: bool) -> None:
    ax.set_xlim(0.4, 12.6)
    ax.set_ylim(len(years) - 0.5, -0.5)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.xaxis.tick_top()
    ax.set_xticks(range(1, 13), [month_abbr[n][: 1 if phone else 3] for n in range(1, 13)])
    ax.tick_params(axis="x", length=0)
    ax.set_yticks(range(len(years)), [f"{year}" for year in years], color=style.INK)


def drawn_manners(table: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Return the manners that have a panel: those that occur, a place not known apart."""
    totals = table.groupby("manner")["meetings"].sum()
    return [key for key in names if key != "unknown" and totals.get(key, 0)] or list(names)[:1]


def manners_height(table: pd.DataFrame, *, names: dict[str, str]) -> tuple[float, float]:
    """Return inches for the panels, wide and on a phone."""
    count = len(drawn_manners(table, names))
    return 1.45 * ceil(count / 3) + 0.3, 1.3 * count + 0.3


def manners_words(table: pd.DataFrame, *, names: dict[str, str]) -> str:
    """Return what the panels show, for who cannot see them."""
    totals, drawn = table.groupby("manner")["meetings"].sum(), drawn_manners(table, names)
    said = listed(f"{names[key][:1].lower()}{names[key][1:]} {totals.get(key, 0)}" for key in drawn)
    return (
        f"{counted(len(drawn), 'panel', 'panels')}, one for each manner, with a bar a year from "
        f"{table['year'].min()} to {table['year'].max()}, on one scale. Meetings {said}."
    )


@style.chart(height=manners_height, words=manners_words)
def manners_grid(
    table: pd.DataFrame, *, figure: Figure, phone: bool = False, names: dict[str, str]
) -> Figure:
    """Draw the meetings of each manner by year, a panel each, all on one scale.

    Parameters
    ----------
    table : DataFrame
        As `analysis.channels.manners_by_year` returns it.
    names : dict
        Display name of each manner.

    Returns
    -------
    Figure
        A panel for each manner that occurs; a bar a year with its count above it, hollow where the
        year is covered in part, hatched where it is not covered.
    """
    totals, shown = table.groupby("manner")["meetings"].sum(), drawn_manners(table, names)
    across = 1 if phone else 3
    rows = ceil(len(shown) / across)
    panels = figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False).ravel()
    top = max(table["meetings"].fillna(0).max(), 1)
    for ax, manner in zip(panels, shown, strict=False):
        _bars(ax, table[table["manner"] == manner], top, phone=phone)
        ax.set_title(f"{names[manner]}: {int(totals.get(manner, 0))}")
    for ax in panels[len(shown) :]:
        ax.set_visible(False)
    for ax in panels[max(len(shown) - across, 0) : len(shown)]:
        ax.tick_params(labelbottom=True)
    return figure


def _bars(ax: Axes, own: pd.DataFrame, top: int, *, phone: bool) -> None:
    known = own[own["cover"] != "not_covered"]
    partly = known["cover"].eq("partly")
    looks = {"color": style.C1, "linewidth": 0}, {"color": style.PAGE, **style.OUTLINE}
    for rows, look in zip((known[~partly], known[partly]), looks, strict=True):
        counts = rows["meetings"].astype(int)
        bars = ax.bar(rows["year"], counts, 0.72, **look)
        ax.bar_label(bars, [f"{n}" if n else "" for n in counts], padding=1, color=style.INK2)
    for year in own.loc[own["cover"] == "not_covered", "year"]:
        ax.axvspan(year - 0.5, year + 0.5, linewidth=0, zorder=0.5, **style.HATCH)
    ax.set_ylim(0, top * 1.18)
    ax.grid(visible=False)
    ax.set_yticks([])
    first, last = int(own["year"].min()), int(own["year"].max())
    ax.set_xlim(first - 0.6, last + 0.6)
    every = max(1, ceil((last - first) / (2 if phone else 3)))
    years = range(first, last + 1, every)
    ax.set_xticks(years, [f"{year}" for year in years])


def statements_words(table: pd.DataFrame) -> str:
    """Return what the bars of statements show, for who cannot see them."""
    if table.empty:
        return "Empty: no channel has enough past gaps."
    sums = listed(f"{table[each].sum()} {name}" for each, (name, _, _) in VERDICTS.items())
    return (
        f"A bar for each of {counted(len(table), 'channel', 'channels')}, as long as its "
        f"statements are many, in four parts: {sums} in all. At the right how many of those that "
        "are due came true."
    )


@style.chart(height=style.per_row((0.34, 0.8), (0.46, 1.5)), words=statements_words)
def statement_bars(table: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how many statements on the next contact came true, and how many were missed.

    Parameters
    ----------
    table : DataFrame
        As `analysis.returns.by_channel` returns it.

    Returns
    -------
    Axes
        A bar a channel in four parts: came true, missed, not due yet, nothing to say; at the
        right how many of those that are due came true.
    """
    if table.empty:
        return say_nothing(ax, "No channel has enough past gaps")
    level, foot = [row + (0.2 if phone else 0) for row in range(len(table))], 0
    for verdict, (_, _, look) in VERDICTS.items():
        ax.barh(level, table[verdict], 0.5, left=foot, linewidth=1, gid=verdict, **look)
        foot = foot + table[verdict]
    ax.set_ylim(len(table) - 0.4, -0.6)
    style.bare(ax)
    ax.set_yticks([] if phone else level, [] if phone else table["name"])
    beside = {"xycoords": ax.get_yaxis_transform(), "color": style.INK}
    for row, line in zip(level, table.to_dict("records"), strict=True):
        text = f"{line['true']} of {line['judged']}" if line["judged"] else "none due"
        style.write(ax, (1, row), text, (58, 0), "right", **beside)
        if phone:
            style.write(ax, (0, row - 0.42), line["name"], **beside)
    named = [(sign, look.get("color", style.C1), name) for name, sign, look in VERDICTS.values()]
    key(ax, named, phone=phone)
    return ax
