"""Deaths by month with the dates of talks as ticks beneath."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import over, style
from parley.charts.deaths import parts
from parley.charts.reading import say_nothing

DARK_ROWS = {"counternarcotics"}
ROW_INCHES = 0.42


def marks_words(marks: pd.DataFrame) -> str:
    """Return how many ticks stand beneath a chart, row by row; nothing if there are none."""
    counts = marks.groupby("label", sort=False).size()
    rows = "; ".join(f"{label.lower()}, {count}" for label, count in counts.items())
    return f" Ticks beneath: {rows}." if rows else ""


def grid_words(series: pd.DataFrame, marks: pd.DataFrame, *_, **options) -> str:
    """Return what deaths and the marks beneath show, for who cannot see them."""
    return parts.months_words(series) + ("" if series.empty else marks_words(marks))


@style.chart(
    height=lambda series, *_, **options: (5.4, 5.8) if len(series) else (1.5, 1.5),
    words=grid_words,
)
def deaths_and_talks_grid(
    series: pd.DataFrame,
    marks: pd.DataFrame,
    spans: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
    peak: tuple[pd.Period, int] | None = None,
    fall: tuple[pd.Period, int, float] | None = None,
    named: tuple[pd.Timestamp, str] | None = None,
) -> Figure:
    """Draw deaths a day by month, and beneath them one strip of ticks per kind of talk.

    Parameters
    ----------
    series : DataFrame
        As from `analysis.deaths.monthly_series`.
    marks : DataFrame
        As from `analysis.deaths.rug`.
    spans : DataFrame
        ``row``, ``label``, ``first``, ``last``: the rows to draw, in order, and the days
        between which each was looked for. Outside them no line is drawn.
    peak, fall : tuple, optional
        Month and deaths to name on the line; for the fall the share under the peak as well.
        Left out where the month is outside the series.
    named : tuple, optional
        Day and name of one meeting, marked above the strips.

    Returns
    -------
    Figure
        Two Axes on one time axis. No line runs from a tick to the deaths: dates show no cause.
    """
    if series.empty:
        say_nothing(figure.subplots(), "No month of these dates is held")
        return figure
    named = named if named and _within(series, pd.Period(named[0], "M")) else None
    foot = ROW_INCHES * max(len(spans) + (named is not None), 1)
    height = figure.get_size_inches()[1]
    upper, lower = figure.subplots(
        2, 1, sharex=True, height_ratios=[max(height - foot - 0.5, 1), foot]
    )
    _deaths(upper, series, phone, peak, fall)
    strips(lower, marks, spans, named, phone)
    parts.month_axis(lower, series["month"].iloc[0], series["month"].iloc[-1], phone)
    strip_links(lower, marks, spans, named, phone)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    parts.hover(upper, series)
    return figure


def _within(series: pd.DataFrame, month: pd.Period) -> bool:
    """Return whether a month is among those drawn."""
    return bool(series["month"].iloc[0] <= month <= series["month"].iloc[-1])


def _deaths(ax: Axes, series: pd.DataFrame, phone: bool, peak, fall) -> None:
    """Draw deaths a day, name the peak and first clear fall, and say what is incomplete."""
    drawn = parts.daily(series)
    parts.counts_line(ax, drawn)
    parts.count_axis(ax, float(drawn["deaths"].max()), 1.2)
    gap = "\n" if phone else " "
    if peak and _within(series, peak[0]):
        rate = parts.a_day(*peak)
        text = f"{peak[0].strftime('%b %Y')}:{gap}{rate:,.0f} a day"
        parts.mark(ax, peak[0], rate, text, "left")
    if fall and _within(series, fall[0]):
        month, deaths, share = fall
        words = f"{month.strftime('%b %Y')}:{gap}{share:.0%} fewer"
        parts.mark(ax, month, parts.a_day(month, deaths), words, "right")
    if (series["status"] == "estimate").any():
        tail = series[series["is_tail"]]
        first = tail["month"].iloc[0] if len(tail) else series["month"].iloc[-1] + 1
        parts.band_note(ax, first, 0.24, tail_note(series, phone))


def tail_note(series: pd.DataFrame, phone: bool) -> str:
    """Return the words beside the months that are estimated or incomplete."""
    estimates = series[series["status"] == "estimate"]
    tail, first = int(series["is_tail"].sum()), estimates["month"].iloc[0].strftime("%b %Y")
    if phone:
        return "Hollow: incomplete,\nwill rise" if tail else f"Estimated\nfrom {first}"
    printed = f"(file of {parts.day(estimates['vintage'].iloc[-1])})"
    if not tail:
        return f"Estimated from {first}\n{printed}"
    return f"Estimated from {first}; hollow: last {tail} months,\nincomplete, will rise {printed}"


def strips(ax: Axes, marks: pd.DataFrame, spans: pd.DataFrame, named, phone: bool) -> None:
    """Draw one strip of ticks per row of `spans`, names above the ticks, no value axis."""
    rows = len(spans) + (named is not None)
    ax.set_ylim(max(rows, 1), 0)
    ax.set_yticks([])
    ax.grid(visible=False)
    top = 0
    if named:
        _name(ax, named[0], named[1] if phone else f"{named[1]}, {parts.day(named[0])}")
        top = 1
    for place, span in enumerate(spans.itertuples(), start=top):
        dark = span.row in DARK_ROWS
        colour, width = (style.INK, 2) if dark else (style.CONTEXT, 1.25)
        ax.hlines(place + 0.78, span.first, span.last, color=style.GRID, lw=1, gid="looked-for")
        days = marks.loc[marks["row"] == span.row, "date"]
        ticks = style.ticks(days, place + 0.58, place + 0.98)
        ax.plot(*ticks, color=colour, lw=width, ls="-", gid=f"talks-{span.row}")
        words = {"weight": "bold"} if dark else {}
        _label(ax, place + 0.52, span.label, style.INK if dark else style.INK2, words)


def strip_links(ax: Axes, marks: pd.DataFrame, spans: pd.DataFrame, named, phone: bool) -> None:
    """Make the ticks of `strips` links to their meetings; call it once the time axis is set."""
    talks = spans[spans["row"] != "policy"]
    for span in talks.itertuples():
        top = list(spans["row"]).index(span.row) + (named is not None)
        own = marks[marks["row"] == span.row]
        own = own.rename(columns={"date": "start_date", "id": "meeting_id"})
        over.meetings(ax, own, top + 0.98, top + 0.58, name=span.label, phone=phone)


def _label(ax: Axes, y: float, text: str, colour: str, words: dict) -> None:
    """Write a row's name at the left edge, above its ticks."""
    at = ax.get_yaxis_transform()
    ax.text(0.0, y, text, transform=at, ha="left", va="bottom", color=colour, **words)


def _name(ax: Axes, date: pd.Timestamp, text: str) -> None:
    """Mark one meeting with a triangle and its name, to the left where the room is."""
    ax.plot([date], [0.7], ls="", marker="v", ms=8, color=style.C2, gid="named")
    ax.annotate(
        text,
        (date, 0.7),
        xytext=(-9, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        color=style.C2,
        weight="bold",
    )
