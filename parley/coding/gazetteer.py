"""Which country a city lies in, and what countries are called: enough for lists of talks.

Capitals and the usual hosts of conferences, in the languages that the import reads. A name that
several well-known cities bear is left out on purpose: then the person is asked.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

COUNTRIES, CITIES = "# countries", "# cities"

UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
UNION_NAMES = (
    "eu",
    "european union",
    "europaische union",
    "ue",
    "union europeenne",
    "欧盟",
    "欧方",
    "union europea",
)
MORE = {"CN": ("CN", "HK", "MO")}


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


def text_of(part: str) -> list[list[str]]:
    """Return the words of each line in a part of the list."""
    whole = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return [*map(str.split, whole.partition(part)[2].partition("\n#")[0].splitlines()[1:])]


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
