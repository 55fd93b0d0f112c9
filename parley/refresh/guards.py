"""What a new vintage must not do, and what moved since the one before, in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from parley.refresh.contract import Adapter, Parsed, Row
from parley.tables import named
from pressroom.errors import RefreshError

HALF, SMALL = Decimal("0.5"), 100
NEIGHBOURS, TIMES = 24, 3  # periods before a new one; how far it may leave their range
MOST = 24
LOG = "CHANGELOG.md"
WORDS = {"period_type", "status", "note", "source_id", "unit", "marked", "vintage_precision"}


class Cell(NamedTuple):
    """A measure of one period, and of one part of the series."""

    group: str
    period: str
    measure: str


def cell_of(adapter: Adapter, row: Mapping[str, str], measure: str = "") -> Cell:
    """Return which cell a row's measure is."""
    return Cell(row[adapter.group] if adapter.group else "", row[adapter.period], measure)


def values(adapter: Adapter, rows: Iterable[Row]) -> dict[Cell, Decimal]:
    """Return every measure that is given, of the newest vintage where a period has several."""
    ordered = sorted(rows, key=lambda row: row.get("vintage", ""))
    return {
        cell_of(adapter, row, measure): Decimal(row[measure])
        for row in ordered
        for measure in adapter.measures
        if row.get(measure)
    }


def once_each(adapter: Adapter, rows: list[Row]) -> None:
    """Refuse a file that gives a period twice."""
    seen = set()
    for row in rows:
        if (key := cell_of(adapter, row)) in seen:
            raise RefreshError(f"the file gives {key.group} {key.period} twice".replace("  ", " "))
        seen.add(key)


def not_older(stored: list[Row], vintage: date, today: date) -> None:
    """Refuse a vintage older than the newest stored, or of a day to come."""
    newest = max((row["vintage"] for row in stored), default="")
    if vintage.isoformat() < newest:
        raise RefreshError(
            f"the file is of {vintage}, older than the newest vintage stored ({newest}); "
            "an old file adds nothing that was known later"
        )
    if vintage > today:
        raise RefreshError(f"the file is dated {vintage}, which is yet to come (today: {today})")


def not_shorter(adapter: Adapter, stored: list[Row], parsed: Parsed) -> None:
    """Refuse a file that lacks periods which the record has, from the file's first one on."""
    new = {cell_of(adapter, row) for row in parsed.rows}
    first = min((cell.period for cell in new), default="")
    gone = {word for told in parsed.missing for word in told.split()}
    lacking = {cell_of(adapter, row) for row in stored} - new
    lost = sorted(cell for cell in lacking if cell.period >= first and cell.period not in gone)
    if lost:
        named = ", ".join(f"{cell.group} {cell.period}".strip() for cell in lost[:3])
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        raise RefreshError(
            f"the file lacks {len(lost)} periods that the record has: {named}{more}. "
            "It was cut, or the source has withdrawn them"
        )


