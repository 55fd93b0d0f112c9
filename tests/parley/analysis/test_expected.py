"""Every published number in reference/expected.csv, computed anew.

The file is the list: a row without a computation here fails, and so does a computation without
a row. Each row names its publication.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from parley.analysis import (
    agreement,
    breaks,
    detection,
    events,
    its,
    joinpoint,
    months,
    paired,
    shares,
    specifications,
    superlatives,
    survival,
    together,
    walk,
)

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = pd.read_csv(REFERENCE / "expected.csv")
COMPUTED: dict[tuple[str, str], Callable[[], float]] = {}


def read(name: str, **options) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv", **options)


def add(case: str, computations: dict[str, Callable[[], float]]) -> None:
    COMPUTED.update({(case, quantity): compute for quantity, compute in computations.items()})


@cache
def greene() -> np.ndarray:
    from statsmodels.api import OLS

    data = read("investment").dropna()
    design = np.column_stack([np.ones(len(data)), data["RealGNP"], data["RealInt"]])
    return its.newey_west(OLS(data["RealInv"], design), lag=4)


add(
    "Newey-West",
    {
        "V[const,const]": lambda: greene()[0, 0],
        "V[const,GNP]": lambda: greene()[0, 1],
        "V[GNP,GNP]": lambda: greene()[1, 1],
        "V[const,int]": lambda: greene()[0, 2],
        "V[int,int]": lambda: greene()[2, 2],
    },
)


def darwin() -> events.SignFlip:
    return events.sign_flip(read("darwin_zea_mays")["diff_eighths_inch"])


def family() -> paired.Family:
    return paired.benjamini_hochberg(read("bh1995_pvalues")["p"])


add(
    "Permutation (exact)",
    {
        "sign flips with sum >= 314 of 32768": lambda: darwin().at_least,
        "two-sided p": lambda: darwin().p,
    },
)
add(
    "Multiple testing",
    {
        "fdr_bh rejections at .05 (15 tests)": lambda: family().rejected.sum(),
        "bonferroni rejections at .05 (15 tests)": lambda: family().bonferroni.sum(),
    },
)


def step_gap() -> float:
    values = np.random.default_rng(1).uniform(4000, 9000, 120)
    steps = np.diff(months.rolling_12(values))
    return np.abs(steps - (values[12:] - values[:-12])).max()


def recovery_gap() -> float:
    values = np.random.default_rng(2).uniform(4000, 9000, 120)
    sums = months.rolling_12(values)
    found = list(values[:12])
    for step in np.diff(sums):
        found.append(found[-12] + step)
    return np.abs(np.array(found) - values).max()


@cache
def correlation(lag: int) -> float:
    summed = months.rolling_12(np.random.default_rng(3).normal(0, 1, 60_000))
    left = summed - summed.mean()
    return float(left[lag:] @ left[:-lag] / (left @ left))


def lateness() -> float:
    x = np.arange(121)
    sums = months.rolling_12(1000 * np.exp(-(((x - 60) / 20) ** 2)))
    top = int(sums.argmax())
    # a peak between two months: the two highest are alike, so their middle is meant
    pair = sums[[top - 1, top + 1]].argmax() * 2 - 1
    return (top + top + pair) / 2 + 11 - 60


add(
    "12-month-ending",
    {
        "S[t]-S[t-1] = m[t]-m[t-12] (max gap)": step_gap,
        "months recovered from rolling sums + first 12 (max gap)": recovery_gap,
        "symmetric peak appears this many months late": lateness,
    }
    | {
        f"autocorrelation of white noise summed, lag {lag}": lambda lag=lag: correlation(lag)
        for lag in (1, 6, 11)
    },
)

NILE_BREAKS = {  # Zeileis et al., CSDA 2003;44:109-123: values before each break
    0: (),
    1: (28,),
    2: (28, 83),
    3: (28, 68, 83),
    4: (28, 45, 68, 83),
    5: (15, 30, 45, 68, 83),
}


@cache
def nile() -> pd.DataFrame:
    return breaks.partition(read("nile")["volume"])


def nile_year() -> float:
    best = nile().loc[nile()["best"], "positions"].item()
    return read("nile")["year"][best[0] - 1]


add(
    "Nile",
    {
        "BIC-best break = last year of first regime": nile_year,
        "sup-F": lambda: breaks.sup_f(read("nile")["volume"]).statistic,
        "ruptures Dynp l2": lambda: breaks.dynp(read("nile")["volume"])[0],
        "ruptures PELT l2, BIC penalty": lambda: only(breaks.pelt(read("nile")["volume"])),
    },
)
for number, known in NILE_BREAKS.items():
    add(
        "Nile",
        {
            f"{number} breaks RSS": lambda at=number: nile()["rss"][at],
            f"{number} breaks BIC": lambda at=number: nile()["bic"][at],
            f"{number} breaks positions match": (
                lambda at=number, known=known: nile()["positions"][at] == known
            ),
        },
    )


def only(found: tuple[int, ...]) -> int:
    (value,) = found
    return value


FIRST_YEAR, LAST_YEAR = 1851, 1962


def coal() -> pd.Series:
    return read("coal_dates")["date"]


@cache
def coal_change() -> breaks.RateChange:
    years = np.floor(coal()).astype(int) - FIRST_YEAR
    return breaks.rate_change(np.bincount(years, minlength=LAST_YEAR - FIRST_YEAR + 1))


add(
    "Coal disasters",
    {
        "events": lambda: len(coal()),
        "Poisson ML change after year": lambda: FIRST_YEAR + coal_change().position - 1,
        "rate before": lambda: coal_change().before,
        "rate after": lambda: coal_change().after,
        "posterior median year": lambda: FIRST_YEAR + coal_change().posterior_median - 1,
    },
)


@cache
def downs() -> joinpoint.Fit:
    data = read("downs_bc")
    return joinpoint.fit(joinpoint.prepare(data["age"], data["cases"], data["births"]))


add(
    "Joinpoint (GLM)",
    {
        "joinpoint psi": lambda: downs().joins[0],
        "SE(psi), delta method": lambda: downs().join_ses[0],
        "slope before": lambda: downs().slopes[0],
        "slope change": lambda: downs().slope_changes[0],
        "SE slope change": lambda: downs().slope_change_ses[0],
        "deviance": lambda: downs().deviance,
    },
)


for k, n in ((81, 263), (15, 148), (0, 20), (1, 29)):
    add(
        "Shares",
        {
            f"Wilson {k}/{n} {end}": lambda k=k, n=n, end=end: getattr(shares.wilson(k, n), end)
            for end in ("low", "high")
        },
    )
for named, method in (
    ("wilson", shares.wilson),
    ("jeffreys", shares.jeffreys),
    ("beta", shares.clopper_pearson),
):
    add(
        "Shares",
        {
            f"{named} 13/16 {end}": lambda method=method, end=end: getattr(method(13, 16), end)
            for end in ("low", "high")
        },
    )

# Bentur's table: both 1, the one alone 1, the other alone 7, neither 12.
BENTUR = pd.DataFrame(
    {"a": [True] * 2 + [False] * 19, "b": [True, False] + [True] * 7 + [False] * 12}
)
add(
    "Two sides (McNemar)",
    {
        "exact conditional p": lambda: superlatives.of_mentions(BENTUR, {"b": "B", "a": "A"}).p,
        "mid-p": lambda: paired.mid_p(1, 7),
        "Newcombe paired difference": lambda: paired.newcombe_paired(59, 6, 16, 80).difference,
        "Newcombe paired low": lambda: paired.newcombe_paired(59, 6, 16, 80).low,
        "Newcombe paired high": lambda: paired.newcombe_paired(59, 6, 16, 80).high,
    },
)
# The examples of R's epiR::epi.prev: positives, tested, sensitivity, specificity.
add(
    "Detection",
    {
        f"{name}, per 100": lambda found=found, of=of, se=se, sp=sp: (
            100 * detection.rogan_gladen(found / of, se, sp)
        )
        for name, found, of, se, sp in (
            ("brucellosis 23/150", 23, 150, 0.96, 0.89),
            ("Helicobacter pylori 6/151", 6, 151, 0.964, 0.927),
            ("tuberculosis herd 1", 8, 210, 0.60, 0.90),
            ("tuberculosis herd 2", 12, 189, 0.65, 0.95),
            ("tuberculosis herd 3", 7, 124, 0.70, 0.99),
        )
    },
)
# Manning & Schütze, Table 5.14: "Ayatollah" 42 times, "Ruhollah" 20, together 20
add(
    "Co-occurrence",
    {"PMI Ayatollah Ruhollah (bits)": lambda: together.pmi(20, 42, 20, 14_307_668)},
)


def arm(name: str) -> pd.DataFrame:
    data = read("gehan_6mp")
    return data[data["arm"] == name]


def surviving(week: int) -> float:
    curve = survival.kaplan_meier(arm("6MP")["weeks"], arm("6MP")["event"])
    return curve.set_index("time")["survival"][week]


def arm_median(name: str) -> float:
    return survival.median(arm(name)["weeks"], arm(name)["event"]).median


add(
    "Gaps (Kaplan-Meier)",
    {f"S({week})": lambda week=week: surviving(week) for week in (6, 7, 10, 13, 16, 22, 23)}
    | {
        "median 6-MP": lambda: arm_median("6MP"),
        "median placebo": lambda: arm_median("placebo"),
    },
)


def incidence(end: str, time: int, disease: str | None = None) -> float:
    data = read("bmt_2007")
    own = data if disease is None else data[data["disease"] == disease]
    ends = own["status"].map({1: "first", 2: "second"})
    table = survival.cumulative_incidence(own["months"], ends, ["first", "second"])
    return table.loc[table["time"] <= time, end].iloc[-1]


add(
    "Two ends (Aalen-Johansen)",
    {
        f"{end} end by {time}, {disease or 'all'}": (
            lambda end=end, time=time, disease=disease: incidence(end, time, disease)
        )
        for end, time, disease in (
            ("first", 3, None),
            ("second", 3, None),
            ("first", 8, None),
            ("second", 8, None),
            ("first", 72, None),
            ("second", 72, None),
            ("first", 72, "ALL"),
            ("second", 72, "ALL"),
            ("first", 4, "AML"),
            ("second", 10, "AML"),
        )
    },
)


@cache
def herds() -> tuple[np.ndarray, float]:
    """Return what R's lme4 maximises for cbpp, Laplace's approximation, at its maximum."""
    data = read("cbpp")
    sick, of = (data[[name]].T.to_numpy(dtype=float) for name in ("incidence", "size"))
    periods = np.column_stack([np.ones(len(data)), *(data["period"] == n for n in (2, 3, 4))])
    of_herd = (data[["herd"]].to_numpy() == data["herd"].unique()).astype(float)

    def missed(at: np.ndarray) -> float:
        spread = np.full((1, of_herd.shape[1]), np.exp(at[-1]))
        return -walk.laplace(sick, of, (periods @ at[:-1])[None], of_herd, spread).evidence[0]

    found = optimize.minimize(missed, [-1.4, -1, -1, -1, 0], method="BFGS")
    return found.x, -found.fun


add(
    "Mixed logit (Laplace)",
    {
        "s.d. of herds": lambda: np.exp(herds()[0][-1]),
        "log likelihood": lambda: herds()[1],
    }
    | {
        name: lambda place=place: herds()[0][place]
        for place, name in enumerate(("intercept", "period 2", "period 3", "period 4"))
    },
)


@cache
def children() -> pd.DataFrame:
    """Return an answer a row: each child of the table, at each of four ages."""
    table = read("ohio_wheeze")
    each = table.loc[table.index.repeat(table["children"])].reset_index(drop=True)
    each = each.assign(visit_id=each.index, side=each["smoke"].map({0: "us", 1: "prc"}))
    ages = [f"at_{age}" for age in (7, 8, 9, 10)]
    return each.melt(["visit_id", "side"], ages, "age", "said").sort_values("visit_id")


@cache
def equations() -> tuple[float, ...]:
    fit = specifications.fitted(children(), "said ~ is_prc")
    return (*fit.params, *fit.bse)


add(
    "GEE (exchangeable)",
    {
        name: lambda place=place: equations()[place]
        for place, name in enumerate(
            ("intercept", "smoke", "robust s.e. of intercept", "robust s.e. of smoke")
        )
    },
)


# Cells: found by both, by the first alone, the second alone, neither. Krippendorff's example A
# is 0100000010 beside 1110010000.
add(
    "Reliability",
    {
        name: lambda cells=cells, what=what: agreement.statistics(np.array(cells))[what]
        for name, what, cells in (
            ("alpha binary, 2 coders x 10 units", "alpha", (1, 1, 3, 5)),
            ("Cohen kappa [[20,5],[10,15]]", "kappa", (20, 5, 10, 15)),
            ("kappa balanced 40/9/6/45", "kappa", (40, 9, 6, 45)),
            ("kappa skewed 80/10/5/5", "kappa", (80, 10, 5, 5)),
            ("Gwet AC1 skewed 80/10/5/5", "ac1", (80, 10, 5, 5)),
        )
    },
)


@pytest.mark.parametrize(
    "row", [*EXPECTED.itertuples(index=False)], ids=lambda row: f"{row.case}: {row.quantity}"
)
def test_the_published_number_is_reproduced(row):
    compute = COMPUTED.get((row.case, row.quantity))
    assert compute is not None, f"no computation for {row.case}, {row.quantity} ({row.source})"
    found = float(compute())
    # 1e-12 of room for the last bit of a binary fraction at an exact tolerance
    gap = abs(found - row.expected)
    assert gap <= row.tolerance + 1e-12, f"{found} is not {row.expected}: {row.source}"


def test_no_computation_is_without_its_published_row():
    listed = set(zip(EXPECTED["case"], EXPECTED["quantity"], strict=True))
    assert set(COMPUTED) - listed == set() and len(listed) == len(EXPECTED)


def test_every_reference_file_is_used_and_every_row_names_its_publication():
    source = Path(__file__).read_text(encoding="utf-8")
    for file in REFERENCE.glob("*.csv"):
        assert f'"{file.stem}' in source, f"{file.name} is read by no test"
    assert EXPECTED.notna().all(axis=None)


def test_the_estimating_equations_are_solved_with_a_covariate_that_changes():
    """Solved once more by hand: Liang and Zeger's (1986) equations, for the correlation found."""
    rows = children().assign(years="one", topic="one")
    rows["others"] = rows["age"].map({"at_7": -2, "at_8": -1, "at_9": 0, "at_10": 1})
    fit = specifications.fitted(rows.sort_values(["visit_id", "others"]))
    rho = float(fit.cov_struct.dep_params)
    rows = rows.sort_values(["visit_id", "others"])
    design = np.column_stack([np.ones(len(rows)), rows["side"] == "prc", rows["others"]])
    design = design.astype(float).reshape(-1, 4, 3)
    said = rows["said"].to_numpy(dtype=float).reshape(-1, 4)
    inverse = np.linalg.inv((1 - rho) * np.eye(4) + rho)
    beta = np.zeros(3)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ beta))
        root = np.sqrt(chance * (1 - chance))
        left = design * root[:, :, None]  # D'V^-1 is X'A^(1/2) R^-1 A^(-1/2)
        score = np.einsum("cip,ij,cj->cp", left, inverse, (said - chance) / root)
        bread = np.linalg.inv(np.einsum("cip,ij,cjq->pq", left, inverse, left))
        beta = beta + bread @ score.sum(axis=0)
    errors = np.sqrt(np.diag(bread @ (score.T @ score) @ bread))
    order = ["Intercept", "is_prc:C(years)[one]", "others"]
    assert fit.params[order].to_numpy() == pytest.approx(beta, abs=1e-6)
    assert fit.bse[order].to_numpy() == pytest.approx(errors, abs=1e-5)
    assert 0.3 < rho < 0.4
