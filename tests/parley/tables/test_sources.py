"""Tiers by host, fragments by their words, plans that count nowhere, lists held beside."""

import doctest
import json
import re
import tomllib

import pytest

from parley import record
from parley.cli.record import check as run
from parley.record.doubts import doubts
from parley.tables import cells, hosts
from pressroom.errors import DataError
from tests import small_record
from tests.small_record import ROWS

HOSTS = '[hosts]\nown = ["gov", "gov.cn", "mfa.gov.cn", "va.gov"]\nstate_media = ["news.cn"]\n'
HOSTS += 'press = ["example.org"]\nrepublication = ["??.gov", "*.gov.cn"]\n'
KNOWN = tomllib.loads(HOSTS)["hosts"]


@pytest.fixture
def small(tmp_path):
    """A small record that lists hosts."""
    return small_record.write(tmp_path / "data")


def refused(folder, table, number, **cells_of_row):
    """Return the faults of the record with one row of one table changed."""
    rows = [dict(row) for row in ROWS[table]]
    rows[number] |= cells_of_row
    small_record.write_table(folder, table, rows)
    with pytest.raises(DataError) as refusal:
        record.load(folder)
    return [str(fault) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("url", "tier"),
    [
        ("https://www.state.gov/a", "own"),
        ("https://technology.wv.gov/a", "republication"),
        ("https://www.va.gov/a", "own"),
        ("http://www.mfa.gov.cn/eng/a", "own"),
        ("http://hbepb.hebei.gov.cn/a", "republication"),
        ("https://english.news.cn/a", "state_media"),
        ("https://notnews.cn/a", "republication"),
        ("https://web.archive.org/web/20250120/https://www.state.gov/a", "own"),
        ("https://www.example.org./a", "press"),
        ("https://recipes.example.com/state.gov", "republication"),
        ("", ""),
    ],
)
def test_the_longest_suffix_tells_the_tier(url, tier):
    assert hosts.tier_of(url, KNOWN) == tier


def test_without_lists_no_host_is_judged():
    assert hosts.tier_of("https://www.state.gov/a", {}) == ""
    assert not hosts.contradicts("press", "https://www.state.gov/a", {"own": []})


@pytest.mark.parametrize(
    ("tier", "url", "remedy"),
    [
        ("press", "https://www.state.gov/a", "Write own"),
        ("own", "https://example.org/1", "Write press"),
        ("state_media", "https://recipes.example.com/1", "Write republication"),
    ],
)
def test_a_tier_that_contradicts_its_host_is_refused(small, tier, url, remedy):
    (small / "record.toml").write_text(HOSTS, encoding="utf-8")
    rows = [row | {"tier": "press"} for row in ROWS["sources"]]
    small_record.write_table(small, "sources", [rows[0] | {"tier": tier, "url": url}, rows[1]])
    with pytest.raises(DataError, match=f"row 2, column tier: '{tier}'.*contradicts.*{remedy}"):
        record.load(small)


def test_a_person_may_know_that_a_press_house_reprints(small):
    (small / "record.toml").write_text(HOSTS, encoding="utf-8")
    small_record.write_table(
        small, "sources", [row | {"tier": "republication"} for row in ROWS["sources"]]
    )
    assert set(record.load(small).sources["tier"]) == {"republication"}


@pytest.mark.parametrize(
    ("cells_of_row", "said"),
    [
        ({"read_url": "http://www.example.org/1/"}, "read_url.*is the address of its publisher"),
        ({"archived_url": "https://example.org/1"}, "archived_url.*is the address"),
        ({"read_url": "https://example.org/2", "url": ""}, "read_url.*is a copy of nothing"),
        ({"commit": "5cb29f92"}, "commit.*has no repository"),
        ({"text_sha256": "abc"}, "text_sha256.*not a key of this form"),
        ({"tier": "blog"}, "tier.*is not a code"),
    ],
)
def test_what_a_source_may_not_say(small, cells_of_row, said):
    (fault,) = refused(small, "sources", 0, **cells_of_row)
    assert re.search(said, fault)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one word-pair, don’t 12.5", 5),
        ("台" * 60, 25),
        ("台" * 61, 26),
        ("AI" + "台" * 24, 11),
    ],
)
def test_words_are_counted_in_either_script(text, count):
    assert cells.words_in(text) == count


