"""Tables, subtitles and notes of the words for talks: plain data for the door."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.topics.frequency_dress import HATCHED, spanned
from parley.analysis.topics.windows import Window

MOST_WORDS = 16  # rows of the chart; the table has every word
MOST_STRIPS = 8
WORDS_A_CELL = 5
MOST_MEETINGS = 60


def drawn_words(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the words that the chart by side shows: those used more than once, most first."""
    return counts[counts["total"] > 1].head(MOST_WORDS)


def strip_words(counts: pd.DataFrame) -> list[str]:
    """Return the words that have a strip of their own."""
    return counts["descriptor"].head(MOST_STRIPS).tolist()


def counts_table(counts: pd.DataFrame) -> dict[str, Any]:
    """Return every word with its accounts by side, and when it was used."""
    heads = {"descriptor": "Word", "us": sides.fill("{us_s} accounts"),
             "prc": sides.fill("{prc_s} accounts"), "first": "Earliest",
             "last": "Newest"}  # fmt: skip
    if counts.empty:
        return {"frame": pd.DataFrame({"Word": ["None recorded"]})}
    drawn = drawn_words(counts)
    return {
        "frame": counts.drop(columns="source_id"),
        "shown": (drawn if len(drawn) else counts)[list(heads)],
        "labels": heads,
        "records": ("descriptor",),
        "caption": "Words on record, by accounts that use them; words used once are in the CSV",
    }


def sides_dress(counts: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of words by side."""
    count = max(1, len(drawn_words(counts)))
    us, prc = (int(counts[f"{side}_of"].max()) if len(counts) else 0 for side in ("us", "prc"))
    return {
        "subtitle": f"Accounts that use the word for the talk, {spanned(span)}, of {us} "
        + sides.fill("{us_s} and ")
        + f"{prc} "
        + sides.fill("{prc_s} accounts looked at, count"),
        "note": "As recorded, in English; translated words may be two where the original has one. "
        "The order is by count and says nothing of warmth. Counts are floors.",
        "height": (0.4 * count + 0.7, 0.5 * count + 0.9),
    }


def years_table(years: pd.DataFrame, used: pd.DataFrame, counts: pd.DataFrame) -> dict[str, Any]:
    """Return, per year, the accounts looked at by side and the words drawn, as a table."""
    if years.empty:
        return {"frame": pd.DataFrame({"Year": ["No account looked at"]})}
    rows = used.assign(year=used["start_date"].dt.year)
    table = pd.DataFrame({"year": years["period"].dt.year.unique()})
    names = sides.names()
    for word in strip_words(counts):
        for side, name in names.items():
            own = rows[(rows["descriptor"] == word) & (rows["side"] == side)]
            table[f"{word}, {name}"] = table["year"].map(own["year"].value_counts()).fillna(0)
    words = [name for name in table.columns if name != "year"]
    for side, name in names.items():
        own = years[years["side"] == side]
        table[f"{name}, with a word"] = own["with_word"].to_numpy()
        table[f"{name}, no word recorded"] = own["without"].to_numpy()
    table = table.astype(dict.fromkeys(words, int))
    return {
        "frame": table,
        "labels": {name: name for name in table.columns if name != "year"},
        "formats": {"year": "d"},
        "caption": "Uses of the words drawn, and accounts looked at, by year of the meeting",
    }


def time_dress(counts: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the strips of words."""
    count = max(1, len(strip_words(counts)))
    return {
        "subtitle": f"Accounts that use a word, by day of the meeting and side, {spanned(span)}; "
        "beneath, accounts looked at by year, count",
        "note": sides.fill(
            "A tick for each account: {the_us} above the line, {the_prc} under it. Pale: accounts "
            "with no word recorded, which does not say that none was used; there {the_us} stands "
            "left. "
        )
        + HATCHED,
        "height": (0.42 * count + 2.3, 0.5 * count + 2.6),
    }


def channels_table(table: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return the channels with each side's words and counts, for the door.

    Parameters
    ----------
    table : DataFrame
        As `by_channel` returns it.
    names : dict
        Display name of each channel.
    """
    if table.empty:
        return {"frame": pd.DataFrame({"Channel": ["No account looked at"]})}
    wide = table.drop_duplicates("channel")[["channel"]].reset_index(drop=True)
    for side in ("us", "prc"):
        own = table[table["side"] == side].reset_index(drop=True)
        pairs = zip(own["with_word"], own["looked"], strict=True)
        wide[f"{side}_accounts"] = [f"{some} of {all_}" for some, all_ in pairs]
        wide[f"{side}_words"] = [_said(words) for words in own["words"]]
        wide[f"{side}_all"] = [_said(words, None) for words in own["words"]]
    wide["channel"] = [names.get(each, each) for each in wide["channel"]]
    heads = sides.filled(
        {"channel": "Channel", "us_words": "Words of {us_s} accounts",
         "us_accounts": "{us_s} accounts", "prc_words": "Words of {prc_s} accounts",
         "prc_accounts": "{prc_s} accounts"})  # fmt: skip
    return {
        "frame": wide.drop(columns=["us_words", "prc_words"]),
        "shown": wide[list(heads)],
        "labels": heads,
        "records": ("us_words", "prc_words"),
        "caption": "Words by channel and side, with accounts that use them; accounts with a "
        "recorded word, of those looked at",
    }


def _said(words: list[tuple[str, int]], most: int | None = WORDS_A_CELL) -> str:
    shown = ", ".join(f"{word} {count}" for word, count in words[:most])
    rest = len(words) - len(words[:most])
    return f"{shown}, and {rest} more" if rest else shown


def meetings_table(same: pd.DataFrame) -> dict[str, Any]:
    """Return the meetings with words of both sides, the newest shown, for the door."""
    if same.empty:
        return {"frame": pd.DataFrame({"Meeting": ["None"]})}
    table = same.assign(
        **{name: same[name].map(", ".join) for name in ("us", "prc", "shared")},
        meeting=same["start_date"].dt.strftime("%-d %b %Y, ") + same["title"],
        page="../../meetings/" + same["meeting_id"] + "/index.html",
    )
    heads = {"meeting": "Meeting", **sides.names(shared="In both")}
    shown = table.head(MOST_MEETINGS)
    return {
        "frame": table[["meeting_id", "start_date", "title", "us", "prc", "shared"]],
        "shown": shown[[*heads, "page"]],
        "labels": heads,
        "links": {"meeting": "page"},
        "records": ("meeting", "us", "prc", "shared"),
        "caption": f"Words of both sides for the same meeting, newest first; {len(shown)} of "
        f"{len(table)}",
    }
