"""What is said of one topic, whatever its case: mentioned, never mentioned, not yet coded."""

from typing import Any

import pandas as pd

from parley.analysis.sentences import fitting, plural, say
from parley.analysis.topics.windows import Window

READING = (
    "The accounts of the two sides, and of different years, were not read equally far: a "
    "difference between them may be a difference in reading."
)


def facts(totals: pd.DataFrame, frequency: pd.DataFrame, topic: str) -> dict[str, Any]:
    """Return what the sentences on a topic are made of.

    Parameters
    ----------
    totals, frequency : DataFrame
        As `topic_totals` and `topic_frequency` return them.
    topic : str
        Topic key.

    Returns
    -------
    dict
        ``label``; ``us``, ``prc``, ``either``: (mentions, n) of each; ``not_coded``;
        ``share`` of either (missing under five); ``peak``: the one period in which the share
        of either was highest as (period, mentions, n, share, next highest share), or None
        where no period or no single one stands out.
    """
    own = totals[totals["topic"] == topic].set_index("side")
    counts = {side: (int(own["mentions"][side]), int(own["n"][side])) for side in own.index}
    return {
        "label": own["label"].iloc[0],
        **counts,
        "not_coded": int(own["not_coded"]["either"]),
        "share": own["share"]["either"],
        "peak": _peak(frequency[(frequency["topic"] == topic) & (frequency["side"] == "either")]),
    }


def _peak(own: pd.DataFrame) -> tuple | None:
    given = own[own["share"].notna()].sort_values("share", ascending=False)
    if len(given) < 2 or given["share"].iloc[0] == given["share"].iloc[1]:
        return None
    top = given.iloc[0]
    return top["period"], int(top["mentions"]), int(top["n"]), top["share"], given["share"].iloc[1]


def profile_headline(known: dict[str, Any]) -> dict[str, Any]:
    """Return the page's finding on one topic."""
    (m, n), label = known["either"], known["label"]
    if n == 0:
        return _nothing_counted(known)
    if m == 0:
        holds = [(m, "==", 0)]
        return fitting(
            say("{label}: no mention in {n} meetings with an account", holds, label=label, n=n),
            say("No mention in {n} meetings with an account", holds, n=n),
        )
    plain = fitting(
        say("{label}: in at least {m} of {n} meetings", [(m, "<=", n)], label=label, m=m, n=n),
        say("In at least {m} of {n} meetings", [(m, "<=", n)], m=m, n=n),
    )
    if not known["peak"]:
        return plain
    period, _, _, share, following = known["peak"]
    peaked = say(
        "{label}: in at least {m} of {n} meetings, most often in {period}",
        [(m, "<=", n), (share, ">", following, "the highest share is that of one period")],
        label=label, m=m, n=n, period=period,
    )  # fmt: skip
    return fitting(peaked, plain)


def _nothing_counted(known: dict[str, Any]) -> dict[str, Any]:
    n, label = known["either"][1], known["label"]
    if known["not_coded"]:
        return fitting(
            say("{label}: no meeting is coded for it yet", [(n, "==", 0)], label=label),
            say("No meeting is coded for this topic yet", [(n, "==", 0)]),
        )
    return fitting(
        say("{label}: no account is counted", [(n, "==", 0)], label=label),
        say("No account is counted for this topic", [(n, "==", 0)]),
    )


