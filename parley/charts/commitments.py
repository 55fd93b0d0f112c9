"""Promises as pictures: what became of each, the share delivered, and the time it took."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import over, style
from parley.charts.reading import column, counted, dots, key, listed, name_rows, of_all, say_nothing

LOOKS = {  # of each state: marker and look of its marks, their sign and colour in the key, a name
    "delivered": ("s", {"color": style.C1}, "■", style.C1, "filled squares"),
    "partly": ("s", {"color": style.Q3, "mec": style.C1}, "■", style.Q3, "lighter squares"),
    "ongoing": ("s", {"mfc": style.PAGE, "mec": style.C1}, "□", style.C1, "hollow squares"),
    "not_delivered": ("x", {"mec": style.C2, "mew": 2}, "✕", style.C2, "crosses"),
    "lapsed": ("_", {"mec": style.C2, "mew": 2.5}, "━", style.C2, "bars"),
    "no_report": ("o", {"mfc": style.PAGE, "mec": style.CTX}, "○", style.CTX, "hollow circles"),
}
LAST_MONTH = 36
ROOM = (0.5, 0.6, 0.8)


def units_words(table: pd.DataFrame, *, names: dict[str, str]) -> str:
    """Return what the marks show, for who cannot see them."""
    own = table[table["group"] == "topic"]
    if own.empty:
        return "No mark: no promise on record in these dates."
    said = listed(f"{own[each].sum()} {LOOKS[each][-1]} {names[each].lower()}" for each in names)
    first, last = own.iloc[0], own.iloc[-1]
    return (
        f"A row for each of {counted(len(own), 'topic', 'topics')} with a mark for each of "
        f"{counted(own['made'].sum(), 'promise', 'promises')}: {said}. From {first['label']}, "
        f"{first['made']}, down to {last['label']}, {last['made']}."
    )


@style.chart(
    height=style.per_row((0.3, 0.8), (0.42, 2.0), lambda own, **_: own["group"].eq("topic").sum()),
    words=units_words,
)
def promise_units(
    table: pd.DataFrame, *, ax: Axes, phone: bool = False, names: dict[str, str]
) -> Axes:
    """Draw a mark for every promise, a row a topic, sorted by what became of it.

    Parameters
    ----------
    table : DataFrame
        As `analysis.commitments.kept` returns it; its rows of group ``topic`` are drawn.
    names : dict
        Display name of each state, in the order in which they are drawn.

    Returns
    -------
    Axes
        Filled squares for what was delivered, lighter for partly, hollow for still open, crosses
        and bars for what was not, circles where no later report was found.
    """
    own = table[table["group"] == "topic"].reset_index(drop=True)
    drop = 0.18 if phone else 0.0
    name_rows(ax, own["label"], phone=phone, above=0.1, room=ROOM)
    style.bare(ax)
    ax.set_xlim(0.3, max(own["made"].max() if len(own) else 1, 12) + 0.7)
    starts = np.zeros(len(own), dtype=int)
    for state in names:
        counts = own[state].to_numpy(dtype=int)
        y = np.repeat(np.arange(len(own)) + drop, counts)
        x = [at + n + 1 for at, count in zip(starts, counts, strict=True) for n in range(count)]
        marker, look = LOOKS[state][:2]
        size = 7 if phone else 9
        ax.plot(x, y, ls="none", marker=marker, ms=size, gid=f"promises-{state}", **look)
        starts = starts + counts
    _unit_key(ax, names, phone=phone)
    each = ([f"{row[s]} {names[s].lower()}" for s in names if row[s]] for _, row in own.iterrows())
    _over_rows(ax, own["label"], map(listed, each))
    return ax


def _unit_key(ax: Axes, names: dict[str, str], *, phone: bool) -> None:
    entries = [(*LOOKS[state][2:4], name.lower()) for state, name in names.items()]
    if phone:
        key(ax, entries, phone=True)
        return
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
    for rank, (sign, colour, name) in enumerate(entries):
        x, up = 118 * (rank % 3), 24 - 15 * (rank // 3)
        mark = ax.annotate(sign, (0, 1), xytext=(x, up), color=colour, **place)
        mark.set_in_layout(rank == 0)
        text = ax.annotate(name, (0, 1), xytext=(x + 14, up), color=style.INK2, **place)
        text.set_in_layout(False)


def kept_words(table: pd.DataFrame) -> str:
    """Return what the chart of shares shows, for who cannot see it."""
    every, dots = table.iloc[0], int(table["share"].notna().sum())
    return (
        f"A row for all promises, for who promised, and for each topic, {len(table)} in all. "
        f"{counted(dots, 'row has', 'rows have')} a dot, the share delivered of those with a later "
        f"report, on its interval: {every['delivered']} of {every['reported']} in all. The others "
        "have under five. At the right the counts, and how many have no later report: "
        f"{every['no_report']} in all."
    )


@style.chart(height=style.per_row((0.32, 0.9), (0.5, 1.0)), words=kept_words)
def kept_shares(table: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the share delivered in all, by who promised and by topic, each on its interval.

    Parameters
    ----------
    table : DataFrame
        As `analysis.commitments.kept` returns it.

    Returns
    -------
    Axes
        A dot on a band where at least five promises have a later report, nothing where fewer; at
        the right the counts, and the number without a later report.
    """
    drop = 0.16 if phone else 0.0
    name_rows(ax, table["label"], phone=phone, above=0.1, room=ROOM)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1] if phone else [0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_formatter("{x:.0%}")
    level = np.arange(len(table)) + drop
    dots(ax, table, level, colour=style.C1, gid="shares")
    counts = of_all(table["delivered"], table["reported"])
    column(ax, counts, level, right=58, head="Delivered")
    none = [f"{n}" if n else "–" for n in table["no_report"]]
    column(ax, none, level, right=130, head="No report")
    for edge in np.flatnonzero(table["group"].ne(table["group"].shift()))[1:]:
        ax.axhline(edge - 0.5, color=style.GRID, linewidth=1, zorder=1)
    said = [
        count + (f", {row.low:.0%} to {row.high:.0%}" if pd.notna(row.share) else "")
        for count, row in zip(counts, table.itertuples(), strict=True)
    ]
    _over_rows(ax, table["label"], said)
    return ax


def _over_rows(ax: Axes, labels: Iterable[str], said: Iterable[str]) -> None:
    """Lay over each row what it says in words."""
    low, high = ax.get_xlim()
    texts = [f"{label}: {words}" for label, words in zip(labels, said, strict=True)]
    over.values(ax, [(low, row + 0.45, high - low, -0.9) for row in range(len(texts))], texts)


def curve_words(curve: pd.DataFrame) -> str:
    """Return what the curves show, for who cannot see them."""
    if curve.empty:
        return "No curve: no promise in these dates."
    floor, news = (_shown(curve, basis) for basis in ("to_end", "to_news"))
    marks = [mark for mark in (6, 12, 24, LAST_MONTH) if mark <= floor["months"].max()]
    marks = marks or [round(floor["months"].max())]
    at = [floor[floor["months"] <= mark].iloc[-1] for mark in marks]
    by = listed(str(mark) for mark in marks) + (" month" if marks == [1] else " months")
    return (
        f"Two rising step curves of {counted(floor['at_risk'].iloc[0], 'promise', 'promises')} by "
        f"months since the promise: {listed(f'{row.delivered:.0%}' for row in at)} delivered by "
        f"{by}, on its band, and {listed(f'{row.failed:.0%}' for row in at)} lapsed or not "
        "delivered. A dashed curve, in which promises still open leave at the last news of them, "
        f"ends at {news['delivered'].iloc[-1]:.0%} delivered."
    )


@style.chart(height=lambda curve: (3.4, 3.8), words=curve_words)
def delivery_curve(curve: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the shares of promises delivered, and lapsed or not delivered, by months since them.

    Parameters
    ----------
    curve : DataFrame
        ``curve`` of `analysis.commitments.waiting`.

    Returns
    -------
    Axes
        Two solid step curves, delivered on its band; a dashed one for delivered where promises
        still open leave at the last news of them; a sentence if there is no promise.
    """
    if curve.empty:
        return say_nothing(ax, "No promise in these dates")
    floor, news = (_shown(curve, basis) for basis in ("to_end", "to_news"))
    if floor["delivered_high"].notna().all():
        x, low, high = (floor[name] for name in ("months", "delivered_low", "delivered_high"))
        look = {"fc": style.STEPS[1], "ec": style.STEPS[3], "lw": 0.75, "gid": "band"}
        ax.fill_between(x, low, high, step="post", zorder=1, **look)
    looks = {"drawstyle": "steps-post", "solid_capstyle": "butt"}
    ax.plot(floor["months"], floor["delivered"], color=style.C1, gid="delivered", **looks)
    ax.plot(floor["months"], floor["failed"], color=style.C2, gid="failed", **looks)
    looks |= {"color": style.C3, "lw": 1.75, "ls": (0, (5, 2)), "gid": "to_news"}
    ax.plot(news["months"], news["delivered"], **looks)
    ax.set_xlim(0, LAST_MONTH)
    ax.set_xticks([0, 6, 12, 24, 36], ["0", "6", "12", "24", "36 months"])
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    ax.yaxis.set_major_formatter("{x:.0%}")
    named = (
        ("Delivered", floor.iloc[-1], "delivered", style.C1),
        ("Failed", floor.iloc[-1], "failed", style.C2),
        ("To last news", news.iloc[-1], "delivered", style.C3),
    )
    ends = ((at["months"], at[n], f"{name} {at[n]:.0%}", c) for name, at, n, c in named)
    style.end_labels(ax, ends)
    return ax


def _shown(curve: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the steps of a curve up to three years, or to where nobody was watched for longer."""
    every = curve[curve["basis"] == basis]
    own, last = every[every["months"] <= LAST_MONTH], min(every["months"].max(), LAST_MONTH)
    return pd.concat([own, own.tail(1).assign(months=last)], ignore_index=True)
