"""Which days were looked at for each channel: one rule for all counts of a page about channels."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from parley.analysis.fact import fact
from parley.analysis.topics.accounts import Window, held_meetings, window
from parley.analysis.waits import IN_DATES, ON_RECORD, joined


class Looked(NamedTuple):
    """What was looked at between two dates: all channels together, and each by itself.

    Attributes
    ----------
    span : Window
        As coverage states it for all channels, or for the one asked for.
    spans : dict of Window
        By channel, all beginning and ending where `span` does.
    """

    span: Window
    spans: dict[str, Window]

    @property
    def where(self) -> str:
        """Among what a superlative holds: the dates asked for, if they leave out covered days."""
        is_cut = any(
            each.first > each.covered_first or each.last < each.covered_last
            for each in (self.span, *self.spans.values())
        )
        return IN_DATES if is_cut else ON_RECORD

    def held(self, meetings: pd.DataFrame) -> pd.DataFrame:
        """Return the meetings that were held on a day on which their channel was looked at."""
        return held_meetings(self.seen(meetings))

    def seen(self, meetings: pd.DataFrame) -> pd.DataFrame:
        """Return the meetings, held or called off, of days on which their channel was looked at."""
        own = [
            meetings[(meetings["channel"] == each) & span.contains(meetings["start_date"])]
            for each, span in self.spans.items()
        ]
        return pd.concat([meetings.head(0), *own]).sort_index()

    def uncovered(self) -> pd.DataFrame:
        """Return the days of each channel that were not looked at: ``channel, first, last``."""
        parts = [span.uncovered().assign(channel=each) for each, span in self.spans.items()]
        columns = ["channel", "first", "last"]
        return pd.concat([pd.DataFrame(columns=columns), *parts], ignore_index=True)[columns]


def looked(
    coverage: pd.DataFrame,
    as_of: pd.Timestamp,
    names: Collection[str],
    *,
    first_date: str | None = None,
    last_date: str | None = None,
    channel: str | None = None,
) -> Looked:
    """Return which days of each channel lie between two dates and were looked at.

    Parameters
    ----------
    coverage, as_of, first_date, last_date, channel
        As for `topics.window`.
    names : collection of str
        The channels, where none is asked for.
    """
    asked = {"first_date": first_date, "last_date": last_date}
    keys = [channel] if channel else list(names)
    span = window(coverage, as_of, channel=channel, **asked)
    spans = {each: window(coverage, as_of, channel=each, **asked) for each in keys}
    first = min(each.first for each in (span, *spans.values()))
    begun = {each: replace(own, first=first) for each, own in spans.items()}
    return Looked(replace(span, first=first), begun)


class LeftOut(fact("n which small holds")):
    """How many meetings no count has, and of which channels; ``small`` holds their names."""


def left_out(
    meetings: pd.DataFrame,
    counted: pd.DataFrame,
    asked: Looked,
    names: Mapping[str, str],
    *,
    held: bool = True,
) -> LeftOut:
    """Return the meetings between the dates on a day on which their channel was not looked at.

    Parameters
    ----------
    meetings, counted : DataFrame
        All, and those that are counted.
    held : bool
        Those that were held; else those called off.
    """
    rest = meetings[
        ((meetings["status"] == "held") == held)
        & meetings["channel"].isin(list(asked.spans))
        & meetings["start_date"].between(asked.span.first, asked.span.last)
        & ~meetings["meeting_id"].isin(counted["meeting_id"])
    ]
    own = [names.get(each, each).lower() for each in asked.spans if each in set(rest["channel"])]
    return LeftOut(len(rest), joined(own), tuple(own))


def searched_less(gaps: pd.DataFrame, deep: pd.Timestamp) -> int:
    """Return how many known gaps of the meetings end on the day before `deep`.

    Parameters
    ----------
    gaps : DataFrame
        The table of that name.
    """
    ends = gaps.loc[gaps["table"] == "meetings", "last"]
    return int((pd.to_datetime(ends, errors="coerce") == deep - pd.Timedelta(days=1)).sum())


def cover(
    periods: pd.PeriodIndex,
    found: pd.Series,
    span: Window,
    spans: Mapping[str, Window] | None = None,
) -> list[str]:
    """Return how far periods were looked at: ``covered``, ``partly`` or ``not_covered``.

    Parameters
    ----------
    found : Series
        Meetings counted in each period: a period without one, of which a channel was not looked
        at on any day, is not covered, since its nought would be none.
    span, spans : Window and dict of Window
        As `Looked` has them; without `spans` the days of `span` decide.
    """
    each = zip(*(own.cover(periods) for own in ((spans or {}).values() or [span])), strict=True)
    return [_cover(set(covers), int(n)) for covers, n in zip(each, found, strict=True)]


def _cover(covers: set[str], found: int) -> str:
    if covers == {"covered"}:
        return "covered"
    return "not_covered" if "not_covered" in covers and not found else "partly"
