"""Whatever the rooms of deaths are given, they give a clear error or a stated "too few".

Constant, empty, infinite, duplicated and holed months go into every public function that takes
months; out comes a ``ValueError`` in words of our own, an empty fact, or numbers that are numbers.
"""

import warnings

import numpy as np
import pandas as pd
import pytest

from parley.analysis import breaks, deaths, events, its, joinpoint, months, placements, supply
from parley.analysis.deaths import around, lists, rebuilt, turning

LENGTH, DAYS = 60, ("2017-06-01", "2018-02-01")
DATE = {"A law": pd.Period("2017-06", "M")}
INDEX = pd.period_range("2015-01", periods=LENGTH, freq="M")


def whole(seed=1):
    noise = np.random.default_rng(seed).normal(0, 0.03, LENGTH)
    return pd.Series(np.round(1000 * np.exp(noise)), index=INDEX)


SERIES = {
    "constant": pd.Series(100.0, index=INDEX),
    "a constant rate": pd.Series(9.0 * INDEX.days_in_month, index=INDEX),
    "nothing but noughts": pd.Series(0.0, index=INDEX),
    "empty": whole()[:0],
    "one month": whole()[:1],
    "infinite": whole().where(INDEX != "2016-05", np.inf),
    "blank": whole().where(INDEX != "2016-05"),
    "duplicated": pd.concat([whole(), whole()[5:6]]),
    "holed": whole().drop(INDEX[20]),
}


def frame(counts: pd.Series) -> pd.DataFrame:
    """Return months as a table has them: whole numbers, what is no number missing."""
    given = pd.Series(counts.to_numpy(), dtype="Float64").replace([np.inf], pd.NA)
    return pd.DataFrame(
        {
            "month": counts.index,
            "deaths": given.round().astype("Int64"),
            "status": "final",
            "is_tail": False,
            "vintage": pd.Timestamp("2026-10-01"),
        }
    )


def sums(counts: pd.Series) -> pd.DataFrame:
    totals = counts.rolling(12).sum().dropna() if len(counts) else counts
    totals = totals[np.isfinite(totals)]
    given = pd.array(totals.round().astype(int), dtype="Int64")
    return pd.DataFrame(
        {
            "month_ending": totals.index,
            "indicator": "synthetic_opioids_t40_4",
            "reported": given,
            "predicted": pd.array([pd.NA] * len(given), dtype="Int64"),
            "percent_pending": 0.1,
            "vintage": pd.Timestamp("2026-09-16"),
        }
    )


def quarters(counts: pd.Series) -> pd.DataFrame:
    table = frame(counts).iloc[:20]
    ordinals = pd.PeriodIndex(table["month"], freq="M").asi8
    index = pd.PeriodIndex.from_ordinals(ordinals, freq="Q")
    return table.assign(quarter=index)


def order(counts: pd.Series) -> deaths.Order:
    return deaths.order_in_time(frame(counts), pd.Timestamp("2018-06-15"))


