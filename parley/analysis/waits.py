"""Which days of each channel were looked at, and what its board says: facts, and cells.

One rule for all counts of a page about channels: a meeting counts if its channel was looked at.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from parley.analysis import superlatives
from parley.analysis.channels import board, contact_gaps, contacts, rated, standing
from parley.analysis.fact import fact
from parley.analysis.topics.accounts import Window, held_meetings, window

ON_RECORD, IN_DATES = "on record", "in these dates"
RARE = 0.05  # share of past days on which a wait that is clearly longer had lasted as long


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


def deep_from(day: str, span: Window) -> pd.Timestamp:
    """Return the day from which gaps are counted again, not before the first one asked for."""
    return max(pd.Timestamp(day), span.first)


def counted_again(asked: dict, deep: pd.Timestamp, span: Window) -> dict:
    """Return the dates asked for, begun at `deep`, or at their end where it lies after that."""
    return asked | {"first_date": f"{min(deep, span.last):%Y-%m-%d}"}


def read_board(
    view: Looked, held: pd.DataFrame, names: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the board of the channels looked at, with its contacts and gaps.

    Parameters
    ----------
    view : Looked
        The channels, and the days that are counted of each.
    held : DataFrame
        Meetings that were held; those on other days are left out here.
    names : dict of str
        Display name of every channel.
    """
    met = contacts(view.seen(held))
    gaps = contact_gaps(met, {each: span.counted_last for each, span in view.spans.items()})
    table = board(met, gaps, view.spans)
    table.insert(1, "name", table["channel"].map(dict(names)).fillna(table["channel"]))
    return table, met, gaps


class Waits(fact("rated usual late unclear few single end holds")):
    """How many standing channels wait as usual, later than usual, or met too few times to say.

    ``late`` are those beyond the interval of their usual gap that had waited so long on one past
    day in twenty at most (`RARE`): half of all days lie in gaps that are longer than usual. Of the
    ``unclear``, above that gap, it cannot be told.
    """


def waits(table: pd.DataFrame) -> Waits:
    """Return how many channels of a board are within their usual gap when each was last looked at.

    ``end`` is the latest of those days: coverage may end on another day for each channel.
    """
    own, known = standing(table), rated(standing(table))
    usual, single = (int((table["standing"] == each).sum()) for each in ("usual", "single"))
    beyond = known["present"] > known["usual_high"]  # an open interval has no end
    late = int((beyond & (known["as_long_share"] <= RARE)).sum())
    few, end = len(own) - len(known), table["end"].max()
    return Waits(len(known), usual, late, len(known) - usual - late, few, single, end)


class Longest(fact("who small day n rated first lead end holds")):
    """The channels whose present gap is longer than every past one; None where none is.

    Attributes
    ----------
    who : str or None
        Their names, the first letter large, the one that has waited longest first.
    small, day : str and Timestamp, or None
        Of the first named: its name in small letters, and the day it last met.
    n, rated : int or None
        How many they are, and of how many that have enough past gaps.
    first, lead : Timestamp and int, or None
        First contact and days watched before it, of the first named.
    end : Timestamp or None
        Last counted day.
    holds : tuple
        For each, that no past gap is as long, and how it stands to the wait before the first.
    """


def in_longest(table: pd.DataFrame, how: str = "longest") -> Longest:
    """Return the channels whose present gap is longer than every past gap on record.

    Parameters
    ----------
    table : DataFrame
        As `read_board` returns it.
    how : {"longest", "longest_since"}
        Those whose present gap is also longer than the time watched before their first contact,
        or those of which that cannot be said: the longest since the first contact on record.
    """
    known = rated(standing(table))
    own = known[known["standing"] == how].sort_values("present", ascending=False, kind="stable")
    if own.empty:
        return Longest()
    compared = ">" if how == "longest" else "<="
    holds = tuple(
        hold
        for row in own.itertuples()
        for hold in (
            (row.longer_than, "==", row.past, "no past gap is as long"),
            (row.present, compared, row.lead, "the wait before the first"),
        )
    )
    who = joined(name.lower() for name in own["name"])
    top = own.iloc[0]
    named = who[:1].upper() + who[1:], top["name"].lower(), top["last_met"]
    return Longest(
        *named, len(own), len(known), top["first_met"], int(top["lead"]), top["end"], holds
    )


class Waiting(fact("name small contacts past day days usual end holds")):
    """A channel and how long it has waited; None where there is none to name."""


def _waiting(line: pd.Series, holds: tuple = ()) -> Waiting:
    usual = None if pd.isna(line["usual"]) else round(line["usual"])
    days = None if pd.isna(line["present"]) else int(line["present"])
    name, small = line["name"], line["name"].lower()
    counts = (int(line[each]) for each in ("contacts", "past"))
    return Waiting(name, small, *counts, line["last_met"], days, usual, line["end"], holds)


