"""A meeting is added whole, checked as it is typed, or not at all."""

import os
import pty
import select
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
import yaml

from parley import record
from parley.cli import main
from parley.desk import adding, draft
from tests.conftest import ROOT

GIVEN = {
    "date": "2024-02-10", "title": "A second summit", "channel": "leaders", "level": "leader",
    "format": "in_person", "city": "Lima", "country": "PE", "us": "A", "prc": "B",
    "us_source": "s1", "us_read": "full", "us_topics": "taiwan; fentanyl",
    "prc_source": "https://example.org/3 | A ministry | A third account | 2024-02-11",
    "prc_read": "opening", "prc_topics": "taiwan",
}  # fmt: skip


def test_a_family_name_that_several_bear_is_answered_with_all_of_them():
    rec = record.load(ROOT / "data")
    with pytest.raises(ValueError, match=r"Wang Wentao .*; Wang Yi \(wang-yi\): write the whole"):
        draft.seat("wang", "prc", "2025-10-30", rec)
    assert draft.seat("Xi", "prc", "2025-10-30", rec).person_id == "xi-jinping"
    assert draft.seat("Tai", "us", "2023-11-15", rec).person_id == "katherine-tai"


def flags(**changed: str) -> list[str]:
    given = {name: value for name, value in (GIVEN | changed).items() if value}
    pairs = ((f"--{name.replace('_', '-')}", value) for name, value in given.items())
    return ["add", "meeting", *(word for pair in pairs for word in pair), "--today", "2024-03-01"]


def held(folder) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_by_flags_every_table_gets_its_rows(project):
    assert main([*flags(), "--yes"]) == 0
    rec = record.load()
    added = rec.meetings.set_index("meeting_id").loc["2024-02-10-lima-a-b"]
    assert added["codebook"] == "v0"
    assert f"{added['first_added_date']:%F}" == "2024-03-01"
    assert [
        who.name for who in rec.participants_of("2024-02-10-lima-a-b", "prc") if who.is_principal
    ] == ["B"]
    assert [w.role for w in rec.participants_of("2024-02-10-lima-a-b")] == ["President", "Premier"]
    mentions = rec.mentions.query("meeting_id == '2024-02-10-lima-a-b'")
    assert len(mentions) == 3
    assert len(rec.comparable.query("meeting_id == '2024-02-10-lima-a-b'")) == 2
    assert "a-ministry-2024-02-11" in set(rec.sources["source_id"])


@pytest.mark.parametrize(
    "publisher, url, key, tier",
    [
        ("外交部", "https://www.mfa.gov.cn/a", "waijiaobu", "own"),
        ("…", "https://www.state.gov/a", "state-gov", "own"),
        (
            "中华人民共和国外交部新闻司发言人办公室",
            "http://news.cn/b",
            "zhonghuarenmingong",
            "state_media",
        ),
        ("Le Monde", "https://lemonde.example/1", "le-monde", ""),
        ("Ōsaka Shimbun", "https://example.org/9", "osaka-shimbun", "press"),
    ],
)
def test_a_source_gets_a_key_of_any_script_and_the_tier_of_its_host(
    project, publisher, url, key, tier
):
    """A host that the record does not list has the tier of its other rows, else none."""
    sources = pd.read_csv(project / "data" / "sources.csv", dtype=str)
    there = sources["url"].str.contains("example.org", na=False)
    sources.loc[there, "tier"] = "press"
    sources.to_csv(project / "data" / "sources.csv", index=False)
    source = f"{url} | {publisher} | 王毅会见 | 2024-02-11"
    assert main([*flags(prc_source=source), "--yes"]) == 0
    row = record.load().sources.set_index("url").loc[url]
    assert row["source_id"].startswith(key) and row["source_id"].endswith("-2024-02-11")
    assert ("" if pd.isna(row["tier"]) else row["tier"]) == tier


def test_a_city_brings_its_country(project, monkeypatch):
    rec = record.load()
    on = rec.meetings.dropna(subset=["city", "country"]).iloc[0]
    monkeypatch.setattr(adding, "country_of", {on["city"]: "XX", "Kuala Lumpur": "MY"}.get)
    for city, country in {on["city"]: on["country"], "Kuala Lumpur": "MY", "Nowhere": ""}.items():
        (row,) = adding.rows(GIVEN | {"city": city, "country": ""}, rec, "2024-03-01")["meetings"]
        assert row["country"] == country


