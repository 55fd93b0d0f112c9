"""Whether a difference between the two sides' accounts stays, however it is counted.

Two readings (silences from whole texts alone, or from reports that agree too), two ways of counting
the sessions of a visit, and two codings of the accounts that were coded twice: eight specifications
of one comparison. And one model of all topics, which allows for the accounts' length.
"""

import warnings
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis import readouts
from parley.analysis.agreement import UNIT, coded_twice
from parley.analysis.fact import fact
from parley.analysis.paired import CELLS, TOO_FEW, benjamini_hochberg

SESSIONS = {"once": "counted once", "apart": "one by one"}
CODERS = {"first": "earlier", "second": "later"}
TEXTS = {"agreed": "or agreed", "strict": "whole texts"}
FEWEST_NAMED = 5  # mentions under which a topic tells a model nothing
ODDS = ["years", "visits", "pairs", "odds_ratio", "low", "high", "p", "adjusted_p"]
FEWEST_PAIRS, FEWEST_VISITS = 40, 20
LEVEL = 0.05
FORMULA = "said ~ C(years) + is_prc:C(years) + others + C(topic)"


class Differences(fact("topics tests few told firm most us prc holds")):
    """What a comparison of all topics tells: counts of topics, and the most visits compared.

    Attributes
    ----------
    topics, tests, few : int
        All topics, those tested, and those with too few visits to test.
    told, firm : int
        On how many the sides differ in the comparison as printed, and in all specifications.
    most : int
        Visits compared on the topic compared most.
    us, prc : tuple of str or None
        Topics that may lead, by the side that mentions them more often: firm, and coded well
        enough; None where there is none.
    holds : tuple
        What must hold for a sentence that names them.
    """


class Alone(fact("label us_only prc_only us prc meetings holds")):
    """One topic on which the sides differ: at how many visits one account alone mentions it."""


class Strict(fact("agreed most few topics holds")):
    """What is left where both texts were read in full."""


def as_coded(mentions: pd.DataFrame, codings: pd.DataFrame, coder: str) -> pd.DataFrame:
    """Return the mentions as one coder has them, in the accounts that both have coded.

    Parameters
    ----------
    mentions, codings : DataFrame
        The tables of those names.
    coder : {"first", "second"}
        The earlier or the later coding.

    Returns
    -------
    DataFrame
        ``meeting_id``, ``side``, ``topic``, ``basis``; accounts coded once stand as in the record.
    """
    twice, columns = coded_twice(codings), [*UNIT, "basis"]
    known = pd.MultiIndex.from_frame(twice[UNIT])
    kept = mentions[~pd.MultiIndex.from_frame(mentions[UNIT]).isin(known)]
    own = twice[twice[coder]].assign(basis="account")
    return pd.concat([kept[columns], own[columns]], ignore_index=True)


def specifications(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    comparable: pd.DataFrame,
    topics: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    channel: str | None = None,
) -> pd.DataFrame:
    """Return the result of every topic under each of the eight specifications.

    Parameters
    ----------
    held, accounts, mentions, comparable, topics, channel
        As for `readouts.comparisons`.
    codings : DataFrame
        The table ``codings``.

    Returns
    -------
    DataFrame
        ``topic``, ``label``, ``reading`` (agreed, strict), ``sessions`` (once, apart), ``coder``
        (first, second), the columns of `readouts.by_topic`, and ``texts``, ``visits``, ``coding``,
        ``in_short``: the specification and its result in words.
    """
    parts, apart = [], {"once": held, "apart": readouts.sessions_apart(held)}
    said = {coder: as_coded(mentions, codings, coder) for coder in CODERS}
    for reading, sessions, coder in product(TEXTS, SESSIONS, CODERS):
        texts = (apart[sessions], accounts, said[coder], comparable, topics)
        compared = readouts.comparisons(*texts, reading=reading, channel=channel)
        found = readouts.by_topic(compared, topics)
        found = found.assign(reading=reading, sessions=sessions, coder=coder)
        words = {"texts": TEXTS[reading], "visits": SESSIONS[sessions], "coding": CODERS[coder]}
        parts.append(found.assign(**words, in_short=readouts.in_short(found)))
    return pd.concat(parts, ignore_index=True)


