"""Only one function may difference a 12-month-ending series.

Neighbouring sums share eleven of their twelve months, so a step between them is not a
change from one month to the next. Every function of the package and every notebook cell
that names such a series is read here, and refused if it also steps along it.
"""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
TRAILING = {"us_deaths_12mo", "month_ending", "trailing", "trailing_of", "percent_pending"}
STEPS = {"diff", "shift", "pct_change", "ediff1d", "autocorr"}
ALLOWED = {("parley/analysis/deaths/series.py", "monthly_from_trailing")}


def names(node):
    """Names, attributes, arguments and short strings that a piece of code mentions."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def is_step(node):
    """True for .diff(), .shift(), np.diff(…) and for x[1:] - x[:-1]."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        return called in STEPS
    sliced = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div)
    return sliced and all(
        isinstance(side, ast.Subscript) and isinstance(side.slice, ast.Slice)
        for side in (node.left, node.right)
    )


def faults(source, path):
    """Functions (and code outside any) that name a trailing series and step along it."""
    tree = ast.parse(source)
    inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    outside = [
        node
        for node in tree.body
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    ]
    scopes = [(node.name, node) for node in inside]
    scopes.append(("(module)", ast.Module(outside, [])))
    for name, scope in scopes:
        if (path, name) in ALLOWED or not TRAILING & set(names(scope)):
            continue
        if any(is_step(node) for node in ast.walk(scope)):
            yield f"{path}: {name} steps along a 12-month-ending series"


def sources():
    """Every module of the package, and every notebook's code as one text."""
    for module in sorted((ROOT / "parley").rglob("*.py")):
        yield str(module.relative_to(ROOT)), module.read_text(encoding="utf-8")
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(notebook, 4).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        yield str(notebook.relative_to(ROOT)), code


def test_no_other_line_steps_along_a_trailing_series():
    found = [fault for path, source in sources() for fault in faults(source, path)]
    assert not found, "use deaths.monthly_from_trailing:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        "rec.us_deaths_12mo['reported'].diff()",
        "def f(trailing):\n    return trailing['reported'].pct_change()",
        "def f(frame):\n    s = frame.set_index('month_ending')\n    return s - s.shift(1)",
        "x = rec.us_deaths_12mo['reported'].to_numpy()\nstep = x[1:] - x[:-1]",
        "import numpy as np\nnp.diff(trailing)",
    ],
)
def test_a_planted_step_is_found(planted):
    assert list(faults(planted, "parley/planted.py"))


def test_a_step_along_months_is_let_pass():
    assert not list(faults("def f(monthly):\n    return monthly['deaths'].diff()", "parley/x.py"))


def test_the_one_allowed_function_is_there():
    (path, name), *others = ALLOWED
    assert not others
    found = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(found) if isinstance(node, ast.FunctionDef)}
