"""A report tried out: refused where there is too little, and kept by one line of reports.toml."""

import tomllib

import pytest

from parley.cli import main
from parley.desk.running import RunForm
from parley.project import Glance
from pressroom import paths
from pressroom.build import matrix, trial
from pressroom.errors import UsageError
from pressroom.project import current
from tests.conftest import ROOT
from tests.pressroom.build import project


@pytest.fixture
def glance():
    return Glance(ROOT / "data")


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """A reports.toml that a test may write; the notebooks are the project's own."""
    path = tmp_path / "reports.toml"
    path.write_text((ROOT / "reports.toml").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(paths, "reports", lambda: path)
    return path


def test_each_value_has_its_data_and_too_little_is_refused(glance):
    held = trial.choices(ROOT / "notebooks" / "topic-frequency.ipynb", glance)
    assert held["period"] == {"month": None, "quarter": None, "year": None}
    assert held["side"]["us"] == glance.meetings_of({"side": "us"}) < held["side"]["either"]
    assert trial.tried("topic-frequency", {"side": "us"}, glance).slug == "topic-frequency--us"
    assert trial.tried("topic-frequency", {"period": "month"}, glance, 10_000).parameters
    early = {"first_date": "1990-01-01", "last_date": "1990-12-31"}
    with pytest.raises(UsageError, match="0 meetings in the record, too few"):
        trial.tried("topic-frequency", early, glance)
    with pytest.raises(UsageError, match="Nearest: side"):
        trial.tried("topic-frequency", {"sied": "us"}, glance)


def test_a_topic_may_be_given_by_its_label_and_an_unknown_one_is_answered_with_both(glance):
    labels = current().labels(glance)
    assert labels["trade"] == "Trade and tariffs"
    for said in ("trade and tariffs", "Trade", "trade"):
        report = trial.tried("topic-profile", {"topic": said}, glance)
        assert (report.slug, report.parameters) == ("topic-profile--trade", {"topic": "trade"})
    swept = trial.sweep("topic-profile", {"topic": ["Trade and tariffs"]}, glance, 1)
    assert [each.slug for each in swept.reports] == ["topic-profile--trade"]
    with pytest.raises(UsageError, match=r"Nearest: trade \(Trade and tariffs\)"):
        trial.tried("topic-profile", {"topic": "tariffs"}, glance)


def test_reports_toml_may_name_a_topic_by_its_label(glance, reports):
    also = '[topic-profile]\nalso = [{ topic = "Trade and tariffs" }]\n'
    reports.write_text(f'project = "parley.project:PROJECT"\n{also}', "utf-8")
    slugs = [each.slug for each in matrix.reports(glance)]
    assert "topic-profile--trade" in slugs


def test_values_are_read_by_their_type():
    known = matrix.declared(ROOT / "notebooks" / "topic-frequency.ipynb")
    assert trial.read(known, ["side=us", "channel=None"]) == {"side": "us", "channel": None}
    with pytest.raises(UsageError, match="name=value"):
        trial.read(known, ["side"])


def test_a_report_kept_is_one_line_more_and_no_comment_less(glance, reports, capsys):
    before = reports.read_text("utf-8").splitlines()
    assert main(["run", "topic-frequency", "-p", "side=us", "--keep"]) == 0
    after = reports.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == ['also = [{ side = "us" }]']
    assert len(after) == len(before) + 1
    assert "topic-frequency--us" in [report.slug for report in matrix.reports(glance)]
    assert main(["run", "topic-frequency", "-p", "side=prc", "--keep"]) == 0
    assert len(reports.read_text("utf-8").splitlines()) == len(after)
    capsys.readouterr()
    for again in (["topic-frequency", "-p", "side=us"], ["topic-profile", "-p", "topic=ai"]):
        main(["run", *again, "--keep"])
        assert "it is a report already" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        "[a]\nalso = [\n  { x = 1 }, # one\n]\n# end\n",
        "[a]\nalso = [{ x = 1 }]  # said\n[b]\nskip = true\n",
        '[b]\n\n# of a\n["a"]\n',
    ],
)
def test_a_row_is_added_however_the_file_is_laid_out(text):
    made = trial.with_row(text, "a", {"x": 2, "y": "z"})
    assert tomllib.loads(made)["a"]["also"][-1] == {"x": 2, "y": "z"}
    assert all(line in made for line in text.splitlines() if line.startswith("#"))


