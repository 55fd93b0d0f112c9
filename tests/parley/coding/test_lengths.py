"""How long a talk lasted is proposed, in figures and in words; other hours are not."""

import doctest

import pytest

from parley import record
from parley.cli import main
from parley.coding import propose, topics
from parley.coding.sentences import split
from parley.desk import coded

LASTED = [
    ("The meeting lasted about four hours.", "4"),
    ("They met for two and a half hours in Beijing.", "2.5"),
    ("The two-and-a-half-hour call was candid.", "2.5"),
    ("The leaders spoke for an hour and a half.", "1.5"),
    ("The leaders spoke for half an hour.", "0.5"),
    ("It was a 90-minute video call.", "1.5"),
    ("The talks ran for three hours and fifteen minutes.", "3.25"),
    ("The talks ran for three hours and 15 minutes.", "3.25"),
    ("They held nearly 12 hours of candid talks.", "12"),
    ("The call lasted more than two hours.", "2"),
    ("会谈持续了约四小时。", "4"),
    ("两国元首通话进行了两个半小时。", "2.5"),
    ("会晤历时5个多小时。", "5"),
    ("双方会谈四十五分钟。", "0.75"),
    ("会谈持续了半小时。", "0.5"),
    ("会谈历时2小时17分钟。", "2.28"),
]
OTHER = [
    "The agreement enters into force within 48 hours.",
    "He met the minister after a two hour flight.",
    "They met two hours later in Beijing.",
    "They will speak again in the coming hours.",
    "The hotline is open 24 hours a day.",
]


@pytest.mark.parametrize(("text", "hours"), LASTED)
def test_the_length_of_a_talk_is_found(text, hours):
    assert [one.value for one in topics.lengths(split(text))] == [hours]


@pytest.mark.parametrize("text", OTHER)
def test_other_hours_are_none(text):
    assert not topics.lengths(split(text))


def test_the_examples():
    assert doctest.testmod(topics).failed == 0


READOUT = """Secretary Blinken met with Foreign Minister Wang Yi in Beijing on April 26, 2024.
The meeting lasted about four hours. They discussed Taiwan."""


def test_a_readout_answers_the_length_of_a_new_meeting():
    rec = record.load()
    reading = propose(READOUT, rec)
    (one,) = reading.of("hours")
    assert (one.value, one.label) == ("4", "4 hours (“four hours”)")
    given = coded.answers(reading.proposals, coded.Text("us", "s", "full"), rec)
    assert given["hours"] == "4"


def test_a_meeting_on_record_without_a_length_gets_it(tmp_path, capsys):
    rec = record.load()
    (one,) = propose(READOUT, rec).of("hours")
    meetings = rec.meetings.set_index("meeting_id")["duration_hours"]
    code = "2024-04-26-beijing-blinken-wang"
    text = coded.Text("us", rec.sources["source_id"].iloc[0], "full")
    made = coded.addition([one], text, code, rec, "2026-11-30")
    assert meetings[code] != meetings[code]  # it has none
    assert any("duration_hours" in line and "4" in line for line in made.plan.lines)
    held = meetings.dropna().index[0]
    assert "on record" in " ".join(coded.addition([one], text, held, rec, "2026-11-30").left)


def test_the_command_shows_it(tmp_path, capsys):
    (tmp_path / "r.txt").write_text(READOUT)
    assert main(["code", str(tmp_path / "r.txt")]) == 0
    assert "Length\n  + 4 hours (“four hours”)" in capsys.readouterr().out
