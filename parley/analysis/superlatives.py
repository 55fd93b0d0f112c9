"""Who leads, and whether chance would name another: the one rule for "most", "highest", "longest".

A leader is named only if it is ahead of the runner-up beyond chance, with allowance for how many
were compared; else none stands out. A topic that is coded tentatively, or too rarely to judge,
leads nothing. A value that was counted out in full, as a day's deaths, has no chance in it: there
the leader must be ahead, and that is all that is asked.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy import stats

from parley.analysis.fact import fact

LEVEL = 0.05
AHEAD = "ahead of the runner-up"
TESTS = {
    "shares": "Fisher's exact test",
    "accounts": "McNemar's exact test",
    "counts": "exact test of Poisson rates",
}


class Leader(
    fact(
        "first? m? n? share? second? second_m? second_n? second_share? compared p? key? "
        "barred test holds",
        compared=0,
        barred=False,
        test="",
    )
):
    """The first of several, the second, and whether the first may be called so.

    As a fact it holds only where the leader stands clear; `unranked` is the same values as a fact
    that holds only where none does.

    Attributes
    ----------
    first, second : str or None
        Labels of leader and runner-up; None where fewer than two are compared.
    m, n, share, second_m, second_n, second_share : float or None
        Their counts, of how many, and shares; what is not known is None.
    compared : int
        How many were compared.
    p : float or None
        Two-sided, times the number that the leader is compared with, 1 at most; None where
        fewer than two are compared.
    key : str or None
        The leader's key.
    barred : bool
        Whether the leader is among those that lead nothing.
    test : str
        The test's name; blank if none.
    holds : tuple
        What must hold for the leader to be named.
    """

    @property
    def stands_out(self) -> bool:
        """Whether the leader may be named."""
        return self.p is not None and self.p <= LEVEL and not self.barred

    @property
    def unranked(self) -> "Leader":
        """The same as a fact that holds where no leader may be named."""
        return self._replace(holds=((self.stands_out, "==", False, "none stands out"),))


def of_shares(table: pd.DataFrame, barred: Collection[str] = ()) -> Leader:
    """Return the leader of shares of different things: years, channels, sides.

    Parameters
    ----------
    table : DataFrame
        ``label``, ``m`` and ``n``: m of n each; ``key`` if it differs from the label.
    barred : collection of str
        Keys that lead nothing.

    Notes
    -----
    Leader and runner-up, by share, are compared by Fisher's exact test, two-sided, and p is
    multiplied by the number that the leader is compared with (Dunn 1961, Journal of the American
    Statistical Association 56, 52-64). Hung and Fithian (2019, Annals of Statistics 47, 758-782)
    show that the two-sided test of winner against runner-up verifies the winner without it, so
    that the rule errs towards naming none.

    Examples
    --------
    >>> years = pd.DataFrame({"label": ["2024", "2025"], "m": [22, 15], "n": [60, 35]})
    >>> of_shares(years).first, of_shares(years).stands_out
    ('2025', False)
    """
    first, second, compared = _two(table)
    if first is None:
        return Leader(compared=compared)
    cells = [[row["m"], row["n"] - row["m"]] for row in (first, second)]
    p = stats.fisher_exact(np.array(cells, dtype=int)).pvalue
    return _leader(first, second, compared, p, "shares", barred)


def of_counts(table: pd.DataFrame, barred: Collection[str] = ()) -> Leader:
    """Return the leader of counts of events: meetings, promises, words.

    Parameters
    ----------
    table : DataFrame
        ``label``, ``m``, and ``n`` if the counts were given unequal time or number of trials.
    barred : collection of str
        Keys that lead nothing.

    Notes
    -----
    Given their sum, the leader's count is binomial with its part of the exposure if the rates are
    equal (Przyborowski and Wilenski 1940, Biometrika 31, 313-323); allowance as in `of_shares`.
    """
    first, second, compared = _two(table if "n" in table else table.assign(n=1))
    if first is None or not first["m"]:
        return Leader(compared=compared)
    both, part = int(first["m"] + second["m"]), first["n"] / (first["n"] + second["n"])
    p = stats.binomtest(int(first["m"]), both, float(part)).pvalue
    return _leader(first, second, compared, p, "counts", barred)


def of_mentions(
    wide: pd.DataFrame, labels: dict[str, str] | pd.Series, barred: Collection[str] = ()
) -> Leader:
    """Return the leader among things that the same accounts may all name, as topics.

    Parameters
    ----------
    wide : DataFrame of bool
        A row an account, a column a topic; missing where the account was not coded for it.
    labels : mapping
        Display name of each column.
    barred : collection of str
        Columns that lead nothing.

    Notes
    -----
    The accounts that name one of leader and runner-up and not the other decide, by McNemar's exact
    test; allowance as in `of_shares`.
    """
    counts = {"m": wide.sum().to_numpy(), "n": wide.notna().sum().to_numpy()}
    names = pd.Series([labels[each] for each in wide.columns], dtype=object)  # may be quoted
    table = pd.DataFrame({"key": wide.columns, "label": names, **counts})
    first, second, compared = _two(table)
    if first is None or not first["m"]:
        return Leader(compared=compared)
    one, two = (wide[row["key"]] for row in (first, second))
    known = one.notna() & two.notna()
    one, two = one[known].astype(bool), two[known].astype(bool)
    alone, other = int((one & ~two).sum()), int((two & ~one).sum())
    p = stats.binomtest(alone, alone + other).pvalue if alone + other else 1.0
    return _leader(first, second, compared, p if alone > other else 1.0, "accounts", barred)


def _two(table: pd.DataFrame) -> tuple[pd.Series | None, pd.Series | None, int]:
    """Return the first two rows by share, of how many; the input's order decides nothing."""
    given = table[table["n"] > 0].assign(share=lambda rows: rows["m"] / rows["n"])
    given = given if "key" in given else given.assign(key=given["label"])
    ranked = given.sort_values(["share", "m", "key"], ascending=[False, False, True])
    two = (ranked.iloc[0], ranked.iloc[1]) if len(ranked) > 1 else (None, None)
    return *two, len(ranked)


def _leader(
    first: pd.Series, second: pd.Series, compared: int, p: float, kind: str, barred: Collection[str]
) -> Leader:
    def numbers(row: pd.Series) -> tuple:
        return (row["label"], *(_plain(row[name], name) for name in ("m", "n", "share")))

    adjusted, key = float(min(1.0, p * (compared - 1))), first["key"]
    told = (compared, adjusted, key, bool(key in barred), TESTS[kind])
    leader = Leader(*numbers(first), *numbers(second), *told)
    ahead = (leader.p, "<=", LEVEL, AHEAD), (leader.barred, "==", False, "it may lead")
    return leader._replace(holds=ahead)


def _plain(value: float, name: str) -> float | int | None:
    if pd.isna(value):
        return None
    return int(value) if name != "share" and float(value).is_integer() else float(value)
