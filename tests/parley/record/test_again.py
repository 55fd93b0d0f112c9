"""A file that has not changed is read once; one that has, or whose sides have, is read anew."""

import os

import pytest

from parley import sides
from parley.record import checking
from parley.tables import named
from tests import small_record

TABLE = named("meetings")


@pytest.fixture
def path(tmp_path):
    """Return the meetings of a small record."""
    return small_record.write(tmp_path / "data") / TABLE.file()


@pytest.fixture
def reads(monkeypatch):
    """Return what is read from now on, a call a file."""
    found, real = [], checking.read
    monkeypatch.setattr(checking, "_last", {})
    monkeypatch.setattr(checking, "read", lambda *given: found.append(given) or real(*given))
    return found


def test_what_has_not_changed_is_read_once(path, reads):
    one, two = (checking.read_again(TABLE, path) for _ in range(2))
    assert len(reads) == 1
    assert one.frame.equals(two.frame) and one.lines == two.lines


def test_a_file_that_changes_is_read_anew_though_neither_its_day_nor_its_size_tells(path, reads):
    before, stat = path.read_text(encoding="utf-8"), path.stat()
    checking.read_again(TABLE, path)
    title = checking.read_again(TABLE, path).frame["title"].iloc[0]
    path.write_text(before.replace(title, title.swapcase()), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert checking.read_again(TABLE, path).frame["title"].iloc[0] == title.swapcase()
    assert len(reads) == 2


def test_other_sides_read_it_anew(path, reads):
    checking.read_again(TABLE, path)
    sides.use({"us": {"label": "EU", "key": "eu"}})
    checking.read_again(TABLE, path)
    assert len(reads) == 2


def test_a_file_that_is_written_while_it_is_read_is_not_kept(path, reads, monkeypatch):
    real = checking.read

    def late(*given):
        found = real(*given)
        path.write_bytes(path.read_bytes() + b"\n")
        return found

    monkeypatch.setattr(checking, "read", late)
    checking.read_again(TABLE, path)
    assert checking._last == {}


def test_what_one_asker_adds_to_a_reading_or_its_frame_no_other_sees(path, reads):
    one = checking.read_again(TABLE, path)
    one.fault(2, "title", "x", "is wrong", "Mend it")
    one.frame.loc[0, "title"] = "spoilt"
    one.frame["more"] = 1
    two = checking.read_again(TABLE, path)
    assert two.faults == []
    assert two.frame["title"].iloc[0] != "spoilt" and "more" not in two.frame
    assert len(reads) == 1


def test_what_is_mended_is_read_each_time(path, reads):
    for _ in range(2):
        checking.read_again(TABLE, path, lambda rows: None)
    assert len(reads) == 2
