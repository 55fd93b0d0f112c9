"""Two accounts of the same meetings, and the words of each side. Frames and Axes in, Axes out."""

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from parley import sides
from parley.charts import over, reading, style

FEWEST_FOR_SHARE = 5
GAP = 1.0
ROOM = (0.6, 0.6, 0.9)
MOST_SAID, MOST_DOTS = 8, 6  # a description has room for no more
NOTHING = "No topic has enough meetings to compare"


def mentioned(results: pd.DataFrame) -> pd.DataFrame:
    """Return the topics that some account compared mentions: no other is drawn."""
    return results[results[["both", "us_only", "prc_only"]].sum(axis=1) > 0].reset_index(drop=True)


def sides_height(results: pd.DataFrame) -> tuple[float, float]:
    """Return inches for the dumbbells, wide and on a phone."""
    own = mentioned(results)
    wide, phone = (1.5, 1.9) if own["too_few"].any() else (0.8, 0.9)
    return 0.34 * max(len(own), 1) + wide, 0.54 * max(len(own), 1) + phone


def sides_words(results: pd.DataFrame) -> str:
    """Return what the dumbbells show, for who cannot see them."""
    own, (one, two) = mentioned(results), sides.names().values()
    if own.empty:
        return "Empty: no account compared mentions a topic."
    tested = own[~own["too_few"]]
    parts = [
        f"{row.label}: {one} {row.both + row.us_only}, {two} {row.both + row.prc_only} of "
        f"{row.meetings}"
        for row in tested.head(MOST_DOTS).itertuples()
    ]
    parts += [f"and {len(tested) - MOST_DOTS} more"] if len(tested) > MOST_DOTS else []
    dotted = (own["meetings"] >= FEWEST_FOR_SHARE).sum()
    return sides.fill(
        f"Rows for {len(own)} topics, {dotted} of them with two dots, {{the_us}} round and "
        "{the_prc} square, joined by a line. On top the topics tested: "
        f"{'; '.join(parts) or 'none has enough meetings'}. Beneath, with too few to compare, "
        f"{len(own) - len(tested)}."
    )


