"""Countries, cities and people by their names: where a meeting was, and who was there."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from parley.coding.sentences import Found, Sentence

COUNTRIES, CITIES, ADJECTIVES = "# countries", "# cities", "# adjectives"

UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
UNION_NAMES = (
    *("eu", "european union", "europaische union", "ue"),
    *("union europeenne", "欧盟", "欧方", "union europea"),
)
MORE = {"CN": ("CN", "HK", "MO")}
HALLS = {
    "人民大会堂": "Beijing", "钓鱼台": "Beijing", "中南海": "Beijing", "白宫": "Washington", "京": "Beijing", "海湖庄园": "Palm Beach",
    "Great Hall of the People": "Beijing", "Diaoyutai": "Beijing", "White House": "Washington",
    "Washington, DC": "Washington", "Mar-a-Lago": "Palm Beach", "Filoli": "Woodside",
}  # fmt: skip
THE = r"\b(union|states|usa?|uk|kingdom|netherlands|philippines|emirates|uae|un|nations|republic|commission|council|league)$|^(eu|ue)$"
LOCAL = (
    r"(?:\bin|\bat|\bnear|\bto|\boutside|\bvisit(?:ed|ing)?|(?:在|于|赴|抵达?|访问)[\u4e00-\u9fff]{0,6}?)"
    r"\s?(?:the )?"
)
# A capital that says or decides something is its government, not a place.
GOVERNMENT = r"\s?(?:said|says|and Washington|and Beijing|should|must|has|’s|'s|方面)"
TITLES = (
    r"(?:President|Premier|Secretary|Minister|Ambassador|Director|Councilor|Councillor|Advisor|"
    r"Adviser|General|Gen\.|Admiral|Adm\.|Representative|Envoy|Commissioner|Governor|Member|Senator|"
    r"Leader|Chairman|APNSA|Under Secretary|Mr\.|Ms\.|Mrs\.|Dr\.) "
)
GIVEN = r"(?:[A-Z][\w.’-]*,? ){0,3}?"  # names before a family name that stands last
# A family name of two signs is read beside an office or where its bearer speaks.
OFFICE_ZH = r"(?<=总统|国务|务卿|财长|部长|特使|大使|领袖|议员|助理|代表|司令|主席|顾问|局长|议长|州长|上将)"
SPEAKS_ZH = r"(?=表示|指出|强调|说|率|一行|总统|先生|感谢|欢迎|介绍|转达|及|和)"


def bare(name: str) -> str:
    """Return a name in lower case, without accents, stops and articles.

    Examples
    --------
    >>> bare("Zürich "), bare("The Hague")
    ('zurich', 'hague')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("_", " "))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(
        r"^(the|die|der|la|le|les|el|los) ", "", " ".join(re.sub(r"[.,]", "", kept).split())
    )


@cache
def cities() -> dict[str, str]:
    """Return the country's code of each city as it is written, ``New York`` with its blank."""
    lines = text_of(CITIES)
    return {name.replace("_", " "): code for code, *names in lines for name in names}


@cache
def spellings(form: Callable[[str], str] = str) -> dict[str, str]:
    """Return the English name of each city by each of its names, as written or in some `form`."""
    each = [group.split("=") for line in lines_of(CITIES) for group in line.split()[1:]]
    named = {name: group[0] for group in each for name in group}
    return {form(name.replace("_", " ")): city.replace("_", " ") for name, city in named.items()}


@cache
def city(place: str) -> str:
    """Return the English name of the city that a place is; blank where it is not known for sure.

    Examples
    --------
    >>> city("Tokio"), city("Brüssel (Belgien)"), city("London, Ontario"), city("东京")
    ('Tokyo', 'Brussels', '', 'Tokyo')
    """
    known = spellings(bare)
    parts = [part for part in re.split("[,(（/)）]", place) if part.strip()]
    told = [known.get(bare(part), "") for part in parts]
    unknown = [part for part, found in zip(parts, told, strict=True) if not found]
    found = {each for each in told if each}
    sure = len(found) == 1 and country_of(place) and all(named(part.strip()) for part in unknown)
    return known.get(bare(place)) or (found.pop() if sure else "")


def text_of(part: str) -> list[list[str]]:
    """Return the code and the names on each line in a part of the list."""
    return [re.split("[ =]", line) for line in lines_of(part)]


def lines_of(part: str) -> list[str]:
    """Return the lines of a part of the list."""
    whole = Path(__file__).with_name("gazetteer.txt").read_text(encoding="utf-8")
    return whole.partition(part)[2].partition("\n#")[0].splitlines()[1:]


@cache
def listed(part: str) -> dict[str, str]:
    """Return the country's code of each name in a part of the list."""
    return {bare(name): code for code, *names in text_of(part) for name in names}


def country_of(place: str) -> str:
    """Return the country in which a place lies; blank where it is not known for sure.

    Examples
    --------
    >>> country_of("Brüssel"), country_of("Geneva, Switzerland"), country_of("Springfield")
    ('BE', 'CH', '')
    """
    known, parts = listed(CITIES), re.split("[,(（/]", place)
    found = [known.get(bare(place), "")] + [
        known.get(bare(part.strip(" )）")), "") or named(part.strip(" )）")) for part in parts
    ]
    sure = {code for code in found if code}
    return sure.pop() if len(sure) == 1 else ""


def named(name: str) -> str:
    """Return the code of a country by its name or code; blank if it is none.

    Examples
    --------
    >>> named("Deutschland"), named("JP"), named("Acme")
    ('DE', 'JP', '')
    """
    countries = listed(COUNTRIES)
    return name if name in countries.values() else countries.get(bare(name), "")


