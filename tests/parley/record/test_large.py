"""A large table reads as a small one does: the same frame, the same faults by line."""

import pytest

from parley.record import reading
from parley.record.reading import read
from parley.tables import named

MENTIONS = named("mentions")
HEAD = "meeting_id,side,topic,basis,source_id"
REST = [name for name in MENTIONS.columns() if name not in HEAD.split(",")]


def whole(rows):
    """Return the rows as a file's text, blank in the columns that do not matter here."""
    head, *below = rows
    tail = "," * len(REST)
    return "\n".join([",".join([head, *REST]), *(row and row + tail for row in below)]) + "\n"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGE", 1)
    rows = [
        f"2023-01-{day:02}-x,{side},topic_{topic},{'report' if topic else 'knowledge'},"
        f"{'source' if topic else ''}"
        for day in range(1, 20)
        for side in ("us", "prc")
        for topic in range(5)
    ]
    file = tmp_path / "mentions.csv"
    file.write_text(whole([HEAD, *rows]))
    return file


def slowly(path, monkeypatch):
    monkeypatch.setattr(reading, "LARGE", 10**9)
    return read(MENTIONS, path)


def test_the_frame_is_the_same_to_the_type(path, monkeypatch):
    quick = reading.large_frame(MENTIONS, path)
    assert quick is not None
    one, other = read(MENTIONS, path), slowly(path, monkeypatch)
    assert one.frame.equals(other.frame)
    assert (one.frame.dtypes == other.frame.dtypes).all()
    assert list(one.lines) == list(other.lines)
    assert one.faults == other.faults == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: [*rows, rows[-1]],
        lambda rows: [*rows, "2023-02-01-x,us,topic_1,report"],
        lambda rows: [*rows, "2023-02-01-x,us,topic_1,report,source,more"],
        lambda rows: [*rows, "2023-02-01-x,us,topic_1,report", "2023-02-02-x,us,t,report,s,more"],
        lambda rows: [*rows, "2023-02-01-x,nobody,topic_1,report,source"],
        lambda rows: [*rows, "2023-02-01-x,us,topic_1,report,"],
        lambda rows: [*rows, '"2023-02-01-x",us,"topic_1",report,source'],
        lambda rows: [*rows, "", "2023-02-01-x,us,topic_1,report, source"],
        lambda rows: ["side,meeting_id,topic,basis,source_id", *rows[1:]],
        lambda rows: [*rows, "2023-02-01-x,us,topic\0,report,source"],
    ],
)
def test_whatever_is_odd_is_read_cell_by_cell_with_its_line(path, monkeypatch, spoil):
    plain = [row.removesuffix("," * len(REST)) for row in path.read_text().splitlines()]
    path.write_text(whole(spoil([HEAD, *plain[1:]])))
    one, other = read(MENTIONS, path), slowly(path, monkeypatch)
    assert sorted(map(str, one.faults)) == sorted(map(str, other.faults))
    assert one.frame.equals(other.frame)
    assert list(one.lines) == list(other.lines)


def test_bytes_that_are_not_utf8_are_named(path):
    path.write_bytes(path.read_bytes() + b"2023-02-01-\xff,us,topic_1,report,source\n")
    (fault,) = read(MENTIONS, path).faults
    assert "is not UTF-8" in str(fault)
