"""``parley code``: what it prints, what it refuses, and that it writes all or none."""

import argparse
import io
import json

import pytest
import yaml

from parley import record
from parley.cli import VERBS, main
from parley.cli import coding as code
from pressroom.cli import parser as main_parser
from pressroom.errors import UsageError
from tests.parley.desk.test_adding import Terminal

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


def given(rec, **changed) -> argparse.Namespace:
    """What the command line gives where nothing but a meeting and a source is said."""
    said = vars(main_parser("parley", "", VERBS, "code").parse_args(["code", "x", "--accept"]))
    meeting, source = rec.meetings["meeting_id"].iloc[-1], rec.sources["source_id"].iloc[0]
    read = {"meeting": meeting, "source": source, "read": "opening", "today": "2026-11-29"}
    return argparse.Namespace(**said | read | changed)


@pytest.fixture
def accept(data, monkeypatch):
    """What comes of the answers that a person gives, and of `ending` where they end."""
    from parley.coding import propose

    def answered(answers, ending=EOFError, **changed) -> int:
        rec, left = record.load(data), iter(answers)

        def ask(question: str) -> str:
            try:
                return next(left)
            except StopIteration:
                raise ending from None

        monkeypatch.setattr("builtins.input", ask)
        return code.accept(propose(TEXT, rec), rec, given(rec, **changed))

    return answered


def test_a_text_of_no_meeting_on_record_says_so(pasted, capsys):
    pasted.write_text(TEXT.replace("2024", "2011"), encoding="utf-8")
    assert main(["code", str(pasted)]) == 0
    assert "\nIt is of no meeting that the record is known to have.\n" in capsys.readouterr().out


def test_topics_and_people_are_taken_by_name_too_and_a_blank_source_is_asked_for(pasted, capsys):
    from parley.coding import propose
    from parley.desk import coded

    reading = propose(TEXT, rec := record.load())
    named = coded.named(reading, "Trade and tariffs, wang yi")
    assert {"trade", "wang-yi"} <= {one.value for one in named}
    meeting, blank = rec.meetings["meeting_id"].iloc[-1], coded.Text("us", " ", "")
    with pytest.raises(UsageError, match=r"^say where the text was read: source_id, or address"):
        coded.addition(named, blank, meeting, rec, "2026-11-29")
    assert main(["code", str(pasted), "--accept", "all", "--source", " "]) == 2
    assert "--accept needs --source: source_id, or" in capsys.readouterr().err


def test_it_prints_each_with_its_sentence_and_rule(pasted, capsys):
    assert main(["code", str(pasted)]) == 0
    out = capsys.readouterr().out
    assert "+ Trade and tariffs" in out
    assert "[trade-en-01]" in out
    assert "\nIt is of a meeting on record: 2024-04-26-beijing-blinken-wang (Blinken" in out
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


def test_accepted_rows_are_shown_and_written(data, accept, capsys):
    before = record.load(data)
    meeting = before.meetings["meeting_id"].iloc[-1]
    answers = ["n", "n", *("y" for _ in range(20))]
    assert accept(answers) == 0
    out = capsys.readouterr().out
    assert "rows written" in out
    after = record.load(data)
    there = after.descriptors[after.descriptors["meeting_id"] == meeting]
    assert "amazing" in set(there["descriptor"])
    was, now = (each.accounts.set_index(["meeting_id", "side"]) for each in (before, after))
    assert was.loc[(meeting, "us"), "names_subjects"] == "no"
    assert now.loc[(meeting, "us"), "names_subjects"] == "yes"


@pytest.mark.parametrize("answers", [["q"], ["y"], ["y", "y", "n", "n", "n", "n", "n", "n"]])
def test_stopping_or_not_confirming_writes_nothing(data, accept, capsys, answers):
    before = hashes(data)
    assert accept(answers) == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert hashes(data) == before


def test_an_unknown_meeting_or_source_is_answered_with_the_nearest(accept):
    with pytest.raises(Exception, match=r"the source: .* is no source_id"):
        accept([], source="nowhere-at-all")
    with pytest.raises(Exception, match="the record has no meeting"):
        accept([], meeting="1999-01-01-nowhere")


def test_ctrl_c_writes_nothing(data, accept):
    before = hashes(data)
    with pytest.raises(KeyboardInterrupt):
        accept([], KeyboardInterrupt, side="us")
    assert hashes(data) == before


def test_of_several_meetings_of_a_day_the_one_with_the_people_named_is_meant():
    from parley.coding import meetings_on, propose

    rec = record.load()
    there = meetings_on(propose(TEXT, rec), rec)
    assert there["meeting_id"].tolist() == ["2024-04-26-beijing-blinken-wang"]


def test_what_the_arguments_tell_is_not_asked_for(pasted, capsys):
    text = "Chinese and American officials met. They discussed tariffs."
    pasted.write_text(text, encoding="utf-8")
    assert main(["code", str(pasted)]) == 0
    said = capsys.readouterr().out
    asked = ("it is: give --side", "no day of the meeting", "no place", "nobody of people.csv")
    assert all(words in said for words in asked)
    told = ["--side", "us", "--date", "2026-11-19", "--city", "Lima", "--us", "A", "--prc", "B"]
    assert main(["code", str(pasted), *told]) == 0
    assert "Not understood" not in capsys.readouterr().out
    assert main(["code", str(pasted), "--format", "call"]) == 0
    said = capsys.readouterr().out
    assert "no place" not in said and asked[0] in said


