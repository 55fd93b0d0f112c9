"""What is said of topics raised together, whether any pair stands out or none."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.sentences import fitting, plural, say
from parley.analysis.together import FEWEST_JOINT
from parley.analysis.topic_pairs.pairs import clear_pairs

UNITS = {
    "either": "meetings with an account",
    "us": "{us_s} accounts",
    "prc": "{prc_s} accounts",
}


def headline(found: pd.DataFrame) -> dict[str, Any]:
    """Return the page's finding, or why there is none."""
    clear = clear_pairs(found)
    if found.empty:
        return say("No two topics come up together five times", [(len(found), "==", 0)])
    if clear.empty:
        return say(
            "No two topics come up together clearly more often than chance", [(len(clear), "==", 0)]
        )
    top = clear.iloc[0]
    holds = [(top["weakest"], "==", clear["weakest"].max()), (top["low"], ">", 1)]
    both = {"first": top["label_first"], "second": top["label_second"], "times": top["lift"]}
    return fitting(
        say("{first} + {second}: together {times:.1f} times as often as chance", holds, **both),
        say("The surest pair comes up together {times:.1f} times as often as chance", holds,
            times=top["lift"]),
    )  # fmt: skip


def points(
    found: pd.DataFrame, raised: pd.DataFrame, full: pd.DataFrame, side: str
) -> list[dict[str, Any]]:
    """Return three to five main points."""
    if found.empty:
        n = len(raised)
        return [
            say("There are {n} {unit} for these dates and filters.", [(n, ">=", 0)],
                n=n, unit=sides.fill(UNITS[side])),
            say("A pair is judged where two topics come up together at least {k} times; none does.",
                [(len(found), "==", 0)], k=FEWEST_JOINT),
            _long_accounts(found),
        ]  # fmt: skip
    above, below = clear_pairs(found), clear_pairs(found, apart=True)
    first = [one_pair(above.iloc[0], side)] if len(above) else []
    apart = [one_pair(below.iloc[0], side)] if len(below) else []
    return [*first, *apart, how_many(found), _long_accounts(found), in_full(found, full)]


def one_pair(row: pd.Series, side: str) -> dict[str, Any]:
    """Return one pair's counts, lift and interval."""
    counts = {name: int(row[name]) for name in ("joint", "meetings_first", "meetings_second")}
    return say(
        "{first} + {second}: both in {joint} of {n} {unit}, the one in {meetings_first} and the "
        "other in {meetings_second}; {lift:.1f} times as often as if unrelated, with an interval "
        "from {low:.1f} to {high:.1f}.",
        [(counts["joint"], "<=", min(counts.values())), (row["low"], "<=", row["high"])],
        first=row["label_first"], second=row["label_second"], n=int(row["meetings"]),
        unit=sides.fill(UNITS[side]), lift=row["lift"], low=row["low"], high=row["high"], **counts,
    )  # fmt: skip


def how_many(found: pd.DataFrame) -> dict[str, Any]:
    """Return how many pairs were judged, and how many are left after each step."""
    tests, shown = int(found["tests"].max()), len(found)
    chance = int((found["adjusted_p"] <= 0.05).sum())
    clear = int(found["is_clear"].sum())
    return say(
        "{tests} {pairs} judged together, {shown} of which met at least {k} times: {chance} "
        "{stand} out, and {clear} also among meetings of one level, and of one year, that name "
        "about as many other topics.",
        [(clear, "<=", chance), (chance, "<=", shown), (shown, "<=", tests)],
        tests=tests, shown=shown, k=FEWEST_JOINT, chance=chance, clear=clear,
        pairs=plural(tests, "pair was", "pairs were"), stand=plural(chance, "stands", "stand"),
    )  # fmt: skip


def _long_accounts(found: pd.DataFrame) -> dict[str, Any]:
    shown, above = len(found), int((found["lift"] > 1).sum())
    if not shown:
        return say("A long account names many topics, and so pairs them all.",
                   [(True, "==", True, "said of every pair")])  # fmt: skip
    return say(
        "A long account pairs all its topics: {above} of {shown} {pairs} above what chance gives, "
        "which is why alike accounts are compared.",
        [(above, "<=", shown)], above=above, shown=shown,
        pairs=plural(shown, "pair lies", "pairs lie"),
    )  # fmt: skip


