"""What the source of the library and of the notebooks must not hold, found by reading it."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

OPERATORS = {"<", "<=", "==", "!=", ">=", ">", "in", "is"}
WHOLES = {"n", "b", "d", "total", "whole", "made", "past", "checked", "either", "judged", "codings"}
WHOLES |= {"counted", "held", "mentions", "reported", "tested", "covered", "looked"}
EXTREMES = {"max", "min"}
PROSE = 6
RANKS = r"(?<!at )most|mostly|majority|(?:high|low|larg|small|long|short|earli)est|peak(?:ed)?"


def sources(path: Path) -> Iterator[str]:
    """Return the code of a module, or of each cell of a notebook."""
    if path.suffix != ".ipynb":
        yield path.read_text(encoding="utf-8")
        return
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


def conditions(tree: ast.AST) -> Iterator[ast.Tuple]:
    """Return the conditions of sentences: tuples whose second part is an operator or chooses it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) in (3, 4) and _operators(node.elts[1]):
            yield node


def _operators(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value} & OPERATORS
    if isinstance(node, ast.IfExp):
        return _operators(node.body) | _operators(node.orelse)
    return set()


def vacuous(source: str) -> list[str]:
    """Return the conditions of a source that hold whatever the data say, each with the reason.

    Found are: two constants; a thing beside itself; a count of at least none; a part of at most
    its whole; a highest beside what it is the highest of; an operator, or a whole condition,
    chosen by an ``if`` that asks the same.

    Examples
    --------
    >>> vacuous('say("Most", (m, "<=", n))')
    ["(m, '<=', n): a part is never more than its whole"]
    """
    tree = ast.parse(source)
    asked = _asked(tree)
    found = []
    for node in conditions(tree):
        if reason := _reason(node) or _echo(node, asked):
            found.append(f"{ast.unparse(node)}: {reason}")
    return found


def unranked(source: str) -> list[str]:
    """Return the sentences that rank something and ask no more than whether there is any.

    Examples
    --------
    >>> unranked('say("Most fell in {month}", (held, ">", 0), month=month)')
    ['Most fell in {month}']
    """
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if _is_say(node)):
        asked = list(conditions(ast.Tuple(call.args[1:], ast.Load())))
        only = len(asked) == len(call.args) - 1 and all(map(_is_any, asked))
        text = str(getattr(call.args[0], "value", ""))
        has_fact = re.search(r"{\w+[.]", text)  # a fact among its values answers for itself
        if only and not has_fact and re.search(rf"(?<!{{)\b(?:{RANKS})\b", text, re.I):
            found.append(text)
    return found


def _is_say(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and bool(node.args)


def _is_any(node: ast.Tuple) -> bool:
    op, bound = (getattr(each, "value", None) for each in node.elts[1:3])
    return op in {">", ">=", "!="} and bound in (0, 1)


def _reason(node: ast.Tuple) -> str:
    left, between, right = node.elts[:3]
    if isinstance(between, ast.IfExp):
        return "its operator is chosen so that it holds"
    op = between.value
    one, other = ast.unparse(left), ast.unparse(right)
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant) and op != "is":
        return "two constants"
    if one == other and op in {"<=", "==", ">="}:
        return "a thing is what it is"
    bound = right.value if isinstance(right, ast.Constant) else None
    if (op, bound) in {(">=", 0), (">", -1)} and not isinstance(left, (ast.BinOp, ast.UnaryOp)):
        return "a count is never under nought"
    if (op == "<=" and _is_whole(right)) or (op == ">=" and _is_whole(left) and bound is None):
        return "a part is never more than its whole"
    ends = {(">=", "max"), ("==", "max"), ("<=", "min"), ("==", "min")}
    if (op, _call(right)) in ends or ({">=": "<=", "<=": ">="}.get(op), _call(left)) in ends:
        return "an extreme is compared with itself: compare the leader with the runner-up"
    return ""


def _last(node: ast.expr) -> str:
    """Return the name that says what a value is: of ``own["n"]``, ``fact.n`` and ``int(n)`` n."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Name):
        return _last(node.args[0])
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_whole(node: ast.expr) -> bool:
    is_length = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len"
    return is_length or _last(node) in WHOLES or _last(node).endswith("_n")


def _call(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr if node.func.attr in EXTREMES else ""
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return node.func.id if getattr(node.func, "id", "") in EXTREMES else _call(node.args[0])
    return ""


def _asked(tree: ast.AST) -> list[tuple[str, ast.AST]]:
    """Return each comparison that an ``if`` makes, and what it decides on."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.IfExp)):
            bodies = node.body if isinstance(node.body, list) else [node.body]
            found += [
                (_compared(each), body)
                for each in ast.walk(node.test)
                if isinstance(each, ast.Compare)
                for body in bodies
            ]
    return found


def _compared(node: ast.Compare) -> str:
    signs = {
        ast.Lt: "<",
        ast.LtE: "<=",
        ast.Eq: "==",
        ast.NotEq: "!=",
        ast.GtE: ">=",
        ast.Gt: ">",
        ast.In: "in",
    }
    op = signs.get(type(node.ops[0]), "?")
    return f"{ast.unparse(node.left)} {op} {ast.unparse(node.comparators[0])}"


def _echo(node: ast.Tuple, asked: list[tuple[str, ast.AST]]) -> str:
    left, between, right = node.elts[:3]
    text = f"{ast.unparse(left)} {between.value} {ast.unparse(right)}"
    inside = (test == text and any(each is node for each in ast.walk(body)) for test, body in asked)
    return "the if above it asks the same" if any(inside) else ""


def prose(source: str) -> list[str]:
    """Return the strings of six words or more that are no docstring, no error's message, no
    condition's reason and no names of a fact's fields.

    Examples
    --------
    >>> prose('x = "one two three four five six"; raise ValueError("one two three four five six")')
    ['one two three four five six']
    """
    tree = ast.parse(source)
    passed, reasons = set(), set(conditions(tree))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
            first = node.body[0]
            passed.add(id(first.value) if isinstance(first, ast.Expr) else None)
        named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fact"
        if isinstance(node, (ast.Raise, ast.Assert)) or node in reasons or named:
            passed |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            passed |= {id(each) for each in ast.walk(node) if each is not node}
    texts = (_text(node) for node in ast.walk(tree) if id(node) not in passed)
    return [text for text in texts if len(re.findall(r"\S*[\w…]\S*", text)) >= PROSE]


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            each.value if isinstance(each, ast.Constant) else "…" for each in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
