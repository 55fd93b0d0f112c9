"""When a count turned: on series made to turn, and on series that never do."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import deaths, joinpoint
from parley.analysis.deaths import turning

TURN = pd.Period("2023-06", "M")


def made(first="2021-01", months=48, turn=TURN, before=0.005, after=-0.04, seed=3):
    """Counts that grow by `before` a month until `turn`, and by `after` from then on."""
    index = pd.period_range(first, periods=months, freq="M")
    since = index.asi8 - turn.ordinal
    level = np.where(since < 0, before * since, after * since)
    noise = np.random.default_rng(seed).normal(0, 0.015, months)
    days = index.days_in_month / 30
    return pd.Series(np.round(6000 * np.exp(level + noise) * days), index=index)


def frame(counts, status="final"):
    return pd.DataFrame(
        {"month": counts.index, "deaths": counts.astype("Int64").to_numpy(), "status": status}
    )


@pytest.fixture(scope="module")
def opinions():
    counts = made()
    return turning.opinions(counts, "Made", turning.joins_wanted(counts)).set_index("method")


@pytest.mark.parametrize("method", ["Joinpoint", "Dynamic programme", "PELT"])
def test_each_method_finds_the_turn_to_within_two_months(opinions, method):
    assert abs((opinions.loc[method, "month"] - TURN).n) <= 2


def test_the_peak_lies_at_or_a_little_before_the_turn(opinions):
    lag = (TURN - opinions.loc["Peak of 5-month mean", "month"]).n
    assert 0 <= lag <= 6


def test_the_interval_holds_the_join(opinions):
    row = opinions.loc["Joinpoint"]
    assert row["low"] <= row["month"] <= row["high"]
    assert pd.isna(opinions.loc["PELT", "low"])


def test_of_two_turns_the_one_at_the_top_counts():
    first = made(months=44)
    again = made("2024-09", 24, pd.Period("2025-04", "M"), before=0.06, after=-0.07, seed=5)
    counts = pd.concat([first, again * first.iloc[-1] / again.iloc[0]]).round()
    turn = turning.joined(counts, 3)
    assert abs((turn.month - TURN).n) <= 3
    assert turn.before >= 0 > turn.after


def test_a_count_that_only_rises_has_no_turn():
    assert turning.joined(made(after=0.03), 1) == turning.Bend()
    assert turning.turn_from_growth(made(after=0.03), 1, "dynamic programme") is None


def test_final_months_alone_are_fitted_where_estimates_are_the_tail():
    counts = made()
    series = frame(counts)
    series.loc[series.index[-10:], "status"] = "estimate"
    assert turning.counts_from(series, None).index[-1] == counts.index[-7]
    assert turning.counts_from(series, "2022-01", tail=4).index[0] == pd.Period("2022-01", "M")


def test_the_turn_is_told_for_each_start_and_each_tail():
    series = frame(made("2020-01", 60))
    starts = turning.by_start(series, ("2020-01", "2021-01"))
    assert starts["months"].tolist() == [60, 48]
    assert all(abs((month - TURN).n) <= 2 for month in starts["month"])
    series.loc[series.index[-12:], "status"] = "estimate"
    tails = turning.by_tail(series, "2020-01")
    assert tails["left_out"].tolist() == [4, 6, 9]
    assert tails["last"].astype(str).tolist() == ["2024-08", "2024-06", "2024-03"]


def canada(deaths_by_quarter, first="2021Q1"):
    quarters = pd.period_range(first, periods=len(deaths_by_quarter), freq="Q")
    return pd.DataFrame(
        {
            "quarter": quarters,
            "deaths": pd.array(deaths_by_quarter, dtype="Int64"),
            "is_tail": [False] * (len(quarters) - 2) + [True] * 2,
        }
    )


def test_a_quarter_is_given_by_its_middle_month():
    rises = [1500, 1555, 1590, 1660, 1700, 1770, 1790, 1860, 1900]
    falls = [1790, 1660, 1555, 1450, 1345, 1260, 1170, 1100, 1010]
    found = turning.canada_opinion(canada(rises + falls), "2021-01").set_index("method")
    turn = found.loc["Joinpoint"]
    assert turn["month"].month in (2, 5, 8, 11)
    assert turn["low"] <= turn["month"] <= turn["high"]
    assert found.loc["Highest quarter", "words"] == "Q1 2023"


def test_canadas_interval_is_widened_for_alike_quarters_rounded_outward_and_open_where_it_ends():
    waves = [0, 60, 90, 60, 0, -60, -90, -60] * 3  # neighbours alike
    level = [2000 + 10 * i for i in range(11)] + [2100 * 0.95**i for i in range(1, 9)]
    made_of = [round(v + w) for v, w in zip(level, waves, strict=False)]
    row = turning.canada_opinion(canada(made_of), "2021-01").iloc[0]
    counts = canada(made_of)
    kept = counts[~counts["is_tail"]].set_index("quarter")["deaths"].astype(float)
    days = (kept.index.end_time.normalize() - kept.index.start_time).days + 1
    given = {"offset": np.log(np.asarray(days)), "margin": turning.QUARTER_MARGIN}
    data = joinpoint.prepare(np.arange(len(kept)), kept, **given)
    fit = joinpoint.fit(data)
    alike = joinpoint.serial_inflation(data.counts, fit.fitted)
    assert alike > 1.5
    place = joinpoint.interval(data, fit, inflation=alike)
    assert row["low"].asfreq("Q") == kept.index[int(np.floor(place.low))]
    assert row["high"].asfreq("Q") == kept.index[int(np.ceil(place.high))]
    assert row["open_end"] == turning.open_end(place.open_low, place.open_high)


def test_a_rise_alone_is_no_turn_of_canada():
    found = turning.canada_opinion(canada([1000 + 20 * i + i % 3 for i in range(20)]), "2021-01")
    assert pd.isna(found.loc[0, "month"])
    assert turning.first_turn(found) == turning.Bend()


def test_too_few_quarters_have_no_turn():
    assert turning.canada_opinion(canada([1, 2, 3, 4]), "2021-01")["month"].isna().all()


def test_the_highest_quarter_has_the_most_a_day():
    rises = [1500 + 20 * n + n % 3 for n in range(9)]
    counts = canada([*rises, 1990, 2000, 1900, 1810, 1700, 1, 1])
    found = turning.canada_opinion(counts, "2021-01")
    assert found.loc[1, "words"] == "Q2 2023", "1,990 in 91 days against 2,000 in 92"


def test_too_few_months_have_no_turn_and_no_line():
    short = made(months=turning.FEWEST - 1)
    assert turning.joins_wanted(short) == 0
    rows = turning.opinions(short, "Short", 0)
    assert rows["month"].isna().all() and len(rows) == 4
    assert turning.turned(rows) == turning.Turned()
    assert turning.fitted_line(short, 0)["fitted_per_day"].isna().all()
    assert turning.all_turns(short, 0).empty
    assert turning.counts_from(frame(short), "2030-01").empty


def test_share_of_months_near_a_day():
    days = pd.Series(pd.to_datetime(["2024-03-10", "2024-03-20", "2024-12-01"]))
    assert turning.near_share(days, "2024-01", "2024-10", 1) == pytest.approx(0.3)


def test_the_module_is_reached_through_deaths():
    assert deaths.turning is turning
