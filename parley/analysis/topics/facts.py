"""What sentences on topics need: facts, each with what must hold for it."""

from typing import Any, NamedTuple

import pandas as pd

from parley import sides

WHOSE = {"us": "{us_s} accounts", "prc": "{prc_s} accounts", "either": "accounts of either side"}
UNIT = WHOSE | {"either": "meetings with an account"}


class Leading(NamedTuple):
    """The topics of a side that stand clear of all others.

    Attributes
    ----------
    names : str or None
        Their labels in order: "and" between equal rates, "then" where the rate falls.
    first : str or None
        The label of the first.
    topic : str or None
        Its key.
    n : int or None
        The accounts counted; None where there is none.
    holds : tuple
        What must hold for a sentence to say that they lead.
    """

    names: str | None
    first: str | None
    topic: str | None
    n: int | None
    holds: tuple


class Counted(NamedTuple):
    """A topic's count and share; the share is None below five accounts, all where none is."""

    label: str | None = None
    m: int | None = None
    n: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    month: pd.Period | None = None

    @property
    def holds(self) -> tuple:
        """What must hold for a sentence to say "m of n"."""
        return () if self.m is None else ((self.m, "<=", self.n),)


class Widest(NamedTuple):
    """The topic whose share changed most between two spans; None where none can be compared."""

    label: str | None = None
    a: int | None = None
    b: int | None = None
    c: int | None = None
    d: int | None = None
    full_a: str | None = None
    full_b: str | None = None
    holds: tuple = ()


def whose(side: str) -> str:
    """Return whose accounts are counted, in words."""
    return sides.fill(WHOSE[side])


def unit(side: str) -> str:
    """Return what a share of a side is a share of, in words."""
    return sides.fill(UNIT[side])


def rate(rows: pd.DataFrame) -> pd.Series:
    """Return mentions by n as floats, missing where nothing is coded; small n included."""
    return rows["mentions"] / rows["n"].where(rows["n"] > 0)


def leading(totals: pd.DataFrame, side: str, most: int = 3) -> Leading:
    """Return the topics that lead a side's ranking, as far as they stand clear of the rest."""
    every = totals[totals["side"] == side].assign(rate=rate).sort_values("rank")
    n = int(every["n"].max()) or None
    own = every[every["rate"] > 0].sort_values("rate", ascending=False, kind="stable")
    following = own["rate"].shift(-1, fill_value=0)
    clear = [k for k in range(min(most, len(own))) if own["rate"].iloc[k] > following.iloc[k]]
    if not clear:
        return Leading(None, None, None, n, ())
    first, rest = own.head(clear[-1] + 1), own["rate"].iloc[clear[-1] + 1 :].max()
    ahead = (first["rate"].min(), ">", 0 if pd.isna(rest) else rest, "ahead of every other topic")
    return Leading(in_order(first), *first.iloc[0][["label", "topic"]], n, (ahead,))


def in_order(first: pd.DataFrame) -> str:
    """Return the labels in their order: "and" between equal rates, "then" where the rate falls."""
    said, before = "", None
    for label, found in zip(first["label"], first["rate"], strict=True):
        said += ("" if before is None else " and " if found == before else ", then ") + label
        before = found
    return said


def counted(row: pd.Series, **more: Any) -> Counted:
    """Return a row of counts as a fact."""
    shares = {name: row[name] for name in ("share", "low", "high")}
    return Counted(**{"label": row.get("label"), "m": int(row["mentions"]), "n": int(row["n"])}
                   | shares | more)  # fmt: skip


def top(totals: pd.DataFrame, side: str) -> Counted:
    """Return the topic on top of a side's ranking; all None where no account is counted."""
    own = totals[totals["side"] == side].sort_values("rank")
    return counted(own.iloc[0]) if own["n"].max() else Counted()


def newest(rolling: pd.DataFrame, topics: pd.DataFrame, side: str) -> Counted:
    """Return the topic that leads the newest window of twelve months; all None without one."""
    own = rolling[(rolling["side"] == side) & (rolling["period"] == rolling["period"].max())]
    if not own["mentions"].sum():
        return Counted()
    first = own.assign(rate=rate).sort_values(["rate", "topic"], ascending=[False, True]).iloc[0]
    label = topics.set_index("topic")["label"][first["topic"]]
    return counted(first, label=label, month=first["period"])


def widest(change: pd.DataFrame) -> Widest:
    """Return the widest change between the two spans, and the same in full texts."""
    given = change[change["change"].notna()]
    if given.empty:
        return Widest()
    first = given.iloc[0]
    names = ("mentions_earlier", "n_earlier", "mentions_later", "n_later")
    holds = ((abs(first["change"]), ">=", given["change"].abs().max()),)
    full = first["full_earlier"], first["full_later"]
    return Widest(first["label"], *(int(first[name]) for name in names), *full, holds)


def read_in_full(depth: pd.DataFrame) -> Counted:
    """Return how many of the accounts of both sides were read in full; all None without any."""
    own = depth[depth["side"] != "either"]
    total = int(own["accounts"].sum())
    return Counted(m=int(own.loc[own["read"] == "full", "accounts"].sum()), n=total or None)


def oftener_in_full(both: pd.DataFrame) -> Counted:
    """Return how many topics come up oftener in full texts than in all accounts."""
    rates = both.assign(rate=rate).set_index(["texts", "topic"])["rate"]
    wide = pd.DataFrame({"all": rates["all"], "full": rates["full"]}).dropna()
    return Counted(m=int((wide["full"] > wide["all"]).sum()), n=len(wide))


def by_side(totals: pd.DataFrame) -> pd.DataFrame:
    """Return `topic_totals` with a row a topic, the columns of each side beside each other."""
    columns = ["count", "share", "low", "high", "mentions", "n", "not_coded"]
    table = totals.drop_duplicates("topic")[["topic", "label"]].set_index("topic")
    for side in ("us", "prc", "either"):
        own = totals[totals["side"] == side].set_index("topic")[columns]
        table = table.join(own.add_prefix(f"{side}_"))
    return table.reset_index(drop=True)


def by_texts(both: pd.DataFrame) -> pd.DataFrame:
    """Return `full_text_totals` with a row a topic, all accounts beside those read in full."""
    columns = ["mentions", "n", "share", "low", "high", "count"]
    own = {texts: both[both["texts"] == texts].set_index("label") for texts in ("all", "full")}
    parts = [frame[columns].add_prefix(f"{texts}_") for texts, frame in own.items()]
    return parts[0].join(parts[1]).reset_index()


def of_side(frequency: pd.DataFrame, topics: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return `topic_frequency` of one side, with labels, periods as text."""
    columns = ["period", "topic", "label", "mentions", "n", "not_coded", "share", "low", "high"]
    own = frequency[frequency["side"] == side].merge(topics[["topic", "label"]], on="topic")
    return own[[*columns, "state", "cover"]].assign(period=own["period"].astype(str))


def by_year(frequency: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of `of_side` by topic and calendar year, as "3 of 12"."""
    known = frequency[frequency["cover"] != "not_covered"]
    sums = known.assign(year=known["period"].str[:4]).groupby(["label", "year"], sort=False)
    sums = sums[["mentions", "n"]].sum().astype(str)
    counts = sums["mentions"] + " of " + sums["n"]
    return counts.unstack("year").reset_index().rename_axis(columns=None)  # noqa: PD010
