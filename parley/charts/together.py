"""Topics raised together, as pictures. Frames and Axes in, Axes out."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import style
from parley.charts.reading import column, key, say_nothing

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
        return say_nothing(ax, NOTHING)
    rows = _names(ax, drawn, phone=phone, above=0.1)
    _scale(ax, drawn["low"].min(), drawn["high"].max())
    _intervals(ax, rows, drawn["low"], drawn["high"], style.C1)
    style.points(ax, drawn["lift"], rows, zorder=3, gid="lift")
    column(ax, [f"{joint:.0f}" for joint in drawn["joint"]], rows, right=34, head="both")
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
        return say_nothing(ax, NOTHING)
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
    key(ax, [(marker, colour, said) for _, colour, marker, said in LOOKS.values()], phone=phone)
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
