"""Publishing, verifying and printing, as a person asks for them: ``parley publish …``."""

import hashlib
import json
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from parley import cli
from pressroom.build.build import Options, build
from pressroom.build.options import Watcher
from pressroom.build.store import locked
from pressroom.editions import editions, release
from pressroom.errors import GateError, LockedError, UsageError, VerifyError
from pressroom.gate import browser as by_browser
from tests import small_record
from tests.pressroom.build.project import write_report
from tests.pressroom.test_gate import needs_browser

NOTEBOOK = "topic-profile.ipynb"
REPORT = "reports/topic-profile--taiwan/index.html"


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """A project with the small record, a real notebook and a short one, published, then changed."""
    root = Path(__file__).resolve().parents[2]
    place = tmp_path_factory.mktemp("first")
    (place / "notebooks").mkdir()
    shutil.copy(root / "notebooks" / NOTEBOOK, place / "notebooks")
    (place / "reports.toml").write_text('[topic-profile]\neach.topic = ["taiwan"]\n')
    write_report(place / "notebooks" / "meetings.ipynb")
    small_record.write(place / "data")
    small_record.settings(place / "data")
    with standing_in(place):
        assert not rebuilt().failed
        assert october() == 0
    add_a_meeting(place)
    return place


@pytest.fixture(scope="module")
def second(first, tmp_path_factory) -> Path:
    """The same, its reports built anew."""
    place = copied(first, tmp_path_factory.mktemp("second"))
    with standing_in(place):
        assert not rebuilt().failed
    return place


@pytest.fixture(scope="module")
def third(second, tmp_path_factory) -> Path:
    """The same, its second edition published."""
    place = copied(second, tmp_path_factory.mktemp("third"))
    with standing_in(place):
        assert november() == 0
    return place


@contextmanager
def standing_in(place: Path):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.delenv("PARLEY_DATA", raising=False)
        patch.delenv("PARLEY_EDITIONS", raising=False)
        yield


def copied(project: Path, place: Path) -> Path:
    return Path(shutil.copytree(project, place / "project", symlinks=True))


@pytest.fixture
def stale(first, tmp_path):
    """One edition published; the working site is stale."""
    with standing_in(place := copied(first, tmp_path)):
        yield place


@pytest.fixture
def project(second, tmp_path):
    """One edition published; the next is ready."""
    with standing_in(place := copied(second, tmp_path)):
        yield place


@pytest.fixture
def published(third, tmp_path):
    """Two editions published."""
    with standing_in(place := copied(third, tmp_path)):
        yield place


def parley(*words: str) -> int:
    """The exit code of a command line."""
    return cli.main(list(words))


def rebuilt():
    return build(Options(watcher=Watcher()))


def october() -> int:
    return parley("publish", "--edition", "2026-10", "--date", "2026-10-20", "--without-browser")


def november(*words: str) -> int:
    given = ("--date", "2026-11-21", "--without-browser", *words)
    return parley("publish", "--edition", "2026-11", *given)


def add_a_meeting(place: Path) -> None:
    meeting = small_record.ROWS["meetings"][0] | {
        "meeting_id": "2024-02-20-geneva",
        "visit_id": "2024-02-20-geneva",
        "start_date": "2024-02-20",
        "end_date": "2024-02-20",
        "title": "A later round",
        "first_added_date": "2024-03-02",
        "last_changed_date": "2024-03-02",
    }
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
    mention = {
        "meeting_id": "2024-02-20-geneva",
        "side": "us",
        "topic": "taiwan",
        "basis": "account",
        "source_id": "s2",
    }
    for table, rows in (("meetings", [meeting]), ("accounts", accounts), ("mentions", [mention])):
        small_record.write_table(place / "data", table, [*small_record.ROWS[table], *rows])


