"""Tables, subtitles and notes of the comparison of two accounts: plain data for the door."""

from typing import Any

import pandas as pd

from parley.analysis.readouts.matrix import MOST_CELLS, SIGNS, WORDS
from parley.analysis.topics.frequency_dress import spanned
from parley.analysis.topics.windows import Window

HOW_READ = {
    "agreed": "both accounts read in full, or an opening with reports that agree",
    "strict": "both accounts read in full",
}
COUNTS = {
    "label": "Topic",
    "both": "Both",
    "us_only": "US only",
    "prc_only": "China only",
    "neither": "Neither",
    "meetings": "Meetings",
    "result": "What can be told",
}
TESTS = {
    "label": "Topic",
    "us_only": "US only",
    "prc_only": "China only",
    "difference": "Difference, points",
    "interval": "Interval",
    "adjusted_p": "Adjusted p",
    "result": "What can be told",
}


def shares_table(results: pd.DataFrame) -> dict[str, Any]:
    """Return the four counts of every topic as a table."""
    shown = results[list(COUNTS)]
    return {
        "frame": results.drop(columns=["topic"]),
        "shown": shown,
        "labels": COUNTS,
        "caption": "Comparable meetings by which side's account mentions the topic",
    }


def shares_dress(results: pd.DataFrame, span: Window, reading: str) -> dict[str, Any]:
    """Return subtitle, note and height of the dumbbell chart."""
    count = len(results)
    return {
        "subtitle": "Share of comparable meetings whose account mentions a topic, by side, "
        f"{spanned(span)}, {HOW_READ[reading]}, per cent",
        "note": "Right: accounts that mention it, and meetings compared, which differ by topic. "
        "Grey: one account alone mentions it at fewer than five, too few to compare. Mentions "
        "are counted, not weight. Sessions of one visit count once.",
        "height": (0.34 * count + 1.5, 0.54 * count + 1.9),
    }


def tests_table(results: pd.DataFrame) -> dict[str, Any]:
    """Return difference, interval and judgement of every topic as a table."""
    spans = [_interval(*row) for row in results[["low", "high"]].itertuples(index=False)]
    table = results.assign(interval=spans, difference=100 * results["difference"])
    return {
        "frame": results[["label", "us_only", "prc_only", "meetings", "difference", "low", "high",
                          "mid_p", "adjusted_p", "tests", "result"]],
        "shown": table[list(TESTS)],
        "labels": TESTS,
        "formats": {"difference": "+.0f", "adjusted_p": ".2g"},
        "missing": "–",
        "caption": "US share minus Chinese share of the same meetings, in points",
    }  # fmt: skip


def _interval(low: float, high: float) -> str:
    if low != low:
        return ""
    return f"{100 * low:+.0f} to {100 * high:+.0f}".replace("-", "−")


def tests_dress(results: pd.DataFrame, span: Window, reading: str) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of differences."""
    count = max(1, int((~results["too_few"]).sum()))
    return {
        "subtitle": "Share of US accounts that mention a topic minus share of Chinese ones, same "
        f"meetings, {spanned(span)}, {HOW_READ[reading]}, points",
        "note": "Bands: 95 % intervals (Newcombe), each for its topic alone. In colour: would "
        "still stand out when all topics tested are judged together (Benjamini–Hochberg, mid-p "
        "McNemar). Grey: cannot tell.",
        "height": (0.42 * count + 1.3, 0.6 * count + 1.5),
    }


def readings_table(both: pd.DataFrame) -> dict[str, Any]:
    """Return both readings of every topic side by side, for the door."""
    table = both.assign(
        **{f"{way}_alone": both[f"{way}_us_only"].astype(str) + " / "
           + both[f"{way}_prc_only"].astype(str) + " of " + both[f"{way}_meetings"].astype(str)
           for way in ("agreed", "strict")}
    )  # fmt: skip
    heads = {"label": "Topic", "agreed_alone": "Agreed: US / China alone",
             "agreed_result": "Agreed", "strict_alone": "Strict: US / China alone",
             "strict_result": "Strict"}  # fmt: skip
    return {
        "frame": both.drop(columns="topic"),
        "shown": table[list(heads)],
        "labels": heads,
        "caption": "Meetings at which one account alone mentions a topic, by reading",
    }


def naming_table(silent: pd.DataFrame) -> dict[str, Any]:
    """Return the accounts that name no subject, or one row that says there is none."""
    if silent.empty:
        return {"frame": pd.DataFrame({"Account": ["None known"]})}
    sides = {"us": "US", "prc": "China"}
    table = silent.assign(
        side=silent["side"].map(sides),
        left_out=silent["is_left_out"].map({True: "Set apart", False: "Not comparable anyway"}),
        page="../../meetings/" + silent["meeting_id"] + "/index.html",
    )
    heads = {"start_date": "Date", "title": "Meeting", "side": "Whose account",
             "left_out": "In the comparison"}  # fmt: skip
    return {
        "frame": table[["meeting_id", *heads, "page"]],
        "shown": table[[*heads, "page"]],
        "labels": heads,
        "links": {"title": "page"},
        "records": ("title",),
    }


def shown_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the matrix that a page shows: those compared, newest first."""
    topics = len(table.columns) - 5
    return table[table["is_compared"]].head(MOST_CELLS // (topics + 4))


def matrix_table(table: pd.DataFrame) -> dict[str, Any]:
    """Return the matrix for the door: words in the CSV, signs on the page."""
    topics = list(table.columns[5:])
    if not len(shown := shown_rows(table)):
        return {"frame": pd.DataFrame({"Meeting": ["None"]})}
    words = table.assign(**{name: table[name].map(WORDS).fillna("") for name in topics})
    spoken = {SIGNS[state]: text for state, text in WORDS.items()}
    signed = shown.assign(**{name: shown[name].map(SIGNS).fillna("") for name in topics})
    return {
        "frame": words.drop(columns="page"),
        "shown": signed[["start_date", "title", "page", *topics]],
        "labels": {"start_date": "Date", "title": "Meeting"},
        "links": {"title": "page"},
        "records": ("title",),
        "signs": spoken,
        "caption": f"{len(shown)} of {int(table['is_compared'].sum())} meetings with two "
        "comparable accounts, newest first; topics in the order of meetings compared",
    }


def matrix_note(table: pd.DataFrame) -> str:
    """Return how to read the matrix, and what it leaves to the CSV."""
    key = "; ".join(f"{SIGNS[state]} {WORDS[state]}" for state in SIGNS)
    rest = len(table) - len(shown_rows(table))
    return (
        f"{key}. Blank: no account that could be compared on it. A title opens the page of the "
        f"meeting, with both accounts. {rest} more meetings, most with one comparable account "
        "alone, are in the CSV."
    )
