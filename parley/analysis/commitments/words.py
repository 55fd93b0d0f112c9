"""What is said of the promises: plain sentences for the notebook's door."""

from typing import Any

import pandas as pd

from parley.analysis.commitments.ledger import by_names
from parley.analysis.commitments.waiting import Waiting, delivered_within
from parley.analysis.sentences import joined, plural, say
from parley.analysis.shares import share_text

YEAR = 12


def _all(table: pd.DataFrame) -> pd.Series:
    return table[table["group"] == "all"].iloc[0]


def headline(table: pd.DataFrame) -> dict[str, Any]:
    """Return the page's finding: how many promises were delivered, and how many lack a report."""
    every = _all(table)
    if not every["made"]:
        return say("No promise on record in these dates", [(int(every["made"]), "==", 0)])
    return say(
        "Of {made} {promises}, {delivered} {were} reported delivered; for {none} no later report "
        "was found",
        [(every["delivered"] + every["no_report"], "<=", every["made"])],
        made=int(every["made"]), promises=plural(every["made"], "promise"),
        delivered=int(every["delivered"]), were=plural(every["delivered"], "was", "were"),
        none=int(every["no_report"]),
    )  # fmt: skip


def points(table: pd.DataFrame, made: pd.DataFrame, read: Waiting) -> list[dict[str, Any]]:
    """Return the main points: states, share, who promised, time, and what is on record."""
    if made.empty:
        return _none(read)
    return [_states(table), _share(table), _by_whom(table), time_said(read), _meetings(made)]


def _none(read: Waiting) -> list[dict[str, Any]]:
    none = [(read.promises, "==", 0)]
    return [
        say("No promise on record was made in these dates and this channel.", none),
        say("Promises are covered to {end}; later ones were not looked for.", none, end=read.end),
        say("What is not on record may have been promised all the same.", none),
    ]


def _states(table: pd.DataFrame) -> dict[str, Any]:
    every = _all(table)
    names = ("delivered", "partly", "ongoing", "not_delivered", "lapsed", "no_report", "made")
    counts = {name: int(every[name]) for name in names}
    return say(
        "{made} {promises}: {delivered} delivered, {partly} partly, {ongoing} still open, "
        "{not_delivered} not delivered, {lapsed} lapsed; for {no_report} no later report was "
        "found.",
        [(sum(counts.values()), "==", 2 * counts["made"], "each promise has one state")],
        promises=plural(counts["made"], "promise"), **counts,
    )  # fmt: skip


def _share(table: pd.DataFrame) -> dict[str, Any]:
    every = _all(table)
    k, n = int(every["delivered"]), int(every["reported"])
    holds = [(k, "<=", n)]
    if every["too_few"]:
        return say("Of {n} with a later report {k} {were} delivered: too few for a share.",
                   [(n, "<", 5)], n=n, k=k, were=plural(k, "was", "were"))  # fmt: skip
    return say(
        "Of those with a later report, {said} were delivered. Were none of the {missing} others "
        "delivered, the share of all would be {least:.0%}; were all of them, {most:.0%}.",
        [*holds, (every["least"], "<=", every["most"])], said=share_text(k, n),
        missing=int(every["no_report"]), least=every["least"], most=every["most"],
    )  # fmt: skip


def _small(name: str) -> str:
    return name.replace("Both", "both")


def _by_whom(table: pd.DataFrame) -> dict[str, Any]:
    own = table[table["group"] == "by"]
    counts = [f"{_small(row.label)} {row.delivered} of {row.reported}" for row in own.itertuples()]
    return say(
        "Delivered, by who promised: {counts}. They promised different things, so this compares "
        "promises, not sides.",
        [(own["delivered"].sum(), "==", _all(table)["delivered"])], counts=joined(counts),
    )  # fmt: skip


def time_said(read: Waiting) -> dict[str, Any]:
    """Return how long delivery takes, or why that cannot be said."""
    if read.median is None:
        return say("There is no promise whose delivery could be timed.", [(read.promises, "==", 0)])
    if read.median.median is None:
        return say(
            "Less than half of the promises were reported delivered by {end}, so no usual time can "
            "be given.",
            [(read.delivered, "<", read.promises)], end=read.end,
        )  # fmt: skip
    if read.median.high is None or read.median.low is None:
        edge = "the interval has no upper end"
    else:
        edge = f"interval {read.median.low:.1f} to {read.median.high:.1f}"
    return say(
        "Half of all promises were reported delivered within {months:.1f} months ({edge}), "
        "counting those not delivered by {end} as still waiting.",
        [(delivered_within(read, read.median.median)["delivered"], ">=", 0.5 - 1e-9)],
        months=read.median.median, edge=edge, end=read.end,
    )  # fmt: skip


