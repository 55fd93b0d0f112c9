"""A small chart of a report for the list of reports, made from its first figure's CSV."""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from pressroom.project import current

WIDTH, HEIGHT, YEARS, POINTS, LIMIT, FEWEST = 208, 52, 13, 60, 2_000, 3
_PERIOD = re.compile(r"(FY ?)?\d{4}([- ]?[QH]\d|-\d\d(-\d\d)?)?")
Series = dict[str, list[float | None]]


def first_drawn(paths: Iterable[Path], names: Mapping[str, str]) -> tuple[int, Markup]:
    """Return the small chart of the first figure that has one, and that figure's place.

    Parameters
    ----------
    paths : iterable of Path
        The figures' tables in their order.
    names : mapping
        Short name of each series of the project's pair, as labels.

    Returns
    -------
    int, Markup
        Of a later figure only a course in time counts, each of its months once or counts that
        add up: it is drawn under its own name. 0 and nothing where no figure can be drawn.
    """
    for place, path in enumerate(paths):
        may = path.is_file() and (place == 0 or _is_course(_columns(path)))
        if may and (drawn := small_chart(path, names)):
            return place, drawn
    return 0, Markup("")


def _is_course(table: dict[str, list[str]]) -> bool:
    time = next(iter(table), "")
    if not time or not _are_periods(table[time]):
        return False
    wanted = (*current().measures, "per_day")
    if len(set(table[time])) < len(table[time]):
        wanted = current().counts
    return _measure([name for name in table if name != time], wanted) in wanted


def small_chart(path: Path, names: Mapping[str, str]) -> Markup:
    """Return a drawing of a figure's first measure; empty if its table has no numbers.

    Periods, where a table is sorted by them, become lines, both sides' where it has them, with
    gaps where values are missing; a ranking becomes bars. Of any other table the first numbers
    need not be what the figure shows, so nothing is drawn. It says nothing that the finding
    beside it does not, so it is hidden from screen readers.

    Parameters
    ----------
    path : Path
        A figure's CSV, header in its first row.
    names : mapping
        Short name of each series of the project's pair, as labels.

    Returns
    -------
    Markup
        At most 2,000 bytes.
    """
    table = _columns(path)
    time = next((name for name in list(table)[:1] if _are_periods(table[name])), None)
    series = _series(table, time)
    if not time and not _is_ranking(series):
        return Markup("")
    if not all(any(value is not None for value in values) for values in series.values() or [[]]):
        return Markup("")
    inside = _lines(series, names) if time else _bars(next(iter(series.values())))
    inside += _years(table[time], WIDTH - (40 if len(series) > 1 else 6)) if time else ""
    tall = HEIGHT + (YEARS if time else 0)
    svg = f'<svg viewBox="0 0 {WIDTH} {tall}" aria-hidden="true" focusable="false">{inside}</svg>'
    return Markup(svg if len(svg) <= LIMIT else "")


def short_measure(subtitle: str) -> str:
    """Return what a figure measures, without where and when if that would be long.

    Examples
    --------
    >>> short_measure("Rain in a month, in all stations of the land, January 1999 to June 2026")
    'Rain in a month, in all stations of the land'
    """
    parts = subtitle.split(", ")
    while len(parts) > 1 and len(", ".join(parts)) > 60:
        parts.pop()
    return ", ".join(parts)


