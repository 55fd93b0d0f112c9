"""What is said of the words for talks: counts and names, no warmth and no trend."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.sentences import plural, say

NAMES = {"us": "{us_s}", "prc": "{prc_s}"}
FEWEST_ONE_SIDED = 5
BLANK = (
    "A blank says that no word is recorded, not that none was used: blanks that were looked up "
    "again often had published words."
)
Quote = Callable[[str, str], str]


def leader(counts: pd.DataFrame, side: str) -> pd.Series | None:
    """Return the one word that most accounts of a side use; None where there is no single one."""
    own = counts[counts[side] > 0].sort_values(side, ascending=False)
    if own.empty or (len(own) > 1 and own[side].iloc[0] == own[side].iloc[1]):
        return None
    return own.iloc[0]


def headline(counts: pd.DataFrame, quote: Quote) -> dict[str, Any]:
    """Return the page's finding; `quote` marks a word as the record's own."""
    if counts.empty:
        return say("No word is recorded for these dates and filters", [(len(counts), "==", 0)])
    us, prc = (leader(counts, side) for side in NAMES)
    if us is None or prc is None:
        words, uses = len(counts), int(counts["total"].sum())
        return say("{words} words recorded, {uses} times in all", [(words, "<=", uses)],
                   words=words, uses=uses)  # fmt: skip
    holds = [(us["us"], "==", counts["us"].max()), (prc["prc"], "==", counts["prc"].max())]
    one = quote(us["descriptor"], us["source_id"])
    if us["descriptor"] == prc["descriptor"]:
        return say("Both sides' accounts say {word} most often", holds, word=one)
    other = quote(prc["descriptor"], prc["source_id"])
    return say(
        "{us_s} accounts say {one} most often, {prc_s} ones {other}", holds, one=one, other=other
    )


def points(
    counts: pd.DataFrame, looked: pd.DataFrame, same: pd.DataFrame, quote: Quote
) -> list[dict[str, Any]]:
    """Return three to five main points: each side's words, shared ones, one-sided ones, blanks."""
    if counts.empty:
        total = len(looked)
        return [
            say("Accounts looked at: {n}.", [(total, ">=", 0)], n=total),
            say("Words recorded: {n}.", [(len(counts), "==", 0)], n=0),
            say(BLANK, [(True, "==", True, "said of every blank")]),
        ]
    sides = [of_side(counts, side, quote) for side in NAMES]
    return [*sides, shared(same), *_one_sided(counts, quote), blanks(looked)]


def of_side(counts: pd.DataFrame, side: str, quote: Quote) -> dict[str, Any]:
    """Return the words that a side's accounts use most, each with its count, and of how many."""
    own = counts[counts[side] > 0].sort_values([side, "descriptor"], ascending=[False, True])
    total = int(counts[f"{side}_of"].iloc[0])
    named = dict(zip("abc", own.head(3).itertuples(), strict=False))
    if len(named) < 3:
        count = len(own)
        return say("{side} accounts: {count} different {words} recorded in {total} looked at.",
                   [(count, "<=", len(counts))], side=sides.fill(NAMES[side]), count=count,
                   total=total, words=plural(count, "word"))  # fmt: skip
    values = {key: quote(row.descriptor, row.source_id) for key, row in named.items()}
    values |= {f"{key}_n": int(getattr(row, side)) for key, row in named.items()}
    return say(
        "Of {total} {side} accounts looked at, at least {a_n} say {a}, {b_n} {b} and {c_n} {c}.",
        [(values["a_n"], "<=", total), (values["c_n"], "<=", values["b_n"])],
        side=sides.fill(NAMES[side]), total=total, **values,
    )  # fmt: skip


def shared(same: pd.DataFrame) -> dict[str, Any]:
    """Return at how many meetings both sides are on record with a word, and with the same one."""
    total, count = len(same), int(same["shared"].map(bool).sum())
    return say(
        "Words of both sides are recorded for {total} {meetings}; at {count} of them at least "
        "one word is the same, as spelt in English.",
        [(count, "<=", total)], total=total, count=count, meetings=plural(total, "meeting"),
    )  # fmt: skip


def _one_sided(counts: pd.DataFrame, quote: Quote) -> list[dict[str, Any]]:
    """Return the word of either side that the other is not on record with; none if rare."""
    found = []
    for side, other in (("us", "prc"), ("prc", "us")):
        alone = counts[(counts[side] >= FEWEST_ONE_SIDED) & (counts[other] == 0)]
        found += [(side, row) for row in alone.head(1).itertuples()]
    if not found:
        return []
    parts = {f"w{n}": quote(row.descriptor, row.source_id) for n, (_, row) in enumerate(found)}
    parts |= {f"n{n}": int(row.total) for n, (_, row) in enumerate(found)}
    names = [sides.fill(NAMES[side]) for side, _ in found]
    texts = [f"{{w{n}}} ({name}, {{n{n}}} times)" for n, name in enumerate(names)]
    holds = [(min(row.us, row.prc), "==", 0, row.descriptor) for _, row in found]
    return [say("On record from one side only: " + " and ".join(texts) + ".", holds, **parts)]