def digest(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    named = [(p.relative_to(folder).as_posix(), p.read_bytes()) for p in files]
    return hashlib.sha256(repr(named).encode()).hexdigest()


def entries(site: Path) -> dict[str, dict]:
    held = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    return {entry["slug"]: entry for entry in held["reports"]}


def plant(page: Path, old: str, new: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_stale_report_is_named_and_not_published(stale, capsys):
    before = digest(stale / "editions")
    assert november() == UsageError.code
    said = capsys.readouterr().err
    assert "topic-profile--taiwan: table " in said
    assert "--keep-last-good" in said
    assert digest(stale / "editions") == before


def test_the_second_edition_says_what_changed_and_leaves_the_first_as_it_was(project, capsys):
    first = digest(project / "editions" / "2026-10")
    assert november() == 0
    assert "November 2026 stands in front: editions/site/index.html" in capsys.readouterr().out
    assert digest(project / "editions" / "2026-10") == first
    assert digest(project / "editions" / "site" / "editions" / "2026-10") == first
    changes = entries(project / "editions" / "site")["topic-profile--taiwan"]["changes"]
    assert {"new", "revised"} <= {change["kind"] for change in changes}
    assert any("mentions" in change["why"] for change in changes)
    page = (project / "editions" / "site" / REPORT).read_text(encoding="utf-8")
    assert "What changed since the last edition" in page
    assert "This is the edition of" not in page
    assert entries(project / "editions" / "2026-10")["topic-profile--taiwan"]["changes"] is None
    assert editions.changed(project / "editions") == []


def test_a_published_key_is_never_overwritten(project, capsys):
    before = digest(project / "editions" / "2026-10")
    assert october() == UsageError.code
    assert "never changes" in capsys.readouterr().err
    assert november() == 0
    shown = (project / "editions" / "site").resolve()
    assert october() == UsageError.code
    assert "never overwritten" in capsys.readouterr().err
    assert (project / "editions" / "site").resolve() == shown
    assert digest(project / "editions" / "2026-10") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--edition", "November", "--without-browser"], "2026-11"),
        (["--edition", "2026-11", "--date", "21.11.2026", "--without-browser"], "no date"),
        (["--edition", "2026-09", "--date", "2026-09-01", "--without-browser"], "before 2026-10"),
        (["--rollback", "2026-09"], "2026-10"),
        (["--rollback"], "none before it"),
    ],
)
def test_what_cannot_be_published_ends_with_2(project, capsys, words, said):
    assert parley("publish", *words) == UsageError.code
    assert said in capsys.readouterr().err


def test_an_earlier_edition_is_put_back_and_the_later_one_stays(published, capsys):
    project = published
    after = digest(project / "editions" / "site")
    assert parley("publish", "--rollback") == 0
    assert "October 2026 stands in front" in capsys.readouterr().out
    site = project / "editions" / "site"
    assert release.served(project / "editions") == "2026-10"
    assert "A later round" not in (site / REPORT).read_text(encoding="utf-8")
    assert (site / "editions" / "2026-11" / REPORT).is_file()
    assert parley("publish", "--rollback", "2026-11") == 0
    assert {p.name for p in (project / "editions" / "sites").iterdir()} == {"000003", "000004"}
    assert digest(site) != after  # the manifest says that no run was behind it
    (site / "manifest.json").unlink()
    assert "A later round" in (site / REPORT).read_text(encoding="utf-8")


def test_without_chromium_nothing_is_published_unless_told_so(project, capsys, monkeypatch):
    monkeypatch.setattr(by_browser, "chromium", lambda: None)
    before = digest(project / "editions")
    assert parley("publish", "--edition", "2026-11") == GateError.code
    said = capsys.readouterr().err
    assert "Chromium was not found" in said
    assert "accessibility, overflow, requests, console and no-script checks were not made" in said
    assert digest(project / "editions") == before
    assert parley("gate") == GateError.code
    assert november() == 0
    assert "Not checked, for want of a browser" in capsys.readouterr().out


def test_a_page_that_misses_its_target_keeps_the_old_edition_up(project, capsys, monkeypatch):
    before = digest(project / "editions")
    problem = release.gate.Problem(REPORT, "size", "is too large", "Make it smaller")
    monkeypatch.setattr(release.gate, "check", lambda site, browser: [problem])
    assert november() == GateError.code
    assert "is too large" in capsys.readouterr().err
    assert digest(project / "editions") == before


def test_while_a_build_is_at_work_nothing_is_published(project):
    with locked(project / "build"):
        assert november() == LockedError.code


def test_a_failed_report_is_published_only_as_it_last_was_and_says_so(project, capsys):
    plant(
        project / "notebooks" / NOTEBOOK,
        "parameters.check()",
        "parameters.check(); print(1 // (topic != 'taiwan'))",
    )
    assert set(rebuilt().failed) == {"topic-profile--taiwan"}
    assert november() == 1
    assert "topic-profile--taiwan" in capsys.readouterr().err
    assert november("--keep-last-good") == 0
    assert "as it last was: topic-profile--taiwan" in capsys.readouterr().out
    page = (project / "editions" / "site" / REPORT).read_text(encoding="utf-8")
    assert "Not updated since" in page
    assert "ZeroDivisionError" in page