def alone(table: pd.DataFrame) -> Waiting:
    """Return the one channel of a board that holds one; all None where it holds several."""
    return _waiting(table.iloc[0]) if len(table) == 1 else Waiting()


def waits_longest(table: pd.DataFrame) -> Waiting:
    """Return the rated channel whose present gap has the most days; all None with fewer than two.

    Days are counted out in full: the first must be ahead of the second, as `superlatives` has it.
    """
    known = rated(standing(table)).sort_values("present", ascending=False, kind="stable")
    if len(known) < 2:
        return Waiting()
    first, second = known["present"].iloc[:2]
    return _waiting(known.iloc[0], ((first, ">", second, superlatives.AHEAD),))


class Lately(fact("met total end holds")):
    """How many standing channels met in the last year in which each was looked at."""


def met_lately(table: pd.DataFrame) -> Lately:
    """Return how many of the channels that met more than once met in the last counted year."""
    own = standing(table)
    year = pd.DateOffset(years=1)
    met = sum(last > end - year for last, end in zip(own["last_met"], own["end"], strict=True))
    return Lately(met, len(own), table["end"].max())


class Again(fact("total same other which holds")):
    """What the board says when its gaps are counted from a later day; None where none is rated."""


def again(changed: pd.DataFrame, names: Mapping[str, str]) -> Again:
    """Return how many channels stand otherwise when gaps are counted from a later day.

    Parameters
    ----------
    changed : DataFrame
        As `changed_standing` returns it.
    names : dict
        Display name of each channel.
    """
    if changed.empty:
        return Again()
    other = changed.loc[changed["differs"], "channel"].map(names).str.lower()
    which = joined(other) or None
    return Again(len(changed), len(changed) - len(other), len(other), which)


def standing_words(line: pd.Series, where: str = ON_RECORD) -> str:
    """Return than how many past gaps a channel's present gap is longer, as a cell says it.

    Parameters
    ----------
    where : str
        Among which gaps it is longest: all on record, or those of the dates asked for.

    Examples
    --------
    >>> standing_words(pd.Series({"standing": "longest", "longer_than": 9, "past": 9}))
    'all 9: longest on record'
    """
    counts, since = f"{line['longer_than']} of {line['past']}", line.get("first_met")
    return {
        "none": "no meeting",
        "single": "met once",
        "too_few": f"{counts}: too few",
        "longest": f"all {line['past']}: longest {where}",
        "longest_since": f"all {line['past']}, since "
        + (f"{since:%B %Y}" if pd.notna(since) else ""),
        "residual": "no standing channel",
    }.get(line["standing"], counts)


def usual_words(line: pd.Series) -> str:
    """Return the usual gap with its interval as a cell says it.

    Examples
    --------
    >>> usual_words(pd.Series({"usual": 33.0, "usual_low": 21.0, "usual_high": float("nan")}))
    '33 (21 and more)'
    """
    if pd.isna(line["usual"]):
        return "–" if line["standing"] == "residual" else "too few"
    if pd.isna(line["usual_high"]):
        return f"{line['usual']:.0f} ({line['usual_low']:.0f} and more)"
    return f"{line['usual']:.0f} ({line['usual_low']:.0f}–{line['usual_high']:.0f})"


def board_rows(table: pd.DataFrame, held: pd.DataFrame, where: str = ON_RECORD) -> pd.DataFrame:
    """Return the board as cells: ``last``, ``usual_gap`` and ``told`` in words, ``page`` the link.

    Parameters
    ----------
    table : DataFrame
        As `read_board` returns it.
    held : DataFrame
        The meetings it counts, for the address of each channel's newest.
    where : str
        As for `standing_words`.
    """
    order = held.sort_values(["end_date", "start_date", "meeting_id"])
    newest = order.drop_duplicates("channel", keep="last").set_index("channel")["meeting_id"]
    page = [f"../../meetings/{newest.get(each, '')}/index.html" for each in table["channel"]]
    return table.assign(
        last=[None if pd.isna(day) else f"{day.day} {day:%B %Y}" for day in table["last_met"]],
        usual_gap=[usual_words(line) for _, line in table.iterrows()],
        told=[standing_words(line, where) for _, line in table.iterrows()],
        page=page,
    )


def joined(items: Iterable[str]) -> str:
    """Return the items as English writes them, joined by commas and a last "and".

    Examples
    --------
    >>> joined(["Taiwan", "Trade"]), joined(["Taiwan"]), joined([])
    ('Taiwan and Trade', 'Taiwan', '')
    """
    *head, last = [*items] or [""]
    return f"{', '.join(head)} and {last}" if head else last
