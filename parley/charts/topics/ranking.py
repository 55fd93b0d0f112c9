"""Topics in the order of their share, overall, in full texts, around a day; pairs of topics."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley import sides
from parley.charts import reading, style

ABOVE = 0.2  # of a row: its two marks reach up towards the name that stands over it on a phone


Highlight = str | Sequence[str] | None


def ranking_words(totals: pd.DataFrame, highlight: Highlight = None) -> str:
    """Return what the ranking shows, for who cannot see it."""
    if len(totals) != totals["topic"].nunique() * totals["side"].nunique():
        raise ValueError(
            "the ranking takes whole topics, every side's row of each: for the ten mentioned most "
            'give it totals.query("rank <= 10"), not totals.head(10)'
        )
    counts = totals.set_index(["side", "topic"])["mentions"]
    rows = [totals.sort_values("rank").iloc[place] for place in (0, -1)]
    top, last = (
        f"{row['label']}, in {counts['us', row['topic']]:,} {sides.fill('{us_s}')} and "
        + sides.fill(
            reading.counted(counts["prc", row["topic"]], "{prc_s} account", "{prc_s} accounts")
        )
        for row in rows
    )
    named = highlighted(totals, highlight)["label"]
    marked = f" Marked by a band: {', '.join(named)}." if len(named) else ""
    many = totals["topic"].nunique()
    below = f" Last {last}." if many > 1 else ""
    return (
        f"{_drawn(totals, reading.counted(many, 'topic', 'topics'))} On top {top}.{below}{marked}"
    )


def _drawn(totals: pd.DataFrame, topics: str) -> str:
    """Return of which sides a ranking has dots: of those with accounts enough for a share."""
    looks = {"us": "{the_us} round", "prc": "{the_prc} square"}
    given = {*totals.loc[totals["share"].notna(), "side"]}
    dots = [look for side, look in looks.items() if side in given]
    none = [f"{{the_{side}}}" for side in looks if side not in given]
    if not dots:
        return f"Rows for {topics} without a dot: each side has under five accounts."
    few = f" {none[0]} has no dot, under five accounts." if none else ""
    return sides.fill(f"Dots for {topics}, {' and '.join(dots)}, on their intervals.{few}")


def highlighted(totals: pd.DataFrame, highlight: Highlight) -> pd.DataFrame:
    """Return a row for each topic to be marked, by key or label, that is drawn."""
    rows = totals[totals[["topic", "label"]].isin(asked_for(highlight)).any(axis=1)]
    return rows.drop_duplicates("topic")


def asked_for(highlight: Highlight) -> list[str]:
    """Return the topics to be marked, one or several."""
    return [highlight] if isinstance(highlight, str) else [*(highlight or ())]


def ranking_asides(totals: pd.DataFrame, highlight: Highlight = None) -> list[str]:
    """Return what is said beside it where a row to be marked is not drawn: here it may not be."""
    known = {*totals["topic"], *totals["label"]}
    drawn = ", ".join(totals["topic"].unique())
    return [
        f"highlight={each!r} is not drawn, so no row is marked for it. These are: {drawn}"
        for each in asked_for(highlight)
        if each not in known
    ]


@style.chart(
    height=style.per_row((0.36, 0.9), (0.56, 0.9), lambda totals, **_: totals["topic"].nunique()),
    words=ranking_words,
    asides=ranking_asides,
)
def topic_ranking(
    totals: pd.DataFrame, *, ax: Axes, phone: bool = False, highlight: Highlight = None
) -> Axes:
    """Draw every topic's share in the accounts of each side, the topic mentioned most on top.

    Parameters
    ----------
    totals : DataFrame
        As `analysis.topics.topic_totals` returns it, a row for each side of a topic; the ten
        mentioned most are ``totals.query("rank <= 10")``.
    highlight : str or list of str, optional
        Topics, by key or label, whose rows are marked by a band: ``highlight="fentanyl"``. One
        that is not drawn, as of another period or record, is not marked.

    Returns
    -------
    Axes
        Two rows of dots, the US round and China square, each on its 95 % interval, with the
        counts printed right of them; a topic that is not coded says so instead.
    """
    topics = totals.drop_duplicates("topic")
    reading.name_rows(ax, topics["label"].tolist(), phone=phone, above=ABOVE, fold=reading.FOLD)
    reading.share_axis(ax, totals.loc[totals["side"] != "either", "high"].max())
    for topic in highlighted(totals, highlight)["topic"]:
        place = topics["topic"].tolist().index(topic)
        # On a phone the name stands above its row and begins at the axis: the band holds it.
        top, left = (place - 0.64, -0.02) if phone else (place - 0.5, 0)
        look = {"color": style.BAND, "lw": 0, "zorder": 0, "gid": "highlight"}
        ax.axhspan(top, top + 1, left, clip_on=False, **look)
        for name in ax.texts[place : place + 1]:  # else its plate would cut the band
            name.set_bbox(style.PLATE | {"facecolor": style.BAND})
    ends = {"us": 45, "prc": 45 + reading.apart(reading.side_head("prc"), 65)}
    for side, shift in (("us", -0.16), ("prc", 0.16)):
        own, colour = totals[totals["side"] == side], reading.SIDE_COLOURS[side]
        rows = [row + shift + (0.1 if phone else 0) for row in range(len(own))]
        reading.dots(ax, own, rows, colour=colour, marker=reading.SIDE_MARKERS[side])
        level = [row + (0.1 if phone else 0) for row in range(len(own))]
        named = {"right": ends[side], "head": reading.side_head(side), "colour": colour}
        reading.column(ax, reading.count_texts(own), level, **named)
    return ax


def full_texts_words(alike: pd.DataFrame) -> str:
    """Return what the comparison with full texts shows, for who cannot see it."""
    if not alike["n"].any():
        return "Empty: no account read in full has another to be compared with."
    given = alike[alike["share"].notna()]
    dots = reading.counted(given["topic"].nunique(), "topic", "topics")
    top = alike[alike["rank"] == alike["rank"].min()].set_index("texts")
    full, part = (f"{top['mentions'][t]:,} of {top['n'][t]:,}" for t in ("full", "part"))
    return (
        f"Two dots for each of {dots}: accounts read in full, hollow, "
        "and other accounts weighted to the same sides, channels and years, filled. On top "
        f"{top['label']['full']}: {full} read in full, {part} of the others."
    )


@style.chart(height=lambda alike: (5.4, 7.6), words=full_texts_words)
def full_texts(alike: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw every topic's share in the accounts read in full beside that in other, alike accounts.

    Parameters
    ----------
    alike : DataFrame
        As `analysis.topics.like_for_like` returns it.

    Returns
    -------
    Axes
        Two rows of dots: other accounts filled, those read in full hollow diamonds; counts right.
    """
    names = alike.drop_duplicates("topic")["label"]
    reading.name_rows(ax, names, phone=phone, above=ABOVE, fold=reading.FOLD)
    reading.share_axis(ax, alike["high"].max())
    looks = {"part": (-0.16, "o", style.C1, "● Others"), "full": (0.16, "D", style.C3, "◇ In full")}
    for texts, (shift, marker, colour, head) in looks.items():
        own = alike[alike["texts"] == texts]
        level = [row + (0.1 if phone else 0) for row in range(len(own))]
        rows = [row + shift for row in level]
        reading.dots(ax, own, rows, colour=colour, marker=marker, hollow=texts == "full")
        counts = reading.of_all(own["mentions"], own["n"], "/")
        right = {"part": 62, "full": 132}[texts]
        reading.column(ax, counts, level, right=right, head=head, colour=colour)
    return ax


