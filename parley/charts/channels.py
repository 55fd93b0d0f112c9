"""Charts of the channels: their meetings as ticks over time, their gaps, and who met whom."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import over, style
from parley.charts.reading import column, counted, key, listed, name_rows

MARKS = {1: "1 day", 7: "1 week", 30: "1 month", 365: "1 year", 3652: "10 years"}
BUTT = {"linestyle": "solid", "solid_capstyle": "butt"}
LEAST = 0.8  # where a gap of less than a day stands: the scale has no nought
DROP = {False: 0.0, True: 0.2}  # on a phone a row's name stands above its strip


def strips_words(
    table: pd.DataFrame, held: pd.DataFrame, off: pd.DataFrame, dates: pd.DataFrame, *_, **__
) -> str:
    """Return what the strips show, for who cannot see them."""
    ticks, missed = (rows[rows["channel"].isin(table["channel"])] for rows in (held, off))
    lines = listed(f"{day.day} {day:%B %Y}" for day in dates["date"])
    dotted = f", with dotted lines on {lines}" if lines else ""
    shown = (
        f"A strip a channel, {len(table)} in all, with a tick for each meeting held, {len(ticks)}, "
        f"and a hollow diamond for each called off, {len(missed)}{dotted}."
    )
    if ticks.empty:
        return shown
    (first, last), top = ticks["start_date"].agg(["min", "max"]), table.iloc[0]
    return (
        f"{shown} The ticks run from {first:%-d %B %Y} to {last:%-d %B %Y}. On top "
        f"{top['name'].lower()}, {top['meetings']}."
    )


@style.chart(height=style.per_row((0.34, 1.25), (0.46, 1.5)), words=strips_words)
def channel_strips(
    table: pd.DataFrame,
    held: pd.DataFrame,
    off: pd.DataFrame,
    dates: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> Axes:
    """Draw every meeting of every channel as a tick, with what was called off and dated acts.

    Parameters
    ----------
    table : DataFrame
        ``channel``, ``name``, ``meetings``: a row each, in this order from the top.
    held, off : DataFrame
        Meetings held, and those cancelled or postponed: ``channel``, ``start_date``.
    dates : DataFrame
        Dated acts: ``date`` and ``name``.
    uncovered : DataFrame
        ``channel``, ``first``, ``last`` of each span to hatch.
    first, last : Timestamp
        Ends of the time axis.

    Returns
    -------
    Axes
        A row a channel: ticks for meetings held, hollow diamonds for those called off, the number
        held at the right; a dotted line on the day of each act, with its name and day above.
    """
    _time_axis(ax, first, last)
    _hatch_rows(ax, uncovered, list(table["channel"]))
    _names(ax, table["name"], phone=phone)
    for row, line in enumerate(table.itertuples()):
        own = held[held["channel"] == line.channel]
        _ticks(ax, own, row, line.name, phone=phone, gid=f"met-{line.channel}")
        missed = off.loc[off["channel"] == line.channel, "start_date"]
        level = np.full(len(missed), row + DROP[phone])
        look = {"mfc": style.PAGE, "mew": 1.25, "gid": f"off-{line.channel}", "zorder": 4}
        style.points(ax, style.days(missed), level, "D", 5, style.C2, **look)
    column(ax, table["meetings"].astype(str), np.arange(len(table)) + DROP[phone], right=22)
    _act_lines(ax, dates, phone=phone)
    return ax


def pairs_words(shown: pd.DataFrame, *_, **__) -> str:
    """Return what the strips of pairs show, for who cannot see them."""
    if shown.empty:
        return "Empty: no pair met more than once in these dates."
    pairs = counted(len(shown), "pair", "pairs")
    top, first, last = shown.loc[shown["meetings"].idxmax()], shown.iloc[0], shown.iloc[-1]
    return (
        f"A strip for each of {pairs}, those that met most, in the order in which they first met, "
        f"with a tick for each meeting. From {first['us']} and {first['prc']} down to "
        f"{last['us']} and {last['prc']}; the most, {top['meetings']}, for {top['us']} and "
        f"{top['prc']}."
    )


@style.chart(height=style.per_row((0.27, 0.7), (0.42, 0.7)), words=pairs_words)
def pair_strips(
    shown: pd.DataFrame,
    met: pd.DataFrame,
    uncovered: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> Axes:
    """Draw every meeting of each pair of people as a tick.

    Parameters
    ----------
    shown : DataFrame
        ``us``, ``prc``, ``meetings``: a row each, in this order from the top.
    met : DataFrame
        One row per meeting and pair: ``us``, ``prc``, ``start_date``.
    uncovered : DataFrame
        ``us``, ``prc``, ``first``, ``last`` of each span to hatch in a pair's row.
    first, last
        As for `channel_strips`.

    Returns
    -------
    Axes
        A row a pair, with the number of meetings at the right; a sentence if no pair is given.
    """
    _time_axis(ax, first, last)
    if shown.empty:
        ax.set_yticks([])
        ax.text(0.5, 0.5, "No pair met more than once", ha="center", transform=ax.transAxes)
        return ax
    names = [f"{us} – {prc}" for us, prc in zip(shown["us"], shown["prc"], strict=True)]
    own = uncovered.assign(channel=uncovered["us"] + " – " + uncovered["prc"])
    _hatch_rows(ax, own, names)
    _names(ax, names, phone=phone)
    for row, pair in enumerate(shown.itertuples()):
        own = met[(met["us"] == pair.us) & (met["prc"] == pair.prc)]
        _ticks(ax, own, row, names[row], phone=phone, gid=f"pair-{row}")
    column(ax, shown["meetings"].astype(str), np.arange(len(shown)) + DROP[phone], right=22)
    return ax


def drawn_channels(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a board that the chart of gaps draws."""
    own = table[(table["contacts"] > 0) & (table["standing"] != "residual")]
    return own.reset_index(drop=True)


