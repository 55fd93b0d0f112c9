"""Both engines give the same, cell by cell; papermill knows ours by name."""

import json
import os
import sys
from subprocess import CompletedProcess

import pytest

from parley.project import Glance
from pressroom.build import matrix
from pressroom.build.job import FORKED, KERNEL, Job
from pressroom.build.run import Nesting, Opening
from tests import warm
from tests.conftest import ROOT
from tests.pressroom.build import project
from tests.pressroom.build.conftest import Heard
from tests.pressroom.build.equal import differences

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
if not os.environ.get("PARLEY_TORTURE"):  # `make torture` runs them all
    NOTEBOOKS = [ROOT / "notebooks/commitments.ipynb"]
ODD = (
    "import sys, os, random, warnings\nimport numpy as np\nimport pandas as pd\n"
    "import matplotlib.pyplot as plt\nfrom IPython.display import *",
    "pd.DataFrame({f'column_{n}': range(3) for n in range(30)})",
    "fig, ax = plt.subplots(figsize=(2, 1))\nax.plot([1, 2])\nplt.show()",
    "plt.plot([1, 3])\nprint('before the chart')",
    "print(random.random(), np.random.rand(), hash('abc'), {'a', 'b', 'c'})",
    "print('a')\nsys.stderr.write('b\\n')\nprint('c')",
    "input('x')",
    "import getpass\ngetpass.getpass()",
    "display('one')\nclear_output()\ndisplay(HTML('<b>x</b>'), display_id='d')\nprint('after')",
    "update_display('new', display_id='d')",
    "import asyncio\nawait asyncio.sleep(0.01)\nasyncio.get_running_loop().is_running()",
    "1 / 0",
    "def (:",
    "raise KeyboardInterrupt",
    "sys.exit(3)",
    "class Bad:\n    def _repr_html_(self):\n        raise ValueError('no')\nBad()",
    "class Fine:\n    def _repr_mimebundle_(self, **kw):\n"
    "        return {'text/plain': 'x', 'application/vnd.pressroom+json': {'a': (1, 2)}}\nFine()",
    "open('reports.toml')",
    "open('data/topics.csv').readline()",
    "open('data/topics.csv', 'a')",
    "warnings.warn('hm')",
    "__name__, In[1][:6], sorted(Out), get_ipython().execution_count",
    "print('x\\ry')\nprint('z\\b')",
    "b'bytes', 1 + 2j, {'a': (1, 2)}, np.arange(3), pd.Series([1, 2]), float('nan')",
    "from pressroom.say import say\nsay('bad {x} most', x=1).spoken()",
    "def deep(n):\n    return deep(n - 1) if n else 1 / 0\ndeep(3)",
    "pd.options.display.width, plt.rcParams['figure.dpi'], plt.get_backend(), plt.isinteractive()",
    "from pressroom import context\ncontext.current().slug, context.current().out.name",
    "_ = 5\n_",
)


def both(nest, home, book, tmp_path, **given) -> list[dict]:
    """Return the notebook as each engine executes it."""
    found = []
    for engine in (FORKED, KERNEL):
        out = tmp_path / engine / "one"
        job = Job("one", book, home, home / "data", out, engine=engine, **given)
        (outcome,) = nest.run([job], 1).values()
        assert not outcome.died, outcome
        found.append(json.loads(job.executed.read_text()))
    return found


def test_a_plot_is_in_the_pages_style_before_any_figure_is_saved(nest, home, tmp_path):
    plot = "import matplotlib\nmatplotlib.rcParams['axes.prop_cycle'].by_key()['color'][0]"
    book = project.write_book(home / "notebooks" / "plot.ipynb", [project.cell(plot, 0)])
    for ran in both(nest, home, book, tmp_path):
        assert "".join(ran["cells"][0]["outputs"][0]["data"]["text/plain"]) == "'#12436D'"
    book.unlink()


def test_both_engines_agree_on_odd_cells(nest, home, tmp_path):
    cells = [
        project.cell(source, number, ("raises-exception",)) for number, source in enumerate(ODD)
    ]
    book = project.write_book(home / "notebooks" / "odd.ipynb", cells)
    ours, plain = both(nest, home, book, tmp_path)
    book.unlink()
    assert differences(ours, plain) == []
    assert sum(bool(cell["outputs"]) for cell in ours["cells"] if "outputs" in cell) > 20


