"""Deaths by month over the dates of talks, with seizures between them; quarters beside Canada."""

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import over, style
from parley.charts.deaths import parts
from parley.charts.reading import say_nothing

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
    heights = [max(figure.get_size_inches()[1] - foot - 0.5, 1), foot]
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=heights)
    _deaths(upper, series, phone, peak, fall)
    strips(lower, marks, spans, series["month"], named, phone)
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
    style.count_axis(ax, float(drawn["deaths"].max()), 1.2)
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


def strips(
    ax: Axes, marks: pd.DataFrame, spans: pd.DataFrame, months: pd.Series, named, phone: bool
) -> None:
    """Draw a strip of ticks per row of `spans` on an axis of `months`, its name above, linked."""
    style.no_values(ax, max(len(spans) + (named is not None), 1), 0)
    if named:
        style.points(ax, [named[0]], [0.7], "v", 8, style.C2, gid="named")
        text = named[1] if phone else f"{named[1]}, {parts.day(named[0])}"
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
    parts.month_axis(ax, *months.iloc[[0, -1]], phone)
    for top, span in enumerate(spans.itertuples(), start=named is not None):
        if span.row == "policy":
            continue
        own = marks[marks["row"] == span.row]
        own = own.rename(columns={"date": "start_date", "id": "meeting_id"})
        over.meetings(ax, own, top + 0.98, top + 0.58, name=span.label, phone=phone)


def seizures_words(
    series: pd.DataFrame, seizures: pd.DataFrame, marks: pd.DataFrame, *_, **options
) -> str:
    """Return what the panels of deaths and seizures show, for who cannot see them."""
    held = seizures.dropna(subset=["pounds"])
    if series.empty or held.empty:
        return "No panel: no month of deaths or seizures lies in these dates."
    top = held["pounds"].idxmax()
    ends = [f"{held['month'][n]:%B %Y} {held['pounds'][n]:,.0f}" for n in (held.index[0], top)]
    last = f"{held['month'].iloc[-1]:%B %Y} {held['pounds'].iloc[-1]:,.0f}"
    return (
        "Lines on one time axis, a panel each: US deaths a day, pounds of fentanyl seized a month, "
        f"and seizures a month. Pounds: {ends[0]}, at the top {ends[1]}, {last}."
        f"{marks_words(marks)}"
    )


def years_words(years: pd.DataFrame) -> str:
    """Return what the stems of fiscal years show, for who cannot see them."""
    each = "; ".join(
        f"{row.fiscal_year} {row.pounds:,.0f}"
        + ("" if row.is_whole else f" in {row.months} months, hollow")
        for row in years.itertuples()
    )
    return f"A stem a fiscal year, {len(years)} in all, pounds of fentanyl seized: {each}."


