"""The front page: what it takes from the frames of five reports."""

import pandas as pd

from parley.analysis import deaths
from parley.analysis.commitments import STATE_NAMES
from parley.analysis.fact import fact

MOST_TOPICS = 8
FIRST_MONTH = "2015-01"


class Common(fact("first second a b holds")):
    """Two topics that come up often, as they stand inside a sentence, and their shares.

    `over` is the one topic that comes up oftener than both and may not lead; None unless it is one.
    """


class Fall(fact("peak share fall met mark summit before after holds")):
    """Peak and fall of deaths and a meeting, in time; all None where one of them is missing.

    `before` and `after` are deaths a day in the years before and after the meeting's month.
    """


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


def fall(series: pd.DataFrame, meetings: pd.DataFrame) -> Fall:
    """Return peak, fall and the leaders' meeting of November 2023 in time.

    Parameters
    ----------
    series : DataFrame
        As `deaths_series` returns it.
    meetings : DataFrame
        The table of that name.
    """
    if series.empty:
        return Fall()
    try:
        order = deaths.order_in_time(series, deaths.meeting_day(meetings, "leaders", "2023-11"))
    except ValueError:
        return Fall()  # read as of an early day, the record holds no fall or no meeting yet
    final = series.loc[series["status"] == "final", ["month", "deaths"]]
    around = deaths.year_around(final, order)
    when = (order.peak.month, order.fall_share, order.fall.month, order.met, order.peak)
    return Fall(*when, order.summit, around.before, around.after, tuple(order.holds))


def leading_topics(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the topics mentioned in most meetings: ``label``, ``mentions``, ``n``, ``share``.

    Notes
    -----
    Shares of either side's accounts; topics coded for fewer than five meetings are left out.
    """
    own = totals[(totals["side"] == "either") & totals["share"].notna() & (totals["mentions"] > 0)]
    own = own.sort_values(["share", "topic"], ascending=[False, True]).head(MOST_TOPICS)
    return own[["topic", "label", "mentions", "n", "share", "low", "high"]].reset_index(drop=True)


def common(shown: pd.DataFrame, topics: pd.DataFrame, barred: list[str]) -> Common:
    """Return the two topics of `leading_topics` with the highest shares that may lead.

    Parameters
    ----------
    shown, topics : DataFrame
        As `leading_topics` returns it, and the table.
    barred : list of str
        Topics that lead nothing: coded tentatively, or too rare to judge.
    """
    own = shown[~shown["topic"].isin(barred)].head(2)
    if len(own) < 2:
        return Common()
    places = set(topics.loc[topics["kind"] == "place", "label"])
    a, b = (float(share) for share in own["share"])
    first, second = (
        name if name in places else name[:1].lower() + name[1:] for name in own["label"]
    )
    return Common(first, second, a, b, ((a, ">=", b),))


def states_table(kept: pd.DataFrame) -> pd.DataFrame:
    """Return how many promises are in each state, as readers see it: ``state``, ``promises``."""
    every = kept[kept["group"] == "all"].iloc[0]
    rows = [(key, name, int(every[key])) for key, name in STATE_NAMES.items()]
    return pd.DataFrame(rows, columns=["key", "state", "promises"])


def deaths_by_year(series: pd.DataFrame) -> pd.DataFrame:
    """Return `deaths.by_year`; an empty frame where no count is known yet."""
    return deaths.by_year(series) if len(series) else pd.DataFrame(columns=["year", "deaths"])
