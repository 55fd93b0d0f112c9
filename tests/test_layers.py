"""Imports run one way, so that each room can be tested alone."""

import ast

import pytest

from tests.conftest import ROOT

BASE = {"paths", "errors", "context", "nearest", "wording", "citing", "sides", "widgets"}
SPEECH = BASE | {"claims", "say"}
RECORD = BASE | {"tables", "record"}
DOORS = RECORD | {"parameters", "say", "figures", "findings"}
MAY_IMPORT = {
    "paths": set(),
    "errors": set(),
    "nearest": set(),
    "sides": set(),
    "widgets": set(),
    "context": {"paths"},
    "wording": {"errors", "paths"},
    "citing": {"wording"},
    "tables": {"nearest", "errors"},
    "record": BASE | {"tables"},
    "parameters": RECORD,
    "analysis": {"sides"},
    "charts": {"sides"},
    "claims": BASE,
    "say": BASE | {"claims"},
    "figures": SPEECH,
    "findings": SPEECH,
    "coding": RECORD,
    "refresh": RECORD,
    "phrases": {"say"},
    "desk": RECORD | {"parameters", "coding"},
    "build": DOORS | {"page", "site", "gate", "editions"},
    "page": DOORS | {"build", "site", "gate", "editions"},
    "site": DOORS | {"build", "page", "gate", "editions"},
    "gate": DOORS | {"build", "page", "site", "editions"},
    "editions": DOORS | {"build", "page", "site", "gate"},
    "generated": None,
    "cli": None,
}
PACKAGES = (ROOT / "parley", ROOT / "pressroom")


def modules():
    return (path for package in PACKAGES for path in package.rglob("*.py"))


def rooms() -> set[str]:
    found = {p.parent.name for package in PACKAGES for p in package.glob("*/__init__.py")}
    return found | {p.stem for package in PACKAGES for p in package.glob("[!_]*.py")}


NAMES = tuple(package.name for package in PACKAGES)
BELOW = tuple(f"{name}." for name in NAMES)


def imported(tree: ast.AST) -> set[str]:
    """Return the rooms of the library that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in NAMES:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(BELOW):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith(BELOW)}
    return found


def test_every_room_is_in_the_plan():
    assert rooms() <= MAY_IMPORT.keys()


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_lies_before_it(room):
    if (allowed := MAY_IMPORT[room]) is None:
        return
    files = [f for p in PACKAGES for f in (p / f"{room}.py", *(p / room).rglob("*.py"))]
    for path in (p for p in files if p.is_file()):
        used = imported(ast.parse(path.read_text(encoding="utf-8"))) - {room}
        assert used <= allowed, f"{path.relative_to(ROOT)} imports {used - allowed}"


def test_a_wrong_import_is_seen():
    tree = ast.parse("from parley import record\nfrom parley.cli import main\nimport parley.site")
    assert imported(tree) == {"record", "cli", "site"}


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


def body_lines(function: ast.FunctionDef) -> int:
    """Return the lines of a function's body, its docstring left out."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(getattr(body[0], "value", None), ast.Constant):
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_25_lines():
    long = {}
    for path in modules():
        if "cli" in path.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and body_lines(node) > 25:
                long[f"{path.relative_to(ROOT).as_posix()}:{node.name}"] = body_lines(node)
    assert not long