def in_full(found: pd.DataFrame, full: pd.DataFrame) -> dict[str, Any]:
    """Return what is left of the clear pairs in accounts read in full."""
    clear = found[found["is_clear"]]
    known = clear[clear["full_lift"].notna()]
    same = int(((known["full_lift"] > 1) == (known["lift"] > 1)).sum())
    if clear.empty:
        none = "No pair stands out, so none is looked at again at the {n} meetings read in full."
        return say(none, [(len(clear), "==", 0)], n=len(full))
    return say(
        "At {n} meetings an account was read in full: in these accounts, {known} of {clear} clear "
        "pairs met at least {k} times; {same} of these {lie} on the same side of chance.",
        [(same, "<=", len(known)), (len(known), "<=", len(clear))],
        n=len(full), known=len(known), clear=len(clear), k=FEWEST_JOINT, same=same,
        lie=plural(same, "lies", "lie"),
    )  # fmt: skip


def lift_title(found: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the chart of lifts."""
    above, below = len(clear_pairs(found)), len(clear_pairs(found, apart=True))
    if found.empty:
        return say("No pair of topics met five times", [(len(found), "==", 0)])
    if not above + below:
        return say(
            "No pair stands out once alike accounts are compared", [(above + below, "==", 0)]
        )
    return say(
        "{above} {pairs} come up together more often than chance, {below} less often",
        [(above + below, "<=", len(found))], above=above, below=below,
        pairs=plural(above, "pair"),
    )  # fmt: skip


def lift_description(found: pd.DataFrame, drawn: pd.DataFrame) -> dict[str, Any]:
    """Return what the chart of lifts shows, for who cannot see it."""
    if drawn.empty:
        return say("Empty: no pair of topics met five times.", [(len(drawn), "==", 0)])
    top, last = drawn.iloc[0], drawn.iloc[-1]
    return say(
        "A dot on its interval for each of {n} pairs of {all} that met at least {k} times, around "
        "a line at chance. On top {a} + {b}, {lift:.1f} times as often; at the foot {c} + {d}, "
        "{least:.1f} times.",
        [(len(drawn), "<=", len(found))],
        n=len(drawn), all=len(found), k=FEWEST_JOINT, a=top["label_first"],
        b=top["label_second"], lift=top["lift"], c=last["label_first"],
        d=last["label_second"], least=last["lift"],
    )  # fmt: skip


def alike_title(drawn: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the chart of odds ratios among alike meetings."""
    known = drawn[["odds_ratio", "length_ratio", "year_ratio"]].dropna()
    if known.empty:
        return say("No pair can be compared among alike accounts", [(len(known), "==", 0)])
    if known.index[0] != drawn.index[0]:
        return say("Odds among alike accounts, for {n} pairs", [(len(known), ">", 0)], n=len(known))
    level, length, year = known.iloc[0]
    return say(
        "The top pair in three comparisons: odds {level:.1f}, {length:.1f} and {year:.1f} times "
        "as high", [(min(level, length, year), ">", 0)], level=level, length=length, year=year,
    )  # fmt: skip


def alike_description(drawn: pd.DataFrame) -> dict[str, Any]:
    """Return what the chart of odds ratios shows."""
    known = drawn[drawn["length_ratio"].notna()]
    if known.empty:
        return say("Empty: no pair can be compared among alike accounts.", [(len(known), "==", 0)])
    top = known.iloc[0]
    return say(
        "Three marks on their intervals for each of {n} pairs, on a scale that doubles, around a "
        "line at one: odds ratios within one level, hollow, within one level and length, filled, "
        "within one year and length, square. For {a} + {b} the second is {ratio:.1f}, from "
        "{low:.1f} to {high:.1f}.",
        [(len(known), "<=", len(drawn))], n=len(drawn), a=top["label_first"],
        b=top["label_second"], ratio=top["length_ratio"], low=top["length_low"],
        high=top["length_high"],
    )  # fmt: skip


def level_title(levels: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return which level's accounts name the most topics."""
    if len(levels) < 2 or levels["topics_mean"].iloc[0] == levels["topics_mean"].iloc[1]:
        return say("Topics named, by level of the meeting", [(len(levels), ">=", 0)])
    top = levels.iloc[0]
    level = names.get(top["level"], top["level"]).lower().removesuffix(" level")
    return say(
        "At {level} level, accounts name most topics: {mean:.1f} on average",
        [(top["topics_mean"], ">", levels["topics_mean"].iloc[1])],
        level=level, mean=top["topics_mean"],
    )  # fmt: skip


def pairs_title(found: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the table of pairs."""
    count, clear = len(found), int(found["is_clear"].sum())
    if not count:
        return say("No pair of topics met five times", [(count, "==", 0)])
    return say(
        "{clear} of {count} pairs stand out, also among alike accounts", [(clear, "<=", count)],
        clear=clear, count=count,
    )  # fmt: skip
