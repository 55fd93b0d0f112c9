"""Tables, subtitles and notes of the charts of the record's holdings: plain data for the door."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.topics.frequency_dress import HATCHED, spanned
from parley.analysis.topics.windows import Window

STATES = {
    "full": "Read in full",
    "opening": "Opening read",
    "reported": "Known through reports",
    "none_found": "No account found",
    "unknown": "Not known",
}


def heat_table(months: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return every month in the CSV, and on the page counts by year."""
    named = months.assign(channel=months["channel"].map(lambda code: names.get(code, code)))
    known = named[named["cover"] != "not_covered"].assign(year=named["period"].dt.year.astype(str))
    counts = known.groupby(["channel", "year"], sort=False)["meetings"].sum()
    shown = counts.unstack("year").reset_index().rename_axis(columns=None)  # noqa: PD010
    return {
        "frame": named.assign(period=named["period"].astype(str)),
        "shown": shown,
        "labels": {"channel": "Channel"},
        "caption": "Meetings held by channel and year",
    }


def heat_dress(span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the map of meetings."""
    return {
        "subtitle": f"Meetings held by channel and month (on narrow screens by quarter), "
        f"{spanned(span)}",
        "note": f"An empty frame: looked at, none found. {HATCHED} A month without a meeting on "
        "record may have had one that we do not know of.",
        "height": (4.4, 6.6),
    }


def read_table(states: pd.DataFrame, depth: pd.DataFrame) -> dict[str, Any]:
    """Return the depths by year in the CSV, and on the page the sums by side."""
    own = states.assign(state=states["state"].map(STATES), side=states["side"].map(sides.names()))
    shown = own.set_index(["state", "side"])["meetings"].unstack("side")  # noqa: PD010
    shown = shown[list(sides.names().values())]
    shown = shown.reindex(STATES.values()).reset_index().rename_axis(columns=None)
    return {
        "frame": depth.assign(period=depth["period"].astype(str)),
        "shown": shown,
        "labels": {"state": "Account"},
        "caption": "Meetings held, by what is known of each side's account",
    }


def read_dress(span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of accounts read."""
    return {
        "subtitle": f"Accounts found of meetings held, by year and by how far they were read, "
        f"{spanned(span)}",
        "note": f"Meetings for which no account was found are not drawn; the table has them. "
        f"{HATCHED}",
        "height": (3.8, 5.8),
    }


def unsourced_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return the unsourced rows as a table, or one row that says there is none."""
    if table.empty:
        return {"frame": pd.DataFrame({"Topic": ["Every mention cites a source"]})}
    heads = {"label": "Topic", **sides.names(press="Press"), "unsourced": "In all",
             "mentions": "Of mentions"}  # fmt: skip
    return {
        "frame": table[list(heads)],
        "labels": heads,
        "caption": "Mentions without a source, by topic and side",
    }


def unsourced_dress(table: pd.DataFrame) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of unsourced rows."""
    tall = max(1.6, 0.28 * len(table) + 0.3)
    return {
        "subtitle": "Mentions that rest on general knowledge, by topic, of all mentions on record",
        "note": "They are kept so that someone may find the source, and are in no share.",
        "height": (tall, tall),
    }


def vintages_table(vintages: pd.DataFrame) -> dict[str, Any]:
    """Return the dated copies as a table."""
    if vintages.empty:
        return {"frame": pd.DataFrame({"Series": ["None given out by then"]})}
    heads = {
        "name": "Series",
        "vintage": "Given out",
        "first": "From",
        "last": "To",
        "rows": "Rows",
    }
    return {
        "frame": vintages,
        "shown": vintages[list(heads)],
        "labels": heads,
        "caption": "Dated copies of official series",
    }


def vintages_dress(vintages: pd.DataFrame) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of dated copies."""
    count = len(vintages)
    return {
        "subtitle": "Official series by dated copy: first to last period held, and day given out",
        "note": "An arrow: the series begins before the axis. T40.4: synthetic opioids other than"
        " methadone, mostly fentanyl. Where only the month is known, the dot stands on its first "
        "day.",
        "height": (0.27 * count + 0.9, 0.44 * count + 1.2),
    }


def gaps_table(gaps: pd.DataFrame) -> dict[str, Any]:
    """Return the known gaps as a table, or one row that says that none is known."""
    if gaps.empty:
        return {"frame": pd.DataFrame({"Gap": ["None is known"]})}
    heads = {"what": "What is missing", "first": "From", "last": "To", "why": "Why"}
    order = gaps.sort_values(["table", "gap_id"])
    return {
        "frame": order,
        "shown": order[list(heads)],
        "labels": heads,
        "records": ("what", "why"),
    }
