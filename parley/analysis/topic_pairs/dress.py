"""Tables, subtitles and notes of the topics raised together: plain data for the door."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.sentences import joined
from parley.analysis.topic_pairs.pairs import clear_pairs
from parley.analysis.topic_pairs.sentences import UNITS
from parley.analysis.topics.frequency_dress import spanned
from parley.analysis.topics.windows import Window

MOST_ROWS = 24
COLUMNS = {
    "pair": "Topics",
    "together": "Together (each)",
    "times": "Times chance",
    "level": "Odds, one level",
    "length": "Odds, level and length",
    "year": "Odds, year and length",
    "full": "Read in full",
}

MEASURES = {
    "all": tuple(COLUMNS),
    "lifts": ("pair", "together", "times", "full"),
    "odds": ("pair", "level", "length", "year"),
}
CAPTIONS = {
    "all": "Pairs of topics that met at least five times",
    "lifts": "Pairs drawn, against chance",
    "odds": "Pairs drawn, among alike meetings",
}


def pairs_table(found: pd.DataFrame, of: str = "all") -> dict[str, Any]:
    """Return the pairs as a table: the clear ones on the page, all in the CSV.

    Parameters
    ----------
    found : DataFrame
        Rows of `topic_pairs`.
    of : {"all", "lifts", "odds"}
        Which measures the page shows.
    """
    if found.empty:
        return {"frame": pd.DataFrame({"Topics": ["None met five times"]})}
    table = found.assign(
        pair=found["label_first"] + " + " + found["label_second"],
        together=[_counts(*row) for row in _rows(found, ["joint", "meetings_first",
                                                         "meetings_second"])],
        times=[_span(*row) for row in _rows(found, ["lift", "low", "high"])],
        level=[_span(*row) for row in _rows(found, ["odds_ratio", "odds_low", "odds_high"])],
        length=[_span(*row) for row in _rows(found, ["length_ratio", "length_low", "length_high"])],
        year=[_span(*row) for row in _rows(found, ["year_ratio", "year_low", "year_high"])],
        full=[_in_full(*row) for row in _rows(found, ["full_joint", "full_lift"])],
    )  # fmt: skip
    clear = pd.concat([clear_pairs(table), clear_pairs(table, apart=True)])
    shown = (clear if len(clear) else table).head(MOST_ROWS)
    return {
        "frame": found.drop(columns=["first", "second"]),
        "shown": shown[list(MEASURES[of])],
        "labels": {name: COLUMNS[name] for name in MEASURES[of]},
        "caption": f"{CAPTIONS[of]}, the surest on top; {len(shown)} of {len(found)}, with 95 % "
        "intervals",
    }


def _rows(found: pd.DataFrame, columns: list[str]) -> Any:
    return found[columns].itertuples(index=False)


def _counts(joint: int, first: int, second: int) -> str:
    return f"{joint:.0f} ({first:.0f}, {second:.0f})"


def _span(value: float, low: float, high: float) -> str:
    return "" if value != value else f"{value:.1f} ({low:.1f} to {high:.1f})"


def _in_full(joint: int, lift: float) -> str:
    return f"{joint}" if lift != lift else f"{joint}: {lift:.1f} times"


def table_note(found: pd.DataFrame) -> str:
    """Return how to read the table."""
    endless = int((found["odds_note"] == "the odds ratio is infinite").sum())
    return (
        "Together: meetings with both, in brackets with the first and the second. Odds ratios "
        "compare meetings of one level, then those of one level or one year whose accounts name "
        "about as many other topics; – where such meetings "
        f"cannot tell ({endless} pairs always come together). Read in full: joint meetings, and "
        "the lift from five on. Pairs that do not stand out are in the CSV."
    )


def lift_dress(
    drawn: pd.DataFrame, span: Window, side: str, raised: pd.DataFrame, missing: list[str]
) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of lifts."""
    count = max(1, len(drawn))
    which = (
        "the surest pairs: they stand out when all are judged together, and among alike accounts"
        if drawn["is_clear"].any() else "the pairs with the highest ratio; none stands out"
    )  # fmt: skip
    rest = f" Not coded throughout, so left out: {joined(missing)}." if missing else ""
    return {
        "subtitle": "How many times as often two topics come up together as if unrelated, "
        f"{spanned(span)}, {len(raised)} {sides.fill(UNITS[side])}, ratio",
        "note": f"Bands: 95 % intervals, visits drawn anew. Drawn: {which}. Right: meetings with "
        f"both.{rest}",
        "height": (0.46 * count + 1.0, 0.62 * count + 1.1),
    }


def alike_dress(drawn: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return subtitle, note and height of the chart of odds ratios."""
    count = max(1, len(drawn))
    return {
        "subtitle": "Odds of the one topic with the other, against without it, in meetings of one "
        f"level, or one level or year and one length of account, {spanned(span)}, ratio",
        "note": "Mantel–Haenszel odds ratios with 95 % intervals; length: none or one, two or "
        "three, or more other topics. No dot: such meetings cannot tell. An odds ratio lies "
        "further from one than the ratio above.",
        "height": (0.5 * count + 1.0, 0.84 * count + 1.3),
    }


def level_table(levels: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return topics named by level of the meeting, for the door."""
    if levels.empty:
        return {"frame": pd.DataFrame({"Level": ["No account"]})}
    return {
        "frame": levels.assign(level=[names.get(each, each) for each in levels["level"]]),
        "labels": {"level": "Level", "meetings": "Meetings", "topics_mean": "Topics on average",
                   "topics_most": "Most topics"},
        "formats": {"topics_mean": ".1f"},
        "caption": "Topics that the accounts of a meeting name, by its level",
    }  # fmt: skip
