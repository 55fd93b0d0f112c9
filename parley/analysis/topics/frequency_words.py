"""What is said of how often topics come up: plain sentences for the notebook's door."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.sentences import fitting, plural, say
from parley.analysis.topics.ranking import Spans
from parley.analysis.topics.windows import Window

UNITS = {
    "us": "{us_s} accounts",
    "prc": "{prc_s} accounts",
    "either": "meetings with an account",
}
FLOOR = (
    "Every share is a floor: a topic that an account does not mention may still have been raised."
)


def rate(rows: pd.DataFrame) -> pd.Series:
    """Return mentions by n as floats, missing where nothing is coded; small n included."""
    return rows["mentions"] / rows["n"].where(rows["n"] > 0)


def leaders(totals: pd.DataFrame, side: str, most: int = 3) -> pd.DataFrame:
    """Return the topics that lead the ranking of a side, as many as stand clear of the rest.

    Returns
    -------
    DataFrame
        Up to `most` rows of `topic_totals`, with ``rate``. The last of them is ahead of the
        next topic; empty where nothing is mentioned or the first places are shared by more.
    """
    own = totals[totals["side"] == side].assign(rate=rate).sort_values("rank")
    own = own[own["rate"] > 0].sort_values("rate", ascending=False, kind="stable")
    following = own["rate"].shift(-1, fill_value=0)
    clear = [
        place
        for place in range(min(most, len(own)))
        if own["rate"].iloc[place] > following.iloc[place]
    ]
    return own.head(clear[-1] + 1) if clear else own.head(0)


def in_order(first: pd.DataFrame) -> str:
    """Return the labels in their order: "and" between equal rates, "then" where the rate falls."""
    said, before = "", None
    for label, found in zip(first["label"], first["rate"], strict=True):
        said += ("" if before is None else " and " if found == before else ", then ") + label
        before = found
    return said


def ranking_headline(totals: pd.DataFrame, side: str) -> dict[str, Any]:
    """Return the page's finding: which topics lead, or why none does."""
    own = totals[totals["side"] == side].assign(rate=rate)
    first = leaders(totals, side)
    if own["n"].max() == 0:
        return say("No account is counted for these dates and filters", [(own["n"].max(), "==", 0)])
    if first.empty:
        return say(
            "No topic stands out among {n} {unit}",
            [(len(first), "==", 0)],
            n=int(own["n"].max()),
            unit=sides.fill(UNITS[side]),
        )
    rest = own.loc[~own["topic"].isin(first["topic"]), "rate"].max()
    holds = [(first["rate"].min(), ">", 0 if pd.isna(rest) else rest, "ahead of every other topic")]
    labels = first["label"].tolist()
    return fitting(
        say("Most mentioned: {topics}", holds, topics=in_order(first)),
        say("Most mentioned: {topics}", holds, topics=labels[0]),
    )


