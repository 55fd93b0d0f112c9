"""Every run is written down, and somebody is told; neither can fail a run."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pressroom.build import ledger
from pressroom.build.ledger import Entry, Ledger
from pressroom.cli.runs import since_success
from pressroom.errors import worst

REPORT = {
    "slug": "a",
    "outcome": "failed",
    "seconds": 1.0,
    "memory": 1,
    "attempts": 1,
    "why": "notebook a changed",
    "reason": "cell 3: it broke",
}


@pytest.fixture
def said():
    return []


@pytest.fixture
def book(tmp_path, said):
    return Ledger(tmp_path, said.append)


def ended(book, code=0, **given) -> Entry:
    entry = Entry(pid=1, started=ledger.now(), trigger="by hand")
    book.begin(entry)
    entry.code, entry.ended, entry.outcome = code, ledger.now(), "said"
    for name, value in given.items():
        setattr(entry, name, value)
    book.end(entry)
    return entry


def test_a_run_is_written_down_whole(book):
    entry = ended(book, 1, reports=[REPORT], data={"a.csv": "h"}, versions={"Python": "3"})
    held = book.show(entry.run)
    assert held.reports == [{"run": 1} | REPORT]
    assert (held.data, held.versions, held.state) == ({"a.csv": "h"}, {"Python": "3"}, "failed")
    assert [e.run for e in book.runs()] == [1]


def test_a_killed_run_is_seen_by_its_missing_end(book):
    entry = Entry(pid=2**22 + 5, started=ledger.now())
    book.begin(entry)
    assert book.runs()[0].state == "killed"
    assert book.last_ended(2) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-40],
        lambda raw: raw[:3000] + b"\xff" * 600 + raw[3600:],
        lambda raw: b"no record at all " * 50,
        lambda raw: raw + b'{"run": "five"}\n[1, 2]\nnull\n',
        lambda raw: raw.replace(b'"reports": [', b'"reports": 7, "x": ['),
    ],
    ids=["cut off", "middle", "another file", "other forms", "other kinds"],
)
def test_damage_costs_the_lines_it_met_and_is_told(book, said, damage):
    for _ in range(20):
        ended(book, outcome="x" * 300, reports=[REPORT])
    whole = book.path.read_bytes()
    book.path.write_bytes(damage(whole))
    held = {entry.run for entry in book.runs(99)}
    assert said and "cannot be read" in said[0]
    last = ended(book, reports=[REPORT])
    assert book.show(last.run).reports == [{"run": last.run} | REPORT]
    assert {entry.run for entry in book.runs(99)} == held | {last.run}
    assert len(said) == 1
    book.prune()
    assert {entry.run for entry in Ledger(book.path.parent, said.append).runs(99)} == held | {
        last.run
    }
    assert len(said) == 1, "told once, and gone"


def test_two_runs_that_begin_at_once_have_two_numbers(tmp_path):
    entries = [Entry(pid=1, started=ledger.now()) for _ in range(24)]
    crowd = [threading.Thread(target=Ledger(tmp_path).begin, args=(each,)) for each in entries]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sorted(entry.run for entry in entries) == list(range(1, 25))


def test_a_run_whose_beginning_was_lost_is_written_down_at_its_end(book, said):
    book.path.mkdir()
    entry = Entry(pid=1, started=ledger.now())
    book.begin(entry)
    book.path.rmdir()
    entry.code, entry.outcome, entry.reports = 1, "said", [REPORT]
    book.end(entry)
    assert book.show(entry.run).reports == [{"run": 1} | REPORT]


def test_a_ledger_that_cannot_be_written_is_said_and_the_run_goes_on(book, said):
    book.path.mkdir()
    entry = ended(book)
    assert entry.run == 0
    assert any("could not be written" in text for text in said)


def test_a_lost_ledger_begins_anew(book):
    ended(book)
    book.path.unlink()
    assert book.runs() == []
    assert ended(book).run == 1


def test_old_runs_are_forgotten(book):
    for _ in range(3):
        ended(book, reports=[REPORT])
    book.prune(2)
    assert [e.run for e in book.runs()] == [3, 2, 1], "lines are only added, for a while"
    ended(book, reports=[REPORT])
    book.prune(2)
    assert [e.run for e in book.runs()] == [4, 3]
    assert book.show(1) is None


def test_the_heartbeat_keeps_the_last_success(tmp_path, book):
    good = ended(book)
    ledger.beat(tmp_path, good)
    bad = ended(book, 1)
    bad.ended = "2030-01-01T00:00:00+00:00"
    ledger.beat(tmp_path, bad)
    held = json.loads((tmp_path / "heartbeat.json").read_text())
    assert (held["code"], held["last_success"]) == (1, good.ended)
    (tmp_path / "heartbeat.json").write_text("torn {")
    ledger.beat(tmp_path, bad)
    assert json.loads((tmp_path / "heartbeat.json").read_text())["last_success"] == ""


@pytest.mark.parametrize("held", ["yesterday", "2026-11-21T06:17:00", 3, None, "2026-13-01T00Z"])
def test_a_heartbeat_that_makes_no_sense_counts_as_none(tmp_path, held):
    (tmp_path / "heartbeat.json").write_text(json.dumps({"last_success": held}))
    assert since_success(tmp_path) == "no run has ended well yet"


def test_a_clock_that_was_set_back_is_seen(tmp_path, book):
    good = ended(book)
    good.ended = "2999-01-01T00:00:00+00:00"
    ledger.beat(tmp_path, good)
    assert "on 2999-01-01T00:00:00+00:00, which this clock has still to" in since_success(tmp_path)


@pytest.fixture
def listener():
    """A server on this machine that keeps what it is sent."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            size = int(self.headers.get("Content-Length") or 0)
            got.append((self.command, self.path, self.rfile.read(size)))
            self.send_response(500 if self.path.startswith("/broken") else 204)
            self.end_headers()

        do_GET = do_POST = answer

        def log_message(self, *given):
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_failure_and_recovery_are_told_once_each_and_success_pings(
    book, listener, monkeypatch, said
):
    address, got = listener
    monkeypatch.setenv("PARLEY_WEBHOOK", f"{address}/hook")
    monkeypatch.setenv("PARLEY_PING", f"{address}/ping")
    for code in (0, 1, 0, 0):
        entry = ended(book, code, reports=[REPORT] if code else [])
        ledger.tell(entry, book.last_ended(entry.run), said.append)
    assert [(way, path) for way, path, _ in got] == [
        ("GET", "/ping"),
        ("POST", "/hook"),
        ("POST", "/hook"),
        ("GET", "/ping"),
        ("GET", "/ping"),
    ]
    failed, recovered = (json.loads(body) for way, _, body in got if way == "POST")
    assert (failed["event"], failed["failed"]) == ("failed", {"a": "cell 3: it broke"})
    assert recovered["event"] == "recovered"
    assert said == []


@pytest.mark.parametrize("path", ["/broken", None])
def test_a_dead_webhook_fails_nothing(book, listener, monkeypatch, said, path):
    address, _ = listener
    monkeypatch.setenv(
        "PARLEY_WEBHOOK", f"{address}{path}?key=secret" if path else "http://127.0.0.1:9/x"
    )
    ledger.tell(ended(book, 1), None, said.append)
    assert "could not be told" in said[0]
    assert "secret" not in said[0]


def test_the_gravest_exit_code_counts():
    assert worst(0, 0) == 0
    assert worst(1, 4, 5, 6) == 6
    assert worst(1, 3, 75) == 75
    assert worst(3, 130) == 130
    assert worst(0, 99) == 99
