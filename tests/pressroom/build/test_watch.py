"""What a notebook reads is observed, in both engines, and bounded by the record."""

import json

import pytest

from pressroom.build.job import Job
from pressroom.build.kernels.inside import Watch
from tests.pressroom.build import project
from tests.pressroom.build.conftest import QUICK


@pytest.mark.parametrize("engine", ["parley", "kernel"])
def test_a_file_outside_the_record_fails_the_cell_by_its_name(run, home, engine):
    (home / "notes.txt").write_text("private")
    ran = run("x = 1", "open('notes.txt').read()", engine=engine)
    assert "cell 2: InputError: notes.txt, which is no part of the record" in ran.outcome.reason


def test_catching_the_error_does_not_help(run, home):
    (home / "notes.txt").write_text("private")
    ran = run("try:\n    open('notes.txt')\nexcept Exception:\n    pass")
    assert "reached for notes.txt" in ran.outcome.reason


def test_a_kernel_cannot_catch_it_either(run, home):
    (home / "notes.txt").write_text("private")
    ran = run("try:\n    open('notes.txt')\nexcept Exception:\n    pass", engine="kernel")
    assert "reached for notes.txt" in ran.outcome.reason


def test_a_table_read_past_the_record_counts_as_used(run):
    ran = run("import pandas as pd\nlen(pd.read_csv('data/coverage.csv'))")
    assert ran.outcome.used == ("coverage",)


def test_loading_alone_uses_no_table(run):
    assert run("from parley import record\nrec = record.load()").outcome.used == ()


def test_pathlib_and_pandas_are_observed_alike(run, home):
    (home / "other.csv").write_text("a\n1\n")
    for source in (
        "from pathlib import Path\nPath('other.csv').read_text()",
        "import pandas as pd\npd.read_csv('other.csv')",
        "import os\nos.open('other.csv', os.O_RDONLY)",
    ):
        assert "InputError: other.csv" in run(source).outcome.reason


def test_the_record_and_the_project_may_not_be_written(run, home):
    before = (home / "data" / "topics.csv").read_bytes()
    assert "the notebook writes it" in run("open('data/topics.csv', 'a')").outcome.reason
    assert "the notebook writes it" in run("open('new.txt', 'w')").outcome.reason
    assert (home / "data" / "topics.csv").read_bytes() == before
    assert not (home / "new.txt").exists()


def test_temporary_files_fonts_and_libraries_may_be_used(run):
    ran = run(
        "import tempfile\nhandle = tempfile.TemporaryFile()\nhandle.write(b'x')",
        "import statsmodels, zoneinfo, tomllib, xml.dom.minidom, sqlite3\n"
        "zoneinfo.ZoneInfo('Asia/Shanghai')",
        "import matplotlib.font_manager as fm\nopen(fm.findfont('DejaVu Sans'), 'rb').read(4)",
    )
    assert ran.outcome.ok, ran.outcome


def test_the_network_is_no_part_of_the_record(run):
    ran = run("import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)")
    assert "InputError: the network" in ran.outcome.reason


WAYS = [
    "os.rename('data/topics.csv', 'data/x.csv')",
    "os.remove('data/topics.csv')",
    "os.symlink('/etc/passwd', 'data/x.csv')",
    "os.link('data/topics.csv', 'x.csv')",
    "os.mkdir('new')",
    "os.truncate('data/topics.csv', 0)",
    "sqlite3.connect('new.sqlite')",
]


def files(home):
    """Return what lies in the project and its record, with the size of each file."""
    found = [*home.iterdir(), *(home / "data").iterdir()]
    return {path.name: path.stat().st_size if path.is_file() else 0 for path in found}


