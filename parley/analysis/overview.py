"""The front page: one sentence and one small chart from each of five reports."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis import deaths, readouts, waits
from parley.analysis.channels import rated
from parley.analysis.commitments import STATE_NAMES
from parley.analysis.readouts.results import told
from parley.analysis.sentences import joined, plural, say
from parley.analysis.topics.frequency_dress import day, spanned
from parley.analysis.topics.windows import Window

MOST_TOPICS = 8
FIRST_MONTH = "2015-01"
COMPARED = (
    "Topics on which enough meetings can be compared; right, accounts that mention each, and "
    "meetings compared. These meetings are no sample of all."
)
NEWEST = "Thin: estimated from 12-month counts. Hollow, on the pale band: incomplete, will rise."
REPORTS = (
    ("topic-frequency", "Which topics come up"),
    ("two-readouts", "Whether the two sides report the same"),
    ("channels", "Which channels are alive"),
    ("commitments", "What became of each promise"),
    ("deaths-and-talks", "When deaths peaked, and when the talks were"),
)


def side_results(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    comparable: pd.DataFrame,
    topic_table: pd.DataFrame,
) -> pd.DataFrame:
    """Return what can be told of the two sides' accounts, as the report behind it tells it.

    Notes
    -----
    A difference that goes when the sessions of a visit are counted one by one is not firm, here
    as there: see `readouts.by_topic`.
    """
    tables = (accounts, mentions, comparable, topic_table)
    compared = readouts.comparisons(held, *tables)
    apart = readouts.comparisons(readouts.sessions_apart(held), *tables)
    return readouts.by_topic(compared, topic_table, apart=apart)


def deaths_series(monthly: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return deaths by month from 2015 on, as `deaths.monthly_series`; empty if none is known yet.

    Parameters
    ----------
    monthly, sums : DataFrame
        The tables ``us_deaths_monthly`` and ``us_deaths_12mo``, as read as of a day: before the
        first printing they are empty.
    """
    if monthly.empty or sums.empty:
        return pd.DataFrame(columns=["month", "deaths", "status", "is_tail"])
    series = deaths.monthly_series(deaths.final_of(monthly), deaths.trailing_of(sums))
    return series[series["month"] >= FIRST_MONTH].reset_index(drop=True)


def deaths_order(
    series: pd.DataFrame, meetings: pd.DataFrame, month: str = "2023-11"
) -> deaths.Order | None:
    """Return peak, fall and the leaders' meeting of a month in time; None where one is missing.

    Parameters
    ----------
    series : DataFrame
        As `deaths_series` returns it.
    meetings : DataFrame
        The table of that name.
    month : str
        Month of the leaders' meeting.
    """
    if series.empty:
        return None
    try:
        return deaths.order_in_time(series, deaths.meeting_day(meetings, "leaders", month))
    except ValueError:
        return None  # read as of an early day, the record holds no fall or no meeting yet


def headline(held: pd.DataFrame, table: pd.DataFrame, kept: pd.DataFrame) -> dict[str, Any]:
    """Return the front page's finding: how many meetings, live channels, and promises delivered."""
    lately = waits.met_lately(table)
    every = kept[kept["group"] == "all"].iloc[0]
    if held.empty:
        return say("No meeting is on record in these dates", [(len(held), "==", 0)])
    return say(
        "{held} {meetings}; {met} of {total} channels met in the last year looked at; {delivered} "
        "of {made} promises reported delivered",
        [(lately.total, ">", 0), (every["delivered"], "<=", every["made"])],
        held=len(held), meetings=plural(len(held), "meeting"), met=lately.met,
        total=lately.total, delivered=int(every["delivered"]), made=int(every["made"]),
    )  # fmt: skip