def test_a_city_on_record_keeps_its_one_spelling():
    rec = record.load(ROOT / "data")
    given = GIVEN | {"us": "marco-rubio", "prc": "wang-yi", "us_source": "", "us_read": ""}
    given |= {
        "us_topics": "",
        "prc_source": "",
        "prc_read": "",
        "prc_topics": "",
        "channel": "other",
    }
    (row,) = adding.rows(given | {"date": "2026-06-20", "city": "Peking"}, rec, "2026-06-21")[
        "meetings"
    ]
    assert row["city"] == "Beijing" and row["meeting_id"].startswith("2026-06-20-beijing")


def test_the_readme_names_every_table_that_a_meeting_by_hand_needs(project):
    given = GIVEN | {"prc": "Jane Doe, Envoy", "us_descriptors": "candid"}
    made = adding.rows(given, record.load(), "2024-03-01")
    by_hand = (ROOT / "README.md").read_text("utf-8").partition("By hand: ")[2].partition("\n\n")[0]
    assert len(made) == 9
    assert not [table for table in made if f"{table}.csv`" not in by_hand]


def test_without_consent_the_rows_are_shown_and_nothing_is_written(project, capsys):
    before = held(project / "data")
    assert main(flags()) == 0
    said = capsys.readouterr().out
    assert "+ meetings.csv: 2024-02-10-lima-a-b" in said
    assert "Nothing was written" in said
    assert held(project / "data") == before


def test_every_fault_is_told_at_once_with_the_nearest(project, capsys):
    before = held(project / "data")
    wrong = flags(date="2024-02-30", channel="leader", us="Aa", us_topics="tiawan", prc_source="s9")
    assert main([*wrong, "--yes"]) == 2
    said = capsys.readouterr().err
    for expected in ("2024-02-30", "Nearest: leaders", "Nearest: taiwan", "prc_source"):
        assert expected in said
    assert held(project / "data") == before


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("us_topics", "taiwan,fentanyl", "joined by ; as in 'taiwan; fentanyl'"),
        ("us_topics", "tiawan, fentanyl", "joined by ; as in 'tiawan; fentanyl'"),
        ("us_descriptors", "candid, deep", "joined by ; as in 'candid; deep'"),
        ("us", "A, A", "joined by ; as in 'A; A'"),
        ("us", "Somebody, A", "joined by ; as in 'Somebody; A'"),
    ],
)
def test_a_list_with_commas_is_answered_with_what_joins_it(project, capsys, name, value, said):
    before = held(project / "data")
    assert main([*flags(**{name: value}), "--yes"]) == 2
    assert said in capsys.readouterr().err
    assert held(project / "data") == before


def test_a_topic_may_be_given_by_its_label_and_in_capitals(project):
    label = record.load().topics.set_index("topic")["label"]["taiwan"]
    given = flags(us_topics=f"{label.upper()};FENTANYL;fentanyl")
    assert main([*given, "--yes"]) == 0
    said = record.load().mentions
    assert set(said[said["meeting_id"].str.startswith("2024-02-10")]["topic"]) >= {
        "taiwan",
        "fentanyl",
    }


def test_an_office_that_was_not_held_and_a_stranger_are_told(project, capsys):
    main([*flags(us="A, Secretary", prc="Nobody"), "--yes"])
    said = capsys.readouterr().err
    assert "A held no Secretary on 2024-02-10 (then: President)" in said
    assert "'Nobody' is not in people.csv" in said


def test_somebody_new_is_entered_with_their_office(project):
    assert main([*flags(us="Jane Doe, Envoy"), "--yes"]) == 0
    rec = record.load()
    assert "jane-doe" in set(rec.people["person_id"])
    assert rec.offices.set_index("person_id").loc["jane-doe", "date_precision"] == "seen"


def test_a_session_of_the_same_visit_is_joined_to_it(project):
    assert main([*flags(), "--yes"]) == 0
    more = flags(date="2024-02-11", title="A dinner", city="Cusco", prc="B")
    assert main([*more, "--yes"]) == 0
    visits = record.load().meetings.set_index("meeting_id")["visit_id"]
    assert visits["2024-02-11-cusco-a-b"] == "2024-02-10-lima-a-b"


def test_a_duplicate_is_pointed_out_with_the_difference(project, capsys):
    same = {"date": "2023-11-15", "title": "The summit", "city": "Woodside", "country": "US"}
    before = held(project / "data")
    assert main([*flags(**same), "--yes"]) == 2
    said = capsys.readouterr().out
    assert "2023-11-15-woodside has the same day and principals" in said
    assert "title: on record 'A summit', yours 'The summit'" in said
    assert held(project / "data") == before
    assert main([*flags(**same), "--yes", "--anyway"]) == 0