def test_neither_engine_runs_a_cell_to_look_around(nest, home, tmp_path):
    cells = [project.cell("1", 0), project.cell("1 / 0", 1, ("explore",)), project.cell("2", 2)]
    book = project.write_book(home / "notebooks" / "around.ipynb", cells)
    found = both(nest, home, book, tmp_path)
    book.unlink()
    for each in found:
        assert [bool(cell["outputs"]) for cell in each["cells"][-3:]] == [True, False, True]


def test_a_difference_is_seen(nest, home, tmp_path):
    source = "import sys\n'ipykernel.kernelapp' in sys.modules"
    book = project.write_cells(home / "notebooks" / "differs.ipynb", source)
    ours, plain = both(nest, home, book, tmp_path)
    book.unlink()
    (found,) = differences(ours, plain)
    assert found.startswith("cell 0, outputs")


@pytest.fixture(scope="session")
def executed(tmp_path_factory):
    """Every notebook of the project, executed by both engines, one set of parameters each."""
    tmp = tmp_path_factory.mktemp("executed")
    glance = Glance(ROOT / "data")
    known = {report.notebook: report for report in reversed(matrix.reports(glance))}
    reports = {book: known[book] for book in NOTEBOOKS if book in known}
    jobs = {
        (book, engine): Job(
            report.slug,
            book,
            ROOT,
            ROOT / "data",
            tmp / engine / report.slug,
            report.parameters,
            glance.as_of,
            engine,
        )
        for book, report in reports.items()
        for engine in (FORKED, KERNEL)
    }
    with Nesting(Opening(ROOT, ROOT / "data"), Heard()) as nesting:
        nesting.ready()
        for engine in (FORKED, KERNEL):
            nesting.run([jobs[book, engine] for book in reports], os.cpu_count() or 1)
    return jobs


@pytest.mark.slow  # `make test` compares odd cells
@pytest.mark.parametrize("book", NOTEBOOKS, ids=lambda path: path.stem)
def test_both_engines_agree_on_every_notebook(executed, book):
    if (book, FORKED) not in executed:
        pytest.skip("reports.toml leaves it out")
    ours, plain = (executed[book, engine] for engine in (FORKED, KERNEL))
    assert differences(*(json.loads(job.executed.read_text()) for job in (ours, plain))) == []
    left, right = (sorted(p.name for p in job.files.iterdir()) for job in (ours, plain))
    assert left == right
    for name in left:
        assert (ours.files / name).read_bytes() == (plain.files / name).read_bytes(), name


PRINTS = "print('a', flush=True)\nprint('b\\rc')"


def papermill(folder, *arguments: str) -> CompletedProcess:
    command = [sys.executable, "-m", "papermill", "--engine", "parley", *arguments]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    surroundings = os.environ | {"PYTHONPATH": paths}
    return warm.run(command, cwd=folder, env=surroundings)


def test_papermill_runs_by_the_engines_name_alone(home, tmp_path):
    book = project.write_report(
        home / "notebooks" / "alone.ipynb", "topic, len(rec.meetings)", PRINTS
    )
    out = tmp_path / "out.ipynb"
    done = papermill(home, str(book), str(out), "-p", "topic", "fentanyl")
    book.unlink()
    assert done.returncode == 0, done.stderr
    held = json.loads(out.read_text())
    assert "('fentanyl', 3)" in json.dumps(held["cells"])
    (printed,) = held["cells"][-2]["outputs"]
    assert printed["text"] == ["a\n", "c\n"]
    assert held["cells"][2]["metadata"]["papermill"]["status"] == "completed"
    assert held["cells"][2]["metadata"]["papermill"]["duration"] is not None


def test_papermill_alone_names_the_failing_cell_and_a_death(home, tmp_path):
    wrong = project.write_cells(home / "notebooks" / "wrong.ipynb", "1 / 0")
    done = papermill(home, str(wrong), str(tmp_path / "a.ipynb"))
    assert done.returncode
    assert "ZeroDivisionError" in done.stderr
    dead = project.write_cells(home / "notebooks" / "wrong.ipynb", "import os", "os._exit(9)")
    done = papermill(home, str(dead), str(tmp_path / "b.ipynb"))
    wrong.unlink()
    assert "the process of the cells died (exit 9)" in done.stderr
