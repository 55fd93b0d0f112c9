"""The hazards of running cells in a forked process, one by one."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from pressroom.build import notebook
from pressroom.build.job import FORKED, KERNEL, Job, Limits
from pressroom.build.kernels import system
from tests.pressroom.build import project


def test_charts_come_out_as_pictures_though_matplotlib_was_imported_before(run):
    ran = run(
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(1, 1))\nplt.show()",
        "plt.plot([1, 2])\nNone",
    )
    for number in (0, 1):
        assert "image/png" in ran.outputs(number)[-1]["data"]


def test_wide_frames_are_shown_as_in_a_kernel(run):
    ran = run(
        "import pandas as pd\npd.get_option('display.max_columns')",
        "pd.DataFrame({f'c{n}': [1] for n in range(30)})",
    )
    assert ran.text(0) == "20"
    assert "…" in ran.text(1) or "..." in ran.text(1)


def test_chance_is_the_reports_own(run):
    draw = "import numpy, random\nprint(numpy.random.rand(), random.random())"
    one, again = run(draw, slug="one").text(), run(draw, slug="one").text()
    assert one == again != run(draw, slug="two").text()


def test_what_c_and_subprocesses_write_is_caught_in_its_place(run):
    ran = run(
        "import os, subprocess\nprint('first')\nos.write(1, b'second\\n')\nprint('third')\n"
        "subprocess.run(['echo', 'fourth'], check=True)\nprint('fifth')"
    )
    assert ran.text().split() == ["first", "second", "third", "fourth", "fifth"]


def test_asking_a_person_is_refused(run):
    ran = run("input('name?')")
    assert "StdinNotImplementedError" in ran.outcome.reason


def test_exit_is_refused_with_a_reason(run):
    assert "ends the kernel" in run("exit()", "1").outcome.reason


def test_a_warning_fails_the_report(run):
    ran = run("import warnings\nwarnings.warn('take care')")
    assert ran.outcome.reason.startswith("cell 1 warns")
    assert not ran.outcome.died


@pytest.mark.parametrize("given", [{}, {"n": 2}], ids=["as written", "with a parameter"])
@pytest.mark.parametrize(
    ("engine", "code", "told"),
    [
        (FORKED, "1 / 0", "cell 3: ZeroDivisionError"),
        (KERNEL, "1 / 0", "cell 3: ZeroDivisionError"),
        (FORKED, "import sys; print('odd', file=sys.stderr)", "cell 3 wrote to"),
        (FORKED, "import os; os._exit(7)", "in cell 3 "),
    ],
)
def test_cells_are_counted_as_in_jupyterlab(nest, home, tmp_path, engine, given, code, told):
    cells = [
        project.cell("# Why?", 0, kind="markdown"),
        project.cell("n: int = 1", 1, ("parameters",)),
        project.cell(code, 2),
    ]
    book = project.write_book(tmp_path / "counted.ipynb", cells)
    job = Job("one", book, home, home / "data", tmp_path / "out", given, None, engine)
    (outcome,) = nest.run([job], 1).values()
    assert told in outcome.reason


FRAME = "import pandas as pd\nf = pd.DataFrame({'meeting_id': [1], 'topic': [2]}, index=['row'])"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "f['toppic']",
            "KeyError: no column toppic. Nearest: topic. Its columns: meeting_id, topic",
        ),
        ("f[['topic', 'y y']]", "no column y y. Its"),
        ("f.groupby('toppic')", "no column toppic. Nearest"),
        ("f.toppic", "no attribute 'toppic'. Nearest: topic. Its"),
        ("f.query('toppic > 1')", "'toppic' is not defined. Nearest: topic. Its"),
        ("f.apply(lambda row: {}['topc'], axis=1)", "KeyError: 'topc'"),
    ],
)
def test_a_column_that_a_frame_lacks_is_told_with_the_nearest_and_all(run, cell, said):
    reason = run(FRAME, cell).outcome.reason
    assert reason.startswith("cell 2: ") and said in reason
    assert reason.endswith("'") or "Its columns: meeting_id, topic" in reason


@pytest.mark.parametrize("cell", ["f.loc['rwo']", "f['topic'][['rwo']]"])
def test_a_code_that_no_row_has_is_told_with_the_nearest(run, cell):
    reason = run(FRAME + ".rename_axis('kind')", cell).outcome.reason
    told = "cell 2: KeyError: no row rwo: kind has no such value here. Nearest: row"
    assert reason == told


def test_a_date_without_quotation_marks_is_told_to_have_them(run):
    reason = run("first_date: str = 2024-01").outcome.reason
    assert 'a date stands in quotation marks, as "2024-01"' in reason
    assert "quotation marks" not in run("x = 1 +").outcome.reason


def test_cells_that_await_run(run):
    assert run("import asyncio\nawait asyncio.sleep(0)\n'done'").text() == "'done'"


def test_the_parameters_check_finds_the_cells(run):
    ran = run(
        "topic: str = 'taiwn'  # a topic [topics.topic]",
        "from pressroom import parameters\nparameters.check()",
    )
    assert "Nearest: taiwan" in ran.outcome.reason


def test_a_report_knows_its_run_and_says_which_tables_it_took(run):
    ran = run(
        "from parley import record\nfrom pressroom import context",
        "len(record.load().meetings)",
        "context.current().slug",
    )
    assert ran.outcome.used == ("meetings",)
    assert ran.text() == "'one'"


def test_the_figures_of_two_reports_do_not_meet(run):
    draw = "from pressroom import context\n(context.current().out / 'a.csv').write_text('x')"
    one, two = run(draw), run(draw)
    assert (one.folder / "files" / "a.csv").read_text() == "x"
    assert one.folder != two.folder


def test_a_loop_in_python_ends_with_a_traceback_where_it_hung(run):
    ran = run("x = 1", "while True:\n    x += 1", limits=Limits(1, 30, 0))
    assert "cell 2: LimitError: the cell ran longer than 1 s" in ran.outcome.reason
    assert not ran.outcome.died
    assert ran.outcome.attempts == 1


HANG_IN_C = "sum(range(10**14))"


def test_a_loop_in_c_is_killed_by_its_parent_and_its_notebook_kept(run):
    ran = run("print('kept')", HANG_IN_C, limits=Limits(0.5, 30, 0))
    assert "cell 2 ran longer than 0.5 s" in ran.outcome.reason
    assert "kept" in ran.text(0)
    assert ran.outputs(1)[0]["ename"] == "Stopped"


def test_a_report_that_takes_too_long_in_all_is_stopped(run):
    ran = run(*["import time\ntime.sleep(0.6)"] * 4, limits=Limits(30, 1, 0))
    assert "longer than 1 s; raise its minutes in reports.toml, or" in ran.outcome.reason


@pytest.mark.parametrize(
    ("death", "said"),
    [("os.kill(os.getpid(), 11)", "SIGSEGV in"), ("os._exit(7)", "exit code 7")],
)
def test_a_process_that_dies_is_noticed_and_tried_once_more(run, nest, death, said):
    nest.listener.notes.clear()
    ran = run("import os", death)
    assert ran.outcome.died
    assert ran.outcome.attempts == 2
    assert "in cell 2" in ran.outcome.reason
    assert said.split()[0] in ran.outcome.reason
    assert any("trying once more" in note for note in nest.listener.notes)
    assert run("1").outcome.ok, "others go on"


def test_a_cell_that_eats_memory_gets_a_memory_error(run):
    ran = run("held = bytearray(900_000_000)", limits=Limits(20, 30, 200))
    assert "MemoryError" in ran.outcome.reason


def test_a_cell_that_prints_without_end_is_stopped(run):
    ran = run("for _ in range(1000):\n    print('x' * 100_000)")
    assert "wrote more than 5 MB to stdout; print less" in ran.outcome.reason
    assert len(ran.text()) < 50_000


@pytest.mark.parametrize("engine", [FORKED, KERNEL])
def test_a_long_line_is_printed_within_the_limit_of_its_cell(run, engine):
    ran = run("print('x' * 3_000_000)", engine=engine)
    assert ran.outcome.ok, ran.outcome.reason
    assert ran.text() == "x" * 3_000_000 + "\n"


@pytest.mark.parametrize("text", ["a\rb", "a\r\n", "a\rb\rc\r\nd\re\r", "\r\rx\n\r", "a\n\rb\r"])
def test_a_line_written_over_reads_as_nbclient_joins_it(text):
    said = [{"output_type": "stream", "name": "stdout", "text": each} for each in text]
    shown = {"output_type": "display_data", "data": {}}
    (stream, other) = notebook.joined([*said[:1], shown, *said[1:]])
    assert stream["text"] == re.sub(r".*\r(?=[^\n])", "", text)
    assert other == shown


def test_of_a_long_error_the_reason_holds_the_beginning(run):
    reason = run("raise ValueError('x' * 3_000_000)").outcome.reason
    assert reason.startswith("cell 1: ValueError: xxx")
    assert len(reason) < 2_000


def test_what_is_printed_is_counted_for_each_cell(run):
    cell = "print(('x' * 99 + '\\n') * 30_000)"
    assert run(cell, cell).outcome.ok
    assert "wrote more than 5 MB to stdout" in run(f"{cell}\n{cell}").outcome.reason


def test_a_subprocess_that_prints_without_end_is_stopped(run):
    ran = run("import subprocess\nsubprocess.run(['head', '-c', '20000000', '/dev/zero'])", "1")
    assert "wrote more than 5 MB" in ran.outcome.reason


def test_a_closed_stdout_breaks_only_its_own_cells(run):
    ran = run("import sys\nsys.stdout.close()", "1 + 1")
    assert ran.outcome.ok
    assert ran.text() == "2"
    assert "closed file" in run("import sys\nsys.stdout.close()\nprint(1)").outcome.reason
    assert run("import os\nos.close(1)\nos.close(2)", "print(3)").text() == "3\n"


def test_children_that_a_report_leaves_are_killed(run, tmp_path):
    note = tmp_path / "pids"
    run(
        "import subprocess, sys\n"
        "child = subprocess.Popen(['sleep', '300'])\n"
        "lost = subprocess.Popen(['setsid', '-f', 'sleep', '301'])\n"
        "away = subprocess.Popen(['sleep', '302'], start_new_session=True)\n"
        f"open({str(note)!r}, 'w').write(f'{{child.pid}} {{away.pid}}')"
    )
    deadline = time.monotonic() + 5
    while sleepers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not sleepers()
    assert not any(alive(int(pid)) for pid in note.read_text().split())


def sleepers() -> list[str]:
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if line in ("sleep 300", "sleep 301", "sleep 302")]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not any(line.startswith("State:\tZ") for line in system.status(pid))


@pytest.mark.parametrize(("engine", "count"), [("parley", 2), ("kernel", 3)])
def test_workers_and_nest_die_with_the_coordinator(home, tmp_path, engine, count):
    """A killed coordinator leaves neither nest nor worker nor plain kernel behind."""
    from tests.pressroom.build import project

    book = project.write_cells(home / "notebooks" / "sleeps.ipynb", "import time; time.sleep(300)")
    code = (
        "import sys\nfrom pathlib import Path\nfrom pressroom.build.run import *\n"
        f"home = Path({str(home)!r})\n"
        "nesting = Nesting(Opening(home, home / 'data')).__enter__()\nnesting.ready()\n"
        f"job = Job('s', Path({str(book)!r}), home, home / 'data', Path({str(tmp_path / 'o')!r}), "
        f"engine={engine!r})\n"
        "class Say(Listener):\n"
        "    def cell(self, job, index): print(nesting.process.pid, flush=True)\n"
        "nesting.listener = Say()\nnesting.run([job], 1)\n"
    )
    coordinator = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    nest = int(coordinator.stdout.readline())
    family = system.family(nest)
    assert len(family) == count
    os.kill(coordinator.pid, signal.SIGKILL)
    coordinator.wait()
    start = time.monotonic()
    while any(map(alive, family)) and time.monotonic() < start + 20:
        time.sleep(0.05)  # a second, on an idle machine
    book.unlink()
    assert not any(map(alive, family))


def test_a_nest_that_dies_before_it_shares_is_replaced(home, tmp_path, monkeypatch):
    from pressroom.build.job import Job
    from pressroom.build.run import Nesting, Opening
    from tests.pressroom.build import project

    book = project.write_cells(home / "notebooks/slow.ipynb", "import time\ntime.sleep(0.5)")
    job = Job("slow", book, home, home / "data", tmp_path / "slow")
    ordered = Nesting.send

    def dying(nesting, order, what):
        if order == "share":
            os.kill(nesting.process.pid, signal.SIGKILL)
            nesting.process.wait()
        return ordered(nesting, order, what)

    monkeypatch.setattr(Nesting, "send", dying)
    with Nesting(Opening(home, home / "data")) as nesting:
        nesting.ready()
        outcomes = nesting.run([job], 1, share=((), home / "data", None))
    book.unlink()
    assert outcomes["slow"].ok and outcomes["slow"].attempts == 2


@pytest.mark.slow  # its neighbour: a killed nest is replaced
def test_a_report_that_kills_the_nest_is_blamed_and_its_neighbours_are_not(home, tmp_path):
    from pressroom.build.job import Job
    from pressroom.build.run import KILLER, Nesting, Opening
    from tests.pressroom.build import project

    kills = "import os, signal, time\ntime.sleep(1)\nos.kill(os.getppid(), signal.SIGKILL)"
    cells = {"good": "import time\ntime.sleep(2)", "killer": kills, "later": "1"}
    books = [project.write_cells(home / f"notebooks/{n}.ipynb", s) for n, s in cells.items()]
    jobs = [Job(b.stem, b, home, home / "data", tmp_path / b.stem) for b in books]
    with Nesting(Opening(home, home / "data")) as nesting:
        nesting.ready()
        outcomes = nesting.run(jobs, 2)
    for book in books:
        book.unlink()
    assert {slug: outcome.reason for slug, outcome in outcomes.items()} == {
        "good": "",
        "killer": KILLER,
        "later": "",
    }
    assert outcomes["killer"].attempts == 2


def test_a_killed_nest_is_replaced_and_its_jobs_run_again(home, tmp_path):
    from pressroom.build.job import Job
    from pressroom.build.run import Nesting, Opening
    from tests.pressroom.build import project
    from tests.pressroom.build.conftest import Heard

    book = project.write_cells(
        home / "notebooks" / "once.ipynb",
        "import os, pathlib, signal\nmark = pathlib.Path(os.environ['PARLEY_OUT']).parent / 'mark'",
        "if not mark.exists():\n    mark.write_text(str(os.getpid()))\n"
        "    os.kill(os.getppid(), signal.SIGKILL)\n    import time; time.sleep(30)",
    )
    with Nesting(Opening(home, home / "data"), heard := Heard()) as nesting:
        nesting.ready()
        out = tmp_path / "out" / "one"
        job = Job("one", book, home, home / "data", out)
        other = Job("two", book, home, home / "data", tmp_path / "out" / "two")
        (tmp_path / "out" / "two").mkdir(parents=True)
        (tmp_path / "out" / "two" / "mark").write_text("")
        outcomes = nesting.run([job, other], 2)
    book.unlink()
    assert all(outcome.ok for outcome in outcomes.values()), outcomes
    assert not alive(int((tmp_path / "out" / "one" / "mark").read_text())), "it died with its nest"
    assert any("a new one was started" in note for note in heard.notes)


def test_a_process_with_threads_may_not_fork():
    code = (
        "import threading, time\nfrom pressroom.build.kernels import system\n"
        "assert system.unsafe_to_fork() == '', system.unsafe_to_fork()\n"
        "threading.Thread(target=time.sleep, args=(5,), daemon=True).start()\n"
        "assert system.unsafe_to_fork() == '2 threads are running'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_fallback_is_said_and_runs_plain_kernels(home, tmp_path, monkeypatch):
    from pressroom.build.job import Job
    from pressroom.build.run import Nesting, Opening
    from tests.pressroom.build import project
    from tests.pressroom.build.conftest import Heard

    (home / "thread_maker.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    source = "import sys\nprint('ipykernel.kernelapp' in sys.modules)"
    book = project.write_cells(home / "notebooks" / "fallback.ipynb", source)
    monkeypatch.setenv("PYTHONPATH", str(home), prepend=os.pathsep)
    opening = Opening(home, home / "data", modules=("thread_maker",))
    with Nesting(opening, heard := Heard()) as nesting:
        nesting.ready()
        job = Job("one", book, home, home / "data", tmp_path / "out")
        (outcome,) = nesting.run([job], 1).values()
    book.unlink()
    assert outcome.ok, outcome
    assert "2 threads are running: using plain kernels" in heard.notes
    assert "True" in job.executed.read_text()
