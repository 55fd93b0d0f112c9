"""Who met whom: those who headed the two sides, meeting by meeting."""

from typing import NamedTuple

import pandas as pd

SIDES = ("us", "prc")


def principals(participants: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return who headed each side of each meeting: ``meeting_id``, ``side``, ``name``.

    Parameters
    ----------
    participants, people : DataFrame
        The tables of those names.

    Notes
    -----
    A side whose principals no source names has no row; nor has a body, such as a delegation,
    whose people are not named: it met nobody.
    """
    heads = participants[participants["is_principal"] == "yes"]
    who = people.loc[people["kind"] == "person", ["person_id", "side", "name_en"]]
    named = heads[["meeting_id", "person_id"]].merge(who, on="person_id")
    named = named.rename(columns={"name_en": "name"})[["meeting_id", "side", "name"]]
    return named.sort_values(["meeting_id", "side", "name"], ignore_index=True)


def encounters(held: pd.DataFrame, sat: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each meeting and pair of people who headed its two sides.

    Parameters
    ----------
    held : DataFrame
        Meetings to count.
    sat : DataFrame
        As `principals` returns it.

    Returns
    -------
    DataFrame
        ``meeting_id``, ``start_date``, ``us``, ``prc`` (names), oldest first. A meeting at which
        one side is not named has no row.
    """
    sides = [
        sat.loc[sat["side"] == side, ["meeting_id", "name"]].rename(columns={"name": side})
        for side in SIDES
    ]
    met = held[["meeting_id", "start_date"]].merge(sides[0]).merge(sides[1])
    return met.sort_values(["start_date", "meeting_id", *SIDES], ignore_index=True)


def pairs(met: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of people and how often they met, the most often first.

    Returns
    -------
    DataFrame
        ``us``, ``prc``, ``meetings`` (int), ``first_met``, ``last_met``.
    """
    counted = met.groupby(list(SIDES), as_index=False).agg(
        meetings=("meeting_id", "nunique"),
        first_met=("start_date", "min"),
        last_met=("start_date", "max"),
    )
    order = ["meetings", "first_met", *SIDES]
    return counted.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def leading_pairs(counted: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the pairs that met most often, in the order in which they first met.

    Notes
    -----
    Pairs that met equally often stay together: where the last place is shared by more pairs than
    fit, none of them is shown. Pairs that met once are not shown.
    """
    own = counted[counted["meetings"] > 1]
    if len(own) > most:
        own = own[own["meetings"] > own["meetings"].iloc[most]]
    return own.sort_values(["first_met", "us", "prc"], ignore_index=True)


def oftener(counted: pd.DataFrame, most: int = 6) -> pd.DataFrame:
    """Return the pairs of `pairs` that met more than twice; all where none did; `most` at most."""
    often = counted[counted["meetings"] > 2]
    return (often if len(often) else counted).head(most)


class Often(NamedTuple):
    """The pair that met most often; None where none met twice, or where no pair stands alone.

    Attributes
    ----------
    us, prc : str or None
        The two.
    n : int or None
        Their meetings.
    pairs, once : int
        All pairs, and those that met once.
    second : int or None
        Meetings of the next pair.
    holds : tuple
        That no other pair met as often.
    """

    us: str | None
    prc: str | None
    n: int | None
    pairs: int
    once: int
    second: int | None = None
    holds: tuple = ()


def most_often(counted: pd.DataFrame) -> Often:
    """Return the pair of `pairs` that met most often, if one stands alone."""
    once = int((counted["meetings"] == 1).sum())
    first, second = (*counted["meetings"].head(2), 0, 0)[:2]
    if first < 2 or first == second:
        return Often(None, None, None, len(counted), once)
    top = counted.iloc[0]
    ahead = (int(first), ">", int(second), "no other pair met as often")
    return Often(top["us"], top["prc"], int(first), len(counted), once, int(second), (ahead,))