def test_from_a_yaml_file_with_lists_and_real_dates(project):
    path = project / "new.yaml"
    listed = GIVEN | {"us_topics": ["taiwan", "fentanyl"], "prc": ["B"]}
    text = yaml.safe_dump(listed).replace("'2024-02-10'", "2024-02-10")
    path.write_text(text)
    assert main(["add", "meeting", "--from", "new.yaml", "--yes", "--today", "2024-03-01"]) == 0
    assert "2024-02-10-lima-a-b" in set(record.load().meetings["meeting_id"])


def test_a_file_that_is_no_yaml_is_answered_in_words(project, capsys):
    (project / "new.yaml").write_text("date: [2024")
    assert main(["add", "meeting", "--from", "new.yaml", "--yes"]) == 2
    assert "new.yaml is not YAML" in capsys.readouterr().err
    (project / "new.yaml").write_text("dat: 2024-01-01")
    main(["add", "meeting", "--from", "new.yaml", "--yes"])
    assert "dat: is no part of a meeting. Nearest: date" in capsys.readouterr().err


class Terminal:
    """A person at a terminal, typing."""

    def __init__(self, *command: str):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "parley.cli", *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            close_fds=True,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            # A run in the background is started with Ctrl-C ignored, and its children inherit it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(slave)
        self.text = ""

    def interrupt(self) -> None:
        """Press Ctrl-C, again if nothing comes of it: between prompt and reading it waits."""
        for _ in range(10):
            os.killpg(self.process.pid, signal.SIGINT)
            if select.select([self.master], [], [], 1)[0]:
                return

    def until(self, wanted: str, seconds: float = 30) -> str:
        end, start = time.monotonic() + seconds, len(self.text)
        while wanted not in self.text[start:]:
            left = end - time.monotonic()
            assert left > 0 and select.select([self.master], [], [], left)[0], self.text
            try:
                self.text += os.read(self.master, 65536).decode(errors="replace")
            except OSError:
                break
        return self.text[start:]

    def type(self, line: str) -> None:
        os.write(self.master, f"{line}\n".encode())


def test_at_a_terminal_it_asks_corrects_and_survives_ctrl_c(project):
    before = held(project / "data")
    person = Terminal("add", "meeting", "--today", "2024-03-01")
    person.until("First day")
    person.type("10/02/2024")
    assert "not a date of the form YYYY-MM-DD" in person.until("First day")
    person.type("2024-02-10")
    person.until("Last day")
    person.type("")
    person.until("What it was")
    person.type("A second summit")
    person.until("Channel")
    person.type("leader")
    assert "Nearest: leaders" in person.until("> ")
    person.interrupt()
    assert "parley add meeting --from" in person.until("goes on from there")
    assert person.process.wait(10) == 130
    assert held(project / "data") == before
    kept = project / "build" / "drafts" / "meeting.yaml"
    assert yaml.safe_load(kept.read_text())["title"] == "A second summit"
    rest = {name: GIVEN[name] for name in ("channel", "level", "format", "us", "prc")}
    given = [w for n, v in rest.items() for w in (f"--{n}", v)]
    command = ["add", "meeting", "--from", str(kept), *given, "--yes", "--today", "2024-03-01"]
    assert main(command) == 0
    assert "A second summit" in set(record.load().meetings["title"])
    assert not kept.exists()


@pytest.mark.parametrize("day", ["2030-01-01"])
def test_a_day_beyond_the_coverage_is_told(project, capsys, day):
    main([*flags(date=day, prc="", us=""), "--yes"])
    main([*flags(date="2024-03-05"), "--today", "2024-03-06"])
    assert (
        "left out of counts of all channels (covered 2023-01-01 to 2024-02-29), by"
        in capsys.readouterr().out
    )


def test_a_meeting_is_counted_in_its_channel_as_far_as_that_was_looked_at(project, capsys):
    with (project / "data" / "coverage.csv").open("a") as table:
        table.write("meetings,leaders,,2023-01-01,2024-03-20,2024-03-31\n")
        table.write("meetings,defense,,2023-01-01,2024-03-02,2024-03-31\n")
    own = "leaders (covered 2023-01-01 to 2024-03-20)"
    every = "all channels (covered 2023-01-01 to 2024-02-29)"
    said = f"left out of counts of {every}, kept in those of {own}"
    main([*flags(date="2024-03-05"), "--today", "2024-03-06", "--yes"])
    assert f"Note: this meeting is kept, but {said}, by coverage.csv" in capsys.readouterr().out
    main(["check"])
    out = capsys.readouterr().out
    assert f"  2024-03-05-lima-a-b · 2024-03-05: {said}\n" in out
    main([*flags(date="2024-03-25"), "--today", "2024-03-26"])
    assert f"but left out of counts of {every} and of {own}, by" in capsys.readouterr().out
