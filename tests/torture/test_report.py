"""The figures of a torture come into the page as they were counted."""

import json
import re
from datetime import date

import pytest

from tests.torture import mutants, report

FOUND = {
    "kills": {"kills": 200, "old": 150, "new": 50, "next runs": 200, "seed": 7, "seconds": 600,
              "stage running a report": 60, "stage ended already": 3},
    "touches": {"kills": 42, "old": 23, "new": 19},
    "faults": {"rounds": 300, "steps": 176, "seed": 7, "next runs": 100, "SIGTERM, old": 30,
               "SIGTERM, new": 20, "untrue": 0},
    "spoilings": {"tries": 10_000, "refused": 7_000, "seed": 8},
    "tampers": {"one": 1, "other": 0},
    "planted": {"a wrong cell": "tests/a.py::test_b", "a lost lock": ""},
}  # fmt: skip
HELD = {part: {"when": "2026-11-21, 2 cores", "found": found} for part, found in FOUND.items()}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The page as it is, and figures that are still to be counted."""
    monkeypatch.setattr(report, "COUNTED", tmp_path / "build/torture.json")
    (page := tmp_path / "page.md").write_bytes(report.PAGE.read_bytes())
    monkeypatch.setattr(report, "PAGE", page)
    return page


def test_the_figures_stand_in_the_page():
    text = report.written(report.PAGE.read_text(encoding="utf-8"), HELD)
    assert text.count("Counted on 2026-11-21, 2 cores. ") == len(report.PARTS) == len(HELD)
    assert "200 builds killed at random moments (seed 7) in 10 minutes" in text
    assert "the old site stood 150 times, the new one 50 times, a torn one 0 times" in text
    assert "| running a report | 60 |" in text
    assert "| starting and planning | 0 |" in text
    assert "| SIGTERM | 50 | 30 | 20 |" in text
    assert "one of their 176 touches of the disk: 300 (seed 7)" in text
    assert "spoilt: 10,000 (seed 8); 7,000 refused" in text
    assert "Ways to tamper with an edition: 2; `parley verify` found 1." in text
    assert "one at a time: 2; caught: 1." in text
    assert "| a wrong cell | `tests/a.py::test_b` |" in text
    assert "| a lost lock | none: it survived |" in text
    assert report.written(text, HELD) == text


def test_a_part_that_is_run_alone_leaves_the_lines_of_the_others(place):
    before = place.read_text(encoding="utf-8").splitlines()
    report.keep({"tampers": FOUND["tampers"]})
    report.keep({"spoilings": FOUND["spoilings"]})
    assert report.main() == 0
    after = place.read_text(encoding="utf-8").splitlines()
    moved = [new for old, new in zip(before, after, strict=True) if new != old]
    assert [line.partition(". ")[2][:12] for line in moved] == ["Files of the", "Ways to tamp"]
    assert all(line.startswith(f"Counted on {date.today()}, ") for line in moved)


def test_faults_planted_by_name_join_those_of_earlier_runs(place):
    names = [one.name for one in mutants.MUTANTS]
    assert "66 others" in mutants.kept({}).replace(str(len(names)), "66")
    report.keep({"planted": dict.fromkeys([*names, "one that is gone"], "tests/a.py::test_b")})
    assert mutants.kept({names[3]: ""}) == str(report.COUNTED)
    held = json.loads(report.COUNTED.read_text(encoding="utf-8"))["planted"]["found"]
    assert list(held) == names
    assert [name for name, test in held.items() if not test] == [names[3]]


def test_a_page_without_a_place_is_refused():
    with pytest.raises(ValueError, match="no place for figures"):
        report.written("a page", HELD)


def test_without_figures_nothing_is_written(place, capsys):
    assert report.main() == 2
    assert "run: make torture" in capsys.readouterr().err


def test_every_test_that_the_page_names_exists():
    from tests.conftest import ROOT

    page = report.PAGE.read_text(encoding="utf-8")
    files = [*(ROOT / "tests").rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r"\btest_\w+(?!\w*\.py)\b", page)) - {p.stem for p in files}
    assert len(named) > 30
    assert [name for name in sorted(named) if f"def {name}(" not in source] == []
    assert "def test_one_bad_report_of_every_kind" in source
