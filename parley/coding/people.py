"""People of people.csv whom a text names, in English or Chinese."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from parley.coding.sentences import Sentence

TITLES = (
    r"(?:President|Premier|Secretary|Minister|Ambassador|Director|Councilor|Councillor|Advisor|"
    r"Adviser|General|Gen\.|Admiral|Adm\.|Representative|Envoy|Commissioner|Governor|Member|Senator|"
    r"Leader|Chairman|APNSA|Under Secretary|Mr\.|Ms\.|Mrs\.|Dr\.) "
)
GIVEN = r"(?:[A-Z][\w.’-]*,? ){0,3}?"  # names before a family name that stands last
# A family name of two signs is read beside an office or where its bearer speaks.
OFFICE_ZH = r"(?<=总统|国务|务卿|财长|部长|特使|大使|领袖|议员|助理|代表|司令|主席|顾问|局长|议长|州长|上将)"
SPEAKS_ZH = r"(?=表示|指出|强调|说|率|一行|总统|先生|感谢|欢迎|介绍|转达|及|和)"


@dataclass(frozen=True)
class Named:
    """A person or body found: key, side, rule, and where it stands."""

    person_id: str
    side: str
    rule: str
    sentence: Sentence
    start: int
    end: int


def people(
    sentences: list[Sentence], listed: pd.DataFrame, offices: pd.DataFrame, day: str = ""
) -> list[Named]:
    """Return who is named, in the order of the text, each once.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    listed, offices : DataFrame
        The tables ``people`` and ``offices``.
    day : str
        ISO day of the meeting, blank if not known; of several people with one family name the
        one then in office is meant.

    Notes
    -----
    A full name counts, a Chinese name, the last part of a Chinese rendering of a foreign name,
    and a family name after a title. A family name alone does not.
    """
    unlike: dict[str, Named] = {}
    for hit in mentions(sentences, listed, offices, day):
        unlike.setdefault(hit.person_id, hit)
    return list(unlike.values())


def mentions(
    sentences: list[Sentence], listed: pd.DataFrame, offices: pd.DataFrame, day: str = ""
) -> list[Named]:
    """Return each place at which somebody is named, in the order of the text; see `people`."""
    told = listed.fillna("")
    forms = [form for row in told.itertuples() for form in forms_of(row)]
    forms += titled(told[told["kind"] == "person"], in_office(offices, day))
    known = [(compiled(pattern), *rest) for pattern, *rest in forms]
    found = []
    for sentence in sentences:
        hits = [
            Named(person, side, rule, sentence, match.start(), match.end())
            for pattern, person, side, rule in known
            for match in pattern.finditer(sentence.text)
        ]
        found += sorted(hits, key=lambda hit: hit.start)
    return found


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern:
    """Return a pattern as it is matched; compiled once, for there are more than re itself keeps."""
    return re.compile(pattern)


def forms_of(row) -> list[tuple[str, str, str, str]]:
    """Return the patterns by which one row of people.csv is known: pattern, key, side, rule."""
    forms = []
    if "not named" not in row.name_en:
        name = re.escape(row.name_en).replace("'", "['’]").replace(r"\.\ ", r"\.? ?")
        forms.append((rf"\b{name}\b", row.person_id, row.side, "name: in full"))
    if row.name_zh:
        forms.append((re.escape(row.name_zh), row.person_id, row.side, "name: in Chinese"))
        last = row.name_zh.rpartition("·")[2]
        if last != row.name_zh:
            rule, short = "name: family name in Chinese", re.escape(last)
            whole = (
                rf"(?<!·){short}" if len(last) > 2 else rf"{OFFICE_ZH}{short}|{short}{SPEAKS_ZH}"
            )
            forms.append((whole, row.person_id, row.side, rule))
    return forms


def family_name(row) -> str:
    """Return the family name in English: last for the US side, first for China's."""
    parts = row.name_en.split()
    return parts[0] if row.side == "prc" else parts[-1]


def titled(persons: pd.DataFrame, serving: set[str] | None) -> list[tuple[str, str, str, str]]:
    """Return patterns of a title and a family name, for names that one person alone can bear."""
    rows = [row for row in persons.itertuples() if serving is None or row.person_id in serving]
    bearers: dict[str, list] = {}
    for row in rows:
        bearers.setdefault(family_name(row), []).append(row)
    return [
        (
            rf"{TITLES}{GIVEN if alone[0].side == 'us' else ''}{re.escape(family)}\b",
            alone[0].person_id,
            alone[0].side,
            "name: family name after a title",
        )
        for family, alone in bearers.items()
        if len(alone) == 1
    ]


def in_office(offices: pd.DataFrame, day: str) -> set[str] | None:
    """Return who held an office on a day; None where the day is not known."""
    if not day:
        return None
    then = pd.Timestamp(day)
    held = (offices["from_date"] <= then) & (
        offices["to_date"].isna() | (offices["to_date"] >= then)
    )
    return set(offices.loc[held, "person_id"])
