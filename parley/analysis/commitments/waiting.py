"""How long it takes from a promise to its delivery, with those still open."""

from typing import NamedTuple

import pandas as pd

from parley.analysis.survival import Median, kaplan_meier, median

DAYS_A_MONTH = 365.25 / 12
BASES = ("to_end", "to_news")


class Waiting(NamedTuple):
    """The share delivered by time since the promise.

    Attributes
    ----------
    curve : DataFrame
        ``basis`` (to_end, to_news), ``months``, ``delivered`` (share, 0 to 1), ``low``, ``high``,
        ``at_risk`` (int): steps, starting at 0 months.
    median : Median or None
        Months until half are delivered, basis to_end; None without a promise.
    promises, delivered, same_day : int
        Promises looked at, those delivered by the end, and those of them on the day itself.
    end : Timestamp
        The last covered day.
    """

    curve: pd.DataFrame
    median: Median | None
    promises: int
    delivered: int
    same_day: int
    end: pd.Timestamp


def waits(made: pd.DataFrame, end: pd.Timestamp, basis: str = "to_end") -> pd.DataFrame:
    """Return each promise's wait for delivery, ended or cut off.

    Parameters
    ----------
    made : DataFrame
        ``date``, ``status``, ``status_date``.
    end : Timestamp
        Last covered day; a delivery after it has not come yet.
    basis : {"to_end", "to_news"}
        Where a promise that is not delivered is cut off: at `end`, as one that the search up to
        then did not find delivered; or at the day of the last news of it.

    Returns
    -------
    DataFrame
        ``months`` (float, 0 or more) and ``ended`` (bool), in the order of `made`.

    Notes
    -----
    Partly delivered, not delivered and lapsed promises are not delivered. They are not taken out
    at the day they failed, which would count them as if they might still have been kept: they stay
    in, undelivered, to `end`.

    Raises
    ------
    ValueError
        If `basis` is not one of the two.
    """
    if basis not in BASES:
        raise ValueError(f"basis is {basis!r}: take one of {', '.join(BASES)}")
    done = (made["status"] == "delivered") & (made["status_date"] <= end)
    failed = made["status"].isin(["not_delivered", "lapsed"])
    news = made["status_date"].where(made["status_date"] <= end, end)
    cut = news.where(~failed, end) if basis == "to_news" else pd.Series(end, made.index)
    stop = made["status_date"].where(done, cut)
    months = (stop - made["date"]).dt.days.clip(lower=0) / DAYS_A_MONTH
    return pd.DataFrame({"months": months.astype(float), "ended": done})


def waiting(made: pd.DataFrame, end: pd.Timestamp) -> Waiting:
    """Return how the share delivered grows with the time since the promise.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    end : Timestamp
        Last covered day.

    Returns
    -------
    Waiting
        Without a promise the curve is empty, and so says the chart.

    Notes
    -----
    One less the Kaplan-Meier curve of the waits; band on the log(-log) scale. With ``to_end``
    every cut is at the end of coverage, so the curve is the share of promises reported as
    delivered within that time: a floor. With ``to_news`` a promise leaves at the last news of it,
    as though it fared like those that are followed further: a ceiling, if anything.
    """
    columns = ["basis", "months", "delivered", "low", "high", "at_risk"]
    own, curve = waits(made, end), pd.DataFrame(columns=columns)
    if len(made):
        parts = [_curve(waits(made, end, basis)).assign(basis=basis) for basis in BASES]
        curve = pd.concat(parts, ignore_index=True)[columns]
    return Waiting(
        curve=curve,
        median=median(own["months"], own["ended"]) if len(made) else None,
        promises=len(made),
        delivered=int(own["ended"].sum()),
        same_day=int((own["ended"] & (own["months"] == 0)).sum()),
        end=end,
    )


def _curve(own: pd.DataFrame) -> pd.DataFrame:
    curve = kaplan_meier(own["months"], own["ended"])
    steps = pd.DataFrame(
        {
            "months": curve["time"],
            "delivered": 1 - curve["survival"],
            "low": 1 - curve["high"],
            "high": 1 - curve["low"],
            "at_risk": curve["at_risk"],
        }
    )
    start = {"months": 0.0, "delivered": 0.0, "low": 0.0, "high": 0.0, "at_risk": len(own)}
    begins = pd.DataFrame([start])
    return pd.concat([begins, steps], ignore_index=True).fillna({"low": 0.0, "high": 0.0})


def delivered_within(read: Waiting, months: float, basis: str = "to_end") -> pd.Series:
    """Return the row of the curve that holds at so many months: ``delivered``, ``low``, ``high``.

    The last known row where the curve ends earlier.
    """
    own = read.curve[(read.curve["basis"] == basis) & (read.curve["months"] <= months)]
    return own.iloc[-1]


def waiting_by(made: pd.DataFrame, end: pd.Timestamp, by: str) -> pd.DataFrame:
    """Return the median wait of each group of promises.

    Returns
    -------
    DataFrame
        ``group``, ``promises``, ``delivered``, ``median``, ``low``, ``high`` (months; missing where
        the curve does not fall that far, or below five promises), most promises first.
    """
    rows = []
    for group, own in made.groupby(by):
        found = waits(own, end)
        known = median(found["months"], found["ended"]) if len(own) >= 5 else None
        rows.append(
            {
                "group": group,
                "promises": len(own),
                "delivered": int(found["ended"].sum()),
                "median": None if known is None else known.median,
                "low": None if known is None else known.low,
                "high": None if known is None else known.high,
            }
        )
    columns = ["group", "promises", "delivered", "median", "low", "high"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], float))
    return table.sort_values(["promises", "group"], ascending=[False, True], ignore_index=True)
