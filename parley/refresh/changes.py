"""What moved between two vintages, in words for a person and for the change log."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from parley.refresh.contract import Adapter
from parley.refresh.guards import Cell

MOST = 24
LOG = "CHANGELOG.md"
HEAD = "# Changes in the data\n\nNewest first.\n"


def moved(adapter: Adapter, old: dict[Cell, Decimal], new: dict[Cell, Decimal]) -> list[str]:
    """Return a line for each measure of each part: what is new, and what moved by how much.

    Parameters
    ----------
    old, new : dict
        Values by cell; `old` of the newest vintage stored of each period.
    """
    lines = []
    for group in sorted({cell.group for cell in new}):
        for measure in adapter.measures:
            cells = sorted(c for c in new if (c.group, c.measure) == (group, measure))
            if cells:
                name = f"{group or adapter.table}, {measure}"
                lines.append(f"**{name}**: {told(cells, old, new)}.")
    return lines


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
    items = "\n".join(f"* {fact}" for fact in facts)
    return f"## {today}: {heading}\n\n{items}\n"


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
    log = log or HEAD
    place = log.find("\n## ") + 1
    head, rest = (log[:place], log[place:]) if place else (log.rstrip("\n") + "\n\n", "")
    return head + new + ("\n" + rest if rest else "")
