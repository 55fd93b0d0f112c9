"""Canada beside the United States, each in its own panel; one half-year in its printings."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import style
from parley.charts.deaths import parts


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
    pairs = zip(frame["quarter"], frame["deaths"].astype("Float64"), strict=True)
    rates = [parts.a_day(*pair) for pair in pairs]
    return pd.Series(rates, index=frame.index, dtype="Float64").idxmax()


def _said(row: pd.Series) -> str:
    """Return a quarter and its deaths, as ``Q2 2023 19,471``."""
    return f"Q{row['quarter'].quarter} {row['quarter'].year} {row['deaths']:,}"


def printings_words(rows: pd.DataFrame) -> str:
    """Return what the stems of one half-year show, for who cannot see them."""
    each = "; ".join(
        f"{row.vintage:%B %Y} {row.deaths:,}, {row.basis}" for row in rows.itertuples()
    )
    return f"A stem a file, {len(rows)} in all, with one half-year’s deaths in it: {each}."


@style.chart(height=lambda us, canada: (4.0, 5.4), words=countries_words)
def us_and_canada_grid(
    us: pd.DataFrame,
    canada: pd.DataFrame,
    *,
    figure: Figure,
    phone: bool = False,
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
        quarterly(frame, ax=ax, phone=True, name=name)
    if phone:
        first.tick_params(axis="x", length=0, labelbottom=False)
    span = pd.concat([us["quarter"], canada["quarter"]])
    parts.month_axis(second, *_ends(span), phone=True)
    return figure


def quarterly(frame: pd.DataFrame, *, ax: Axes, phone: bool = False, name: str = "") -> Axes:
    """Draw one country's deaths per quarter, the newest two quarters hollow.

    Parameters
    ----------
    frame : DataFrame
        ``quarter`` (Period[Q]), ``deaths``, ``is_tail``.
    name : str
        Written in the panel's upper left corner.

    Returns
    -------
    Axes
        A line with the quarter of the most deaths a day named.
    """
    months = frame["quarter"].dt.asfreq("M", how="start") + 1
    series = pd.DataFrame(
        {"month": months, "deaths": frame["deaths"], "is_tail": frame["is_tail"], "status": "final"}
    )
    parts.counts_line(ax, series)
    top = _top(frame)
    quarter, deaths = frame["quarter"][top], int(frame["deaths"][top])
    parts.count_axis(ax, float(series["deaths"].astype(float).max()), 1.45)
    text = f"{deaths:,}\nQ{quarter.quarter} {quarter.year}"
    parts.mark(ax, series["month"][top], deaths, text, "left")
    parts.month_axis(ax, *_ends(frame["quarter"]), phone)
    told = zip(frame["quarter"], frame["deaths"], strict=True)
    texts = [f"Q{q.quarter} {q.year}: " + ("none" if pd.isna(n) else f"{n:,}") for q, n in told]
    style.hover(ax, style.days(parts.mid(months)), texts)
    ax.text(0, 1.0, name, transform=ax.transAxes, va="top", weight="bold", color=style.INK)
    return ax


@style.chart(words=printings_words)
def printings(rows: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw one half-year's deaths as each printing gives them, a stem per printing.

    Parameters
    ----------
    rows : DataFrame
        As from `analysis.deaths.half_year_vintages`.

    Returns
    -------
    Axes
        Counts from zero, named; filled where published so, hollow where two quarters are summed.
    """
    counts = rows["deaths"].astype(float)
    place = range(len(rows))
    ax.vlines(place, 0, counts, color=style.C1, lw=2.25)
    for spot, count, basis in zip(place, counts, rows["basis"], strict=True):
        fill = style.C1 if basis == "published" else style.PAGE
        ax.plot([spot], [count], marker="o", ms=9, mfc=fill, mec=style.C1, mew=1.5)
        ax.annotate(
            f"{count:,.0f}", (spot, count), xytext=(0, 10), textcoords="offset points", ha="center"
        )
    parts.count_axis(ax, float(counts.max()), 1.2)
    ax.set_xticks(list(place), [f"{date:%b %Y}" for date in rows["vintage"]])
    ax.set_xlim(-0.6, len(rows) - 0.4)
    return ax


def _ends(quarters: pd.Series) -> tuple[pd.Period, pd.Period]:
    """First and last month of the quarters."""
    return quarters.min().asfreq("M", how="start"), quarters.max().asfreq("M", how="end")