@style.chart(
    height=lambda series, *_, **options: (8.0, 8.4) if len(series) else (1.5, 1.5),
    words=seizures_words,
)
def seizures_and_deaths_grid(
    series: pd.DataFrame,
    seizures: pd.DataFrame,
    marks: pd.DataFrame,
    spans: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
    named: tuple[pd.Timestamp, str] | None = None,
) -> Figure:
    """Draw deaths, pounds seized and number of seizures, one under the other, then the talks.

    Parameters
    ----------
    series : DataFrame
        Deaths, as from `analysis.deaths.monthly_series`.
    seizures : DataFrame
        ``month``, ``pounds``, ``events``; as from `analysis.supply.monthly`.
    marks, spans : DataFrame
        As for `charts.deaths.deaths_and_talks_grid`.
    named : tuple, optional
        Day and name of one meeting.

    Returns
    -------
    Figure
        Four Axes on one time axis, each of the first three with its own scale from zero.
    """
    if series.empty or seizures.empty:
        say_nothing(figure.subplots(), "No month of these dates is held")
        return figure
    foot = ROW_INCHES * max(len(spans) + (named is not None), 1)
    panel = max((figure.get_size_inches()[1] - foot - 0.5) / 3, 0.8)
    axes = figure.subplots(4, 1, sharex=True, height_ratios=[panel] * 3 + [foot])
    drawn = parts.daily(series)
    parts.counts_line(axes[0], drawn)
    panels = (
        ("Deaths a day", drawn["deaths"], style.C1),
        ("Pounds seized per month", seizures["pounds"], style.C2),
        ("Seizures per month", seizures["events"], style.C3),
    )
    for ax, (name, values, colour) in zip(axes, panels, strict=False):
        if ax is not axes[0]:
            look = {"lw": 1.75, "ls": "-", "gid": values.name}
            numbers = values.astype("Float64").astype(float)
            ax.plot(parts.mid(seizures["month"]), numbers, color=colour, **look)
        style.count_axis(ax, float(values.max()), 1.1)
        words = {"xycoords": "axes fraction", "color": colour, "weight": "bold"}
        style.write(ax, (0, 1), name, (0, 5), va="bottom", **words)
        ax.tick_params(axis="x", length=0, labelbottom=False)
    strips(axes[3], marks, spans, series["month"], named, phone)
    parts.hover(axes[0], series)
    for ax, what, unit in ((axes[1], "pounds", "pounds"), (axes[2], "events", "seizures")):
        told = seizures.dropna(subset=[what])
        pairs = zip(told["month"], told[what], strict=True)
        texts = [f"{month:%B %Y}: {count:,.0f} {unit}" for month, count in pairs]
        style.hover(ax, mdates.date2num(parts.mid(told["month"])), texts)
    return figure


