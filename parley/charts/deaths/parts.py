"""What the charts of deaths share; the newest months, the 12-month headline and its printings."""

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from parley.charts import style
from parley.charts.reading import say_nothing


def mid(months: pd.Series | pd.PeriodIndex) -> pd.DatetimeIndex:
    """Return the middle of each month, so that a talk on the 15th stands at its month's point."""
    return pd.PeriodIndex(months).to_timestamp() + pd.Timedelta(days=14)


def month_axis(ax: Axes, first: pd.Period, last: pd.Period, phone: bool) -> None:
    """Give an axis years, or half-years where the span is short, without crowding."""
    ax.set_xlim(first.start_time, last.end_time)
    months = (last - first).n + 1
    if months <= 40:
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


@style.chart(words=lambda series: months_words(series, per_month=True))
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
    counts_line(ax, series)
    solid = series[~series["is_tail"]]
    style.points(ax, mid(solid["month"]), solid["deaths"].astype(float), size=4)
    tops = [float(series["deaths"].max())]
    tail = series[series["is_tail"] & series["predicted"].notna()]
    if len(tail):
        predicted = tail["predicted"].astype(float)
        dashed = {"color": style.C2, "lw": 1.75, "ls": (0, (5, 2)), "gid": "predicted"}
        ax.plot(mid(tail["month"]), predicted, **dashed)
        tops.append(float(predicted.max()))
    style.count_axis(ax, max(tops))
    month_axis(ax, series["month"].iloc[0], series["month"].iloc[-1], phone)
    _endings(ax, series, tail, phone)
    hover(ax, series)
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
    band_note(ax, series["month"][first], 0.16, words)


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
    at, look = (mid([row["month"]])[0], float(row["deaths"])), {"bbox": style.PLATE}
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
    x = mid(sums["month_ending"])
    reported, predicted = (sums[name].astype("Float64") for name in ("reported", "predicted"))
    first, last = sums["month_ending"].iloc[[0, -1]]
    tail = predicted.notna() & (sums["month_ending"] > last - 8)  # before it the two lines are one
    ax.plot(x, reported.astype(float), color=style.C1, ls="-", gid="reported")
    if tail.any() and not tail.all():
        band(ax, sums.loc[tail, "month_ending"].iloc[0], last)
    if tail.any():
        dashed = {"color": style.C2, "lw": 1.75, "ls": (0, (2, 1)), "gid": "predicted"}
        ax.plot(x[tail], predicted[tail].astype(float), **dashed)
    style.count_axis(ax, float(reported.max()), 1.2)
    month_axis(ax, first, last, phone)
    if peak:
        month = peak[0].strftime("%b %Y")
        mark(ax, *peak, f"{peak[1]:,}\nending {month}", "left")
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
    x, change = mid(pair["month_ending"]), 100 * pair["change"]
    ax.vlines(x, 0, change, color=style.C1, lw=2.25, gid="change")
    style.points(ax, x, change, size=6)
    ax.axhline(0, color=style.INK2, lw=1)
    ax.set_ylim(min(0, change.min()) * 1.15, max(0.5, change.max()) * 1.15)
    ax.yaxis.set_major_formatter("{x:.1f}%")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4))
    month_axis(ax, pair["month_ending"].iloc[0], pair["month_ending"].iloc[-1], phone)
    return ax


def printings_words(rows: pd.DataFrame) -> str:
    """Return what the stems of one half-year show, for who cannot see them."""
    each = "; ".join(f"{r.vintage:%B %Y} {r.deaths:,}, {r.basis}" for r in rows.itertuples())
    return f"A stem a file, {len(rows)} in all, with one half-year’s deaths in it: {each}."


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