def english(name: str) -> str:
    """Return the English name of a country or the Union by another of its names; else blank.

    Examples
    --------
    >>> english("俄方"), english("欧盟"), english("Acme")
    ('Russia', 'eu', '')
    """
    if bare(name) in UNION_NAMES:
        return UNION_NAMES[0]
    code = named(name)
    return next(
        (names[0].replace("_", " ") for each, *names in text_of(COUNTRIES) if each == code), ""
    )


def adjective(side: str) -> str:
    """Return what is said of the accounts of a side: of a country its adjective, else its name.

    Examples
    --------
    >>> adjective("India"), adjective("Deutschland"), adjective("EU"), adjective("Acme Steel")
    ('Indian', 'German', 'EU', 'Acme Steel')
    """
    known = {code: said.replace("_", " ") for code, said in text_of(ADJECTIVES)}
    return known.get(named(side), side)


def called(side: str) -> str:
    """Return a side's name as it stands in a sentence: some take the article.

    Examples
    --------
    >>> called("EU"), called("Japan"), called("European Union"), called("Acme Steel")
    ('the EU', 'Japan', 'the European Union', 'Acme Steel')
    """
    has_one = re.search(THE, bare(side)) and not re.match(r"(the|die|la|l)\b", side.lower())
    return f"the {side}" if has_one else side


def countries_of(side: str) -> tuple[str, ...]:
    """Return the countries in which a side of this name is the host; none if it is no country.

    Examples
    --------
    >>> countries_of("Japan"), countries_of("Acme Steel"), len(countries_of("UE"))
    (('JP',), (), 27)
    """
    if bare(side) in UNION_NAMES:
        return UNION
    code = named(side)
    return MORE.get(code, (code,)) if code else ()


def places_said(sentences: list[Sentence], meetings: pd.DataFrame) -> list[Found]:
    """Return each mention of a place where something was, in the order of the text.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    meetings : DataFrame
        The table ``meetings``: its cities are known beside those of the gazetteer.
    """
    known = meetings.dropna(subset=["city", "country"])
    countries = dict(zip(known["city"], known["country"], strict=True))
    names = spellings() | {city: city for city in countries} | HALLS
    countries = cities() | countries
    listed = "|".join(sorted(map(re.escape, {*names} - {"京"}), key=len, reverse=True))
    form = re.compile(
        rf"{LOCAL}(?P<city>{listed})(?!{GOVERNMENT}| Post)(?![a-z])|(?<=[在抵来])(?P<short>京)(?!都)"
    )
    found = []
    for sentence in sentences:
        for match in form.finditer(sentence.text):
            city = names[match["city"] or match["short"]]
            rule = f"place: “{match[0]}”"
            found.append(Found(city, rule, sentence, *match.span(), countries[city]))
    return found


def people_said(
    sentences: list[Sentence], listed: pd.DataFrame, offices: pd.DataFrame, day: str
) -> list[Found]:
    """Return each place at which somebody is named, in the order of the text.

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
    told = listed.fillna("")
    forms = [form for row in told.itertuples() for form in forms_of(row)]
    serving = {*in_office(offices, pd.Timestamp(day))["person_id"]} if day else None
    forms += titled(told[told["kind"] == "person"], serving)
    known = [(compiled(pattern), *rest) for pattern, *rest in forms]
    found = []
    for sentence in sentences:
        hits = [
            Found(person, rule, sentence, *match.span(), side)
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
            alone = rf"{OFFICE_ZH}{short}|{short}{SPEAKS_ZH}"
            whole = rf"(?<!·){short}" if len(last) > 2 else alone
            forms.append((whole, row.person_id, row.side, rule))
    return forms


def family_name(row) -> str:
    """Return the family name in English: last for the US side, first for China's."""
    parts = row.name_en.split()
    return parts[0] if row.side == "prc" else parts[-1]


def known(name: str, people: pd.DataFrame) -> pd.Series | None:
    """Return the row of people.csv that a name or id means; None if there is none."""
    for column in ("person_id", "name_en", "name_zh"):
        found = people[people[column].str.casefold() == name.casefold()]
        if len(found) == 1:
            return found.iloc[0]
    same = namesakes(name, people)
    return same.iloc[0] if len(same) == 1 else None


def namesakes(name: str, people: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of people.csv that a family name may mean: the last word, or the first.

    The first is none where the Chinese name writes a foreign one, its parts joined by a dot.
    """
    words, said = people["name_en"].str.casefold().str.split(), name.casefold()
    is_foreign = people["name_zh"].fillna("").str.contains("·")
    return people[(words.str[-1] == said) | ((words.str[0] == said) & ~is_foreign)]


def titled(persons: pd.DataFrame, serving: set[str] | None) -> list[tuple[str, str, str, str]]:
    """Return patterns of a title and a family name, for names that one person alone can bear."""
    bearers: dict[str, list] = {}
    for row in persons.itertuples():
        if serving is None or row.person_id in serving:
            bearers.setdefault(family_name(row), []).append(row)
    forms = []
    for family, (row, *others) in bearers.items():
        if not others:
            form = rf"{TITLES}{GIVEN if row.side == 'us' else ''}{re.escape(family)}\b"
            forms.append((form, row.person_id, row.side, "name: family name after a title"))
    return forms


def in_office(offices: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the terms of office that were running on a day."""
    is_open = offices["to_date"].isna() | (offices["to_date"] >= day)
    return offices[(offices["from_date"] <= day) & is_open]
