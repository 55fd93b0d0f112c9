"""A small chart of a report for the list of reports, made from its first figure's CSV."""

import csv
import re
from pathlib import Path

from markupsafe import Markup

WIDTH, HEIGHT, POINTS, LIMIT = 200, 48, 90, 2_000
_PERIOD = re.compile(
    r"\d{4}([-–/]\d{2,4}|-\d\d(-\d\d)?|[- ]?[QH]\d)?$|[QH]\d \d{4}$|FY ?\d{4}$"
    r"|([A-Z][a-z]{2,8} )?\d{4}$|\d{1,2} [A-Z][a-z]+ \d{4}$"
)


def small_chart(path: Path) -> Markup:
    """Return a drawing without words of the figure's first number column; empty if it has none.

    A table whose first column are periods becomes a line with gaps where values are missing;
    any other becomes bars, in the table's order. It says nothing that the finding beside it does
    not, so it is hidden from screen readers.

    Parameters
    ----------
    path : Path
        A figure's CSV, header in its first row.

    Returns
    -------
    Markup
        At most 2,000 bytes.
    """
    header, *body = _table(path)
    column = _number_column(header, body)
    if column is None:
        return Markup("")
    body = _first_group(body, column)
    values = [_number(row[column]) for row in body]
    is_time = len(body) > 2 and all(_PERIOD.match(row[0].strip()) for row in body)
    inside = _line(_thinned(values)) if is_time else _bars(values)
    svg = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">{inside}</svg>'
    return Markup(svg if inside and len(svg) <= LIMIT else "")


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [row for row in csv.reader(file) if row]
    return [row for row in found if len(row) == len(found[0])] or [[]]


def _number(text: str) -> float | None:
    bare = text.replace(",", "").replace("−", "-").rstrip("%").strip()
    return float(bare) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else None


def _number_column(header: list[str], body: list[list[str]]) -> int | None:
    for place in range(1, len(header)):
        found = [row[place] for row in body if row[place].strip()]
        if len(found) > 1 and all(_number(text) is not None for text in found):
            return place
    return None


def _first_group(body: list[list[str]], column: int) -> list[list[str]]:
    """Return the rows of the first series of a long table, so that each period stands once."""
    between = [row[1:column] for row in body]
    return [row for row, words in zip(body, between, strict=True) if words == between[0]]


def _thinned(values: list[float | None]) -> list[float | None]:
    step = -(-len(values) // POINTS)
    return values[::-1][::step][::-1]


def _scale(values: list[float | None]) -> tuple[float, float]:
    known = [value for value in values if value is not None]
    low, high = min(0, *known), max(0, *known)
    return low, (HEIGHT - 6) / (high - low or 1)


def _line(values: list[float | None]) -> str:
    low, scale = _scale(values)
    step = (WIDTH - 8) / max(1, len(values) - 1)
    places = [
        None if value is None else (3 + i * step, HEIGHT - 3 - (value - low) * scale)
        for i, value in enumerate(values)
    ]
    path, is_down = "", False
    for place in places:
        if place:
            path += f"{'L' if is_down else 'M'}{place[0]:.0f} {place[1]:.1f}"
        is_down = place is not None
    last = next(place for place in reversed(places) if place)
    zero = HEIGHT - 3 + low * scale
    return (
        f'<path class="s-grid" d="M0 {zero:.1f}H{WIDTH}"/>'
        f'<path class="s-c1" fill="none" stroke-width="2" stroke-linejoin="round" d="{path}"/>'
        f'<circle class="f-c1" cx="{last[0]:.0f}" cy="{last[1]:.1f}" r="3"/>'
    )


def _bars(values: list[float | None]) -> str:
    shown = [value or 0 for value in values][:24]
    low, scale = _scale(shown)
    step = WIDTH / len(shown)
    zero = HEIGHT - 3 + low * scale
    bars = "".join(
        f'<path class="f-c1" d="M{i * step:.1f} {zero:.1f}h{max(1, step * 0.7):.1f}'
        f'v{-v * scale:.1f}H{i * step:.1f}z"/>'
        for i, v in enumerate(shown)
    )
    return f'<path class="s-grid" d="M0 {zero:.1f}H{WIDTH}"/>{bars}'