def firm(results: pd.DataFrame, specified: pd.DataFrame) -> frozenset:
    """Return the topics told apart in the comparison as printed and in all eight specifications."""
    told = results[results["result"].isin(more_often())].set_index("topic")["result"]
    every = specified.groupby("topic")["result"].agg(set)
    return frozenset(topic for topic, result in told.items() if every.get(topic) == {result})


def of_told(results: pd.DataFrame, specified: pd.DataFrame) -> pd.DataFrame:
    """Return the eight specifications of each topic that is called different, a row each.

    ``label`` in the topic's first row only, as a table shows it; then ``texts``, ``visits``,
    ``coding``, the counts, ``mid_p``, ``adjusted_p`` and ``result``.
    """
    told = results.loc[results["result"].isin(more_often()), "topic"]
    own = _in_order(specified[specified["topic"].isin(told)], told)
    counts = [*CELLS, "meetings", "mid_p", "adjusted_p", "result"]
    return own[["topic", "label", "texts", "visits", "coding", *counts]]


def administration(dates: pd.Series) -> pd.Series:
    """Return in which administration each day lies, as "2017 to 2021"; missing before the first.

    All missing where the record lists no administrations; one ends on the day the next begins.
    """
    days = [pd.Timestamp(day) for day in sides.administrations()]
    if not days:
        return pd.Series(None, dates.index, dtype=object)
    ends = [f"to {day.year}" for day in days[1:]] + ["on"]
    names = [f"{day.year} {end}" for day, end in zip(days, ends, strict=True)]
    return pd.cut(dates, [*days, pd.Timestamp.max], right=False, labels=names).astype(object)


def administrations(held: pd.DataFrame) -> pd.Series:
    """Return the administration of each visit, by the visit's first day.

    Empty where the record lists none; a visit before the first of them is in none.
    """
    return administration(held.groupby("visit_id")["start_date"].min()).dropna()


def by_administration(
    compared: pd.DataFrame, held: pd.DataFrame, topics: pd.DataFrame, results: pd.DataFrame
) -> pd.DataFrame:
    """Return the counts of the topics tested, administration by administration.

    Parameters
    ----------
    compared, held, topics, results : DataFrame
        As `readouts.comparisons`, the meetings, the table, and `readouts.by_topic`.

    Returns
    -------
    DataFrame
        ``label``, ``years`` ("2017 to 2021"), the columns of `paired.paired_table` judged within
        the administration, and ``in_short``; a row for each topic tested and each administration
        with a visit compared. Empty where the record lists no administrations.
    """
    years = administrations(held)
    tested = topics[topics["topic"].isin(results.loc[~results["too_few"], "topic"])]
    parts = []
    for span, visits in years.groupby(years, sort=True):
        own = compared[compared["visit_id"].isin(visits.index)]
        if len(tested) and own["state"].isin(CELLS).any():
            found = readouts.by_topic(own, tested)
            parts.append(found.assign(years=span, in_short=readouts.in_short(found)))
    if not parts:
        return pd.DataFrame(columns=["topic", "label", "years", "meetings", "result", "in_short"])
    return _in_order(pd.concat(parts), results["topic"])


def _in_order(table: pd.DataFrame, topics: pd.Series) -> pd.DataFrame:
    at = table["topic"].map({topic: n for n, topic in enumerate(topics)}).argsort(kind="stable")
    return table.iloc[at].reset_index(drop=True)


def beside(found: pd.DataFrame) -> pd.DataFrame:
    """Return `by_administration` with a row a topic and a column an administration."""
    if found.empty:
        return pd.DataFrame(columns=["topic", "label"])
    wide = found.pivot_table(
        index=["topic", "label"], columns="years", values="in_short", aggfunc="first", sort=False
    )
    return wide.reset_index().rename_axis(columns=None)


def more_often() -> list[str]:
    """Return the two results that tell the sides apart."""
    return [sides.more_often(side) for side in sides.CODES]


def told(results: pd.DataFrame) -> pd.DataFrame:
    """Return the topics on which the sides differ, the least like chance first."""
    own = results[results["result"].isin(more_often())]
    return own.sort_values(["adjusted_p", "mid_p", "topic"], ignore_index=True)


class Term(fact("label meetings most years holds")):
    """The topic compared most, and the administration in which it mostly was."""


