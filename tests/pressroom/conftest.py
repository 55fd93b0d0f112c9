"""Pages and notebooks to try the site on: small, made by hand, dressed as the doors dress them."""

import shutil
from pathlib import Path

import pytest
from nbformat import v4

from parley.record import Source
from pressroom import claims, findings
from pressroom.page.bundle import Bundle
from pressroom.say import say
from tests import small_record
from tests.once import once

PAYLOAD = "application/vnd.pressroom+json"
# Rows of tests/small_record.py, so that the site's own links to them resolve.
SOURCE = Source(
    "s1", "A ministry", "First account", "2023-11-16", "https://example.org/1", "2024-03-01"
)
OTHER = Source(
    "s2", "A department", "Second account", "2023-11", "https://example.org/2", "2024-03-01"
)
SVG = (
    '<svg class="chart" viewBox="0 0 {w} 288" role="img" '
    'aria-labelledby="fig-{n}-{p}t fig-{n}-{p}d" font-family="Arial" font-size="11">'
    '<title id="fig-{n}-{p}t">Deaths fell</title>'
    '<desc id="fig-{n}-{p}d">Line chart of deaths.</desc>'
    '<path class="s-c1" d="M10 20L{w} 200" fill="none" stroke="#12436D"/>'
    '<text class="f-ink" x="20" y="200">2023</text></svg>'
)
TABLE = (
    '<div class="scroll" tabindex="0" role="region" aria-label="Table of {n}"><table class="data">'
    '<caption>Deaths by year, {n}</caption><thead><tr><th scope="col">Year</th>'
    '<th scope="col" class="num">Deaths</th></tr></thead><tbody><tr><th scope="row">2023</th>'
    '<td class="num">72,776</td></tr><tr><th scope="row">2024</th><td class="num">47,735</td></tr>'
    "</tbody></table></div>"
)
OPENING = """# When did deaths fall?

Monthly deaths, from *CDC*.

Timing alone shows no cause."""
NOTE = '<a class="note" data-source="{0}" href="#source-{0}">[{0}]</a>'


def figure_html(name: str) -> str:
    """A figure as figures.save gives it out."""
    files = "".join(
        f'<li><a href="{name}.{end}" download>{what} <span class="fig-ref">this figure</span> '
        f"({end.upper()}, 1 KB)</a></li>"
        for end, what in (("csv", "Data for"), ("png", "Picture of"), ("svg", "Drawing of"))
    )
    wide = SVG.format(n=name, p="w", w=518)
    phone = SVG.format(n=name, p="p", w=259)
    return (
        f'<figure class="figure" id="fig-{name}" data-figure="{name}"><figcaption>'
        '<h3 class="fig-title"><span class="fig-no"></span>Deaths fell after May 2023</h3>'
        '<p class="fig-sub">Deaths per month, US residents, 2023–2024, persons</p></figcaption>'
        f'<div class="fig-wide">{wide}</div><div class="fig-phone" hidden>{phone}</div>'
        '<p class="fig-note">Final counts.</p><p class="fig-source">Source: A ministry, '
        '<cite class="record">First account</cite>, read 1 March 2024 '
        f'{NOTE.format(SOURCE.source_id)}</p><ul class="fig-files">{files}'
        f'<li><a class="fig-link" href="#fig-{name}">Link to '
        '<span class="fig-ref">this figure</span></a></li></ul>'
        '<details class="fig-more"><summary>Description and table of '
        '<span class="fig-ref">this figure</span></summary>'
        f'<p class="fig-desc">Line chart of deaths from 72,776 to 47,735.</p>'
        f"{TABLE.format(n=name)}</details></figure>"
    )


def shown(kind: str, html: str, **payload) -> dict:
    """An output as a door gives it out."""
    data = {"text/plain": kind, "text/html": html, PAYLOAD: {"kind": kind, **payload}}
    return v4.new_output("execute_result", data=data, execution_count=1)


