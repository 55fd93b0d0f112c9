"""Tables, subtitles and notes of the channels' charts: plain data for the door."""

from math import ceil
from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.channels.board import standing_words
from parley.analysis.channels.rhythm import manner_names
from parley.analysis.topics.frequency_dress import HATCHED, day, spanned
from parley.analysis.topics.windows import Window

SHOWN_PAIRS = 14
STATUS = {"cancelled": "Cancelled", "postponed": "Postponed"}


def named(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the board with each channel's display name in ``name``."""
    return table.assign(name=table["channel"].map(names).fillna(table["channel"]))


def usual_words(line: pd.Series) -> str:
    """Return the usual gap with its interval as a cell says it.

    Examples
    --------
    >>> usual_words(pd.Series({"usual": 33.0, "usual_low": 21.0, "usual_high": float("nan")}))
    '33 (21 and more)'
    """
    if pd.isna(line["usual"]):
        return "–" if line["standing"] == "residual" else "too few"
    if pd.isna(line["usual_high"]):
        return f"{line['usual']:.0f} ({line['usual_low']:.0f} and more)"
    return f"{line['usual']:.0f} ({line['usual_low']:.0f}–{line['usual_high']:.0f})"


def board_table(table: pd.DataFrame, newest: pd.DataFrame) -> dict[str, Any]:
    """Return the board for the door: a row a channel, its last meeting linked.

    Parameters
    ----------
    table : DataFrame
        The board, with ``name``.
    newest : DataFrame
        As `newest_meetings` returns it.
    """
    rows = table.merge(newest, on="channel", how="left")
    rows = rows.assign(
        last=rows["last_met"].map(day, na_action="ignore"),
        usual_gap=rows.apply(usual_words, axis=1),
        standing_said=rows.apply(standing_words, axis=1),
    )
    heads = {
        "name": "Channel",
        "last": "Last met",
        "present": "Days since",
        "usual_gap": "Usual gap, days",
        "standing_said": "Longer than past gaps",
        "as_long_share": "Days with as long a wait",
        "meetings": "Meetings",
    }
    front = ["channel", "name"]
    return {
        "frame": table[[*front, *(name for name in table.columns if name not in front)]],
        "shown": rows[[*heads, "page"]],
        "labels": heads,
        "formats": {"as_long_share": ".0%"},
        "links": {"last": "page"},
    }


def newest_meetings(held: pd.DataFrame) -> pd.DataFrame:
    """Return each channel's newest meeting: ``channel`` and the address of its ``page``."""
    order = held.sort_values(["end_date", "start_date", "meeting_id"])
    last = order.drop_duplicates("channel", keep="last")
    page = "../../meetings/" + last["meeting_id"] + "/index.html"
    return pd.DataFrame({"channel": last["channel"], "page": page})


def board_dress(span: Window) -> dict[str, str]:
    """Return caption and note of the board."""
    return {
        "caption": f"Channels by the day of their last meeting, {spanned(span)}",
        "note": "Usual gap: Kaplan–Meier median of the days between two contacts, with its 95 % "
        "interval; sessions of one visit are one contact; the present gap counts as still open on "
        f"{day(span.counted_last)}, where the record ends. Given from five past gaps on. Days with "
        "as long a wait: share of the days of past gaps on which the wait had already lasted that "
        "long.",
    }


def strip_table(table: pd.DataFrame, held: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return every meeting in the CSV, and on the page the meetings of each channel by year."""
    years = [f"{each.year}" for each in span.periods("year")]
    own = held.assign(year=held["start_date"].dt.year.astype(str))
    counts = pd.crosstab(own["channel"], own["year"])
    counts = counts.reindex(index=table["channel"], columns=years, fill_value=0)
    shown = counts.reset_index().assign(channel=table["name"].to_numpy())
    columns = ["start_date", "end_date", "channel", "title", "format", "city", "country"]
    every = own.sort_values(["start_date", "meeting_id"])[["meeting_id", *columns]]
    return {
        "frame": every if len(every) else shown,
        "shown": shown.rename_axis(columns=None),
        "labels": {"channel": "Channel"},
        "caption": "Meetings held by channel and year",
    }


def strip_dress(table: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle and height of the strips; their note is `words.strip_note`."""
    count = len(table)
    return {
        "subtitle": f"Meetings held, one tick each, by channel, {spanned(span)}; number at the "
        "right",
        "height": (0.34 * count + 1.25, 0.46 * count + 1.5),
    }


def around_table(compared: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return the counts before, between and after for the door, or one row that says none."""
    if compared.empty:
        return {"frame": pd.DataFrame({"Channel": ["Fewer than two acts in these dates"]})}
    frame = compared.assign(channel=compared["channel"].map(names).fillna(compared["channel"]))
    return {
        "frame": frame,
        "labels": {"channel": "Channel"},
    }


def around_dress(dates: pd.DataFrame) -> dict[str, str]:
    """Return caption and note of the comparison of three spans."""
    if len(dates) < 2:
        return {"caption": "Fewer than two of the acts lie in these dates"}
    start, stop = dates["date"].iloc[0], dates["date"].iloc[-1]
    length = (stop - start).days
    return {
        "caption": f"Meetings held in the {length} days before {day(start)}, from then to "
        f"{day(stop)}, and in the {length} days from that day on",
        "note": "The acts were chosen knowing the record, so this table describes and tests "
        "nothing. Other things happened in these months too.",
    }


def gaps_table(table: pd.DataFrame, gaps: pd.DataFrame) -> dict[str, Any]:
    """Return every gap in the CSV, and on the page the usual and the present gap."""
    shown = table.assign(
        usual_gap=table.apply(usual_words, axis=1),
        standing_said=table.apply(standing_words, axis=1),
    )
    heads = {"name": "Channel", "past": "Past gaps", "usual_gap": "Usual gap, days", "present":
             "Present gap, days", "standing_said": "Longer than past gaps"}  # fmt: skip
    if table.empty:
        return {"frame": pd.DataFrame({"Channel": ["none with enough meetings"]})}
    return {
        "frame": gaps if len(gaps) else shown[list(heads)],
        "shown": shown[list(heads)],
        "labels": heads,
        "caption": "Gaps between contacts, by channel",
    }


def gaps_dress(table: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of gaps."""
    count = max(int((~table["standing"].isin(["none", "residual"])).sum()), 1)
    return {
        "subtitle": f"Days between two contacts of a channel, {spanned(span)}, on a scale that "
        "multiplies; at the right the past gaps shorter than the present one",
        "note": "Band: 95 % interval of the usual gap. It takes gaps as independent; they come in "
        "bursts, so it is too narrow. No dot below five past gaps. The present gap runs to "
        f"{day(span.counted_last)}, not to today; since a day is likelier to fall into a long gap "
        "than into a short one, a present gap above the usual is common.",
        "height": (0.36 * count + 1.0, 0.56 * count + 1.1),
    }


def rhythm_table(months: pd.DataFrame) -> dict[str, Any]:
    """Return every month as a row in the CSV, and the map as the page's table."""
    wide = months.set_index(["year", "month"])["meetings"].unstack("month").reset_index()  # noqa: PD010
    shown = wide.rename(columns={n: f"{pd.Timestamp(2000, n, 1):%b}" for n in range(1, 13)})
    return {
        "frame": months.assign(period=months["period"].astype(str))[
            ["period", "meetings", "cover", "year", "month"]
        ],
        "shown": shown.rename_axis(columns=None),
        "labels": {"year": "Year"},
        "caption": "Meetings held by year and month; a dash is a month that is not covered",
    }


def rhythm_dress(span: Window, dates: pd.DataFrame, since: pd.Timestamp) -> dict[str, Any]:
    """Return subtitle, note and height of the map of months and years."""
    years = len(span.periods("year"))
    note = f"An empty frame with a nought: looked at, none found. {HATCHED}"
    if len(dates):
        note += " A small triangle marks the months of the acts named under the next figure."
    if span.first < since:
        note += f" Time before {day(since)} was searched less deeply: pale may mean less searched."
    return {
        "subtitle": f"Meetings held by month and year, {spanned(span)}",
        "note": note,
        "height": (0.3 * years + 0.7, 0.32 * years + 0.7),
    }


def manners_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return the meetings by manner and year as a table."""
    named_rows = table.assign(
        manner=table["manner"].map(manner_names()), year=table["year"].astype(str)
    )
    wide = named_rows.set_index(["year", "manner"])["meetings"].unstack("manner")  # noqa: PD010
    wide = wide[list(manner_names().values())].reset_index().rename_axis(columns=None)
    return {
        "frame": named_rows,
        "shown": wide,
        "labels": {"year": "Year"},
        "caption": "Meetings held by year, by who was host or by phone or video",
    }


def manners_dress(table: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the panels by manner."""
    known = table[table["manner"] != "unknown"]
    count = known.loc[known["meetings"].fillna(0) > 0, "manner"].nunique() or 1
    missing = int(table["meetings"].sum()) - int(known["meetings"].sum())
    apart = f" Not drawn: {missing} in person at a place not known." if missing else ""
    return {
        "subtitle": f"Meetings held by year, by host country or by phone or video, {spanned(span)}",
        "note": f"{sides.host_note()}Pale bars: years covered in part. {HATCHED}{apart}",
        "height": (1.45 * ceil(count / 3) + 0.3, 1.45 * ceil(count / 2) + 0.3),
    }


def pairs_table(counted: pd.DataFrame) -> dict[str, Any]:
    """Return every pair in the CSV, and on the page those that met more than twice."""
    heads = {**sides.names(), "meetings": "Meetings", "first_met": "First",
             "last_met": "Last"}  # fmt: skip
    if counted.empty:
        return {"frame": pd.DataFrame({"Pair": ["None named on both sides"]})}
    often = counted[counted["meetings"] > 2]
    return {
        "frame": counted,
        "shown": (often if len(often) else counted).head(30),
        "labels": heads,
        "records": ("us", "prc"),
        "caption": "Pairs who headed the two sides of the same meeting; all pairs are in the CSV",
    }


def pairs_dress(shown: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the strips of pairs."""
    count = max(len(shown), 1)
    return {
        "subtitle": f"Meetings, calls included, at which both headed their side, {spanned(span)}; "
        "number at the right",
        "note": "The pairs that met most, in the order in which they first met. Where several "
        "headed a side, each counts. Meetings that name nobody on one side are left out. "
        f"{HATCHED}",
        "height": (0.27 * count + 0.7, 0.42 * count + 0.7),
    }


def off_table(off: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return what was called off for the door, or one row that says none was."""
    if off.empty:
        return {"frame": pd.DataFrame({"Meeting": ["None on record in these dates"]})}
    rows = off.assign(
        when=off["start_date"].map(day),
        channel=off["channel"].map(names).fillna(off["channel"]),
        status=off["status"].map(STATUS).fillna(off["status"]),
        page="../../meetings/" + off["meeting_id"] + "/index.html",
    )
    heads = {"when": "Day", "title": "What", "channel": "Channel", "status": "Status", "note":
             "What is known"}  # fmt: skip
    return {
        "frame": off[["meeting_id", "start_date", "end_date", *list(heads)[1:]]],
        "shown": rows[[*heads, "page"]],
        "labels": heads,
        "links": {"title": "page"},
        "records": ("title", "note"),
    }