@pytest.mark.parametrize(
    ("cells_of_row", "said"),
    [
        ({"fragment": "word " * 25 + "word"}, "has 26 words"),
        ({"fragment": "台" * 61, "fragment_en": "x"}, "has 26 words"),
        ({"fragment": "台湾问题"}, "fragment_en: is missing for words that are not English"),
        ({"fragment": "", "fragment_en": "peace"}, "translates nothing"),
        ({"fragment_en": "the importance of peace"}, "translates nothing"),
        ({"fragment": "“ ”"}, "holds quotation marks alone"),
        ({"raised_by": "press"}, "is not a code"),
        ({"source_id": "", "basis": "knowledge"}, "is quoted from no source"),
    ],
)
def test_what_a_quotation_may_not_be(small, cells_of_row, said):
    assert said in " ".join(refused(small, "mentions", 0, **cells_of_row))


@pytest.mark.parametrize(
    ("cells_of_row", "said"),
    [
        ({"became": "held"}, "meeting_id: is missing for a plan that was carried out"),
        ({"meeting_id": "2024-01-30-lima"}, "says open of a plan that has a meeting"),
        ({"first": "2024-06", "last": "2024-05-31"}, "is before first"),
    ],
)
def test_what_a_plan_may_not_say(small, cells_of_row, said):
    assert said in " ".join(refused(small, "planned", 0, **cells_of_row))


def test_a_planned_meeting_counted_as_held_is_refused(small):
    rows = [*ROWS["meetings"][:2], ROWS["meetings"][2] | {"status": "postponed"}]
    small_record.write_table(small, "meetings", rows)
    held = {"became": "held", "meeting_id": "2024-01-30-lima"}
    assert "but 2024-01-30-lima is postponed" in " ".join(refused(small, "planned", 0, **held))


def test_a_meeting_of_a_day_to_come_is_refused(small):
    days = {"first_added_date": "2024-01-29", "last_changed_date": "2024-01-29"}
    (fault,) = refused(small, "meetings", 2, **days)
    assert "row 4, column status: 'held': says held of a day after" in fault


def test_a_plan_is_open_until_its_meeting_was_known(small):
    row = ROWS["planned"][0] | {
        "announced_date": "2023-06-01",
        "became": "held",
        "meeting_id": "2024-01-30-lima",
    }
    small_record.write_table(small, "planned", [row])
    (early,) = record.load(small, as_of="2023-12-01").planned.itertuples()
    assert early.became == "open"
    assert early.meeting_id != early.meeting_id
    (late,) = record.load(small).planned.itertuples()
    assert late.became == "held"


@pytest.mark.parametrize(
    ("cells_of_row", "said"),
    [
        ({"meeting_id": ""}, "does not fit in_record"),
        ({"in_record": "no", "meeting_id": ""}, "why: is blank for what the record lacks"),
    ],
)
def test_what_a_check_may_not_say(small, cells_of_row, said):
    assert said in " ".join(refused(small, "checks", 0, **cells_of_row))


def test_a_coder_takes_any_name(small):
    rows = [row | {"coder": "human-ml"} for row in ROWS["codings"] if row["coder"] == "first"]
    small_record.write_table(small, "codings", [*ROWS["codings"], *rows])
    assert set(record.load(small).codings["coder"]) == {"first", "second", "third", "human-ml"}