SHOWN_CHANGES = 8


def change_words(change: pd.DataFrame) -> str:
    """Return what the chart of changes shows, for who cannot see it."""
    given = change["share_change"].dropna()
    if given.empty:
        return "Empty: too few accounts to compare in one of the two spans."
    drawn, many = min(len(given), SHOWN_CHANGES), reading.counted(len(given), "topic", "topics")
    each = f"For each of the {drawn} topics that changed most" if drawn > 1 else "For one topic"
    return (
        f"{each} a hollow dot for the earlier span and a filled one for the later, joined by a "
        f"line, on their intervals. Higher after: {(given > 0).sum()} of {many}; lower: "
        f"{(given < 0).sum()}. The table has the same counts in the accounts read in full."
    )


@style.chart(height=lambda change: (4.6, 6.0), words=change_words)
def topic_change(change: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw each topic's share before a day and from it on, joined by a line.

    Parameters
    ----------
    change : DataFrame
        As `analysis.topics.topic_change` returns it; the eight widest changes are drawn.

    Returns
    -------
    Axes
        A hollow dot before, a filled one after, each on its 95 % interval; counts right.
    """
    change = change.dropna(subset=["share_earlier", "share_later"]).head(SHOWN_CHANGES)
    if change.empty:
        return reading.say_nothing(ax, "Too few accounts to compare")
    reading.name_rows(ax, change["label"].tolist(), phone=phone, above=ABOVE, fold=reading.FOLD)
    reading.share_axis(ax, change[["high_earlier", "high_later"]].max().max())
    level = [row + (0.1 if phone else 0) for row in range(len(change))]
    above, below = [row - 0.14 for row in level], [row + 0.14 for row in level]
    shares = [change["share_earlier"], change["share_later"]]
    ax.plot(shares, [above, below], color=style.CTX, lw=1.5, ls="solid", zorder=2)
    reading.dots(ax, change, above, colour=style.CTX, marker="o", hollow=True, suffix="_earlier")
    reading.dots(ax, change, below, colour=style.C1, marker="o", suffix="_later")
    heads = {"earlier": (65, "○ Before", style.INK2), "later": (130, "● After", style.C1)}
    for span, (right, head, colour) in heads.items():
        texts = reading.of_all(change[f"mentions_{span}"], change[f"n_{span}"], "/")
        reading.column(ax, texts, level, right=right, head=head, colour=colour)
    return ax


NOTHING = "No pair of topics met five times"
TICKS = {0.125: "⅛", 0.25: "¼", 0.5: "½", 1: "1", 2: "2", 4: "4", 8: "8", 16: "16", 32: "32",
         64: "64", 128: "128", 256: "256"}  # fmt: skip
MOST_TICKS = 7
LONGEST = 33  # letters of a pair's names that stand on one line of a phone
LOOKS = {
    "odds": (-0.16, style.CTX, "O", "one level"),
    "length": (0.06, style.C1, "o", "level and length"),
    "year": (0.28, style.C3, "s", "year and length"),
}
WIDEST = (0.1, 260.0)  # what runs further is drawn to the edge, where an arrow says so


def lift_words(drawn: pd.DataFrame) -> str:
    """Return what the chart of lifts shows, for who cannot see it."""
    if drawn.empty:
        return f"Empty: {NOTHING[0].lower()}{NOTHING[1:]}."
    top, last = drawn.iloc[0], drawn.iloc[-1]
    return (
        f"A dot on its interval for each of {len(drawn)} pairs, around a line at chance. On top "
        f"{top['label_first']} + {top['label_second']}, {top['lift']:.1f} times as often; at the "
        f"foot {last['label_first']} + {last['label_second']}, {last['lift']:.1f} times."
    )


@style.chart(height=style.per_row((0.46, 1.0), (0.62, 1.1)), words=lift_words)
def pair_lifts(drawn: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how many times as often as chance two topics meet, with intervals.

    Parameters
    ----------
    drawn : DataFrame
        As `analysis.topic_pairs.drawn_pairs` returns it.

    Returns
    -------
    Axes
        A dot on its interval for each pair on a scale that doubles; right, the meetings with
        both. Words alone where no pair is there.
    """
    if drawn.empty:
        return reading.say_nothing(ax, NOTHING)
    rows = _names(ax, drawn, phone=phone, above=0.1)
    _scale(ax, drawn["low"].min(), drawn["high"].max())
    _intervals(ax, rows, drawn["low"], drawn["high"], style.C1)
    style.points(ax, drawn["lift"], rows, zorder=3, gid="lift")
    reading.column(ax, [f"{joint:.0f}" for joint in drawn["joint"]], rows, right=34, head="both")
    return ax


def odds_words(drawn: pd.DataFrame) -> str:
    """Return what the chart of odds ratios shows, for who cannot see it."""
    known = drawn[drawn["length_ratio"].notna()]
    if known.empty:
        return "Empty: no pair can be compared among alike accounts."
    top = known.iloc[0]
    return (
        f"Three marks on their intervals for each of {len(drawn)} pairs, on a scale that doubles, "
        "around a line at one: odds ratios within one level, hollow, within one level and length, "
        f"filled, within one year and length, square. For {top['label_first']} + "
        f"{top['label_second']} the second is {top['length_ratio']:.1f}, from "
        f"{top['length_low']:.1f} to {top['length_high']:.1f}."
    )


@style.chart(height=style.per_row((0.5, 1.0), (0.84, 1.3)), words=odds_words)
def pair_odds(drawn: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw each pair's odds ratio within one level, and among accounts of like length.

    Parameters
    ----------
    drawn : DataFrame
        As `analysis.topic_pairs.drawn_pairs` returns it.

    Returns
    -------
    Axes
        Three marks on their intervals a pair, on a scale that doubles: within one level hollow,
        within level and length round, within year and length square. No mark where a ratio
        has no value; words alone where none has.
    """
    if drawn[[f"{name}_low" for name in LOOKS]].notna().to_numpy().sum() == 0:
        return reading.say_nothing(ax, NOTHING)
    rows = _names(ax, drawn, phone=phone, above=0.22)
    low, high = (drawn[[f"{name}_{end}" for name in LOOKS]] for end in ("low", "high"))
    _scale(ax, low.min().min(), high.max().max())
    for name, (shift, colour, marker, _) in LOOKS.items():
        known = drawn[f"{name}_low"].notna().to_numpy()
        at, own = rows[known] + shift, drawn[known]
        _intervals(ax, at, own[f"{name}_low"], own[f"{name}_high"], colour)
        ratio = own["odds_ratio" if name == "odds" else f"{name}_ratio"]
        look = {"mfc": style.PAGE if marker == "O" else colour, "mew": 1.5, "zorder": 3}
        shown = ratio.where(ratio.between(*WIDEST))
        style.points(ax, shown, at, marker.lower(), 6, colour, gid=name, **look)
    marks = [(marker, colour, said) for _, colour, marker, said in LOOKS.values()]
    reading.key(ax, marks, phone=phone)
    return ax


def _intervals(ax: Axes, rows: np.ndarray, low: pd.Series, high: pd.Series, colour: str) -> None:
    """Draw each interval, with an arrow at an end that lies beyond the scale."""
    ax.hlines(rows, low.clip(*WIDEST), high.clip(*WIDEST), color=colour, linewidth=style.INTERVAL)
    for ends, edge, marker in ((low, WIDEST[0], "<"), (high, WIDEST[1], ">")):
        beyond = (ends < edge if marker == "<" else ends > edge).to_numpy()
        if beyond.any():
            x = np.full(beyond.sum(), edge)
            style.points(ax, x, rows[beyond], marker, 6, colour, gid="beyond")


def _names(ax: Axes, drawn: pd.DataFrame, *, phone: bool, above: float) -> np.ndarray:
    """Name each row, on a phone so far above it; return the rows' heights, the first on top."""
    rows = np.arange(len(drawn)).astype(float)
    ax.set_ylim(len(drawn) - 0.5, -0.6 if not phone else -0.95)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    pairs = [*zip(drawn["label_first"], drawn["label_second"], strict=True)]
    if not phone:
        # Two ticks a pair: each line is set flush by itself, whatever the font of the page.
        lines = [text for one, two in pairs for text in (f"{one} +", two)]
        ax.set_yticks((rows[:, None] + [-0.17, 0.17]).ravel(), lines, color=style.INK)
        ax.tick_params(axis="y", pad=8)
        return rows
    ax.set_yticks([])
    for row, (one, two) in zip(rows, pairs, strict=True):
        between = " +\n" if len(one) + len(two) > LONGEST else " + "
        place = {"transform": ax.get_yaxis_transform(), "va": "bottom", "bbox": style.PLATE}
        ax.text(0, row - above, f"{one}{between}{two}", color=style.INK, linespacing=1.1, **place)
    return rows


def _scale(ax: Axes, low: float, high: float) -> None:
    """Run a scale that doubles from under the lowest to over the highest end, chance marked."""
    low, high = max(WIDEST[0], min(low, 0.9)) / 1.1, min(WIDEST[1], max(high, 2.1)) * 1.1
    ax.set_xscale("log", base=2)
    ax.set_xlim(low, high)
    shown = [tick for tick in TICKS if low <= tick <= high]
    if len(shown) > MOST_TICKS:
        shown = [tick for tick in shown if np.log2(tick) % 2 == 0]
    ax.set_xticks(shown, [f"{TICKS[tick]}×" for tick in shown])
    ax.set_xticks([], minor=True)
    ax.axvline(1, color=style.INK2, linewidth=1, zorder=1)
