"""Joined lines: a published case, joins put there by hand, and series that have none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parley.analysis import joinpoint, months
from parley.analysis.joinpoint import line, model

REFERENCE = Path(__file__).parents[1] / "reference"


def series(*turns: tuple[int, float], length: int = 96, noise: float = 0.0) -> pd.Series:
    """Whole monthly counts: growth of 1% a month, changed at each turn, days allowed for."""
    index = pd.period_range("2016-01", periods=length, freq="M")
    x = np.arange(length)
    logs = 6 + 0.01 * x + sum(change * np.maximum(x - at, 0) for at, change in turns)
    logs = logs + months.log_days(index) - np.log(30)
    logs += np.random.default_rng(5).normal(0, noise, length) if noise else 0
    return pd.Series(np.exp(logs).round(), index=index)


def test_a_join_put_there_is_found_with_its_slopes():
    found = joinpoint.turns(series((40, -0.05)))
    row = found.table.iloc[0]
    assert str(row["month"]) == "2019-05" and row["low"] <= row["month"] <= row["high"]
    assert row["growth_before"] == pytest.approx(100 * np.expm1(0.12), abs=0.2)
    assert row["growth_after"] == pytest.approx(100 * np.expm1(-0.48), abs=0.2)
    assert not row["open_low"] and not row["open_high"] and row["se_months"] < 1
    assert len(found.fitted) == 96 and found.fit.dispersion < 1


def test_two_joins_put_there_are_found_by_permutation():
    counts = series((30, 0.04), (65, -0.1), noise=0.03)
    found = joinpoint.by_permutation(counts, draws=199, seed=1)
    assert found.joins == 2
    assert found.steps[["null", "alternative"]].to_numpy().tolist() == [[0, 3], [1, 3], [2, 3]]
    assert found.steps["rejected"].tolist() == [True, True, False]


def test_a_straight_line_with_noise_is_given_a_join_about_as_seldom_as_the_level_says():
    index = pd.period_range("2016-01", periods=36, freq="M")
    rng = np.random.default_rng(11)
    chosen = []
    for seed in range(80):
        counts = np.exp(6 + 0.01 * np.arange(36) + rng.normal(0, 0.05, 36)) * index.days_in_month
        straight = pd.Series(counts.round(), index=index)
        chosen.append(joinpoint.by_permutation(straight, most=1, draws=99, seed=seed).joins)
    assert sum(chosen) <= 10  # 4 expected of 80; more than 10 in one of 500 runs


def test_each_test_is_held_to_its_share_of_the_level(monkeypatch):
    monkeypatch.setattr(joinpoint, "LEVEL", 0.6)
    found = [
        joinpoint.by_permutation.__wrapped__(  # what is remembered is of the usual level
            series(noise=0.05, length=36 + more), draws=99
        ).steps
        for more in range(4)
    ]
    steps = pd.concat(found)
    assert (steps["rejected"] == (steps["p"] <= 0.2)).all()
    assert steps["p"].between(0.2, 0.6, inclusive="right").any()


def test_each_test_that_does_not_reject_lowers_the_alternative():
    flat = pd.Series([100.0, 101] * 24, index=pd.period_range("2016-01", periods=48, freq="M"))
    found = joinpoint.by_permutation(flat, draws=99)
    assert found.joins == 0 and found.steps["alternative"].tolist() == [3, 2, 1]


def test_permutations_are_seeded():
    counts = series((20, -0.01), noise=0.05, length=40)
    one, two = (joinpoint.by_permutation(counts, most=1, draws=99, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one.steps, two.steps)


def test_the_interval_holds_the_months_within_the_deviance_by_hand():
    counts = series((20, -0.02), length=40, noise=0.05)
    data = model.prepare(np.arange(40.0), counts, margin=3)
    found = joinpoint.fit(data)
    place = joinpoint.interval(data, found)
    inside = [
        at
        for at in range(2, 38)
        if model.deviance_at(data, [at]) <= found.deviance + 3.84 * found.dispersion
    ]
    assert inside[0] - 1 < place.low <= inside[0]
    assert inside[-1] <= place.high < inside[-1] + 1
    most = found.deviance + 3.84 * found.dispersion
    ends = [model.deviance_at(data, [end]) for end in (place.low, place.high)]
    assert ends == pytest.approx([most, most], rel=1e-3)
    assert place.low <= place.at <= place.high
    assert place.broken == (inside != [*range(inside[0], inside[-1] + 1)])


def test_the_interval_of_months_is_rounded_outward_and_widened_for_likeness():
    counts = series((20, -0.02), length=40, noise=0.05)
    table = joinpoint.turns(counts).table
    assert table["low"].item() <= table["month"].item() <= table["high"].item()
    data = model.prepare(np.arange(40.0), counts, margin=3)
    found = joinpoint.fit(data)
    plain = joinpoint.interval(data, found)
    wider = joinpoint.interval(data, found, inflation=3.0)
    assert wider.low < plain.low
    assert plain.high < wider.high


def test_likeness_of_neighbours_inflates_as_an_autoregression_does():
    from parley.analysis.joinpoint.line import serial_inflation

    rng = np.random.default_rng(20261128)
    noise = [0.0]
    for _ in range(4000):
        noise.append(0.5 * noise[-1] + rng.normal())
    level = np.full(4001, 10_000.0)
    assert serial_inflation(level + 100 * np.array(noise), level) == pytest.approx(3, abs=0.3)
    assert serial_inflation(level + rng.normal(0, 100, 4001), level) == pytest.approx(1, abs=0.1)
    jumping = level + 100 * (-1.0) ** np.arange(4001)
    assert serial_inflation(jumping, level) == 1.0, "unlike neighbours narrow nothing"


def test_an_interval_that_runs_off_the_series_says_so():
    counts = series((6, -0.004), length=40, noise=0.1)
    table = joinpoint.turns(counts).table
    assert table["open_low"].item() or table["open_high"].item()


def test_the_own_fit_is_the_one_of_statsmodels():
    from statsmodels.api import GLM, families

    data = pd.read_csv(REFERENCE / "downs_bc.csv")
    own = model.prepare(data["age"], data["cases"], data["births"])
    columns = model.design(own, [31.0])
    pairs = np.column_stack([data["cases"], data["births"] - data["cases"]])
    binomial = GLM(pairs, columns, family=families.Binomial()).fit()
    assert model.solve(own, columns)[0] == pytest.approx(binomial.params, rel=1e-6)
    assert model.deviance_at(own, [31.0]) == pytest.approx(binomial.deviance)
    own = model.prepare(data["age"], data["cases"], offset=np.log(data["births"]))
    poisson = GLM(data["cases"], columns, family=families.Poisson(), offset=own.offset).fit()
    assert model.solve(own, columns)[0] == pytest.approx(poisson.params.to_numpy(), rel=1e-6)
    assert model.deviance_at(own, [31.0]) == pytest.approx(poisson.deviance)


def test_the_error_of_a_join_is_that_of_a_ratio_scaled_by_the_dispersion():
    from statsmodels.api import GLM, families

    counts = series((40, -0.05), noise=0.1)
    data = model.prepare(np.arange(96.0), counts, margin=6)
    found = line.at_joins(data, [47.0])  # away from the best, where the ratio is not 0
    columns = np.column_stack([model.design(data, [47.0]), -(data.x > 47.0).astype(float)])
    glm = GLM(data.counts, columns, family=families.Poisson()).fit()
    hinge, step = glm.params[2:]
    gradient = np.array([-step / hinge**2, 1 / hinge])
    variance = gradient @ glm.cov_params()[2:, 2:] @ gradient * found.dispersion
    assert abs(step / hinge) > 1 and found.dispersion > 2
    assert found.join_ses[0] == pytest.approx(variance**0.5)


def test_a_longer_search_finds_no_better_join_than_every_month_tried():
    data = model.prepare(np.arange(60.0), series((25, 0.03), (40, -0.06), length=60), margin=4)
    best = model.deviance_at(data, model.search(data, 2))
    tried = [model.deviance_at(data, data.x[list(at)]) for at in model.combined(data, 2, 5000)]
    assert best <= min(tried) + 1e-6


def test_no_join_gives_an_empty_table():
    found = joinpoint.turns(series(noise=0.05), joins=0)
    assert len(found.table) == 0 and len(found.fit.slopes) == 1


@pytest.mark.parametrize(
    ("counts", "joins", "why"),
    [
        (series(length=10), 1, "10 observations; 1 joins need 12"),
        (series()[:0], 1, "0 months"),
        (series()[:1], 1, "three places"),
        (series() * 0, 1, "all are zero"),
        (series().drop(pd.Period("2017-01")), 1, "2017-01 is missing"),
        (series(), 4, "4 joins"),
        (series(length=60).where(np.arange(60) > 30, 0), 1, "settle|Singular"),
    ],
)
def test_series_without_an_answer_are_refused(counts, joins, why):
    with pytest.raises(ValueError, match=why):
        joinpoint.turns(counts, joins)


def test_counts_on_one_line_have_no_join_to_place():
    flat = model.prepare(np.arange(20.0), np.full(20, 7.0))
    with pytest.raises(ValueError, match="on one line"):
        joinpoint.fit(flat)
    with pytest.raises(ValueError, match="line exactly"):
        joinpoint.fit(flat, 0)


def test_unfit_observations_are_refused():
    x, y = np.arange(20.0), np.arange(1.0, 21)
    for change, why in (
        ({"x": x[::-1]}, "rising"),
        ({"counts": y[:5]}, "as many"),
        ({"counts": -y}, "negative"),
        ({"counts": y * np.nan}, "missing"),
        ({"trials": y - 1}, "above its trials"),
        ({"margin": 0}, "margin"),
    ):
        with pytest.raises(ValueError, match=why):
            model.prepare(**({"x": x, "counts": y} | change))
    data = model.prepare(x, np.round(np.exp(3 + 0.1 * np.abs(x - 9)) + 2 * np.sin(x)))
    with pytest.raises(ValueError, match="no join 1"):
        joinpoint.interval(data, joinpoint.fit(data), which=1)


def test_permutation_tests_that_cannot_be_made_are_refused(monkeypatch):
    counts = series(noise=0.05, length=40)
    for level, draws in ((0.5, 98), (0.02, 99)):
        monkeypatch.setattr(joinpoint, "LEVEL", level)
        with pytest.raises(ValueError, match="draws cannot reach"):
            joinpoint.by_permutation(counts, draws=draws)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="nothing to permute"):
        joinpoint.by_permutation(pd.Series(counts.index.days_in_month, counts.index))
    with pytest.raises(ValueError, match="counts zero"):
        joinpoint.by_permutation(counts.where(counts.index != counts.index[3], 0))
    with pytest.raises(ValueError, match="0 joins"):
        joinpoint.by_permutation(counts, most=0)


def test_a_month_of_nought_that_is_hardly_expected_warns_of_nothing():
    x, counts = np.arange(4.0), np.array([0.0, 5.0, 4.0, 3.0])
    expected = np.array([1e-320, 5.0, 4.0, 3.0])
    assert model.deviance(model.prepare(x, counts), expected) == pytest.approx(0)
    of_all = np.array([9.0, 5.0, 4.0, 3.0])
    held = model.prepare(x, of_all, trials=np.full(4, 9.0))
    assert model.deviance(held, of_all) == pytest.approx(0)
