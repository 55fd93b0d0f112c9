"""How often topics come up, a panel for each on one scale, and the reading that they rest on."""

from math import ceil
from textwrap import fill, shorten
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import over, reading, style
from parley.charts.topics.profile import four_states, mention_strip, topic_profile_grid
from parley.charts.topics.ranking import (
    full_texts,
    pair_lifts,
    pair_odds,
    topic_change,
    topic_ranking,
)

PHONE_PANELS = 8


def grid_height(*frames: pd.DataFrame, side: str) -> tuple[float, float]:
    """Return inches for the small multiples, wide and on a phone."""
    count = frames[4]["topic"].nunique()
    return 0.96 * ceil(count / 3) + 1.5, 1.5 * ceil(min(count, PHONE_PANELS) / 2) + 2.2


def grid_words(
    frequency: pd.DataFrame, quarters: pd.DataFrame, *rest: pd.DataFrame, side: str
) -> str:
    """Return what the small multiples show, for who cannot see them."""
    own = frequency[frequency["side"] == side]
    cells, many = own[own["cover"] != "not_covered"], own["topic"].nunique()
    first, last = map(reading.period_text, (own["period"].min(), own["period"].max()))
    lines = ["the share with memory by quarter, on its interval"] * (not quarters.empty)
    bars = ["the plain share of each period"] * bool(cells["share"].notna().any())
    few = (cells["state"] != "share").sum()
    return (
        f"A panel for {'each of ' * (many > 1)}{reading.counted(many, 'topic', 'topics')} on one "
        f"scale, {f'in {first}' if first == last else f'from {first} to {last}'}: "
        f"{', and '.join(lines + bars) or 'no share, as accounts are too few'}. "
        f"{few:,} of {reading.counted(len(cells), 'covered cell', 'covered cells')} "
        f"{'has' if few == 1 else 'have'} under five accounts and no share. At the foot, how far "
        "the accounts were read."
    )


