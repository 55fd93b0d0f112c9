"""The newest months, the 12-month headline, growth between printings; quarters beside Canada."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from parley.charts import style
from parley.charts.deaths import parts
from parley.charts.reading import say_nothing


def twelve_words(sums: pd.DataFrame, **options) -> str:
    """Return what the line of 12-month counts shows, for who cannot see it."""
    counts = sums.set_index("month_ending")["reported"].dropna()
    top = counts.astype(float).idxmax()
    places = (counts.index[0], top, counts.index[-1])
    first, most, last = (f"{month:%B %Y} {counts[month]:,.0f}" for month in places)
    adjusted = sums["predicted"].iloc[-1]
    more = "" if pd.isna(adjusted) else f" (adjusted {adjusted:,.0f}, dashed)"
    return (
        "US deaths with synthetic opioids in the 12 months ending each month, a line: "
        f"{first}, at the top {most}, {last} reported{more}. The newest counts will rise."
    )


def revision_words(pair: pd.DataFrame) -> str:
    """Return what the stems of growth between two files show, for who cannot see them."""
    if pair.empty:
        return "Empty: one file of these counts was held, so no growth can be told."
    first, last = pair.iloc[0], pair.iloc[-1]
    return (
        f"A stem a month, {len(pair)} in all: growth of reported 12-month counts from the file of "
        f"{first['older_vintage']:%B %Y} to that of {first['newer_vintage']:%B %Y}. To "
        f"{first['month_ending']:%B %Y} {first['change']:.1%}, to {last['month_ending']:%B %Y} "
        f"{last['change']:.1%}."
    )


@style.chart(words=lambda series: parts.months_words(series, per_month=True))
def last_months(series: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the newest months large, reported and adjusted apart where both exist.

    Parameters
    ----------
    series : DataFrame
        As from `analysis.deaths.last_months`.

    Returns
    -------
    Axes
        Final months solid, estimates thinner, incomplete ones hollow on a pale band; CDC's
        adjusted counts dashed, in the incomplete months alone.
    """
    parts.counts_line(ax, series)
    solid = series[~series["is_tail"]]
    style.points(ax, parts.mid(solid["month"]), solid["deaths"].astype(float), size=4)
    tops = [float(series["deaths"].max())]
    tail = series[series["is_tail"] & series["predicted"].notna()]
    if len(tail):
        predicted = tail["predicted"].astype(float)
        dashed = {"color": style.C2, "lw": 1.75, "ls": (0, (5, 2)), "gid": "predicted"}
        ax.plot(parts.mid(tail["month"]), predicted, **dashed)
        tops.append(float(predicted.max()))
    style.count_axis(ax, max(tops))
    parts.month_axis(ax, series["month"].iloc[0], series["month"].iloc[-1], phone)
    _endings(ax, series, tail, phone)
    parts.hover(ax, series)
    return ax


def _endings(ax: Axes, series: pd.DataFrame, tail: pd.DataFrame, phone: bool) -> None:
    """Name the lines: final and estimated on them, the incomplete ones at their ends."""
    if len(final := series[series["status"] == "final"]):
        _beside(ax, final.iloc[0], "Final", (9, 0), "left")
    if len(middle := series[(series["status"] == "estimate") & ~series["is_tail"]]):
        top = middle["deaths"].astype(float).idxmax()
        _beside(ax, middle.loc[top], "Estimated", (0, 9), "center")
    if not series["is_tail"].any():
        return
    ends, first = (
        [("Reported", float(series["deaths"].iloc[-1]), style.C1)],
        series["is_tail"].idxmax(),
    )
    if len(tail):
        ends.append(("Adjusted", float(tail["predicted"].iloc[-1]), style.C2))
    _ends(ax, ends, series["month"][first], phone)
    words = "Incomplete:\nwill rise" if phone else "Incomplete: will rise"
    parts.band_note(ax, series["month"][first], 0.16, words)


def _ends(ax: Axes, ends: list[tuple[str, float, str]], first: pd.Period, phone: bool) -> None:
    """Write names right of the last month; on a phone beneath the line, left of the band.

    Coloured text stays off the band, where its contrast would be too low.
    """
    bottom, top = ax.get_ylim()
    least = (top - bottom) * 0.075
    ends = sorted(ends, key=lambda end: end[1])
    if phone:
        for place, (name, value, colour) in enumerate(reversed(ends)):
            at = (first.start_time, ends[0][1] - least * 1.5 - place * least)
            look = {"color": colour, "weight": "bold", "bbox": style.PLATE}
            style.write(ax, at, f"{name} {value:,.0f}", (-4, 0), "right", **look)
        return
    y = bottom - least
    for name, value, colour in ends:
        y = max(value, y + least)
        words = {"xycoords": ax.get_yaxis_transform(), "color": colour, "weight": "bold"}
        style.write(ax, (1, y), f"{name} {value:,.0f}", (7, 0), **words)


