"""One topic: its share by side, the counts and the reading beneath, and who mentioned it when."""

from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from parley import sides
from parley.charts import over, reading, style

MOST_LINKS = 150  # ticks; over it the page is full, and its table of meetings has every link
SHIFT = {"us": 0.30, "prc": 0.70}
STATE_NAMES = {
    "both": "Both mention it",
    "us_only": "{us_name} only",
    "prc_only": "{prc_name} only",
    "neither": "Neither",
    "not_comparable": "Not read far enough",
    "names_nothing": "Names no subject",
    "one_account": "One account only",
    "no_account": "No account found",
    "not_coded": "Not coded for it",
}


def profile_words(frequency: pd.DataFrame, depth: pd.DataFrame, uncovered: pd.DataFrame) -> str:
    """Return what the panels of a topic show, for who cannot see them."""
    own, say = frequency[frequency["side"] != "either"], reading.period_text
    sums = own.groupby("side")[["mentions", "n"]].sum()
    us, prc = (f"{sums['mentions'][side]:,} of {sums['n'][side]:,}" for side in ("us", "prc"))
    few, cells = (own["state"] == "too_few").sum(), (own["cover"] != "not_covered").sum()
    after = ""
    if len(uncovered):
        covered = uncovered["first"].max() - pd.Timedelta(days=1)
        after = f" Days after {covered.day} {covered:%B %Y} are not covered."
    return sides.fill(
        f"Three panels from {say(own['period'].min())} to {say(own['period'].max())}. Shares of "
        "{us_s} accounts (round) and {prc_s} accounts (square) that mention it, "
        f"{us} and {prc} in all; {few:,} of {cells:,} points "
        "are missing, with under five accounts. Then the counts, and how far the accounts were "
        f"read.{after}"
    )


@style.chart(height=lambda *frames: (6.2, 6.8), words=profile_words)
def topic_profile_grid(
    frequency: pd.DataFrame,
    depth: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
) -> Figure:
    """Draw a topic's share by side over time, and beneath it the counts and the reading.

    Parameters
    ----------
    frequency : DataFrame
        Rows of `analysis.topics.topic_frequency` for the topic.
    depth : DataFrame
        As `analysis.topics.reading_depth` returns it, for the same periods.
    uncovered : DataFrame
        ``first``, ``last`` of each span to hatch.

    Returns
    -------
    Figure
        Three panels on one time axis. Shares with their 95 % intervals, the US round and
        China square (none under five accounts); accounts that mention the topic, filled, out of
        all accounts, outlined, the US left; accounts by how far they were read, the US left.
        Periods that the record does not cover are hatched in all three.
    """
    heights = [1.5, 1.0, 1.0]
    share, counts, depths = figure.subplots(3, 1, sharex=True, height_ratios=heights)
    for side in ("us", "prc"):
        own = frequency[frequency["side"] == side]
        side_shares(share, own, side, uncovered)
        side_counts(counts, own, side, uncovered)
        reading.depth_bars(depths, depth, side, uncovered, SHIFT[side] - 0.18, 0.36)
    for ax in (share, counts, depths):
        reading.hatch_uncovered(ax, uncovered)
    share.set_ylim(0, top_of(frequency))
    share.yaxis.set_major_formatter("{x:.0%}")
    for ax in (counts, depths):
        ax.set_ylim(0, max(1, ax.get_ylim()[1]))
        ax.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    if frequency["n"].sum() == 0:
        coded = "not_coded" not in set(frequency["state"])
        text = "No account is counted" if coded else "Not coded for this topic yet"
        share.text(0.5, 0.5, text, ha="center", transform=share.transAxes, color=style.INK2)
    reading.years(depths, frequency, most=12 if not phone else 5)
    say_sides(share, frequency)
    reading.side_key(share)
    at = {"va": "bottom", "xycoords": "axes fraction", "color": style.INK2}
    style.write(counts, (0, 1), "Accounts; filled: with a mention", (0, 4), **at)
    reading.depth_key(depths, phone=phone)
    return figure


def say_sides(ax: Axes, frequency: pd.DataFrame) -> None:
    """Let each covered period say both sides' counts when pointed at, or come to by Tab."""
    covered = frequency[(frequency["side"] != "either") & (frequency["cover"] != "not_covered")]
    counts = covered.set_index(["period", "side"])["count"].unstack().reset_index()
    texts = [
        sides.fill(
            f"{reading.period_text(row.period)}: {{us_name}} {row.us}, {{prc_name}} {row.prc}"
        )
        for row in counts.itertuples()
    ]
    over.periods(ax, counts, texts)


def top_of(frequency: pd.DataFrame) -> float:
    """Return the fifth at or over the highest interval; 1 where no share is given."""
    highest = frequency["high"].max()
    return min(1.0, (int(highest * 5 - 1e-9) + 1) / 5) if highest == highest else 1.0