@style.chart(height=grid_height, words=grid_words)
def topic_share_grid(
    frequency: pd.DataFrame,
    quarters: pd.DataFrame,
    dates: pd.DataFrame,
    depth: pd.DataFrame,
    totals: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
    side: str,
) -> Figure:
    """Draw each topic's share over time in a panel of its own, the topic mentioned most first.

    Parameters
    ----------
    frequency : DataFrame
        As `analysis.topics.topic_frequency` returns it.
    quarters : DataFrame
        As `analysis.topics.remembered` has them, of this side.
    dates : DataFrame
        ``topic``, ``side``, ``start_date`` of each mention; a tick for each.
    depth : DataFrame
        As `analysis.topics.reading_depth` returns it, for the strip at the foot.
    totals : DataFrame
        As `analysis.topics.topic_totals` returns it: order and counts of the panels.
    uncovered : DataFrame
        ``first``, ``last`` of each span to hatch.
    side : {"us", "prc", "either"}
        Whose accounts.

    Returns
    -------
    Figure
        In each panel: the share with memory on its 95 % band, the periods' own shares as short
        bars (none under five accounts), a tick under the axis for each month with a
        mention (not on a phone), and hatching where nothing is covered. At the foot: accounts
        by how far they were read. A phone shows the eight topics mentioned most.
    """
    order = totals[totals["side"] == side].drop_duplicates("topic")
    order = order.head(PHONE_PANELS) if phone else order
    columns = 2 if phone else 3
    rows = -(-len(order) // columns)
    grid = figure.add_gridspec(rows + 1, columns, height_ratios=[1.0] * rows + [1.25])
    panels = [figure.add_subplot(grid[n // columns, n % columns]) for n in range(len(order))]
    for place, (ax, row) in enumerate(zip(panels, order.itertuples(), strict=True)):
        topic_panel(ax, row, (frequency, quarters, dates), side, uncovered, phone=phone)
        reading.hatch_uncovered(ax, uncovered)
        reading.years(ax, frequency, most=3 if not phone else 2, short=True)
        ax.tick_params(labelbottom=place + columns >= len(order), labelleft=place % columns == 0)
        own = frequency[(frequency["topic"] == row.topic) & (frequency["side"] == side)]
        say_periods(ax, own, stops=1)
    foot = figure.add_subplot(grid[rows, :])
    reading.depth_bars(foot, depth, side, uncovered)
    reading.depth_key(foot, phone=phone)
    reading.hatch_uncovered(foot, uncovered)
    reading.years(foot, depth, most=12 if not phone else 5)
    return figure


def one_topic_grid(
    frequency: pd.DataFrame,
    quarters: pd.DataFrame,
    dates: pd.DataFrame,
    depth: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
) -> Figure:
    """Draw one topic's share over time, and the reading that it rests on.

    Parameters
    ----------
    frequency, quarters, dates, depth, uncovered : DataFrame
        As `analysis.topics.one_topic` returns them: one topic, one side.

    Returns
    -------
    Figure
        What `topic_share_grid` draws of a topic, in one wide panel, and its foot.
    """
    share, foot = figure.subplots(2, 1, height_ratios=[1.6, 1.0])
    share_panel(share, frequency, quarters, uncovered)
    mention_ticks(share, dates["start_date"], low=-0.06, high=-0.015)
    reading.depth_bars(foot, depth, depth["side"].iloc[0], uncovered)
    reading.depth_key(foot, phone=phone)
    for ax, table in ((share, frequency), (foot, depth)):
        reading.hatch_uncovered(ax, uncovered)
        reading.years(ax, table, most=12 if not phone else 5)
    say_periods(share, frequency, stops=over.FEW)
    return figure


def say_periods(ax: Axes, frequency: pd.DataFrame, stops: int) -> None:
    """Let each covered period say its count when pointed at; `stops` of them by the Tab key."""
    covered = frequency[frequency["cover"] != "not_covered"]
    pairs = zip(covered["period"], covered["count"], strict=True)
    texts = [f"{reading.period_text(when)}: {count}" for when, count in pairs]
    over.periods(ax, covered, texts, stops)


def topic_panel(
    ax: Axes, row: Any, tables: tuple, side: str, uncovered: pd.DataFrame, *, phone: bool
) -> None:
    """Draw the panel of one topic, `row` of the totals, out of the tables of all."""
    plain, quarters, dates = (table[table["topic"] == row.topic] for table in tables)
    share_panel(ax, plain[plain["side"] == side], quarters, uncovered)
    if not phone:
        mention_ticks(ax, dates.loc[dates["side"] == side, "start_date"])
    count = "not coded" if row.state == "not_coded" else row.count
    name_panel(ax, row.label, count, phone=phone)


def share_panel(
    ax: Axes, frequency: pd.DataFrame, quarters: pd.DataFrame, uncovered: pd.DataFrame
) -> None:
    """Draw one topic: the share with memory and its band, and the periods' own shares."""
    given = frequency[frequency["share"].notna()]
    left, width = reading.spans(given["period"], uncovered)
    steps(ax, left, left + width, given["share"])
    if not quarters.empty:
        start, long = reading.spans(quarters["period"])
        middle = (start + long / 2).round()
        look = {"facecolor": style.STEPS[0], "edgecolor": style.STEPS[3], "linewidth": 0.5}
        ax.fill_between(middle, quarters["low"], quarters["high"], zorder=1, **look)
        ax.plot(middle, quarters["share"], color=style.C1, linestyle="solid", zorder=3)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1])
    ax.yaxis.set_major_formatter("{x:.0%}")


def steps(ax: Axes, left: pd.Series, right: pd.Series, height: pd.Series) -> None:
    """Draw a short bar for each value, all of them as one path."""
    if left.empty:
        return
    x = np.column_stack([left, right, np.full(len(left), np.nan)]).ravel()
    y = np.repeat(height.to_numpy(), 3)
    ax.plot(x, y, color=style.CTX, linewidth=1.5, linestyle="solid", zorder=2)


def mention_ticks(ax: Axes, when: pd.Series, *, low: float = -0.13, high: float = -0.03) -> None:
    """Draw a tick just under the axis for each month that has a date, all as one path."""
    ax.tick_params(axis="x", length=0, pad=12)
    if when.empty:
        return
    ticks = style.ticks(when.dt.to_period("M").drop_duplicates().dt.start_time, low, high)
    look = {"color": style.INK2, "lw": 1, "ls": "solid", "solid_capstyle": "butt"}
    ax.plot(*ticks, transform=ax.get_xaxis_transform(), clip_on=False, **look)


def name_panel(ax: Axes, label: str, count: str, *, phone: bool = False) -> None:
    """Put the topic and its counts over its panel.

    Only the counts, which are short, take part in the layout, with blank lines for the name:
    a long name would else narrow every panel.
    """
    above, most = ("\n\n", 33) if phone else ("\n", 26)
    name = shorten(label, most, placeholder="…")
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    ax.annotate(above + count, (0, 1), xytext=(0, 3), color=style.INK2, **place)
    look = {"weight": "bold", "color": style.INK} | place
    text = ax.annotate(fill(name, 17) if phone else name, (0, 1), xytext=(0, 18), **look)
    text.set_in_layout(False)