def most_in_one(found: pd.DataFrame) -> Term:
    """Return in which administration most visits of the topic compared most fall."""
    if found.empty:
        return Term()
    own = found[found["topic"] == found.groupby("topic", sort=False)["meetings"].sum().idxmax()]
    top = own.loc[own["meetings"].idxmax()]
    half = (int(top["meetings"]), ">", int(own["meetings"].sum()) / 2)
    counts = int(own["meetings"].sum()), int(top["meetings"])
    return Term(top["label"], *counts, top["years"], (half,))


def differences(results: pd.DataFrame, barred: list[str]) -> Differences:
    """Return what the comparison tells of all topics.

    Parameters
    ----------
    results : DataFrame
        As `readouts.by_topic` returns it, with the firm topics marked.
    barred : list of str
        Topics that lead no headline: coded tentatively, or too rare to judge.
    """
    clear = told(results)
    stands = clear[clear["is_firm"] & ~clear["topic"].isin(barred)]
    names, holds = {}, []
    for side, other in (("us", "prc"), ("prc", "us")):
        own = stands[stands["result"] == sides.more_often(side)]
        names[side] = tuple(own["label"]) or None
        pairs = own[[f"{side}_only", f"{other}_only", "label"]].itertuples(index=False)
        holds += [(more, ">", less, label) for more, less, label in pairs]
    few, firm = int(results["too_few"].sum()), int(clear["is_firm"].sum())
    most = int(results["meetings"].max()) if len(results) else 0
    counts = (len(results), len(results) - few, few, len(clear), firm, most)
    return Differences(*counts, **names, holds=tuple(holds))


def alone(results: pd.DataFrame, side: str, barred: list[str]) -> Alone:
    """Return the topic that a side's accounts mention more often, the least like chance."""
    own = told(results)
    own = own[(own["result"] == sides.more_often(side)) & ~own["topic"].isin(barred)]
    if own.empty:
        return Alone()
    row, other = own.iloc[0], "prc" if side == "us" else "us"
    counts = [int(row[name]) for name in ("us_only", "prc_only")]
    every = [int(row["both"]) + count for count in counts]
    holds = ((int(row[f"{side}_only"]), ">", int(row[f"{other}_only"])),)
    return Alone(row["label"], *counts, *every, int(row["meetings"]), holds)


def strict(both: pd.DataFrame) -> Strict:
    """Return what is left where both texts were read in full, of `readouts.readings`."""
    agreed, most = (int(both[f"{way}_meetings"].max()) for way in ("agreed", "strict"))
    return Strict(agreed, most, int((both["strict_result"] == TOO_FEW).sum()), len(both))


class Everywhere(fact("label either us us_n prc prc_n full compared holds")):
    """One topic in each of the counts that pages give of it; all None where none is chosen."""


def everywhere(rows: pd.DataFrame, results: pd.DataFrame, label: str | None) -> Everywhere:
    """Return the counts of a topic over `topics.account_topics`, and over the visits compared."""
    if label is None:
        return Everywhere()
    row = results[results["label"] == label].iloc[0]
    own = rows[rows["topic"] == row["topic"]]
    said = own[own["is_mentioned"]].groupby("side").size()
    n = own[own["is_coded"]].groupby("side").size()
    full = own[own["is_mentioned"] & (own["side"] != "either") & (own["read"] == "full")]
    counts = [int(found.get(side, 0)) for side in sides.CODES for found in (said, n)]
    either, compared = int(said.get("either", 0)), int(row["meetings"])
    return Everywhere(label, either, *counts, full["meeting_id"].nunique(), compared)


class More(fact("prc us untold holds")):
    """The administrations in which one side names more, the other, or neither can be told to."""


