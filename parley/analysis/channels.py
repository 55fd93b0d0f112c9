"""When each channel met, how long it usually waits, and how long it has waited now."""

from collections.abc import Mapping

import pandas as pd

from parley.analysis.fact import fact
from parley.analysis.survival import median
from parley.analysis.topics.accounts import Window

SIDES = ("us", "prc")
RESIDUAL = "other"  # meetings that belong to no standing channel: their gaps describe nothing
FEWEST_GAPS = 5
RATED = ("longest", "longest_since", "longer", "usual")
GAP_COLUMNS = ["channel", "start", "stop", "days", "ended"]
USUAL = ("usual", "usual_low", "usual_high", "as_long_share")
BOARD_COLUMNS = [
    *("channel", "meetings", "contacts", "first_met", "last_met", "end", "lead", "past", "usual"),
    *("usual_low", "usual_high", "present", "longer_than", "as_long_share", "standing"),
]


def principals(participants: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return who headed each side of each meeting: ``meeting_id``, ``side``, ``name``.

    Parameters
    ----------
    participants, people : DataFrame
        The tables of those names.

    Notes
    -----
    A side whose principals no source names has no row; nor has a body, such as a delegation,
    whose people are not named: it met nobody.
    """
    heads = participants[participants["is_principal"] == "yes"]
    who = people.loc[people["kind"] == "person", ["person_id", "side", "name_en"]]
    named = heads[["meeting_id", "person_id"]].merge(who, on="person_id")
    named = named.rename(columns={"name_en": "name"})[["meeting_id", "side", "name"]]
    return named.sort_values(["meeting_id", "side", "name"], ignore_index=True)


def encounters(held: pd.DataFrame, sat: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each meeting and pair of people who headed its two sides.

    Parameters
    ----------
    held : DataFrame
        Meetings to count.
    sat : DataFrame
        As `principals` returns it.

    Returns
    -------
    DataFrame
        ``meeting_id``, ``start_date``, ``channel``, ``us``, ``prc`` (names), oldest first. A
        meeting at which one side is not named has no row.
    """
    sides = [
        sat.loc[sat["side"] == side, ["meeting_id", "name"]].rename(columns={"name": side})
        for side in SIDES
    ]
    met = held[["meeting_id", "start_date", "channel"]].merge(sides[0]).merge(sides[1])
    return met.sort_values(["start_date", "meeting_id", *SIDES], ignore_index=True)


def pairs(met: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of people and how often they met, the most often first.

    Returns
    -------
    DataFrame
        ``us``, ``prc``, ``meetings`` (int), ``first_met``, ``last_met``.
    """
    counted = met.groupby(list(SIDES), as_index=False).agg(
        meetings=("meeting_id", "nunique"),
        first_met=("start_date", "min"),
        last_met=("start_date", "max"),
    )
    order = ["meetings", "first_met", *SIDES]
    return counted.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def leading_pairs(counted: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the pairs that met most often, in the order in which they first met.

    Notes
    -----
    Pairs that met equally often stay together: where the last place is shared by more pairs than
    fit, none of them is shown. Pairs that met once are not shown.
    """
    own = counted[counted["meetings"] > 1]
    if len(own) > most:
        own = own[own["meetings"] > own["meetings"].iloc[most]]
    return own.sort_values(["first_met", "us", "prc"], ignore_index=True)


def unwatched(shown: pd.DataFrame, met: pd.DataFrame, uncovered: pd.DataFrame) -> pd.DataFrame:
    """Return the days on which no channel in which a pair met was looked at.

    Parameters
    ----------
    shown, met : DataFrame
        As `leading_pairs` and `encounters` return them.
    uncovered : DataFrame
        ``channel``, ``first``, ``last``, as `Looked.uncovered` returns it.

    Returns
    -------
    DataFrame
        ``us``, ``prc``, ``first``, ``last``; a pair may have several rows, or none.
    """
    blind: dict[str, set] = {}
    for row in uncovered.itertuples():
        blind.setdefault(row.channel, set()).update(pd.date_range(row.first, row.last))
    rows = []
    for us, prc in zip(shown["us"], shown["prc"], strict=True):
        own = met.loc[(met["us"] == us) & (met["prc"] == prc), "channel"].unique()
        days = pd.Series(sorted(set.intersection(*(blind.get(each, set()) for each in own))))
        spans = days.groupby(days.diff().ne(pd.Timedelta(days=1)).cumsum())
        rows += [(us, prc, span.iloc[0], span.iloc[-1]) for _, span in spans]
    return pd.DataFrame(rows, columns=["us", "prc", "first", "last"])


def oftener(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of `pairs` that met more than twice; all where none did; six at most."""
    often = counted[counted["meetings"] > 2]
    return (often if len(often) else counted).head(6)


class Often(fact("us prc n pairs once second? holds")):
    """The pair that met most often; None where none met twice, or where no pair stands alone.

    Attributes
    ----------
    us, prc : str or None
        The two.
    n : int or None
        Their meetings.
    pairs, once : int
        All pairs, and those that met once.
    second : int or None
        Meetings of the next pair.
    holds : tuple
        That no other pair met as often.
    """


def most_often(counted: pd.DataFrame) -> Often:
    """Return the pair of `pairs` that met most often, if one stands alone."""
    once = int((counted["meetings"] == 1).sum())
    first, second = (*counted["meetings"].head(2), 0, 0)[:2]
    if first < 2 or first == second:
        return Often(None, None, None, len(counted), once)
    top = counted.iloc[0]
    ahead = (int(first), ">", int(second), "no other pair met as often")
    return Often(top["us"], top["prc"], int(first), len(counted), once, int(second), (ahead,))


def in_use(names: Mapping[str, str], meetings: pd.DataFrame) -> dict[str, str]:
    """Return the names of the channels that have a meeting, called off or not, in their order.

    Examples
    --------
    >>> in_use({"ai": "AI", "climate": "Climate"}, pd.DataFrame({"channel": ["climate"]}))
    {'climate': 'Climate'}
    """
    used = set(meetings["channel"])
    return {channel: name for channel, name in names.items() if channel in used}


def contacts(held: pd.DataFrame) -> pd.DataFrame:
    """Return each channel's contacts: a visit is one, however many its sessions.

    Parameters
    ----------
    held : DataFrame
        Meetings that were held: ``channel``, ``visit_id``, ``start_date``, ``end_date``.

    Returns
    -------
    DataFrame
        One row per contact, by channel and day: ``channel``, ``start``, ``stop`` (first and last
        day), ``meetings`` (sessions in it). Contacts of one channel never share a day: those that
        did are one.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-10", "2024-01-12"])
    >>> held = pd.DataFrame({"channel": "ai", "visit_id": "a", "start_date": days})
    >>> contacts(held.assign(end_date=days))["meetings"].tolist()
    [2]
    """
    visits = held.groupby(["channel", "visit_id"], as_index=False).agg(
        start=("start_date", "min"), stop=("end_date", "max"), meetings=("channel", "size")
    )
    visits = visits.sort_values(["channel", "start", "stop", "visit_id"], ignore_index=True)
    reached = visits.groupby("channel")["stop"].cummax().groupby(visits["channel"]).shift()
    begins = reached.isna() | (visits["start"] > reached)
    spell = begins.groupby(visits["channel"]).cumsum().rename("spell")
    joined = visits.groupby(["channel", spell], as_index=False)
    return joined.agg({"start": "min", "stop": "max", "meetings": "sum"}).drop(columns="spell")


def contact_gaps(met: pd.DataFrame, ends: dict[str, pd.Timestamp]) -> pd.DataFrame:
    """Return the days from each contact of a channel to its next, the newest gap still open.

    Parameters
    ----------
    met : DataFrame
        As `contacts` returns it.
    ends : dict of Timestamp
        The day to which each channel is covered: where its open gap is cut off, never today.

    Returns
    -------
    DataFrame
        ``channel``, ``start`` (last day of a contact), ``stop`` (first day of the next, or the
        end), ``days`` (int), ``ended`` (bool; false in each channel's last row alone).

    Notes
    -----
    The wait before the first contact on record is not counted: when it began is not known.
    """
    following = met.groupby("channel")["start"].shift(-1)
    end = pd.to_datetime(met["channel"].map(ends))
    start, stop = met["stop"].where(met["stop"] <= end, end), following.fillna(end)
    found = pd.DataFrame({"channel": met["channel"], "start": start, "stop": stop})
    return found.assign(ended=following.notna(), days=(stop - start).dt.days)[GAP_COLUMNS]


def board(met: pd.DataFrame, gaps: pd.DataFrame, spans: Mapping[str, Window]) -> pd.DataFrame:
    """Return one row per channel: when it last met, its usual gap, its present gap.

    Parameters
    ----------
    met, gaps : DataFrame
        As `contacts` and `contact_gaps` return them.
    spans : dict of Window
        Every channel of the board, and the dates that are counted for it.

    Returns
    -------
    DataFrame
        The channel that met last on top, channels without a meeting at the foot: ``channel``,
        ``meetings``, ``contacts``, ``first_met``, ``last_met`` (NaT without a meeting), ``end``,
        ``lead`` (days from the first counted day to the first contact, Int64: a wait of which
        only so much was seen), ``past`` (ended gaps), ``usual``, ``usual_low``, ``usual_high``
        (days; missing with fewer than five past gaps, or where the curve does not fall that far),
        ``present`` (days, Int64), ``longer_than`` (past gaps that are shorter), ``as_long_share``
        (share of the days of past gaps, 0 to 1, on which the wait had lasted at least as long;
        missing where ``usual`` is not given) and ``standing``: none, single, too_few, longest,
        longest_since, longer, usual; residual for meetings that belong to no channel.

    Notes
    -----
    ``usual`` is the Kaplan-Meier median with the present gap censored at the span's last counted
    day (`survival.median`). Gaps of one channel are taken as independent, which they are not:
    talks come in bursts, so the interval is too narrow. A day picked at random falls into a long
    gap oftener than into a short one, so a present gap above the usual one is common:
    ``as_long_share`` is counted in days and does not suffer from that.

    The wait before the first contact on record lasted ``lead`` days or more. A present gap that
    is longer than every past one and no longer than that is ``longest_since``: the longest since
    the first contact on record, and not the longest on record.
    """
    rows = [_line(each, met, gaps, span) for each, span in spans.items()]
    table = pd.DataFrame(rows, columns=BOARD_COLUMNS)
    table = table.astype({"present": "Int64", "lead": "Int64"} | dict.fromkeys(USUAL, float))
    order = ["last_met", "meetings", "channel"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _line(channel: str, met: pd.DataFrame, gaps: pd.DataFrame, span: Window) -> dict:
    own, waits = met[met["channel"] == channel], gaps[gaps["channel"] == channel]
    past = waits.loc[waits["ended"], "days"]
    present = int(waits["days"].iloc[-1]) if len(waits) else pd.NA
    longer = int((past < present).sum()) if len(waits) else 0
    lead = (own["start"].min() - span.counted_first).days if len(own) else pd.NA
    usual, as_long = (None,) * 3, None
    if len(past) >= FEWEST_GAPS and channel != RESIDUAL:
        usual = median(waits["days"], waits["ended"])
        as_long = (past - present).clip(lower=0).sum() / past.sum()
    standing = _standing(past, longer, present, lead, usual[0]) if len(own) > 1 else "single"
    return {
        "channel": channel,
        "meetings": int(own["meetings"].sum()),
        "contacts": len(own),
        "first_met": own["start"].min(),
        "last_met": own["stop"].max(),
        "end": span.counted_last,
        "lead": lead,
        "past": len(past),
        **dict(zip(USUAL, (*usual, as_long), strict=True)),
        "present": present,
        "longer_than": longer,
        "standing": "none" if own.empty else "residual" if channel == RESIDUAL else standing,
    }


def _standing(past: pd.Series, longer: int, present: int, lead: int, usual: float | None) -> str:
    if len(past) < FEWEST_GAPS:
        return "too_few"
    if longer == len(past):
        return "longest" if present > lead else "longest_since"
    return "longer" if usual is None or present > usual else "usual"


def rated(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a board that have enough past gaps to say what is usual."""
    return table[table["standing"].isin(RATED)]


def standing(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the standing channels: those that met more than once.

    A board that holds one channel alone is returned whole, whatever that channel is.
    """
    own = table[(table["channel"] != RESIDUAL) & (table["contacts"] > 1)]
    return table if len(table) == 1 else own


def changed_standing(every: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return the channels whose standing is another when gaps are counted from a later day.

    Parameters
    ----------
    every, later : DataFrame
        Two boards: of all dates asked for, and of the later ones alone.

    Returns
    -------
    DataFrame
        ``channel``, ``standing``, ``standing_later`` and ``differs``, for the channels of `every`
        whose gaps are rated.
    """
    both = rated(every).merge(later[["channel", "standing"]], on="channel", suffixes=("", "_later"))
    columns = both[["channel", "standing", "standing_later"]]
    return columns.assign(differs=both["standing"] != both["standing_later"])
