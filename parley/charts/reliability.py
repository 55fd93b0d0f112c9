"""How far two readings agree: a row a topic."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from parley.charts import style
from parley.charts.reading import FOLD, column, dots, name_rows, of_all, say_nothing, share_axis

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
        return say_nothing(ax, "Nothing was coded twice")
    name_rows(ax, table["label"].tolist(), phone=phone, fold=FOLD)
    level = pd.Series([row + (0.1 if phone else 0) for row in range(len(table))])
    rare = table["reading"].isin(["too few", "no variation"])
    alpha = table.rename(columns={"alpha": "share", "alpha_low": "low", "alpha_high": "high"})
    alpha["low"] = alpha["low"].clip(lower=0)
    for some, colour in ((rare, style.CTX), (~rare, style.C1)):
        look = {"colour": colour, "marker": "o", "hollow": colour == style.CTX}
        dots(ax, alpha[some], level[some.to_numpy()], **look)
    ac1 = {"mfc": style.PAGE, "zorder": 2.5, "clip_on": False}
    style.points(ax, table["ac1"], level, "D", 5, style.C2, **ac1)
    for limit in LIMITS:
        ax.axvline(limit, color=style.INK2, linewidth=1, linestyle=(0, (1, 2)), zorder=1)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_locator(MultipleLocator(0.2))
    ax.spines["bottom"].set_visible(True)
    counts = of_all(table["positives_first"], table["positives_second"], "/")
    column(ax, [], [], right=-48, head="● Alpha", colour=style.C1)
    column(ax, [], [], right=0, head="◇ AC1", colour=style.C2)
    column(ax, counts, level, right=62, head="Found", colour=style.INK2)
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
        return say_nothing(ax, "Nothing was coded twice")
    table = table.sort_values("share_second", ascending=False)
    name_rows(ax, table["label"].tolist(), phone=phone, fold=FOLD)
    share_axis(ax, table[["share_first", "share_second"]].max().max())
    level = [row + (0.1 if phone else 0) for row in range(len(table))]
    shares = [table["share_first"], table["share_second"]]
    ax.plot(shares, [level, level], color=style.CTX, linewidth=1.5, zorder=2)
    style.points(ax, shares[0], level, mfc=style.PAGE, zorder=3, mew=1.75, clip_on=False)
    style.points(ax, shares[1], level, zorder=3.5, mew=1.75, clip_on=False)
    counts = of_all(table["positives_first"], table["positives_second"], " → ")
    column(ax, counts, level, right=70, head="○ Earlier  ● Later", colour=style.INK2)
    return ax
