"""The accounts of the meetings in a window, topic by topic, and how counts become shares."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from parley.analysis.fact import once
from parley.analysis.shares import FEWEST_FOR_PERCENT, with_intervals

FREQUENCY = {"month": "M", "quarter": "Q", "year": "Y"}
COUNTED = ["mentions", "n", "not_coded"]
SIDES = ("us", "prc", "either")
DEPTHS = ("full", "opening", "reported")
SOURCED = ("account", "report")
# Reports list subjects and drop what frames them: such a topic's silence is read from texts alone.
FRAMING = ("bilateral_framework",)


@dataclass(frozen=True)
class Window:
    """The dates asked for and the dates that the record covers, each end included.

    Attributes
    ----------
    first, last : Timestamp
        What the reader asked for; the axis of a chart runs over these.
    covered_first, covered_last : Timestamp
        What the table of meetings covers, as ``coverage.csv`` states it.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    covered_first: pd.Timestamp
    covered_last: pd.Timestamp

    def __str__(self) -> str:
        """Return the counted days in words, or that there is none."""
        if self.is_empty:
            return "no day covered"
        return f"{self.counted_first:%-d %B %Y} to {self.counted_last:%-d %B %Y}"

    @property
    def counted_first(self) -> pd.Timestamp:
        """First day that is both asked for and covered."""
        return max(self.first, self.covered_first)

    @property
    def counted_last(self) -> pd.Timestamp:
        """Last day that is both asked for and covered."""
        return min(self.last, self.covered_last)

    @property
    def is_empty(self) -> bool:
        """True where no day asked for is covered."""
        return self.counted_first > self.counted_last

    def contains(self, dates: pd.Series) -> pd.Series:
        """Return which dates were asked for and are covered."""
        return dates.between(self.counted_first, self.counted_last)

    def periods(self, period: str) -> pd.PeriodIndex:
        """Return every month, quarter or year from `first` to `last`, none left out.

        Raises
        ------
        ValueError
            If `period` is not month, quarter or year.
        """
        if period not in FREQUENCY:
            raise ValueError(f"period is {period!r}: take one of {', '.join(FREQUENCY)}")
        return pd.period_range(self.first, self.last, freq=FREQUENCY[period], name="period")

    def cover(self, periods: pd.PeriodIndex) -> list[str]:
        """Return for each period ``covered``, ``partly`` or ``not_covered``.

        Notes
        -----
        ``partly`` also stands where the dates asked for cut the period: its counts are
        those of fewer days than its neighbours' either way.
        """
        return [self._cover(each) for each in periods]

    @property
    def years_in_part(self) -> list[int]:
        """Years of which some days alone are both asked for and covered."""
        return [each.year for each in self.periods("year") if self._cover(each) == "partly"]

    def uncovered(self) -> pd.DataFrame:
        """Return the spans asked for and not covered: ``first``, ``last``, none to two rows."""
        day = pd.Timedelta(days=1)
        spans = [
            (self.first, min(self.last, self.covered_first - day)),
            (max(self.first, self.covered_last + day), self.last),
        ]
        table = pd.DataFrame(spans, columns=["first", "last"])
        return table[table["first"] <= table["last"]].drop_duplicates().reset_index(drop=True)

    def _cover(self, period: pd.Period) -> str:
        start, end = period.start_time, period.end_time.normalize()
        if self.is_empty or end < self.counted_first or start > self.counted_last:
            return "not_covered"
        whole = start >= self.counted_first and end <= self.counted_last
        return "covered" if whole else "partly"


