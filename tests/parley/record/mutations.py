"""Seeded damage to a record: cells, rows, headers and bytes, as people and disks spoil them."""

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path

BITS = (
    "", " ", "x", "-1", "1.5", "2023-02-30", "0001-01-01", "9999-12-31", '"', "unknown", "yes",
    "us", "full", "=1", "é", "，", "a,b", "\t", "0", "9" * 30, "٣", "\u200b", "NaN", "held", "01",
)  # fmt: skip


def mutants(folder: Path, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many times a file's name and its spoilt bytes."""
    rng = random.Random(seed)
    names = sorted(path.name for path in folder.glob("*.csv"))
    for _ in range(count):
        name = rng.choice(names)
        lines = (folder / name).read_bytes().split(b"\n")
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            spoil(lines, rng)
        yield name, b"\n".join(lines)


def spoil(lines: list[bytes], rng: random.Random) -> None:
    """Spoil one thing in the lines of a file."""
    place = rng.randrange(len(lines))
    kind = rng.randrange(8)
    if kind < 4:
        lines[place] = cell_changed(lines[place], rng)
    elif kind == 4:
        lines.insert(place, lines[place])
    elif kind == 5:
        del lines[place]
        lines or lines.append(b"")
    elif kind == 6:
        lines[0] = lines[0].replace(rng.choice(lines[0].split(b",")), rng.choice((b"x", b"")), 1)
    else:
        raw = bytearray(lines[place] or b"x")
        raw[rng.randrange(len(raw))] = rng.randrange(256)
        lines[place] = bytes(raw)


def cell_changed(line: bytes, rng: random.Random) -> bytes:
    """Return a line with one of its cells replaced, lengthened or cut."""
    try:
        cells = next(csv.reader([line.decode("utf-8", "replace")]), [""]) or [""]
    except csv.Error:
        return line
    place = rng.randrange(len(cells))
    old = cells[place]
    cells[place] = rng.choice(
        (rng.choice(BITS), old + rng.choice(BITS), old[: rng.randrange(len(old) + 1)])
    )
    made = io.StringIO()
    csv.writer(made, lineterminator="").writerow(cells)
    return made.getvalue().encode("utf-8", "replace")
