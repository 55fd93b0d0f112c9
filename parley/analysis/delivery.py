"""How long it takes from a promise to its delivery, or to its failing, with those still open."""

import pandas as pd

from parley.analysis.fact import fact
from parley.analysis.survival import clustered_band, cumulative_incidence

DAYS_A_MONTH = 365.25 / 12
BASES = ("to_end", "to_news")
ENDS = ("delivered", "failed")
FEWEST = 5


class Waiting(fact("curve promises meetings same_day half low high end holds")):
    """How the promises end, by time since they were made.

    Attributes
    ----------
    curve : DataFrame
        ``basis`` (to_end, to_news), ``months``, ``delivered`` and ``failed`` (shares, 0 to 1) with
        ``_low`` and ``_high``, ``open``, ``at_risk`` (int): steps, starting at 0 months.
    promises, meetings, same_day : int
        Promises looked at, the meetings they were made at, those delivered on the day itself.
    half, low, high : float or None
        Months until half are delivered, basis to_end; None where that is not reached.
    end : Timestamp
        The last covered day.
    """


def outcomes(made: pd.DataFrame, end: pd.Timestamp, basis: str = "to_end") -> pd.DataFrame:
    """Return how long each promise waited, and how that ended.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    end : Timestamp
        Last covered day; what came after it has not come yet.
    basis : {"to_end", "to_news"}
        Where a promise that has not ended is cut off: at `end`, as one that the search up to then
        did not find ended; or at the day of the last news of it.

    Returns
    -------
    DataFrame
        ``months`` (float, 0 or more) and ``outcome``: delivered, failed (not delivered, or lapsed),
        or None for those still open, partly delivered ones among them, in the order of `made`.

    Raises
    ------
    ValueError
        If `basis` is not one of the two.
    """
    if basis not in BASES:
        raise ValueError(f"basis is {basis!r}: take one of {', '.join(BASES)}")
    known = made["status_date"] <= end
    kind = made["state"].replace({"not_delivered": "failed", "lapsed": "failed"})
    outcome = kind.where(known & kind.isin(ENDS), None)
    news = made["status_date"].where(known, end)
    cut = news if basis == "to_news" else pd.Series(end, made.index)
    stop = made["status_date"].where(outcome.notna(), cut)
    months = (stop - made["date"]).dt.days.clip(lower=0) / DAYS_A_MONTH
    return pd.DataFrame({"months": months.astype(float), "outcome": outcome.astype(object)})


def waiting(made: pd.DataFrame, end: pd.Timestamp) -> Waiting:
    """Return how the shares delivered and failed grow with the time since the promise.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    end : Timestamp
        Last covered day.

    Returns
    -------
    Waiting
        Without a promise the curve is empty. With promises of one meeting alone it has no band.

    Notes
    -----
    Cumulative incidence of two ends that rule each other out (`survival.cumulative_incidence`);
    intervals draw whole meetings (`survival.clustered_band`), since promises of one meeting share
    its fate. With ``to_end`` every promise still open is cut off at the end of coverage: what was
    not found delivered counts as not delivered yet. With ``to_news`` it leaves at the last news of
    it, as though it fared like those that are followed further.
    """
    curve = pd.concat([_steps(made, end, basis) for basis in BASES], ignore_index=True)
    own = curve[curve["basis"] == "to_end"]
    edges = [_reaches(own, name) for name in ("delivered", "delivered_high", "delivered_low")]
    done = outcomes(made, end)
    same_day = int(((done["outcome"] == "delivered") & (done["months"] == 0)).sum())
    return Waiting(curve, len(made), made["meeting_id"].nunique(), same_day, *edges, end)


def _steps(made: pd.DataFrame, end: pd.Timestamp, basis: str) -> pd.DataFrame:
    bands = [f"{kind}_{edge}" for kind in ENDS for edge in ("low", "high")]
    columns = ["basis", "months", *ENDS, "open", *bands, "at_risk"]
    if made.empty:
        return pd.DataFrame(columns=columns)
    own = outcomes(made, end, basis)
    table = cumulative_incidence(own["months"], own["outcome"], ENDS)
    if len(made["meeting_id"].unique()) > 1:
        table = table.merge(
            clustered_band(own["months"], own["outcome"], ENDS, made["meeting_id"]), on="time"
        )
    table = table.rename(columns={"time": "months"}).reindex(columns=columns)
    start = dict.fromkeys(columns, 0.0) | {"open": 1.0, "at_risk": len(own)}
    table = pd.concat([pd.DataFrame([start]), table], ignore_index=True)
    return table.assign(basis=basis).astype({"at_risk": int})


def _reaches(curve: pd.DataFrame, name: str) -> float | None:
    """Return the first month at which a share is one half, or None."""
    there = curve.loc[curve[name] >= 0.5 - 1e-9, "months"]
    return float(there.iloc[0]) if len(there) else None


class Within(fact("months delivered low high failed open at_risk holds")):
    """The shares that hold so many months after a promise; all None without a curve."""


def within(read: Waiting, months: int, basis: str = "to_end") -> Within:
    """Return the shares delivered, failed and open at so many months.

    None with under five promises, or where none was watched for so long.
    """
    own = read.curve[read.curve["basis"] == basis]
    if read.promises < FEWEST or own["months"].max() < months:
        return Within()
    row = own[own["months"] <= months].iloc[-1]
    names = ("delivered", "delivered_low", "delivered_high", "failed", "open")
    return Within(months, *(float(row[name]) for name in names), int(row["at_risk"]))


def at_months(read: Waiting, marks: tuple[int, ...] = (1, 3, 6, 12, 24, 36)) -> pd.DataFrame:
    """Return the curve at some months: a row each, as `within`, with the share to last news."""
    rows = [
        within(read, mark)._asdict()
        | {"months": mark, "news": within(read, mark, "to_news").delivered}
        for mark in marks
    ]
    return pd.DataFrame(rows).drop(columns="holds").astype({"at_risk": "Int64"})
