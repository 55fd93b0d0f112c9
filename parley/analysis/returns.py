"""How often contacts come back, and how well a wait foretells the next: checked on what came."""

from collections.abc import Mapping
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis.channels import FEWEST_GAPS, RESIDUAL
from parley.analysis.fact import fact
from parley.analysis.survival import still_open

YEAR = 365.25
PROMISED = 0.8  # share of statements that are to come true
FEWEST = 5
VERDICTS = ["true", "missed", "not_yet", "not_said"]


class Rate(NamedTuple):
    """Events a year, with an interval; the three are None with fewer than five events."""

    events: int
    days: int
    rate: float | None
    low: float | None
    high: float | None
    dispersion: float


def rate(dates: pd.Series, spans: pd.DataFrame) -> Rate:
    """Return how many events came in a year of the time that was watched.

    Parameters
    ----------
    dates : Series of datetime
        First days of the events; those outside the spans do not count.
    spans : DataFrame
        ``first`` and ``last`` day of each stretch of time watched, none overlapping another.

    Raises
    ------
    ValueError
        If a date is missing, a span ends before it begins, or there is no span.

    Notes
    -----
    The 95% interval is on the log scale, widened by the dispersion of the counts over stretches of
    ninety days (Pearson's chi-square by its degrees of freedom, one at least): McCullagh & Nelder,
    Generalized Linear Models, 1989, ch. 6. Talks come in bursts, so Poisson's own would be too
    narrow.
    """
    from scipy.stats import norm

    if spans.empty or dates.isna().any() or (spans["first"] > spans["last"]).any():
        raise ValueError("a rate needs dated events, and time watched that ends after it begins")
    counts, watched = [], []
    for span in spans.itertuples():
        days = (span.last - span.first).days + 1
        own = (dates[dates.between(span.first, span.last)] - span.first).dt.days
        edges = np.linspace(0, days, max(round(days / 90), 1) + 1)
        counts.append(np.histogram(own, edges)[0])
        watched.append(np.diff(edges))
    found, exposure = np.concatenate(counts), np.concatenate(watched)
    events, days = int(found.sum()), int(exposure.sum())
    expected = events * exposure / exposure.sum()
    spread = 1.0
    if events and len(found) > 1:
        spread = max(1.0, float(((found - expected) ** 2 / expected).sum() / (len(found) - 1)))
    if events < FEWEST:
        return Rate(events, days, None, None, None, spread)
    a_year = events / days * YEAR
    wide = float(np.exp(norm.ppf(0.975) * np.sqrt(spread / events)))
    return Rate(events, days, a_year, a_year / wide, a_year * wide, spread)


