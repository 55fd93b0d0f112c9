"""Segmented regression: coefficients found again, conditions, and the pitfalls that bite."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parley.analysis import its, months

REFERENCE = Path(__file__).parents[1] / "reference"


def series(
    before: int = 36, after: int = 24, step: float = -0.2, change: float = -0.01
) -> pd.Series:
    """Large whole counts: growth of 1% a month, a step, a change of growth, yearly waves."""
    index = pd.period_range(pd.Period("2020-01", "M") - before, periods=before + after, freq="M")
    since = np.arange(-before, after)
    logs = 12 + 0.01 * since + step * (since >= 0) + change * np.maximum(since, 0)
    logs += 0.1 * np.sin(2 * np.pi * index.month / 12) + 0.05 * np.cos(4 * np.pi * index.month / 12)
    return pd.Series(np.exp(logs + months.log_days(index)).round(), index=index)


def test_coefficients_without_noise_are_found_again():
    found = its.segmented(series(), "2020-01")
    assert found.step.value == pytest.approx(-0.2, abs=1e-6)
    assert found.slope_before.value == pytest.approx(0.01, abs=1e-7)
    assert found.slope_change.value == pytest.approx(-0.01, abs=1e-7)
    assert found.dispersion < 1e-4
    assert found.fitted["fitted"].to_numpy() == pytest.approx(series().to_numpy(), rel=1e-6)


def test_the_step_is_that_of_the_named_month_not_of_the_first():
    # with time counted from the window's start, the slope's change would be part of the step
    steps = [its.segmented(series(before), "2020-01").step.value for before in (24, 36, 60)]
    assert steps == pytest.approx([-0.2] * 3, abs=1e-6)


def test_days_in_the_month_are_allowed_for():
    index = pd.period_range("2018-01", periods=48, freq="M")
    counts = pd.Series(100.0 * index.days_in_month, index=index)
    counts.iloc[0] += 1  # a fit without any error draws a remark from statsmodels
    found = its.segmented(counts, "2020-01", harmonics=0)
    assert found.step.value == pytest.approx(0, abs=1e-4)
    flat = pd.Series(0.0, index=index)
    without = its.segmented(counts, "2020-01", offset=flat, harmonics=0)
    assert without.dispersion > 10 * found.dispersion


def test_people_may_be_the_exposure():
    counts = series()
    logs = 0.01 * np.arange(len(counts)) + months.log_days(counts.index)
    found = its.segmented(counts, "2020-01", offset=pd.Series(logs, index=counts.index))
    assert found.slope_before.value == pytest.approx(0, abs=1e-7)


def test_the_line_without_the_change_is_the_fit_divided_by_it():
    fitted = its.segmented(series(), "2020-01").fitted.set_index("month")
    assert fitted["without_change"]["2019-12"] == pytest.approx(fitted["fitted"]["2019-12"])
    ratio = fitted["fitted"]["2020-03"] / fitted["without_change"]["2020-03"]
    assert np.log(ratio) == pytest.approx(-0.2 - 0.02)


def test_a_step_alone_can_be_fitted():
    found = its.segmented(series(change=0), "2020-01", slope_change=False)
    assert found.slope_change is None and found.step.percent[0] == pytest.approx(-18.126925)


def noisy(spread: float, ar: float, seed: int) -> pd.Series:
    rng, noise = np.random.default_rng(seed), [0.0]
    for _ in range(59):
        noise.append(ar * noise[-1] + rng.normal(0, spread))
    return (series() * np.exp(noise)).round()


@pytest.mark.parametrize(("ar", "widest"), [(0.0, "quasi-Poisson"), (0.95, "Newey-West")])
def test_the_wider_interval_is_reported(ar, widest):
    fits = [its.segmented(noisy(0.05, ar, seed), "2020-01", harmonics=0) for seed in range(12)]
    for found in (fit.step for fit in fits):
        errors = {kind: error for kind, error in found.errors.items() if kind != "Poisson"}
        wider = max(errors.values())
        # Student's t at 0.975 with 60 months less constant, slope, step and change of slope.
        assert found.high - found.low == pytest.approx(2 * 2.003241 * wider)
        assert errors[found.widest] == wider
    kinds = [fit.slope_change.widest for fit in fits] + [fit.step.widest for fit in fits]
    assert any(kind.startswith(widest) for kind in kinds)


def test_the_quasi_poisson_error_is_poissons_scaled():
    found = its.segmented(noisy(0.05, 0, 3), "2020-01", harmonics=0)
    kinds = ["Poisson", "quasi-Poisson", "Newey-West, lag 12", "Newey-West, lag 3"]
    errors = found.step.errors
    assert [*errors] == kinds
    assert errors["quasi-Poisson"] == pytest.approx(errors["Poisson"] * found.dispersion**0.5)


def test_time_may_stand_at_zero_elsewhere_and_the_step_is_then_another():
    # Xiao and others 2021 (dyaa148): with time counted from the start the step is not the date's.
    own = its.segmented(series(), "2020-01")
    far = its.segmented(series(), "2020-01", zero="2017-01")
    assert own.step.value == pytest.approx(-0.2, abs=1e-6)
    assert far.step.value == pytest.approx(-0.2 + 0.01 * 36, abs=1e-6)
    assert far.fitted["fitted"].to_numpy() == pytest.approx(own.fitted["fitted"].to_numpy())


def test_one_series_without_error_does_not_take_the_table_along():
    index = pd.period_range("2017-01", periods=60, freq="M")
    for flat in (pd.Series(5.0, index=index), pd.Series(9.0 * index.days_in_month, index=index)):
        with pytest.raises(ValueError, match="do not vary"):
            its.segmented(flat, "2020-01")
    found = its.fit_where_possible(flat, {"Law": "2020-01"}, ((24, 12),))
    assert found["fitted"].tolist() == [False] and "do not vary" in found["reason"].item()


def test_a_window_across_a_barred_month_is_not_fitted_and_says_so():
    wall = {"March 2020": pd.Period("2020-03", "M")}
    found = its.fit_where_possible(series(), {"Law": "2019-12"}, ((24, 12),), barred=wall)
    assert found["fitted"].tolist() == [False]
    assert "runs across March 2020" in found["reason"].item()
    free = its.fit_where_possible(series(), {"Law": "2019-12"}, ((24, 12),))
    assert free["fitted"].tolist() == [True]


def test_dispersion_is_pearson_over_degrees_of_freedom():
    counts = noisy(0.05, 0, 1)
    found = its.segmented(counts, "2020-01")
    pearson = ((counts.to_numpy() - found.fitted["fitted"]) ** 2 / found.fitted["fitted"]).sum()
    assert found.dispersion == pytest.approx(pearson / (60 - 8))


def test_the_glm_covariance_is_the_least_squares_one_that_is_published():
    from statsmodels.api import GLM, OLS, families

    data = pd.read_csv(REFERENCE / "investment.csv").dropna()
    design = np.column_stack([np.ones(len(data)), data["RealGNP"], data["RealInt"]])
    models = OLS(data["RealInv"], design), GLM(data["RealInv"], design, families.Gaussian())
    one, other = (its.newey_west(model, 4) for model in models)
    assert one == pytest.approx(other)


def test_newey_west_without_lags_is_whites_by_hand():
    from statsmodels.api import OLS

    x, y = np.array([-1.0, 0, 1, 0]), np.array([0.0, 1, 2, 3])
    design = np.column_stack([np.ones(4), x])
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    inverse = np.linalg.inv(design.T @ design)
    white = inverse @ (design.T * left**2) @ design @ inverse
    assert its.newey_west(OLS(y, design), 0) == pytest.approx(white)


def test_failed_conditions_are_told_in_words():
    assert its.conditions(series(), "2020-01") == ()
    found = its.conditions(series(20, 8), "2020-01")
    assert found == ("20 of 24 months before", "8 of 12 months after")


def test_dates_without_their_conditions_are_rows_that_say_so():
    found = its.fit_where_possible(
        series(),
        {"one": "2020-01", "late": "2021-06"},
        windows=((24, 12), (36, 24)),
    )
    assert found["fitted"].tolist() == [True, True, False, False]
    assert found["reason"].iloc[2] == "7 of 12 months after"
    assert found["step_percent"].isna().tolist() == [False, False, True, True]
    assert found["step_percent"].iloc[0] == pytest.approx(-18.126925)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda s: s[30:], "6 of 24 months before"),
        (lambda s: s[:0], "0 months"),
        (lambda s: s.drop(s.index[5]), "is missing"),
        (lambda s: s.where(s.index < pd.Period("2020-01"), 0), "counts zero"),
        (lambda s: s * 0, "counts zero"),
        (lambda s: -s, "negative"),
    ],
)
def test_series_that_cannot_be_fitted_are_refused(change, why):
    with pytest.raises(ValueError, match=why):
        its.segmented(change(series()), "2020-01")


def test_exposure_must_be_whole():
    counts = series()
    with pytest.raises(ValueError, match="2017-01 has no exposure"):
        its.segmented(counts, "2020-01", offset=pd.Series(1.0, index=counts.index[1:]))
    with pytest.raises(ValueError, match="has no exposure"):
        its.segmented(counts, "2020-01", offset=-np.inf * counts)


def test_other_refusals():
    with pytest.raises(ValueError, match="at least 24 and 12"):
        its.fit_where_possible(series(), {"one": "2020-01"}, windows=((12, 12),))
    with pytest.raises(ValueError, match="needs a date"):
        its.fit_where_possible(series(), {}, ((24, 12),))