def test_check_warns_of_what_is_weak(small, capsys):
    sources = [
        ROWS["sources"][0] | {"tier": "republication", "url": "http://203.0.113.7/1"},
        ROWS["sources"][1] | {"read_url": "https://news-demo.example.org/2"},
    ]
    small_record.write_table(small, "sources", sources)
    small_record.write_table(small, "planned", [ROWS["planned"][0] | {"first": "2024-02"}])
    arguments = {"data": str(small), "all": False}
    assert run(type("Given", (), arguments)) == 0
    told = capsys.readouterr().out
    assert "4 published accounts rest on a republication" in told
    assert "2023-06-18-beijing · us · s1" in told
    assert "s1 · url · 203.0.113.7, a bare number instead of a name" in told
    assert "s2 · read_url · news-demo.example.org, a test, staging or demonstration site" in told
    assert "1 plans are open whose time had passed by 2024-03-01" in told
    assert "second-round · 2024-02" in told


def test_check_warns_of_a_second_meeting_of_the_same_heads_and_of_an_account_without_source(small):
    second = ROWS["meetings"][1] | {"meeting_id": "2023-11-15-woodside-2"}
    small_record.write_table(small, "meetings", [*ROWS["meetings"], second])
    there = [row for row in ROWS["participants"] if row["meeting_id"] == "2023-11-15-woodside"]
    again = [row | {"meeting_id": "2023-11-15-woodside-2"} for row in there]
    small_record.write_table(small, "participants", [*ROWS["participants"], *again])
    given = [row for row in ROWS["accounts"] if row["meeting_id"] == "2023-11-15-woodside"]
    given = [row | {"meeting_id": "2023-11-15-woodside-2", "source_id": ""} for row in given]
    small_record.write_table(small, "accounts", [*ROWS["accounts"], *given])
    found = {doubt.problem: doubt.rows for doubt in doubts(record.load(small))}
    assert found == {
        "meetings have the day, the manner and the heads of another": [
            "2023-11-15-woodside-2 · as 2023-11-15-woodside"
        ],
        "published accounts have no source": ["2023-11-15-woodside-2 · us · read: full"],
    }


def test_check_warns_of_a_file_that_its_package_does_not_describe(small):
    now = record.load(small).hashes()
    said = [{"name": name, "hash": f"sha256:{now[name]}"} for name in now]
    (small / "datapackage.json").write_text(json.dumps({"resources": said}), encoding="utf-8")
    assert not doubts(record.load(small))
    path = small / "seizures.csv"
    path.write_bytes(path.read_bytes().replace(b"10.5", b"11.5"))
    (found,) = doubts(record.load(small))
    assert found.rows == ["seizures.csv"]


def test_check_warns_of_a_search_later_than_the_coverage_speaks_of(small):
    rows = [dict(row) for row in ROWS["accounts"]]
    late = next(row for row in rows if row["published"] == "none_found")
    late["searched_until"] = "2031-01-02"
    small_record.write_table(small, "accounts", rows)
    (doubt,) = [d for d in doubts(record.load(small)) if d.file == "coverage.csv"]
    assert doubt.rows == [f"{late['meeting_id']} · {late['side']} · 2031-01-02"]


def test_a_record_without_a_weakness_gives_no_warning(small, capsys):
    run(type("Given", (), {"data": str(small), "all": False}))
    assert "warning" not in capsys.readouterr().out


def test_the_examples_run():
    assert doctest.testmod(hosts).failed == 0
    assert doctest.testmod(cells).failed == 0


def test_an_account_that_cites_an_official_page_of_the_other_side_is_doubtful(small):
    rows = [row | {"url": f"https://www.mfa.gov.cn/{n}"} for n, row in enumerate(ROWS["sources"])]
    small_record.write_table(small, "sources", [{**row, "tier": ""} for row in rows])
    (doubt,) = [d for d in doubts(record.load(small)) if "official page of the other" in d.problem]
    wrong = [row for row in ROWS["accounts"] if row["side"] == "us" and row.get("source_id")]
    assert len(doubt.rows) == len(wrong) > 0
    assert all(" · us · " in row and "www.mfa.gov.cn" in row for row in doubt.rows)
    small_record.write_table(small, "sources", ROWS["sources"])
    assert not [d for d in doubts(record.load(small)) if "official page" in d.problem]
