"""Tables, subtitles and notes of the page on the two readings."""

from typing import Any

import pandas as pd

from parley import sides

NOTHING = {"frame": pd.DataFrame({"Topic": ["Nothing was coded twice"]})}
DEPTH = {"full": "whole text", "opening": "opening", "reported": "reports"}
STATED = {
    "rely": "rely",
    "tentative": "tentative",
    "merge or drop": "under the limit",
    "too few": "too few to judge",
    "no variation": "too few to judge",
}


def topic_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return every statistic of every topic as a table."""
    if table.empty:
        return dict(NOTHING)
    heads = {
        "label": "Topic", "units": "Accounts", "positives_first": "Found, earlier",
        "positives_second": "Found, later", "agreement": "Agreement", "f1": "F1",
        "alpha": "Alpha", "alpha_low": "Alpha from", "alpha_high": "to", "ac1": "AC1",
        "alpha_full": "Alpha, whole texts", "units_full": "Of accounts", "reading": "Reading",
    }  # fmt: skip
    stated = table.assign(reading=table["reading"].map(STATED))
    decimals = dict.fromkeys(("f1", "alpha", "alpha_low", "alpha_high", "ac1", "alpha_full"), ".2f")
    return {
        "frame": stated,
        "shown": stated[list(heads)],
        "labels": heads,
        "formats": decimals | {"agreement": ".0%"},
        "caption": "Agreement of the two readings by topic",
        "is_whole": True,
    }


def alpha_dress(table: pd.DataFrame) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of agreement."""
    return {
        "subtitle": "Krippendorff’s alpha and AC1 of two machine readings, by topic, no unit, 1 is "
        "full agreement",
        "note": "Bands: 95 % bootstrap intervals over meetings. AC1 suffers less where a topic is "
        "rare. Grey: too few to judge. Counts: accounts in which the earlier and the later reading "
        "found the topic.",
        "height": (max(2.0, 0.27 * len(table) + 0.6), max(2.4, 0.42 * len(table) + 0.6)),
    }


def share_dress(table: pd.DataFrame) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of shares by reading."""
    return {
        "subtitle": "Share of accounts coded twice in which a topic was found, by reading, per "
        "cent",
        "note": "The later reading had more of the text of many accounts. Shares on other pages "
        "use the record, which keeps what the earlier reading found and adds what the later one "
        "found in whole texts.",
        "height": (max(2.0, 0.25 * len(table) + 0.6), max(2.4, 0.42 * len(table) + 0.6)),
    }


def share_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return the shares under both readings as a table."""
    if table.empty:
        return dict(NOTHING)
    heads = {
        "label": "Topic", "units": "Accounts", "share_first": "Earlier reading",
        "share_second": "Later reading", "first_only": "Earlier only", "second_only": "Later only",
    }  # fmt: skip
    return {
        "frame": table[list(heads)],
        "labels": heads,
        "formats": {"share_first": ".0%", "share_second": ".0%"},
        "is_whole": True,
    }


def unlike_table(unlike: pd.DataFrame) -> dict[str, Any]:
    """Return the codings that differ as a table, each with its meeting's page."""
    if unlike.empty:
        return {"frame": pd.DataFrame({"Meeting": ["No coding differs"]})}
    heads = {
        "start_date": "Date", "title": "Meeting", "side": "Account", "label": "Topic",
        "found_by": "Found by", "basis_first": "Earlier read", "basis_second": "Later read",
    }  # fmt: skip
    told = unlike.assign(
        side=unlike["side"].map(sides.names()),
        basis_first=unlike["basis_first"].map(DEPTH),
        basis_second=unlike["basis_second"].map(DEPTH),
    )
    return {"frame": told, "labels": heads, "links": {"title": "page"}, "records": ("title",)}


def sheet_table(sheet: pd.DataFrame) -> dict[str, Any]:
    """Return the blank sheet: all of it in the file, the accounts on the page."""
    if sheet.empty:
        return {"frame": pd.DataFrame({"Meeting": ["No account was coded twice"]})}
    shown = sheet[["start_date", "title", "side", "url"]].assign(
        side=sheet["side"].map(sides.names())
    )
    return {
        "frame": sheet,
        "shown": shown,
        "labels": {"start_date": "Date", "title": "Meeting", "side": "Account"},
        "links": {"title": "url"},
        "records": ("title",),
    }
