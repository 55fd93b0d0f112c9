"""The bench without a browser: the start page, the git filter and its undoing, the config files."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from parley import generated
from parley.cli import main
from parley.desk import bench
from tests.conftest import ROOT


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A git clone with one notebook."""
    place = tmp_path / "clone"
    (place / "notebooks").mkdir(parents=True)
    (place / "reports.toml").write_text("")
    book = json.loads((ROOT / "notebooks" / "topic-profile.ipynb").read_text("utf-8"))
    (place / "notebooks" / "a.ipynb").write_text(
        json.dumps(book, indent=1, ensure_ascii=False) + "\n"
    )
    monkeypatch.chdir(place)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        git(*command)
    return place


def git(*command: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *who, *command], capture_output=True, text=True, check=True)
    return done.stdout


def run_in(notebook: Path, count: int = 3) -> None:
    """Give a notebook outputs, as a run leaves them."""
    book = json.loads(notebook.read_text())
    code = next(cell for cell in book["cells"] if cell["cell_type"] == "code")
    code["execution_count"] = count
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["shown\n"]}]
    code["metadata"] |= {"collapsed": False, "editable": True, "slideshow": {"slide_type": ""}}
    book["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    book["metadata"]["language_info"] |= {"version": "3.11.7", "file_extension": ".py"}
    notebook.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n")


def test_the_start_page_lists_every_notebook_by_question():
    text = bench.start_page()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"(../../notebooks/{path.name})" in text
    assert "What do the two sides say on one topic?" in text
    assert "`topic`, `period`, `as_of`" in text


def test_a_plot_in_lab_is_in_the_style_of_the_page_from_the_first_on(clone):
    given = os.environ | bench.prepare()
    ask = "import matplotlib; print(matplotlib.rcParams['axes.prop_cycle'].by_key()['color'][0])"
    shell = [sys.executable, "-m", "IPython", "--no-banner", "-c", ask]
    done = subprocess.run(shell, env=given, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split()[-1] == "#12436D", done


@pytest.mark.parametrize("given", [("--port=9",), ("--port", "9"), ("--ServerApp.port=9",)])
def test_where_jupyterlab_is_told_to_listen_is_told_once(clone, monkeypatch, given):
    asked = []
    monkeypatch.setattr(bench, "prepare", dict)
    monkeypatch.setattr(bench, "served", lambda command, surroundings: asked.extend(command))
    main(["lab", "--no-git", "--", "--allow-root", *given])
    assert [each for each in asked if "port" in each and "root_dir" not in each] == [given[0]]


def test_the_prose_of_a_notebook_is_filled_before_it_is_run(clone, monkeypatch):
    monkeypatch.setenv("PARLEY_DATA", str(ROOT / "data"))
    given = bench.prepare()
    place = clone / "build" / "lab" / "labextensions" / "parley"
    assert given["JUPYTER_PATH"].split(os.pathsep)[0] == str(clone / "build" / "lab")
    built = json.loads((place / "package.json").read_text())["jupyterlab"]["_build"]
    script = (place / built["load"]).read_text()
    names = json.loads(script.partition("const names = ")[2].partition(";\n")[0])
    assert names["notebooks/a.ipynb"]["label"] == "Fentanyl and precursors"
    assert names["notebooks/a.ipynb"]["us_name"] == "US"


def test_a_new_notebook_is_on_the_start_page_at_once(clone, monkeypatch):
    bench.prepare()
    page = clone / "build" / "lab" / bench.START
    book = json.loads((clone / "notebooks" / "a.ipynb").read_text())
    book["cells"][0]["source"] = ["# Is it there at once?\n"]
    made = clone / "notebooks" / "b.ipynb"
    made.write_text(json.dumps(book))
    bench.saved(str(made))
    assert "[Is it there at once?](../../notebooks/b.ipynb)" in page.read_text()
    made.rename(made.with_name("c.ipynb"))
    monkeypatch.setattr(generated, "write", lambda root: [])
    main(["generate"])
    assert "notebooks/b.ipynb" not in page.read_text() and "notebooks/c.ipynb" in page.read_text()
    made.with_name("c.ipynb").unlink()
    made.write_text("{half a note")
    bench.saved(str(made))


def test_work_trees_of_one_clone_take_a_python_of_their_own(tmp_path, monkeypatch):
    """They share one configuration, and git runs a filter at the top of each."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    assert bench.settings(tmp_path)["filter.notebook.clean"].startswith('".venv/bin/python" -m')
    assert str(tmp_path) in bench.settings(tmp_path / "elsewhere")["filter.notebook.clean"]


def test_git_sees_no_outputs_until_that_is_undone(clone):
    assert bench.keep_clean(clone)
    run_in(clone / "notebooks" / "a.ipynb")
    bench.saved(str(clone / "notebooks" / "a.ipynb"))
    assert not git("diff") + git("status", "--porcelain")
    git("add", "-A")
    assert not git("diff", "--cached", "--stat")
    assert "shown" in (clone / "notebooks" / "a.ipynb").read_text()
    assert bench.keep_clean(clone)
    taken = bench.leave_as_is(clone)
    assert len(taken) == 4
    run_in(clone / "notebooks" / "a.ipynb", 4)
    git("add", "-A")
    assert "a.ipynb" in git("diff", "--cached", "--stat")
    assert "pressroom.tidy" not in (clone / ".git" / "config").read_text()
    assert not bench.leave_as_is(clone)


def test_a_diff_after_a_run_shows_the_lines_that_changed(clone):
    attributes = clone / ".git" / "info" / "attributes"
    attributes.write_text(f"*.csv text\n{bench.EARLIER}\n")
    bench.keep_clean(clone)
    assert attributes.read_text().splitlines() == ["*.csv text", bench.ATTRIBUTES]
    notebook = clone / "notebooks" / "a.ipynb"
    run_in(notebook)
    notebook.write_text(notebook.read_text().replace("How this was measured", "How we measured"))
    lines = [line for line in git("diff").splitlines() if line.startswith(("+", "-"))]
    assert lines[2:] == ["-## How this was measured", "+## How we measured"]
    bench.saved(str(notebook))
    assert git("status", "--porcelain") == " M notebooks/a.ipynb\n"
    notebook.write_text("{half a note")
    assert "+{half a note" in git("diff")


def test_outside_of_git_nothing_is_set_up(tmp_path):
    assert bench.keep_clean(tmp_path) == []


@pytest.mark.slow  # a kernel, and files that are edited
def test_what_is_edited_in_the_library_is_taken_up_by_the_next_cell(clone):
    given = bench.prepare()
    (clone / "thing.py").write_text("value = 1\n")
    lines = (
        "import thing, os, pathlib, time",
        "print('first', thing.value)",
        "_ = pathlib.Path('thing.py').write_text('value = 22')",
        "os.utime('thing.py', (time.time() + 5,) * 2)",
        "print('then', thing.value); print(preview.__module__)",
    )
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--simple-prompt"],
        input="\n".join([*lines, ""]),
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | given | {"PYTHONPATH": f"{ROOT}:{clone}"},
    )
    assert "first 1" in done.stdout, done.stderr
    assert "then 22" in done.stdout
    assert "pressroom.page.preview" in done.stdout


def test_cells_to_look_around_are_run_by_neither_engine(clone):
    import papermill

    from pressroom.build.job import EXPLORE
    from pressroom.build.kernels.engine import ForkedEngine

    path = clone / "notebooks" / "a.ipynb"
    book = json.loads(path.read_text())
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"][:1]
    wrong = {
        "cell_type": "code",
        "id": "cell-9",
        "metadata": {"tags": [EXPLORE]},
        "source": ["1 / 0"],
        "outputs": [],
        "execution_count": None,
    }
    path.write_text(json.dumps(book | {"cells": [*code, wrong]}))
    papermill.engines.papermill_engines.register("parley", ForkedEngine)
    done = papermill.execute_notebook(
        path, clone / "out.ipynb", engine_name="parley", progress_bar=False
    )
    assert not done.cells[-1].outputs


def test_the_config_of_other_places_can_be_read():
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert [path.stem for path in forms] == ["bug", "correction", "missing-meeting"]
    for path in forms:
        form = yaml.safe_load(path.read_text("utf-8"))
        ids = [field["id"] for field in form["body"]]
        assert len(ids) == len(set(ids)) and form["name"] and form["description"]
    held = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert held["postCreateCommand"] == "make env-lab"
    binder = (ROOT / "binder" / "requirements.txt").read_text()
    assert binder == "-r ../requirements.lock\n-r ../requirements-lab.lock\n"
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    names = [hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]]
    assert len(names) == 5


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("struck", "code", "said"),
    [(signal.SIGINT, 5, ""), (signal.SIGTERM, 143, "parley lab: terminated\n")],
)
def test_who_ends_it_is_told_what_is_so(tmp_path, struck, code, said):
    """Ctrl-C is JupyterLab's to answer; a signal ends it, and no word is said of publishing."""
    (tmp_path / "jupyter.py").write_text(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(5))\n"
        "print('up', flush=True)\n"
        "time.sleep(60)\n"
    )
    (tmp_path / "reports.toml").write_text("")
    (tmp_path / "notebooks").mkdir()
    command = [sys.executable, "-m", "parley.cli", "lab", "--no-git", "--", "--allow-root"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as ran:
        assert ran.stdout.readline() == "up\n"
        if struck == signal.SIGINT:
            os.killpg(ran.pid, struck)  # as a terminal does
        else:
            ran.send_signal(struck)
        assert ran.wait(20) == code
        assert ran.stderr.read() == said
