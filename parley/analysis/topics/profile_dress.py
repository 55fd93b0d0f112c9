"""Tables, subtitles and notes of one topic's charts: plain data for the door."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.topics.frequency_dress import HATCHED, spanned
from parley.analysis.topics.windows import Window

STATE_NAMES = {
    "both": "Both mention it",
    "us_only": "The {us_s} account alone",
    "prc_only": "The {prc_s} account alone",
    "neither": "Neither",
    "not_comparable": "Two accounts, not read far enough to compare",
    "names_nothing": "An account names no subject at all",
    "one_account": "One account only",
    "no_account": "No account found",
    "not_coded": "Coded before the topic",
}

SHARE_HEADS = {
    "period": "Period",
    "us_count": "{us_name}",
    "us_share": "{us_name}, share",
    "us_read_in_full": "{us_name}, read in full",
    "prc_count": "{prc_name}",
    "prc_share": "{prc_name}, share",
    "prc_read_in_full": "{prc_name}, read in full",
}


def share_table(frequency: pd.DataFrame, depth: pd.DataFrame) -> dict[str, Any]:
    """Return the shares as a table: a row a period, counts, shares and full texts by side."""
    columns = ["mentions", "n", "count", "share", "low", "high", "state"]
    table = frequency.drop_duplicates("period")[["period", "cover"]].set_index("period")
    for side in ("us", "prc"):
        own = frequency[frequency["side"] == side].set_index("period")[columns]
        read = depth[(depth["side"] == side) & (depth["read"] == "full")].set_index("period")
        own["count"] = own["count"].mask(own["state"] == "not_covered", "not covered")
        table = table.join(own.assign(read_in_full=read["accounts"]).add_prefix(f"{side}_"))
    table = table.reset_index()
    shown = list(SHARE_HEADS)
    return {
        "frame": table.assign(period=table["period"].astype(str)),
        "shown": table[shown].assign(period=table["period"].astype(str)),
        "labels": sides.filled(SHARE_HEADS),
        "formats": {"us_share": ".0%", "prc_share": ".0%"},
        "caption": "Accounts that mention it, of those coded for it, by side",
    }


def share_dress(label: str, span: Window, period: str) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of shares by side."""
    return {
        "subtitle": f"{label}: share of each side's accounts that mention it, by {period}, "
        f"{spanned(span)}, per cent; beneath, accounts counted and how far they were read",
        "note": "Lines: 95 % intervals. Under five accounts no share is given. In the lower panels "
        + sides.fill("{the_us} stands left, {the_prc} right. ")
        + f"Every share is a floor. {HATCHED}",
        "height": (6.2, 6.8),
    }


def states_table(states: pd.DataFrame) -> dict[str, Any]:
    """Return the states as a table."""
    table = states.assign(state=states["state"].map(sides.filled(STATE_NAMES)))[
        ["state", "meetings", "is_comparable"]
    ]
    return {
        "frame": table,
        "shown": table[["state", "meetings"]],
        "labels": {"state": "State", "meetings": "Meetings"},
        "caption": "Meetings by what the two accounts say of the topic",
    }


def states_dress(label: str, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of states."""
    return {
        "subtitle": f"{label}: meetings held, {spanned(span)}, by what the two accounts say of it",
        "note": "Dark: both accounts were read far enough for silence to count. Grey: they were "
        "not, or one names no subject at all, so that nothing can be said of silence. Sessions of "
        "one visit count one by one.",
        "height": (3.8, 4.2),
    }


def raised_dress(label: str, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the strip of mentions."""
    return {
        "subtitle": f"{label}: meetings by who is on record as raising it, {spanned(span)}",
        "note": f"A tick for each meeting, on its first day. Rows without a source are left out. "
        f"{HATCHED}",
        "height": (1.9, 2.0),
    }


def spoken_table(spoken: pd.DataFrame) -> dict[str, Any]:
    """Return how many meetings each speaker raised it at, by year, as a table."""
    named = sides.names(press="Press")
    every = pd.DataFrame({"side": list(named), "name": list(named.values())})
    counts = every.assign(
        meetings=every["side"].map(spoken["side"].value_counts()).fillna(0).astype(int)
    )
    return {
        "frame": counts[["name", "meetings"]],
        "labels": {"name": "Who", "meetings": "Meetings"},
        "caption": "Meetings at which each is on record as raising it",
    }


def raised_table(listed: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return the list of meetings for the door, or one row that says there is none.

    Parameters
    ----------
    listed : DataFrame
        As `topic_meetings` returns it.
    names : dict
        Display name of each channel.
    """
    heads = {"start_date": "Date", "title": "Meeting", "channel": "Channel",
             "us": sides.fill("{us_s} account"), "prc": sides.fill("{prc_s} account"),
             "press": "Press"}  # fmt: skip
    if listed.empty:
        return {"frame": pd.DataFrame({"Meeting": ["None on record"]})}
    links = {"title": "page", "us": "us_url", "prc": "prc_url", "press": "press_url"}
    table = listed.assign(channel=listed["channel"].map(lambda code: names.get(code, code)))
    shown = [*heads, *links.values()]
    return {
        "frame": table[["meeting_id", *shown, "us_basis", "prc_basis", "press_basis"]],
        "shown": table[shown],
        "labels": heads,
        "links": links,
        "records": ("title", "us", "prc", "press"),
    }


def promised_table(promises: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return the promises for the door, or one row that says that none is recorded.

    Parameters
    ----------
    promises : DataFrame
        As `topic_promises` returns it.
    names : dict
        Display name of each status.
    """
    if promises.empty:
        return {"frame": pd.DataFrame({"Promise": ["None recorded"]})}
    by = sides.names(both="Both")
    table = promises.assign(
        promised_by=promises["promised_by"].map(by).fillna("Not said"),
        status=promises["status"].map(lambda code: names.get(code, code)),
        later_report=promises["later_report"].map({"found": "Yes", "none_found": "None found"}),
    )
    heads = {"date": "Date", "commitment": "Promise", "promised_by": "By", "status": "Judged",
             "later_report": "Later report", "publisher": "Source"}  # fmt: skip
    links = {"date": "page", "publisher": "url"}
    return {
        "frame": table[["commitment_id", "meeting_id", *heads, "page", "url"]],
        "shown": table[[*heads, "page", "url"]],
        "labels": heads,
        "links": links,
        "records": ("commitment", "publisher"),
    }