def odds(
    compared: pd.DataFrame, held: pd.DataFrame, mentions: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """Return how the odds of a mention differ by side, once the number of topics is allowed for.

    Parameters
    ----------
    compared : DataFrame
        As `readouts.comparisons` returns it: pairs in which both silences count.
    held, mentions, topics : DataFrame
        The meetings, and the tables of those names.

    Returns
    -------
    DataFrame
        ``years``, ``visits``, ``pairs`` (visit and topic), ``odds_ratio`` of a mention in the
        Chinese account to one in the US account, ``low``, ``high`` (95 %), ``p`` and
        ``adjusted_p``, a row for each administration; empty where there are too few to fit, or the
        fit does not settle.

    Notes
    -----
    mention ~ side × administration + log(1 + other topics that the account names) + topic;
    generalised estimating equations, binomial, exchangeable within a visit (Liang & Zeger,
    Biometrika 1986;73:13; statsmodels). Robust errors are too small where visits are few: they are
    corrected for that (Mancl & DeRouen, Biometrics 2001;57:126), on Student's t with one degree of
    freedom less than an administration has visits; p is judged over all of them (Benjamini and
    Hochberg). Not a mixed model by variational Bayes: its errors are too small by design, and its
    start is random. The number of other topics stands for the length of the text, which we do not
    keep.
    """
    rows = _long(compared, held, mentions, topics)
    rows = rows[rows.groupby("years")["said"].transform("size") >= 2 * FEWEST_PAIRS]
    enough = rows["visit_id"].nunique() >= FEWEST_VISITS
    fit = fitted(rows, errors="bias_reduced") if enough else None
    if fit is None:
        return pd.DataFrame(columns=ODDS)
    return _by_years(fit, rows)


def _long(compared, held, mentions, topics) -> pd.DataFrame:
    """Return a row for each side of each pair: mentioned, and how many other topics it names."""
    pairs = compared[compared["state"].isin(CELLS)]
    pairs = pairs.assign(years=pairs["visit_id"].map(administrations(held))).dropna(subset="years")
    said = mentions[mentions["basis"].isin(readouts.SOURCED)]
    said = said.merge(held[["meeting_id", "visit_id"]], on="meeting_id")
    said = said[["visit_id", "side", "topic"]].drop_duplicates()
    number = said.groupby(["visit_id", "side"]).size()
    parts = []
    for side in readouts.SIDES:
        is_there = pairs["state"].isin(["both", f"{side}_only"]).astype(int)
        named = pd.MultiIndex.from_arrays([pairs["visit_id"], [side] * len(pairs)])
        others = number.reindex(named).fillna(0).to_numpy() - is_there
        parts.append(pairs.assign(side=side, said=is_there, others=np.log1p(others)))
    rows = pd.concat(parts, ignore_index=True)
    often = rows.groupby("topic")["said"].transform("sum")
    return rows[often >= FEWEST_NAMED].sort_values(["visit_id", "topic", "side"], ignore_index=True)


def fitted(rows: pd.DataFrame, formula: str = FORMULA, errors: str = "robust") -> Any:
    """Return the estimating equations' fit, exchangeable within a visit; None if not settled.

    Parameters
    ----------
    rows : DataFrame
        ``visit_id``, ``side``, ``said`` (0 or 1), and what the formula names.
    formula : str
        Of the logit; ``is_prc`` is 1 for the Chinese side.
    errors : {"robust", "bias_reduced"}
        As the sandwich gives them, or corrected for few visits.
    """
    import statsmodels.api as sm
    import statsmodels.formula.api as smf
    from statsmodels.tools.sm_exceptions import ModelWarning

    rows = rows.assign(is_prc=(rows["side"] == "prc").astype(float))
    family, within = sm.families.Binomial(), sm.cov_struct.Exchangeable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ModelWarning)  # that it did not settle is returned
            model = smf.gee(formula, "visit_id", rows, family=family, cov_struct=within)
            fit = model.fit(cov_type=errors)
    except (np.linalg.LinAlgError, ValueError):
        return None
    return fit if fit.converged and np.isfinite(fit.bse).all() else None


def _by_years(fit: Any, rows: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import t

    found = []
    for years, own in rows.groupby("years", sort=True):
        name, visits = f"is_prc:C(years)[{years}]", own["visit_id"].nunique()
        middle, error, free = float(fit.params[name]), float(fit.bse[name]), max(visits - 1, 1)
        reach = float(t.ppf(0.975, free)) * error
        ratios = map(float, np.exp([middle, middle - reach, middle + reach]))
        p = float(2 * t.sf(abs(middle / error), free))
        found.append((years, visits, len(own) // 2, *ratios, p))
    table = pd.DataFrame(found, columns=ODDS[:-1])
    return table.assign(adjusted_p=benjamini_hochberg(table["p"]).adjusted)


def more_named(found: pd.DataFrame) -> More:
    """Return in which administrations of `odds` a side names more, all judged together."""
    stands = found["adjusted_p"] <= LEVEL
    prc, us = stands & (found["odds_ratio"] > 1), stands & (found["odds_ratio"] < 1)
    return More(*(found.loc[which, "years"].tolist() for which in (prc, us, ~prc & ~us)))
