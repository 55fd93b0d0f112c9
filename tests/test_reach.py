"""What no notebook, command or page reaches is not kept: of tests only published cases count."""

import ast
import json
import re
import warnings

import pytest

from tests.conftest import ROOT

PACKAGES = ("parley", "pressroom")
# Called by a name that is put together: a verb's arguments; what IPython looks for.
CALLED = re.compile(r"\w+_arguments|load_ipython_extension|_(load_)?jupyter_server_extension\w*")

# What enters itself in a list: a table by its class, a check or a doubt by its decorator.
LISTED = {"Table", "between", "doubt"}


def names(tree: ast.AST) -> set[str]:
    """Return every name that some code writes, also in texts such as ``module:function``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found |= {*node.name.split("."), node.asname or ""}
        elif isinstance(node, ast.Constant) and re.fullmatch(r"[\w.]+:?\w+", str(node.value)):
            found |= set(re.split(r"[.:]", str(node.value)))
    return found


def unreached(modules: dict[str, str], starts: set[str]) -> set[str]:
    """Return the functions and classes of `modules` that nothing reaches from `starts`."""
    uses: dict[str, set[str]] = {}
    for source in modules.values():
        for node in ast.parse(source).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                uses[node.name] = uses.get(node.name, set()) | names(node) - {node.name}
                told = [*node.decorator_list, *getattr(node, "bases", ())]
                if any(LISTED & names(each) for each in told):
                    starts = starts | {node.name}
            elif not isinstance(node, (ast.Import, ast.ImportFrom)):
                starts = starts | names(node)
    queue, reached = list(starts & uses.keys()), set()
    while queue:
        if (name := queue.pop()) not in reached:
            reached.add(name)
            queue += uses[name] & uses.keys()
    return uses.keys() - reached


def test_everything_is_reached_by_a_notebook_a_command_or_a_page():
    paths = [p for package in PACKAGES for p in (ROOT / package).rglob("*.py")]
    modules = {path.as_posix(): path.read_text(encoding="utf-8") for path in paths}
    words = [ROOT / "pyproject.toml", ROOT / "reports.toml", *(ROOT / "benchmarks").glob("*.py")]
    words += [
        p
        for package in PACKAGES
        for p in (ROOT / package).rglob("*.*")
        if p.suffix in (".j2", ".toml", ".txt")
    ]
    starts = {w for p in words for w in re.findall(r"\w+", p.read_text(encoding="utf-8"))}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join("".join(c["source"]) + "\n" for c in cells if c["cell_type"] == "code")
        starts |= set(re.findall(r"\w+", code))
    published = ROOT / "tests" / "parley" / "analysis" / "test_expected.py"
    # Methods that are kept for their case: the published ones, and two that are worked by hand.
    case = ast.walk(ast.parse(published.read_text(encoding="utf-8")))
    starts |= {node.attr for node in case if isinstance(node, ast.Attribute)}
    starts |= {"log_odds", "rolling"}
    starts |= {
        w
        for text in modules.values()
        for w in re.findall(r"def (\w+)", text)
        if CALLED.fullmatch(w)
    }
    found = {name for name in unreached(modules, starts) if not CALLED.fullmatch(name)}
    assert len(modules) > 100 and not found


def test_what_only_itself_calls_is_found():
    source = (
        "def used():\n    return helper()\ndef helper(): pass\ndef lost():\n    return lost()\n"
    )
    assert unreached({"a": source}, {"used"}) == {"lost"}
    listed = "@doubt()\ndef weak(): pass\n@cache\ndef kept(): pass\nclass Rows(Table): pass\n"
    assert unreached({"a": listed}, set()) == {"kept"}


def test_a_warning_of_our_own_modules_is_an_error_here():
    for module in ("parley.analysis.months", "pressroom.say"):
        with pytest.raises(RuntimeWarning):
            warnings.warn_explicit("a nought", RuntimeWarning, "a.py", 1, module=module)
