"""Pages agree: what two pages say of one thing is the same.

An element says so in ``data-says="thing: key=value key=value"``. What a report claims it says by
the words of its template: the same words about the same thing hold the same numbers everywhere.
"""

import json
import re
from collections.abc import Iterable
from html import unescape

from pressroom.gate.problem import Problem
from pressroom.gate.reading import PageFile
from pressroom.project import current

_SAYS = re.compile(r'\sdata-says="([^"]*)"')
_NUMBER = re.compile(r"\d")


def faults(pages: Iterable[PageFile]) -> list[Problem]:
    """Return each statement of a page that an earlier page makes otherwise."""
    first: dict[str, tuple[str, set[str]]] = {}
    found = []
    for page in pages:
        for key, values in statements(page).items():
            where, said = first.setdefault(key, (page.path, values))
            if not said & values:
                what = f"says of {key}: {_told(values)}; {where} says: {_told(said)}"
                found.append(Problem(page.path, "says", what, "Let both come from one function"))
    return found


def _told(values: set[str]) -> str:
    return ", ".join(sorted(values))


def statements(page: PageFile) -> dict[str, set[str]]:
    """Return what a page says, by what it says it of.

    Examples
    --------
    >>> statements(PageFile("a.html", '<li data-says="rain/north: may=3 june=5">'))
    {'rain/north/may': {'3'}, 'rain/north/june': {'5'}}
    """
    found: dict[str, set[str]] = {}
    for written in _SAYS.findall(page.html):
        thing, _, rest = unescape(written).partition(": ")
        for pair in rest.split():
            key, _, value = pair.rpartition("=")
            found.setdefault(f"{thing}/{key}", set()).add(value)
    if page.kind == "report":
        for key, value in _claims(page):
            found.setdefault(key, set()).add(value)
    return found


def _claims(page: PageFile) -> Iterable[tuple[str, str]]:
    """Yield the template of each claim with what it is about, and the numbers and days in it."""
    raw = page.html.partition(f'id="{current().name}-values">')[2].partition("</script>")[0]
    try:
        held = json.loads(raw or "{}")
    except ValueError:
        return  # the check of the values says so
    about = {k: v for k, v in held.get("parameters", {}).items() if v is not None}
    for claim in (each for block in held.get("claims", ()) for each in block["claims"]):
        values = claim.get("values", {})
        counted = {k: v for k, v in values.items() if _NUMBER.search(str(v))}
        named = {**about, **{k: v for k, v in values.items() if k not in counted}}
        if counted:
            yield (
                f"“{claim['template']}” {named or ''}".strip(),
                json.dumps(counted, sort_keys=True),
            )
