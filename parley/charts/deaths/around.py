"""Months around dated events: every placement, windows laid over each other, fits at dates."""

import re
import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from parley.charts import style
from parley.charts.deaths import parts
from parley.charts.reading import say_nothing

TOO_FEW = "Too few months around these dates"
EMPTY = "No mark: too few months around these dates."

SHOWN_BEYOND = 2  # months of the line as it would have gone on


def placements_words(shifts: pd.DataFrame, *, stands_out: float | None = None) -> str:
    """Return what the dots of placements show, for who cannot see them."""
    if shifts.empty:
        return EMPTY
    real = shifts.loc[shifts["is_real"], "change"].iloc[0]
    low, high = shifts["change"].min(), shifts["change"].max()
    return _minus(
        f"Dots for {len(shifts) - 1} other places in time and a diamond at the real dates: the "
        f"change of monthly growth in points, from {100 * low:+.1f} to {100 * high:+.1f}; at the "
        f"real dates {100 * real:+.1f}. Nineteen of twenty lie within {100 * stands_out:.1f} "
        "either way, on a pale band."
    )


def epochs_words(table: pd.DataFrame, lines: pd.DataFrame) -> str:
    """Return what the windows laid over each other show, for who cannot see them."""
    if table.empty:
        return EMPTY
    known = table.dropna(subset=["mean"])
    (first, start), (last, end) = known[["mean", "lag"]].iloc[[0, -1]].to_numpy(dtype=float)
    inside = int(table["mean"].between(table["low"], table["high"]).sum())
    return _minus(
        f"A thick mean line over {len(lines)} thin ones, deaths around months of talks about each "
        f"window's mean: {first:+.0%} at {start:+.0f} months, {last:+.0%} at {end:+.0f}. At "
        f"{inside} of {len(table)} months the mean lies within the band of other placements."
    )


def sizes_words(rows: pd.DataFrame) -> str:
    """Return how often each test cries change where there is none, for who cannot see it."""
    if rows.empty:
        return EMPTY
    each = "; ".join(f"{row.row} {row.rate:.1%}" for row in rows.itertuples())
    return f"Dots with intervals, runs in which a test finds a change that is not there: {each}."


def dates_words(panels: pd.DataFrame) -> str:
    """Return what the panels of named dates show, for who cannot see them."""
    if panels.empty:
        return EMPTY
    said = [
        f"{name}, {rows['date'].iloc[0]:%B %Y}: {rows['reason'].iloc[0] or 'fitted'}."
        for name, rows in panels.groupby("name", sort=False)
    ]
    count = f"A panel a date, {len(said)} in all" if len(said) > 1 else "A panel"
    return " ".join([f"{count}, of US deaths a day.", *said])