def not_halved(adapter: Adapter, old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> None:
    """Refuse a file in which the first measure falls by half or doubles.

    Notes
    -----
    Revisions of these series are a few per cent. A total that halves or doubles over the
    periods that both vintages have, or a single period that falls by half, means another
    unit, another definition or a damaged file.
    """
    common = [cell for cell in old.keys() & new.keys() if cell.measure == adapter.measures[0]]
    for group in sorted({cell.group for cell in common}):
        cells = sorted(cell for cell in common if cell.group == group)
        was, now = sum(old[cell] for cell in cells), sum(new[cell] for cell in cells)
        if was and not HALF < now / was < 1 / HALF:
            raise RefreshError(
                f"{group or adapter.table}: the total of the {len(cells)} periods in common goes "
                f"from {was:,} to {now:,}. That is no revision; look at the file"
            )
        for cell in cells:
            if old[cell] >= SMALL and new[cell] <= old[cell] * HALF:
                raise RefreshError(
                    f"{f'{group} {cell.period}'.strip()}: {adapter.measures[0]} falls from "
                    f"{old[cell]:,} to {new[cell]:,}. That is no revision; look at the file"
                )


def beside(adapter: Adapter, stored: list[Row], rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of a vintage that are to be added, and those whose blanks it fills.

    Raises
    ------
    RefreshError
        If a number is stored under the same vintage with another value: one file cannot
        say two things, so the day or the file is wrong.
    """
    known = {(cell_of(adapter, row), row["vintage"]): row for row in stored}
    added, filled, key = [], [], named(adapter.table).Config.key
    no_measure = WORDS.union(key)
    for row in rows:
        old = known.get((cell_of(adapter, row), row["vintage"]))
        if old is None:
            added.append(row)
            continue
        told = {c: v for c, v in row.items() if v and c not in no_measure}
        for column, value in told.items():
            if old[column] and Decimal(old[column]) != Decimal(value):
                raise RefreshError(
                    f"{' '.join(filter(None, cell_of(adapter, row)))}, {column}: {value}, but "
                    f"{old[column]} is stored under the same vintage, {row['vintage']}. "
                    "Nothing is written over: if the source has changed the file, give its "
                    "day with --as-of"
                )
        if fill := {c: v for c, v in told.items() if not old[c]}:
            filled.append({c: old[c] for c in key} | fill)
    return added, filled


def not_to_come(adapter: Adapter, rows: list[Row], vintage: date) -> None:
    """Refuse a period that had not begun when the file was given out."""
    late = sorted(p for row in rows if first_day(p := row[adapter.period]) > f"{vintage}")
    if late:
        raise RefreshError(
            f"the file of {vintage} gives {late[0]}, which had not begun then. Look at the file"
        )


def first_day(period: str) -> str:
    """Return the day on which a year, quarter or month begins.

    Examples
    --------
    >>> first_day("2026"), first_day("2026-Q4"), first_day("2026-11")
    ('2026-01-01', '2026-10-01', '2026-11-01')
    """
    year, _, part = period.partition("-")
    month = 3 * int(part[1:]) - 2 if part.startswith("Q") else int(part or 1)
    return f"{year}-{month:02}-01"


def in_proportion(adapter: Adapter, old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> None:
    """Refuse a period not stored before whose first measure is out of all proportion.

    Notes
    -----
    It is held to the range of the periods before it, by the file: it may be three times their
    greatest and a third of their least. A series whose least is small may fall to nought.
    """
    first = adapter.measures[0]
    # A year is no neighbour of a quarter: they are written at different lengths.
    for group, size in sorted({(cell.group, len(cell.period)) for cell in new}):
        own = (group, size, first)
        known, given = (
            {c.period: n for c, n in held.items() if (c.group, len(c.period), c.measure) == own}
            for held in (old, new)
        )
        whole = known | given
        for period in sorted(p for p in given if known and p > max(known)):
            near = [whole[p] for p in sorted(whole) if p < period][-NEIGHBOURS:]
            low, high = min(near), max(near)
            value = given[period]
            if value > TIMES * max(high, SMALL) or (low >= SMALL and TIMES * value < low):
                raise RefreshError(
                    f"{f'{group} {period}'.strip()}: {first} is {value:,}, and was {low:,} to "
                    f"{high:,} in the {len(near)} periods before. Look at the file"
                )


def not_swapped(adapter: Adapter, old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> None:
    """Refuse a file two of whose measures each fit the other's stored values better than its own.

    Notes
    -----
    Held to the periods of which both vintages have both measures, and those differ.
    """
    for one, other in combinations(adapter.measures, 2):
        both = [(c, c._replace(measure=other)) for c in sorted(old) if c.measure == one]
        pairs = [pair for pair in both if {*pair} <= old.keys() & new.keys()]
        own = sum(abs(new[a] - old[a]) + abs(new[b] - old[b]) for a, b in pairs)
        crossed = sum(abs(new[a] - old[b]) + abs(new[b] - old[a]) for a, b in pairs)
        if crossed < own:
            raise RefreshError(f"the file has {one} and {other} in each other's place")


def like_before(adapter: Adapter, old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> None:
    """Refuse values that no revision and no new period of this series can bring."""
    not_swapped(adapter, old, new)
    not_halved(adapter, old, new)
    in_proportion(adapter, old, new)


def moved(adapter: Adapter, old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> list[str]:
    """Return a line for each measure of each part: what is new, and what moved by how much.

    Parameters
    ----------
    old, new : dict
        Values by cell; `old` of the newest vintage stored of each period.
    """
    return [
        f"**{group or adapter.table}, {measure}**: {told(cells, old, new)}."
        for group in sorted({cell.group for cell in new})
        for measure in adapter.measures
        if (cells := sorted(c for c in new if (c.group, c.measure) == (group, measure)))
    ]


def told(cells: list[Cell], old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> str:
    """Return what happened to the cells of one measure."""
    fresh = [cell for cell in cells if cell not in old]
    changed = [cell for cell in cells if cell in old and old[cell] != new[cell]]
    same = len(cells) - len(fresh) - len(changed)
    parts = [f"{same:,} unchanged, {len(changed):,} moved, {len(fresh):,} not stored before"]
    if fresh:
        parts.append(f"not stored before: {span(cell.period for cell in fresh)}")
    largest = sorted(changed, key=lambda cell: -abs(relative(old[cell], new[cell])))[:MOST]
    if changed:
        which = "moved" if len(changed) <= MOST else f"the {MOST} that moved most"
        steps = ", ".join(step(c.period, old[c], new[c]) for c in sorted(largest))
        parts.append(f"{which}: {steps}")
    return "; ".join(parts)


def span(periods: Iterable[str]) -> str:
    """Return periods in short.

    Examples
    --------
    >>> span(["2026-02", "2026-01"]), span(["2026-01"])
    ('2026-01 to 2026-02', '2026-01')
    """
    found = sorted(periods)
    return found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}"


def relative(was: Decimal, now: Decimal) -> Decimal:
    """Return the change as a share of what was; of 1 where that was nought."""
    return (now - was) / (was or 1)


def step(period: str, was: Decimal, now: Decimal) -> str:
    """Return one change in words.

    Examples
    --------
    >>> step("2026-04", Decimal(34523), Decimal(35310))
    '2026-04 34,523 → 35,310 (+2.3 %)'
    """
    return f"{period} {was:,} → {now:,} ({100 * relative(was, now):+.1f} %)"


def section(heading: str, facts: Iterable[str], today: date) -> str:
    """Return a section of the change log."""
    return f"## {today}: {heading}\n\n" + "".join(f"* {fact}\n" for fact in facts)


def entered(log: str, new: str) -> str:
    r"""Return the change log with a section put before the others, which are newest first.

    Examples
    --------
    >>> print(entered("# Changes\n\n## a\n", "## b\n"))
    # Changes
    <BLANKLINE>
    ## b
    <BLANKLINE>
    ## a
    <BLANKLINE>
    """
    log = log or "# Changes in the data\n\nNewest first.\n"
    place = log.find("\n## ") + 1
    head, rest = (log[:place], log[place:]) if place else (log.rstrip("\n") + "\n\n", "")
    return head + new + ("\n" + rest if rest else "")
