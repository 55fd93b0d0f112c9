"""Seizures beside deaths, each in its own panel; seizures by fiscal year."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import style
from parley.charts.deaths import parts
from parley.charts.deaths.talks import ROW_INCHES, strips


def seizures_and_deaths_grid(
    series: pd.DataFrame,
    seizures: pd.DataFrame,
    marks: pd.DataFrame,
    spans: pd.DataFrame,
    *,
    figure: Figure | None = None,
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
    figure : Figure, optional
        Where to draw.
    phone : bool
        Draw for 3.6 inches of width.
    named : tuple, optional
        Day and name of one meeting.

    Returns
    -------
    Figure
        Four Axes on one time axis, each of the first three with its own scale from zero.
    """
    figure = figure or parts.canvas()
    foot = ROW_INCHES * max(len(spans) + (named is not None), 1)
    panel = max((figure.get_size_inches()[1] - foot - 0.5) / 3, 0.8)
    axes = figure.subplots(4, 1, sharex=True, height_ratios=[panel] * 3 + [foot])
    parts.counts_line(axes[0], series)
    lines = (("pounds", style.C2), ("events", style.C3))
    for ax, (what, colour) in zip(axes[1:3], lines, strict=True):
        values = seizures[what].astype("Float64").astype(float)
        ax.plot(parts.mid(seizures["month"]), values, color=colour, lw=1.75, ls="-", gid=what)
    tops = [series["deaths"].max(), seizures["pounds"].max(), seizures["events"].max()]
    names = ("Deaths per month", "Pounds seized per month", "Seizures per month")
    for ax, top, name, colour in zip(
        axes[:3], tops, names, (style.C1, style.C2, style.C3), strict=True
    ):
        parts.count_axis(ax, float(top), 1.4)
        parts.write(ax, (0, 1), name, (4, 0), va="top", xycoords="axes fraction",
                    color=colour, weight="bold")  # fmt: skip
        ax.tick_params(axis="x", length=0, labelbottom=False)
    strips(axes[3], marks, spans, named, phone)
    parts.month_axis(axes[3], series["month"].iloc[0], series["month"].iloc[-1], phone)
    return figure


def fiscal_years(years: pd.DataFrame, *, ax: Axes | None = None, phone: bool = False) -> Axes:
    """Draw seizures by fiscal year, a year that is not over hollow.

    Parameters
    ----------
    years : DataFrame
        ``fiscal_year``, ``pounds``, ``months``, ``is_whole``; as from
        `analysis.supply.fiscal_years`.
    ax : Axes, optional
        Where to draw.
    phone : bool
        Draw for 3.6 inches of width.

    Returns
    -------
    Axes
        A stem per year from zero, its pounds in thousands above it.
    """
    ax = style.axes(ax)
    for row in years.itertuples():
        look = "-" if row.is_whole else (0, (2, 1))
        ax.vlines(row.fiscal_year, 0, row.pounds, color=style.C1, lw=2.25, ls=look)
        fill = style.C1 if row.is_whole else style.PAGE
        ax.plot([row.fiscal_year], [row.pounds], ls="", marker="o", ms=9, mfc=fill,
                mec=style.C1, mew=1.5, gid="year")  # fmt: skip
        words = f"{row.pounds / 1000:.1f}" if phone else f"{row.pounds:,.0f}"
        words += "" if row.is_whole else f"\n{row.months} mo."
        parts.write(ax, (row.fiscal_year, row.pounds), words, (0, 10), "center", "bottom")
    parts.count_axis(ax, float(years["pounds"].max()), 1.25)
    shown = years["fiscal_year"] if not phone else years["fiscal_year"].iloc[::2]
    ax.set_xticks(list(shown), [f"FY{year}" if not phone else str(year) for year in shown])
    ax.set_xlim(years["fiscal_year"].min() - 0.6, years["fiscal_year"].max() + 0.6)
    return ax