def test_a_layout_that_is_not_understood_is_left_and_the_line_named():
    with pytest.raises(UsageError, match=r"by hand: also = \[\{ x = 2 \}\]"):
        trial.with_row("a.also = [{ x = 1 }]\n", "a", {"x": 2})


def test_the_form_says_how_much_data_and_refuses_with_the_reason(reports):
    pytest.importorskip("ipywidgets", reason="ipywidgets are not installed")
    form = RunForm("topic-frequency")
    count = form.glance.meetings_of({"side": "us"})
    assert dict(form.parts["side"].options)[f"us ({count} meetings)"] == "us"
    form.parts["side"].value = "us"
    assert "meetings of the record" in form.state.value and not form.run.disabled
    form.parts["last_date"].value = "1990-13-01"
    assert form.run.disabled and "is not a date" in form.state.value
    form.chosen.value = "topic-profile"
    form.parts["topic"].value = "ai"
    form.press_keep()
    assert "it is a report already: topic-profile--ai" in form.said.value


def test_a_trial_is_one_page_beside_the_site_that_stands(tmp_path, monkeypatch, capsys):
    home = project.write_project(tmp_path / "project")
    monkeypatch.chdir(home)
    main(["build", "--quiet"])
    before = (home / "build/current").resolve()
    book = home / "notebooks/meetings.ipynb"
    book.write_text(book.read_text().replace("Rows of one", "[Rows](../../none.html) of one"))
    assert main(["run", "meetings", "--defaults"]) == 1
    said = capsys.readouterr().out
    assert "parley build would refuse it: reports/meetings/index.html: link: “Rows” leads" in said
    assert said.count("would refuse it") == 1, "what it links to stands in the site"
    page = "build/try/meetings/site/reports/meetings/index.html"
    assert said.splitlines()[-1] == f"meetings: {page}; nothing was published"
    site = (home / "build/try/meetings/site").resolve()
    assert [p.parent.name for p in site.glob("reports/*/*.html") if not p.parent.is_symlink()] == [
        "meetings"
    ]
    assert (site / "index.html").readlink() == home / "build/site/index.html"
    assert (home / "build/current").resolve() == before
    assert "none.html" not in (home / "build/site/reports/meetings/index.html").read_text()
    main(["build", "topics--taiwan"])
    said = capsys.readouterr().out
    assert (
        "every page is made, and judged if it changed; parley run NOTEBOOK --defaults: one" in said
    )


@pytest.mark.parametrize("engine", ["parley", pytest.param("kernel", marks=pytest.mark.slow)])
def test_a_trial_tells_every_fault_and_a_build_publishes_none(
    tmp_path, monkeypatch, capsys, engine
):
    home = project.write_project(tmp_path / "project")
    monkeypatch.chdir(home)
    (home / "reports.toml").write_text(f'[topics]\nengine = "{engine}"\n', encoding="utf-8")
    book = home / "notebooks/topics.ipynb"
    (home / "notebooks/meetings.ipynb").unlink()
    worse = 'findings.text(say("In 2024 {n}", n=1), say("{n} led to {m}", n=1, m=2))'
    project.write_report(book, "rec.mentions.shape[0]", worse)
    for again in (False, True):
        assert main(["run", "topics", "--defaults"]) == 1, again
        said = capsys.readouterr().out
        assert "would refuse it: cell 7: line 1 of the cell: 'In 2024 {n}': typed numbers" in said
        assert "'led to' at character" in said
        assert said.count("typed numbers") == 1, "the page that tells of it is not judged for it"
        assert said.splitlines()[-1].endswith("index.html; nothing was published")
    assert main(["build", "--quiet"]) == 1
    told = "from pressroom import context\ncontext.current().is_told = True"
    project.write_report(book, "rec.mentions.shape[0]", told, worse)
    assert main(["build", "--quiet"]) == 1, "a notebook cannot take the refusal away"
    assert not (home / "build/site").exists()
    assert "typed numbers" in capsys.readouterr().err