CALLS = {
    "months.complete": months.complete,
    "months.logs": months.logs,
    "its.conditions": lambda c: its.conditions(c, "2017-06"),
    "its.segmented": lambda c: its.segmented(c, "2017-06"),
    "its.fit_where_possible": lambda c: its.fit_where_possible(c, DATE, ((24, 12),)),
    "events.event_change": lambda c: events.event_change(c, DAYS),
    "events.shifted_calendar": lambda c: events.shifted_calendar(c, DAYS),
    "epochs.superposed_epochs": lambda c: placements.superposed_epochs(c, DAYS),
    "size.noise_of": placements.noise_of,
    "breaks.log_growth": breaks.log_growth,
    "breaks.growth_breaks": lambda c: breaks.growth_breaks(c, 1),
    "months.peak": months.peak,
    "joinpoint.turns": joinpoint.turns,
    "joinpoint.by_permutation": lambda c: joinpoint.by_permutation(c, most=1, draws=99),
    "turning.joins_wanted": lambda c: turning.joins_wanted(c, most=1, draws=99),
    "turning.joined": lambda c: turning.joined(c, 1),
    "turning.opinions": lambda c: turning.opinions(c, "US", 1),
    "turning.all_turns": lambda c: turning.all_turns(c, 1),
    "turning.fitted_line": lambda c: turning.fitted_line(c, 1),
    "turning.counts_from": lambda c: turning.counts_from(frame(c), "2016-01"),
    "turning.canada_opinion": lambda c: turning.canada_opinion(quarters(c), "2021-01"),
    "around.primary": lambda c: around.primary(c, DAYS),
    "around.epochs": lambda c: around.epochs(c, DAYS),
    "around.size": lambda c: around.size(c, DAYS, runs=100),
    "lists.fits": lambda c: lists.fits(c, DATE),
    "lists.panels": lambda c: lists.panels(c, DATE),
    "lists.moved_dates": lambda c: lists.moved_dates(c, DATE["A law"], reach=1),
    "around.final_counts": lambda c: around.final_counts(frame(c), "2016-01"),
    "deaths.controls": lambda c: deaths.controls(quarters(c), DATE),
    "deaths.peak": lambda c: deaths.peak(frame(c)),
    "deaths.leading": lambda c: deaths.leading(frame(c)),
    "deaths.order_in_time": order,
    "deaths.year_around": lambda c: deaths.year_around(frame(c), order(FALLING)),
    "deaths.annual_sums": lambda c: deaths.annual_sums(frame(c)),
    "deaths.by_year": lambda c: deaths.by_year(frame(c)),
    "deaths.monthly_series": lambda c: deaths.monthly_series(frame(c), sums(c)),
    "deaths.trailing_error": lambda c: deaths.trailing_error(frame(c), sums(c)),
    "deaths.two_ways": lambda c: deaths.two_ways(frame(c).iloc[:-12], sums(c)),
    "deaths.headline": lambda c: deaths.headline(sums(c)),
    "deaths.trailing_peak": lambda c: deaths.trailing_peak(sums(c)),
    "deaths.quarter_change": lambda c: deaths.quarter_change(quarters(c), "2105Q1", "2107Q1"),
    "rebuilt.revised_months": lambda c: rebuilt.revised_months(frame(c), sums(c)),
    "supply.steps_down": lambda c: supply.steps_down(frame(c), "2016-01"),
}
FALLING = pd.Series(np.r_[np.full(30, 1000.0), np.full(30, 700.0)], index=INDEX)
# What a duplicated or blank month may be to a function that takes rows as they come.
OURS = ("statsmodels", "deviance function", "cannot reindex", "setting an array", "unpack")


def values(found) -> list:
    """Return every number in an answer, however deep."""
    if isinstance(found, pd.DataFrame):
        return [v for name in found.select_dtypes("number") for v in found[name].dropna()]
    if isinstance(found, (pd.Series, np.ndarray)):
        return [v for v in pd.Series(np.ravel(found)).dropna() if isinstance(v, (int, float))]
    if isinstance(found, dict):
        return [v for each in found.values() for v in values(each)]
    if isinstance(found, tuple):
        return [v for each in found for v in values(each)]
    return [found] if isinstance(found, float) else []


@pytest.mark.parametrize("call", CALLS)
def test_a_degenerate_series_has_a_clear_error_or_a_sound_answer(call):
    wrong = {}
    for kind, counts in SERIES.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            try:
                found = CALLS[call](counts.copy())
            except ValueError as error:
                if any(word in str(error) for word in OURS) or len(str(error)) < 12:
                    wrong[kind] = f"not our words: {error}"
                continue
            except Exception as error:
                wrong[kind] = f"{type(error).__name__}: {error}"
                continue
        if not all(np.isfinite(float(value)) for value in values(found)):
            wrong[kind] = f"not a number: {found}"
    assert not wrong
