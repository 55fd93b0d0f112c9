"""What the page on the two readings says, with the conditions under which it is true."""

from typing import Any

import pandas as pd

from parley.analysis.agreement.measures import tentative_topics, untested_topics
from parley.analysis.reliability_report import FEWEST_POSITIVES, RELY, TENTATIVE
from parley.analysis.sentences import joined, plural, say


def headline(known: dict[str, Any]) -> dict[str, Any]:
    """Return the page's finding."""
    if not known["codings"]:
        return say("No account was coded twice by then", [(known["codings"], "==", 0)])
    return say(
        "Two separate machine readings agree on {share:.0%} of {codings:,} codings of {accounts} "
        "accounts",
        [(known["agreed"], "<=", known["codings"])],
        share=known["agreed"] / known["codings"], codings=known["codings"],
        accounts=known["accounts"],
    )  # fmt: skip


def points(known: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the main points: what was compared, how it came out, what is tentative."""
    programs = say(
        "Both readings were made by programs with one codebook. What is measured is whether the "
        "coding can be repeated, not whether people would agree."
    )
    if not known["codings"]:
        return [programs]
    return [_compared(known), _judged(known), _tentative(known), _untested(known), programs]


def _compared(known: dict[str, Any]) -> dict[str, Any]:
    return say(
        "{accounts} accounts of {meetings} meetings were coded twice for {topics} topics. Either "
        "reading found a topic {either:,} times; in {both:,} of these both did.",
        [(known["both"], "<=", known["either"])],
        **{name: known[name] for name in ("accounts", "meetings", "topics", "either", "both")},
    )


def _judged(known: dict[str, Any]) -> dict[str, Any]:
    judged, rely = known["judged"], known["rely"]
    if judged.empty:
        return say("No topic was found often enough to judge.", [(len(judged), "==", 0)])
    worst = judged.iloc[-1]
    return say(
        "Krippendorff’s alpha, agreement beyond chance, is {limit:.1f} or higher for {rely} of "
        "the {judged} topics that can be judged, and lowest for “{label}”, {alpha:.2f}.",
        [(rely["alpha"].min() if len(rely) else RELY, ">=", RELY),
         (worst["alpha"], "<=", judged["alpha"].min())],
        limit=RELY, rely=len(rely), judged=len(judged), label=worst["label"],
        alpha=float(worst["alpha"]),
    )  # fmt: skip


def _tentative(known: dict[str, Any]) -> dict[str, Any]:
    weak = known["tentative"]
    if weak.empty:
        return say("No topic is tentative.", [(len(weak), "==", 0)])
    low = weak[weak["alpha_full"] < TENTATIVE]
    names = joined(f"“{label}”" for label in weak["label"])
    if low.empty:
        return say("Tentative: {names}.", [(weak["alpha"].max(), "<", RELY)], names=names)
    worst = low.sort_values("alpha_full").iloc[0]
    return say(
        "Tentative: {names}. In the {whole} accounts whose whole text the later reading had, "
        "alpha for “{label}” is {alpha:.2f}, under the limit of {limit:.3f}.",
        [(weak["alpha"].max(), "<", RELY), (worst["alpha_full"], "<", TENTATIVE)],
        names=names, whole=known["whole"], label=worst["label"],
        alpha=float(worst["alpha_full"]), limit=TENTATIVE,
    )  # fmt: skip


def _untested(known: dict[str, Any]) -> dict[str, Any]:
    rare = known["untested"]
    if rare.empty:
        return say("Every topic was found often enough to judge.", [(len(rare), "==", 0)])
    return say(
        "{names} {were} found by one reading or both in under {fewest} accounts, too few to judge.",
        [(rare[["positives_first", "positives_second"]].min(axis=1).max(), "<", FEWEST_POSITIVES)],
        names=joined(f"“{label}”" for label in rare["label"]),
        were=plural(len(rare), "was", "were"), fewest=FEWEST_POSITIVES,
    )  # fmt: skip


def alpha_title(known: dict[str, Any]) -> dict[str, Any]:
    """Return how many topics can be relied upon."""
    rely, judged = len(known["rely"]), len(known["judged"])
    return say(
        "{rely} of {judged} {topics} reach the limit of {limit:.1f}", [(rely, "<=", judged)],
        rely=rely, judged=judged, topics=plural(judged, "topic"), limit=RELY,
    )  # fmt: skip


def alpha_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the dots of agreement show."""
    if table.empty:
        return say("No dot: nothing was coded twice.", [(len(table), "==", 0)])
    best, worst = table.iloc[0], table.dropna(subset="alpha").iloc[-1]
    return say(
        "A row a topic: Krippendorff’s alpha of the two readings as a dot on its interval, and "
        "Gwet’s coefficient as a hollow diamond. From {best}, {high:.2f}, down to {worst}, "
        "{low:.2f}. Lines mark {tentative:.3f} and {rely:.3f}.",
        [(best["alpha"], ">=", worst["alpha"])],
        best=best["label"], high=float(best["alpha"]), worst=worst["label"],
        low=float(worst["alpha"]), tentative=TENTATIVE, rely=RELY,
    )  # fmt: skip


def share_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return by how much a topic's share differs at most between the readings."""
    if table.empty:
        return say("No account was coded twice by then", [(len(table), "==", 0)])
    gap = (table["share_first"] - table["share_second"]).abs()
    return say(
        "Whichever reading is used, a topic’s share moves by at most {gap:.1f} percentage points",
        [(gap.max(), ">=", gap.min())], gap=100 * float(gap.max()),
    )  # fmt: skip


def share_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the pairs of shares show."""
    if table.empty:
        return say("No dot: nothing was coded twice.", [(len(table), "==", 0)])
    top = table.sort_values("share_first").iloc[-1]
    return say(
        "A row a topic: the share of accounts in which the earlier reading found it, hollow, and "
        "the later one, filled. Highest, {label}: {a:.0%} and {b:.0%}.",
        [(top["share_first"], ">=", table["share_first"].max())],
        label=top["label"], a=float(top["share_first"]), b=float(top["share_second"]),
    )  # fmt: skip


def unlike_title(unlike: pd.DataFrame) -> dict[str, Any]:
    """Return how many codings differ, and which reading found more."""
    later = int((unlike["found_by"] == "later").sum())
    return say(
        "The readings differ {count} times; {later} times only the later one found the topic",
        [(later, "<=", len(unlike))], count=len(unlike), later=later,
    )  # fmt: skip


def tentative_note(codings: pd.DataFrame, topics: pd.DataFrame) -> dict[str, Any]:
    """Return the sentence with which every page that counts topics marks the tentative ones.

    Parameters
    ----------
    codings, topics : DataFrame
        The tables of those names.

    Returns
    -------
    dict
        What `findings.claim` takes. It names the topics on which the two machine readings agree
        with an alpha under 0.800, and those too rare to judge.
    """
    if codings.empty:
        return say("No second reading is on record: how far the coding can be repeated is unknown.",
                   [(len(codings), "==", 0)])  # fmt: skip
    label = topics.set_index("topic")["label"]
    weak, rare = tentative_topics(codings), untested_topics(codings)
    named = {
        key: joined(f"“{label[topic]}”" for topic in held)
        for key, held in {"weak": weak, "rare": rare}.items()
        if held
    }
    sentences = ["Two separate machine readings were compared."]
    sentences += ["Tentative, since alpha is under {limit:.3f}: {weak}."] if weak else []
    sentences += ["Too rare to judge: {rare}."] if rare else []
    named |= {"limit": RELY} if weak else {}
    return say(" ".join(sentences), [(len(weak), "<=", len(topics))], **named)


def own_note(codings: pd.DataFrame, topics: pd.DataFrame, topic: str) -> dict[str, Any]:
    """Return the sentence that marks one topic: tentative, too rare to judge, or neither."""
    if topic in tentative_topics(codings):
        return say(
            "The coding of this topic is tentative: two separate machine readings of the same "
            "accounts agree with an alpha under {limit:.3f}.",
            [(topic, "in", tentative_topics(codings))], limit=RELY,
        )  # fmt: skip
    if codings.empty or topic not in set(codings["topic"]) or topic in untested_topics(codings):
        return say(
            "How well this topic is coded cannot be judged: too few accounts that mention it were "
            "read again."
        )
    return say(
        "Two separate machine readings agree on this topic with an alpha of {limit:.3f} or more.",
        [(topic in tentative_topics(codings), "==", False)], limit=RELY,
    )  # fmt: skip
