"""What the two sides are called: the record's own names, at hand wherever words are made.

The code calls them ``us`` and ``prc``, whoever they are; tables, published files and flags call
them by the keys of ``record.toml``, as in ``[sides.eu]``. `record.load` says by `use` what that
calls them; a key becomes a code where a table is read, a code a key where one is written.
Sentences, heads of tables, charts and notebooks name them by a field: ``{us_name}`` US,
``{the_us}`` the US, ``{us_s}`` US (accounts), and ``{prc_name}``, ``{the_prc}``, ``{prc_s}``, as
in China, China, Chinese (accounts).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pressroom import project

CODES = ("us", "prc")
OURS: dict[str, dict[str, Any]] = {
    "us": {
        "label": "US",
        "called": "the US",
        "adjective": "US",
        "countries": ["US"],
        "administrations": ["2017-01-20", "2021-01-20", "2025-01-20"],
    },
    "prc": {
        "label": "China",
        "called": "China",
        "adjective": "Chinese",
        "countries": ["CN", "HK", "MO"],
        "host_note": "Hong Kong and Macao count as China.",
    },
}
_now: dict[str, dict[str, Any]] = dict(OURS)
NEITHER = ("press", "both", "either", "neither", "third", "other", "unknown", "none")


def use(said: Mapping[str, Mapping[str, Any]]) -> None:
    """Take the sides' names from a record's settings; our own where it names none.

    Parameters
    ----------
    said : mapping
        For each side's code its ``label`` and, where they differ from it, ``called`` (as it
        stands in a sentence) and ``adjective``; further ``countries``, those in which it is the
        host, with a ``host_note`` on them, and ``administrations``, days on which one began.
    """
    for side in CODES:
        given = dict(said.get(side, {}))
        label = given.get("label")
        _now[side] = {"called": label, "adjective": label, **given} if label else OURS[side]


def state() -> str:
    """Return all that `use` was told, as text: what was read under other names is read anew."""
    return repr(_now)


def ordered(keys: Iterable[str]) -> list[str]:
    """Return the sides' own keys, the first side's first; one of our codes keeps its place.

    Examples
    --------
    >>> ordered(["eu", "japan"]), ordered(["mexico", "us"]), ordered(["prc", "eu"])
    (['eu', 'japan'], ['us', 'mexico'], ['eu', 'prc'])
    """
    return sorted(keys, key=lambda key: {"us": -1, "prc": 1}.get(key, 0))


def key(code: str) -> str:
    """Return a side's own key; anything else as it is.

    Examples
    --------
    >>> use({"us": {"label": "EU", "key": "eu"}, "prc": {"label": "Japan", "key": "japan"}})
    >>> key("us"), key("press"), code("japan"), column("us_share")
    ('eu', 'press', 'prc', 'eu_share')
    >>> use({})
    """
    return str(_now[code].get("key", code)) if code in _now else code


def code(key_: str) -> str:
    """Return the code of a side's own key; anything else as it is."""
    return next((side for side in CODES if key(side) == key_), key_)


def column(name: str) -> str:
    """Return a column's name with the sides' own keys in it."""
    return "_".join(map(key, name.split("_")))


def public(frame: Any) -> Any:
    """Return a frame with the sides' own keys: in its columns' names, and in cells that are codes.

    Notes
    -----
    A cell is a side's code where it is nothing else; no topic of such a record has that key.
    """
    if all(key(side) == side for side in CODES):
        return frame
    made = frame.rename(columns=lambda name: column(str(name)))
    for place, (_, cells) in enumerate(made.items()):
        if len(cells) and cells.isin(list(CODES)).any():
            made.isetitem(place, cells.astype(object).map(key, na_action="ignore"))
    return made


def words() -> dict[str, str]:
    """Return what each field stands for.

    Examples
    --------
    >>> use({})
    >>> words()["prc_s"], words()["the_us"]
    ('Chinese', 'the US')
    """
    found = {f"{side}_name": _now[side]["label"] for side in CODES}
    found |= {f"{side}_s": _now[side]["adjective"] for side in CODES}
    return found | {f"the_{side}": _now[side]["called"] for side in CODES}


def names(**more: str) -> dict[str, str]:
    """Return the short name of each side by its code, and what else is given.

    Examples
    --------
    >>> use({"us": {"label": "EU"}, "prc": {"label": "Japan"}})
    >>> names(both="Both")
    {'us': 'EU', 'prc': 'Japan', 'both': 'Both'}
    >>> use({})
    """
    return {side: _now[side]["label"] for side in CODES} | more


def fill(text: str) -> str:
    """Return `text` with the sides' names in their fields; other braces stay as they are.

    Examples
    --------
    >>> fill("{us_s} and {prc_s} accounts of {n} meetings")
    'US and Chinese accounts of {n} meetings'
    """
    return project.fill(text, words())


def filled(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the same mapping with the names in the texts."""
    return {key: fill(text) for key, text in texts.items()}


def more_often(side: str) -> str:
    """Return the result that says which side mentions a topic more often."""
    return f"{_now[side]['label']} more often"


def administrations() -> list[str]:
    """Return the days on which an administration of the first side began; empty if not listed."""
    return list(_now["us"].get("administrations", ()))


def host_note() -> str:
    """Return what must be known of who counts as host, with a space behind; blank if nothing."""
    said = " ".join(_now[side].get("host_note", "") for side in CODES).strip()
    return f"{said} " if said else ""


def countries() -> dict[str, str]:
    """Return the side that is host in a country, by the country's code.

    Examples
    --------
    >>> countries()
    {'US': 'us', 'CN': 'prc', 'HK': 'prc', 'MO': 'prc'}
    """
    return {code: side for side in CODES for code in _now[side].get("countries", ())}
