"""What the charts of deaths share, and deaths by month with the dates of talks as ticks beneath."""

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import over, style
from parley.charts.reading import say_nothing

SHORT_SPAN = 40
ROW_INCHES = 0.42


def mid(months: pd.Series | pd.PeriodIndex) -> pd.DatetimeIndex:
    """Return the middle of each month, so that a talk on the 15th stands at its month's point."""
    return pd.PeriodIndex(months).to_timestamp() + pd.Timedelta(days=14)


def month_axis(ax: Axes, first: pd.Period, last: pd.Period, phone: bool) -> None:
    """Give an axis years, or half-years where the span is short, without crowding."""
    ax.set_xlim(first.start_time, last.end_time)
    months = (last - first).n + 1
    if months <= SHORT_SPAN:
        ax.xaxis.set_major_locator(mdates.MonthLocator(bymonth=(1,) if phone else (1, 7)))
        ax.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))
        return
    every = max(1, round(months / 12 / (3.5 if phone else 7)))
    ax.xaxis.set_major_locator(mdates.YearLocator(every))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def band(ax: Axes, first: pd.Period, last: pd.Period) -> None:
    """Lay the band under the months that are incomplete: as high as half the axes.

    Text at the top of the axes has the room over it.
    """
    look = {"color": style.BAND, "lw": 0, "zorder": 0, "gid": "band"}
    ax.axvspan(first.start_time, last.end_time, ymax=0.55, **look)


def daily(series: pd.DataFrame) -> pd.DataFrame:
    """Return a monthly series with ``deaths`` a day, as months of 28 to 31 days are compared."""
    return series.assign(deaths=series["deaths"].astype(float) / series["month"].dt.days_in_month)


def a_day(month: pd.Period, deaths: float) -> float:
    """Return a month's or a quarter's deaths a day."""
    return deaths / ((month.end_time.normalize() - month.start_time).days + 1)


def months_words(series: pd.DataFrame, per_month: bool = False) -> str:
    """Return what a line of deaths by month shows, for who cannot see it.

    Parameters
    ----------
    series : DataFrame
        ``month``, ``deaths``, ``status``, ``is_tail``: what is drawn.
    per_month : bool
        Whether counts of months are drawn; else deaths a day.
    """
    if series.empty:
        return "Empty: no month of deaths lies in these dates."
    drawn = (series if per_month else daily(series)).dropna(subset=["deaths"])
    top = drawn["deaths"].astype(float).idxmax()
    places = (drawn.index[0], top, drawn.index[-1])
    first, most, last = (
        f"{drawn['month'][n]:%B %Y} {float(drawn['deaths'][n]):,.0f}" for n in places
    )
    estimates, tail = drawn[drawn["status"] == "estimate"], int(drawn["is_tail"].sum())
    said = f"US deaths a {'month' if per_month else 'day'} with synthetic opioids, a line by month"
    said += f": {first}, at the top {most}, {last}."
    if len(estimates):
        said += f" Months from {estimates['month'].iloc[0]:%B %Y} are estimates"
        said += f"; the last {tail}, hollow, are incomplete and will rise." if tail else "."
    return said