def said(thing: findings.Said) -> dict:
    """A sentence as the findings door gives it out."""
    return v4.new_output("execute_result", data=thing._repr_mimebundle_(), execution_count=1)


def figure(name: str) -> dict:
    """A figure's output."""
    return shown(
        "figure",
        figure_html(name),
        name=name,
        title="Deaths fell",
        subtitle="Deaths per month",
        description="Line chart",
        values=[["2023", 72776], ["2024", 47735]],
        sources=[SOURCE._asdict()],
        files={},
    )


def book(*extra, figures=("deaths",), headline=True):
    """An executed notebook: opening, headline, points, one section per figure, methods."""
    holds = [(47735, "<", 72776, "deaths are lower")]
    claim = claims.claim("Deaths fell from {a:,} to {b:,}", holds, a=72776, b=47735)
    point = claims.claim("{a:,} people died in the year of the peak", [(1, "==", 1)], a=72776)
    met = say("The two sides met on {day}.", day="15 November 2023")
    text = findings.text(met, sources=[OTHER, SOURCE])
    cells = [
        v4.new_markdown_cell(OPENING),
        v4.new_code_cell("topic = 'a<b'  # a key", metadata={"tags": ["parameters"]}),
    ]
    if headline:
        cells.append(
            v4.new_code_cell("findings.headline(fell)", outputs=[said(findings.headline(claim))])
        )
    cells.append(
        v4.new_code_cell("findings.points(a)", outputs=[said(findings.points(point, point, point))])
    )
    for name in figures:
        cells.append(v4.new_markdown_cell(f"## What the months of {name} say"))
        cells.append(v4.new_code_cell("findings.text(…)", outputs=[said(text)]))
        cells.append(v4.new_code_cell("figures.save(…)", outputs=[figure(name)]))
    cells += [v4.new_code_cell("x", outputs=[each]) for each in extra]
    cells.append(v4.new_markdown_cell("## How this was measured\n\nCounts are *final*."))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return v4.new_notebook(cells=cells)


def bundle(folder: Path, slug="deaths-and-talks", figures=("deaths",), **given) -> Bundle:
    """A report with its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in figures:
        (folder / f"{name}.csv").write_text(
            "year,deaths\n2022,73838\n2023,72776\n2024,47735\n", encoding="utf-8"
        )
        (folder / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        (folder / f"{name}.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8"
        )
    values = {
        "notebook": slug.split("--")[0],
        "parameters": {"as_of": None},
        "executed": folder / "run.ipynb",
        "files": folder,
        "question": "When did deaths fall?",
        "description": "Monthly deaths, from *CDC*.",
        "data_to": "2024-12-31",
        "inputs_hash": "ab" * 32,
        "inputs": {"meetings": "cd" * 32},
    }
    return Bundle(slug=slug, **{**values, **given})


@pytest.fixture
def a_bundle(tmp_path):
    """One report's bundle."""
    return bundle(tmp_path / "files")


def reported(folder: Path, slug="deaths-and-talks", notebook=None, **given) -> Bundle:
    """A report with its executed notebook on disk."""
    made = bundle(folder / slug, slug=slug, **given)
    made.executed.write_text(v4.writes(notebook or book()), encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """A whole small site, made once: three meetings, two reports."""
    place = once(
        tmp_path_factory, "small-site", lambda to: built(to, small_record.write(to / "small"))
    )
    return place / "site"


@pytest.fixture
def site(small_site, tmp_path):
    """A copy of it that a test may spoil."""
    return Path(shutil.copytree(small_site, tmp_path / "site"))


def built(tmp_path: Path, data: Path, edition=None, name="site") -> Path:
    """A site of the record in `data`."""
    from parley import record
    from pressroom.site import assemble

    bundles = [
        reported(tmp_path / "runs"),
        reported(tmp_path / "runs", "topic-profile--fentanyl", parameters={"topic": "fentanyl"}),
    ]
    assemble(bundles, record.load(data), tmp_path / name, edition)
    return tmp_path / name
