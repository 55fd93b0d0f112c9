"""An edition as one archive for a repository of research data: what it says, and all behind it.

The README follows the order of the template that the data editors of the social sciences share
(doi 10.5281/zenodo.7293838): overview, data, machine, code, list of figures, instructions.
"""

import ast
import json
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pressroom import paths, project
from pressroom.build import matrix, stamp
from pressroom.build.ledger import Ledger
from pressroom.editions import editions
from pressroom.errors import UsageError
from pressroom.figures.dress import stored
from pressroom.page.bundle import Edition

KINDS = (".py", ".j2", ".css", ".js", ".toml", ".json", ".mplstyle", ".ipynb", ".md", ".txt")
LOOSE = ("*.lock", "*.md", "*.toml", "environment.yml", "LICENSE", "Makefile")
CFF = """cff-version: 1.2.0
message: Please cite this edition as below.
type: dataset
title: {title}
version: {key}
date-released: {published}
authors:
  - name: {author}
"""


def deposit(key: str, settings: project.Settings, out: Path | None = None) -> Path:
    """Write the archive of a published edition, and return its path.

    Parameters
    ----------
    key : str
        The edition's: ``2026-11``.
    settings : Settings
        What the record says of itself: name, licence, who made it, doi.
    out : Path, optional
        Where it goes; ``build/deposit/`` if left out.

    Raises
    ------
    UsageError
        If no such edition is published, or a file of it is not as it was published.
    """
    folder = paths.editions()
    editions.must_be_there(folder, key)
    if wrong := [name for name in editions.changed(folder) if name.startswith(f"{key}/")]:
        raise UsageError(f"the edition is not as it was published: {', '.join(wrong[:5])}")
    held = json.loads((folder / key / "manifest.json").read_text(encoding="utf-8"))
    edition = Edition.of(held["edition"])
    files = dict(_files(folder / key))
    files |= _papers(edition, settings, held)
    files["ro-crate-metadata.json"] = _json(_crate(edition, settings, files))
    name = f"{project.current().name}-{key}"
    place = out or paths.build() / "deposit" / f"{name}.zip"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(stored({f"{name}/{each}": files[each] for each in sorted(files)}))
    return place