def points(
    totals: pd.DataFrame, results: pd.DataFrame, table: pd.DataFrame, kept: pd.DataFrame,
    order: deaths.Order | None, names: dict[str, str], topics: pd.DataFrame,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the five sentences, in the order of `REPORTS`."""
    places = set(topics.loc[topics["kind"] == "place", "label"])
    return [
        topics_said(totals, places),
        sides_said(results, places),
        channels_said(table, names),
        promises_said(kept),
        deaths_said(order),
    ]


def topics_said(totals: pd.DataFrame, places: set[str]) -> dict[str, Any]:
    """Return which topics come up most, and in how many meetings at least."""
    own = leading_topics(totals).head(3)
    if own.empty:
        return say("Too few accounts for these dates to say which topic comes up most.",
                   [(len(own), "==", 0)])  # fmt: skip
    counts = [
        f"{_within(row.label, places)} (at least {row.mentions} of {row.n})"
        for row in own.itertuples()
    ]
    return say(
        "Mentioned most, in meetings with an account: {topics}.",
        [(share, ">=", own["share"].iloc[-1]) for share in own["share"]], topics=joined(counts),
    )  # fmt: skip


def _within(label: str, places: set[str]) -> str:
    """Return a topic's label as it stands inside a sentence: a place keeps its capital."""
    return label if label in places else label[:1].lower() + label[1:]


def sides_said(results: pd.DataFrame, places: set[str]) -> dict[str, Any]:
    """Return on which topics the two sides' accounts of the same meetings differ most."""
    clear = told(results)
    if clear.empty:
        return say("On no topic can the two sides’ accounts of the same meetings be told apart.",
                   [(len(clear), "==", 0)])  # fmt: skip
    said, holds = [], []
    for name, less, more in (("{us_s}", "prc", "us"), ("{prc_s}", "us", "prc")):
        for _, top in clear[clear["result"] == sides.more_often(more)].head(1).iterrows():
            counts = {side: int(top["both"] + top[f"{side}_only"]) for side in ("us", "prc")}
            holds.append((counts[more], ">", counts[less]))
            numbers = f"{counts[more]} against {counts[less]} of {int(top['meetings'])}"
            label = _within(top["label"], places)
            said.append(f"{sides.fill(name)} accounts mention {label} more often ({numbers})")
    return say("Of the same meetings, {said}.", holds, said=joined(said))


def channels_said(table: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return which channels are in their longest gap, or how many wait longer than usual."""
    known = rated(table)
    longest = known[known["standing"] == "longest"]
    if known.empty:
        return say("Too few meetings to say how long any channel waits.", [(len(known), "==", 0)])
    if longest.empty:
        late = int((known["standing"] != "usual").sum())
        if not late:
            return say("No channel waited unusually long.", [(late, "==", 0)])
        return say("{n} of {total} channels had waited longer than usual when last looked at, "
                   "{end} at the latest.",
                   [(late, ">", 0)], n=late, total=len(known),
                   end=known["end"].max())  # fmt: skip
    who = [f"{names.get(row.channel, row.channel).lower()} ({row.present} days)"
           for row in longest.itertuples()]  # fmt: skip
    return say(
        "Of {total} channels with enough meetings to judge, {n} {are} in the longest gap on record "
        "when last looked at, {end} at the latest: {who}.",
        waits.in_longest(table).holds,
        total=len(known), n=len(longest), are=plural(len(longest), "is", "are"),
        end=longest["end"].max(), who=joined(who),
    )  # fmt: skip


def promises_said(kept: pd.DataFrame) -> dict[str, Any]:
    """Return how many promises were delivered, and how many have no later report."""
    every = kept[kept["group"] == "all"].iloc[0]
    names = ("delivered", "partly", "no_report", "made")
    counts = {name: int(every[name]) for name in names}
    if not counts["made"]:
        return say("No promise is on record for these dates.", [(counts["made"], "==", 0)])
    return say(
        "Of {made} promises on record, {delivered} were reported delivered and {partly} in part; "
        "for {no_report} no later report was found.",
        [(counts["delivered"] + counts["partly"] + counts["no_report"], "<=", counts["made"])],
        **counts,
    )  # fmt: skip


def deaths_said(order: deaths.Order | None) -> dict[str, Any]:
    """Return when deaths peaked and fell, and when the leaders met; dates show no cause."""
    if order is None:
        return say("The record as read does not hold both the fall in deaths and the summit.",
                   [(order is None, "==", True)])  # fmt: skip
    return say(
        "US deaths with synthetic opioids peaked in {peak} and were {share:.0%} lower by {fall}, "
        "before the {met} summit. Dates alone show no cause.",
        order.holds, peak=order.peak.month, share=order.fall_share, fall=order.fall.month,
        met=order.met,
    )  # fmt: skip


def leading_topics(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the topics mentioned in most meetings: ``label``, ``mentions``, ``n``, ``share``.

    Notes
    -----
    Shares of either side's accounts; topics coded for fewer than five meetings are left out.
    """
    own = totals[(totals["side"] == "either") & totals["share"].notna() & (totals["mentions"] > 0)]
    own = own.sort_values(["share", "topic"], ascending=[False, True]).head(MOST_TOPICS)
    return own[["topic", "label", "mentions", "n", "share", "low", "high"]].reset_index(drop=True)


def topics_title(shown: pd.DataFrame) -> dict[str, Any]:
    """Return the topic on top and its share."""
    if shown.empty:
        return say("Too few accounts for a share of any topic", [(len(shown), "==", 0)])
    top = shown.iloc[0]
    return say(
        "{label}: at least {m} of {n} meetings with an account",
        [(top["share"], ">=", shown["share"].max())],
        label=top["label"], m=int(top["mentions"]), n=int(top["n"]),
    )  # fmt: skip


def topics_description(shown: pd.DataFrame) -> dict[str, Any]:
    """Return what the bars of topics show."""
    if shown.empty:
        return say("No bar: too few accounts.", [(len(shown), "==", 0)])
    last = shown.iloc[-1]
    return say(
        "A bar for each of the {n} topics that come up most, from {first}, {top:.0%}, down to "
        "{last}, {low:.0%} of meetings with an account.",
        [(shown["share"].iloc[0], ">=", last["share"])], n=len(shown),
        first=shown["label"].iloc[0], top=shown["share"].iloc[0], last=last["label"],
        low=last["share"],
    )  # fmt: skip


def topics_dress(shown: pd.DataFrame, span: Window) -> dict[str, Any]:
    """Return table, subtitle, note and height of the bars of topics."""
    heads = {"label": "Topic", "mentions": "Meetings", "n": "Of", "share": "Share"}
    return {
        "subtitle": f"Share of meetings with an account whose account mentions a topic, "
        f"{spanned(span)}",
        "note": "Every share is a floor: most accounts were read in part. Thin lines: 95 % "
        "intervals.",
        "height": (0.27 * len(shown) + 0.5, 0.4 * len(shown) + 0.5),
        "table": shown[list(heads)] if len(shown) else pd.DataFrame({"Topic": ["too few"]}),
    }


def states_table(kept: pd.DataFrame) -> pd.DataFrame:
    """Return how many promises are in each state, as readers see it: ``state``, ``promises``."""
    every = kept[kept["group"] == "all"].iloc[0]
    rows = [(key, name, int(every[key])) for key, name in STATE_NAMES.items()]
    return pd.DataFrame(rows, columns=["key", "state", "promises"])


def states_description(states: pd.DataFrame) -> dict[str, Any]:
    """Return what the bars of states show."""
    counts = [f"{row.state.lower()} {row.promises}" for row in states.itertuples()]
    return say("A bar for each state of the {total} promises: {counts}.",
               [(states["promises"].min(), ">=", 0)], total=int(states["promises"].sum()),
               counts=joined(counts))  # fmt: skip


def deaths_title(order: deaths.Order | None) -> dict[str, Any]:
    """Return the order in time as a title."""
    if order is None:
        return say("Deaths by month, as far as the record reaches", [])
    return say("Deaths peaked in {peak} and were falling before the {met} summit", order.holds,
               peak=order.peak.month, met=order.met)  # fmt: skip


def deaths_dress(series: pd.DataFrame, order: deaths.Order | None) -> dict[str, Any]:
    """Return subtitle, note, height, table and description of the line of deaths, and its marks."""
    worn = {
        "subtitle": "Deaths per month with synthetic opioids (mostly fentanyl), United States",
        "note": NEWEST,
        "height": (2.9, 3.4),
        "description": "No line: no count had been published by the day as of which this is read.",
        "table": pd.DataFrame({"Deaths": ["none published yet"]}),
    }
    if len(series):
        worn["description"] = deaths.describe.months(series)
        worn["table"] = deaths.by_year(series)
    return worn if order is None else worn | {"peak": order.peak, "summit": order.summit}


def rivals_said(rivals: pd.DataFrame) -> dict[str, Any]:
    """Return the readings of the fall between which dates cannot choose."""
    return say(
        "Serious authors disagree about the fall. Readings that dates cannot tell apart, in no "
        "order of weight: {readings}.",
        [(len(rivals), ">=", 1)], readings="; ".join(each.lower() for each in rivals["reading"]),
    )  # fmt: skip


def ends_said(span: Window, promises: Window) -> dict[str, Any]:
    """Return up to which days the record reaches."""
    return say(
        "Meetings are covered from {first} to {last}, promises to {promised}. What is later was "
        "not looked at, or not found, and is not counted as nothing.",
        [(span.counted_first, "<=", span.counted_last)] if not span.is_empty
        else [(span.is_empty, "==", True)],
        first=span.covered_first, last=span.covered_last, promised=promises.covered_last,
    )  # fmt: skip


def compared_words(span: Window) -> str:
    """Return the subtitle of the comparison of the two sides."""
    return f"Share of comparable meetings whose account mentions a topic, by side, {spanned(span)}"


def promised_words(span: Window) -> str:
    """Return the subtitle of the states of promises."""
    return f"Promises made, {spanned(span)}, by what is known of them by {day(span.covered_last)}"


def sides_height(results: pd.DataFrame) -> tuple[float, float]:
    """Return the heights of the comparison of the two sides, in inches, wide and phone."""
    count = max(int((~results["too_few"]).sum()), 1)
    return 0.34 * count + 0.8, 0.54 * count + 0.9
