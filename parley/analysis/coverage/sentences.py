"""What is said of the record's holdings: plain sentences for the notebook's door."""

from typing import Any

import pandas as pd

from parley.analysis.sentences import fitting, plural, say
from parley.analysis.topics.windows import Window

COMING = {"full", "opening", "reported"}


def facts(
    meetings: pd.DataFrame, states: pd.DataFrame, mentions: pd.DataFrame, window: Window
) -> dict[str, Any]:
    """Return the counts that the sentences are made of.

    Parameters
    ----------
    meetings, mentions : DataFrame
        The tables of those names.
    states : DataFrame
        As `account_states` returns it.
    window : Window
        What the meetings cover.

    Returns
    -------
    dict
        ``held``, ``other`` (cancelled or postponed), ``accounts``, ``full``, ``none_found``,
        ``unknown``, ``mentions``, ``unsourced`` (int); ``first``, ``last`` covered day.
    """
    by_state = states.groupby("state")["meetings"].sum()
    held = int((meetings["status"] == "held").sum())
    return {
        "held": held,
        "other": len(meetings) - held,
        "accounts": int(by_state[by_state.index.isin(COMING)].sum()),
        **{name: int(by_state.get(name, 0)) for name in ("full", "none_found", "unknown")},
        "mentions": len(mentions),
        "unsourced": int((mentions["basis"] == "knowledge").sum()),
        "first": window.covered_first,
        "last": window.covered_last,
    }


def headline(known: dict[str, Any]) -> dict[str, Any]:
    """Return the page's finding."""
    held, total, full = known["held"], known["accounts"], known["full"]
    if not total:
        return say("The record holds {held} meetings and no account", [(total, "==", 0)], held=held)
    return say(
        "Of {total} accounts of {held} meetings, {full} were read in full",
        [(full, "<=", total)], total=total, held=held, full=full,
    )  # fmt: skip