def _columns(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if len(rows) < 3:
        return {}
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def _are_periods(cells: list[str]) -> bool:
    return len(set(cells)) >= FEWEST and all(_PERIOD.fullmatch(cell.strip()) for cell in cells)


def _is_ranking(series: Series) -> bool:
    """Return whether the values fall from first to last, the first above the last."""
    values = [value for value in next(iter(series.values()), None) or [] if value is not None]
    return len(values) > 1 and values == sorted(values, reverse=True) and values[0] > values[-1]


def _number(text: str) -> float | None:
    bare = text.replace(",", "").replace("−", "-").strip()
    return float(bare) if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", bare) else None


def _series(table: dict[str, list[str]], time: str | None) -> Series:
    # A period that the record covers in part would end the line in a fall that nobody saw.
    covered = [cell in ("covered", "") for cell in table.get("cover", [])]
    numbers = {
        name: [
            _number(cell) if is_whole else None
            for cell, is_whole in zip(cells, covered or [True] * len(cells), strict=True)
        ]
        for name, cells in table.items()
        if name != time and _are_numbers(cells)
    }
    if not numbers:
        return {}
    repeats = time is not None and len(set(table[time])) < len(table[time])
    measure = _measure(list(numbers), current().counts if repeats else current().measures)
    if repeats:
        return _summed(table, time, numbers.get(measure, []))
    both = {s: found for s in current().pair if (found := numbers.get(f"{s}_{measure}"))}
    if time and both and len(both) == len(current().pair):
        return both
    one = numbers.get(f"either_{measure}") or numbers.get(measure) or next(iter(both.values()), [])
    return {"": one}


def _are_numbers(cells: list[str]) -> bool:
    found = [cell for cell in cells if cell.strip()]
    return len(found) > 1 and all(_number(cell) is not None for cell in found)


def _measure(names: list[str], wanted: tuple[str, ...]) -> str:
    codes = "|".join([*current().pair, "either"])
    bare = [re.sub(f"^({codes})_", "", name) for name in names]
    return next((name for name in wanted if name in bare), bare[0])


def _summed(table: dict[str, list[str]], time: str, values: list[float | None]) -> Series:
    """Return counts of a long table added up by period and side; shares are never added."""
    sides = table.get("side", [""] * len(values))
    if not set(sides) <= current().pair.keys():
        sides = [""] * len(values)
    totals: dict[str, dict[str, float | None]] = {}
    for period, side, value in zip(table[time], sides, values, strict=False):
        found = totals.setdefault(side, dict.fromkeys(sorted(set(table[time]))))
        if value is not None:
            found[period] = (found[period] or 0) + value
    return {side: list(found.values()) for side, found in totals.items()}


def _lines(series: Series, names: Mapping[str, str]) -> str:
    series = {side: _thinned(values) for side, values in series.items()}
    known = [value for values in series.values() for value in values if value is not None]
    low, high = min(0.0, *known), max(known)
    scale = (HEIGHT - 8) / (high - low or 1)
    right = WIDTH - (40 if len(series) > 1 else 6)
    zero = HEIGHT - 4 + low * scale
    parts = [f'<path class="s-grid" d="M0 {zero:.0f}H{right + 4}"/>']
    ends = {}
    for side, values in series.items():
        step = (right - 3) / max(1, len(values) - 1)
        places = [
            None if v is None else (3 + i * step, HEIGHT - 4 - (v - low) * scale)
            for i, v in enumerate(values)
        ]
        parts.append(_stroke(places, current().pair.get(side, "c1")))
        ends[side] = next((place[1] for place in reversed(places) if place), zero)
    return "".join(parts) + _labels(ends, names, right)


def _years(periods: list[str], right: int) -> str:
    """Return the first and the last year under the lines."""
    known = sorted(year for each in periods for year in re.findall(r"\d{4}", each)[:1])
    look = f'class="f-ctx" y="{HEIGHT + YEARS - 2}" font-size="10"'
    last = f'<text {look} x="{right}" text-anchor="end">{known[-1]}</text>'
    return f'<text {look} x="0">{known[0]}</text>{last}'


def _thinned(values: list[float | None]) -> list[float | None]:
    step = -(-len(values) // POINTS)
    return values[::-1][::step][::-1]


def _stroke(places: list[tuple[float, float] | None], token: str) -> str:
    path, is_down = "", False
    for place in places:
        if place:
            path += f"{'L' if is_down else 'M'}{place[0]:.0f} {place[1]:.1f}"
        is_down = place is not None
    last = next((place for place in reversed(places) if place), None)
    dot = f'<circle class="f-{token}" cx="{last[0]:.0f}" cy="{last[1]:.1f}" r="3"/>' if last else ""
    line = f'<path class="s-{token}" fill="none" stroke-width="2" d="{path}"/>'
    return line + dot


def _labels(ends: dict[str, float], names: Mapping[str, str], right: int) -> str:
    if len(ends) < 2:
        return ""
    placed = sorted(ends, key=ends.get)
    heights = [min(max(ends[side] + 4, 10 + 13 * i), HEIGHT) for i, side in enumerate(placed)]
    if heights[1] - heights[0] < 13:
        heights[0] = heights[1] - 13
    return "".join(
        f'<text class="f-{current().pair[side]}" x="{right + 8}" y="{height:.0f}" font-size="11" '
        f'font-weight="700">{Markup.escape(names[side])}</text>'
        for side, height in zip(placed, heights, strict=True)
    )


def _bars(values: list[float | None]) -> str:
    shown = [value or 0 for value in values][:24]
    low = min(0.0, *shown)
    scale = (HEIGHT - 8) / (max(0.0, *shown) - low or 1)
    step, zero = WIDTH / max(8, len(shown)), HEIGHT - 4 + low * scale
    bars = "".join(
        f"M{i * step:.1f} {zero:.1f}h{step * 0.7:.1f}v{-v * scale:.1f}H{i * step:.1f}z"
        for i, v in enumerate(shown)
    )
    return f'<path class="s-grid" d="M0 {zero:.0f}H{WIDTH}"/><path class="f-c1" d="{bars}"/>'
