"""The front page's small charts: topics, states of promises, and deaths by month."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from parley.charts import style
from parley.charts.deaths import parts
from parley.charts.reading import name_rows, of_all, say_nothing

STATE_COLOURS = {
    "delivered": style.C1,
    "partly": style.STEPS[3],
    "ongoing": style.PAGE,
    "not_delivered": style.C2,
    "lapsed": style.C2,
    "no_report": style.CTX,
}


def topics_words(shown: pd.DataFrame) -> str:
    """Return what the bars of topics show, for who cannot see them."""
    if shown.empty:
        return "Empty: too few accounts."
    first, last = shown.iloc[0], shown.iloc[-1]
    return (
        f"Bars for {len(shown)} topics, from {first['label']}, {first['share']:.0%}, down to "
        f"{last['label']}, {last['share']:.0%} of meetings with an account."
    )


@style.chart(height=style.per_row((0.27, 0.5), (0.4, 0.5)), words=topics_words)
def top_topics(shown: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the share of meetings that mention each of the leading topics.

    Parameters
    ----------
    shown : DataFrame
        As `analysis.overview.leading_topics` returns it.

    Returns
    -------
    Axes
        A bar a topic on its interval, with "120 of 201" behind it; a sentence if there is none.
    """
    if shown.empty:
        return say_nothing(ax, "Too few accounts for a share")
    counts = of_all(shown["mentions"], shown["n"])
    level = _bars(ax, shown["label"], shown["share"], [style.STEPS[2]] * len(shown), phone=phone)
    ax.hlines(level, shown["low"], shown["high"], color=style.C1, linewidth=2, zorder=3)
    for row, high, text in zip(level, shown["high"], counts, strict=True):
        style.write(ax, (high, row), text, (5, 0), color=style.INK)
    ax.set_xlim(0, shown["high"].max() * (1.55 if phone else 1.28))
    return ax


def states_words(states: pd.DataFrame) -> str:
    """Return what the bars of states show, for who cannot see them."""
    counts = ", ".join(f"{row.state.lower()} {row.promises}" for row in states.itertuples())
    return f"Bars for {len(states)} states of {states['promises'].sum():,} promises: {counts}."


@style.chart(height=lambda states: (2.1, 2.7), words=states_words)
def state_bars(states: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how many promises are in each state.

    Parameters
    ----------
    states : DataFrame
        As `analysis.overview.states_table` returns it.

    Returns
    -------
    Axes
        A bar a state with its count behind it.
    """
    colours = [STATE_COLOURS[key] for key in states["key"]]
    level = _bars(ax, states["state"], states["promises"], colours, phone=phone)
    for row, count in zip(level, states["promises"], strict=True):
        style.write(ax, (count, row), f"{count}", (5, 0), color=style.INK)
    ax.set_xlim(0, max(states["promises"].max(), 1) * 1.15)
    return ax


def deaths_words(
    series: pd.DataFrame, *, peak: tuple | None = None, summit: pd.Timestamp | None = None
) -> str:
    """Return what the line of deaths shows, for who cannot see it."""
    if series.empty:
        return "No line: no count had been published by the day as of which this is read."
    drawn = parts.daily(series)["deaths"]
    places = (0, int(drawn.argmax()), -1)
    ends = [f"{series['month'].iloc[n]:%B %Y} {drawn.iloc[n]:,.0f}" for n in places]
    mark = f" A dotted line at the summit of {summit.day} {summit:%B %Y}." if summit else ""
    return (
        f"A line of deaths a day by month: {ends[0]}, at its top {ends[1]}, {ends[2]}. Final "
        f"months are solid, estimates thinner, incomplete months hollow.{mark}"
    )


@style.chart(height=lambda series, **options: (2.9, 3.4), words=deaths_words)
def deaths_line(
    series: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
    peak: tuple | None = None,
    summit: pd.Timestamp | None = None,
) -> Axes:
    """Draw deaths a day by month, the peak named on the line, one meeting as a dotted line.

    Parameters
    ----------
    series : DataFrame
        As `analysis.deaths.monthly_series` returns it.
    peak : (Period, int), optional
        Month with the most deaths a day and its count.
    summit : Timestamp, optional
        Day of the leaders' meeting.

    Returns
    -------
    Axes
        Final months solid, estimates thinner, incomplete ones hollow on a pale band.
    """
    if series.empty:
        return say_nothing(ax, "No count published yet")
    drawn = parts.daily(series)
    parts.counts_line(ax, drawn)
    style.count_axis(ax, float(drawn["deaths"].max()), room=1.3)
    parts.month_axis(ax, series["month"].iloc[0], series["month"].iloc[-1], phone)
    if peak is not None:
        month, count = peak
        rate = parts.a_day(month, count)
        words = f"{month:%b %Y}: {rate:,.0f}" if phone else f"{month:%B %Y}: {rate:,.0f} a day"
        parts.mark(ax, month, rate, words, "left")
    parts.hover(ax, series)
    if summit is not None:
        ax.axvline(summit, color=style.INK2, linewidth=1, linestyle=(0, (1, 2)), gid="summit")
        words = f"Summit, {summit.day} {summit:%b %Y}"
        at = {"xycoords": ax.get_xaxis_transform(), "color": style.INK2}
        style.write(ax, (style.days(summit), 1), words, (-4, -2), "right", "top", **at)
    return ax


def _bars(
    ax: Axes, labels: Sequence[str], lengths: pd.Series, colours: list[str], *, phone: bool
) -> np.ndarray:
    """Draw a bar a row, the first on top; return the rows' levels."""
    level = np.arange(len(labels)) + (0.2 if phone else 0.0)
    ax.barh(level, lengths, height=0.34 if phone else 0.62, color=colours, **style.OUTLINE)
    name_rows(ax, labels, phone=phone, above=0.02, room=(0.55, 0.55, 0.55))
    style.bare(ax)
    return level