def _files(edition: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the edition, which has its data and codebook, and the notebooks and code beside it."""
    root = paths.root()
    for path in sorted(path for path in edition.rglob("*") if path.is_file()):
        yield f"edition/{path.relative_to(edition).as_posix()}", path.read_bytes()
    loose = [path for pattern in LOOSE for path in root.glob(pattern)]
    packages = [n for n in project.current().packages if (root / n).is_dir()]
    rooms = [paths.notebooks(), *(root / name for name in ("pressroom", *packages))]
    code = [path for room in rooms for path in room.rglob("*") if path.suffix in KINDS]
    for path in sorted({*loose, *code}):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"code/{path.relative_to(root).as_posix()}", path.read_bytes()


def shown() -> Iterator[tuple[str, str, int, str]]:
    """Yield of every figure and table its name, its notebook, the cell that makes it, and by what.

    Notes
    -----
    Cells are counted as the pages count them: code cells alone, from one.
    """
    for path in matrix.notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        for number, cell in enumerate(code, start=1):
            for name, by in made_by(cell["source"]):
                yield name, path.stem, number, by


def made_by(source: str | list[str]) -> list[tuple[str, str]]:
    """Return name and function of each figure and table that a cell makes.

    Examples
    --------
    >>> made_by("figures.save(charts.rain, days, name='rain')")
    [('rain', 'charts.rain')]
    """
    try:
        tree = ast.parse("".join(source))
    except SyntaxError:  # a magic of IPython's, which makes no figure
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        given = [w.value for w in call.keywords if w.arg == "name"]
        names = [text for each in given if isinstance(text := getattr(each, "value", None), str)]
        if names and ast.unparse(call.func) in ("figures.save", "figures.table"):
            function = call.args[0] if ast.unparse(call.func) == "figures.save" else call.func
            found.append((names[0], ast.unparse(function)))
    return found


def _papers(edition: Edition, settings: project.Settings, held: dict) -> dict[str, bytes]:
    """Return what describes the deposit: README, CITATION.cff, .zenodo.json."""
    title, author = _title(edition, settings), f"The {settings.name} authors"
    told = {"title": title, "key": edition.key, "published": edition.published, "author": author}
    cff = CFF.format(**{name: json.dumps(value) for name, value in told.items()})
    cff += f"license: {settings.licence}\n" if settings.licence else ""
    cff += f"doi: {settings.doi}\n" if settings.doi else ""
    zenodo = {
        "title": title,
        "upload_type": "dataset",
        "description": settings.description or settings.title,
        "creators": [{"name": author}],
        "version": edition.key,
        "publication_date": edition.published,
        **({"license": settings.licence.lower()} if settings.licence else {}),
    }
    if edition.site_url:
        address = f"{edition.site_url.rstrip('/')}/editions/{edition.key}/"
        copy = {"identifier": address, "relation": "isIdenticalTo", "scheme": "url"}
        zenodo["related_identifiers"] = [copy]
    readme = _readme(edition, settings, held).encode()
    return {"README.md": readme, "CITATION.cff": cff.encode(), ".zenodo.json": _json(zenodo)}


def _title(edition: Edition, settings: project.Settings) -> str:
    return f"{settings.name}: {settings.title}, edition of {edition.label}"


def _readme(edition: Edition, settings: project.Settings, held: dict) -> str:
    run, command = held.get("run", {}), project.command("build")
    rows = [
        f"| {name} | edition/reports/{notebook}…/{name}.csv | "
        f"code/notebooks/{notebook}.ipynb, code cell {cell} | `{function}` |"
        for name, notebook, cell, function in shown()
    ]
    tables = "\n".join(
        f"| edition/data/{name}.csv | {sha} |" for name, sha in held["tables"].items()
    )
    parts = [
        f"# {_title(edition, settings)}",
        "## Overview\n\n" + (settings.description or settings.title) + " `edition/` is the edition "
        "as it was published, `code/` what made it. Open `edition/index.html`.",
        f"## Data availability\n\nEvery table is in `edition/data/`; what each column means, where "
        f"it is from and its licence stand in `edition/data/index.html`. Compiled data: "
        f"{settings.licence or 'no licence is stated'}. Official figures are as their agencies "
        f"license them.\n\n| Table | SHA-256 |\n| --- | --- |\n{tables}",
        f"## Computational requirements\n\n{_machine(run)}",
        "## Description of the code\n\nThe notebooks in `code/notebooks/` say what the pages say; "
        "the packages beside them compute, draw and print. Each page of `edition/` shows the code "
        "that it was made with.",
        "## Instructions\n\n1. Install Python and the lock: `pip install -r code/requirements.lock`"
        f", then `pip install --no-deps -e code`.\n2. In `code/`: `{command} --data "
        "../edition/data`.\n3. `edition/manifest.json` has the hash of every input and file.",
        "## List of figures and tables\n\n| Name | Data | Notebook | Function |\n"
        "| --- | --- | --- | --- |\n" + "\n".join(rows),
        f"## Citation\n\n{settings.name}, {settings.title}. {edition.label}, "
        f"{edition.published}." + (f" https://doi.org/{settings.doi}" if settings.doi else ""),
    ]
    return "\n\n".join(parts) + "\n"


def _machine(run: dict) -> str:
    """Return on what and how long the reports ran here, as the record of runs has it."""
    made = {
        report["slug"]: report
        for entry in reversed(Ledger(paths.build()).runs(50))
        for report in entry.reports
        if report.get("outcome") == "ok"
    }
    versions = ", ".join(f"{k} {v}" for k, v in sorted(run.get("versions", {}).items()))
    said = f"Python {platform.python_version()}, {os.cpu_count()} cores ({platform.machine()})."
    said += f" The edition ran with: {versions}." if versions else ""
    if not made:
        return f"{said} No run is on record here, so no time can be given."
    seconds = sum(report.get("seconds") or 0 for report in made.values())
    memory = max(report.get("memory") or 0 for report in made.values()) / 1e6
    return (
        f"{said} {len(made)} reports ran in {seconds:,.0f} seconds; most memory {memory:,.0f} MB."
    )


def _crate(edition: Edition, settings: project.Settings, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the deposit's metadata as an RO-Crate 1.1."""
    parts = [
        {"@id": n, "@type": "File", "contentSize": str(len(b)), "sha256": stamp.of_bytes(b)}
        for n, b in sorted(files.items())
    ]
    about = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": _title(edition, settings),
        "description": settings.description or settings.title,
        "datePublished": edition.published,
        "version": edition.key,
        **({"license": {"@id": settings.licence_url}} if settings.licence_url else {}),
        **({"identifier": f"https://doi.org/{settings.doi}"} if settings.doi else {}),
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [about, root, *parts]}


def _json(held: Any) -> bytes:
    return f"{json.dumps(held, indent=1, ensure_ascii=False)}\n".encode()
