"""``parley code``: what it prints, what it refuses, and that it writes all or none."""

import argparse
import io
import json

import pytest

from parley import record
from parley.cli import code, main

TEXT = """Readout of Secretary Blinken's Meeting with Chinese Foreign Minister Wang Yi
Secretary Blinken met with Director Wang Yi in Beijing on April 26, 2024. The two sides held an
amazing discussion on food security and tariffs. They did not discuss Myanmar."""


@pytest.fixture
def pasted(tmp_path):
    path = tmp_path / "pasted.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def hashes(data) -> dict:
    return {path.name: path.read_bytes() for path in data.glob("*.csv")}


def accept(data, pasted, answers, **given) -> int:
    from parley.coding import propose

    rec = record.load(data)
    said = {"meeting": rec.meetings["meeting_id"].iloc[-1], "side": None,
            "source": rec.sources["source_id"].iloc[0]} | given  # fmt: skip
    left = iter(answers)

    def ask(question: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return code.accept(propose(TEXT, rec), rec, argparse.Namespace(**said), ask)


def test_it_prints_each_with_its_sentence_and_rule(pasted, capsys):
    assert main(["code", str(pasted)]) == 0
    out = capsys.readouterr().out
    assert "+ Trade and tariffs" in out
    assert "[trade-en-01]" in out
    assert "- Myanmar  not counted: said not to have been discussed" in out


def test_json_holds_the_same(pasted, capsys):
    assert main(["code", str(pasted), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    topics = {p["value"]: p["counts"] for p in told["proposals"] if p["kind"] == "topic"}
    assert topics == {"health": True, "trade": True, "myanmar": False}


def test_what_is_piped_in_is_read(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["code", "-"]) == 0
    assert "Antony Blinken" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "an empty text"),
        (b"a" * 5_000_000, "5.0 MB"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        ("Les deux ministres ont parlé du commerce et de la sécurité.".encode(), "French"),
    ],
)
def test_bad_input_ends_with_two_and_clear_words(tmp_path, capsys, raw, told):
    path = tmp_path / "bad.txt"
    path.write_bytes(raw)
    assert main(["code", str(path)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Nothing was written" in error


def test_a_file_that_is_not_there_and_accept_without_source(pasted, capsys):
    assert main(["code", "no-such-file.txt"]) == 2
    assert main(["code", str(pasted), "--accept"]) == 2
    assert main(["code", "-", "--accept", "--source", "x"]) == 2
    assert "needs --source" in capsys.readouterr().err


def test_accepted_rows_are_shown_and_written(data, pasted, capsys):
    before = record.load(data)
    meeting = before.meetings["meeting_id"].iloc[-1]
    answers = ["n", "n", *("y" for _ in range(20))]
    assert accept(data, pasted, answers) == 0
    out = capsys.readouterr().out
    assert "rows written" in out
    after = record.load(data)
    there = after.descriptors[after.descriptors["meeting_id"] == meeting]
    assert "amazing" in set(there["descriptor"])


@pytest.mark.parametrize("answers", [["q"], ["y"], ["y", "y", "n", "n", "n", "n", "n", "n"]])
def test_stopping_or_not_confirming_writes_nothing(data, pasted, capsys, answers):
    before = hashes(data)
    assert accept(data, pasted, answers) == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert hashes(data) == before


def test_an_unknown_meeting_or_source_is_answered_with_the_nearest(data, pasted):
    with pytest.raises(Exception, match="the record has no source"):
        accept(data, pasted, [], source="nowhere-at-all")
    with pytest.raises(Exception, match="the record has no meeting"):
        accept(data, pasted, [], meeting="1999-01-01-nowhere")


def test_ctrl_c_writes_nothing(data, pasted):
    before = hashes(data)

    def interrupted(question):
        raise KeyboardInterrupt

    from parley.coding import propose

    rec = record.load(data)
    said = argparse.Namespace(meeting=rec.meetings["meeting_id"].iloc[-1], side="us",
                              source=rec.sources["source_id"].iloc[0])  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        code.accept(propose(TEXT, rec), rec, said, interrupted)
    assert hashes(data) == before
