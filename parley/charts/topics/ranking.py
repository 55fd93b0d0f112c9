"""Topics in the order of their share: overall, in full texts, and before and after a day."""

import pandas as pd
from matplotlib.axes import Axes

from parley import sides
from parley.charts import style
from parley.charts.reading import MARKS, SIDE_COLOURS, SIDE_MARKERS, say_nothing
from parley.charts.topics.rows import column, count_texts, dots, name_rows, share_axis


def topic_ranking(totals: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw every topic's share in the accounts of each side, the topic mentioned most on top.

    Parameters
    ----------
    totals : DataFrame
        As `analysis.topics.topic_totals` returns it.
    ax : Axes, optional
        Where to draw; a new figure if left out.
    phone : bool
        Names above the rows instead of beside them.

    Returns
    -------
    Axes
        Two rows of dots, the US round and China square, each on its 95 % interval, with the
        counts printed right of them; a topic that is not coded says so instead.
    """
    ax = style.axes(ax)
    labels = totals.drop_duplicates("topic")["label"].tolist()
    name_rows(ax, labels, phone=phone)
    share_axis(ax, totals.loc[totals["side"] != "either", "high"].max())
    for side, shift in (("us", -0.16), ("prc", 0.16)):
        own = totals[totals["side"] == side]
        rows = [row + shift + (0.1 if phone else 0) for row in range(len(own))]
        dots(ax, own, rows, colour=SIDE_COLOURS[side], marker=SIDE_MARKERS[side])
        level = [row + (0.1 if phone else 0) for row in range(len(own))]
        column(
            ax, count_texts(own), level, right={"us": 45, "prc": 110}[side],
            head=f"{MARKS[SIDE_MARKERS[side]]} {sides.names()[side]}", colour=SIDE_COLOURS[side],
        )  # fmt: skip
    return ax


def full_texts(both: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw every topic's share in all accounts beside that in the accounts read in full.

    Parameters
    ----------
    both : DataFrame
        As `analysis.topics.full_text_totals` returns it.

    Returns
    -------
    Axes
        Two rows of dots: all accounts filled, those read in full hollow diamonds; counts right.
    """
    ax = style.axes(ax)
    name_rows(ax, both.drop_duplicates("topic")["label"].tolist(), phone=phone)
    share_axis(ax, both["high"].max())
    looks = {"all": (-0.16, "o", style.C1, "● All"), "full": (0.16, "D", style.C3, "◇ In full")}
    for texts, (shift, marker, colour, head) in looks.items():
        own = both[both["texts"] == texts]
        level = [row + (0.1 if phone else 0) for row in range(len(own))]
        rows = [row + shift for row in level]
        dots(ax, own, rows, colour=colour, marker=marker, hollow=texts == "full")
        right = {"all": 40, "full": 110}[texts]
        column(ax, count_texts(own), level, right=right, head=head, colour=colour)
    return ax


def topic_change(change: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw each topic's share before a day and from it on, joined by a line.

    Parameters
    ----------
    change : DataFrame
        Rows of `analysis.topics.topic_change` to show, in order.

    Returns
    -------
    Axes
        A hollow dot before, a filled one after, each on its 95 % interval; counts right.
    """
    ax = style.axes(ax)
    if change.empty:
        return say_nothing(ax, "Too few accounts to compare")
    name_rows(ax, change["label"].tolist(), phone=phone)
    share_axis(ax, change[["high_earlier", "high_later"]].max().max())
    level = [row + (0.1 if phone else 0) for row in range(len(change))]
    above, below = [row - 0.14 for row in level], [row + 0.14 for row in level]
    ax.plot(
        [change["share_earlier"], change["share_later"]], [above, below],
        color=style.CONTEXT, linewidth=1.5, linestyle="solid", zorder=2,
    )  # fmt: skip
    dots(ax, change, above, colour=style.CONTEXT, marker="o", hollow=True, suffix="_earlier")
    dots(ax, change, below, colour=style.C1, marker="o", suffix="_later")
    for span, right, head, colour in (
        ("earlier", 65, "○ Before", style.INK2),
        ("later", 130, "● After", style.C1),
    ):
        texts = [
            f"{m}/{n}" for m, n in zip(change[f"mentions_{span}"], change[f"n_{span}"], strict=True)
        ]
        column(ax, texts, level, right=right, head=head, colour=colour)
    return ax