class KilledError(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


def killed_at(patch, moment: int) -> None:
    """End the process at one of the renames that put a staged edition in place."""
    commit, left = release.commit, iter([])

    def armed(*arguments):
        nonlocal left
        left = iter(range(moment, -1, -1))
        commit(*arguments)

    def dying(act):
        def do(self, target):
            if next(left, None) == 0:
                patch.setattr(shutil, "rmtree", lambda *a, **k: None)  # the dead clear nothing
                raise KilledError
            return act(self, target)

        return do

    patch.setattr(release, "commit", armed)
    for name in ("rename", "replace"):
        patch.setattr(Path, name, dying(getattr(Path, name)))


@pytest.mark.slow  # tests/torture has some kills in `make test`
def test_a_kill_at_any_rename_leaves_the_old_site_or_the_new_one(project, monkeypatch):
    served = project / "editions" / "site"
    old = digest(served)
    # Each starts from what the one before has left: folder, note; then site, front, link.
    for moment in (0, 1, 2, 1, 2):
        with monkeypatch.context() as patch:
            killed_at(patch, moment)
            with pytest.raises(KilledError):
                november()
        assert digest(served) == old
        assert release.served(project / "editions") == "2026-10"
    assert november() == 0
    assert release.served(project / "editions") == "2026-11"
    assert editions.changed(project / "editions") == []
    assert editions.in_front(project / "editions") == "2026-11"


def test_the_log_of_corrections_reaches_the_front_and_the_next_edition(project, capsys):
    (project / "corrections.toml").write_text(
        f'[[correction]]\ndate = 2026-11-20\npage = "{REPORT}"\nwhere = "Taiwan"\n'
        'text = "It said 3; it is 4."\n'
    )
    assert november() == 0
    site = project / "editions" / "site"
    assert "It said 3; it is 4." in (site / "corrections" / "index.html").read_text()
    assert "It said 3" in (site / "feed.xml").read_text()
    changes = entries(site)["topic-profile--taiwan"]["changes"]
    assert {change["kind"] for change in changes} >= {"corrected"}
    (project / "corrections.toml").write_text('[[correction]]\ndate = "soon"\nwhy = "x"\n')
    assert parley("publish", "--rollback") == UsageError.code
    said = capsys.readouterr().err
    assert "entry 1: has no where" in said
    assert "unknown name 'why'" in said
    assert "date is no date" in said


def test_the_whole_published_site_is_verified_and_one_changed_digit_is_found(published, capsys):
    project = published
    assert parley("verify") == 0
    said = capsys.readouterr().out
    assert f"{REPORT}: match, " in said
    assert "editions/2026-10/: match" in said
    assert " 0 mismatch, 0 cannot be recomputed here" in said
    page = project / "editions" / "site" / REPORT
    plant(page, "4 meetings", "5 meetings")
    assert parley("verify", str(page)) == VerifyError.code
    said = capsys.readouterr().out
    assert "expected '4', found '5'" in said
    assert f"{REPORT}: mismatch" in said
    frozen = project / "editions" / "2026-11"
    assert parley("verify", "--quiet", str(frozen / "meetings" / "index.html")) == 0


def test_an_edition_of_another_record_cannot_be_recomputed_here(project, capsys):
    assert parley("verify", "editions/2026-10") == 1
    said = capsys.readouterr().out
    assert "cannot recompute here: inputs differ: table accounts" in said
    assert " 0 mismatch" in said


@pytest.mark.slow  # `make test` verifies what is published
def test_the_working_site_is_verified_too(project, capsys):
    assert parley("verify", "build/site") == 0
    plant(project / "build" / "site" / "index.html", "Meetings held", "Meetings held 9")
    assert parley("verify", "build/site/index.html") == VerifyError.code


def test_what_is_no_site_ends_with_2(project, capsys):
    assert parley("verify", "nowhere") == UsageError.code
    assert parley("verify", "data") == UsageError.code
    assert "belongs to no site" in capsys.readouterr().err


def test_a_report_that_is_not_there_is_answered_with_the_nearest(project, capsys):
    assert parley("pdf", "topic-profile--taiwn") == UsageError.code
    assert "Nearest: topic-profile--taiwan" in capsys.readouterr().err


@needs_browser
@pytest.mark.browser
def test_a_report_is_printed_by_its_name(project, capsys):
    assert parley("pdf", "topic-profile--taiwan") == 0
    assert (project / "build" / "pdf" / "topic-profile--taiwan.pdf").read_bytes()[:4] == b"%PDF"
    assert "build/pdf/topic-profile--taiwan.pdf, " in capsys.readouterr().out


@needs_browser
@pytest.mark.browser
@pytest.mark.slow  # the same pages as a site's, which tests/pressroom/test_gate.py looks at
def test_an_edition_passes_the_whole_gate(project, monkeypatch):
    monkeypatch.setenv("PARLEY_AXE", str(by_browser.axe() or axe_of_the_project()))
    assert parley("publish", "--edition", "2026-11", "--date", "2026-11-21") == 0
    assert release.served(project / "editions") == "2026-11"


def axe_of_the_project() -> Path:
    root = Path(__file__).resolve().parents[2]
    return root / "tests" / "node_modules" / "axe-core" / "axe.min.js"
