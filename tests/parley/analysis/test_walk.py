"""Shares with memory: held against a reckoning on a grid, and against what was made up."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import binom, norm

from parley.analysis import walk
from parley.analysis.topics import memory

QUARTERS = 24
LEVELS = np.linspace(-6, 4, 401)
PATH = np.concatenate([np.full(8, -2.2), np.linspace(-2.2, 0.2, 8), np.full(8, -1.0)])


@pytest.fixture(scope="module")
def counts() -> np.ndarray:
    return np.random.default_rng(7).binomial(20, expit(PATH)).astype(float)


def on_a_grid(counts: np.ndarray, step: float, number: int = 4000) -> tuple[np.ndarray, float]:
    """Return draws of the levels and the log evidence, by adding up over a grid of levels.

    The way of Kitagawa (1987, Journal of the American Statistical Association 82, 1032-1063): each
    quarter's distribution is carried on the grid, then drawn backwards. Nothing is shared with the
    method under test.
    """
    seen = binom.pmf(counts[:, None], 20, expit(LEVELS)[None])
    move = norm.pdf(LEVELS[:, None], LEVELS[None], step)
    move /= move.sum(axis=0, keepdims=True)
    ahead, evidence = [], 0.0
    before = np.full(len(LEVELS), 1 / len(LEVELS))
    for row in seen:
        joint = before * row
        evidence += np.log(joint.sum())
        ahead.append(joint / joint.sum())
        before = move @ ahead[-1]
    random, paths = np.random.default_rng(8), np.empty((number, len(counts)), dtype=int)
    paths[:, -1] = random.choice(len(LEVELS), number, p=ahead[-1])
    for quarter in range(len(counts) - 2, -1, -1):
        back = ahead[quarter][None] * move[paths[:, quarter + 1]]
        total = np.cumsum(back / back.sum(axis=1, keepdims=True), axis=1)
        paths[:, quarter] = (random.random((number, 1)) > total).sum(axis=1).clip(0, 400)
    return LEVELS[paths], evidence


def by_laplace(counts: np.ndarray, step: float) -> tuple[np.ndarray, float]:
    """Return draws of the levels and the log evidence, by the method under test."""
    basis = np.hstack([np.ones((QUARTERS, 1)), walk.steps_basis(QUARTERS)])
    scale = np.array([[5.0] + [step] * (QUARTERS - 1)])
    found = walk.laplace(counts[None], np.full((1, QUARTERS), 20.0), np.zeros((1, 1)), basis, scale)
    noise = np.random.default_rng(9).standard_normal((QUARTERS, 4000))
    drawn = found.effects[0] + np.linalg.solve(np.linalg.cholesky(found.curvature[0]).T, noise).T
    return (drawn * scale) @ basis.T, float(found.evidence[0])


def years(paths: np.ndarray) -> np.ndarray:
    return expit(paths).reshape(len(paths), -1, 4).mean(axis=2)


@pytest.mark.parametrize("step", [0.2, 0.5])
def test_shares_and_intervals_are_those_of_the_grid(counts, step):
    exact, found = (years(paths(counts, step)[0]) for paths in (on_a_grid, by_laplace))
    assert found.mean(axis=0) == pytest.approx(exact.mean(axis=0), abs=0.012)
    ends = [np.quantile(each, [0.025, 0.975], axis=0) for each in (exact, found)]
    assert ends[1] == pytest.approx(ends[0], abs=0.03)


def test_the_probability_of_being_the_top_year_is_that_of_the_grid(counts):
    tops = [
        np.bincount(years(paths(counts, 0.35)[0]).argmax(axis=1), minlength=6) / 4000
        for paths in (on_a_grid, by_laplace)
    ]
    assert tops[1] == pytest.approx(tops[0], abs=0.03)
    assert 0.5 < tops[0].max() < 0.999  # else nothing is compared


def test_steps_are_told_apart_as_on_the_grid(counts):
    apart = [paths(counts, 0.35)[1] - paths(counts, 0.1)[1] for paths in (on_a_grid, by_laplace)]
    assert apart[1] == pytest.approx(apart[0], abs=0.1) and apart[0] > 1


def test_the_curvature_is_that_of_each_series_by_itself():
    random = np.random.default_rng(6)
    basis, scale = random.normal(size=(30, 4)), random.uniform(0.2, 1, (3, 4))
    counts = random.integers(0, 20, (3, 30)).astype(float)
    found = walk.laplace(counts, np.full((3, 30), 20.0), np.zeros((3, 30)), basis, scale)
    for row, own in enumerate(basis * each for each in scale):
        chance = expit(own @ found.effects[row])
        alone = own.T @ np.diag(20 * chance * (1 - chance)) @ own + np.eye(4)
        assert found.curvature[row] == pytest.approx(alone)


def test_a_walk_is_nought_on_average_and_steps_as_told():
    basis = walk.steps_basis(6)
    assert basis.mean(axis=0) == pytest.approx(0) and np.diff(basis, axis=0) == pytest.approx(
        np.eye(6)[:-1, :-1]
    )


def made_up(chance, *, seed: int, number: int = 8) -> tuple[pd.DataFrame, ...]:
    """Return rows, meetings and topics: six years of ten meetings a quarter, chances as told."""
    random = np.random.default_rng(seed)
    days = pd.date_range("2018-01-05", "2023-12-31", freq="9D")
    held = pd.DataFrame({"meeting_id": [f"m{n}" for n in range(len(days))], "start_date": days})
    held = held.assign(channel="defense", level="minister")
    topics = pd.DataFrame({"topic": [f"t{n}" for n in range(number)]})
    topics = topics.assign(label=topics["topic"].str.upper())
    rows = held[["meeting_id", "start_date"]].merge(topics[["topic"]], how="cross")
    rows = rows.assign(side="either", read="full", is_coded=True)
    odds = chance(rows["topic"], rows["start_date"].dt.year)
    return rows.assign(is_mentioned=random.random(len(rows)) < odds), held, topics


def steady(topic: pd.Series, year: pd.Series) -> np.ndarray:
    return np.full(len(topic), 0.2)


def one_high_year(topic: pd.Series, year: pd.Series) -> np.ndarray:
    return np.where((topic == "t3") & (year == 2021), 0.7, 0.2)


def test_where_nothing_changes_no_year_is_the_top_and_no_turn_is_told():
    told = tops = 0
    for seed in range(5):  # 40 topics, 200 pairs of years
        found = memory.remembered(*made_up(steady, seed=seed))
        told, tops = told + found.turns["is_told"].sum(), tops + memory.tops(found.years).k
    assert told <= 4 and tops <= 2


def test_a_year_that_is_the_top_is_found_and_so_are_its_turns():
    found = memory.remembered(*made_up(one_high_year, seed=1))
    best = memory.tops(found.years)
    assert (best.label, best.year, best.k) == ("T3", 2021, 1) and best.probability == "over 99%"
    told = found.turns[found.turns["is_told"]]
    turns = {(row.label, row.year, row.direction) for row in told.itertuples()}
    assert {("T3", 2020, "rose"), ("T3", 2021, "fell")} <= turns
    assert memory.tops(found.years, barred={"t3"}).k == 0
    spared = memory.remembered(*made_up(one_high_year, seed=1), barred={"t3"}).turns
    assert not spared.loc[spared["topic"] == "t3", "is_told"].any()


def test_what_was_counted_stands_beside_and_shares_stay_shares():
    rows, held, topics = made_up(one_high_year, seed=1)
    found = memory.remembered(rows, held, topics).years
    own = rows[(rows["topic"] == "t3") & (rows["start_date"].dt.year == 2021)]
    row = found[(found["topic"] == "t3") & (found["year"] == 2021)].iloc[0]
    assert (row["mentions"], row["n"]) == (own["is_mentioned"].sum(), len(own))
    assert found[["low", "share", "high"]].to_numpy().min() >= 0
    assert (found["low"] <= found["share"]).all() and (found["share"] <= found["high"]).all()
    assert found.groupby("topic")["top"].sum().to_numpy() == pytest.approx(1)


def test_one_topic_alone_is_what_it_is_among_all_whatever_the_order():
    rows, held, topics = made_up(one_high_year, seed=2)
    every = memory.remembered(rows, held, topics)
    alone = memory.remembered(rows.iloc[::-1], held.iloc[::-1], topics, only="t3")
    for one, many in zip(alone, every, strict=True):
        own = many[many["topic"] == "t3"].reset_index(drop=True)
        pd.testing.assert_frame_equal(one, own)


def test_the_mix_of_depths_does_not_make_a_top_year():
    rows, held, topics = made_up(steady, seed=3)
    full = rows["start_date"].dt.year == 2020
    mixed = rows.assign(
        read=np.where(full | (rows["meeting_id"].str[-1] == "7"), "full", "reported")
    )
    random = np.random.default_rng(4).random(len(rows))
    mixed["is_mentioned"] = random < np.where(mixed["read"] == "full", 0.45, 0.1)
    found = memory.remembered(mixed, held, topics)
    plain = mixed.groupby(["topic", mixed["start_date"].dt.year])["is_mentioned"].mean()
    largest = plain.groupby("topic").idxmax().map(lambda place: place[1])
    assert (largest == 2020).all() and memory.tops(found.years).k == 0


def test_too_few_give_frames_without_rows():
    rows, held, topics = made_up(steady, seed=5)
    for few in (rows.iloc[:0], rows[rows["meeting_id"].isin(held["meeting_id"][:39])],
                rows[rows["start_date"].dt.year == 2019]):  # fmt: skip
        found = memory.remembered(few, held, topics)
        assert [len(frame) for frame in found] == [0, 0, 0]
        assert memory.tops(found.years).tested == 0
