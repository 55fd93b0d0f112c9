"""From CSV to site, as a person does it: rows in, pages out, nothing else touched."""

import hashlib
import shutil
from pathlib import Path

import pytest

from pressroom.build.build import Options, Result, build
from pressroom.build.options import Watcher
from pressroom.errors import DataError, UsageError
from tests import small_record
from tests.pressroom.build.project import write_report

NOTEBOOK = "topic-profile.ipynb"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A project with the small record and one real notebook, built once."""
    root = Path(__file__).resolve().parents[1]
    place = tmp_path_factory.mktemp("project")
    (place / "notebooks").mkdir()
    shutil.copy(root / "notebooks" / NOTEBOOK, place / "notebooks")
    (place / "reports.toml").write_text('[topic-profile]\neach.topic = "topics.topic"\n')
    small_record.write(place / "data")
    small_record.settings(place / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert not run().failed
    return place


@pytest.fixture
def project(template, tmp_path, monkeypatch) -> Path:
    place = Path(shutil.copytree(template, tmp_path / "project", symlinks=True))
    monkeypatch.chdir(place)
    return place


def run(**options) -> Result:
    return build(Options(watcher=Watcher(), **options))


def pages(project: Path) -> dict[str, str]:
    site = project / "build" / "site"
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}


def add(project: Path, table: str, row: dict) -> None:
    small_record.write_table(project / "data", table, [*small_record.ROWS[table], row])


def digest(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def test_every_topic_has_its_page_and_the_index_lists_them(project):
    found = pages(project)
    assert "reports/topic-profile--fentanyl/index.html" in found
    assert "reports/topic-profile--taiwan/index.html" in found
    assert "topic-profile--taiwan/index.html" in found["index.html"]


@pytest.fixture(scope="module")
def grown(template, tmp_path_factory) -> tuple[dict[str, str], dict[str, str]]:
    """The pages before and after a topic and a meeting were added to the CSVs."""
    place = tmp_path_factory.mktemp("grown") / "project"
    shutil.copytree(template, place, symlinks=True)
    before = pages(place)
    add_a_topic(place)
    add_a_meeting(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert not run().failed
    return before, pages(place)


def add_a_topic(project: Path) -> None:
    add(project, "topics", {"topic": "space", "label": "Outer space", "kind": "issue",
                            "definition": "Satellites", "coded_from": "v1"})  # fmt: skip


def add_a_meeting(project: Path) -> None:
    meeting = small_record.ROWS["meetings"][0] | {
        "meeting_id": "2024-02-20-geneva",
        "visit_id": "2024-02-20-geneva",
        "start_date": "2024-02-20",
        "end_date": "2024-02-20",
        "title": "A later round",
        "first_added_date": "2024-03-02",
        "last_changed_date": "2024-03-02",
    }
    add(project, "meetings", meeting)
    accounts = [
        {
            "meeting_id": "2024-02-20-geneva",
            "side": side,
            "published": "yes",
            "read": "opening",
            "source_id": "s2",
        }
        for side in ("us", "prc")
    ]
    small_record.write_table(
        project / "data", "accounts", [*small_record.ROWS["accounts"], *accounts]
    )
    add(project, "mentions", {"meeting_id": "2024-02-20-geneva", "side": "us", "topic": "taiwan",
                              "basis": "account", "source_id": "s2"})  # fmt: skip


def test_a_topic_added_to_the_csv_gets_a_page_that_says_it_is_not_coded_yet(grown):
    _, found = grown
    assert "topic-profile--space/index.html" in found["index.html"]
    assert "Outer space" in found["reports/topic-profile--space/index.html"]
    assert "not coded" in found["reports/topic-profile--space/index.html"].lower()


def test_a_meeting_added_to_the_csv_changes_pages_and_gets_its_own(grown):
    before, after = grown
    assert "A later round" in after["reports/topic-profile--taiwan/index.html"]
    assert "meetings/2024-02-20-geneva/index.html" in after
    assert after["meetings/index.html"] != before["meetings/index.html"]


def test_a_notebook_put_beside_the_others_is_rendered_and_listed(project):
    write_report(project / "notebooks" / "another-look.ipynb")
    result = run()
    assert set(result.ran) == {"another-look"}
    assert "reports/another-look/index.html" in pages(project)["index.html"]


def test_a_second_build_runs_nothing_and_changes_nothing(project):
    before = digest((project / "build" / "site").resolve())
    result = run()
    assert not result.ran
    assert digest((project / "build" / "site").resolve()) == before


def test_two_builds_on_the_same_data_give_the_same_bytes(project, tmp_path):
    run(force=True, out=tmp_path / "again")
    again = digest((tmp_path / "again" / "site").resolve())
    assert digest((project / "build" / "site").resolve()) == again


def test_a_bad_row_stops_everything_before_a_kernel_starts(project):
    before = digest((project / "build" / "site").resolve())
    path = project / "data" / "meetings.csv"
    path.write_text(path.read_text("utf-8").replace("A summit", "=A summit"), "utf-8")
    with pytest.raises(DataError, match=r"meetings.csv, row 3, column title"):
        run()
    assert digest((project / "build" / "site").resolve()) == before


def test_a_slip_in_reports_toml_stops_everything(project):
    (project / "reports.toml").write_text('[topic-profile]\neach.topic = ["taiwn"]\n')
    with pytest.raises(UsageError, match="Nearest: taiwan"):
        run()


def test_a_failing_report_keeps_its_last_good_page_with_a_notice(project):
    path = project / "notebooks" / NOTEBOOK
    spoilt = path.read_text("utf-8").replace(
        "parameters.check()", "parameters.check(); print(1 // (topic != 'taiwan'))"
    )
    path.write_text(spoilt, "utf-8")
    result = run(only=("topic-profile--taiwan",))
    assert result.code == 1
    assert set(result.failed) == {"topic-profile--taiwan"}
    assert "ZeroDivisionError" in result.failed["topic-profile--taiwan"]
    page = pages(project)["reports/topic-profile--taiwan/index.html"]
    assert "Not updated since" in page
    assert "ZeroDivisionError" in page
    log = project / "build" / "failed" / "topic-profile--taiwan"
    assert (log / "notebook.ipynb").is_file()


def test_when_nothing_can_be_rendered_the_old_site_stands(template, tmp_path, monkeypatch):
    place = Path(
        shutil.copytree(template, tmp_path / "new", ignore=shutil.ignore_patterns("build"))
    )
    monkeypatch.chdir(place)
    path = place / "notebooks" / NOTEBOOK
    path.write_text(path.read_text("utf-8").replace("parameters.check()", "nonsense()"), "utf-8")
    with pytest.raises(Exception, match="nothing was published"):
        run()
    assert not (place / "build" / "site").exists()