def _beside(ax: Axes, row: pd.Series, text: str, offset: tuple[int, int], align: str) -> None:
    """Write a part's name beside one of its points."""
    at, look = (parts.mid([row["month"]])[0], float(row["deaths"])), {"bbox": style.PLATE}
    style.write(ax, at, text, offset, align, "baseline", color=style.C1, **look)


@style.chart(words=twelve_words)
def twelve_months(
    sums: pd.DataFrame, *, ax: Axes, phone: bool = False, peak: tuple[pd.Period, int] | None = None
) -> Axes:
    """Draw the familiar 12-month counts, reported and adjusted, as a headline only.

    Parameters
    ----------
    sums : DataFrame
        One indicator and vintage, as from `analysis.deaths.trailing_of`.
    peak : tuple, optional
        Month ending and count of the highest sum.

    Returns
    -------
    Axes
        Each point is the sum of twelve months; the newest is named.
    """
    x = parts.mid(sums["month_ending"])
    reported, predicted = (sums[name].astype("Float64") for name in ("reported", "predicted"))
    first, last = sums["month_ending"].iloc[[0, -1]]
    tail = predicted.notna() & (sums["month_ending"] > last - 8)  # before it the two lines are one
    ax.plot(x, reported.astype(float), color=style.C1, ls="-", gid="reported")
    if tail.any() and not tail.all():
        parts.band(ax, sums.loc[tail, "month_ending"].iloc[0], last)
    if tail.any():
        dashed = {"color": style.C2, "lw": 1.75, "ls": (0, (2, 1)), "gid": "predicted"}
        ax.plot(x[tail], predicted[tail].astype(float), **dashed)
    style.count_axis(ax, float(reported.max()), 1.2)
    parts.month_axis(ax, first, last, phone)
    if peak:
        month = peak[0].strftime("%b %Y")
        parts.mark(ax, *peak, f"{peak[1]:,}\nending {month}", "left")
    ends = [("Reported", float(reported.dropna().iloc[-1]), style.C1)]
    if tail.iloc[-1]:
        ends.append(("Adjusted", float(predicted.iloc[-1]), style.C2))
    _ends(ax, ends, sums.loc[tail, "month_ending"].iloc[0] if tail.any() else last, phone)
    known = zip(sums["month_ending"], sums["reported"], strict=True)
    texts = [f"To {month:%B %Y}: " + ("none" if pd.isna(n) else f"{n:,.0f}") for month, n in known]
    style.hover(ax, style.days(x), texts)
    return ax


@style.chart(words=revision_words)
def revisions(pair: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw by how much each 12-month count grew from one printing to the next.

    Parameters
    ----------
    pair : DataFrame
        As from `analysis.deaths.revisions`, the newest months last.

    Returns
    -------
    Axes
        One stem per month, in per cent of the older printing, from zero; words alone where
        only one printing was held.
    """
    if pair.empty:
        return say_nothing(ax, "One file only")
    x, change = parts.mid(pair["month_ending"]), 100 * pair["change"]
    ax.vlines(x, 0, change, color=style.C1, lw=2.25, gid="change")
    style.points(ax, x, change, size=6)
    ax.axhline(0, color=style.INK2, lw=1)
    ax.set_ylim(min(0, change.min()) * 1.15, max(0.5, change.max()) * 1.15)
    ax.yaxis.set_major_formatter("{x:.1f}%")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4))
    parts.month_axis(ax, pair["month_ending"].iloc[0], pair["month_ending"].iloc[-1], phone)
    return ax


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


def printings_words(rows: pd.DataFrame) -> str:
    """Return what the stems of one half-year show, for who cannot see them."""
    each = "; ".join(
        f"{row.vintage:%B %Y} {row.deaths:,}, {row.basis}" for row in rows.itertuples()
    )
    return f"A stem a file, {len(rows)} in all, with one half-year’s deaths in it: {each}."


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
    place = list(range(len(rows)))
    ax.vlines(place, 0, counts, color=style.C1, lw=2.25)
    for spot, count, basis in zip(place, counts, rows["basis"], strict=True):
        fill = style.C1 if basis == "published" else style.PAGE
        ax.plot([spot], [count], marker="o", ms=9, mfc=fill, mec=style.C1, mew=1.5)
        style.write(ax, (spot, count), f"{count:,.0f}", (0, 10), "center", "baseline")
    style.count_axis(ax, float(counts.max()), 1.2)
    ax.set_xticks(place, [f"{date:%b %Y}" for date in rows["vintage"]])
    ax.set_xlim(-0.6, len(rows) - 0.4)
    return ax


def _span(quarters: pd.Series) -> tuple[pd.Period, pd.Period]:
    """First and last month of the quarters."""
    return quarters.min().asfreq("M", how="start"), quarters.max().asfreq("M", how="end")
