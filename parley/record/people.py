"""Who sat at a meeting, in which office, and which side was the host."""

from typing import NamedTuple

import pandas as pd

from parley import sides


class Participant(NamedTuple):
    """One participant as a page names them; blank text where not known."""

    person_id: str
    name: str
    name_zh: str
    side: str
    role: str
    is_principal: bool


def participants(took_part: pd.DataFrame, people: pd.DataFrame) -> dict[str, list[Participant]]:
    """Return those who took part in each meeting, in the order of the file.

    Parameters
    ----------
    took_part, people : DataFrame
        The tables ``participants`` and ``people``.
    """
    named = took_part.merge(people, on="person_id", how="left").fillna({"role": "", "name_zh": ""})
    found: dict[str, list[Participant]] = {}
    for row in named.itertuples():
        found.setdefault(row.meeting_id, []).append(
            Participant(
                row.person_id,
                row.name_en,
                row.name_zh,
                row.side,
                row.role,
                row.is_principal == "yes",
            )
        )
    return found


def host_side(country: pd.Series) -> pd.Series:
    """Return which side was the host: ``us``, ``prc``, or ``third`` for another country.

    Parameters
    ----------
    country : Series of str
        ISO 3166-1 codes, as in ``meetings.country``.

    Returns
    -------
    Series of str
        Missing for calls and video talks, and where the country is not known.

    Notes
    -----
    Derived, not stored: the country says it, and ``record.toml`` says whose it is. Where that
    lists no countries, no host is known. Hong Kong and Macao count as hosted by China.

    Examples
    --------
    >>> host_side(pd.Series(["US", "CN", "CH", None])).tolist()
    ['us', 'prc', 'third', nan]
    """
    hosts = sides.countries()
    known = country.notna() & bool(hosts)
    return country.map(hosts).where(country.isin(list(hosts)), "third").where(known)
