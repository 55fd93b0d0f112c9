"""What checks of the record found: by lot, against lists of others, and whose pages it cites."""

from collections.abc import Collection

import pandas as pd

from parley import sides
from parley.analysis.fact import fact
from parley.analysis.shares import wilson
from parley.analysis.specifications import administration

VERDICTS = ("right", "wrong", "not_confirmable")
TIERS = {
    "own": "The government's own page",
    "state_media": "Its state's media",
    "republication": "A copy of its text",
    "press": "The press",
}


class Audited(fact("checked wrong unconfirmed most holds")):
    """What a check by lot found; None without a check.

    Attributes
    ----------
    checked, wrong, unconfirmed : int or None
        Rows checked, wrong, and neither confirmed nor refuted.
    most : float or None
        Share of wrong rows that the check still allows, 0 to 1: the upper end of Wilson's 95 %
        interval over the rows that could be judged; None where none could.
    """


def audited(audits: pd.DataFrame) -> Audited:
    """Return what the table ``audits`` says of the record's errors."""
    if audits.empty:
        return Audited()
    wrong, unconfirmed = (int((audits["verdict"] == each).sum()) for each in VERDICTS[1:])
    judged = len(audits) - unconfirmed
    most = wilson(wrong, judged).high if judged else None
    return Audited(len(audits), wrong, unconfirmed, most)


def audits_by_table(audits: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts of the checks by table of the record, its name without underscores."""
    named = audits["table"].str.replace("_", " ")
    counted = pd.crosstab(named, audits["verdict"])
    counted = counted.reindex(columns=list(VERDICTS), fill_value=0).rename_axis(columns=None)
    return counted.reset_index()


class Recall(fact("named then now share low high lists holds", lists=0)):
    """How many of the talks that lists of others name were there; None without such lists.

    Attributes
    ----------
    named, then, now : int or None
        Talks named, those that the record had before the lists were read, and those it has.
    share, low, high : float or None
        Those had before, of those named, 0 to 1, with Wilson's 95 % interval.
    lists : int
        Lists that name them. The holds say that what was there still is.
    """


def named_by_others(
    checks: pd.DataFrame, meetings: pd.DataFrame, sources: pd.DataFrame, lists: Collection[str]
) -> pd.DataFrame:
    """Return the talks that these lists name, one row a talk, and whether the record had them.

    Parameters
    ----------
    checks, meetings, sources : DataFrame
        The tables of those names.
    lists : collection of str
        Keys of the lists that count: those made without the record.

    Returns
    -------
    DataFrame
        ``list_id``, ``date``, ``years`` (the administration, "2017 to 2021"; missing before the
        first), ``then`` and ``now`` (bool). What the rule of inclusion leaves out is not named; a
        talk that several lists name counts once.

    Notes
    -----
    A row entered because a list named it says nothing of what is missing: ``then`` asks whether
    the meeting had been added before the list was read.
    """
    counted = checks["list_id"].isin(list(lists)) & (checks["in_record"] != "out_of_scope")
    own = checks[counted].merge(meetings[["meeting_id", "first_added_date"]], how="left")
    own = own.merge(sources[["source_id", "accessed_date"]], how="left")
    own["then"] = own["first_added_date"] < own["accessed_date"]
    own["now"] = own["in_record"] == "yes"
    own = own[own["meeting_id"].isna() | ~own["meeting_id"].duplicated()]
    own = own.assign(years=administration(own["date"]))
    return own[["list_id", "date", "years", "then", "now"]].reset_index(drop=True)


def recall(named: pd.DataFrame) -> Recall:
    """Return how much of what `named_by_others` lists the record had, all years together."""
    if named.empty:
        return Recall()
    found = wilson(int(named["then"].sum()), len(named))
    now, lists = int(named["now"].sum()), named["list_id"].nunique()
    holds = ((found.count, "<=", now, "what was there is there still"),)
    return Recall(found.total, found.count, now, found.share, found.low, found.high, lists, holds)


def recall_by_period(named: pd.DataFrame) -> pd.DataFrame:
    """Return `recall` of each administration: ``years`` and the fields, oldest first."""
    parts = [
        {"years": years, **recall(own)._asdict()}
        for years, own in named.groupby("years", sort=True)
    ]
    return pd.DataFrame(parts, columns=["years", *Recall._fields]).drop(columns="holds")


class Standing(fact("accounts own state other holds")):
    """Whose pages the accounts of the meetings held are; None without an account.

    Attributes
    ----------
    accounts, own, state, other : int or None
        Accounts published, those on their government's own page, on its state's media, and on
        the press, a page that prints another's text, or one not judged.
    """


def account_tiers(
    held: pd.DataFrame, accounts: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return whose pages the published accounts are: a row a tier, a column a side.

    Parameters
    ----------
    held, accounts, sources : DataFrame
        The meetings that are counted, and the tables of those names.

    Returns
    -------
    DataFrame
        ``tier`` (in words, the best first, "Not judged" last where there is one), a column a
        side by its name, and ``accounts``, their sum.
    """
    counted = accounts["meeting_id"].isin(held["meeting_id"]) & (accounts["published"] == "yes")
    own = accounts[counted].merge(sources[["source_id", "tier"]], how="left")
    tier = own["tier"].map(TIERS).fillna("Not judged")
    table = pd.crosstab(tier, own["side"].map(sides.names()))
    rows = [*TIERS.values(), *(["Not judged"] if "Not judged" in table.index else [])]
    table = table.reindex(index=rows, columns=list(sides.names().values()), fill_value=0)
    return table.assign(accounts=table.sum(axis=1)).rename_axis("tier", columns=None).reset_index()


def standing(tiers: pd.DataFrame) -> Standing:
    """Return what `account_tiers` says in all."""
    counts = tiers.set_index("tier")["accounts"]
    if not (total := int(counts.sum())):
        return Standing()
    own, state = (int(counts[TIERS[tier]]) for tier in ("own", "state_media"))
    return Standing(total, own, state, total - own - state)