def _meetings(made: pd.DataFrame) -> dict[str, Any]:
    counts = made["meeting_id"].value_counts()
    return say(
        "They were made at {n} {meetings}, {top} of them at one. Which promises are on record "
        "depends on what was reported; a kept one may be likelier to be found.",
        [(counts.iloc[0], ">=", counts.max())], n=len(counts), top=int(counts.iloc[0]),
        meetings=plural(len(counts), "meeting"),
    )  # fmt: skip


def units_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return the topic with the most promises and how many of them were delivered."""
    own = table[table["group"] == "topic"]
    if own.empty:
        return say("No promise on record in these dates", [(len(own), "==", 0)])
    top = own.iloc[0]
    return say(
        "Most promises: {label}, {made}, of which {delivered} delivered",
        [(top["made"], ">=", own["made"].max())], label=top["label"].lower(),
        made=int(top["made"]), delivered=int(top["delivered"]),
    )  # fmt: skip


def units_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the squares show, for who cannot see them."""
    own, every = table[table["group"] == "topic"], _all(table)
    if own.empty:
        return say("No square: no promise on record in these dates.", [(len(own), "==", 0)])
    return say(
        "A row for each of {topics} topics with a mark for each of {made} promises: {delivered} "
        "dark squares delivered, {partly} paler partly, {ongoing} hollow still open, "
        "{not_delivered} crosses not delivered, {lapsed} bars lapsed, {no_report} circles without "
        "a later report. From {first}, {most}, down to {last}, {least}.",
        [(own["made"].iloc[0], ">=", own["made"].iloc[-1])], topics=len(own),
        first=own["label"].iloc[0], most=int(own["made"].iloc[0]), last=own["label"].iloc[-1],
        least=int(own["made"].iloc[-1]),
        **{name: int(every[name]) for name in ("made", "delivered", "partly", "ongoing",
                                               "not_delivered", "lapsed", "no_report")},
    )  # fmt: skip


def kept_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return the share delivered by who promised, or of all."""
    by = table[table["group"] == "by"].set_index("key")
    every = _all(table)
    named = [key for key in ("us", "prc", "both") if key in by.index]
    if not every["reported"]:
        return say("No promise with a later report", [(int(every["reported"]), "==", 0)])
    counts = [
        f"{_small(by_names()[key])} {by['delivered'][key]} of {by['reported'][key]}"
        for key in named
    ]
    holds = [(by["delivered"].sum(), "==", every["delivered"])]
    return say("Delivered: {counts}", holds, counts=joined(counts))


def kept_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the chart of shares shows, for who cannot see it."""
    every, own = _all(table), table[table["group"] == "topic"]
    few = int(own["too_few"].sum())
    return say(
        "A row for all promises, for who promised, and for each of {topics} topics. A dot is the "
        "share delivered of those with a later report, on its interval: {delivered} of {reported} "
        "in all. {few} topics have under five and no dot. At the right, counts, and how many have "
        "no later report: {none} in all.",
        [(few, "<=", len(own))], topics=len(own), delivered=int(every["delivered"]),
        reported=int(every["reported"]), few=few, none=int(every["no_report"]),
    )  # fmt: skip


def waiting_title(read: Waiting) -> dict[str, Any]:
    """Return the share delivered within a year."""
    if not read.promises:
        return say("No promise to time in these dates", [(read.promises, "==", 0)])
    if read.promises < 5:
        return say("{n} {promises}: too few for a curve to mean much", [(read.promises, "<", 5)],
                   n=read.promises, promises=plural(read.promises, "promise"))  # fmt: skip
    known = delivered_within(read, YEAR)
    return say(
        "At least {share:.0%} of promises were reported delivered within a year",
        [(known["months"], "<=", YEAR)], share=known["delivered"],
    )  # fmt: skip


def waiting_description(read: Waiting) -> dict[str, Any]:
    """Return what the curve shows, for who cannot see it."""
    if not read.promises:
        return say("No curve: no promise in these dates.", [(read.promises, "==", 0)])
    marks = (3, 6, YEAR, 24)
    shares = [delivered_within(read, month)["delivered"] for month in marks]
    upper = delivered_within(read, YEAR, "to_news")["delivered"]
    return say(
        "A rising step curve of the share of {n} promises reported delivered by months since the "
        "promise, on its band: {shares} by {months} months. A dashed curve, in which promises "
        "leave at the last news of them, stands at {upper:.0%} after {year} months.",
        [(shares[0], "<=", shares[-1])], n=read.promises, shares=[f"{each:.0%}" for each in shares],
        months=[f"{mark}" for mark in marks], upper=upper, year=YEAR,
    )  # fmt: skip


def ledger_title(made: pd.DataFrame) -> dict[str, Any]:
    """Return how many promises the ledger holds."""
    return say("{n} {promises}, newest first", [(len(made), ">=", 0)], n=len(made),
               promises=plural(len(made), "promise"))  # fmt: skip
