"""What is fresh, and what is stale because of what, in words."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from parley.project import Glance
from pressroom.build import matrix, plan, stamp
from pressroom.build.notebook import cells
from pressroom.build.plan import Planner, chosen
from pressroom.build.store import NOTE, Run, Store, read_note
from pressroom.errors import UsageError
from tests.conftest import ROOT
from tests.pressroom.build import project


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = project.write_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def store(home):
    return Store(home / "build")


def built(store: Store, used=("meetings", "topics")) -> Planner:
    """Write a run for every report, as a build would leave it."""
    planner = Planner(store)
    stage = store.stage()
    for slug, one in planner.plan().items():
        folder = stage / "runs" / slug
        (folder / "files").mkdir(parents=True)
        (folder / "notebook.ipynb").write_text("{}")
        reached = planner.reached_by(one.report)
        made = planner.stamp_of(one.report, used, reached)
        run = Run(slug, folder, made, used, planner.glance.as_of, "", 1.0, reached)
        run.write()
        plan.keep_tables(store.inputs, planner.folder, made)
    runs = {p.name: Run(p.name, p) for p in (stage / "runs").iterdir()}
    (stage / "site" / "index.html").write_text("site")
    parts = planner.site_parts(plan_runs(stage, runs), {})
    (stage / "site.json").write_text(json.dumps({"parts": parts, "notices": {}}))
    store.publish(stage)
    return planner


def plan_runs(stage, runs):
    from pressroom.build.store import read_run

    order = ["meetings", "topics--fentanyl", "topics--taiwan"]
    return {slug: read_run(runs[slug].folder) for slug in order}


def reasons(store, slug="meetings") -> list[str]:
    return Planner(store).plan()[slug].reasons


def test_what_was_never_run_is_stale(store):
    planned = Planner(store).plan()
    assert list(planned) == ["meetings", "topics--fentanyl", "topics--taiwan"]
    assert all(one.reasons == ["never run"] for one in planned.values())


def test_nothing_changed_is_fresh_and_so_are_the_pages(store):
    built(store)
    planner = Planner(store)
    planned = planner.plan()
    assert all(one.is_fresh for one in planned.values()), planned
    assert planner.page_changes(planned) == []


def test_an_edited_notebook_stales_its_reports_alone(store, home):
    built(store)
    path = home / "notebooks" / "topics.ipynb"
    path.write_text(path.read_text().replace("shape[0]", "shape[1]"))
    planned = Planner(store).plan()
    assert planned["meetings"].is_fresh
    assert planned["topics--taiwan"].reasons == ["notebook topics.ipynb changed"]


def test_outputs_and_editor_metadata_of_a_notebook_do_not_count(store, home):
    built(store)
    path = home / "notebooks" / "topics.ipynb"
    book = json.loads(path.read_text())
    book["metadata"]["editor"] = "another"
    path.write_text(json.dumps(book, indent=4))
    assert reasons(store, "topics--taiwan") == []


def test_a_cell_to_look_around_stales_nothing_and_reaches_nothing(store, home):
    built(store)
    path = home / "notebooks" / "topics.ipynb"
    book = json.loads(path.read_text())
    looked = project.cell("from parley import coding\nrec.audits", 99, ("explore",))
    path.write_text(json.dumps(book | {"cells": [*book["cells"], looked]}))
    assert reasons(store, "topics--taiwan") == []
    assert not any("coding" in source for source in matrix.run_code(path))
    assert "audits" not in matrix.tables_named(path)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: [*lines, lines[-1].replace("lima", "quito")], "1 row added"),
        (lambda lines: lines[:-1], "1 row removed"),
        (lambda lines: [*lines[:-1], lines[-1].replace("A launch", "Launch")], "1 row changed"),
        (lambda lines: [lines[0], *reversed(lines[1:])], "the same rows, written in another way"),
    ],
)
def test_a_changed_table_says_how_many_rows(store, home, edit, said):
    built(store)
    path = home / "data" / "meetings.csv"
    path.write_text("\n".join(edit(path.read_text().splitlines())) + "\n")
    assert reasons(store) == [f"table meetings: {said}"]


def test_a_table_that_a_report_did_not_read_does_not_stale_it(store, home):
    built(store)
    path = home / "data" / "seizures.csv"
    path.write_text(path.read_text() + "\n")
    planner = Planner(store)
    planned = planner.plan()
    assert all(one.is_fresh for one in planned.values())
    assert planner.page_changes(planned) == ["data seizures.csv changed"], "the site shows it"


def test_the_lock_the_date_and_a_parameter_are_named(store, home):
    built(store)
    (home / "requirements.lock").write_text("other\n")
    assert reasons(store) == ["requirements.lock changed"]
    early = Planner(store, as_of="2024-02-01").plan()["meetings"].reasons
    assert early[0].startswith("as_of: 2024-")
    toml = home / "reports.toml"
    toml.write_text('[meetings]\nset.topic = "fentanyl"\n' + toml.read_text())
    assert 'parameter topic: not set → "fentanyl"' in reasons(store)


def test_only_a_library_file_that_the_notebook_can_reach_stales_it(store, monkeypatch, tmp_path):
    built(store)
    true = stamp.of_same_file

    def edited(name):
        return lambda path: "edited" if path.as_posix().endswith(name) else true(path)

    monkeypatch.setattr(stamp, "of_same_file", edited("pressroom/figures/draw.py"))
    assert reasons(store) == ["library file pressroom/figures/draw.py changed"]
    monkeypatch.setattr(stamp, "of_same_file", edited("parley/analysis/its.py"))
    assert reasons(store) == []
    monkeypatch.setattr(stamp, "of_same_file", edited("pressroom/templates/page.css"))
    planner = Planner(store)
    assert reasons(store) == []
    assert planner.page_changes(planner.plan()) == ["page pressroom/templates/page.css changed"]


GATE = sorted(p.relative_to(ROOT) for p in (ROOT / "pressroom/gate").iterdir() if p.is_file())
NO_JUDGES = {"errors", "paths", "project"}  # of what the gate imports: how faults are told, where


def test_pages_are_judged_anew_where_anything_that_judges_them_changed(store, monkeypatch):
    built(store)
    true, planner = stamp.of_same_file, Planner(store)
    note = read_note(store.current / NOTE)
    note["gated"], note["parts"] = {"gate": True}, planner.site_parts({}, {})
    (store.current / NOTE).write_text(json.dumps(note))
    imported = set()
    for path in GATE:
        if path.suffix == ".py":
            for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "pressroom":
                    imported |= {each.name for each in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module.startswith("pressroom."):
                    imported.add(node.module.split(".")[1])
    ours = [f"pressroom/{name}.py" for name in imported - NO_JUDGES - {"gate"}]
    assert "pressroom/tree.py" in ours
    assert Planner(store).same_gate(False)
    for name in [*map(str, GATE), *ours, "pressroom/wording.toml", "parley/wording.toml"]:
        change = lambda path, name=name: "new" if str(path).endswith(name) else true(path)  # noqa: E731
        monkeypatch.setattr(stamp, "of_same_file", change)
        assert not Planner(store).same_gate(False), name


def test_imports_are_followed_through_packages_and_functions():
    reached = stamp.library_of(["from parley.analysis import deaths"])
    assert "parley/__init__.py" in reached
    assert "parley/analysis/deaths/__init__.py" in reached
    assert "pressroom/palette.toml" in reached
    others = [n for n in reached if n.endswith(".py") and not n.startswith(stamp.ENGINE)]
    assert not any(
        name.startswith((*stamp.page(), "parley/cli/", "parley/charts/")) for name in others
    )
    assert "pressroom/build/kernels/shell.py" in reached, "what runs a notebook counts for all"
    assert "parley/record/load.py" in stamp.library_of(["import parley.record"])
    assert "statsmodels.stats.proportion" in stamp.packages_of(["parley/analysis/shares.py"])


def test_relative_imports_are_followed():
    reached = stamp.library_of(["from parley.analysis import joinpoint"])
    assert {f"parley/analysis/joinpoint/{name}.py" for name in ("line", "model")} <= {*reached}
    assert stamp.imported_by("from . import months", ("parley", "analysis")) >= {
        "parley/analysis/__init__.py",
        "parley/analysis/months.py",
    }


LOADED = """
import json, sys
ours = [m for n, m in sys.modules.items() if n.partition(".")[0] in ("parley", "pressroom")]
print(json.dumps([module.__file__ for module in ours]))
"""
UNCOUNTED = {
    "parley/record/writing.py",
    "pressroom/build/__init__.py",
    "pressroom/build/job.py",
}  # mends a cut write before the record is read; adds nothing


def test_nothing_that_the_notebooks_import_escapes_the_stamp():
    books = [p for p in matrix.notebooks() if p.stem not in matrix.benches()]
    sources = [c["source"] for book in books for c in cells(book) if c["cell_type"] == "code"]
    nodes = [node for cell in sources for node in ast.parse(cell).body]
    kinds = ast.Import | ast.ImportFrom
    lines = "\n".join(sorted({ast.unparse(n) for n in nodes if isinstance(n, kinds)}))
    done = subprocess.run(
        [sys.executable, "-c", lines + LOADED], capture_output=True, text=True, check=True
    )
    loaded = {Path(f).relative_to(stamp.LIBRARY).as_posix() for f in json.loads(done.stdout)}
    assert len(loaded) > 50
    assert loaded - UNCOUNTED <= {*stamp.library_of(sources)}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"sizes": {}}'])
def test_a_damaged_run_is_seen_and_said(store, damage):
    built(store)
    (store.current / "runs" / "meetings" / "run.json").write_text(damage)
    assert reasons(store) == ["the stored run is damaged"]


def test_a_torn_notebook_or_figure_is_seen(store):
    built(store)
    (store.current / "runs" / "meetings" / "notebook.ipynb").write_text("")
    assert reasons(store) == ["the stored run is damaged"]


def test_a_changed_byte_is_seen_before_it_is_published(store):
    built(store)
    run = store.last("meetings")
    assert run.is_whole()
    run.executed.write_text("[]")
    assert not store.last("meetings").is_whole()


def test_a_torn_note_of_the_site_means_pages_anew(store):
    built(store)
    (store.current / "site.json").write_text('{"parts"')
    planner = Planner(store)
    assert planner.page_changes(planner.plan()) == ["no site has been published"]


def test_an_unknown_report_is_refused_with_the_nearest(store):
    planned = Planner(store).plan()
    assert chosen(planned, ["topics"]) == {"topics--fentanyl", "topics--taiwan"}
    assert chosen(planned, []) == set(planned)
    with pytest.raises(UsageError, match="Nearest: meetings"):
        chosen(planned, ["meeting"])


def test_a_glance_sees_what_the_checked_record_sees(home):
    from parley import record
    from pressroom.build import matrix

    for day in (None, "2026-01-01", "2023-12-01"):
        glance, rec = Glance(ROOT / "data", day), record.load(ROOT / "data", day)
        assert glance.as_of == f"{rec.as_of:%Y-%m-%d}"
        for table, column in (
            ("topics", "topic"),
            ("meetings", "meeting_id"),
            ("mentions", "side"),
        ):
            expected = getattr(rec, table)[column].dropna().drop_duplicates().tolist()
            assert getattr(glance, table)[column].dropna().drop_duplicates().tolist() == expected
        assert matrix.values("topics.topic", glance, "") == matrix.values("topics.topic", rec, "")


def test_inputs_are_kept_once_and_forgotten_when_nobody_wants_them(store, home):
    planner = built(store)
    made = store.last("meetings").stamp
    assert (store.inputs / f"{made['table topics']}.csv").read_bytes() == (
        home / "data" / "topics.csv"
    ).read_bytes()
    plan.keep_tables(store.inputs, planner.folder, made)
    assert len(list(store.inputs.iterdir())) == 2
    plan.prune_tables(store.inputs, {made["table topics"]})
    assert [p.stem for p in store.inputs.iterdir()] == [made["table topics"]]


def test_status_imports_nothing_heavy(store, home):
    built(store)
    code = (
        "import sys\nfrom parley.cli import main\nassert main(['status']) == 0\n"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'IPython', 'nbformat', 'multiprocessing'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "3 fresh, 0 stale\n"


def test_status_tells_in_json(store, home, capsys):
    from parley.cli import main

    built(store)
    (home / "requirements.lock").write_text("other\n")
    assert main(["status", "meetings", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["stale"] == {"meetings": ["requirements.lock changed"]}
    assert read_note(store.current)["parts"]
