"""Imports run one way, so that each room can be tested alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SIDES = {"parley.sides", "pressroom.project"}
RECORD = {"parley.tables", "parley.record", *SIDES}
BELOW = {"parley.as_of", "parley.tables", *SIDES}
WORDS = {
    "project",
    "plain",
    "context",
    "data",
    "paths",
    "errors",
    "nearest",
    "wording",
    "tree",
}
SAYING = WORDS | {"claims", "say", "findings", "figures", "parameters", "tidy"}
# One way each: tables → record → analysis → charts, and wording → say → figures → build → page →
# editions. The press's rooms are named without their package; None may import whatever it likes.
MAY_IMPORT = {
    "pressroom.project": set(),
    "pressroom.errors": set(),
    "pressroom.nearest": set(),
    "pressroom.tidy": set(),
    "pressroom.paths": {"project"},
    "pressroom.context": {"project", "paths", "errors"},
    "pressroom.tree": {"project"},
    "pressroom.wording": {"project", "tree"},
    "pressroom.plain": {"project", "context", "errors"},
    "pressroom.data": {"project", "context", "paths"},
    "pressroom.claims": {"project", "wording", "errors"},
    "pressroom.say": {"claims", "context", "project", "wording", "errors"},
    "pressroom.findings": {"context", "errors", "claims", "say", "wording"},
    "pressroom.parameters": {"context", "data", "errors", "nearest", "project"},
    "pressroom.figures": SAYING,
    "pressroom.build": SAYING,
    "pressroom.gate": SAYING,
    "pressroom.page": SAYING | {"build", "gate"},
    "pressroom.site": SAYING | {"build", "gate", "page"},
    "pressroom.editions": SAYING | {"build", "gate", "page", "site"},
    "pressroom.cli": SAYING | {"build", "gate", "page", "site", "editions"},
    "parley.sides": {"pressroom.project"},
    "parley.tables": {"parley.sides", "pressroom.nearest", "pressroom.errors"},
    "parley.record": {
        "parley.as_of",
        "parley.tables",
        *SIDES,
        *(f"pressroom.{room}" for room in WORDS),
    },
    "parley.analysis": SIDES,
    "parley.charts": SIDES,
    "parley.as_of": set(),
    "parley.project": {
        "parley.as_of",
        "parley.generated",
        "parley.pages",
        "parley.record",
        "parley.tables",
        "pressroom.plain",
        *SIDES,
    },
    "parley.pages": {
        *RECORD,
        "parley.analysis",
        "pressroom.page",
        "pressroom.site",
        "pressroom.wording",
    },
    "parley.coding": {*RECORD, "pressroom"},
    "parley.refresh": {*RECORD, "pressroom"},
    "parley.desk": {*RECORD, "parley.coding", "pressroom"},
    "parley.phrases": {"pressroom.say", "parley.analysis"},
    "parley.generated": None,
    "parley.cli": None,
}
PACKAGES = (ROOT / "parley", ROOT / "pressroom")


def modules():
    return (path for package in PACKAGES for path in package.rglob("*.py"))


def rooms() -> set[str]:
    found = {p.parent for package in PACKAGES for p in package.glob("*/__init__.py")}
    found |= {p.with_suffix("") for package in PACKAGES for p in package.glob("[!_]*.py")}
    return {f"{path.parent.name}.{path.name}" for path in found}


NAMES = tuple(package.name for package in PACKAGES)
BELOW = tuple(f"{name}." for name in NAMES)


def imported(tree: ast.AST) -> set[str]:
    """Return the rooms of the library that a module imports, as in ``parley.record``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in NAMES:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(BELOW):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.split(".")[0] in NAMES}
    return {".".join(name.split(".")[:2]) for name in found}


def test_every_room_is_in_the_plan():
    assert rooms() == MAY_IMPORT.keys()


def allowed_by(room: str, rule: set[str]) -> set[str]:
    """Return what a room may import: a package named alone stands for all of its rooms."""
    package = room.split(".")[0]
    named = {name if "." in name or name in NAMES else f"{package}.{name}" for name in rule}
    whole = {other for other in MAY_IMPORT if other.split(".")[0] in named}
    return named | whole | {room}


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_lies_before_it(room):
    if (rule := MAY_IMPORT[room]) is None:
        return
    place = ROOT / room.replace(".", "/")
    for path in (p for p in (place.with_suffix(".py"), *place.rglob("*.py")) if p.is_file()):
        used = imported(ast.parse(path.read_text(encoding="utf-8")))
        more = used - allowed_by(room, rule)
        assert not more, f"{path.relative_to(ROOT)} imports {more}"