def test_without_a_side_nothing_is_asked(data, pasted):
    from parley.coding import propose

    rec = record.load(data)
    reading = propose("Chinese and American officials met and discussed tariffs.", rec)
    with pytest.raises(Exception, match="give --side"):
        code.accept(reading, rec, given(rec))


def test_what_was_taken_before_ctrl_c_can_be_taken_again(accept, capsys):
    with pytest.raises(KeyboardInterrupt):
        accept(["y", "y", "n"], KeyboardInterrupt)
    assert "--accept 'antony-blinken,wang-yi' takes again" in capsys.readouterr().out


HELD = "2024-04-26-beijing-blinken-wang"


def test_by_flags_the_named_are_added_to_the_meeting_and_no_other(data, pasted, capsys):
    cited = "https://example.org/r | A department | A readout | 2024-04-26"
    ways = ["--data", str(data), "--source", cited, "--side", "us", "--today", "2026-11-29"]
    command = ["code", str(pasted), *ways, "--meeting", HELD, "--accept", "myanmar,amazing"]
    before = hashes(data)
    assert main(command) == 0
    assert "--yes writes it" in capsys.readouterr().out
    assert hashes(data) == before
    assert main([*command, "--yes"]) == 0
    assert "the record holds" in capsys.readouterr().out
    rec = record.load(data)
    added = rec.mentions.query("meeting_id == @HELD and source_id == 'a-department-2024-04-26'")
    assert added["topic"].tolist() == ["myanmar"]
    held = rec.meetings.set_index("meeting_id").loc[HELD]
    assert f"{held['last_changed_date']:%F}" == "2026-11-29"


def test_a_value_that_the_text_does_not_propose_is_answered_with_the_nearest(pasted, capsys):
    ways = ["--source", "s", "--side", "us", "--new"]
    assert main(["code", str(pasted), *ways, "--accept", "mianmar"]) == 2
    assert "Nearest: myanmar" in capsys.readouterr().err


def test_a_day_with_meetings_is_told_and_a_new_meeting_goes_the_way_of_add(data, pasted, capsys):
    cited = "https://example.org/r | A department | A readout | 2024-04-26"
    ways = ["--data", str(data), "--source", cited, "--side", "us", "--read", "opening"]
    command = ["code", str(pasted), *ways, "--accept", "all", "--yes"]
    assert main(command) == 2
    assert f"{HELD}. Give --meeting ID" in capsys.readouterr().err
    assert main([*command, "--new"]) == 2
    assert "title: is missing" in capsys.readouterr().err
    rest = ["--title", "A meeting", "--channel", "foreign_ministers", "--level", "minister"]
    assert main([*command, "--new", *rest]) == 2
    said = capsys.readouterr().out
    assert f"{HELD} has the same day and principals" in said
    assert "title: on record" in said
    assert main([*command, "--new", *rest, "--anyway"]) == 0
    rec = record.load(data)
    (made,) = set(rec.meetings["meeting_id"]) - set(record.load().meetings["meeting_id"])
    assert made == f"{HELD}-2"
    assert rec.descriptors.query("meeting_id == @made")["descriptor"].tolist() == ["amazing"]
    assert not any(b"amazing discussion" in raw for raw in hashes(data).values())


def test_an_account_that_the_record_did_not_know_needs_its_depth(data, accept):
    rec = record.load(data)
    unknown = rec.accounts.query("side == 'us' and published == 'unknown'")["meeting_id"].iloc[0]
    with pytest.raises(Exception, match="say how much of it was read"):
        accept(["y"] * 20, meeting=unknown, side="us", read="")
    assert accept(["y"] * 20, meeting=unknown, side="us") == 0
    now = record.load(data).accounts.query("side == 'us' and meeting_id == @unknown").iloc[0]
    assert (now["published"], now["read"]) == ("yes", "opening")


def test_at_a_terminal_ctrl_c_keeps_what_was_taken_and_typed(data, tmp_path, monkeypatch):
    text = "Secretary Rubio spoke by phone with Wang Yi on June 20, 2026. They discussed Taiwan."
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    (tmp_path / "reports.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    before = hashes(data)
    ways = ("--accept", "--source", "https://example.org/r | A | B | 2026-06-20", "--side", "us")
    person = Terminal("code", "r.txt", *ways, "--read", "opening")
    for question, answer in (("/q]", "y"),) * 4 + (("Last day", ""), ("What it was", "A call")):
        person.until(question)
        person.type(answer)
    person.until("Channel")
    person.interrupt()
    assert "build/drafts/readout.yaml" in person.until("goes on from there")
    assert person.process.wait(10) == 130
    kept = yaml.safe_load((tmp_path / "build" / "drafts" / "readout.yaml").read_text("utf-8"))
    assert kept["us_topics"] == "taiwan" and kept["title"] == "A call"
    assert kept["us"] == "marco-rubio" and "discussed" not in str(kept)
    assert hashes(data) == before
