"""A sweep runs the combinations that have enough data, and says how many it left out."""

import pytest

from parley.cli import main
from parley.project import Glance
from pressroom.build.trial import sweep
from pressroom.errors import UsageError
from tests.conftest import ROOT
from tests.pressroom.build import project


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = project.write_project(tmp_path / "project")
    wide = project.PARAMETERS.replace(
        "as_of:",
        'side: str = "us"  # whose accounts [us|prc]\n'
        "first_date: Optional[str] = None  # from [date]\n"
        "last_date: Optional[str] = None  # to [date]\n"
        "window: int = 3  # months\nas_of:",
    )
    path = project.write_report(folder / "notebooks" / "wide.ipynb", "side, first_date")
    import json

    book = json.loads(path.read_text())
    book["cells"][1]["source"] = wide
    path.write_text(json.dumps(book))
    monkeypatch.chdir(folder)
    return folder


def test_combinations_are_counted_by_hand(home):
    glance = Glance(home / "data")
    assert glance.meetings_of({}) == 3
    assert glance.meetings_of({"topic": "taiwan"}) == 3
    assert glance.meetings_of({"topic": "taiwan", "side": "us"}) == 2
    assert glance.meetings_of({"topic": "fentanyl", "side": "prc"}) == 1
    assert glance.meetings_of({"first_date": "2024-01-01", "last_date": "2024-12-31"}) == 1
    assert glance.meetings_of({"channel": "leaders"}) == 1


def test_every_topic_side_and_year(home):
    found = sweep("wide", {"topic": None, "side": None, "year": None}, Glance(home / "data"), 1)
    assert len(found.reports) + len(found.left_out) == 2 * 2 * 2
    assert found.left_out["wide--fentanyl--us--2024"] == 0
    (one,) = [r for r in found.reports if r.slug == "wide--taiwan--prc--2023"]
    assert one.parameters == {
        "topic": "taiwan",
        "side": "prc",
        "first_date": "2023-01-01",
        "last_date": "2023-12-31",
    }


@pytest.mark.parametrize(
    ("each", "said"),
    [
        ({"topc": None}, "Nearest: topic"),
        ({"topic": ["taiwn"]}, "Nearest: taiwan"),
        ({"window": ["few"]}, "window=few: it must be a int"),
        ({"as_of": None}, "takes any value"),
    ],
)
def test_slips_are_named(home, each, said):
    with pytest.raises(UsageError, match=said):
        sweep("wide", each, Glance(home / "data"), 1)


@pytest.mark.slow  # a thousand reports
def test_a_thousand_combinations_are_told_apart_in_a_blink():
    glance = Glance(ROOT / "data")
    each = dict.fromkeys(("channel", "level", "side", "year"))
    found = sweep("topic-frequency", each, glance, 5)
    assert len(found.reports) + len(found.left_out) > 1000
    assert all(count < 5 for count in found.left_out.values())
    assert found.reports
    assert found.left_out


def test_a_sweep_makes_a_site_of_its_own(home, capsys):
    given = ["sweep", "wide", "--each", "topic", "--each", "side", "--least", "2"]
    assert main([*given, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "4 combinations; 2 have fewer than 2 rows and are left out; 2 to render" in said
    assert "left out  wide--fentanyl--us: 1 rows" in said
    assert main(given) == 0
    pages = sorted(p.name for p in (home / "build/sweep/wide/site/reports").iterdir() if p.is_dir())
    assert pages == ["wide--taiwan--prc", "wide--taiwan--us"]
    assert not (home / "build/site").exists()
    assert main(given) == 0
    assert "nothing new to publish" in capsys.readouterr().out