@pytest.fixture(scope="module")
def in_a_kernel(nest, home, tmp_path_factory):
    """What each of these ways came to in one plain kernel, and what lay there before and after."""
    book = home / "notebooks" / "ways.ipynb"
    cells = [f"import os, sqlite3\n{source}" for source in WAYS]
    cells = [project.cell(text, n, ("raises-exception",)) for n, text in enumerate(cells)]
    project.write_book(book, cells)
    before = files(home)
    out = tmp_path_factory.mktemp("ways")
    job = Job("ways", book, home, home / "data", out, engine="kernel", limits=QUICK)
    nest.run([job], 1)
    book.unlink()
    after = files(home)
    ran = [cell for cell in json.loads(job.executed.read_text())["cells"] if "outputs" in cell]
    errors = ["".join(o.get("ename", "") for o in cell["outputs"]) for cell in ran]
    return dict(zip(WAYS, errors[-len(WAYS) :], strict=True)), before, after


@pytest.mark.parametrize("engine", ["parley", "kernel"])
@pytest.mark.parametrize("source", WAYS)
def test_the_project_is_not_changed_by_other_ways_either(request, run, home, source, engine):
    if engine == "kernel":
        errors, before, after = request.getfixturevalue("in_a_kernel")
        assert (errors[source], after) == ("InputError", before)
        return
    before = files(home)
    ran = run(f"import os, sqlite3\n{source}", engine=engine)
    assert "InputError" in ran.outcome.reason
    assert files(home) == before


def test_a_link_is_judged_by_where_it_lies_and_a_change_by_where_it_leads(run, home):
    (home / "data" / "link.csv").symlink_to("/tmp")
    assert "InputError" in run("import os\nos.remove('data/link.csv')").outcome.reason
    made = "import os\nfrom pressroom import context\nlink = context.current().out / 'link'\n"
    made += f"os.symlink('{home}/data/topics.csv', link)\n"
    assert run(f"{made}os.remove(link)").outcome.ok
    assert "the notebook writes it" in run(f"{made}os.truncate(link, 0)").outcome.reason
    assert (home / "data" / "link.csv").is_symlink()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("engine", ["parley", "kernel"])
@pytest.mark.parametrize(
    "source", ["subprocess.run(['true'])", "os.system('true')", "get_ipython().system('true')"]
)
def test_a_program_that_is_started_is_noted_for_nobody_sees_what_it_reads(run, source, engine):
    ran = run(f"import os, subprocess\n{source}", engine=engine)
    assert (ran.outcome.reason, ran.outcome.used) == ("", ("?",))


def test_datagrams_and_other_processes_secrets_are_refused(run):
    send = "import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))"
    assert "InputError: the network" in run(send).outcome.reason
    assert "InputError" in run("open('/proc/1/environ').read()").outcome.reason


def test_no_report_is_given_a_secret(monkeypatch):
    from pressroom.build.run import surroundings

    for name in (
        "PARLEY_WEBHOOK",
        "PARLEY_PING",
        "PARLEY_SOCRATA_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
        "PGPASSWORD",
        "OPENAI_API_KEY",
    ):
        monkeypatch.setenv(name, "told to nobody")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "told to nobody" not in surroundings().values()
    assert surroundings()["LANG"] == "C.UTF-8"


def test_a_folder_that_others_could_have_made_is_not_taken(monkeypatch, tmp_path):
    from pressroom.build.kernels import worker

    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("open", "link", "gone"):
        monkeypatch.setenv(worker.PRIVATE, str(tmp_path / name))
        found = worker.private()
        assert found != tmp_path / name
        assert found.stat().st_mode & 0o777 == 0o700
        assert worker.private() == found
        found.rmdir()


def test_what_an_installation_notes_is_read_and_never_written(tmp_path, monkeypatch):
    """The library of drawings looks there for plugins, wherever the project is installed."""
    (tmp_path / "parley.egg-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    watch = Watch(tmp_path, tmp_path / "data", tmp_path / "out")
    notes = str(tmp_path.resolve() / "parley.egg-info" / "entry_points.txt")
    assert watch.harmless(notes, writes=False)
    assert not watch.harmless(notes, writes=True)
    assert not watch.harmless(str(tmp_path.resolve() / "notes.txt"), writes=False)
