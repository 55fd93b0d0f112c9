"""Whatever a server does, a refresh ends with a clear word and the old data whole."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import httpx
import pytest

from parley import refresh
from parley.cli import main
from parley.refresh import contract, http
from parley.refresh.http import Fetcher, Memory, Validators
from pressroom.errors import RefreshError, UsageError
from tests import warm
from tests.parley.refresh.conftest import DAY, HEAD, NAMES, Answer, bytes_of, vsrr

CDC = refresh.named("cdc")


def refused(small, given, server, answer, match, adapter=CDC):
    """Refresh against one answer; the record must be as it was."""
    server.say = answer if callable(answer) else lambda asked: answer
    before = bytes_of(small)
    with pytest.raises(RefreshError, match=match) as error:
        refresh.commit(refresh.prepare(adapter, small, given), given.memory)
    assert bytes_of(small) == before
    assert error.value.code == 4
    return str(error.value)


def test_a_server_that_cannot_for_a_while_is_asked_again(small, given, server, waits):
    answers = [Answer(status=500), Answer(status=429, headers={"Retry-After": "7"}), Answer(vsrr())]
    server.say = lambda asked: answers.pop(0)
    refresh.commit(refresh.prepare(CDC, small, given), given.memory)
    assert waits == [1.0, 7.0]
    assert "2024-10-16" in (small / "us_deaths_12mo.csv").read_text()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_never_can_is_given_up(small, given, server, waits, status):
    refused(small, given, server, Answer(status=status), f"answered {status} .*3 times over")
    assert waits == [1.0, 2.0] and len(server.requests) == 3


def test_a_wait_of_hours_is_not_sat_out(small, given, server, waits):
    answer = Answer(status=429, headers={"Retry-After": "7200"})
    refused(small, given, server, answer, "wait 7200 s")
    assert not waits


def test_retry_after_may_be_a_date(given, server, waits):
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    answers = [Answer(status=503, headers={"Retry-After": then}), Answer(b"x")]
    server.say = lambda asked: answers.pop(0)
    assert given.fetcher.get(server.url).body == b"x"
    assert 30 < waits[0] <= 40


def test_a_cut_connection_is_tried_again_then_given_up(small, given, server, waits):
    told = refused(small, given, server, Answer(vsrr()[:900], cut=True), "3 times over")
    assert "connection failed" in told and len(waits) == 2


def test_an_answer_of_no_stated_length_must_end_a_line(small, given, server):
    refused(small, given, server, Answer(vsrr()[:-4], bare=True), "ends within a line")
    server.say = lambda asked: Answer(vsrr(), bare=True)
    assert refresh.prepare(CDC, small, given).plan.texts


def test_silence_ends(given, server):
    server.say = lambda asked: Answer(b"st", hang=True)
    fetcher = replace(given.fetcher, timeout=0.2, attempts=1)
    with pytest.raises(RefreshError, match=r"no answer within 0\.2 s"):
        fetcher.get(server.url)


def test_a_trickle_ends(given, server):
    server.say = lambda asked: Answer(b"x" * 1000)
    with pytest.raises(RefreshError, match="not whole after"):
        replace(given.fetcher, deadline=-1.0).get(server.url)


def test_nobody_there(given, server):
    server.close()
    with pytest.raises(RefreshError, match="connection failed"):
        given.fetcher.get(server.url)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<!DOCTYPE html><title>Down for maintenance</title>"),
        Answer(b"\xef\xbb\xbf\n <html><body>Moved</body></html>"),
        Answer(vsrr(), headers={"Content-Type": "text/html; charset=utf-8"}),
    ],
)
def test_a_web_page_instead_of_the_file(small, given, server, waits, answer):
    refused(small, given, server, answer, "a web page came instead")
    assert not waits


@pytest.mark.parametrize("status", [400, 404, 410])
def test_an_address_that_has_moved(small, given, server, status):
    refused(small, given, server, Answer(status=status), f"answered {status}.*configuration")
    assert len(server.requests) == 1


def test_a_door_that_is_shut_says_how_to_go_round(small, given, server):
    refused(small, given, server, Answer(status=403), "by hand and give it with --from FILE")


def test_a_file_too_large_by_its_own_word(small, given, server):
    answer = Answer(b"state", headers={"Content-Length": "999999999"})
    refused(small, given, server, answer, "larger than 200,000 bytes")


def test_a_file_too_large_without_a_word(small, given, server):
    import gzip

    packed = gzip.compress(b"x," * 200_000)
    answer = Answer(packed, headers={"Content-Encoding": "gzip"})
    refused(small, given, server, answer, "larger than 200,000 bytes")


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (b"", "is empty"),
        (vsrr().replace(b"Cocaine", b"Coca\xefne"), "not UTF-8: byte"),
        (vsrr(head=HEAD.replace("data_value", "data_vals")), "'data_value' .Nearest: data_val"),
        (vsrr(head=HEAD.replace("footnote_symbol", "footnote")), "column 'footnote' twice"),
        (vsrr()[:-100], "cut or damaged"),
        (vsrr()[:-85] + b'"', "cannot be read as a table"),
        (vsrr().replace(b"Heroin (T40.1)", b"Heroine (T40.1)"), "'Heroine .T40.1.' is not known"),
        (vsrr().replace(b"12 month-ending", b"6 month-ending"), "period '6 month-ending'"),
        (vsrr().replace(b"January", b"Januray"), "no month of a year"),
        (vsrr({("2024 January", NAMES[0]): ("78b0", "1")}), "'78b0' is no number"),
        (vsrr({("2024 January", NAMES[0]): ("78.5", "79")}), "not a whole number"),
        (vsrr({("2024 January", NAMES[0]): ("-7", "79")}), "not a whole number"),
        (vsrr().replace(b"US,2024,January", b"US,2023,December"), "gives .* 2023-12 twice"),
        (b"\n".join(n for n in vsrr().split(b"\n") if b"Cocaine" not in n), "no United States row"),
        (vsrr().replace(b"\nUS,", b"\nUSA,"), "no United States row"),
        (vsrr(months=("2024 January",)).replace(b"2024", b"2022"), "lacks 1 periods .*2023-12"),
        (vsrr({("2023 December", NAMES[-1]): ("3900", "7900")}), "from 7,800 to 3,900"),
        (vsrr({("2023 December", NAMES[-1]): ("15600", "15700")}), "from 7,800 to 15,600"),
        (vsrr({("2024 January", NAMES[0]): ("7900", "7000")}), "record would not hold.*\n.*below"),
    ],
)
def test_a_file_that_is_not_what_it_was(small, given, server, body, match):
    refused(small, given, server, Answer(body), match)


def test_a_file_older_than_the_newest_vintage(small, given, server):
    old = {"Last-Modified": "Thu, 29 Feb 2024 00:00:00 GMT"}
    refused(small, given, server, Answer(vsrr(), headers=old), "older than the newest vintage")


def test_a_file_of_a_day_to_come(small, given, server):
    new = {"Last-Modified": "Sat, 02 Nov 2024 00:00:00 GMT"}
    refused(small, given, server, Answer(vsrr(), headers=new), "yet to come")


def test_a_file_without_a_day_needs_one(small, given, server):
    refused(small, given, server, Answer(vsrr(), headers={}), "give --as-of DATE")


def test_one_vintage_cannot_say_two_things(small, given, server):
    same = {"Last-Modified": "Fri, 01 Mar 2024 00:00:00 GMT"}
    answer = Answer(vsrr(), headers=same)
    refused(small, given, server, answer, "7810, but 7800 is stored under the same vintage")


def test_an_unchanged_file_is_not_sent_twice(small, given, server):
    server.say = lambda asked: (
        Answer(status=304) if asked["headers"].get("If-None-Match") else Answer(vsrr())
    )
    refresh.commit(refresh.prepare(CDC, small, given), given.memory)
    told = refused(small, given, server, server.say, "nothing new: .* has not changed")
    assert told.count("nothing new") == 1
    assert server.requests[-1]["headers"]["If-Modified-Since"] == DAY


def test_the_same_file_without_a_304_is_nothing_new_either(small, given, server):
    server.say = lambda asked: Answer(vsrr())
    refresh.commit(refresh.prepare(CDC, small, given), given.memory)
    refused(small, given, server, Answer(vsrr()), "nothing new: the file of 2024-10-16 is stored")


def test_what_was_seen_counts_only_while_the_record_holds_it(small, given, server):
    seen = http.Download(f"{server.url}/resource/xkb8-kh2a.csv", b"", "", '"a"', DAY)
    given.memory.keep("cdc", seen, "2024-10-16")
    server.say = lambda asked: Answer(vsrr())
    refresh.commit(refresh.prepare(CDC, small, given), given.memory)
    assert "If-None-Match" not in server.requests[0]["headers"]


def test_a_lost_or_spoilt_memory_is_harmless(tmp_path):
    memory = Memory(tmp_path)
    assert memory.recall("cdc") is None
    (tmp_path / "cdc.json").write_text('{"other": 1}')
    assert memory.recall("cdc") is None
    (tmp_path / "cdc.json").write_text("{")
    assert memory.recall("cdc") is None
    memory.keep("cdc", got := http.Download("u", b"x", etag="e"), "2024-10-16")
    assert memory.recall("cdc") == Validators("u", "e", "", "2024-10-16", got.sha256)
    assert not list(tmp_path.glob("*.part"))


def paged(body: bytes):
    """Answer like Socrata: the rows that $limit and $offset ask for."""

    def say(asked):
        head, *rows = body.rstrip(b"\n").split(b"\n")
        first, size = int(asked["query"]["$offset"]), int(asked["query"]["$limit"])
        return Answer(b"\n".join([head, *rows[first : first + size]]) + b"\n")

    return say


def test_every_page_is_fetched_once(small, given, server, monkeypatch):
    monkeypatch.setenv("PARLEY_SOCRATA_TOKEN", "a-token")
    server.say = paged(vsrr())
    outcome = refresh.prepare(refresh.Cdc(page=8), small, given)
    assert len([line for line in outcome.plan.lines if line.startswith("+ us_deaths")]) == 10
    assert [r["query"]["$offset"] for r in server.requests] == ["0", "8"]
    assert all(r["query"]["$where"] == "state='US'" for r in server.requests)
    assert {r["headers"]["X-App-Token"] for r in server.requests} == {"a-token"}
    assert "a-token" not in outcome.plan.texts["CHANGELOG.md"]


def test_pages_without_end_are_given_up(small, given, server):
    adapter = refresh.Cdc(page=2, most_pages=3)
    answer = Answer(vsrr())
    refused(small, given, server, answer, "more than 3 pages", adapter)


def test_a_file_that_changes_between_pages(small, given, server):
    def say(asked):
        answer = paged(vsrr())(asked)
        if asked["query"]["$offset"] != "0":
            answer.headers = {"Last-Modified": "Thu, 17 Oct 2024 00:00:00 GMT"}
        return answer

    refused(small, given, server, say, "changed while it was fetched", refresh.Cdc(page=7))


def test_a_token_is_not_carried_to_another_place(small, given, server, monkeypatch):
    monkeypatch.setenv("PARLEY_SOCRATA_TOKEN", "a-token")
    away = Answer(status=302, headers={"Location": f"{server.url}/elsewhere"})
    refused(small, given, server, away, "answered 302")
    assert len(server.requests) == 1


def stored(small, given, server) -> None:
    """Have a first vintage in the record."""
    server.say = lambda asked: Answer(vsrr())
    refresh.commit(refresh.prepare(CDC, small, given), given.memory)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("78100", "79050"), "was 7,810 to 7,810 in the"),
        (("0", "0"), "was 7,810 to 7,810 in the"),
    ],
)
def test_a_new_month_out_of_all_proportion_is_refused(small, given, server, told, said):
    stored(small, given, server)
    months = ("2023 December", "2024 January", "2024 February")
    body = vsrr({("2024 February", NAMES[0]): told}, months=months)
    later = {"Last-Modified": format_datetime(datetime(2024, 10, 30, tzinfo=UTC), usegmt=True)}
    refused(small, given, server, Answer(body, headers=later), said)


def test_a_month_to_come_is_refused(small, given, server):
    body = vsrr(months=("2023 December", "2024 January", "2031 May"))
    refused(small, given, server, Answer(body), "gives 2031-05, which had not begun then")


def test_columns_in_each_others_place_are_refused(small, given, server):
    stored(small, given, server)
    changes = {(m, n): ("7905", "7810") for m in ("2023 December", "2024 January") for n in NAMES}
    later = {"Last-Modified": format_datetime(datetime(2024, 10, 30, tzinfo=UTC), usegmt=True)}
    answer = Answer(vsrr(changes, months=("2023 December", "2024 January")), headers=later)
    refused(small, given, server, answer, "in each other's place")


def test_two_refreshes_at_once_lose_nothing(small, given, server, root):
    environment = {**os.environ, "PYTHONPATH": str(root)}
    server.say = lambda asked: (time.sleep(1), Answer(vsrr()))[1]
    command = [sys.executable, "-m", "parley.cli", "refresh", "cdc", "--data", str(small)]
    both = [
        warm.Popen(
            [*command, "--base-url", server.url],
            cwd=small,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    codes = sorted(one.wait(60) for one in both)
    assert codes in ([0, 75], [0, 4]), [one.stderr.read() for one in both]


def test_what_nobody_expected_of_one_series_is_said_and_the_others_tried(
    small, given, server, monkeypatch, capsys
):
    def fails(self, raw):
        raise OverflowError("too large to count")

    monkeypatch.setattr(type(CDC), "parse", fails)
    server.say = lambda asked: Answer(vsrr())
    arguments = ["refresh", "cdc", "phac", "--data", str(small), "--base-url", server.url]
    assert main(arguments) == 4
    said = capsys.readouterr().err
    assert "cdc: its file is not as expected (OverflowError: too large to count)" in said
    assert "phac:" in said


def test_a_redirect_without_end(given, server):
    server.say = lambda asked: Answer(status=302, headers={"Location": server.url})
    with pytest.raises(RefreshError, match="without end"):
        given.fetcher.get(server.url)


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ("https://data.cdc.gov/a", "http://data.cdc.gov/a", "from https to http"),
        ("https://data.cdc.gov/a", "https://example.org/a", "another server, example.org"),
        ("http://127.0.0.1/a", "http://127.0.0.2/a", "another server, 127.0.0.2"),
        ("https://data.cdc.gov/a", "https://data.cdc.gov/b", ""),
        ("https://cbp.gov/a", "https://www.cbp.gov/a", ""),
    ],
)
def test_a_redirect_leads_to_a_known_server_alone(here, there, said):
    try:
        http.may_lead(httpx.URL(here), httpx.URL(there), here)
    except RefreshError as error:
        assert said and said in str(error)
    else:
        assert not said


def test_a_redirect_to_another_server_is_not_followed(given, server):
    server.say = lambda asked: Answer(status=302, headers={"Location": "http://127.0.0.2:9/x"})
    with pytest.raises(RefreshError, match=r"another server, 127\.0\.0\.2"):
        given.fetcher.get(server.url)
    assert len(server.requests) == 1


def test_a_trickle_of_headers_does_not_outlive_the_deadline():
    """A byte of the header now and then: no time-out between two bytes is ever reached."""
    listening = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        line, _ = listening.accept()
        with line, suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                line.sendall(b"X")
                time.sleep(0.1)

    Thread(target=trickle, daemon=True).start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    start = time.monotonic()
    with pytest.raises(RefreshError, match="not whole after 1 s; given up"):
        Fetcher(attempts=1, deadline=0.6, timeout=5).get(address)
    assert time.monotonic() - start < 9, "it waited for the whole trickle"
    listening.close()


@pytest.mark.parametrize(
    "header",
    ["²", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 1 Jan 2024 0:0:0 +99999999"],
)
def test_odd_headers_are_no_answer_and_no_traceback(header):
    assert http.wait_asked(header) in (None, float("inf")), "no answer, or longer than any wait"
    assert http.Download("", b"", last_modified=header).day is None


def packed(raw: bytes, how: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as archive:
        archive.writestr("a.csv", raw)
    return held.getvalue()


def test_an_archive_is_unpacked_up_to_the_limit_whatever_it_states(monkeypatch):
    monkeypatch.setattr(contract, "MOST_UNPACKED", 2**21)
    bomb = bytearray(packed(bytes(2**23), zipfile.ZIP_DEFLATED))
    bomb = bomb.replace((2**23).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(RefreshError):
        contract.unpacked(bytes(bomb))
    with pytest.raises(RefreshError, match="larger than"):
        contract.unpacked(packed(bytes(2**23), zipfile.ZIP_DEFLATED))
    with pytest.raises(RefreshError, match="only deflate"):
        contract.unpacked(packed(b"a,b", zipfile.ZIP_BZIP2))
    assert contract.unpacked(packed(b"a,b", zipfile.ZIP_STORED)) == b"a,b"


def test_a_mark_alone_is_an_empty_file():
    with pytest.raises(RefreshError, match="empty"):
        contract.table(contract.text_of(b"\xef\xbb\xbf"), ["a"])


@pytest.mark.parametrize("address", ["file:///etc/hosts", "ftp://example.org/a.csv", "a.csv"])
def test_only_web_addresses_are_fetched(given, address):
    with pytest.raises(RefreshError, match="no web address"):
        given.fetcher.get(address)


def test_addresses_are_configuration(monkeypatch):
    monkeypatch.setenv("PARLEY_REFRESH_CBP_AMO", "https://example.org/amo.csv")
    assert refresh.named("cbp-amo").where() == "https://example.org/amo.csv"
    assert CDC.where("http://127.0.0.1:9") == "http://127.0.0.1:9/resource/xkb8-kh2a.csv"
    with pytest.raises(UsageError, match="wonder has no address"):
        refresh.named("wonder").where()


def test_the_default_client_waits_longer_each_time(monkeypatch):
    waits = []
    monkeypatch.setattr(
        httpx.Client, "send", lambda *a, **k: (_ for _ in ()).throw(httpx.ConnectError("no route"))
    )
    with pytest.raises(RefreshError, match="5 times over"):
        Fetcher(sleep=waits.append).get("http://example.org/")
    assert waits == [1.0, 2.0, 4.0, 8.0]


def test_a_killed_refresh_leaves_the_old_data_whole(small, server, root):
    before = bytes_of(small)
    server.say = lambda asked: Answer(vsrr()[:600], hang=True)
    command = [sys.executable, "-m", "parley.cli", "refresh", "cdc", "--data", str(small)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    child = warm.Popen([*command, "--base-url", server.url], cwd=small, env=environment)
    until = time.monotonic() + 30
    while not server.requests and time.monotonic() < until:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert server.requests and bytes_of(small) == before


@pytest.mark.parametrize("moves", [0, 1, 2, 3])
def test_tables_and_change_log_move_together(small, given, server, monkeypatch, moves):
    """A refresh cut at any rename is finished by whoever opens the record next."""
    from pathlib import Path

    from parley import record

    server.say = lambda asked: Answer(vsrr())
    outcome, done, real = refresh.prepare(CDC, small, given), [], Path.replace

    def cut(self, target):
        if self.parent.name == ".pending" and len(done) == moves:
            raise KeyboardInterrupt
        done.append(target)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", cut)
    try:
        refresh.commit(outcome, given.memory)
    except KeyboardInterrupt:
        assert moves < len(outcome.plan.texts)
    monkeypatch.setattr(Path, "replace", real)
    rec = record.load(small)
    assert len(rec.us_deaths_12mo) == 11
    assert "us_deaths_12mo, file of 2024-10-16" in (small / "CHANGELOG.md").read_text()


def test_the_command_by_configuration_alone(small, server, capsys, monkeypatch):
    server.say = lambda asked: Answer(vsrr(), headers={"Last-Modified": DAY})
    monkeypatch.chdir(small)
    before = bytes_of(small)
    told = ["refresh", "cdc", "--data", str(small), "--base-url", server.url]
    assert main([*told, "--dry-run"]) == 0
    assert "would be added" in capsys.readouterr().out
    assert bytes_of(small) == before
    monkeypatch.setenv("PARLEY_REFRESH_CDC", f"{server.url}/other.csv")
    assert main(told[:4]) == 0
    assert server.requests[-1]["path"] == "/other.csv"
    out = capsys.readouterr().out
    assert "7,800 → 7,810 (+0.1 %)" in out and "were added" in out
    assert main(told) == 4
    assert "nothing new" in capsys.readouterr().out


def test_one_series_that_fails_does_not_stop_another(small, server, capsys, monkeypatch):
    server.say = lambda asked: Answer(vsrr()) if "xkb8" in asked["path"] else Answer(status=404)
    monkeypatch.chdir(small)
    assert main(["refresh", "phac", "cdc", "--data", str(small), "--base-url", server.url]) == 4
    said = capsys.readouterr()
    assert "phac: " in said.err and "The old rows stand" in said.err
    assert "2024-10-16" in (small / "us_deaths_12mo.csv").read_text()


@pytest.mark.parametrize(
    ("told", "match"),
    [
        (["cdcc"], "Nearest: cdc"),
        (["wonder"], "--from FILE"),
        (["--from", "a.csv"], "name it"),
        (["cdc", "--as-of", "today"], "is not a date"),
        (["cdc", "--base-url", "localhost"], "must begin with http"),
    ],
)
def test_what_is_asked_wrongly_is_usage(small, capsys, told, match):
    assert main(["refresh", *told, "--data", str(small)]) == 2
    assert match in capsys.readouterr().err