def test_the_press_never_imports_the_talks():
    assert not [
        room
        for room in MAY_IMPORT
        if room.startswith("pressroom.") and "parley" in str(MAY_IMPORT[room])
    ]
    for path in (ROOT / "pressroom").rglob("*.py"):
        used = imported(ast.parse(path.read_text(encoding="utf-8")))
        assert not [name for name in used if name.split(".")[0] == "parley"], path


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return every set of modules that import each other in a circle."""
    reach = {name: set(graph[name]) for name in graph}
    for _ in range(len(graph)):
        more = {n: r | {far for near in r for far in graph[near]} for n, r in reach.items()}
        if more == reach:
            break
        reach = more
    found = {frozenset(o for o in reach[n] if n in reach[o]) for n in graph if n in reach[n]}
    return sorted(map(set, found), key=sorted)


def test_no_modules_import_each_other_in_a_circle():
    names = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
        for p in modules()
    }

    def imports(path) -> set[str]:
        nodes = (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        froms = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module and not n.level]
        pairs = {(f"{n.module}.{alias.name}", n.module) for n in froms for alias in n.names}
        return {whole if whole in names else module for whole, module in pairs} & names.keys()

    assert not circles({name: imports(path) - {name} for name, path in names.items()})
    assert circles({"a": {"b"}, "b": {"a"}, "c": {"a"}}) == [{"a", "b"}]


def test_a_wrong_import_is_seen():
    tree = ast.parse("from parley import record\nfrom parley.cli import main\nimport parley.desk")
    assert imported(tree) == {"parley.record", "parley.cli", "parley.desk"}


def climbing(tree: ast.AST, depth: int) -> list[str]:
    """Return the relative imports that lead out of the room: its path would not name it."""
    nodes = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom))
    return [ast.unparse(node) for node in nodes if node.level > depth]


def test_no_relative_import_leads_out_of_a_room():
    found = {}
    for path in modules():
        depth = len(path.relative_to(ROOT).parent.parts) - 1
        if lines := climbing(ast.parse(path.read_text(encoding="utf-8")), depth):
            found[path.relative_to(ROOT).as_posix()] = lines
    assert not found
    assert climbing(ast.parse("from .. import record\nfrom . import own"), 1)


def test_no_module_has_grown_past_its_room():
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_the_linter_sees_every_module():
    """A folder of ours may be called as one of those that linters pass by: build, figures."""
    seen = [sys.executable, "-m", "ruff", "check", "--show-files", "."]
    found = subprocess.run(seen, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shown = {Path(line).resolve() for line in found.splitlines()}
    tests = {p for p in (ROOT / "tests").rglob("*.py") if "node_modules" not in p.parts}
    assert not ({p.resolve() for p in modules()} | {p.resolve() for p in tests}) - shown
    made = {path.relative_to(ROOT).parts[0] for path in shown}
    assert not made & {"build", "figures", "editions", ".venv"}


def body_lines(function: ast.FunctionDef) -> int:
    """Return the lines of a function's body, its docstring left out."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(getattr(body[0], "value", None), ast.Constant):
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def most(path) -> int:
    """Return how many lines a function may have: a chart, a command or the press's, more."""
    parts = path.relative_to(ROOT).parts
    return 50 if parts[0] == "pressroom" or parts[1] in ("charts", "cli") else 25


def test_the_formatter_lays_out_the_code():
    """A switched-off line stands only where a table of values is laid out by hand: 60 of them."""
    paths = [*ROOT.glob("*/**/*.py"), *ROOT.glob("notebooks/*.ipynb")]
    mark = "# fmt" + ": skip"
    off = [p for p in paths if not {".venv", "node_modules"} & set(p.parts)]
    assert sum(p.read_text(encoding="utf-8").count(mark) for p in off) <= 60


def test_no_function_is_longer_than_a_screen():
    long = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and body_lines(node) > most(path):
                long[f"{path.relative_to(ROOT).as_posix()}:{node.name}"] = body_lines(node)
    assert not long
