"""The words that each side used for talks, as pictures. Frames and Axes in, Axes out."""

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from parley import sides
from parley.charts import over, style
from parley.charts.reading import SIDE_COLOURS, hatch_uncovered, key, say_nothing, side_key, spans

SHIFT = {"us": -0.19, "prc": 0.19}
NOTHING = "No word is recorded"


def side_words(counts: pd.DataFrame) -> str:
    """Return what the bars of words show, for who cannot see them."""
    if counts.empty:
        return f"Empty: {NOTHING[0].lower()}{NOTHING[1:]}."
    us, prc = counts["us"].sum(), counts["prc"].sum()
    return sides.fill(
        f"Two bars for each of {len(counts)} words, {{the_us}} above {{the_prc}}, as long as the "
        f"accounts that use it, with the counts at their ends: {us:,} times in {{us_s}} accounts "
        f"and {prc:,} times in {{prc_s}} ones."
    )


@style.chart(height=style.per_row((0.4, 0.7), (0.5, 0.9)), words=side_words)
def words_by_side(counts: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how many accounts of each side use each word, the word used most on top.

    Parameters
    ----------
    counts : DataFrame
        Rows of `analysis.descriptors.word_counts` to show, in order.

    Returns
    -------
    Axes
        Two bars a word, the US above China, with the count at the end of each. Words alone
        where nothing is recorded.
    """
    if counts.empty:
        return say_nothing(ax, NOTHING)
    rows = np.arange(len(counts))
    for side, shift in SHIFT.items():
        bars = ax.barh(rows + shift, counts[side], 0.32, color=SIDE_COLOURS[side], linewidth=0)
        labels = ax.bar_label(bars, padding=4, color=SIDE_COLOURS[side])
        for label, count in zip(labels, counts[side], strict=True):
            label.set_visible(count > 0)
    ax.set_yticks(rows, counts["descriptor"], color=style.INK, gid=style.RECORD)
    ax.set_ylim(len(rows) - 0.5, -0.6)
    ax.set_xlim(0, counts[["us", "prc"]].max().max() * (1.15 if phone else 1.08))
    style.bare(ax)
    names = {"us": "{us_s} accounts", "prc": "{prc_s}"}
    key(ax, [("s", SIDE_COLOURS[side], sides.fill(name)) for side, name in names.items()])
    return ax


def time_words(used: pd.DataFrame, years: pd.DataFrame, *rest, words: list[str], **ends) -> str:
    """Return what the strips of words show, for who cannot see them."""
    if not words:
        return "Empty strips: no word is recorded."
    without, with_word = int(years["without"].sum()), int(years["with_word"].sum())
    first, last = used["start_date"].min(), used["start_date"].max()
    return sides.fill(
        f"A strip for each of {len(words)} words with a tick for each account that uses it, "
        f"{{the_us}} above {{the_prc}}, from {first:%-d %B %Y} to {last:%-d %B %Y}. "
        f"Beneath, accounts looked at by year and side, {without:,} of {without + with_word:,} of "
        "them without a recorded word."
    )


@style.chart(
    height=style.per_row((0.42, 2.3), (0.5, 2.6), lambda *_, words, **ends: len(words)),
    words=time_words,
)
def words_over_time_grid(
    used: pd.DataFrame,
    years: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
    words: list[str],
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> Figure:
    """Draw when each word was used by whom, and beneath it how many accounts were looked at.

    Parameters
    ----------
    used, years : DataFrame
        As `analysis.descriptors.used_words` and `by_year` return them.
    uncovered : DataFrame
        ``first``, ``last`` of each span to hatch.
    words : list of str
        The words drawn, in order.
    first, last : Timestamp
        Ends of the axis.

    Returns
    -------
    Figure
        A strip a word: a tick for each account, the US above the line and China under it. At
        the foot, bars of accounts by year, filled with a recorded word, outlined without, US left.
    """
    heights = [max(1, len(words)) * 0.42, 1.3]
    strips, foot = figure.subplots(2, 1, sharex=True, height_ratios=heights)
    for side in ("us", "prc"):
        own = used[used["side"] == side]
        for row, word in enumerate(words):
            days = mdates.date2num(own.loc[own["descriptor"] == word, "start_date"])
            ends = (row - 0.42, row - 0.03) if side == "us" else (row + 0.03, row + 0.42)
            look = {"color": SIDE_COLOURS[side], "linewidth": 1.5, "solid_capstyle": "butt"}
            strips.plot(*style.ticks(days, *ends), ls="-", gid=f"{side}-{row}", **look)
    strips.hlines(range(len(words)), *mdates.date2num([first, last]), color=style.GRID, linewidth=1)
    strips.set_yticks(range(len(words)), words, color=style.INK, gid=style.RECORD)
    strips.set_ylim(max(1, len(words)) - 0.4, -0.6)
    strips.grid(visible=False)
    strips.spines["bottom"].set_visible(False)
    strips.tick_params(axis="x", length=0, labelbottom=False)
    _looked(foot, years, uncovered, phone=phone)
    for ax in (strips, foot):
        hatch_uncovered(ax, uncovered)
    foot.set_xlim(*mdates.date2num([first, last]))
    style.month_axis(foot, phone=phone)
    for row, word in enumerate(words):
        own = used[used["descriptor"] == word]
        over.meetings(strips, own, row + 0.42, row - 0.42, name=word, phone=phone)
    side_key(strips)
    return figure


def _looked(ax: Axes, years: pd.DataFrame, uncovered: pd.DataFrame, *, phone: bool) -> None:
    """Draw the accounts looked at by year: with a recorded word filled, without outlined."""
    for side, place in (("us", 0.12), ("prc", 0.52)):
        own = years[years["side"] == side]
        start, length = spans(own["period"], uncovered)
        left, width = start + length * place, length * 0.36
        counts, colour = own[["with_word", "without"]].to_numpy(int).T, SIDE_COLOURS[side]
        filled = {"color": colour, "linewidth": 0, "gid": f"with-{side}"}
        ax.bar(left, counts[0], width, align="edge", **filled)
        hollow = {"color": style.PAGE, "edgecolor": colour, "linewidth": 0.75}
        ax.bar(left, counts[1], width, counts[0], align="edge", gid=f"without-{side}", **hollow)
    ax.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    signs = {"s": "accounts with a word", "□": "no word recorded"}
    key(ax, [(sign, style.INK2, name) for sign, name in signs.items()], phone=phone)