def ranking_points(
    totals: pd.DataFrame, change: pd.DataFrame, depth: pd.DataFrame, window: Window,
    spans: Spans, side: str,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return three to five main points, each for one message."""
    found = [leading_share(totals, side), *changed_most(change, spans), read_in_full(depth)]
    if len(found) == 2:
        found.append(say(FLOOR, [(True, "==", True, "said of every share")]))
    return [*found, covered_to(window)]


def leading_share(totals: pd.DataFrame, side: str) -> dict[str, Any]:
    """Return the share of the topic that leads, counts before per cent."""
    own = totals[totals["side"] == side].assign(rate=rate).sort_values("rank")
    top = own.iloc[0]
    if own["n"].max() == 0:
        return say("Nothing is counted for these dates and filters.", [(own["n"].max(), "==", 0)])
    holds = [(top["mentions"], "<=", top["n"]), (top["mentions"], ">=", own["mentions"].iloc[-1])]
    counts = {
        "label": top["label"],
        "m": int(top["mentions"]),
        "n": int(top["n"]),
        "unit": sides.fill(UNITS[side]),
    }
    if pd.isna(top["share"]):
        return say("{label}: in {m} of {n} {unit}.", holds, **counts)
    return say(
        "{label}: in at least {m} of {n} {unit}, {share:.0%}, with an interval from {low:.0%} "
        "to {high:.0%}.",
        holds, **counts, share=top["share"], low=top["low"], high=top["high"],
    )  # fmt: skip


def changed_most(change: pd.DataFrame, spans: Spans) -> list[dict[str, Any]]:
    """Return the widest change between the two spans, and the same in full texts; none if none."""
    given = change[change["change"].notna()]
    if given.empty or given["change"].iloc[0] == 0:
        return []
    top = given.iloc[0]
    values = _spans(top) | {"label": top["label"], "since": spans.since, "day": spans.split}
    return [
        say(
            "Widest change: {label}, from {a} of {b} between {since} and {day} to {c} of {d} "
            "since; in texts read in full, from {full_a} to {full_b}.",
            [(abs(top["change"]), ">=", given["change"].abs().max())],
            **values, full_a=top["full_earlier"], full_b=top["full_later"],
        )
    ]  # fmt: skip


def change_title(change: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the chart of changes."""
    given = change[change["change"].notna()]
    if given.empty:
        return say("Too few accounts on one side of the date to compare", [(len(given), "==", 0)])
    top = given.iloc[0]
    holds = [(abs(top["change"]), ">=", given["change"].abs().max())]
    return fitting(
        say("Widest change: {label}, from {a} of {b} to {c} of {d}", holds,
            label=top["label"], **_spans(top)),
        say("The widest change: from {a} of {b} to {c} of {d}", holds, **_spans(top)),
    )  # fmt: skip


def _spans(top: pd.Series) -> dict[str, int]:
    names = ("mentions_earlier", "n_earlier", "mentions_later", "n_later")
    return dict(zip("abcd", (int(top[name]) for name in names), strict=True))


def read_in_full(depth: pd.DataFrame) -> dict[str, Any]:
    """Return how many of the accounts of both sides were read in full."""
    own = depth[depth["side"] != "either"]
    total = int(own["accounts"].sum())
    full = int(own.loc[own["read"] == "full", "accounts"].sum())
    if not total:
        return say("No account is counted.", [(total, "==", 0)])
    return say(
        "{full} of {total} accounts were read in full; of the others we know the opening or what "
        "was reported, so every share is a floor.",
        [(full, "<=", total)], full=full, total=total,
    )  # fmt: skip


def covered_to(window: Window) -> dict[str, Any]:
    """Return up to which day the meetings are covered."""
    return say(
        "Meetings are covered to {last}; later days were not looked at and are hatched.",
        [(window.covered_last, "<=", max(window.last, window.covered_last))],
        last=window.covered_last,
    )  # fmt: skip


def sides_title(totals: pd.DataFrame) -> dict[str, Any]:
    """Return which topic leads the accounts of each side."""
    us, prc = (leaders(totals, side, most=1) for side in ("us", "prc"))
    if us.empty or prc.empty:
        return say(
            "No one topic leads the accounts of each side", [(min(len(us), len(prc)), "==", 0)]
        )
    holds = [(each["rate"].iloc[0], ">=", totals.loc[totals["side"] == side].pipe(rate).max())
             for each, side in ((us, "us"), (prc, "prc"))]  # fmt: skip
    if us["topic"].iloc[0] == prc["topic"].iloc[0]:
        return say("Most mentioned by each side: {label}", holds, label=us["label"].iloc[0])
    return fitting(
        say("Most mentioned: {one} in {us_s} accounts, {two} in {prc_s} ones", holds,
            one=us["label"].iloc[0], two=prc["label"].iloc[0]),
        say("Another topic leads in the accounts of each side", holds),
    )  # fmt: skip


def rolling_title(rolling: pd.DataFrame, topics: pd.DataFrame, side: str) -> dict[str, Any]:
    """Return which topic leads the newest window of twelve months."""
    own = rolling[rolling["side"] == side]
    own = own[own["period"] == own["period"].max()].assign(rate=rate) if len(own) else own
    if own.empty or not own["mentions"].sum():
        return say(
            "No window of {months} months can be given",
            [(own["mentions"].sum(), "==", 0)],
            months=12,
        )
    top = own.sort_values(["rate", "topic"], ascending=[False, True]).iloc[0]
    label = topics.set_index("topic")["label"][top["topic"]]
    values = {"month": top["period"], "m": int(top["mentions"]), "n": int(top["n"])}
    holds = [(top["rate"], ">=", own["rate"].max())]
    return fitting(
        say(
            "Most mentioned in the year to {month}: {label}, {m} of {n}",
            holds,
            label=label,
            **values,
        ),
        say("The leading topic of the year to {month}: {m} of {n}", holds, **values),
    )


def full_title(both: pd.DataFrame) -> dict[str, Any]:
    """Return how many topics come up oftener in full texts than in all accounts."""
    rates = both.assign(rate=rate).set_index(["texts", "topic"])["rate"]
    wide = pd.DataFrame({"all": rates["all"], "full": rates["full"]}).dropna()
    higher, total = int((wide["full"] > wide["all"]).sum()), len(wide)
    return say(
        "Read in full, {higher} of {total} {topics} come up oftener", [(higher, "<=", total)],
        higher=higher, total=total, topics=plural(total, "topic"),
    )  # fmt: skip


def ranking_description(totals: pd.DataFrame, side: str) -> dict[str, Any]:
    """Return what the ranking shows, for who cannot see it."""
    own = totals[totals["side"] == side].sort_values("rank")
    top, last = own.iloc[0], own.iloc[-1]
    both = totals.set_index(["side", "topic"])
    us, prc = (int(both["mentions"][each, top["topic"]]) for each in ("us", "prc"))
    return say(
        "Dots for {topics} topics, {the_us} round and {the_prc} square, on their intervals. On top "
        "{label}: {us} {us_s} and {prc} {prc_s} accounts mention it. Last {last}: {m} of {n} "
        "{unit}.",
        [(top["rank"], "<=", last["rank"])], topics=len(own), label=top["label"], us=us, prc=prc,
        last=last["label"], m=int(last["mentions"]), n=int(last["n"]), unit=sides.fill(UNITS[side]),
    )  # fmt: skip


def grid_description(frequency: pd.DataFrame, rolling: pd.DataFrame, side: str) -> dict[str, Any]:
    """Return what the small multiples show, for who cannot see them."""
    own = frequency[frequency["side"] == side]
    cells = own[own["cover"] != "not_covered"]
    few = int((cells["state"] != "share").sum())
    return say(
        "A panel for each of {topics} topics on one scale, from {first} to {last}: the share of "
        "12-month windows every third month, on its interval, and the share "
        "of each period. {few} of {cells} covered cells have under five accounts and no share. At"
        " the foot, how far the accounts were read.",
        [(few, "<=", len(cells))], topics=own["topic"].nunique(), first=own["period"].min(),
        last=own["period"].max(), few=few, cells=len(cells),
    )  # fmt: skip


def change_description(change: pd.DataFrame, spans: Spans) -> dict[str, Any]:
    """Return what the chart of changes shows, for who cannot see it."""
    given = change[change["change"].notna()]
    rose, fell = int((given["change"] > 0).sum()), int((given["change"] < 0).sum())
    return say(
        "For each of {count} topics a hollow dot from {since} to {day} and a filled one from then"
        " on, joined by a line, on their intervals. Higher after: {rose}; lower after: {fell}. "
        "The table has the same counts in the accounts read in full.",
        [(rose + fell, "<=", len(change))], count=len(change), since=spans.since,
        day=spans.split, rose=rose, fell=fell,
    )  # fmt: skip


def full_description(both: pd.DataFrame) -> dict[str, Any]:
    """Return what the comparison with full texts shows, for who cannot see it."""
    top = both[both["rank"] == both["rank"].min()].set_index("texts")
    return say(
        "Two dots for each of {topics} topics: all accounts, filled, and those read in full, "
        "hollow. On top {label}: {m} of {n} in all, {full_m} of {full_n} read in full.",
        [(int(top["n"]["full"]), "<=", int(top["n"]["all"]))], topics=both["topic"].nunique(),
        label=top["label"]["all"], m=int(top["mentions"]["all"]), n=int(top["n"]["all"]),
        full_m=int(top["mentions"]["full"]), full_n=int(top["n"]["full"]),
    )  # fmt: skip
