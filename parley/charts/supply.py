"""Seizures beside deaths, each in its own panel; seizures by fiscal year."""

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import over, style
from parley.charts.deaths import parts
from parley.charts.deaths.parts import ROW_INCHES, marks_words, strip_links, strips
from parley.charts.reading import say_nothing


def grid_words(
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
    height=lambda series, *_, **options: (8.0, 8.4) if len(series) else (1.5, 1.5), words=grid_words
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
    strips(axes[3], marks, spans, named, phone)
    parts.month_axis(axes[3], series["month"].iloc[0], series["month"].iloc[-1], phone)
    strip_links(axes[3], marks, spans, named, phone)
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
