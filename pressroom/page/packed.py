"""A PDF made small: what Chromium writes one by one and uncompressed, packed into streams.

It writes each cell of a table and each link as an object of its own. Packed into object streams
(ISO 32000-1, 7.5.7) they take a quarter of the room.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

MOST_PACKED = 200  # objects in one stream


def packed(made: bytes) -> bytes:
    """Return a PDF as Chromium writes it with all objects but streams packed and compressed.

    Parameters
    ----------
    made : bytes
        A PDF with a plain table of its objects, one revision, not encrypted.

    Notes
    -----
    What is not of that form is returned as it is, and so is what would grow.
    """
    table, size = _table(made)
    trailer = made.rpartition(b"trailer")[2].partition(b"startxref")[0].strip()
    if not table or b"/Encrypt" in trailer or b"/Prev" in trailer:
        return made
    bodies = dict(_bodies(made, table))
    kept = {number: body for number, body in bodies.items() if body.endswith(b"endstream")}
    loose = [number for number in bodies if number not in kept]
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for start in range(0, len(loose), MOST_PACKED):
        some = loose[start : start + MOST_PACKED]
        kept[size] = _stream(some, bodies)
        places |= {number: (2, size, place) for place, number in enumerate(some)}
        size += 1
    whole = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    for number, body in kept.items():
        places[number] = (1, len(whole), 0)
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    at = len(whole)
    places[size] = (1, at, 0)
    rows = (places.get(number, (0, 0, 0)) for number in range(size + 1))
    index = b"".join(
        bytes([kind]) + one.to_bytes(4, "big") + two.to_bytes(2, "big") for kind, one, two in rows
    )
    head = re.sub(rb"/Size \d+", b"/Type /XRef /W [1 4 2] /Size %d" % (size + 1), trailer)
    whole += b"%d 0 obj\n%b\nendobj\n" % (size, _deflated(head.removesuffix(b">>"), index))
    whole += b"startxref\n%d\n%%%%EOF\n" % at
    return bytes(whole) if len(whole) < len(made) else made


def _table(made: bytes) -> tuple[dict[int, int], int]:
    """Return where each object in use begins, by the table at the end, and how many there are."""
    found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", made)
    lines = made[int(found[1]) :].split(b"\n") if found else []
    if len(lines) < 3 or lines[0].strip() != b"xref":
        return {}, 0
    first, count = map(int, lines[1].split())
    rows = (line.split() for line in lines[2 : 2 + count])
    return {first + n: int(row[0]) for n, row in enumerate(rows) if row[2] == b"n"}, first + count


def _bodies(made: bytes, table: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the body of each object, in the order of the file."""
    ends = sorted([*table.values(), made.rindex(b"xref", 0, made.rindex(b"startxref"))])
    after = dict(pairwise(ends))
    for number, at in sorted(table.items(), key=lambda each: each[1]):
        body = made[at : after[at]].partition(b"obj")[2].rpartition(b"endobj")[0]
        yield number, body.strip(b"\r\n ")


def _stream(numbers: list[int], bodies: dict[int, bytes]) -> bytes:
    """Return one object stream."""
    at, heads, parts = 0, [], []
    for number in numbers:
        heads.append(b"%d %d" % (number, at))
        parts.append(bodies[number])
        at += len(bodies[number]) + 1
    head = b" ".join(heads) + b"\n"
    says = b"<</Type /ObjStm /N %d /First %d" % (len(numbers), len(head))
    return _deflated(says, head + b"\n".join(parts))


def _deflated(says: bytes, data: bytes) -> bytes:
    small = zlib.compress(data, 9)
    return b"%b /Filter /FlateDecode /Length %d>>\nstream\n%b\nendstream" % (
        says,
        len(small),
        small,
    )
