"""Tables, subtitles and notes of the charts of promises: plain data for the door."""

from typing import Any

import pandas as pd

from parley.analysis.commitments.ledger import STATE_NAMES, STATES
from parley.analysis.commitments.waiting import Waiting, delivered_within
from parley.analysis.topics.frequency_dress import day, spanned
from parley.analysis.topics.windows import Window

MARKS = (1, 3, 6, 12, 24, 36)


def units_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return the promises by topic and state as a table; on the page in all and by whom as well."""
    heads = {"label": "Promises", "made": "Made", **{each: STATE_NAMES[each] for each in STATES}}
    topics = table.loc[table["group"] == "topic", list(heads)]
    return {
        "frame": topics if len(topics) else table[list(heads)],
        "shown": table[list(heads)],
        "labels": heads,
        "caption": "Promises by state, in all, by whom and by topic",
    }


def units_dress(table: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of squares."""
    count = max(int((table["group"] == "topic").sum()), 1)
    return {
        "subtitle": f"Promises by topic, one mark each, {spanned(span)}, by what is known of them "
        f"up to {day(span.covered_last)}",
        "note": "A promise without a later report is neither kept nor broken: we searched and "
        "found nothing. What counts as delivered rests on press and official reports, some weak.",
        "height": (0.3 * count + 0.8, 0.42 * count + 2.0),
    }


def kept_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return the shares as a table: counts, share, interval, and both bounds."""
    rows = table.assign(
        count=[f"{k} of {n}" for k, n in zip(table["delivered"], table["reported"], strict=True)]
    )
    heads = {"label": "Promises", "count": "Delivered of reported", "share": "Share", "low": "From",
             "high": "To", "no_report": "No later report", "least": "If none of these",
             "most": "If all of these"}  # fmt: skip
    return {
        "frame": table,
        "shown": rows[list(heads)],
        "labels": heads,
        "formats": dict.fromkeys(("share", "low", "high", "least", "most"), ".0%"),
        "caption": "Share delivered of promises with a later report, and of all if none or all of "
        "the others were delivered",
    }


def kept_dress(table: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of shares."""
    count = len(table)
    return {
        "subtitle": "Share delivered of promises with a later report, by who promised and by "
        f"topic, {spanned(span)}, per cent",
        "note": "Bands: 95 % intervals. They take promises as independent; those of one meeting "
        "are not, so the bands are too narrow. Under five, counts alone. Partly delivered is not "
        "delivered.",
        "height": (0.32 * count + 0.9, 0.5 * count + 1.0),
    }


def waiting_table(read: Waiting) -> dict[str, Any]:
    """Return the whole curve in the CSV, and on the page the shares at some months."""
    if not read.promises:
        return {"frame": pd.DataFrame({"Promises": ["None in these dates"]})}
    rows = [
        {
            "months": month,
            **delivered_within(read, month)[["delivered", "low", "high", "at_risk"]],
            "news": delivered_within(read, month, "to_news")["delivered"],
        }
        for month in MARKS
    ]
    heads = {"months": "Months since the promise", "delivered": "Share delivered", "low": "From",
             "high": "To", "news": "Share, cut off at last news"}  # fmt: skip
    return {
        "frame": read.curve,
        "shown": pd.DataFrame(rows)[list(heads)],
        "labels": heads,
        "formats": dict.fromkeys(("delivered", "low", "high", "news"), ".0%"),
        "caption": "Share of promises reported delivered, by months since the promise",
    }


def waiting_dress(read: Waiting) -> dict[str, Any]:
    """Return subtitle, note and height of the curve."""
    same = (
        f" {read.same_day} were delivered on the day of the promise itself."
        if read.same_day
        else ""
    )
    return {
        "subtitle": "Share of promises reported delivered, by months since the promise, per cent",
        "note": "Band: 95 % interval. Solid: whatever is not delivered counts as waiting until "
        f"{day(read.end)}, lapsed promises too, so the curve is a floor. Dashed: promises leave at "
        f"the last news of them.{same}",
        "height": (3.4, 3.8),
    }


def ledger_table(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the ledger for the door, or one row that says that it is empty."""
    if rows.empty:
        return {"frame": pd.DataFrame({"Promise": ["None on record in these dates"]})}
    states = zip(rows["status"], rows["status_date"], strict=True)
    said = [f"{status}, {_short(when)}" for status, when in states]
    shown = rows.assign(
        made=rows["date"].map(_short), told=said, about=rows["promised_by"] + ": " + rows["topic"]
    )
    heads = {
        "commitment": "Promise",
        "made": "Made",
        "about": "By whom, on what",
        "told": "Status, and to which day",
        "status_note": "What that rests on",
        "promise_source": "Source of the promise",
    }
    links = {"made": "page", "promise_source": "promise_url", "told": "status_url"}
    return {
        "frame": rows,
        "shown": shown[[*heads, *links.values()]],
        "labels": heads,
        "links": links,
        "records": ("commitment", "status_note", "promise_source"),
    }


def _short(when: pd.Timestamp) -> str:
    return f"{when.day} {when:%b %Y}"


def ledger_dress(span: Window) -> dict[str, Any]:
    """Return caption and note of the ledger."""
    return {
        "caption": f"Promises made, {spanned(span)}, and what is known of them up to "
        f"{day(span.covered_last)}",
        "note": "Promises are in our words. The day made is a link to the meeting, the status to "
        "its source. The status speaks to its day; of a delivered promise that day is taken as "
        "the day of delivery.",
    }