def profile_points(
    known: dict[str, Any], states: pd.DataFrame, full: pd.DataFrame, promises: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return the main points on one topic: by side, both together, in full texts, promises."""
    if known["either"][1] == 0:
        return [_why_nothing(known), _promised(promises), _said_of_silence()]
    return [
        _by_side(known),
        _compared(states),
        _in_full(full, known["label"]),
        _promised(promises),
        _said_of_silence(),
    ]


def _why_nothing(known: dict[str, Any]) -> dict[str, Any]:
    count = known["not_coded"]
    if count:
        return say(
            "{count} {meetings} with an account were coded before this topic entered the "
            "codebook: they are not coded for it, which is not the same as silence.",
            [(count, ">", 0)],
            count=count,
            meetings=plural(count, "meeting"),
        )
    return say("No meeting with an account lies in these dates.", [(known["either"][1], "==", 0)])


def _by_side(known: dict[str, Any]) -> dict[str, Any]:
    (us, us_n), (prc, prc_n) = known["us"], known["prc"]
    return say(
        "It is mentioned in {us} of {us_n} {us_s} accounts and in {prc} of {prc_n} {prc_s} ones.",
        [(us, "<=", us_n), (prc, "<=", prc_n)], us=us, us_n=us_n, prc=prc, prc_n=prc_n,
    )  # fmt: skip


def pairs(states: pd.DataFrame) -> dict[str, int]:
    """Return the counts of `four_states` by state, and ``pairs``, the sum of the four."""
    counts = {state: int(n) for state, n in zip(states["state"], states["meetings"], strict=True)}
    return counts | {"pairs": int(states.loc[states["is_comparable"], "meetings"].sum())}


def _compared(states: pd.DataFrame) -> dict[str, Any]:
    found = pairs(states)
    if not found["pairs"]:
        return say("At no meeting were both accounts read far enough to compare them on it.",
                   [(found["pairs"], "==", 0)])  # fmt: skip
    names = ("pairs", "both", "us_only", "prc_only", "neither")
    values = {name: found[name] for name in names}
    return say(
        "Of {pairs} {meetings} where the two accounts can be compared on it, both mention it at "
        "{both}, {the_us} alone at {us_only}, {the_prc} alone at {prc_only}, neither at {neither}.",
        [(sum(values.values()), "==", 2 * found["pairs"], "the four states sum to the pairs")],
        **values, meetings=plural(found["pairs"], "meeting"),
    )  # fmt: skip


def _in_full(full: pd.DataFrame, label: str) -> dict[str, Any]:
    own = full[(full["label"] == label) & (full["texts"] == "full")].iloc[0]
    m, n = int(own["mentions"]), int(own["n"])
    if not n:
        return say("No account was read in full, so that nothing can be compared with full texts.",
                   [(n, "==", 0)])  # fmt: skip
    return say(
        "In accounts read in full, it is mentioned at {m} of {n} meetings.",
        [(m, "<=", n)], m=m, n=n,
    )  # fmt: skip


def _promised(promises: pd.DataFrame) -> dict[str, Any]:
    count = len(promises)
    if not count:
        return say("No promise on it is recorded, which does not say that none was made.",
                   [(count, "==", 0)])  # fmt: skip
    kept = int((promises["status"] == "delivered").sum())
    return say(
        "{count} {promises} on it {are} recorded, {kept} of them judged delivered.",
        [(kept, "<=", count)], count=count, kept=kept,
        promises=plural(count, "promise"), are=plural(count, "is", "are"),
    )  # fmt: skip


def _said_of_silence() -> dict[str, Any]:
    return say(
        "Every share is a floor: a topic that an account does not mention may still have come up.",
        [(True, "==", True, "said of every share")],
    )


def share_title(known: dict[str, Any]) -> dict[str, Any]:
    """Return the title of the chart of shares by side."""
    (us, us_n), (prc, prc_n) = known["us"], known["prc"]
    if us_n + prc_n == 0:
        return _nothing_counted(known)
    return say(
        "Mentioned in {us} of {us_n} {us_s} and {prc} of {prc_n} {prc_s} accounts",
        [(us, "<=", us_n), (prc, "<=", prc_n)], us=us, us_n=us_n, prc=prc, prc_n=prc_n,
    )  # fmt: skip


def share_description(
    known: dict[str, Any], frequency: pd.DataFrame, window: Window
) -> dict[str, Any]:
    """Return what the chart of shares shows, for who cannot see it."""
    own = frequency[frequency["side"] != "either"]
    (us, us_n), (prc, prc_n) = known["us"], known["prc"]
    few = int((own["state"] == "too_few").sum())
    cells = int((own["cover"] != "not_covered").sum())
    return say(
        "Three panels from {first} to {last}. Shares of {us_s} accounts (round) and {prc_s} "
        "accounts (square) that mention it, {us} of {us_n} and {prc} of {prc_n} in all; {few} of "
        "{cells} points are missing, with under five accounts. Then the counts, and how far the "
        "accounts were read. Days after {covered} are not covered.",
        [(us, "<=", us_n), (prc, "<=", prc_n), (few, "<=", len(own))],
        first=own["period"].min(), last=own["period"].max(), covered=window.covered_last,
        us=us, us_n=us_n, prc=prc, prc_n=prc_n, few=few, cells=cells,
    )  # fmt: skip


def states_title(states: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the chart of the four states."""
    found = pairs(states)
    if not found["pairs"]:
        return say("No meeting yet lets the two accounts be compared", [(found["pairs"], "==", 0)])
    both, count = found["both"], found["pairs"]
    return say(
        "Where both can be compared, both mention it at {both} of {pairs}",
        [(both, "<=", count)], both=both, pairs=count,
    )  # fmt: skip


def states_description(states: pd.DataFrame) -> dict[str, Any]:
    """Return the counts of all nine states in a sentence."""
    found = pairs(states)
    total = int(states["meetings"].sum())
    return say(
        "Bars of {total} meetings. Comparable: both {both}, {us_name} alone {us_only}, {prc_name} "
        "alone {prc_only}, neither {neither}. Not comparable: {not_comparable} not read far "
        "enough, {names_nothing} with an account that names no subject, {one_account} with one "
        "account, {no_account} without, {not_coded} not coded.",
        [(sum(found.values()) - found["pairs"], "==", total)],
        total=total, **{name: n for name, n in found.items() if name != "pairs"},
    )  # fmt: skip


def raised_title(listed: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the list of meetings."""
    count = len(listed)
    if not count:
        return say("No meeting is recorded as raising it", [(count, "==", 0)])
    newest = listed["start_date"].iloc[0]
    return say(
        "{count} {meetings} on record as raising it, the newest on {newest}",
        [(newest, ">=", listed["start_date"].max())],
        count=count, meetings=plural(count, "meeting"), newest=newest,
    )  # fmt: skip


def raised_description(spoken: pd.DataFrame) -> dict[str, Any]:
    """Return what the strip of mentions shows."""
    counts = {side: int((spoken["side"] == side).sum()) for side in ("us", "prc", "press")}
    return say(
        "Three rows of ticks over time, one for each meeting: {us} by the {us_s} account, {prc} by "
        "the {prc_s} account, {press} by the press. The press is in no share.",
        [(sum(counts.values()), "==", len(spoken))], **counts,
    )  # fmt: skip


def promised_title(promises: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the table of promises."""
    count = len(promises)
    if not count:
        return say("No promise on it is recorded", [(count, "==", 0)])
    kept = int((promises["status"] == "delivered").sum())
    return say("{kept} of {count} promises on it are judged delivered", [(kept, "<=", count)],
               kept=kept, count=count)  # fmt: skip