def gaps_words(table: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """Return what the chart of gaps shows, for who cannot see it."""
    own = drawn_channels(table)
    past = int((gaps["channel"].isin(own["channel"]) & gaps["ended"]).sum())
    known = own["usual"].dropna()
    if own.empty:
        return "Empty: no channel met in these dates."
    low, high = (f"{edge:.0f}" for edge in (known.min(), known.max()))
    usual = "which no row has" if known.empty else f"{' to '.join(dict.fromkeys((low, high)))} days"
    return (
        f"A row a channel, {len(own)} in all: its past gaps as ticks, {past}, on a scale of "
        "days that grows by multiplying; the usual gap, where it can be given, as a dot on its "
        f"interval, {usual}; the present gap as a diamond, {own['present'].max()} days at most."
    )


@style.chart(
    height=style.per_row((0.36, 1.0), (0.56, 1.1), lambda table, _: len(drawn_channels(table))),
    words=gaps_words,
)
def channel_gaps(table: pd.DataFrame, gaps: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw each channel's past gaps, its usual gap on its interval, and its present gap.

    Parameters
    ----------
    table : DataFrame
        As `analysis.channels.board` returns it, with ``name``; channels that never met, and
        the rest class, are left out.
    gaps : DataFrame
        As `analysis.channels.contact_gaps` returns it.

    Returns
    -------
    Axes
        A row a channel on a scale of days that multiplies: ticks for past gaps, a dot on a
        band for the usual one, a diamond for the present one, and at the right how many past gaps
        are shorter than it.
    """
    own = drawn_channels(table)
    drop = 0.16 if phone else 0.0
    _day_scale(ax, own, gaps, phone=phone)
    name_rows(ax, own["name"], phone=phone, above=0.12, room=(0.55, 0.55, 0.85))
    for row, line in enumerate(own.itertuples()):
        past = gaps.loc[(gaps["channel"] == line.channel) & gaps["ended"], "days"]
        x, gid = past.clip(lower=LEAST).to_numpy(dtype=float), f"past-{line.channel}"
        look = {"color": style.CTX, "linewidth": 1, "zorder": 2, "gid": gid} | BUTT
        ax.plot(*style.ticks(x, row + drop - 0.2, row + drop + 0.2), **look)
        _usual(ax, line, row + drop)
        look = {"colour": style.C2, "gid": f"present-{line.channel}", "zorder": 5}
        style.points(ax, [max(line.present, LEAST)], [row + drop], "D", **look)
    pairs = zip(own["longer_than"], own["past"], strict=True)
    shorter = [f"{n} of {past}" if past else "met once" for n, past in pairs]
    column(ax, shorter, np.arange(len(own)) + drop, right=62, head="Shorter")
    marks = (("|", style.CTX, "past gap"), ("●", style.C1, "usual"), ("◆", style.C2, "present"))
    key(ax, list(marks))
    return ax


def _day_scale(ax: Axes, own: pd.DataFrame, gaps: pd.DataFrame, *, phone: bool) -> None:
    known = gaps.loc[gaps["channel"].isin(own["channel"]), "days"]
    longest = max(known.max() if len(known) else 1, 8)
    ax.set_xscale("log")
    ax.set_xlim(LEAST * 0.9, longest * 1.25)
    marks = [days for days in MARKS if days <= longest * 1.25 and not (phone and days == 7)]
    ax.set_xticks(marks, [MARKS[days] for days in marks])
    ax.set_xticks([], minor=True)


def _usual(ax: Axes, line: tuple, level: float) -> None:
    if pd.isna(line.usual):
        return
    high = line.usual_high if pd.notna(line.usual_high) else ax.get_xlim()[1]
    ax.hlines(level, line.usual_low, high, color=style.C1, linewidth=style.INTERVAL, zorder=1.5)
    style.points(ax, [line.usual], [level], gid=f"usual-{line.channel}", zorder=4)


def _time_axis(ax: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    ax.set_xlim(style.days(first) - 20, style.days(last) + 20)
    years = last.year - first.year
    shown = range(first.year, last.year + 1, 1 if years < 4 else 2 if years < 12 else 4)
    marks = [max(style.days(f"{year}-01-01"), style.days(first)) for year in shown]
    ax.set_xticks(marks, [f"{year}" for year in shown])


def _hatch_rows(ax: Axes, uncovered: pd.DataFrame, channels: list[str]) -> None:
    own = uncovered[uncovered["channel"].isin(channels)]
    rows = own["channel"].map(channels.index).to_numpy(dtype=float)
    start, stop = style.days(own["first"]), style.days(own["last"]) + 1
    look = {"linewidth": 0, "zorder": 0.5, "gid": "not-covered"} | style.HATCH
    style.boxes(ax, start, rows - 0.5, stop - start, 1, **look)


def _names(ax: Axes, names: Sequence[str], *, phone: bool) -> None:
    room = (0.55, 0.55, 0.75)
    name_rows(ax, names, phone=phone, above=0.06, room=room, gid=style.RECORD)


def _ticks(ax: Axes, rows: pd.DataFrame, row: float, name: str, *, phone: bool, gid: str) -> None:
    x, level, tall = style.days(rows["start_date"]), row + DROP[phone], 0.2 if phone else 0.3
    look = {"color": style.C1, "linewidth": 1.5, "zorder": 3} | BUTT
    ax.plot(*style.ticks(x, level - tall, level + tall), gid=gid, **look)
    over.meetings(ax, rows, level + tall, level - tall, name=name, phone=phone)


def _act_lines(ax: Axes, dates: pd.DataFrame, *, phone: bool) -> None:
    """Draw a dotted line on each act's day; names that would touch stand in rows."""
    wide = ax.figure.get_figwidth() * (0.8 if phone else 0.62) * 72
    low, high = ax.get_xlim()
    ends: list[float] = []
    for when, name in zip(dates["date"], dates["name"], strict=True):
        x, text = style.days(when), name if phone else f"{name}, {when.day} {when:%b %Y}"
        half, at = len(text) * 3.1, (x - low) / (high - low) * wide
        level = next((n for n, end in enumerate(ends) if at - half > end + 6), len(ends))
        ends[level : level + 1] = [at + half]
        ax.axvline(x, color=style.INK2, linewidth=1, linestyle=(0, (1, 2)), zorder=2, gid="act")
        at = {"xycoords": ax.get_xaxis_transform(), "color": style.INK2}
        style.write(ax, (x, 1), text, (0, 3 + 14 * level), "center", "bottom", **at)
