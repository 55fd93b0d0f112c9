"""Tables, subtitles and notes of the comparison of two accounts: plain data for the door."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.readouts.matrix import MOST_CELLS, SIGNS, WORDS
from parley.analysis.sentences import joined
from parley.analysis.topics.frequency_dress import spanned
from parley.analysis.topics.windows import Window

MOST_NAMED = 8
HOW_READ = {
    "agreed": "both accounts read in full, or an opening with reports that agree",
    "strict": "both accounts read in full",
}
COUNTS = {
    "label": "Topic",
    "both": "Both",
    "us_only": "{us_name} only",
    "prc_only": "{prc_name} only",
    "neither": "Neither",
    "meetings": "Meetings",
    "result": "What can be told",
}
TESTS = {
    "label": "Topic",
    "us_only": "{us_name} only",
    "prc_only": "{prc_name} only",
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
        "labels": sides.filled(COUNTS),
        "caption": "Comparable meetings by which side's account mentions the topic",
    }


def shares_dress(results: pd.DataFrame, span: Window, reading: str) -> dict[str, Any]:
    """Return subtitle, note and height of the dumbbell chart."""
    count, unnamed = len(results) - len(unmentioned(results)), unmentioned(results)
    names = joined(unnamed) if len(unnamed) <= MOST_NAMED else f"{len(unnamed)} topics"
    rest = f" At no meeting compared does a side mention {names}." if len(unnamed) else ""
    return {
        "subtitle": "Share of comparable meetings whose account mentions a topic, by side, "
        f"{spanned(span)}, {HOW_READ[reading]}, per cent",
        "note": "Right: accounts that mention it, and meetings compared, which differ by topic. "
        "Grey: one account alone mentions it at fewer than five, too few to compare. Mentions "
        f"are counted, not weight. Sessions of one visit count once.{rest}",
        "height": (0.34 * count + 1.5, 0.54 * count + 1.9),
    }


def unmentioned(results: pd.DataFrame) -> list[str]:
    """Return the topics that neither side mentions at a comparable meeting: they are not drawn."""
    mentioned = results[["both", "us_only", "prc_only"]].sum(axis=1)
    return results.loc[mentioned == 0, "label"].tolist()


def tests_table(results: pd.DataFrame) -> dict[str, Any]:
    """Return difference, interval and judgement of every topic as a table."""
    spans = [_interval(*row) for row in results[["low", "high"]].itertuples(index=False)]
    table = results.assign(interval=spans, difference=100 * results["difference"])
    return {
        "frame": results[["label", "us_only", "prc_only", "meetings", "difference", "low", "high",
                          "mid_p", "adjusted_p", "tests", "result", "is_firm"]],
        "shown": table[list(TESTS)],
        "labels": sides.filled(TESTS),
        "formats": {"difference": "+.0f", "adjusted_p": ".2g"},
        "missing": "–",
        "caption": sides.fill("{us_s} share minus {prc_s} share of the same meetings, in points"),
    }  # fmt: skip


def _interval(low: float, high: float) -> str:
    if low != low:
        return ""
    return f"{100 * low:+.0f} to {100 * high:+.0f}".replace("-", "−")


def tests_dress(results: pd.DataFrame, span: Window, reading: str) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of differences."""
    count = max(1, int((~results["too_few"]).sum()))
    return {
        "subtitle": sides.fill("Share of {us_s} accounts that mention a topic minus share of ")
        + sides.fill("{prc_s} ones, same ")
        + f"meetings, {spanned(span)}, {HOW_READ[reading]}, points",
        "note": "Bands: 95 % intervals (Newcombe), each for its topic alone. In colour: stands "
        "out when all topics tested are judged together (Benjamini–Hochberg, mid-p McNemar); "
        "hollow: only if a visit counts once. Grey: cannot tell.",
        "height": (0.42 * count + 1.3, 0.6 * count + 1.5),
    }


def readings_table(both: pd.DataFrame) -> dict[str, Any]:
    """Return both readings of every topic side by side, for the door.

    The page shows the topics on which some account stands alone; the CSV holds all.
    """
    table = both.assign(**{way: _read(both, way) for way in ("agreed", "strict")})
    alone = both[[f"{way}_{who}_only" for way in ("agreed", "strict") for who in ("us", "prc")]]
    shown = table[alone.sum(axis=1) > 0]
    heads = {"label": "Topic", "agreed": "Agreed", "strict": "Read in full"}
    return {
        "frame": both.drop(columns="topic"),
        "shown": (shown if len(shown) else table)[list(heads)],
        "labels": heads,
        "caption": sides.fill(
            "Meetings at which the {us_s} account / the {prc_s} account alone mentions a topic, "
            "of those compared, and what can be told"
        ),
        "note": "Topics on which neither account ever stands alone are in the CSV.",
    }


def _read(both: pd.DataFrame, way: str) -> list[str]:
    columns = [f"{way}_{name}" for name in ("us_only", "prc_only", "meetings", "result")]
    rows = both[columns].itertuples(index=False)
    return [f"{us} / {prc} of {n}: {result}" for us, prc, n, result in rows]


def naming_table(silent: pd.DataFrame) -> dict[str, Any]:
    """Return the accounts that name no subject, or one row that says there is none."""
    if silent.empty:
        return {"frame": pd.DataFrame({"Account": ["None known"]})}
    table = silent.assign(
        side=silent["side"].map(sides.names()),
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
    named = sides.filled(WORDS)
    words = table.assign(**{name: table[name].map(named).fillna("") for name in topics})
    signed = shown.assign(**{name: shown[name].map(SIGNS).fillna("") for name in topics})
    signed["meeting"] = shown["start_date"].dt.strftime("%-d %b %Y, ") + shown["title"]
    return {
        "frame": words.drop(columns="page"),
        "shown": signed[["meeting", "page", *topics]],
        "labels": {"meeting": "Meeting"} | {name: name for name in topics},
        "links": {"meeting": "page"},
        "records": ("meeting",),
        "signs": {SIGNS[state]: text for state, text in named.items()},
        "caption": f"{len(shown)} of {int(table['is_compared'].sum())} meetings with two "
        "comparable accounts, newest first",
    }


def matrix_note(table: pd.DataFrame) -> str:
    """Return what the page's part of the matrix leaves to the CSV."""
    rest = len(table) - len(shown_rows(table))
    return (
        "A title opens the page of the meeting. Topics stand in the order of meetings compared. "
        f"Meetings in the CSV alone: {rest}, most with one comparable account."
    )
