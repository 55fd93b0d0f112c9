"""What the record holds and what it lacks, and how far two readings of it agree."""

from itertools import pairwise

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from parley import sides
from parley.charts import reading, style

BEGIN = pd.Timestamp("2015-01-01")  # first day shown of the official series


def heat_words(months: pd.DataFrame, quarters: pd.DataFrame, **_) -> str:
    """Return what the map of meetings shows, for who cannot see it."""
    if months.empty:
        return "Empty: no meeting on record."
    known = months[months["cover"] != "not_covered"]
    off = len(months) - len(known)
    first, last = (f"{edge:%B %Y}" for edge in (months["period"].min(), months["period"].max()))
    return (
        f"Map of {reading.counted(months['channel'].nunique(), 'channel', 'channels')} by month "
        f"from {first} to {last}, by quarter on a narrow screen. "
        f"{reading.counted(int(known['meetings'].sum()), 'meeting', 'meetings')}. An empty cell "
        "was looked at, and none was found; "
        f"{reading.counted(off, 'cell is', 'cells are')} not covered and hatched."
    )


@style.chart(height=lambda *_, **__: (4.4, 6.6), words=heat_words)
def meetings_heat(
    months: pd.DataFrame,
    quarters: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
    names: dict[str, str],
) -> Axes:
    """Draw how many meetings each channel held when: by month, by quarter on a phone.

    Parameters
    ----------
    months, quarters : DataFrame
        As `analysis.coverage.meetings_by_channel` returns them for either period.
    names : dict
        Display name of each channel.

    Returns
    -------
    Axes
        A row per channel, the busiest on top. The deeper the colour, the more meetings; an
        empty framed cell is a period that was looked at without finding one, hatching a
        period that was not looked at.
    """
    table = quarters if phone else months
    if table.empty:
        return reading.say_nothing(ax, "No meeting on record")
    channels = table["channel"].drop_duplicates().tolist()
    table = table.assign(row=table["channel"].map(channels.index))
    steps, tall = style.count_steps(int(table["meetings"].max())), 0.42 if phone else 0.84
    known = table[table["cover"] != "not_covered"]
    cells(ax, known[known["meetings"] == 0], tall, facecolor=style.PAGE, edgecolor=style.GRID)
    for low, above in pairwise([*steps, np.inf]):
        own = known[(known["meetings"] >= low) & (known["meetings"] < above)]
        cells(ax, own, tall, facecolor=style.step_colour(low, steps), edgecolor=style.C1)
    cells(ax, table[table["cover"] == "not_covered"], tall, linewidth=0, **style.HATCH)
    reading.name_rows(
        ax, [names[channel] for channel in channels], phone=phone, above=0.05, room=(0.6, 0.6, 1.1)
    )
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    reading.years(ax, table, most=4 if phone else 10)
    heat_key(ax, steps, phone=phone)
    return ax


def cells(ax: Axes, table: pd.DataFrame, tall: float, **look) -> None:
    """Draw a cell for each row of `table` in one look."""
    left, width = reading.spans(table["period"])
    style.boxes(ax, left, table["row"] + 0.42, width, -tall, **{"linewidth": 0.5} | look)


def heat_key(ax: Axes, steps: tuple[int, ...], *, phone: bool) -> None:
    """Name the colours over the map, from none found upward."""
    ends = pairwise([*steps, steps[-1] + 1])
    names = [f"{low}" if above == low + 1 else f"{low}–{above - 1}" for low, above in ends]
    names[-1] += " or more" if not phone else "+"
    found = [("s", style.step_colour(n, steps), name) for n, name in zip(steps, names, strict=True)]
    reading.key(ax, [("□", style.CTX, "none found"), *found])


def read_words(depth: pd.DataFrame, *_) -> str:
    """Return what the stacked bars show, for who cannot see them."""
    known = depth[depth["cover"] != "not_covered"]
    sums = known.groupby(["side", "read"])["accounts"].sum()
    said = (
        f"{name}: "
        + reading.listed(
            f"{sums.get((side, read), 0)} {reading.DEPTH_NAMES[read]}"
            for read in reading.DEPTH_NAMES
        )
        for side, name in sides.names().items()
    )
    return f"Stacked bars by year, a panel a side. {'. '.join(said)}."


