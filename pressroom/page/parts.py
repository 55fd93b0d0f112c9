"""What an executed notebook says, taken apart for its page."""

import json
import re
from types import SimpleNamespace

from markupsafe import Markup
from nbformat import NotebookNode

from pressroom import project
from pressroom.build.job import EXPLORE
from pressroom.build.notebook import numbered, stray, tags_of
from pressroom.errors import RunError
from pressroom.page.bundle import Bundle, Edition, Shell
from pressroom.page.dress import Citations, clipped, field_faults, inline, plain, prose, said
from pressroom.say import MIME as PAYLOAD
from pressroom.say import without_aside

_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')


def opening(notebook: NotebookNode) -> tuple[str, str, str]:
    """Return question, description and caution of a notebook's first cell.

    Raises
    ------
    RunError
        If the first cell is no Markdown or does not begin with ``# ``.
    """
    cells = notebook.cells
    if not cells or cells[0].cell_type != "markdown" or not cells[0].source.startswith("# "):
        raise RunError("the first cell must be Markdown: '# Question?', a paragraph, a caution")
    heading, *paragraphs = cells[0].source.strip().split("\n\n")
    lines = [" ".join(part.split()) for part in paragraphs]
    caution = " ".join(line.removeprefix("> ") for line in lines[1:])
    return heading.removeprefix("# ").strip(), (lines or [""])[0], caution


def payloads(notebook: NotebookNode) -> list[dict]:
    """Return the payload of every output that has one, in order."""
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    return [out["data"][PAYLOAD] for out in outputs if PAYLOAD in out.get("data", {})]


def as_run(notebook: NotebookNode, bundle: Bundle) -> NotebookNode:
    """Return the notebook with its prose's fields filled and the values that it was run with.

    The cell of parameters shows these in place of its defaults, which another record need not
    even know.

    Raises
    ------
    RunError
        If its prose has a field that is none, or a formula.
    """
    wrong = [
        f"cell {number}: {fault}"
        for number, cell in numbered(notebook)
        if cell.cell_type == "markdown" and EXPLORE not in tags_of(cell)
        if bundle.fields is not None
        for fault in field_faults(cell.source, bundle.fields)
    ]
    if wrong:
        raise RunError("; ".join(wrong))
    return NotebookNode({**notebook, "cells": [_as_run(c, bundle) for c in notebook.cells]})


def _as_run(cell: NotebookNode, bundle: Bundle) -> NotebookNode:
    source = cell.source
    if cell.cell_type == "markdown":
        known = project.current().fields() if bundle.fields is None else bundle.fields
        source = project.fill(source, known, is_markdown=True)
    elif "parameters" in tags_of(cell):
        for name, value in bundle.parameters.items():
            is_text = isinstance(value, str)
            written = json.dumps(value, ensure_ascii=False) if is_text else repr(value)
            source = _default(name).sub(lambda found, w=written: f"{found[1]}{w}", source)
    return NotebookNode({**cell, "source": source})