def dates_height(panels: pd.DataFrame) -> tuple[float, float]:
    """Return inches for the panels: two beside each other, on a phone all in a column."""
    count = max(panels["name"].nunique(), 1)
    return 2.6 * -(-count // 2), 2.25 * count


def moved_words(rows: pd.DataFrame) -> str:
    """Return the steps of one fit dated in other months, for who cannot see them."""
    if not (rows["moved"] == 0).any():
        return EMPTY
    named = rows[rows["moved"] == 0].iloc[0]
    return _minus(
        f"Dots for {len(rows)} months at which the fit is dated, with intervals: a step of "
        f"{named['step']:+.0%} at {named['month']:%B %Y}, filled; of all from "
        f"{rows['step'].max():+.0%} to {rows['step'].min():+.0%}."
    )


def _minus(text: str) -> str:
    """Return text with minus signs in place of hyphens before digits."""
    return re.sub(r"-(?=\d)", "−", text)


@style.chart(words=placements_words)
def placements(
    shifts: pd.DataFrame, *, ax: Axes, phone: bool = False, stands_out: float | None = None
) -> Axes:
    """Draw the change around the list of dates at every place in time that it fits.

    Parameters
    ----------
    shifts : DataFrame
        ``months_moved``, ``change`` (share), ``is_real``; as from `analysis.deaths.around`.
    stands_out : float
        Share; within it lie nineteen of twenty placements.

    Returns
    -------
    Axes
        A dot per placement, the real one large and named, on a band of what is usual.
    """
    if shifts.empty:
        return say_nothing(ax, TOO_FEW)
    ax.axhspan(-stands_out, stands_out, color=style.BAND, lw=0, zorder=0, gid="usual")
    ax.axhline(0, color=style.INK2, lw=1)
    other, real = shifts[~shifts["is_real"]], shifts[shifts["is_real"]].iloc[0]
    style.points(ax, other["months_moved"], other["change"], size=4, colour=style.CTX, gid="other")
    style.points(ax, [real["months_moved"]], [real["change"]], "D", 9, gid="real")
    reach = 1.35 * max(float(shifts["change"].abs().max()), stands_out)
    ax.set_ylim(-reach, reach)
    ax.set_xlim(shifts["months_moved"].min() - 2, shifts["months_moved"].max() + 2)
    _percent(ax, "")
    ax.xaxis.set_major_formatter(_years)
    every = {"nbins": 4 if phone else 9, "steps": [1.2, 2.4, 6, 10], "integer": True}
    ax.xaxis.set_major_locator(MaxNLocator(**every))  # at whole years
    words = {"xycoords": "axes fraction", "color": style.C1, "weight": "bold"}
    style.write(ax, (0.99, 0.05), "◆ The real dates", ha="right", **words)
    note = "Band: 19 of 20 placements" + ("" if phone else " lie here")
    parts.note(ax, 0.01, 0.97, note, "left")
    return ax


def _years(months: float, _=None) -> str:
    """Return months moved as years, with its sign."""
    return "0" if abs(months) < 0.5 else f"{months / 12:+.0f} yr".replace("-", "−")


def _percent(ax: Axes, unit: str = "%") -> None:
    """Put shares that may be negative on the y axis as per cent, or as points."""

    def signed(share: float, _=None) -> str:
        return f"{100 * share:+.0f}{unit}".replace("-", "−") if abs(share) > 1e-9 else f"0{unit}"

    ax.yaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.yaxis.set_major_formatter(signed)


@style.chart(words=epochs_words)
def epochs(table: pd.DataFrame, lines: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the months around events laid over each other, with the band of other placements.

    Parameters
    ----------
    table : DataFrame
        ``lag``, ``mean``, ``low``, ``high`` (shares about the window's mean), ``events``.
    lines : DataFrame
        One row per event, a column per lag.

    Returns
    -------
    Axes
        The mean thick, single events thin, how many events stand behind each lag beneath.
    """
    if table.empty:
        return say_nothing(ax, TOO_FEW)
    lag = table["lag"].to_numpy(dtype=float)
    for _, line in lines.iterrows():
        ax.plot(line.index.to_numpy(dtype=float), line, color=style.CTX, lw=1, ls="-", gid="one")
    ax.fill_between(lag, table["low"], table["high"], color=style.BAND, lw=0, zorder=0, gid="band")
    ax.axhline(0, color=style.INK2, lw=1)
    ax.plot(lag, table["mean"], color=style.C1, ls="-", gid="mean")
    _percent(ax)
    low, high = ax.get_ylim()
    # Beneath stand the counts of events, above the words: neither may lie on a line.
    room = 0.22 if phone else 0.12
    ax.set_ylim(low - 0.2 * (1 + room) * (high - low), high + room * (high - low))
    ax.set_yticks([tick for tick in ax.get_yticks() if low <= tick <= high])
    shown = table[table["lag"] % (3 if phone else 1) == 0]
    ax.set_xticks(shown["lag"], [f"{n:+d}".replace("-", "−") if n else "0" for n in shown["lag"]])
    for row in shown.itertuples():
        place = {"xycoords": ax.get_xaxis_transform(), "color": style.INK2}
        style.write(ax, (row.lag, 0), f"{row.events}", (0, 9), "center", **place)
    parts.note(ax, 0.0, 0.17, "Events:", "left")
    band = "\nBand: other placements" if phone else " Band: 95% of other placements"
    parts.note(ax, 0.0, 0.99, f"Thin: single months of talks.{band}", "left")
    return ax


@style.chart(words=sizes_words)
def sizes(rows: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw how often each test cries change where there is none.

    Parameters
    ----------
    rows : DataFrame
        ``row`` (name), ``rate``, ``low``, ``high`` (shares), ``nominal``.

    Returns
    -------
    Axes
        A dot with its interval per test; dotted where the rate should be.
    """
    if rows.empty:
        return say_nothing(ax, TOO_FEW)
    nominal = float(rows["nominal"].iloc[0])
    ax.axvline(nominal, color=style.INK2, lw=1, ls=(0, (1, 2)))
    for place, row in enumerate(rows.itertuples()):
        colour = style.C1 if row.low <= nominal or row.rate < nominal else style.C2
        ax.hlines(place + 0.5, row.low, row.high, color=colour, lw=5, gid="interval")
        style.points(ax, [row.rate], [place + 0.5], size=8, colour=colour, gid="rate")
        look = {"color": style.INK, "bbox": style.PLATE}
        parts.row_name(ax, place + 0.5, row.row.capitalize(), phone, **look)
        end, *beside = (row.low, (-9, 0), "right") if row.rate > 0.6 else (row.high, (9, 0))
        words = {"color": colour, "weight": "bold"}
        style.write(ax, (end, place + 0.5), f"{row.rate:.1%}", *beside, **words)
    style.no_values(ax, len(rows), -0.5)
    ax.set_xlim(0, 1.02)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.set_xticks([nominal, 0.5, 1])
    return ax


@style.chart(height=dates_height, words=dates_words)
def named_dates_grid(panels: pd.DataFrame, *, figure: Figure, phone: bool = False) -> Figure:
    """Draw the months around each named date, with the fit where its conditions hold.

    Parameters
    ----------
    panels : DataFrame
        As from `analysis.deaths.lists.panels`.
    phone : bool
        Draw for 3.6 inches of width: one panel under the other.

    Returns
    -------
    Figure
        A panel per date on one scale; where nothing was fitted, the reason in words.
    """
    if panels.empty:
        say_nothing(figure.subplots(), TOO_FEW)
        return figure
    groups = list(panels.groupby("name", sort=False))
    columns = 1 if phone else 2
    grid = figure.subplots(-(-len(groups) // columns), columns, sharey=True, squeeze=False)
    top = float(panels[["per_day", "fitted_per_day", "without_per_day"]].max().max())
    for ax, (name, rows) in zip(grid.flat, groups, strict=False):
        _one_date(ax, name, rows)
        style.count_axis(ax, top, 1.25)
    for ax in grid.flat[len(groups) :]:
        ax.set_axis_off()
    return figure


def _one_date(ax: Axes, name: str, rows: pd.DataFrame) -> None:
    """Draw one date's panel."""
    x, date = parts.mid(rows["month"]), rows["date"].iloc[0]
    style.points(ax, x, rows["per_day"], size=3.5, colour=style.CTX, gid="counts")
    ax.axvline(date.start_time, color=style.INK2, lw=1, ls=(0, (1, 2)), gid="date")
    fitted = rows["fitted_per_day"].notna()
    if fitted.any():
        ax.plot(x, rows["fitted_per_day"], color=style.C1, ls="-", gid="fitted")
        # Two months of it show the step; drawn on, it would show deaths that nobody counted.
        after = (rows["month"] >= date) & (rows["month"] < date + SHOWN_BEYOND)
        dashed = {"color": style.C2, "lw": 1.75, "ls": (0, (5, 2)), "gid": "without"}
        ax.plot(x[after], rows.loc[after, "without_per_day"], **dashed)
    else:
        words = "\n".join(textwrap.wrap(f"No fit: {rows['reason'].iloc[0]}", 36))
        ax.set_xlabel(words, loc="left", color=style.INK2)
    title = "\n".join(textwrap.wrap(f"{name}, {date.strftime('%b')}\u00a0{date.year}", 36))
    at = {"xycoords": "axes fraction", "color": style.INK, "weight": "bold"}
    style.write(ax, (0, 1), title, (0, 5), va="bottom", **at)
    parts.month_axis(ax, date - 24, date + 11, phone=True)


@style.chart(words=moved_words)
def moved_dates(rows: pd.DataFrame, *, ax: Axes, phone: bool = False) -> Axes:
    """Draw the step that the same fit gives when dated in other months.

    Parameters
    ----------
    rows : DataFrame
        ``month``, ``moved``, ``step``, ``step_low``, ``step_high`` (shares).

    Returns
    -------
    Axes
        A dot with its interval per month; the named month dark and filled.
    """
    if rows.empty:
        return say_nothing(ax, TOO_FEW)
    ax.axhline(0, color=style.INK2, lw=1)
    for row in rows.itertuples():
        named = row.moved == 0
        colour = style.C1 if named else style.CTX
        ax.vlines(row.moved, row.step_low, row.step_high, color=colour, lw=4 if named else 2)
        fill = colour if named else style.PAGE
        ax.plot([row.moved], [row.step], ls="", marker="o", ms=8, mfc=fill, mec=colour, gid="step")
    _percent(ax)
    ax.set_xlim(rows["moved"].min() - 0.7, rows["moved"].max() + 0.7)
    kept = rows[(rows["moved"] - rows["moved"].min()) % (4 if phone else 2) == 0]
    ax.set_xticks(kept["moved"], [month.strftime("%b %Y") for month in kept["month"]])
    return ax