@style.chart(height=lambda *_: (3.8, 5.8), words=read_words)
def accounts_read_grid(
    depth: pd.DataFrame, uncovered: pd.DataFrame, *, figure: Figure, phone: bool = False
) -> Figure:
    """Draw how many accounts of each side were read how far, by year.

    Parameters
    ----------
    depth : DataFrame
        As `analysis.topics.reading_depth` returns it.
    uncovered : DataFrame
        ``first``, ``last`` of each span to hatch.

    Returns
    -------
    Figure
        A panel for each side on one scale, accounts stacked, the fullest read at the foot.
    """
    shape = (2, 1) if phone else (1, 2)
    panels = figure.subplots(*shape, sharey=True)
    pads = (54, 6) if phone else (28, 28)
    for ax, (side, name), pad in zip(panels, sides.names().items(), pads, strict=True):
        reading.depth_bars(ax, depth, side, uncovered)
        reading.hatch_uncovered(ax, uncovered)
        reading.years(ax, depth, most=4)
        ax.set_title(name, pad=pad)
        ax.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    reading.depth_key(panels[0], phone=phone)
    return figure


def vintages_words(vintages: pd.DataFrame, **_) -> str:
    """Return what the bars of dated copies show."""
    if vintages.empty:
        return "Empty: no official series was given out."
    last = vintages["last"].max()
    return (
        f"A bar for each of {reading.counted(len(vintages), 'copy', 'copies')}, from the first to "
        f"the last period it holds, {last:%-d %B %Y} at the latest, and a dot on the day it was "
        "given out. Bars of series that begin before the axis have an arrow."
    )