def segments(series: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a series into what is final, estimated and incomplete; each begins where one ends."""
    final, tail = series["status"].eq("final"), series["is_tail"]
    parts = {"final": final, "estimate": ~final & ~tail, "tail": tail}
    found = {}
    for name, rows in parts.items():
        # The point before is drawn again, so that the line has no gap between the parts.
        joined = rows | rows.shift(-1, fill_value=False) if name != "final" else rows
        found[name] = series[joined] if rows.any() else series.iloc[:0]
    return found


def counts_line(ax: Axes, series: pd.DataFrame) -> None:
    """Draw final months solid, estimates thinner, the incomplete ones hollow and dashed."""
    looks = {"final": (2.25, "-"), "estimate": (1.5, "-"), "tail": (1.5, (0, (2, 1)))}
    for name, part in segments(series).items():
        if len(part):
            look = dict(zip(("lw", "ls"), looks[name], strict=True)) | {"gid": f"deaths-{name}"}
            ax.plot(mid(part["month"]), part["deaths"].astype(float), color=style.C1, **look)
    tail = series[series["is_tail"]]
    if len(tail):
        band(ax, tail["month"].iloc[0], tail["month"].iloc[-1])
        x, y = mid(tail["month"]), tail["deaths"].astype(float)
        style.hollow(ax, x, y, ms=5, mew=1.25, zorder=2, gid="deaths-hollow")


def mark(
    ax: Axes,
    month: pd.Period,
    value: float,
    text: str,
    place: str,
    clear: float | None = None,
) -> None:
    """Put a dot on a month and its name beside it: ``above``, ``below``, ``left``, ``right``.

    The name stands beside the value `clear` instead, where other marks surround the dot.
    """
    offset, align, va = {
        "above": ((0, 8), "center", "bottom"),
        "left": ((-8, 4), "right", "bottom"),
        "right": ((8, 2), "left", "center"),
        "below": ((0, -8), "center", "top"),
    }[place]
    at = mid([month])[0]
    style.points(ax, [at], [value], size=6, colour=style.INK, gid="mark")
    beside = at, value if clear is None else clear
    style.write(ax, beside, text, offset, align, va, color=style.INK)


def row_name(ax: Axes, y: float, text: str, phone: bool, over: float = 6, **words) -> None:
    """Name the row whose marks stand at `y`: beside the axis, or close above the marks on a phone.

    There it stands `over` so many points: a name halfway between two rows would be read as that
    of either.
    """
    place = {"offset": (0, over), "va": "bottom"} if phone else {"offset": (-8, 0), "ha": "right"}
    style.write(ax, (0, y), text, xycoords=ax.get_yaxis_transform(), **place, **words)


def note(ax: Axes, x: float, y: float, text: str, align: str = "right") -> None:
    """Write a quiet label at a place given as shares of the axes."""
    style.write(ax, (x, y), text, ha=align, va="top", xycoords="axes fraction", color=style.INK2)


def band_note(ax: Axes, first: pd.Period, y: float, text: str) -> None:
    """Write a quiet label that ends where the band begins, `y` a share of the axes."""
    at = ax.get_xaxis_transform()
    place = {"offset": (-6, 0), "ha": "right", "va": "top", "xycoords": at}
    style.write(ax, (mdates.date2num(first.start_time), y), text, color=style.INK2, **place)


def hover(ax: Axes, series: pd.DataFrame) -> None:
    """Lay the count of each month over it, and what it is a day, to be read on hover."""
    texts = [
        f"{when:%B %Y}: {count:,}, {a_day(when, float(count)):,.0f} a day"
        for when, count in zip(series["month"], series["deaths"], strict=True)
    ]
    style.hover(ax, mdates.date2num(mid(series["month"])), texts)


def day(date: pd.Timestamp) -> str:
    """Return a day as labels write it, as ``16 Sep 2026``."""
    return f"{date.day} {date:%b %Y}"


def marks_words(marks: pd.DataFrame) -> str:
    """Return how many ticks stand beneath a chart, row by row; nothing if there are none."""
    counts = marks.groupby("label", sort=False).size()
    rows = "; ".join(f"{label.lower()}, {count}" for label, count in counts.items())
    return f" Ticks beneath: {rows}." if rows else ""


def grid_words(series: pd.DataFrame, marks: pd.DataFrame, *_, **options) -> str:
    """Return what deaths and the marks beneath show, for who cannot see them."""
    return months_words(series) + ("" if series.empty else marks_words(marks))


@style.chart(
    height=lambda series, *_, **options: (5.4, 5.8) if len(series) else (1.5, 1.5), words=grid_words
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
    month_axis(lower, series["month"].iloc[0], series["month"].iloc[-1], phone)
    strip_links(lower, marks, spans, named, phone)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    hover(upper, series)
    return figure


def _within(series: pd.DataFrame, month: pd.Period) -> bool:
    """Return whether a month is among those drawn."""
    return bool(series["month"].iloc[0] <= month <= series["month"].iloc[-1])


def _deaths(ax: Axes, series: pd.DataFrame, phone: bool, peak, fall) -> None:
    """Draw deaths a day, name the peak and first clear fall, and say what is incomplete."""
    drawn = daily(series)
    counts_line(ax, drawn)
    style.count_axis(ax, float(drawn["deaths"].max()), 1.2)
    gap = "\n" if phone else " "
    if peak and _within(series, peak[0]):
        rate = a_day(*peak)
        text = f"{peak[0].strftime('%b %Y')}:{gap}{rate:,.0f} a day"
        mark(ax, peak[0], rate, text, "left")
    if fall and _within(series, fall[0]):
        month, deaths, share = fall
        words = f"{month.strftime('%b %Y')}:{gap}{share:.0%} fewer"
        mark(ax, month, a_day(month, deaths), words, "right")
    if (series["status"] == "estimate").any():
        tail = series[series["is_tail"]]
        first = tail["month"].iloc[0] if len(tail) else series["month"].iloc[-1] + 1
        band_note(ax, first, 0.24, tail_note(series, phone))


def tail_note(series: pd.DataFrame, phone: bool) -> str:
    """Return the words beside the months that are estimated or incomplete."""
    estimates = series[series["status"] == "estimate"]
    tail, first = int(series["is_tail"].sum()), estimates["month"].iloc[0].strftime("%b %Y")
    if phone:
        return "Hollow: incomplete,\nwill rise" if tail else f"Estimated\nfrom {first}"
    printed = f"(file of {day(estimates['vintage'].iloc[-1])})"
    if not tail:
        return f"Estimated from {first}\n{printed}"
    return f"Estimated from {first}; hollow: last {tail} months,\nincomplete, will rise {printed}"


def strips(ax: Axes, marks: pd.DataFrame, spans: pd.DataFrame, named, phone: bool) -> None:
    """Draw one strip of ticks per row of `spans`, names above the ticks, no value axis."""
    style.no_values(ax, max(len(spans) + (named is not None), 1), 0)
    if named:
        style.points(ax, [named[0]], [0.7], "v", 8, style.C2, gid="named")
        text = named[1] if phone else f"{named[1]}, {day(named[0])}"
        style.write(ax, (named[0], 0.7), text, (-9, 0), "right", color=style.C2, weight="bold")
    at = {"transform": ax.get_yaxis_transform(), "ha": "left", "va": "bottom"}
    for place, span in enumerate(spans.itertuples(), start=named is not None):
        dark = span.row == "counternarcotics"
        colour, width = (style.INK, 2) if dark else (style.CTX, 1.25)
        ax.hlines(place + 0.78, span.first, span.last, color=style.GRID, lw=1, gid="looked-for")
        days = marks.loc[marks["row"] == span.row, "date"]
        ticks = style.ticks(days, place + 0.58, place + 0.98)
        ax.plot(*ticks, color=colour, lw=width, ls="-", gid=f"talks-{span.row}")
        look = {"weight": "bold", "color": style.INK} if dark else {"color": style.INK2}
        ax.text(0.0, place + 0.52, span.label, **at, **look)


def strip_links(ax: Axes, marks: pd.DataFrame, spans: pd.DataFrame, named, phone: bool) -> None:
    """Make the ticks of `strips` links to their meetings; call it once the time axis is set."""
    for top, span in enumerate(spans.itertuples(), start=named is not None):
        if span.row == "policy":
            continue
        own = marks[marks["row"] == span.row]
        own = own.rename(columns={"date": "start_date", "id": "meeting_id"})
        over.meetings(ax, own, top + 0.98, top + 0.58, name=span.label, phone=phone)
