"""What is said of the channels: plain sentences for the notebook's door."""

from typing import Any

import pandas as pd

from parley.analysis.channels.board import FEWEST_GAPS, RESIDUAL, rated
from parley.analysis.channels.rhythm import IN_PERSON
from parley.analysis.sentences import fitting, joined, plural, say

MOST_NAMED = 3


def _own(table: pd.DataFrame) -> pd.DataFrame:
    """Return the board without the rest class, whose gaps are no channel's, unless it is alone."""
    own = table[table["channel"] != RESIDUAL]
    return own if len(own) else table


def _small(channel: str, names: dict[str, str]) -> str:
    return names.get(channel, channel).lower()


def headline(table: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return the page's finding: which channels wait longer than ever before on record."""
    own = _own(table)
    if len(own) == 1:
        return _one_channel(own.iloc[0], names)
    known = rated(own)
    longest = known[known["standing"] == "longest"]
    if known.empty:
        return say("Too few meetings to say how long any channel waits", [(len(known), "==", 0)])
    if longest.empty:
        late = int((known["standing"] == "longer").sum())
        return say(
            "{n} of {total} channels {wait} longer than usual",
            [(late, "<=", len(known))], n=late, total=len(known),
            wait=plural(late, "waits", "wait"),
        )  # fmt: skip
    return _in_longest(longest, len(known), names)


def _in_longest(longest: pd.DataFrame, total: int, names: dict[str, str]) -> dict[str, Any]:
    holds = [(row.longer_than, "==", row.past, "no past gap is as long") for row in
             longest.itertuples()]  # fmt: skip
    short = say("{n} of {total} channels are in their longest gap on record", holds,
                n=len(longest), total=total)  # fmt: skip
    if len(longest) > MOST_NAMED:
        return short
    who = joined(_small(each, names) for each in longest["channel"])
    named = say("{who} talks are in their longest gap on record", holds,
                who=who[:1].upper() + who[1:])  # fmt: skip
    return fitting(named, short)


def _one_channel(line: pd.Series, names: dict[str, str]) -> dict[str, Any]:
    name = names.get(line["channel"], line["channel"])
    if line["standing"] == "none":
        return say("{name}: no meeting on record in these dates", [(line["contacts"], "==", 0)],
                   name=name)  # fmt: skip
    if line["past"] < FEWEST_GAPS:
        return say("{name}: too few meetings to say what gap is usual",
                   [(line["past"], "<", FEWEST_GAPS)], name=name)  # fmt: skip
    return say(
        "{name}: last met on {day}, a gap longer than {longer} of {past} before it",
        [(line["longer_than"], "<=", line["past"])], name=name, day=line["last_met"],
        longer=int(line["longer_than"]), past=int(line["past"]),
    )  # fmt: skip


def points(
    table: pd.DataFrame, totals: dict[str, int], counted: pd.DataFrame, off: pd.DataFrame,
    names: dict[str, str],
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the main points: who met lately, who waits longest, where, off, who met whom."""
    found = [_within(table), _waiting(table, names), _where(totals), _off(off), _met_most(counted)]
    return [each for each in found if each]


def _within(table: pd.DataFrame) -> dict[str, Any]:
    own = _own(table)
    known = rated(own)
    few, end = len(own) - len(known), own["end"].max()
    if known.empty:
        return say(
            "The record of meetings ends on {end}. No channel here has the {least} past gaps that "
            "it takes to say what is usual.",
            [(len(known), "==", 0)], end=end, least=FEWEST_GAPS,
        )  # fmt: skip
    if len(own) == 1:
        return _alone(known.iloc[0])
    within = int((known["standing"] == "usual").sum())
    return say(
        "On {end}, where the record of meetings ends, {within} of {rated} channels with at least "
        "{least} past gaps {were} within their usual gap; {few} more {have} too few meetings to "
        "say.",
        [(within, "<=", len(known))],
        end=end, within=within, rated=len(known), least=FEWEST_GAPS, few=few,
        were=plural(within, "was", "were"), have=plural(few, "has", "have"),
    )  # fmt: skip


def _alone(line: pd.Series) -> dict[str, Any]:
    return say(
        "The record of meetings ends on {end}. The usual gap is {usual} days; the present one has "
        "lasted {present}.",
        [(line["past"], ">=", FEWEST_GAPS)], end=line["end"], usual=round(line["usual"]),
        present=int(line["present"]),
    )  # fmt: skip


def _waiting(table: pd.DataFrame, names: dict[str, str]) -> dict[str, Any] | None:
    known = rated(_own(table)).sort_values("present", ascending=False, kind="stable")
    if len(known) < 2:
        return None
    top = known.iloc[0]
    return say(
        "Of those, the {name} channel waits longest: it last met on {day}, {days} days before the "
        "record ends, longer than {longer} past gaps.",
        [(top["present"], ">=", known["present"].max()), (top["longer_than"], "<=", top["past"])],
        name=_small(top["channel"], names), day=top["last_met"], days=int(top["present"]),
        longer=_of(int(top["longer_than"]), int(top["past"])),
    )  # fmt: skip


def _of(count: int, total: int) -> str:
    return f"all {total}" if count == total else f"{count} of {total}"


def _where(totals: dict[str, int]) -> dict[str, Any]:
    met = sum(totals[key] for key in IN_PERSON)
    apart = totals["call"] + totals["video"]
    rest = f", at a place not known {totals['unknown']}" if totals["unknown"] else ""
    return say(
        "Meetings held: {held}. In person {met}: in {the_prc} {prc}, in {the_us} {us}, in a third "
        "country {third}{rest}; by phone or video {apart}.",
        [(met + apart, "==", totals["held"], "each meeting has one manner")],
        held=totals["held"], met=met, apart=apart, rest=rest,
        **{key: totals[key] for key in ("prc", "us", "third")},
    )  # fmt: skip


def _off(off: pd.DataFrame) -> dict[str, Any]:
    if off.empty:
        return say("No cancelled or postponed meeting is on record in these dates.",
                   [(len(off), "==", 0)])  # fmt: skip
    cancelled = int((off["status"] == "cancelled").sum())
    return say(
        "Called off: {cancelled} cancelled, {postponed} postponed; none of them counts as held.",
        [("held", "!=", each) for each in off["status"].unique()],
        cancelled=cancelled, postponed=len(off) - cancelled,
    )  # fmt: skip


def _met_most(counted: pd.DataFrame) -> dict[str, Any] | None:
    if counted.empty or counted["meetings"].iloc[0] < 2:
        return None
    top = counted.iloc[0]
    equal = int((counted["meetings"] == top["meetings"]).sum())
    more = "" if equal == 1 else f", as did {equal - 1} other {plural(equal - 1, 'pair')}"
    return say(
        "Most often {us} met {prc}: {n} times on record, by phone and video too{more}.",
        [(top["meetings"], ">=", counted["meetings"].max())],
        us=top["us"], prc=top["prc"], n=int(top["meetings"]), more=more,
    )  # fmt: skip


def board_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return how many channels met in the last year that is covered."""
    own = _own(table)
    year = own["end"] - pd.DateOffset(years=1)
    met = int((own["last_met"] > year).sum())
    return say(
        "{met} of {total} standing {channels} met in the year to {end}",
        [(met, "<=", int((own["contacts"] > 0).sum()))],
        met=met, total=len(own), channels=plural(len(own), "channel"), end=own["end"].max(),
    )  # fmt: skip


def gaps_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return how many channels wait longer than usual."""
    known = rated(table)
    longer = int((known["standing"] != "usual").sum())
    if known.empty:
        return say("Too few gaps to say what is usual", [(len(known), "==", 0)])
    return say(
        "The present gap is longer than usual in {n} of {total} {channels}",
        [(longer, "<=", len(known))], n=longer, total=len(known),
        channels=plural(len(known), "channel"),
    )  # fmt: skip


def gaps_description(table: pd.DataFrame, gaps: pd.DataFrame) -> dict[str, Any]:
    """Return what the chart of gaps shows, for who cannot see it."""
    known, past = rated(table), int(gaps["ended"].sum())
    if known.empty:
        return say("{past} past gaps: too few to say what is usual.", [(past, ">=", 0)], past=past)
    low, high = known["usual"].min(), known["usual"].max()
    return say(
        "A row a channel, {n} in all: its past gaps as pale ticks, {past}, on a scale of days "
        "that grows by multiplying; the usual gap as a dot on its interval, from {low} to {high} "
        "days; the present gap as a diamond, {longest} days at most.",
        [(low, "<=", high)], n=len(table), past=past, low=round(low), high=round(high),
        longest=int(table["present"].max()),
    )  # fmt: skip


def kept_standing(
    changed: pd.DataFrame, since: pd.Timestamp, last: pd.Timestamp, names: dict[str, str]
) -> dict[str, Any]:
    """Return whether the board says the same when gaps are counted from a later day.

    Parameters
    ----------
    changed : DataFrame
        As `changed_standing` returns it.
    since, last : Timestamp
        The later day, and the last day counted.
    names : dict
        Display name of each channel.
    """
    if changed.empty:
        return say("No channel has at least {least} past gaps, so none is compared.",
                   [(len(changed), "==", 0)], least=FEWEST_GAPS)  # fmt: skip
    thin = "Time before {since} was searched less deeply, so gaps in it may be too long. "
    if since >= last:
        return say(thin + "All of these dates lie before that day.", [(since, ">=", last)],
                   since=since)  # fmt: skip
    other = changed[changed["differs"]]
    which = f": {joined(_small(each, names) for each in other['channel'])}" if len(other) else ""
    return say(
        thin + "Counted from that day on, {same} of {total} channels stand as on this board, {n} "
        "otherwise{which}.",
        [(len(other), "<=", len(changed))], since=since, same=len(changed) - len(other),
        total=len(changed), n=len(other), which=which,
    )  # fmt: skip