def side_shares(ax: Axes, own: pd.DataFrame, side: str, uncovered: pd.DataFrame) -> None:
    """Draw one side's shares with their intervals, a little left or right of the middle."""
    given = own[own["share"].notna()]
    if given.empty:
        return
    left, width = reading.spans(given["period"], uncovered)
    at = (left + width * SHIFT[side]).to_numpy()
    colour = reading.SIDE_COLOURS[side]
    ax.vlines(at, given["low"], given["high"], color=colour, linewidth=1.5, zorder=2)
    marker, size = reading.SIDE_MARKERS[side], 7 if len(given) <= 12 else 5
    style.points(ax, at, given["share"], marker, size, colour, zorder=3, clip_on=False)


def side_counts(ax: Axes, own: pd.DataFrame, side: str, uncovered: pd.DataFrame) -> None:
    """Draw one side's accounts as outlines, filled as far as they mention the topic."""
    covered = own[own["cover"] != "not_covered"]
    left, width = reading.spans(covered["period"], uncovered)
    at, wide = left + width * (SHIFT[side] - 0.18), width * 0.36
    edge = style.OUTLINE | {"edgecolor": reading.SIDE_COLOURS[side]}
    style.boxes(ax, at, 0, wide, covered["n"], facecolor=style.PAGE, **edge)
    filled = {"facecolor": reading.SIDE_COLOURS[side], "linewidth": 0}
    style.boxes(ax, at, 0, wide, covered["mentions"], **filled)
    ax.autoscale_view()


def states_words(states: pd.DataFrame) -> str:
    """Return the counts of all nine states, for who cannot see the bars."""
    n = states.set_index("state")["meetings"].map("{:,}".format)
    return sides.fill(
        f"Bars of {states['meetings'].sum():,} meetings. Comparable: both {n['both']}, {{us_name}} "
        f"alone {n['us_only']}, {{prc_name}} alone {n['prc_only']}, neither {n['neither']}. Not "
        f"comparable: {n['not_comparable']} not read far enough, {n['names_nothing']} with an "
        f"account that names no subject, {n['one_account']} with one account, {n['no_account']} "
        f"without, {n['not_coded']} not coded."
    )


@style.chart(height=lambda *frames: (3.8, 4.2), words=states_words)
def four_states(states: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how many meetings fall in each state: the four that compare, then the rest in grey.

    Parameters
    ----------
    states : DataFrame
        As `analysis.topics.four_states` returns it.

    Returns
    -------
    Axes
        A bar for each state with its count behind it.
    """
    rows = [row + (0.5 if not alike else 0) for row, alike in enumerate(states["is_comparable"])]
    colours = [style.C1 if alike else style.CTX for alike in states["is_comparable"]]
    bars = ax.barh(rows, states["meetings"], height=0.62, color=colours, linewidth=0)
    ax.bar_label(bars, padding=5, color=style.INK)
    ax.set_yticks(rows, states["state"].map(sides.filled(STATE_NAMES)).tolist(), color=style.INK)
    ax.set_ylim(max(rows) + 0.6, -0.6)
    ax.set_xlim(0, max(1, states["meetings"].max()) * (1.12 if not phone else 1.25))
    style.bare(ax)
    return ax


def strip_words(dates: pd.DataFrame, *rest: pd.DataFrame) -> str:
    """Return what the strip of mentions shows, for who cannot see it."""
    us, prc, press = ((dates["side"] == side).sum() for side in ("us", "prc", "press"))
    return sides.fill(
        f"Three rows of ticks over time, one for each meeting: {us:,} by the {{us_s}} account, "
        f"{prc:,} by the {{prc_s}} account, {press:,} by the press. The press is in no share."
    )


@style.chart(height=lambda *frames: (1.9, 2.0), words=strip_words)
def mention_strip(
    dates: pd.DataFrame,
    frequency: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
) -> Axes:
    """Draw a tick for each meeting at which the US, China or the press has the topic raised.

    Parameters
    ----------
    dates : DataFrame
        ``side`` (us, prc, press) and ``start_date`` of each mention.
    frequency : DataFrame
        ``period``: the axis runs over the years of these, whatever their length.
    uncovered : DataFrame
        ``first``, ``last`` of each span to hatch.

    Returns
    -------
    Axes
        Three rows of ticks, empty where nobody is recorded.
    """
    reading.hatch_uncovered(ax, uncovered)
    colours = {"us": style.C1, "prc": style.C2, "press": style.CTX}
    for row, (side, colour) in enumerate(colours.items()):
        days = dates.loc[dates["side"] == side, "start_date"].drop_duplicates()
        if not days.empty:
            look = {"color": colour, "lw": 1.75, "ls": "solid", "solid_capstyle": "butt"}
            ax.plot(*style.ticks(days, row - 0.32, row + 0.32), **look)
    names = [
        fill(name, reading.HEAD if phone else reading.FOLD[0])
        for name in sides.names(press="Press").values()
    ]
    ax.set_yticks(range(3), names, color=style.INK)
    ax.set_ylim(2.6, -0.6)
    ax.grid(visible=False)
    whole = frequency["period"].map(lambda period: period.asfreq("Y"))
    reading.years(ax, frequency.assign(period=whole), most=12 if not phone else 5)
    for row, (side, name) in enumerate(sides.names(press="Press").items()):
        own = dates[dates["side"] == side] if len(dates) <= MOST_LINKS else dates.head(0)
        over.meetings(ax, own, row + 0.32, row - 0.32, name=name, phone=phone)
    return ax