def window(
    coverage: pd.DataFrame,
    as_of: pd.Timestamp,
    *,
    first_date: str | None = None,
    last_date: str | None = None,
    channel: str | None = None,
) -> Window:
    """Return the dates asked for beside the dates that the meetings table covers.

    Parameters
    ----------
    coverage : DataFrame
        The table `coverage`; rows of table ``meetings`` are used: the channel's own row
        where it has one, else the row of the whole table (series blank or ``all``).
    as_of : Timestamp
        Day as which the record is read; nothing later is covered.
    first_date, last_date : str, optional
        ISO dates, each included. Left out: the first covered day, and `as_of`, so that
        the time between the last covered day and `as_of` shows as not covered.
    channel : str, optional
        Channel key; all channels if left out.

    Raises
    ------
    ValueError
        If the record states no coverage of the meetings, or the dates are reversed.
    """
    rows = coverage[coverage["table"] == "meetings"]
    if rows.empty:
        raise ValueError("coverage.csv states no coverage of the meetings")
    whole = rows[rows["series"].isna() | rows["series"].isin(["", "all"])]
    own = rows[rows["series"] == channel] if channel else whole
    rows = next(found for found in (own, whole, rows) if not found.empty)
    first, last = rows["first"].max(), min(rows["last"].min(), as_of)
    begin = pd.Timestamp(first_date) if first_date else first
    end = pd.Timestamp(last_date) if last_date else as_of
    if begin > end:
        raise ValueError(f"the first date, {begin:%Y-%m-%d}, is after the last, {end:%Y-%m-%d}")
    return Window(begin, end, first, last)


def with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts with ``share``, ``low`` and ``high``, missing below five accounts.

    Parameters
    ----------
    counts : DataFrame
        Columns ``mentions`` and ``n``, whole numbers.

    Returns
    -------
    DataFrame
        The same rows; ``share`` in [0, 1] with its 95 % Wilson interval from ``low`` to
        ``high``, all three missing where ``n`` is under 5, and ``count`` as readers see it
        ("3 of 12"; a dash of none).
    """
    pairs = counts[["mentions", "n"]].drop_duplicates()
    pairs = with_intervals(pairs, count="mentions", total="n").set_index(["mentions", "n"])
    pairs = pairs[["share", "low", "high"]].mask(pairs["too_few"].astype(bool), axis=0)
    text = [count_of(m, n) for m, n in zip(counts["mentions"], counts["n"], strict=True)]
    return counts.join(pairs, on=["mentions", "n"]).assign(count=text)


def count_of(mentions: int, n: int) -> str:
    """Return a count out of its total as readers see it; a dash where nothing is counted.

    Examples
    --------
    >>> count_of(3, 12), count_of(0, 0)
    ('3 of 12', '–')
    """
    return f"{mentions} of {n}" if n else "–"


def tally(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return ``mentions``, ``n`` and ``not_coded`` for each group of `account_topics` rows."""
    coded, said = rows["is_coded"], rows["is_mentioned"]
    counted = rows.assign(n=coded.astype(int), mentions=said.astype(int), not_coded=1 - coded)
    return counted.groupby(by)[COUNTED].sum()


def state(counts: pd.DataFrame) -> list[str]:
    """Return why a share is or is not given, the reason that a reader meets first.

    ``share``, ``too_few`` (under five accounts), ``not_coded`` (the accounts are older than
    the topic), ``no_account`` or, where the column ``cover`` says so, ``not_covered``.
    """
    n, uncovered = counts["n"], counts.get("cover", pd.Series("", counts.index)) == "not_covered"
    why = {
        "not_covered": uncovered,
        "share": n >= FEWEST_FOR_PERCENT,
        "too_few": n > 0,
        "not_coded": counts["not_coded"] > 0,
    }
    return np.select([*why.values()], [*why], "no_account").tolist()


def held_meetings(
    meetings: pd.DataFrame,
    window: Window | None = None,
    *,
    channel: str | None = None,
    level: str | None = None,
) -> pd.DataFrame:
    """Return the meetings that were held, in the window, of one channel and level.

    Parameters
    ----------
    meetings : DataFrame
        The table `meetings`.
    window : Window, optional
        Dates asked for; a meeting counts by its first day, and only where covered.
    channel, level : str, optional
        Keep only these; all if left out.
    """
    keep = meetings["status"] == "held"
    if window is not None:
        keep &= window.contains(meetings["start_date"])
    if channel:
        keep &= meetings["channel"] == channel
    if level:
        keep &= meetings["level"] == level
    return meetings[keep]