@style.chart(words=years_words)
def fiscal_years(years: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw seizures by fiscal year, a year that is not over hollow.

    Parameters
    ----------
    years : DataFrame
        ``fiscal_year``, ``pounds``, ``months``, ``is_whole``; as from
        `analysis.supply.fiscal_years`.

    Returns
    -------
    Axes
        A stem per year from zero with its pounds; on a phone the stems lie on their side.
    """
    for row in years.itertuples():
        ends = (row.fiscal_year, row.fiscal_year), (0, row.pounds)
        x, y = ends[::-1] if phone else ends
        ax.plot(x, y, color=style.C1, lw=2.25, ls="-" if row.is_whole else (0, (2, 1)), gid="stem")
        fill = style.C1 if row.is_whole else style.PAGE
        style.points(ax, x[1:], y[1:], size=9, mfc=fill, mew=1.5, gid="year")
        gap, part = " " if phone else "\n", "" if row.is_whole else f"({row.months} mo.)"
        words = f"{row.pounds:,.0f}{gap}{part}".rstrip()
        place = ((10, 0), "left", "center") if phone else ((0, 10), "center", "bottom")
        style.write(ax, (x[1], y[1]), words, *place)
    _year_axes(ax, years, phone)
    stems, texts = [], []
    for row in years.itertuples():
        pounds, year = float(row.pounds), row.fiscal_year - 0.4
        stems.append((0.0, year, pounds, 0.8) if phone else (year, 0.0, 0.8, pounds))
        texts.append(f"{row.fiscal_year}: {row.pounds:,.0f} pounds in {row.months} months")
    over.values(ax, stems, texts)
    return ax


def _year_axes(ax: Axes, years: pd.DataFrame, phone: bool) -> None:
    """Put pounds on one axis and fiscal years on the other; on a phone the years run down."""
    ticks, top = list(years["fiscal_year"]), float(years["pounds"].max())
    names, reach = [f"FY{year}" for year in ticks], (min(ticks) - 0.6, max(ticks) + 0.6)
    if not phone:
        style.count_axis(ax, top, 1.25)
        ax.set_xticks(ticks, names)
        ax.set_xlim(*reach)
        return
    ax.set_yticks(ticks, names)
    ax.set_ylim(*reach[::-1])
    ax.set_xlim(0, top * 1.35)
    ax.set_xticks([])
    ax.grid(visible=False)


def countries_words(us: pd.DataFrame, canada: pd.DataFrame) -> str:
    """Return what the panels of the two countries show, for who cannot see them."""
    said = ["Deaths per quarter, a panel a country, 2 in all, each with its own scale from zero."]
    for name, frame in (("United States", us), ("Canada", canada)):
        known = frame.dropna(subset=["deaths"])
        top = _top(known)
        ends = [_said(known.loc[row]) for row in (known.index[0], top, known.index[-1])]
        said.append(f"{name}: {ends[0]}, most a day {ends[1]}, {ends[2]}.")
    return " ".join([*said, "Hollow quarters are incomplete or will be revised."])


def _top(frame: pd.DataFrame) -> int:
    """Return the row with the most deaths a day."""
    rates = map(parts.a_day, frame["quarter"], frame["deaths"].astype("Float64"))
    return pd.Series(rates, index=frame.index, dtype="Float64").idxmax()


def _said(row: pd.Series) -> str:
    """Return a quarter and its deaths, as ``Q2 2023 19,471``."""
    return f"Q{row['quarter'].quarter} {row['quarter'].year} {row['deaths']:,}"


@style.chart(height=lambda us, canada: (4.0, 5.4), words=countries_words)
def us_and_canada_grid(
    us: pd.DataFrame, canada: pd.DataFrame, *, figure: Figure, phone: bool = False
) -> Figure:
    """Draw deaths per quarter in both countries, one panel each, on one time axis.

    Parameters
    ----------
    us, canada : DataFrame
        ``quarter`` (Period[Q]), ``deaths``, ``is_tail``; as from `analysis.deaths.us_quarters`
        and `analysis.deaths.quarters`.
    phone : bool
        Draw for 3.6 inches of width: the panels one above the other.

    Returns
    -------
    Figure
        Two Axes, each with its own scale from zero; the scales differ and the panels say so.
    """
    shape = (2, 1) if phone else (1, 2)
    first, second = figure.subplots(*shape, sharex=True)
    for ax, frame, name in ((first, us, "United States"), (second, canada, "Canada")):
        _quarterly(ax, frame, name)
    if phone:
        first.tick_params(axis="x", length=0, labelbottom=False)
    span = pd.concat([us["quarter"], canada["quarter"]])
    parts.month_axis(second, *_span(span), phone=True)
    return figure


def _quarterly(ax: Axes, frame: pd.DataFrame, name: str) -> None:
    """Draw one country's deaths per quarter, the most a day named, the incomplete ones hollow."""
    months = frame["quarter"].dt.asfreq("M", how="start") + 1
    series = pd.DataFrame(
        {"month": months, "deaths": frame["deaths"], "is_tail": frame["is_tail"], "status": "final"}
    )
    parts.counts_line(ax, series)
    top = _top(frame)
    quarter, deaths = frame["quarter"][top], int(frame["deaths"][top])
    style.count_axis(ax, float(series["deaths"].astype(float).max()), 1.45)
    text = f"{deaths:,}\nQ{quarter.quarter} {quarter.year}"
    parts.mark(ax, series["month"][top], deaths, text, "left")
    parts.month_axis(ax, *_span(frame["quarter"]), phone=True)
    told = zip(frame["quarter"], frame["deaths"], strict=True)
    texts = [f"Q{q.quarter} {q.year}: " + ("none" if pd.isna(n) else f"{n:,}") for q, n in told]
    style.hover(ax, style.days(parts.mid(months)), texts)
    ax.text(0, 1.0, name, transform=ax.transAxes, va="top", weight="bold", color=style.INK)


def _span(quarters: pd.Series) -> tuple[pd.Period, pd.Period]:
    """First and last month of the quarters."""
    return quarters.min().asfreq("M", how="start"), quarters.max().asfreq("M", how="end")