@style.chart(height=style.per_row((0.27, 0.9), (0.67, 1.2)), words=vintages_words)
def vintages_strip(vintages: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw what each dated copy of an official series spans, and when it was given out.

    Parameters
    ----------
    vintages : DataFrame
        As `analysis.coverage.vintages` returns it, with ``name``: what its row is called.

    Returns
    -------
    Axes
        A bar for each copy from the first to the last period it holds, and a dot on the day
        it was given out; of a series that begins before `BEGIN` an arrow at the left edge.
    """
    if vintages.empty:
        return reading.say_nothing(ax, "No copy of an official series")
    dates = (mdates.date2num(vintages[name]) for name in ("first", "last", "vintage"))
    (first, last, given), begin = dates, mdates.date2num(BEGIN)
    level = np.arange(len(vintages)) + (0.12 if phone else 0)
    ax.hlines(level, first.clip(min=begin), last, color=style.STEPS[3], linewidth=6)
    style.points(ax, given, level, "o", 6, style.C2, clip_on=False)
    earlier = level[first < begin]
    style.points(ax, [begin] * len(earlier), earlier, "<", 9, style.STEPS[3], clip_on=False)
    dated = zip(vintages["name"], vintages["vintage"], strict=True)
    named = [f"{name} ({day:%b\u00a0%Y})" for name, day in dated]
    reading.name_rows(ax, named, phone=phone, above=0.02, room=(0.6, 0.6, 0.9), fold=(99, 36))
    ax.set_xlim(begin, max([*given, *last], default=begin + 1) + 60)
    end = mdates.num2date(ax.get_xlim()[1]).year
    shown = range(BEGIN.year, end + 1, 4 if phone else 2)
    ax.set_xticks([style.days(f"{year}-01-01") for year in shown], [f"{year}" for year in shown])
    reading.key(ax, [("■", style.STEPS[3], "what it spans"), ("●", style.C2, "given out")])
    return ax


def unsourced_words(table: pd.DataFrame) -> str:
    """Return what the bars of unsourced mentions show."""
    if table.empty:
        return "Empty: every mention cites a source."
    first, last = table.iloc[0], table.iloc[-1]
    return (
        f"{reading.counted(len(table), 'bar', 'bars')}, one a topic: mentions that rest on general "
        f"knowledge, of all its mentions. From {first['label']}, {first['unsourced']} of "
        f"{first['mentions']}, down to {last['label']}, {last['unsourced']} of {last['mentions']}."
    )


@style.chart(height=lambda table: max(1.6, 0.28 * len(table) + 0.3), words=unsourced_words)
def unsourced(table: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how many of each topic's mentions rest on general knowledge, out of all its mentions.

    Parameters
    ----------
    table : DataFrame
        As `analysis.coverage.unsourced` returns it.

    Returns
    -------
    Axes
        A bar per topic with "6 of 58" behind it; empty, and saying so, if every row is sourced.
    """
    if table.empty:
        return reading.say_nothing(ax, "No row without a source")
    style.bare(ax)
    rows = range(len(table))
    bars = ax.barh(rows, table["unsourced"], height=0.62, color=style.C1, linewidth=0)
    counts = reading.of_all(table["unsourced"], table["mentions"])
    ax.bar_label(bars, counts, padding=5, color=style.INK)
    ax.set_yticks(rows, table["label"], color=style.INK)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(0, table["unsourced"].max() * (1.2 if not phone else 1.6))
    return ax


LIMITS = (0.667, 0.8)


def agreement_height(table: pd.DataFrame) -> tuple[float, float]:
    """Return inches for the chart of agreement, wide and on a phone."""
    return max(2.0, 0.27 * len(table) + 0.6), max(2.4, 0.42 * len(table) + 0.6)


def agreement_words(table: pd.DataFrame) -> str:
    """Return what the chart of agreement shows, for who cannot see it."""
    given = table.dropna(subset="alpha")
    if given.empty:
        return "Empty: nothing was coded twice, or nothing varies."
    best, worst = given.loc[given["alpha"].idxmax()], given.loc[given["alpha"].idxmin()]
    return (
        f"Rows for {len(table)} topics: Krippendorff’s alpha of the two codings as a dot on its "
        "interval, and Gwet’s coefficient as a hollow diamond. "
        f"From {best['label']}, {best['alpha']:.2f}, down to {worst['label']}, "
        f"{worst['alpha']:.2f}. Lines mark {LIMITS[0]:.3f} and {LIMITS[1]:.3f}."
    )


@style.chart(height=agreement_height, words=agreement_words)
def agreement_intervals(table: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw Krippendorff's alpha of each topic on its interval, and AC1 beside it.

    Parameters
    ----------
    table : DataFrame
        As `analysis.agreement.per_topic` returns it.

    Returns
    -------
    Axes
        A dot on a band for alpha, a hollow diamond for AC1, lines at the two limits, and the
        counts of both readings right of them; a topic too rare to judge is hollow.
    """
    if table.empty:
        return reading.say_nothing(ax, "Nothing was coded twice")
    reading.name_rows(ax, table["label"].tolist(), phone=phone, fold=reading.FOLD)
    level = pd.Series([row + (0.1 if phone else 0) for row in range(len(table))])
    rare = table["reading"].isin(["too few", "no variation"])
    alpha = table.rename(columns={"alpha": "share", "alpha_low": "low", "alpha_high": "high"})
    alpha["low"] = alpha["low"].clip(lower=0)
    for some, colour in ((rare, style.CTX), (~rare, style.C1)):
        look = {"colour": colour, "marker": "o", "hollow": colour == style.CTX}
        reading.dots(ax, alpha[some], level[some.to_numpy()], **look)
    ac1 = {"mfc": style.PAGE, "zorder": 2.5, "clip_on": False}
    style.points(ax, table["ac1"], level, "D", 5, style.C2, **ac1)
    for limit in LIMITS:
        ax.axvline(limit, color=style.INK2, linewidth=1, linestyle=(0, (1, 2)), zorder=1)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_locator(MultipleLocator(0.2))
    ax.spines["bottom"].set_visible(True)
    counts = reading.of_all(table["positives_first"], table["positives_second"], "/")
    reading.column(ax, [], [], right=-48, head="● Alpha", colour=style.C1)
    reading.column(ax, [], [], right=0, head="◇ AC1", colour=style.C2)
    reading.column(ax, counts, level, right=62, head="Found", colour=style.INK2)
    return ax


def shares_words(table: pd.DataFrame) -> str:
    """Return what the chart of shares shows, for who cannot see it."""
    if table.empty:
        return "Empty: nothing was coded twice."
    top = table.loc[table["share_first"].idxmax()]
    return (
        f"Rows for {len(table)} topics: the share of accounts in which the earlier coding found "
        f"it, hollow, and the later one, filled. On top, {top['label']}: "
        f"{top['share_first']:.0%} and {top['share_second']:.0%}."
    )


@style.chart(
    height=lambda table: (max(2.0, 0.25 * len(table) + 0.6), agreement_height(table)[1]),
    words=shares_words,
)
def two_shares(table: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw each topic's share of accounts under both readings, joined by a line.

    Parameters
    ----------
    table : DataFrame
        As `analysis.agreement.per_topic` returns it.

    Returns
    -------
    Axes
        A hollow dot for the earlier reading, a filled one for the later.
    """
    if table.empty:
        return reading.say_nothing(ax, "Nothing was coded twice")
    table = table.sort_values("share_second", ascending=False)
    reading.name_rows(ax, table["label"].tolist(), phone=phone, fold=reading.FOLD)
    reading.share_axis(ax, table[["share_first", "share_second"]].max().max())
    level = [row + (0.1 if phone else 0) for row in range(len(table))]
    shares = [table["share_first"], table["share_second"]]
    ax.plot(shares, [level, level], color=style.CTX, linewidth=1.5, zorder=2)
    style.points(ax, shares[0], level, mfc=style.PAGE, zorder=3, mew=1.75, clip_on=False)
    style.points(ax, shares[1], level, zorder=3.5, mew=1.75, clip_on=False)
    counts = reading.of_all(table["positives_first"], table["positives_second"], " → ")
    reading.column(ax, counts, level, right=70, head="○ Earlier  ● Later", colour=style.INK2)
    return ax
