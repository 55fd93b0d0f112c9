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
        line = known.iloc[0]
        return say(
            "The record of meetings ends on {end}. The usual gap is {usual} days; the present one "
            "has lasted {present}.",
            [(line["past"], ">=", FEWEST_GAPS)], end=end, usual=round(line["usual"]),
            present=int(line["present"]),
        )  # fmt: skip
    within = int((known["standing"] == "usual").sum())
    return say(
        "On {end}, where the record of meetings ends, {within} of {rated} channels with at least "
        "{least} past gaps {were} within their usual gap; {few} more {have} too few meetings to "
        "say.",
        [(within, "<=", len(known))],
        end=end, within=within, rated=len(known), least=FEWEST_GAPS, few=few,
        were=plural(within, "was", "were"), have=plural(few, "has", "have"),
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
        "Meetings held: {held}. In person {met}: in China {prc}, in the US {us}, in a third "
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


def strip_title(
    table: pd.DataFrame, dates: pd.DataFrame, compared: pd.DataFrame, names: dict[str, str]
) -> dict[str, Any]:
    """Return the channel that fell furthest between the first and the last act, or the counts."""
    depth = compared[["before", "after"]].min(axis=1) - compared["between"]
    if not len(depth) or depth.max() <= 0:
        held = int(table["meetings"].sum())
        return say("{held} {meetings} in {n} {channels}", [(held, ">=", 0)], held=held,
                   meetings=plural(held, "meeting"), n=len(table),
                   channels=plural(len(table), "channel"))  # fmt: skip
    top = compared.loc[depth.idxmax()]
    return say(
        "{name}: {before} meetings before {start}, {between} to {stop}, {after} after",
        [(top["between"], "<", top["before"]), (top["between"], "<", top["after"])],
        name=names.get(top["channel"], top["channel"]), start=dates["date"].iloc[0].to_period("M"),
        stop=dates["date"].iloc[-1].to_period("M"),
        **{key: int(top[key]) for key in ("before", "between", "after")},
    )  # fmt: skip


def strip_description(
    table: pd.DataFrame, off: pd.DataFrame, dates: pd.DataFrame
) -> dict[str, Any]:
    """Return what the strips show, for who cannot see them."""
    held = int(table["meetings"].sum())
    met = table[table["meetings"] > 0]
    if met.empty:
        return say("No channel met in these dates.", [(held, "==", 0)])
    days = joined(f"{day:%-d %B %Y}" for day in dates["date"]) if len(dates) else ""
    lines = f", with dotted lines on {days}" if days else ""
    return say(
        "A strip a channel, {n} in all, with a tick for each meeting held, {held}, from {first} to "
        "{last}, and a hollow diamond for each called off, {off}{lines}. On top {top}, {top_n}.",
        [(met["first_met"].min(), "<=", met["last_met"].max())],
        n=len(table), held=held, first=met["first_met"].min(), last=met["last_met"].max(),
        off=len(off), lines=lines, top=met["name"].iloc[0].lower(),
        top_n=int(met["meetings"].iloc[0]),
    )  # fmt: skip


def strip_note(dates: pd.DataFrame, quoted: list[str]) -> dict[str, Any]:
    """Return how to read the strips, with the acts that are marked in the record's words.

    Parameters
    ----------
    dates : DataFrame
        As `acts` returns it.
    quoted : list of str
        The acts' titles in the same order, as the notebook quotes them.
    """
    marks = (
        "Hollow diamonds: cancelled or postponed, on the day it was called off or planned for. "
        "Hatched: not covered by the record."
    )
    if dates.empty:
        return say(marks)
    return say(
        "Dotted lines mark {days}: {acts}. A line marks a day; it does not say why a channel "
        "met or did not. " + marks,
        days=dates["date"].tolist(), acts=quoted,
    )  # fmt: skip


def around_title(compared: pd.DataFrame) -> dict[str, Any]:
    """Return the meetings of all channels in the three spans."""
    if compared.empty:
        return say("Fewer than two marked days lie in these dates", [(len(compared), "==", 0)])
    sums = {key: int(compared[key].sum()) for key in ("before", "between", "after")}
    return say("{before} meetings before, {between} between the dates, {after} after",
               [(min(sums.values()), ">=", 0)], **sums)  # fmt: skip


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


def rhythm_title(months: pd.DataFrame) -> dict[str, Any]:
    """Return the fullest month, and how many covered months held no meeting."""
    known = months[months["cover"] != "not_covered"]
    empty = int((known["meetings"] == 0).sum())
    if known.empty:
        return say("No month of these dates is covered", [(len(known), "==", 0)])
    if not int(known["meetings"].sum()):
        return say("No meeting in {n} covered months", [(empty, "==", len(known))], n=len(known))
    top = known.loc[known["meetings"].astype(int).idxmax()]
    return say(
        "Most in {month}: {count}; none found in {empty} of {total} months",
        [(top["meetings"], ">=", known["meetings"].max())], month=top["period"],
        count=int(top["meetings"]), empty=empty, total=len(known),
    )  # fmt: skip


def rhythm_description(months: pd.DataFrame) -> dict[str, Any]:
    """Return what the map of months and years shows, for who cannot see it."""
    known = months[months["cover"] != "not_covered"]
    years = known.groupby("year")["meetings"].sum()
    if known.empty:
        return say("No month of these dates is covered.", [(len(known), "==", 0)])
    return say(
        "A map with a row a year from {first} to {last} and a column a month; each cell holds the "
        "number of meetings. By year: {by_year}. {off} months are not covered and are hatched.",
        [(len(known), "<=", len(months))], first=f"{years.index[0]}", last=f"{years.index[-1]}",
        by_year=joined(f"{year} {int(count)}" for year, count in years.items()),
        off=len(months) - len(known),
    )  # fmt: skip


def manners_title(totals: dict[str, int]) -> dict[str, Any]:
    """Return how many meetings each side hosted."""
    if not totals["held"]:
        return say("No meeting held in these dates", [(totals["held"], "==", 0)])
    return say(
        "China hosted {prc} meetings, the US {us}, third countries {third}",
        [(totals["prc"] + totals["us"] + totals["third"], "<=", totals["held"])],
        prc=totals["prc"], us=totals["us"], third=totals["third"],
    )  # fmt: skip


def manners_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the panels show, for who cannot see them."""
    counts = table.groupby("manner")["meetings"].sum()
    return say(
        "A panel for each manner with a bar a year, {first} to {last}, on one scale. In China "
        "{prc}, in the US {us}, in a third country {third}, by phone {call}, by video {video}, at "
        "a place not known {unknown}.",
        [(table["year"].min(), "<=", table["year"].max())], first=f"{table['year'].min()}",
        last=f"{table['year'].max()}", **{key: int(value) for key, value in counts.items()},
    )  # fmt: skip


def pairs_title(counted: pd.DataFrame) -> dict[str, Any]:
    """Return how many pairs of principals met, and how many of them once."""
    if counted.empty:
        return say("No pair of principals on record in these dates", [(len(counted), "==", 0)])
    once = int((counted["meetings"] == 1).sum())
    plain = say("Of {pairs} pairs who met, {once} met once", [(once, "<=", len(counted))],
                pairs=len(counted), once=once)  # fmt: skip
    if (counted["meetings"] == counted["meetings"].max()).sum() > 1:
        return plain
    top = counted.iloc[0]
    named = say(
        "{us} and {prc} met or spoke {n} times, most of {pairs} pairs",
        [(top["meetings"], ">", counted["meetings"].iloc[1:].max() if len(counted) > 1 else 0)],
        us=top["us"], prc=top["prc"], n=int(top["meetings"]), pairs=len(counted),
    )  # fmt: skip
    return fitting(named, plain)


def pairs_description(shown: pd.DataFrame) -> dict[str, Any]:
    """Return what the strips of pairs show, for who cannot see them."""
    if shown.empty:
        return say("No pair met more than once in these dates.", [(len(shown), "==", 0)])
    top = shown.loc[shown["meetings"].idxmax()]
    return say(
        "A strip for each of the {n} pairs that met most, in the order in which they first met, "
        "with a tick for each meeting. From {first} and {first_prc} down to {last} and {last_prc}; "
        "the most, {most}, for {us} and {prc}.",
        [(top["meetings"], ">=", shown["meetings"].max())], n=len(shown),
        first=shown["us"].iloc[0], first_prc=shown["prc"].iloc[0], last=shown["us"].iloc[-1],
        last_prc=shown["prc"].iloc[-1], most=int(top["meetings"]), us=top["us"], prc=top["prc"],
    )  # fmt: skip


def off_title(off: pd.DataFrame) -> dict[str, Any]:
    """Return how many meetings were called off."""
    return say("{n} {meetings} cancelled or postponed", [(len(off), ">=", 0)], n=len(off),
               meetings=plural(len(off), "planned meeting", "planned meetings"))  # fmt: skip
