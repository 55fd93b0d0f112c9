"""The newest months, the 12-month headline, and how a count grows between printings."""

import pandas as pd
from matplotlib.axes import Axes

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
    dots = {"ls": "", "marker": "o", "ms": 4, "color": style.C1}
    ax.plot(parts.mid(solid["month"]), solid["deaths"].astype(float), **dots)
    tops = [float(series["deaths"].max())]
    tail = series[series["is_tail"] & series["predicted"].notna()]
    if len(tail):
        predicted = tail["predicted"].astype(float)
        ax.plot(
            parts.mid(tail["month"]),
            predicted,
            color=style.C2,
            lw=1.75,
            ls=(0, (5, 2)),
            gid="predicted",
        )
        tops.append(float(predicted.max()))
    parts.count_axis(ax, max(tops))
    parts.month_axis(ax, series["month"].iloc[0], series["month"].iloc[-1], phone)
    _endings(ax, series, tail, phone)
    parts.hover(ax, series)
    return ax


def _endings(ax: Axes, series: pd.DataFrame, tail: pd.DataFrame, phone: bool) -> None:
    """Name the lines: final and estimated on them, the incomplete ones at their ends."""
    final = series[series["status"] == "final"]
    if len(final):
        _beside(ax, final.iloc[0], "Final", (9, 0), "left")
    middle = series[(series["status"] == "estimate") & ~series["is_tail"]]
    if len(middle):
        top = middle["deaths"].astype(float).idxmax()
        _beside(ax, middle.loc[top], "Estimated", (0, 9), "center")
    if not series["is_tail"].any():
        return
    ends = [("Reported", float(series["deaths"].iloc[-1]), style.C1)]
    if len(tail):
        ends.append(("Adjusted", float(tail["predicted"].iloc[-1]), style.C2))
    _ends(ax, ends, series.loc[series["is_tail"], "month"].iloc[0], phone)
    words = "Incomplete:\nwill rise" if phone else "Incomplete: will rise"
    parts.band_note(ax, series.loc[series["is_tail"], "month"].iloc[0], 0.16, words)


def _ends(
    ax: Axes, ends: list[tuple[str, float, str]], first: pd.Period | None, phone: bool
) -> None:
    """Write names right of the last month; on a phone beneath the line, left of the band.

    Coloured text stays off the band, where its contrast would be too low.
    """
    bottom, top = ax.get_ylim()
    least = (top - bottom) * 0.075
    ends = sorted(ends, key=lambda end: end[1])
    if phone and first is not None:
        start = ends[0][1] - least * 1.5
        for place, (name, value, colour) in enumerate(reversed(ends)):
            _end(ax, first.start_time, start - place * least, f"{name} {value:,.0f}", colour)
        return
    y = bottom - least
    for name, value, colour in ends:
        y = max(value, y + least)
        words = {"xycoords": ax.get_yaxis_transform(), "color": colour, "weight": "bold"}
        parts.write(ax, (1, y), f"{name} {value:,.0f}", (7, 0), **words)


def _end(ax: Axes, x: pd.Timestamp, y: float, text: str, colour: str) -> None:
    """Write one name, ending at a date."""
    parts.write(ax, (x, y), text, (-4, 0), ha="right", color=colour, weight="bold")


def _beside(ax: Axes, row: pd.Series, text: str, offset: tuple[int, int], align: str) -> None:
    """Write a part's name beside one of its points."""
    ax.annotate(
        text,
        (parts.mid([row["month"]])[0], float(row["deaths"])),
        xytext=offset,
        textcoords="offset points",
        ha=align,
        color=style.C1,
    )


ADJUSTED = 8  # newest sums whose adjusted count is drawn: of older ones the two lines are one


@style.chart(words=twelve_words)
def twelve_months(
    sums: pd.DataFrame,
    *,
    ax: Axes,
    phone: bool = False,
    peak: tuple[pd.Period, int] | None = None,
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
    newest = sums["month_ending"] > sums["month_ending"].iloc[-1] - ADJUSTED
    tail = predicted.notna() & newest
    ax.plot(x, reported.astype(float), color=style.C1, ls="-", gid="reported")
    first, last = sums["month_ending"].iloc[0], sums["month_ending"].iloc[-1]
    if tail.any() and not tail.all():
        parts.band(ax, sums.loc[tail, "month_ending"].iloc[0], last)
    if tail.any():
        dashed = {"color": style.C2, "lw": 1.75, "ls": (0, (2, 1)), "gid": "predicted"}
        ax.plot(x[tail], predicted[tail].astype(float), **dashed)
    parts.count_axis(ax, float(reported.max()), 1.2)
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
    ax.plot(x, change, ls="", marker="o", ms=6, color=style.C1)
    ax.axhline(0, color=style.INK2, lw=1)
    low, high = min(0, float(change.min())), max(0.5, float(change.max()))
    ax.set_ylim(low * 1.15, high * 1.15)
    ax.yaxis.set_major_formatter("{x:.1f}%")
    ax.yaxis.set_major_locator(parts.MaxNLocator(nbins=4))
    parts.month_axis(ax, pair["month_ending"].iloc[0], pair["month_ending"].iloc[-1], phone)
    return ax