@style.chart(height=sides_height, words=sides_words)
def two_sides(results: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw each topic's share in the accounts of either side, joined: a dumbbell a topic.

    Parameters
    ----------
    results : DataFrame
        As `analysis.readouts.by_topic` returns it: topics tested, then those with too few.

    Returns
    -------
    Axes
        Topics that some account mentions: the US round, China square, with the counts of
        both and the meetings compared on the right. Grey, under a heading of their own, topics
        with too few to compare; without dots where fewer than five meetings compare.
    """
    results = mentioned(results)
    if results.empty:
        return reading.say_nothing(ax, "No topic is mentioned where two accounts compare")
    rows = np.arange(len(results)) + GAP * results["too_few"].to_numpy()
    reading.name_rows(ax, results["label"], rows=rows, phone=phone, above=0.17, room=ROOM)
    reading.share_axis(ax, results[["us_share", "prc_share"]].max().max())
    level = rows + (0.1 if phone else 0)
    own = results[results["meetings"] >= FEWEST_FOR_SHARE]
    at = level[(results["meetings"] >= FEWEST_FOR_SHARE).to_numpy()]
    ax.hlines(at, own["us_share"], own["prc_share"], color=style.CTX, linewidth=1.5, zorder=1.5)
    close = (own["us_share"] - own["prc_share"]).abs().to_numpy() < 0.02
    for side, shift in (("us", -0.15), ("prc", 0.15)):
        _dots(ax, own, at + shift * close, side)
    _counts(ax, results, level)
    _heading(ax, results, rows, phone=phone)
    return ax


def differences_words(results: pd.DataFrame) -> str:
    """Return what the differences show, for who cannot see them."""
    own = results[~results["too_few"]]
    if own.empty:
        return "Empty: no topic has enough meetings to be tested."
    parts = [
        f"{row.label} {_signed(row.difference)} ({_signed(row.low)} to {_signed(row.high)})"
        for row in own.head(MOST_SAID).itertuples()
    ]
    parts += [f"and {len(own) - MOST_SAID} more"] if len(own) > MOST_SAID else []
    return sides.fill(
        f"A dot on its interval for each of {len(own)} topics tested, in points of the {{us_s}} "
        f"share minus the {{prc_s}} share, around a line at no difference: {'; '.join(parts)}."
    )


def _signed(share: float) -> str:
    points = round(100 * share)
    return f"{points:+d}".replace("-", "−") if points else "0"


@style.chart(
    height=style.per_row((0.42, 1.3), (0.6, 1.5), lambda results: (~results["too_few"]).sum()),
    words=differences_words,
)
def differences(results: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the difference of the two sides' shares, US minus China, with its interval.

    Parameters
    ----------
    results : DataFrame
        As `analysis.readouts.by_topic` returns it; only topics tested are drawn.

    Returns
    -------
    Axes
        A dot on its 95 % interval for each topic tested, in the colour of the side that
        mentions it more often, hollow where that hangs on how it is counted, grey where
        it cannot be told. Words alone where none is.
    """
    own = results[~results["too_few"]].reset_index(drop=True)
    if own.empty:
        return reading.say_nothing(ax, NOTHING)
    rows = np.arange(len(own)).astype(float)
    reading.name_rows(ax, own["label"], rows=rows, phone=phone, above=0.17, room=ROOM)
    level = rows + (0.12 if phone else 0)
    for at, row in zip(level, own.itertuples(), strict=True):
        colour, marker = _look(row.result)
        ax.hlines(at, row.low, row.high, color=colour, linewidth=2.5, zorder=2, gid="interval")
        filled = colour if row.is_firm or colour == style.CTX else style.PAGE
        look = {"marker": marker, "ms": 8, "mfc": filled, "mew": 1.75, "gid": "difference"}
        ax.plot([row.difference], [at], color=colour, zorder=3, **look)
    _point_axis(ax, own, phone=phone)
    return ax


def _look(result: str) -> tuple[str, str]:
    side = {sides.more_often(side): side for side in sides.CODES}.get(result)
    return (reading.SIDE_COLOURS[side], reading.SIDE_MARKERS[side]) if side else (style.CTX, "D")


def _point_axis(ax: Axes, own: pd.DataFrame, *, phone: bool) -> None:
    most = max(0.1, own[["low", "high"]].abs().max().max()) * 1.05
    ax.set_xlim(-most, most)
    ax.axvline(0, color=style.INK2, linewidth=1, zorder=1)
    ax.xaxis.set_major_locator(MultipleLocator(0.1 if most < 0.45 and not phone else 0.2))
    ax.xaxis.set_major_formatter(lambda value, _: _signed(value))
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    up = 4
    for x, side, ha in ((0, "prc", "left"), (1, "us", "right")):
        text = (
            reading.side_head(side)
            if phone
            else f"{' '.join(reading.side_head(side).split())} more often"
        )
        ax.annotate(
            text, (x, 1), (0, up), ha=ha, color=reading.SIDE_COLOURS[side], weight="bold", **place
        )
        if len(text) > (
            reading.HEAD if phone else 3 * reading.HEAD
        ):  # too long for both on one line
            up += 14 * (text.count("\n") + 1)


def _dots(ax: Axes, own: pd.DataFrame, at: np.ndarray, side: str) -> None:
    """Draw one side's dots, those with too few to compare in grey."""
    for few, colour in ((True, style.CTX), (False, reading.SIDE_COLOURS[side])):
        chosen = (own["too_few"] == few).to_numpy()
        x, size = own[f"{side}_share"].to_numpy()[chosen], 6 if few else 8
        look = {"clip_on": False, "gid": f"{side}-{'few' if few else 'tested'}", "zorder": 3}
        style.points(ax, x, at[chosen], reading.SIDE_MARKERS[side], size, colour, **look)


def _counts(ax: Axes, results: pd.DataFrame, level: np.ndarray) -> None:
    """Print how many accounts of either side mention it, and how many meetings compare."""
    one, two = map(reading.side_head, ("us", "prc"))
    end = 34 + reading.apart(two, 58)
    for side, right, head in (("us", 34, one), ("prc", end, two), (None, end + 32, "of")):
        tint = reading.SIDE_COLOURS.get(side, style.INK2)
        found = results["both"] + results[f"{side}_only"] if side else results["meetings"]
        colours = [*(style.CTX if few else tint for few in results["too_few"]), tint]
        reading.column(ax, found.astype(str), level, right=right, head=head, colour=colours)


def _heading(ax: Axes, results: pd.DataFrame, rows: np.ndarray, *, phone: bool) -> None:
    """Say over the grey rows what they are."""
    if not results["too_few"].any():
        return
    first = rows[results["too_few"].to_numpy()][0] - (0.62 if not phone else 0.85)
    place = {"transform": ax.get_yaxis_transform(), "va": "bottom" if phone else "center"}
    place["bbox"] = style.PLATE
    ax.text(0, first, "Too few to compare", color=style.INK2, weight="bold", **place)


SHIFT = {"us": -0.19, "prc": 0.19}
NO_WORD = "No word is recorded"


def side_words(counts: pd.DataFrame) -> str:
    """Return what the bars of words show, for who cannot see them."""
    if counts.empty:
        return f"Empty: {NO_WORD[0].lower()}{NO_WORD[1:]}."
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
        return reading.say_nothing(ax, NO_WORD)
    rows = np.arange(len(counts))
    for side, shift in SHIFT.items():
        colour = reading.SIDE_COLOURS[side]
        bars = ax.barh(rows + shift, counts[side], 0.32, color=colour, linewidth=0)
        labels = ax.bar_label(bars, padding=4, color=colour)
        for label, count in zip(labels, counts[side], strict=True):
            label.set_visible(count > 0)
    ax.set_yticks(rows, counts["descriptor"], color=style.INK, gid=style.RECORD)
    ax.set_ylim(len(rows) - 0.5, -0.6)
    ax.set_xlim(0, counts[["us", "prc"]].max().max() * (1.15 if phone else 1.08))
    style.bare(ax)
    names = sides.filled({"us": "{us_s} accounts", "prc": "{prc_s}"})
    reading.key(ax, [("s", reading.SIDE_COLOURS[side], name) for side, name in names.items()])
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
            look = {"color": reading.SIDE_COLOURS[side], "linewidth": 1.5, "solid_capstyle": "butt"}
            strips.plot(*style.ticks(days, *ends), ls="-", gid=f"{side}-{row}", **look)
    strips.hlines(range(len(words)), *mdates.date2num([first, last]), color=style.GRID, linewidth=1)
    strips.set_yticks(range(len(words)), words, color=style.INK, gid=style.RECORD)
    strips.set_ylim(max(1, len(words)) - 0.4, -0.6)
    strips.grid(visible=False)
    strips.spines["bottom"].set_visible(False)
    strips.tick_params(axis="x", length=0, labelbottom=False)
    _looked(foot, years, uncovered, phone=phone)
    for ax in (strips, foot):
        reading.hatch_uncovered(ax, uncovered)
    foot.set_xlim(*mdates.date2num([first, last]))
    style.month_axis(foot, phone=phone)
    for row, word in enumerate(words):
        own = used[used["descriptor"] == word]
        over.meetings(strips, own, row + 0.42, row - 0.42, name=word, phone=phone)
    reading.side_key(strips)
    return figure


def _looked(ax: Axes, years: pd.DataFrame, uncovered: pd.DataFrame, *, phone: bool) -> None:
    """Draw the accounts looked at by year: with a recorded word filled, without outlined."""
    for side, place in (("us", 0.12), ("prc", 0.52)):
        own = years[years["side"] == side]
        start, length = reading.spans(own["period"], uncovered)
        left, width = start + length * place, length * 0.36
        counts, colour = own[["with_word", "without"]].to_numpy(int).T, reading.SIDE_COLOURS[side]
        filled = {"color": colour, "linewidth": 0, "gid": f"with-{side}"}
        ax.bar(left, counts[0], width, align="edge", **filled)
        hollow = {"color": style.PAGE, "edgecolor": colour, "linewidth": 0.75}
        ax.bar(left, counts[1], width, counts[0], align="edge", gid=f"without-{side}", **hollow)
    ax.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    signs = {"s": "accounts with a word", "□": "no word recorded"}
    reading.key(ax, [(sign, style.INK2, name) for sign, name in signs.items()], phone=phone)
