"""Every notebook keeps the rules of the house: it says, and the library does."""

import ast
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from parley.cli import main
from pressroom import tidy, wording
from pressroom.build import matrix
from pressroom.build.notebook import cells, front
from pressroom.cli import starting
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# A bench is a form to work on the record with: no report, so no finding and no figure, and no day
# as of which it reads, since it writes into the record as it lies. All other rules hold for it.
MATRIX = tomllib.loads((ROOT / "reports.toml").read_text(encoding="utf-8"))
BENCHES = {name for name, each in MATRIX.items() if isinstance(each, dict) and each.get("bench")}
HOUSE = ("parley", "pressroom")
ROOMS = {"phrases", "record", "analysis", "charts", "figures", "findings", "parameters", "say"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


def code(path) -> list[dict]:
    return [cell for cell in cells(path) if cell["cell_type"] == "code"]


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 4


def test_it_opens_with_a_question_a_description_and_a_caution(path):
    said = front(path)
    assert said.question.endswith("?")
    assert len(said.description) > 40
    assert said.caution


def test_it_defines_nothing(path):
    found = tidy.left({"cells": cells(path)})
    assert not found, "\n".join(found)


def test_logic_is_seen():
    for source in ("def f(): pass", "for x in y: print(x)", "f = lambda: 1", "if a: b()"):
        assert tidy.logic(source)
    assert tidy.logic("x = 1; pd.read_csv(x)") and not tidy.logic("x = [a for a in b]")
    cell = {"cell_type": "code", "source": "a = 1\npreview()", "metadata": {}}
    assert not tidy.left({"cells": [cell]})
    assert tidy.looks({"cells": [cell]}) == [f"cell 1: {tidy.LOOK}"]


def test_no_cell_is_longer_than_thirty_lines(path):
    long = [c for c in code(path) if len(c["source"].splitlines()) > tidy.MOST]
    assert not long, [c["id"] for c in long] + remedies(long, path.stem)


def remedies(long: list[dict], name: str) -> list[str]:
    """How cells that are too long are mended: by tidy, or by hand as tidy says."""
    parts = [part for c in long for part in tidy.split(c["source"])]
    left = tidy.left({"cells": [{**long[0], "source": part} for part in parts]})
    return [f"parley tidy {name} splits them", *left]


def test_the_remedy_for_a_long_cell_is_one_that_helps():
    cell = {"cell_type": "code", "id": "a", "metadata": {}}
    whole = "save(\n" + "    a,\n" * 31 + ")"
    assert remedies([cell | {"source": "a = b\n" * 40}], "x") == ["parley tidy x splits them"]
    _, by_hand = remedies([cell | {"source": f"a = b\n{whole}"}], "x")
    assert "33 lines" in by_hand and "into a cell of its own" in by_hand and "`a` " not in by_hand


def test_a_per_cent_sign_stands_at_its_number(path):
    said = "\n".join(cell["source"] for cell in cells(path))
    apart = re.findall(r"(?:\d|f\})[ \u00a0\u202f]%", said)
    assert not apart, f"write a per cent sign without a blank before it, as in 95%: {apart}"


def test_git_holds_it_without_outputs(path):
    """A copy that was run in JupyterLab may have them: git's filter leaves them out."""
    held = git("show", f":notebooks/{path.name}")
    text = (held.stdout if not held.returncode else path.read_bytes()).decode("utf-8")
    bare = tidy.written(tidy.cleaned(json.loads(text)))
    if held.returncode:  # a new one: as git add would take it
        taken = git("hash-object", str(path)).stdout
        plain = git("hash-object", "--stdin", given=bare.encode()).stdout
        assert taken == plain, "make lab once sets the filter that leaves outputs out of git"
    else:
        assert text == bare  # else git sees it as changed


def git(*words: str, given: bytes | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False, input=given)


def test_its_parameters_are_typed_explained_and_checked(path):
    known = matrix.declared(path)
    assert "as_of" in known or path.stem in BENCHES
    sources = [cell["source"] for cell in code(path)]
    tagged = [n for n, c in enumerate(code(path)) if "parameters" in c["metadata"].get("tags", [])]
    assert tagged == [0]
    assert any("parameters.check()" in s for s in sources[1:2]), "check them in the next cell"


def test_it_marks_kinds_of_values(path):
    """A kind stands in <>: [date] and [sides|either] read as values."""
    said = "\n".join(
        c["source"] for c in code(path) if "parameters" in c["metadata"].get("tags", [])
    )
    assert not re.findall(r"\[(?:date|month)\]|[\[|](?:sides|\w+\.\w+)[\]|]", said)


def test_a_date_has_room_in_the_line_of_its_parameter(path):
    """Else the formatter sets it in brackets, with its comment, and it is no parameter any more."""
    (cell,) = (c for c in code(path) if "parameters" in c["metadata"].get("tags", []))
    wide = "".join(cell["source"]).replace("= None", '= "2025-12-31"')
    assert [*tidy.too_long(cell | {"source": wide})] == []


def test_papermill_reads_its_parameters_too(path):
    import papermill

    for name, parameter in papermill.inspect_notebook(path).items():
        assert parameter["inferred_type_name"] != "None", f"{name}: give it a type"
        assert parameter["help"], f"{name}: say what it is, after a #"


def test_it_imports_only_what_a_notebook_may(path):
    for cell in code(path):
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(HOUSE):
                names = (
                    {a.name for a in node.names}
                    if node.module in HOUSE
                    else {node.module.split(".")[1]}
                )
                assert names <= (ROOMS | {"desk"} if path.stem in BENCHES else ROOMS)


def test_it_has_one_headline_and_shows_figures_through_the_door(path):
    text = "\n".join(cell["source"] for cell in code(path))
    if path.stem not in BENCHES:
        assert text.count("findings.headline(") == 1
        assert "findings.points(" in text
        assert "figures.save(" in text or "figures.show(" in text
    assert "pd.read_" not in text


def test_its_words_claim_no_cause(path):
    found = {}
    for cell in cells(path):
        if faults := wording.faults(cell["source"]):
            found[cell["id"]] = faults
    assert not found


def test_its_fixed_words_name_no_office_of_one_country(path):
    """Talks between others have no Congress: such words stand in a say(…) that can be left out."""
    fixed = (c["source"] for c in cells(path) if c["cell_type"] == "markdown")
    found = re.findall(
        r"\b(?:Congress|[Pp]resident\w*|[Pp]remiers?|[Ss]ecretary)\b", " ".join(fixed)
    )
    assert not found


def test_its_cells_have_stable_ids(path):
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert ids == tidy.named(ids), f"parley tidy {path.stem} mends them"


SPOILT = """from pressroom.say import say
import os, ast
a = (
%s)
b = a
%s
pd.read_csv(b, ast)
preview()"""


def test_what_a_notebook_user_breaks_is_mended_or_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "reports.toml").write_text("")
    path = tmp_path / "notebooks" / "topic-profile.ipynb"
    book = json.loads((ROOT / "notebooks" / path.name).read_text("utf-8"))
    spoilt = SPOILT % ("    1 +\n" * 25 + "    1", "f = lambda: a\n" * 5)
    output = {"output_type": "stream", "name": "stdout", "text": ["seen"]}
    cell = {"cell_type": "code", "id": "b9346b8f", "metadata": {}, "source": spoilt}
    book["cells"].insert(3, cell | {"outputs": [output], "execution_count": 4})
    book["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    path.write_text(json.dumps(book))
    monkeypatch.chdir(tmp_path)
    assert main(["tidy", "topic-profile"]) == 1
    told, mended = capsys.readouterr().out, json.loads(path.read_text("utf-8"))
    assert "imports and layout; kernelspec" in told and "cell 4 split into 3; an id" in told
    assert "yours to mend: cell 6, line 2, `lambda: a`: " in told and "pd.read_csv" in told
    assert "taken away, as nothing uses it: `os`" in told
    assert "Redefinition of unused `say`" in told and f"  cell 6: {tidy.LOOK}" in told
    ids = [each["id"] for each in mended["cells"]]
    was = [each["id"] for each in book["cells"]]
    assert len({*ids}) == len(ids) and [each for each in ids if each in was] == was
    parts = mended["cells"][3:6]
    assert [len(each["outputs"]) for each in parts] == [0, 0, 1]
    assert max(len(each["source"]) for each in parts) <= tidy.MOST
    assert parts[0]["source"][0] == "import ast\n"
    before = path.read_bytes()
    main(["tidy", "topic-profile"])
    assert path.read_bytes() == before and "nothing to mend" in capsys.readouterr().out


@pytest.mark.parametrize(
    "without",
    [
        (starting, "find_spec", lambda name: None),
        (starting.sys, "executable", shutil.which("false")),
    ],
    ids=["not installed", "does not run"],
)
def test_without_ruff_the_remedy_is_a_command(tmp_path, monkeypatch, capsys, without):
    path = of_two_cells(tmp_path, monkeypatch, "a = (1")
    monkeypatch.setattr(*without)
    assert main(["tidy", path.stem]) == 1
    told = capsys.readouterr().out
    assert "make env-lab" in told and ".venv" not in told and "an id for each cell" in told
    assert "yours to mend: cell 3 is no Python" in told and "taken away" not in told
    assert "\nenv-lab:" in (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_ruff_cannot_read_is_made_whole_first(tmp_path, monkeypatch, capsys, mark):
    path = of_two_cells(tmp_path, monkeypatch, "import os\nb=1", mark)
    assert main(["tidy", path.stem]) == 0
    assert "taken away, as nothing uses it: `os`; imports and layout" in capsys.readouterr().out
    made = json.loads(path.read_text("utf-8"))["cells"][2]
    assert made["source"] == ["b = 1"] and made["outputs"] == []


def test_a_parameter_that_is_too_long_stays_on_its_line_and_is_named(tmp_path, monkeypatch, capsys):
    path = of_two_cells(tmp_path, monkeypatch, "b=a")
    book = json.loads(path.read_text("utf-8"))
    long = f'a: str = "b"  # {"letter " * 13}'.strip()
    book["cells"][1]["source"] = [long]
    path.write_text(json.dumps(book), "utf-8")
    assert main(["tidy", path.stem]) == 1
    told = f"cell 2, line 1 has {len(long)} columns, 100 at most: shorten its comment"
    assert told in capsys.readouterr().out
    made = json.loads(path.read_text("utf-8"))["cells"]
    assert ("".join(made[1]["source"]), "".join(made[2]["source"])) == (long, "b = a")


def test_code_that_is_none_is_no_import_that_was_taken_away(tmp_path, monkeypatch, capsys):
    path = of_two_cells(tmp_path, monkeypatch, "a = (1")
    assert main(["tidy", path.stem]) == 1
    told = capsys.readouterr().out
    assert "yours to mend: cell 3, line 1" in told and "taken away" not in told


def of_two_cells(folder: Path, monkeypatch, code: str, mark: str = "") -> Path:
    """Write a notebook as another program may: no ids, no outputs."""
    (folder / "notebooks").mkdir()
    (folder / "reports.toml").write_text("")
    monkeypatch.chdir(folder)
    tagged = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": []}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# What?\n\nThis.\n\nThat."},
        tagged | {"source": 'a: str = "b"  # a letter'},
        {"cell_type": "code", "metadata": {}, "source": code},
    ]
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    (path := folder / "notebooks" / "what.ipynb").write_text(mark + json.dumps(book), "utf-8")
    return path


def defaults_in(tree: ast.AST, names: set[str]) -> list[str]:
    """Return the charts that decide by themselves what a notebook's parameter decides."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given = [
                *node.args.args[len(node.args.args) - len(node.args.defaults) :],
                *(
                    a
                    for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                    if d is not None
                ),
            ]
            found += [f"{node.name}({each.arg}=…)" for each in given if each.arg in names]
    return found


def test_no_chart_decides_in_silence_what_a_parameter_decides():
    names = {name for path in NOTEBOOKS for name in matrix.declared(path)}
    charts = sorted((ROOT / "parley" / "charts").rglob("*.py"))
    found = {p.name: defaults_in(ast.parse(p.read_text(encoding="utf-8")), names) for p in charts}
    assert not {name: each for name, each in found.items() if each}
    assert defaults_in(ast.parse('def f(x, *, side="either", phone=False): 1'), names) == [
        "f(side=…)"
    ]
