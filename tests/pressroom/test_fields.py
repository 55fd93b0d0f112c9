"""The fields of a notebook's prose: the same in JupyterLab, in a build and on a page."""

import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest

from parley import record
from pressroom import context, parameters, project
from pressroom.build import matrix
from pressroom.errors import RunError
from pressroom.page import draft, render
from pressroom.page.bundle import Shell
from tests.conftest import ROOT
from tests.pressroom.conftest import book, bundle

CELL = """\
topic: str = "taiwan"  # topic key [<topics.topic>]
other: str = "fentanyl"  # the topic beside it [<topics.topic>]
first_date: str = "2021-01-01"  # first day counted [<date>]
side: str = "either"  # whose accounts [<sides>|either]
as_of: str = "2024-12-31"  # day as of which the record is read [<date>]"""
TEXT = """\
## {label} and {other}

Of {other}, {topic} and {us_name} since {first_date}."""
SAID = "Of Fentanyl, Taiwan and US since 1 January 2021."


def run(text: str = TEXT):
    """An executed notebook with these parameters, and a text of its own."""
    made = book()
    made.cells[1].source = CELL
    made.cells[-1].source += f"\n\n{text}"
    return made


def of(given: dict, small) -> dict[str, str]:
    return parameters.names_of(parameters.declared(CELL), given, record.load(small))


def test_every_parameter_has_its_value_in_words_in_a_build(small, tmp_path):
    path = tmp_path / "one.ipynb"
    nbformat.write(run(), path)
    names = matrix.Report(path, "one", {"other": "taiwan"}).fields(record.load(small))
    assert (names["other"], names["label"]) == ("Taiwan", "Taiwan")
    assert names.items() >= project.current().fields().items()


def test_a_page_shows_them_in_every_cell(small, tmp_path):
    made = bundle(tmp_path / "f", fields=of({}, small))
    html = render(run(), made, Shell(path=made.path))
    assert ">Taiwan and Fentanyl</h2>" in html and SAID in html


def test_contributing_names_them_all():
    (told,) = re.findall(
        r"^Markdown cells take.*?\n\n", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M | re.S
    )
    declared = parameters.declared(CELL.partition("\n")[0])
    names = parameters.names_of(declared, {}, record.load(ROOT / "data"))
    assert set(re.findall(r"`\{(\w+)\}`", told)) == names.keys()


def test_a_page_made_outside_a_run_shows_them_too(small, monkeypatch):
    monkeypatch.setenv("PARLEY_DATA", str(small))
    made, _ = draft(run(), {})
    assert made.fields == of({}, small)


def test_jupyterlab_shows_them(small, monkeypatch):
    monkeypatch.setenv("PARLEY_DATA", str(small))
    monkeypatch.setattr(context, "open_notebook", lambda: ROOT / "notebooks" / "one.ipynb")
    given = {name: one.default for name, one in parameters.declared(CELL).items()}
    shell = SimpleNamespace(user_ns={"In": ["", CELL], **given})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    shown = []
    monkeypatch.setattr(context, "show_filled", shown.append)
    parameters.check()
    assert shown == [of({}, small)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("About {labell}.", r"cell 8: \{labell\} is no field, .*there are \{label\}, \{topic\}"),
        (r"As $\frac{a}{b}$.", r"cell 8: a page shows no formulas, as \$\\frac\{a\}\{b\}\$; say"),
        ("As $x^2$.", "no formulas"),
        ("As $n$.", "no formulas"),
        ("$$\n" r"\frac{a}{b}" "\n$$", "no formulas"),
    ],
)
def test_what_is_no_field_is_named_with_those_that_are_and_a_formula_as_one(
    small, tmp_path, text, said
):
    made = bundle(tmp_path / "f", fields=of({}, small))
    with pytest.raises(RunError, match=said) as told:
        render(run(text), made, Shell(path=made.path))
    assert ("formulas" in said) is ("is no field" not in str(told.value))


@pytest.mark.parametrize("text", ["From $5 of {us_name} to $6.", r"\$5 and \$6.", "As `{x}`."])
def test_dollars_and_code_stay(small, text):
    from pressroom.page.dress import field_faults

    assert field_faults(text, of({}, small)) == []


@pytest.mark.browser
def test_jupyterlab_names_what_is_no_field():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not (path := shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("no Chromium was found: the script was not run")
    script = context.FILLED % '{"label": "Taiwan"}'
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(
            '<div class="jp-Notebook"><p class="jp-MarkdownOutput">{label}, {labell}'
            r"<code>{x}</code><i>$\frac{a}{b}$</i></p><b></b></div>"
        )
        page.evaluate(f"() => {{ const element = document.querySelector('b'); {script} }}")
        said = page.text_content("p")
        browser.close()
    told = "Taiwan, {labell} [no field, or has no value here; there are {label}]"
    assert said == told + r"{x}$\frac{a}{b}$"