def points(
    known: dict[str, Any], gaps: pd.DataFrame, vintages: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return the main points: meetings, accounts, sources, gaps, official series."""
    return [
        _meetings(known),
        _accounts(known),
        say(
            "{unsourced} of {mentions} mentions rest on general knowledge, without a source; no "
            "share counts them.",
            [(known["unsourced"], "<=", known["mentions"])],
            unsourced=known["unsourced"], mentions=known["mentions"],
        ),
        _gaps(gaps),
        *_series(vintages),
    ]  # fmt: skip


def _meetings(known: dict[str, Any]) -> dict[str, Any]:
    return say(
        "{held} {meetings} held from {first} to {last}; {other} cancelled or postponed stand "
        "apart.",
        [(known["first"], "<=", known["last"])],
        held=known["held"], meetings=plural(known["held"], "meeting"),
        first=known["first"], last=known["last"], other=known["other"],
    )  # fmt: skip


def _accounts(known: dict[str, Any]) -> dict[str, Any]:
    total = known["accounts"] + known["none_found"] + known["unknown"]
    return say(
        "Each meeting has two sides: of {total} possible accounts {accounts} were found, for "
        "{none_found} a search found none, for {unknown} we do not know.",
        [(known["accounts"], "<=", total)],
        total=total, **{name: known[name] for name in ("accounts", "none_found", "unknown")},
    )  # fmt: skip


def _gaps(gaps: pd.DataFrame) -> dict[str, Any]:
    meetings = int((gaps["table"] == "meetings").sum())
    return say(
        "{count} {gaps} known and listed, {meetings} of them about meetings.",
        [(meetings, "<=", len(gaps))], count=len(gaps), meetings=meetings,
        gaps=plural(len(gaps), "gap is", "gaps are"),
    )  # fmt: skip


def _series(vintages: pd.DataFrame) -> list[dict[str, Any]]:
    if vintages.empty:
        return [
            vintages_title(vintages) | {"template": "No official series was given out by then."}
        ]
    newest = vintages["vintage"].max()
    return [
        say(
            "Official series stand in {count} dated copies, the newest of {newest:%B %Y}; numbers"
            " of one copy are never set against those of another without saying so.",
            [(newest, ">=", vintages["vintage"].min())], count=len(vintages), newest=newest,
        )
    ]  # fmt: skip


def heat_title(months: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return which channel met most, or that none did."""
    totals = months.groupby("channel")["meetings"].sum().sort_values(ascending=False, kind="stable")
    if totals.empty:
        return say("No meeting is held in the record", [(len(totals), "==", 0)])
    channel, count = totals.index[0], int(totals.iloc[0])
    holds = [(count, ">=", int(totals.max()))]
    values = {"count": count, "total": int(totals.sum())}
    return fitting(
        say("The busiest channel, {channel}, held {count} of {total} meetings", holds,
            channel=names.get(channel, channel).lower(), **values),
        say("The busiest channel held {count} of {total} meetings", holds, **values),
    )  # fmt: skip


def heat_description(months: pd.DataFrame, window: Window) -> dict[str, Any]:
    """Return what the map of meetings shows, for who cannot see it."""
    known = months[months["cover"] != "not_covered"]
    empty = int((known["meetings"] == 0).sum())
    return say(
        "Map of {channels} channels by month from {first} to {end}. {total} meetings; {empty} of "
        "{cells} covered cells are empty, which means looked at and none found. After {last} "
        "nothing is covered, and the map is hatched.",
        [(empty, "<=", len(known)), (window.first, "<=", window.last)],
        channels=months["channel"].nunique(), first=window.first, end=window.last,
        total=int(known["meetings"].sum()), empty=empty, cells=len(known), last=window.covered_last,
    )  # fmt: skip


def _by_side(states: pd.DataFrame, side: str) -> tuple[int, int]:
    own = states[states["side"] == side].set_index("state")["meetings"]
    return int(own["full"]), int(own[["full", "opening", "reported"]].sum())


def read_title(states: pd.DataFrame) -> dict[str, Any]:
    """Return how many accounts of each side were read in full."""
    (us, us_n), (prc, prc_n) = (_by_side(states, side) for side in ("us", "prc"))
    return say(
        "Read in full: {us} of {us_n} {us_s} and {prc} of {prc_n} {prc_s} accounts",
        [(us, "<=", us_n), (prc, "<=", prc_n)], us=us, us_n=us_n, prc=prc, prc_n=prc_n,
    )  # fmt: skip


def read_description(states: pd.DataFrame) -> dict[str, Any]:
    """Return the counts by side and depth in a sentence."""
    counts = {f"{row.side}_{row.state}": int(row.meetings) for row in states.itertuples()}
    return say(
        "Stacked bars by year, a panel a side. {us_name}: {us_full} read in full, {us_opening} by "
        "their opening, {us_reported} known through reports; no account found {us_none_found}, not "
        "known {us_unknown}. {prc_name}: {prc_full}, {prc_opening}, {prc_reported}; "
        "{prc_none_found}, {prc_unknown}.",
        [(min(counts.values()), ">=", 0)], **counts,
    )  # fmt: skip


def unsourced_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return how many mentions have no source, over how many topics."""
    count, topics = int(table["unsourced"].sum()), len(table)
    if not count:
        return say("Every mention cites a source", [(count, "==", 0)])
    return say(
        "{count} {mentions} without a source, over {topics} {over}", [(topics, "<=", count)],
        count=count, topics=topics, mentions=plural(count, "mention"), over=plural(topics, "topic"),
    )  # fmt: skip


def unsourced_description(table: pd.DataFrame) -> dict[str, Any]:
    """Return what the bars of unsourced mentions show."""
    if table.empty:
        return say("No bar: every mention cites a source.", [(len(table), "==", 0)])
    top = table.iloc[0]
    return say(
        "A bar a topic: mentions that rest on general knowledge, of all its mentions. From "
        "{label}, {count} of {total}, down to {last}, {low} of {last_total}.",
        [(top["unsourced"], ">=", table["unsourced"].max())],
        label=top["label"], count=int(top["unsourced"]), total=int(top["mentions"]),
        last=table["label"].iloc[-1], low=int(table["unsourced"].iloc[-1]),
        last_total=int(table["mentions"].iloc[-1]),
    )  # fmt: skip


def vintages_title(vintages: pd.DataFrame) -> dict[str, Any]:
    """Return how many dated copies there are, and the day of the newest."""
    if vintages.empty:
        return say("No official series was given out by then", [(len(vintages), "==", 0)])
    newest = vintages["vintage"].max()
    return say(
        "{count} dated copies of official series, the newest of {newest:%B %Y}",
        [(newest, ">=", vintages["vintage"].min())], count=len(vintages), newest=newest,
    )  # fmt: skip


def vintages_description(vintages: pd.DataFrame) -> dict[str, Any]:
    """Return what the bars of dated copies show."""
    if vintages.empty:
        return say("No bar: no official series was given out.", [(len(vintages), "==", 0)])
    return say(
        "A bar for each of {count} copies from the first to the last period it holds, {first} at "
        "the earliest and {last} at the latest, and a dot on the day it was given out.",
        [(vintages["first"].min(), "<=", vintages["last"].max())],
        count=len(vintages), first=vintages["first"].min(), last=vintages["last"].max(),
    )  # fmt: skip


def gaps_title(gaps: pd.DataFrame) -> dict[str, Any]:
    """Return how many gaps are known."""
    count = len(gaps)
    return say("{count} known {gaps}", [(count, ">=", 0)], count=count, gaps=plural(count, "gap"))
