"""What is said of the meetings: strips, months, hosts, pairs, and what was called off."""

from typing import Any

import pandas as pd

from parley.analysis.sentences import fitting, joined, plural, say


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
    holds = [(top["between"], "<", top["before"]), (top["between"], "<", top["after"])]
    values = {key: int(top[key]) for key in ("before", "between", "after")}
    values |= {"name": names.get(top["channel"], top["channel"]), "days": span_days(dates)}
    start, stop = (dates["date"].iloc[end].to_period("M") for end in (0, -1))
    return fitting(
        say("{name}: {before} meetings in {days} days before {start}, {between} to {stop}, {after} "
            "after", holds, start=start, stop=stop, **values),
        say("{name}: {before} meetings, then {between}, then {after} in three spans of {days} days",
            holds, **values),
    )  # fmt: skip


def span_days(dates: pd.DataFrame) -> int:
    """Return how many days each of the three spans around the marked acts has."""
    return int((dates["date"].iloc[-1] - dates["date"].iloc[0]).days)


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
        "met or did not. Compared are the {span} days from the first line to the last with as many "
        "before and after. " + marks, [(span_days(dates), ">=", 0)],
        days=dates["date"].tolist(), acts=quoted, span=span_days(dates),
    )  # fmt: skip


def around_title(compared: pd.DataFrame) -> dict[str, Any]:
    """Return the meetings of all channels in the three spans."""
    if compared.empty:
        return say("Fewer than two marked days lie in these dates", [(len(compared), "==", 0)])
    sums = {key: int(compared[key].sum()) for key in ("before", "between", "after")}
    return say("{before} meetings before, {between} between the dates, {after} after",
               [(min(sums.values()), ">=", 0)], **sums)  # fmt: skip


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
        "{prc_name} hosted {prc} meetings, {the_us} {us}, third countries {third}",
        [(totals["prc"] + totals["us"] + totals["third"], "<=", totals["held"])],
        prc=totals["prc"], us=totals["us"], third=totals["third"],
    )  # fmt: skip


def manners_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the panels show, for who cannot see them."""
    counts = table.groupby("manner")["meetings"].sum()
    return say(
        "A panel for each manner with a bar a year, {first} to {last}, on one scale. In {the_prc} "
        "{prc}, in {the_us} {us}, in a third country {third}, by phone {call}, by video {video}, "
        "at a place not known {unknown}.",
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
