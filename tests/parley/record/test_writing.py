"""Rows are written to all tables or to none, whatever happens on the way."""

import fcntl
import os

import pytest

from parley import record
from parley.record import writing
from pressroom import errors
from pressroom.errors import DataError, LockedError

MEETING = {
    "meeting_id": "2023-08-01-call", "visit_id": "2023-08-01-call", "start_date": "2023-08-01",
    "end_date": "2023-08-01", "title": "A call", "channel": "leaders", "level": "leader",
    "format": "call", "status": "held", "codebook": "v0", "date_precision": "day",
    "first_added_date": "2024-03-02", "last_changed_date": "2024-03-02",
}  # fmt: skip
ACCOUNTS = [
    {"meeting_id": "2023-08-01-call", "side": side, "published": "unknown"}
    for side in ("us", "prc")
]


def bytes_of(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_meeting_and_its_accounts_arrive_together_in_order(small):
    made = writing.plan(small, {"meetings": [MEETING], "accounts": ACCOUNTS})
    assert len(made.lines) == 3
    before = bytes_of(small)
    made.commit()
    rec = record.load(small)
    assert rec.meetings["meeting_id"].tolist()[1] == "2023-08-01-call"
    assert len(rec.accounts) == 8
    changed = {n for n, raw in bytes_of(small).items() if raw != before[n]}
    assert changed == {"meetings.csv", "accounts.csv"}


def test_a_record_that_would_not_hold_is_left_as_it_was(small):
    before = bytes_of(small)
    with pytest.raises(DataError, match=r"no row for side us"):
        writing.plan(small, {"meetings": [MEETING]}).commit()
    assert bytes_of(small) == before
    assert not (small / writing.PENDING).exists()


def test_a_second_writer_is_refused_and_a_reader_leaves_its_work_alone(small):
    made = writing.plan(small, {"meetings": [MEETING], "accounts": ACCOUNTS})
    (small / writing.PENDING).mkdir()
    other = os.open(small, os.O_RDONLY)  # a lock of its own, as another process holds it
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        with pytest.raises(LockedError, match="another program is writing") as caught:
            made.commit()
        assert caught.value.code == 75
        record.load(small)
        assert (small / writing.PENDING).is_dir(), "it is another's, who is at work"
    finally:
        os.close(other)
    made.commit()
    assert not (small / writing.PENDING).exists()


def test_rows_written_by_another_meanwhile_are_not_lost(small):
    made = writing.plan(small, {"meetings": [MEETING], "accounts": ACCOUNTS})
    other = {n: v.replace("2023-08-01", "2023-08-02") for n, v in MEETING.items()}
    accounts = [row | {"meeting_id": "2023-08-02-call"} for row in ACCOUNTS]
    writing.plan(small, {"meetings": [other], "accounts": accounts}).commit()
    with pytest.raises(LockedError, match=r"meetings\.csv.* was written by another program"):
        made.commit()
    assert "2023-08-02-call" in (small / "meetings.csv").read_text()


def test_a_changed_cell_is_told(small):
    row = {
        "meeting_id": "2024-01-30-lima",
        "side": "us",
        "published": "none_found",
        "searched_until": "2024-03-02",
    }
    made = writing.plan(small, changed={"accounts": [row]})
    assert made.lines[0].endswith("published: unknown → none_found")
    made.commit()
    assert "none_found" in record.load(small).accounts["published"].tolist()[4]


@pytest.mark.parametrize(
    ("added", "changed", "said"),
    [
        ({"meeting": [{}]}, None, "is not a table"),
        ({"topics": [{"topik": "x"}]}, None, "is not a column"),
        (None, {"topics": [{"topic": "x"}]}, "no row has this key"),
    ],
)
def test_a_row_that_fits_nowhere_is_refused(small, added, changed, said):
    with pytest.raises(DataError, match=said):
        writing.plan(small, added, changed)


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_commit_killed_between_two_moves_is_finished_by_the_next_reader(
    small, monkeypatch, moves
):
    class Killed(BaseException):
        pass

    real, done = type(small).replace, []

    def replace(self, target):
        if len(done) == moves:
            raise Killed
        done.append(target)
        return real(self, target)

    made = writing.plan(small, {"meetings": [MEETING], "accounts": ACCOUNTS})
    with monkeypatch.context() as patch:
        patch.setattr(type(small), "replace", replace)
        try:
            made.commit()
        except Killed:
            assert moves < 2
    rec = record.load(small)
    assert len(rec.meetings) == 4
    assert len(rec.accounts) == 8


@pytest.mark.parametrize(("at", "stood"), [(1, []), (4, ["the rows stand in the record"])])
def test_an_interrupted_commit_says_whether_the_rows_stand(small, monkeypatch, at, stood):
    """The last of the files in waiting makes them whole: what comes after it is only moving."""
    made, written = writing.plan(small, {"meetings": [MEETING], "accounts": ACCOUNTS}), []

    def struck(path, raw):
        path.write_bytes(raw)
        written.append(path.name)
        if len(written) == at or path.name == writing.COMPLETE:
            raise KeyboardInterrupt

    errors.begin()
    monkeypatch.setattr(writing, "write_through", struck)
    with pytest.raises(KeyboardInterrupt):
        made.commit()
    assert errors.lasting() == stood
    assert ("2023-08-01-call" in set(record.load(small).meetings["meeting_id"])) == bool(stood)


def test_a_commit_killed_before_it_was_whole_is_dropped(small):
    (small / writing.PENDING).mkdir()
    (small / writing.PENDING / "meetings.csv").write_text("half")
    assert len(record.load(small).meetings) == 3
    assert not (small / writing.PENDING).exists()