def blanks(looked: pd.DataFrame) -> dict[str, Any]:
    """Return how many accounts looked at have no word recorded, and what that means."""
    total, count = len(looked), int((~looked["has_word"]).sum())
    return say(
        "For {count} of {total} accounts looked at no word is recorded, which is a gap of ours: "
        "it does not say that none was used.",
        [(count, "<=", total)], count=count, total=total,
    )  # fmt: skip


def sides_title(counts: pd.DataFrame, quote: Quote) -> dict[str, Any]:
    """Return the title of the chart of words by side."""
    if counts.empty:
        return say("No word is recorded", [(len(counts), "==", 0)])
    gap = counts.assign(gap=counts["prc"] - counts["us"])
    top = gap.loc[gap["gap"].abs().idxmax()]
    if not top["gap"]:
        return say("Each word is on record as often from either side", [(top["gap"], "==", 0)])
    return say(
        "The widest gap is in {word}: {us} {us_s} accounts, {prc} {prc_s} ones",
        [(abs(top["gap"]), "==", gap["gap"].abs().max())],
        word=quote(top["descriptor"], top["source_id"]), us=int(top["us"]), prc=int(top["prc"]),
    )  # fmt: skip


def sides_description(counts: pd.DataFrame, drawn: int) -> dict[str, Any]:
    """Return what the chart of words by side shows, for who cannot see it."""
    us, prc = int(counts["us"].sum()), int(counts["prc"].sum())
    return say(
        "Two bars for each of {drawn} words, {the_us} above {the_prc}, as long as the accounts "
        "that use it, with the counts at their ends. In all {words} words are recorded, {us} times "
        "in {us_s} accounts and {prc} times in {prc_s} ones.",
        [(drawn, "<=", len(counts))], drawn=drawn, words=len(counts), us=us, prc=prc,
    )  # fmt: skip


def time_title(used: pd.DataFrame, counts: pd.DataFrame, quote: Quote) -> dict[str, Any]:
    """Return when the word used most was used most."""
    if counts.empty:
        return say("No word is recorded", [(len(counts), "==", 0)])
    top = counts.iloc[0]
    years = used.loc[used["descriptor"] == top["descriptor"], "start_date"].dt.year.value_counts()
    word = quote(top["descriptor"], top["source_id"])
    best = years[years == years.max()]
    if len(best) != 1:
        count = int(top["total"])
        return say(
            "The word {word} is on record {n} {times}, the newest on {day}",
            [(top["last"], ">=", top["first"])],
            word=word, n=count, times=plural(count, "time"), day=top["last"],
        )  # fmt: skip
    year = pd.Period(int(best.index[0]), "Y")
    return say(
        "The word {word} is on record most often in {year}: {n} of {total} times",
        [(int(best.iloc[0]), "==", int(years.max())), (len(best), "==", 1)],
        word=word, year=year, n=int(best.iloc[0]), total=int(top["total"]),
    )  # fmt: skip


def time_description(used: pd.DataFrame, looked: pd.DataFrame, drawn: int) -> dict[str, Any]:
    """Return what the strips of words over time show."""
    count = int((~looked["has_word"]).sum())
    first = used["start_date"].min() if len(used) else None
    if first is None:
        return say("Empty strips: no word is recorded.", [(len(used), "==", 0)])
    return say(
        "A strip for each of {drawn} words with a tick for each account that uses it, {the_us} "
        "above {the_prc}, from {first} to {last}. Beneath, accounts looked at by year and side, "
        "{count} of {total} of them without a recorded word.",
        [(count, "<=", len(looked))], drawn=drawn, first=first, last=used["start_date"].max(),
        count=count, total=len(looked),
    )  # fmt: skip


def channels_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return in how many channels words of both sides are recorded."""
    both = table[table["with_word"] > 0].groupby("channel")["side"].nunique()
    count, total = int((both == 2).sum()), int(table["channel"].nunique())
    return say(
        "In {count} of {total} {channels} words of both sides are recorded", [(count, "<=", total)],
        count=count, total=total, channels=plural(total, "channel"),
    )  # fmt: skip


def meetings_title(same: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the list of meetings with words of both sides."""
    total, count = len(same), int(same["shared"].map(bool).sum())
    if not total:
        return say("For no meeting are words of both sides recorded", [(total, "==", 0)])
    return say(
        "At {count} of {total} meetings both sides use the same word", [(count, "<=", total)],
        count=count, total=total,
    )  # fmt: skip


def left_out(rows: pd.DataFrame) -> dict[str, Any]:
    """Return how many recorded words stand in no count, and why."""
    count = len(rows)
    return say(
        "{count} recorded {words} stand in no count: without a source, or of a side without a "
        "known account.", [(count, ">=", 0)], count=count, words=plural(count, "word"),
    )  # fmt: skip