def _default(name: str) -> re.Pattern:
    """Return what finds the default of a parameter, up to its comment."""
    declared = rf"^({re.escape(name)}\s*(?::[^=\n]+)?=\s*)"
    return re.compile(declared + r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^#\n]*?)(?=\s*(?:#|$))", re.MULTILINE)


def body(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what the page says elsewhere or not at all.

    Left out: the first cell, headline and main points, cells tagged ``explore``, and what came by
    no door: nothing has escaped, titled or sourced it, and a widget would call another server.
    """
    kept = [cell for cell in notebook.cells[1:] if EXPLORE not in tags_of(cell)]
    cells = [_without_hoisted(cell) if cell.cell_type == "code" else cell for cell in kept]
    return NotebookNode({**notebook, "cells": cells})


def _without_hoisted(cell: NotebookNode) -> NotebookNode:
    outputs = [
        out
        for out in cell.outputs
        if out.get("data", {}).get(PAYLOAD, {}).get("kind") not in ("headline", "points")
        and not stray(out)
    ]
    return NotebookNode({**cell, "outputs": outputs})


def read(notebook: NotebookNode, bundle: Bundle, shell: Shell) -> SimpleNamespace:
    """Return everything that the template prints beside the cells.

    Returns
    -------
    SimpleNamespace
        Its attributes:

        finding, question, description : str
            The h1's text, the line above it, the paragraph under it.
        heading : Markup
            The h1's inside, text of the record in it marked as such.
        caution : Markup
            The caution of the notebook's first cell; empty without one.
        points : Markup
            The list of main points; empty in a draft without one.
        meta : list of tuple of str
            Label and value: edition, data to, as of, status.
        contents : list of tuple of str
            Anchor and words of each section.
        code : list of tuple of int and str
            Number and source of each code cell.
        citations : Citations
            Numbers sources and figures while the page is written.
        citation, bibtex : str
            How to cite the page.
        values : str
            JSON for verification.

    Raises
    ------
    RunError
        If the notebook has no headline, or two, outside a draft; or what it holds is refused.
    """
    found = payloads(notebook)
    finding = finding_of(found)
    if not finding and not shell.is_draft:
        raise RunError(f"{bundle.slug} has no headline: call findings.headline once")
    finding = finding or bundle.question
    return SimpleNamespace(
        finding=finding,
        heading=_heading(notebook) or Markup.escape(finding),
        question=bundle.question,
        description=plain(bundle.description),
        caution=inline(opening(notebook)[2]),
        points=_hoisted(notebook, "points"),
        meta=_meta(bundle, shell),
        contents=_contents(body(notebook)),
        code=_code(notebook),
        citations=Citations(_sources(found)),
        citation=_citation(finding, bundle, shell),
        bibtex=_bibtex(finding, bundle, shell),
        values=embedded(bundle, found),
    )


def finding_of(found: list[dict]) -> str:
    """Return the headline among a notebook's payloads; empty without one.

    Raises
    ------
    RunError
        If there are two.
    """
    headlines = [item["claims"][0]["text"] for item in found if item["kind"] == "headline"]
    if len(headlines) > 1:
        raise RunError(f"the notebook has {len(headlines)} headlines: call findings.headline once")
    return headlines[0] if headlines else ""


def _hoisted(notebook: NotebookNode, kind: str) -> Markup:
    outputs = [out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", [])]
    html = [data["text/html"] for data in outputs if data.get(PAYLOAD, {}).get("kind") == kind]
    return Markup("".join(map(without_aside, html)))


def _heading(notebook: NotebookNode) -> Markup:
    return Markup(_hoisted(notebook, "headline").partition(">")[2].rpartition("</h1>")[0])


def _meta(bundle: Bundle, shell: Shell) -> list[tuple[str, str]]:
    edition, as_of = shell.edition, bundle.parameters.get("as_of")
    return [
        ("Edition", "" if shell.is_draft else edition.label),
        ("Published", said(edition.published or "")),
        ("Data to", bundle.data_to and f"{said(bundle.data_to)}, in the newest of its tables"),
        ("Read as of", said(str(as_of)) if as_of else ""),
        ("Status", "draft" if shell.is_draft else edition.status),
        ("Next edition", said(edition.next_edition or "")),
    ]


def _contents(notebook: NotebookNode) -> list[tuple[str, Markup]]:
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    found = [pair for text in texts for pair in _HEADING.findall(str(prose(text)))]
    return [(anchor, Markup(words)) for anchor, words in found]


def _code(notebook: NotebookNode) -> list[tuple[int, str]]:
    run = [cell for cell in notebook.cells if EXPLORE not in tags_of(cell)]
    cells = [cell.source for cell in run if cell.cell_type == "code"]
    return [(number, source) for number, source in enumerate(cells, start=1) if source.strip()]


def _sources(found: list[dict]) -> dict[str, SimpleNamespace]:
    sources = [source for item in found for source in item.get("sources", [])]
    return {
        source["source_id"]: SimpleNamespace(
            **{key: source.get(key) or "" for key in project.Source._fields}
        )
        for source in sources
    }


def _citation(finding: str, bundle: Bundle, shell: Shell) -> str:
    doi = shell.edition.doi and f"https://doi.org/{shell.edition.doi}"
    address = "".join(f" {each}" for each in (shell.url, doi) if each)
    return (
        f"{shell.edition.name}, “{clipped(finding, 200)}”. {shell.edition.label}, "
        f"data to {said(bundle.data_to)}.{address}"
    )


def _bibtex(finding: str, bundle: Bundle, shell: Shell) -> str:
    edition = shell.edition
    fields = {
        "author": "{" + _latex(edition.name) + "}",
        "title": "{" + _latex(clipped(finding, 200)) + "}",
        "year": (edition.published or bundle.data_to)[:4],
        "note": _latex(f"{edition.label}, data to {said(bundle.data_to)}"),
        "url": shell.url or "",
        "doi": edition.doi or "",
    }
    lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value]
    key = f"{project.current().name}-{bundle.slug}-{edition.key}"
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def markdown(notebook: NotebookNode, bundle: Bundle, edition: Edition) -> str:
    """Return a report as Markdown: its words in order; of figures and tables where data are."""
    found, shell = payloads(notebook), Shell(edition, bundle.path)
    finding = finding_of(found) or bundle.question
    said = [f"# {finding}", bundle.question, plain(bundle.description)]
    for cell in as_run(NotebookNode({**notebook, "cells": notebook.cells[1:]}), bundle).cells:
        if EXPLORE in tags_of(cell):
            continue
        if cell.cell_type == "markdown":
            said.append(cell.source)
        held = [out.get("data", {}).get(PAYLOAD) for out in cell.get("outputs", [])]
        said += [_as_markdown(item) for item in held if item and item["kind"] != "headline"]
    said.append(f"Cite as: {_citation(finding, bundle, shell)}")
    return "\n\n".join(filter(None, said)) + "\n"


def _as_markdown(item: dict) -> str:
    if item["kind"] in ("figure", "table"):
        words = [item.get(part, "") for part in ("subtitle", "description", "note")]
        data = f"Data: [{item['name']}.csv]({item['name']}.csv)"
        return "\n\n".join(filter(None, [f"### {item['title']}", *words, data]))
    mark = "- " if item["kind"] == "points" else ""
    return "\n".join(f"{mark}{claim['text']}" for claim in item["claims"])


def _latex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


MOST_BYTES = 60_000


def embedded(bundle: Bundle, payloads: list[dict]) -> str:
    """Return what a page carries for verification, as JSON that is safe inside a page.

    Parameters
    ----------
    bundle : Bundle
        The report: its parameters, and the hashes of its inputs.
    payloads : list of dict
        The payload of its outputs, in order.

    Returns
    -------
    str
        At most 60,000 bytes. Where figures' values pass that, the largest are left out, each
        named under ``left_out``; their CSV files and hashes still hold them.

    Raises
    ------
    RunError
        If the claims alone pass the limit.
    """
    held = {
        "report": bundle.slug,
        "notebook": bundle.notebook,
        "parameters": dict(bundle.parameters),
        "data_to": bundle.data_to,
        "inputs_hash": bundle.inputs_hash,
        "inputs": dict(bundle.inputs),
        "claims": [
            {"kind": each["kind"], "claims": each.get("claims", [])}
            for each in payloads
            if each["kind"] in ("headline", "points", "text", "caution")
        ],
        # The words of a figure stand on the page already.
        "figures": [
            {key: each[key] for key in ("kind", "name", "values", "files") if key in each}
            for each in payloads
            if each["kind"] in ("figure", "table")
        ],
    }
    text = _written(held)
    by_weight = sorted(held["figures"], key=lambda item: -len(_written(item.get("values"))))
    for heavy in by_weight:
        if len(text.encode()) <= MOST_BYTES:
            return text
        heavy.pop("values", None)
        held["left_out"] = sorted([*held.get("left_out", []), heavy["name"]])
        text = _written(held)
    if len(text.encode()) > MOST_BYTES:
        raise RunError(
            f"the claims of {held['report']} need {len(text.encode()):,} bytes and a page holds "
            f"{MOST_BYTES:,}: make fewer claims, or pass them fewer values"
        )
    return text


def _written(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
