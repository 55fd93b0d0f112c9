"""Tables, subtitles and notes of the charts of topic frequency: plain data for the door."""

from math import ceil
from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.topics.ranking import Spans
from parley.analysis.topics.windows import Window

PANELS_ON_PHONE = 8
SHOWN_CHANGES = 8
WHOSE = {
    "us": "{us_s} accounts",
    "prc": "{prc_s} accounts",
    "either": "accounts of either side",
}
HATCHED = "Hatched: not covered by the record."

RANKING_HEADS = {
    "label": "Topic",
    "us_count": "{us_name}",
    "us_share": "{us_name}, share",
    "prc_count": "{prc_name}",
    "prc_share": "{prc_name}, share",
    "either_count": "Either",
    "either_share": "Either, share",
}


def spanned(span: Window) -> str:
    """Return the counted days in words, or that there is none."""
    if span.is_empty:
        return "no day covered"
    return f"{day(span.counted_first)} to {day(span.counted_last)}"


def day(when: pd.Timestamp) -> str:
    """Return a date in words: 8 January 2021."""
    return f"{when.day} {when:%B %Y}"


def ranking_table(totals: pd.DataFrame) -> dict[str, Any]:
    """Return the ranking as a table: a row a topic, counts and shares of each side."""
    columns = ["count", "share", "low", "high", "mentions", "n", "not_coded"]
    table = totals.drop_duplicates("topic")[["topic", "label"]].set_index("topic")
    for side in ("us", "prc", "either"):
        own = totals[totals["side"] == side].set_index("topic")[columns]
        table = table.join(own.add_prefix(f"{side}_"))
    table = table.reset_index(drop=True)
    shown = list(RANKING_HEADS)
    return {
        "frame": table,
        "shown": table[shown],
        "labels": sides.filled(RANKING_HEADS),
        "formats": {name: ".0%" for name in shown if name.endswith("share")},
        "caption": "Accounts that mention each topic, of all accounts coded for it",
    }


def ranking_dress(totals: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the ranking."""
    count = totals["topic"].nunique()
    return {
        "subtitle": f"Share of each side's accounts that mention a topic, {spanned(span)}, per "
        "cent",
        "note": "Bands: 95 % intervals. Counts on the right. Every share is a floor; how far the "
        "two sides' accounts were read differs, so the dots do not compare the sides.",
        "height": (0.36 * count + 0.9, 0.56 * count + 0.9),
    }


def frequency_table(frequency: pd.DataFrame, topics: pd.DataFrame, side: str) -> dict[str, Any]:
    """Return every period in the CSV, and on the page counts by year."""
    own = frequency[frequency["side"] == side].merge(topics[["topic", "label"]], on="topic")
    columns = ["period", "topic", "label", "mentions", "n", "not_coded", "share", "low", "high"]
    table = own[[*columns, "state", "cover"]].assign(period=own["period"].astype(str))
    by_year = own.assign(year=own["period"].dt.year.astype(str))
    by_year = by_year[by_year["cover"] != "not_covered"]
    sums = by_year.groupby(["label", "year"], sort=False)[["mentions", "n"]].sum()
    counts = sums["mentions"].astype(str) + " of " + sums["n"].astype(str)
    shown = counts.unstack("year").reset_index().rename_axis(columns=None)  # noqa: PD010
    return {
        "frame": table,
        "shown": shown,
        "labels": {"label": "Topic"},
        "caption": f"Mentions by year in {sides.fill(WHOSE[side])}, of those coded for the topic",
    }


def grid_dress(totals: pd.DataFrame, span: Window, period: str, side: str) -> dict[str, Any]:
    """Return subtitle, note and height of the small multiples."""
    count = totals["topic"].nunique()
    wide, phone = ceil(count / 3), ceil(min(count, PANELS_ON_PHONE) / 2)
    return {
        "subtitle": f"Share of {sides.fill(WHOSE[side])} that mention each topic, {spanned(span)}: "
        "twelve months "
        f"to each month (line, 95 % band), and by {period} (grey bars)",
        "note": "Ticks: months with a mention (wide screens). No bar: under five accounts. "
        f"Narrow screens show the {PANELS_ON_PHONE} topics mentioned most. At the foot: accounts "
        f"by how far they were read. {HATCHED}",
        "height": (1.22 * wide + 2.0, 1.5 * phone + 2.2),
    }


def shown_change(change: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the widest changes that a chart can hold."""
    return change[change["change"].notna()].head(SHOWN_CHANGES)


def change_table(change: pd.DataFrame) -> dict[str, Any]:
    """Return the changes as a table, all accounts and full texts side by side."""
    shown = ["label", "count_earlier", "count_later", "change", "full_earlier", "full_later"]
    heads = ["Topic", "Before", "After", "Change", "Before, full texts", "After, full texts"]
    return {
        "frame": change,
        "shown": change[shown],
        "labels": dict(zip(shown, heads, strict=True)),
        "formats": {"change": "+.0%"},
        "caption": "Accounts that mention each topic before and after the date",
    }


def change_dress(spans: Spans, side: str) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of changes."""
    return {
        "subtitle": f"Share of {sides.fill(WHOSE[side])} that mention a topic, {day(spans.since)} "
        f"to {day(spans.split)} and from then on, widest changes, per cent",
        "note": f"The spans are {spans.name}. Bands: 95 % intervals. How far accounts were read "
        "differs between them; the table has the same counts in texts read in full.",
        "height": (4.6, 6.0),
    }


def full_table(both: pd.DataFrame) -> dict[str, Any]:
    """Return all accounts and full texts as a table, a row a topic."""
    columns = ["mentions", "n", "share", "low", "high", "count"]
    parts = [
        both[both["texts"] == texts].set_index("label")[columns].add_prefix(f"{texts}_")
        for texts in ("all", "full")
    ]
    table = parts[0].join(parts[1]).reset_index()
    shown = ["label", "all_count", "all_share", "full_count", "full_share"]
    heads = ["Topic", "All accounts", "Share", "Read in full", "Share in full texts"]
    return {
        "frame": table,
        "shown": table[shown],
        "labels": dict(zip(shown, heads, strict=True)),
        "formats": {"all_share": ".0%", "full_share": ".0%"},
        "caption": "Mentions in all accounts and in those read in full",
    }


def full_dress(side: str) -> dict[str, Any]:
    """Return subtitle, note and height of the comparison with full texts."""
    return {
        "subtitle": f"Share of {sides.fill(WHOSE[side])} that mention a topic: all, and those read "
        "in full, per cent",
        "note": "Bands: 95 % intervals. The texts read in full are no sample of all accounts: "
        "whether a text could be had in full differs by year, side and channel.",
        "height": (5.4, 7.6),
    }