def framed(accounts: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts as they stand to a topic of `FRAMING`: one that mentions it names it.

    ``names_subjects`` is no of a text that names no subject beside the relationship: of the
    relationship it says nothing.
    """
    named = mentions[mentions["topic"].isin(FRAMING) & mentions["basis"].isin(SOURCED)]
    unit = ["meeting_id", "side"]
    framing = pd.MultiIndex.from_frame(accounts[unit]).isin(pd.MultiIndex.from_frame(named[unit]))
    return accounts.assign(names_subjects=accounts["names_subjects"].mask(framing, "yes"))


def silences(comparable: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `comparable` whose silence is one, which every page reads alike.

    Parameters
    ----------
    comparable : DataFrame
        The table of that name. A topic of `FRAMING` keeps only what was read in full.
    """
    framing = comparable["topic"].isin(FRAMING) & (comparable["basis"] != "read_full")
    return comparable[~framing]


def codebook_number(codebook: pd.Series) -> pd.Series:
    """Return a codebook's version as a number: ``v0`` is 0; missing where none is given."""
    return pd.to_numeric(codebook.str.removeprefix("v"), errors="coerce")


@once
def account_topics(
    held: pd.DataFrame, accounts: pd.DataFrame, mentions: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per account and topic: was the topic coded, and does the side mention it.

    Parameters
    ----------
    held : DataFrame
        Meetings to count, as `held_meetings` returns them.
    accounts, mentions, topics : DataFrame
        The tables of those names.

    Returns
    -------
    DataFrame
        Columns ``meeting_id``, ``start_date``, ``topic``, ``side`` (us, prc, either),
        ``read`` (full, opening, reported), ``is_coded`` and ``is_mentioned``. A side without
        a published account has no row, so it is in no denominator and no numerator.

    Notes
    -----
    A mention counts where it is sourced (basis account or report) and its side published an
    account; what only the press says, and what rests on general knowledge, is left out.
    ``either`` is us or prc, over meetings with at least one account, read as far as the
    better read of the two. A meeting coded before a topic entered the codebook is not coded
    for it: it is in no denominator, and its silence is no silence.
    """
    asked = topics[["topic", "coded_from"]]
    pairs = held[["meeting_id", "start_date", "codebook"]].merge(asked, how="cross")
    pairs["is_coded"] = codebook_number(pairs["coded_from"]) <= codebook_number(pairs["codebook"])
    published = accounts[accounts["published"] == "yes"][["meeting_id", "side", "read"]]
    rows = pairs.drop(columns=["codebook", "coded_from"]).merge(published, on="meeting_id")
    key = ["meeting_id", "side", "topic"]
    said = mentions[mentions["basis"].isin(SOURCED)][key].drop_duplicates()
    rows = rows.merge(said.assign(is_mentioned=True), on=key, how="left")
    rows["is_mentioned"] = rows["is_mentioned"].eq(True) & rows["is_coded"]
    return _ordered(pd.concat([rows, _either(rows)], ignore_index=True))


def read_so_far(rows: pd.DataFrame, read: str = "full") -> pd.DataFrame:
    """Return the rows of the accounts that were read so far, and of no other account.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    read : {"full", "opening", "reported"}
        How far.

    Returns
    -------
    DataFrame
        The same columns; ``either`` is made anew from these accounts alone: what the other
        side's account says, known from reports, is not said by a text read in full.
    """
    own = rows[(rows["side"] != "either") & (rows["read"] == read)]
    return _ordered(pd.concat([own, _either(own)], ignore_index=True))


def _either(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of us or prc: mentioned if either mentions, read as the better read."""
    ranked = rows.assign(read=rows["read"].map({depth: n for n, depth in enumerate(DEPTHS)}))
    keys = ["meeting_id", "start_date", "topic", "is_coded"]
    either = ranked.groupby(keys, as_index=False).agg({"is_mentioned": "any", "read": "min"})
    return either.assign(side="either", read=either["read"].map(dict(enumerate(DEPTHS))))


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with plain types, in an order that does not depend on the input's."""
    columns = ["meeting_id", "start_date", "topic", "side", "read", "is_coded", "is_mentioned"]
    rows = rows[columns].astype({"is_coded": bool, "is_mentioned": bool})
    return rows.sort_values([*columns[1:4], "meeting_id"]).reset_index(drop=True)


def known_topic(totals: pd.DataFrame, topic: str) -> None:
    """Raise ValueError, naming those there are, if a topic is not among those counted."""
    if topic not in set(totals["topic"]):
        known = ", ".join(sorted(set(totals["topic"]))) or "none"
        raise ValueError(f"no topic {topic!r} is counted here; known: {known}")
