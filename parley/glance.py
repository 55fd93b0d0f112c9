"""The record at a glance, as known on a day: for planning, so nothing heavy is imported."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from parley import as_of, sides
from pressroom.plain import Column
from pressroom.plain import Glance as Plain


class Glance(Plain):
    """The record's cells as text, as known on a day; see `parley.as_of` for the rule."""

    def newest(self) -> str:
        """Return the newest day to which the coverage speaks."""
        return max(self.read("coverage").get("as_of", []), default="")

    def known(self, name: str, table: dict[str, Column]) -> dict[str, Column]:
        """Return the rows of a table that were known on the day; all if none was asked for."""
        if not self.asked:
            return table
        keep = as_of.rows_known(name, table, self.meeting_ids, self.as_of)
        return {
            name: Column(cell for cell, kept in zip(cells, keep, strict=True) if kept)
            for name, cells in table.items()
        }

    @cached_property
    def meeting_ids(self) -> frozenset[str]:
        """Ids of the meetings known on the day."""
        table = self.read("meetings")
        columns = (table.get(c, ()) for c in ("meeting_id", "start_date", "first_added_date"))
        return frozenset(as_of.meetings_known(zip(*columns, strict=False), self.as_of))

    def covered_to(self, tables: Iterable[str]) -> str:
        """Return the last day that any of the tables covers; blank if none is stated."""
        table, wanted = self.read("coverage"), set(tables)
        rows = zip(table.get("table", ()), table.get("last", ()), strict=False)
        return max((last for name, last in rows if name in wanted), default="")

    @cached_property
    def keys(self) -> dict[str, str]:
        """Keys by which the tables know the sides, by our codes for them."""
        try:
            text = (self.folder / "record.toml").read_text(encoding="utf-8-sig")
            own = sides.ordered(tomllib.loads(text).get("sides", {}))
        except (OSError, ValueError, AttributeError):
            own = []  # the check of the record says what is wrong with it
        return dict(zip(sides.CODES, own if len(own) == 2 else sides.CODES, strict=True))

    def meetings_of(self, given: Mapping[str, Any]) -> int:
        """Return how many meetings a combination of parameters is about.

        Notes
        -----
        Held meetings of the channel and level in those days, with an account published by the
        side, that raised the topic: as far as the combination names each.
        """
        asked = {name: given[name] for name in ("channel", "level") if given.get(name)}
        held = rows(self.meetings, status="held", **asked)
        first, last = given.get("first_date") or "0", given.get("last_date") or "9"
        days = self.meetings["start_date"]
        found = {self.meetings["meeting_id"][n] for n in held if first <= days[n] <= last}
        own = given.get("side")
        side = {"side": own} if own in self.keys.values() else {}
        if side:
            found &= ids(self.accounts, published="yes", **side)
        if topic := given.get("topic"):
            found &= ids(self.mentions, topic=topic, **side)
        return len(found)


def rows(table: Mapping[str, Column], **wanted: str) -> list[int]:
    """Return the numbers of the rows that hold what is wanted."""
    count = len(next(iter(table.values()), ()))
    return [n for n in range(count) if all(table[name][n] == v for name, v in wanted.items())]


def ids(table: Mapping[str, Column], **wanted: str) -> set[str]:
    """Return the meetings whose rows hold what is wanted."""
    return {table["meeting_id"][n] for n in rows(table, **wanted)}