def by_administration(met: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return the contacts a year of each administration of the first side.

    Parameters
    ----------
    met : DataFrame
        As `channels.contacts` returns it; left out are meetings of no standing channel and, of
        several channels, those that met once.
    first, last : Timestamp
        The covered days.

    Returns
    -------
    DataFrame
        ``since`` and ``until`` (its covered days; it ends the day before the next begins), the
        fields of `Rate`, oldest first. One row where the record lists no administrations.
    """
    columns = ["since", "until", *Rate._fields]
    if pd.isna(last):
        return pd.DataFrame(columns=columns)
    begun = [pd.Timestamp(day) for day in sides.administrations()] or [first]
    edges = [*begun, last + pd.Timedelta(days=1)]
    again = (len(set(met["channel"])) == 1) | met["channel"].duplicated(keep=False)
    own, rows = met.loc[again & (met["channel"] != RESIDUAL), "start"], []
    for start, stop in pairwise(edges):
        since, until = max(start, first), min(stop - pd.Timedelta(days=1), last)
        if since <= until:
            found = rate(own, pd.DataFrame({"first": [since], "last": [until]}))
            rows.append({"since": since, "until": until, **found._asdict()})
    return pd.DataFrame(rows, columns=columns)


def by_pair(
    met: pd.DataFrame,
    offices: pd.DataFrame,
    people: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.DataFrame:
    """Return the meetings a year of each pair while both held office, the most meetings first.

    Parameters
    ----------
    met : DataFrame
        As `pairs.encounters` returns it.
    offices, people : DataFrame
        The tables of those names; offices known only from having been seen on a day are no terms.
    first, last : Timestamp
        The covered days.

    Returns
    -------
    DataFrame
        ``us``, ``prc`` and the fields of `Rate`; pairs with at least five meetings while both held
        an office whose term is on record.
    """
    terms, rows = _terms(offices, people, first, last), []
    for (us, prc), own in met.groupby(["us", "prc"]):
        spans = _shared(terms.get(us, []), terms.get(prc, []))
        if len(own) >= FEWEST and len(spans):
            found = rate(own["start_date"], spans)
            if found.rate is not None:
                rows.append({"us": us, "prc": prc, **found._asdict()})
    table = pd.DataFrame(rows, columns=["us", "prc", *Rate._fields])
    return table.sort_values(["events", "us"], ascending=[False, True], ignore_index=True)


def _terms(
    offices: pd.DataFrame, people: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> dict[str, list[tuple]]:
    """Return the covered time in which each person held any office, joined where terms touch."""
    known = offices[offices["date_precision"].isin(["day", "month", "year"])]
    known = known.merge(people[["person_id", "name_en"]], on="person_id")
    start = known["from_date"].fillna(first).clip(lower=first)
    stop = known["to_date"].fillna(last).clip(upper=last)
    terms: dict[str, list[tuple]] = {}
    rows = pd.DataFrame({"name": known["name_en"], "start": start, "stop": stop})
    for row in rows[start <= stop].sort_values(["name", "start"]).itertuples():
        own = terms.setdefault(row.name, [])
        if own and row.start <= own[-1][1] + pd.Timedelta(days=1):
            own[-1] = (own[-1][0], max(own[-1][1], row.stop))
        else:
            own.append((row.start, row.stop))
    return terms


def _shared(one: list[tuple], other: list[tuple]) -> pd.DataFrame:
    both = [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d)]
    return pd.DataFrame(both, columns=["first", "last"])


def covered(board: pd.DataFrame, first: pd.Timestamp) -> dict[str, tuple]:
    """Return the first and the last covered day of each channel of a board."""
    return {row.channel: (first, row.end) for row in board.itertuples()}


def statements(
    met: pd.DataFrame,
    spans: Mapping[str, tuple[pd.Timestamp, pd.Timestamp]],
) -> pd.DataFrame:
    """Return what would have been said of the next contact at the start of each quarter.

    At each quarter's first day a channel that has five past gaps by then says: the next contact
    comes within so many days, where that held for four in five of its waits that had lasted
    as long. Only what lay before the day is used.

    Parameters
    ----------
    met : DataFrame
        As `channels.contacts` returns it.
    spans : dict of (Timestamp, Timestamp)
        First and last covered day of each channel.

    Returns
    -------
    DataFrame
        ``channel``, ``day``, ``waited`` (days so far), ``within`` (days; missing where the waits
        on record do not reach so far), ``by`` (day), ``came`` (days until the next contact,
        missing where none came before the end) and ``verdict``: true, missed, not_yet (the end
        of coverage came first), not_said.

    Notes
    -----
    Rolling origin: Tashman, International Journal of Forecasting 2000;16:437. The share is read
    off the Kaplan-Meier curve of the gaps seen by then, the open one cut off at that day.
    """
    rows = []
    for channel, (first, last) in spans.items():
        own = met[met["channel"] == channel].sort_values("start")
        if channel == RESIDUAL or len(own) <= FEWEST_GAPS:
            continue
        ends = own[["start", "stop"]].to_numpy("datetime64[D]").T
        for day in pd.date_range(first, last, freq="QS"):
            said = _statement(*ends, day, last)
            if said:
                rows.append({"channel": channel, "day": day, **said})
    columns = ["channel", "day", "waited", "within", "by", "came", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _statement(start: np.ndarray, stop: np.ndarray, day: pd.Timestamp, last: pd.Timestamp) -> dict:
    on = np.datetime64(day, "D")
    is_past = stop < on
    if is_past.sum() <= FEWEST_GAPS:
        return {}
    gaps = (start[is_past][1:] - stop[is_past][:-1]).astype(float)
    waited, following = int((on - stop[is_past][-1]).astype(int)), start[start >= on]
    came = int((following[0] - on).astype(int)) if len(following) else None
    within = _within(gaps, waited)
    by = None if within is None else day + pd.Timedelta(days=within)
    if within is None:
        verdict = "not_said"
    elif by > last:  # also where it has come: to judge the early ones alone would flatter
        verdict = "not_yet"
    else:
        verdict = "true" if came is not None and came <= within else "missed"
    return {"waited": waited, "within": within, "by": by, "came": came, "verdict": verdict}


def _within(gaps: np.ndarray, waited: int) -> int | None:
    """Return in how many days enough waits as long have ended; None if that is not reached."""
    times, share = still_open(gaps, waited)
    still = share[times <= waited][-1]  # the wait itself is one of the times
    ended = times[(times > waited) & (share <= still * (1 - PROMISED) + 1e-12)]
    return ceil(ended[0] - waited) if len(ended) else None


class Verdicts(fact("judged true missed not_yet not_said channels promised share holds")):
    """How many statements came true, missed, are not due yet, or could not be made."""


def verdicts(said: pd.DataFrame) -> Verdicts:
    """Return the counts of `statements`; the share is None with fewer than five judged."""
    counts = [int((said["verdict"] == each).sum()) for each in VERDICTS]
    judged = counts[0] + counts[1]
    share = counts[0] / judged if judged >= FEWEST else None
    return Verdicts(judged, *counts, said["channel"].nunique(), PROMISED, share)


def by_channel(said: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the counts of `statements` by channel, the most judged first."""
    table = pd.crosstab(said["channel"], said["verdict"]).reindex(columns=VERDICTS, fill_value=0)
    table = table.rename_axis(columns=None).reset_index()
    table.insert(1, "name", table["channel"].map(dict(names)).fillna(table["channel"]))
    table.insert(2, "judged", table["true"] + table["missed"])
    return table.sort_values(["judged", "channel"], ascending=[False, True], ignore_index=True)


def rate_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of rates as cells: ``span`` in words where it has one, ``interval`` too."""
    wide = [
        "too few" if pd.isna(low) else f"{low:.1f} to {high:.1f}"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    rows = table.assign(interval=wide, years=table["days"] / YEAR)
    if "since" not in table:
        return rows
    days = [[f"{day.day} {day:%b %Y}" for day in table[name]] for name in ("since", "until")]
    return rows.assign(span=[f"{since} to {until}" for since, until in zip(*days, strict=True)])
