"""Numbers in the order a reader meets them: sources, figures, tables."""

import re
from collections.abc import Mapping
from types import SimpleNamespace

from markupsafe import Markup

from pressroom.errors import RunError

_MARK = re.compile(
    r'<a class="note" data-source="(?P<source>[^"]+)" href="#source-[^"]+">[^<]*</a>'
    r'|<span class="(?P<head>fig|table)-no"></span>'
    r'|<span class="(?P<ref>fig|table)-ref">(?P<word>[^<]*)</span>'
)
_KIND = {"fig": "figure", "table": "table"}


class Citations:
    """The numbering of one page, filled in as its HTML passes through.

    Parameters
    ----------
    sources : mapping
        Every source that the page's outputs name, by id, in the order of the cells.
    """

    def __init__(self, sources: Mapping[str, SimpleNamespace]):
        self._sources = sources
        self._order: list[str] = []
        self._counts = {"fig": 0, "table": 0}

    def numbered(self, html: str) -> Markup:
        """Return `html` with note numbers, "Figure n." and "figure n" written in."""
        return Markup(_MARK.sub(self._fill, str(html)))

    def _fill(self, mark: re.Match) -> str:
        if mark["source"]:
            number = self._number(mark["source"])
            return mark[0][: mark[0].index(">") + 1] + f"[{number}]</a>"
        if kind := mark["head"]:
            self._counts[kind] += 1
            name = _KIND[kind].capitalize()
            return f'<span class="{kind}-no">{name} {self._counts[kind]}. </span>'
        kind = mark["ref"]
        return f'<span class="{kind}-ref">{_KIND[kind]} {self._counts[kind]}</span>'

    def _number(self, source_id: str) -> int:
        if source_id not in self._sources:
            raise RunError(
                f"a note cites {source_id!r}, which no output of the page carries: "
                "pass sources=rec.cite(...) to the call that makes the note"
            )
        if source_id not in self._order:
            self._order.append(source_id)
        return self._order.index(source_id) + 1

    def listed(self) -> list[SimpleNamespace]:
        """Return the sources in the order of first citation, those never noted at the end."""
        rest = [name for name in self._sources if name not in self._order]
        return [self._sources[name] for name in [*self._order, *rest]]
