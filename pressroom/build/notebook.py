"""A notebook file as it is read: one that cannot be is told by name, and stops no other.

Light: what only a cell with a magic needs is imported when one is met.
"""

import ast
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from pressroom import parameters
from pressroom.build.job import EXPLORE
from pressroom.errors import UsageError

MOST_MB = 100
PUT_IN = "injected-parameters"  # tag of the cell in which papermill gives parameters
OURS = "application/vnd.pressroom"
HONOURED_BELOW = {
    "skip-execution": f"to keep a cell out of the run, tag it {EXPLORE}",
    "raises-exception": "a report may not publish an error; leave the tag out",
}  # tags that nbclient acts upon
# Sought from a line's start alone: from each of its characters it would be quadratic.
OVERWRITTEN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


@dataclass(frozen=True)
class Front:
    """What a notebook says of itself in its first cell.

    Attributes
    ----------
    question, description, caution : str
        Heading, first paragraph, and the paragraphs after it.
    """

    question: str
    description: str
    caution: str


def book(notebook: Path) -> dict:
    """Return a notebook file as JSON holds it, sources joined to text, line ends made one kind.

    Raises
    ------
    UsageError
        If it is no file, or not a notebook of format 4 in Python; it says which.
    """
    try:
        state = notebook.stat()
    except OSError as error:
        raise UsageError(f"{notebook.name} cannot be read ({error.strerror})") from error
    return book_of(notebook, state.st_mode, state.st_size, state.st_mtime_ns)


@cache
def book_of(notebook: Path, mode: int, size: int, when: int) -> dict:
    """Return a notebook file whose state is as given; see `book`."""
    try:
        held = json.loads(raw(notebook, mode, size).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        said = f"{notebook.name} is not UTF-8 (byte {error.start}); save it so"
        raise UsageError(said) from error
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise UsageError(f"{notebook.name} cannot be read as a notebook ({what})") from error
    if not isinstance(held, dict) or not isinstance(held.get("cells"), list):
        older = isinstance(held, dict) and "worksheets" in held
        why = "it is of an older format; open and save it in JupyterLab" if older else "no cells"
        raise UsageError(f"{notebook.name} cannot be read as a notebook ({why})")
    metadata = held.get("metadata") if isinstance(held.get("metadata"), dict) else {}
    if (language := language_of(metadata)) not in ("python", "ipython", ""):
        raise UsageError(
            f"{notebook.name} is written in the language {language}; only Python is rendered. "
            "Move it out of notebooks/"
        )
    sound = [sound_cell(notebook, n, cell) for n, cell in enumerate(held["cells"], 1)]
    return held | {"metadata": metadata, "cells": sound}


def raw(notebook: Path, mode: int, size: int) -> bytes:
    """Return the bytes of a notebook file; UsageError if it is none, or can be none."""
    if not S_ISREG(mode):
        what = "a folder" if S_ISDIR(mode) else "no plain file"
        raise UsageError(f"{notebook.name} is {what}; move it out of {notebook.parent.name}/")
    if not size:
        raise UsageError(f"{notebook.name} is empty: it was saved in part; restore or remove it")
    if size > MOST_MB * 2**20:
        raise UsageError(f"{notebook.name} is larger than {MOST_MB} MB; clear its outputs")
    try:
        return notebook.read_bytes()
    except OSError as error:
        raise UsageError(f"{notebook.name} cannot be read ({error.strerror})") from error


def clean(notebook: Path) -> bytes | None:
    """Return a notebook as the libraries below can read it; None if its file is so already.

    Notes
    -----
    They want no byte order mark, and take a cell's line ends as they are.
    """
    held = notebook.read_bytes()
    if not held.startswith(b"\xef\xbb\xbf") and b"\\r" not in held:
        return None
    return json.dumps(book(notebook), ensure_ascii=False).encode()


def language_of(metadata: dict) -> str:
    """Return the language that a notebook declares, lower-case; blank if it declares none."""
    for name, key in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(name)
        if isinstance(part, dict) and isinstance(part.get(key), str) and part[key]:
            return part[key].lower()
    return ""


def sound_cell(notebook: Path, number: int, cell: object) -> dict:
    """Return a cell with its source as one text; UsageError if it is not one."""
    held = cell if isinstance(cell, dict) else {}
    source, metadata = held.get("source", ""), held.get("metadata", {})
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else None
    is_typed = isinstance(held.get("cell_type"), str) and isinstance(tags, list)
    if not isinstance(source, str) or not is_typed:
        raise UsageError(f"{notebook.name}: cell {number} is not as a notebook's cell should be")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return held | {"source": source, "metadata": metadata}


def cells(notebook: Path) -> list[dict]:
    """Return the cells of a notebook file, their sources joined to text.

    Raises
    ------
    UsageError
        If the file is not a notebook.
    """
    return book(notebook)["cells"]


def tags_of(cell: dict) -> list:
    """Return the tags of a cell."""
    return cell["metadata"].get("tags", [])


def numbered(book: Mapping) -> Iterator[tuple[int, Any]]:
    """Yield each cell with its number as JupyterLab counts: from one.

    Notes
    -----
    The cell that papermill puts in, which the notebook as written has not, has the number of the
    one before it.

    Examples
    --------
    >>> put_in = {"metadata": {"tags": ["injected-parameters"]}}
    >>> cells = [{"metadata": {}}, put_in, {"metadata": {}}]
    >>> [number for number, _ in numbered({"cells": cells})]
    [1, 1, 2]
    """
    number = 0
    for cell in book["cells"]:
        number += PUT_IN not in tags_of(cell)
        yield number, cell


def joined(outputs: list[dict]) -> list[dict]:
    r"""Return a cell's outputs with each stream in one piece, and of its lines what a \r left.

    nbclient's own way looks through the rest of a line from each of its characters.

    Examples
    --------
    >>> said = [{"output_type": "stream", "name": "stdout", "text": t} for t in ("1%", "\r2%\n")]
    >>> joined(said)
    [{'output_type': 'stream', 'name': 'stdout', 'text': '2%\n'}]
    """
    texts: dict[str, list[str]] = {}
    kept = []
    for output in outputs:
        if output["output_type"] != "stream":
            kept.append(output)
        else:
            if output["name"] not in texts:
                kept.append(output)
            texts.setdefault(output["name"], []).append(output["text"])
    for output in kept:
        if output["output_type"] == "stream":
            output["text"] = OVERWRITTEN.sub("", "".join(texts[output["name"]]))
    return kept


def strays(book: Mapping) -> list[str]:
    """Return what a run notebook shows that came by no door, and so stands on no page.

    Examples
    --------
    >>> shown = {"data": {"text/html": '<table class="dataframe">'}, "output_type": "display_data"}
    >>> strays({"cells": [{"cell_type": "code", "metadata": {}, "outputs": [shown]}]})
    ['a data frame in cell 1']
    """
    return [
        f"{name} in cell {number}"
        for number, cell in numbered(book)
        if EXPLORE not in tags_of(cell)
        for output in cell.get("outputs", ())
        if (name := stray(output))
    ]


def shown(book: Mapping) -> dict[str, tuple[str, ...]]:
    """Return what is to be told of a run notebook, as an `Outcome` holds it."""
    ours = [
        (number, payload)
        for number, cell in numbered(book)
        for output in cell.get("outputs", ())
        for kind, payload in output.get("data", {}).items()
        if kind.startswith(OURS) and isinstance(payload, dict)
    ]
    faint = [f"{each['name']}, {each['illegible'][0]}" for _, each in ours if each.get("illegible")]
    ways = [f"cell {n}: {way}" for n, each in ours for way in each.get("ways", ())]
    refused = [
        f"{', '.join(filter(None, (f'cell {n}', each.get('name'))))}: {why}"
        for n, each in ours
        for why in each.get("refused", ())
    ]
    found = {"strays": strays(book), "illegible": faint, "ways": ways, "refused": refused}
    return {name: tuple(texts) for name, texts in found.items()}


def stray(output: Mapping) -> str:
    """Return what an output is that no door let out; blank for one of ours, for text and errors."""
    data = output.get("data", {})
    kinds = [kind for kind in data if kind != "text/plain"]
    if not kinds or any(kind.startswith(OURS) for kind in kinds):
        return ""
    html = "".join(data.get("text/html", ""))
    known = {"a data frame": 'class="dataframe"' in html, "a preview": "<iframe" in html}
    known |= {"a widget": any("widget" in kind for kind in kinds)}
    known |= {"a plot": any(kind.startswith("image/") for kind in kinds)}
    return next((name for name, is_it in known.items() if is_it), f"bare {kinds[0]}")


def run_code(notebook: Path) -> list[str]:
    """Return the source of each code cell that a run executes: those tagged explore are left."""
    return [
        cell["source"]
        for cell in cells(notebook)
        if cell["cell_type"] == "code" and EXPLORE not in tags_of(cell)
    ]


def front(notebook: Path) -> Front:
    """Return question, description and caution from a notebook's first cell.

    Raises
    ------
    UsageError
        If the first cell is not ``# Question?``, a blank line and a paragraph.
    """
    first = next(iter(cells(notebook)), {"source": ""})["source"]
    heading, *paragraphs = [part.strip() for part in first.split("\n\n") if part.strip()] or [""]
    if not heading.startswith("# ") or not paragraphs:
        raise UsageError(
            f"{notebook.name}: its first cell must be '# Question?', a blank line, one paragraph"
        )
    plain = [" ".join(text.split()) for text in paragraphs]
    return Front(heading.removeprefix("# "), plain[0], "\n\n".join(plain[1:]))


def declared(notebook: Path) -> dict[str, parameters.Parameter]:
    """Return a notebook's declared parameters; UsageError if it has no parameters cell."""
    for cell in cells(notebook):
        if "parameters" in tags_of(cell):
            try:
                return parameters.declared_in(cell["source"], notebook)
            except (UsageError, SyntaxError, ValueError) as error:
                raise UsageError(f"{notebook.name}: {error}") from error
    raise UsageError(f"{notebook.name} has no cell tagged parameters: tag one, even if empty")


def fault(notebook: Path) -> str:
    """Return why a notebook cannot be rendered, as far as its file tells; blank if it can."""
    try:
        for number, cell in numbered({"cells": cells(notebook)}):
            for tag in HONOURED_BELOW.keys() & set(map(str, tags_of(cell))):
                said = HONOURED_BELOW[tag]
                return f"cell {number} has the tag {tag}, which is not used here: {said}"
        front(notebook)
        declared(notebook)
    except UsageError as error:
        return str(error)
    return ""


@lru_cache(maxsize=64)  # a notebook's cells are asked for again and again, a library's file once
def parsed(source: str) -> ast.Module:
    """Return the code of a cell as Python sees it, magics and ``!`` and ``?`` transformed.

    Notes
    -----
    What a magic is given is code too, and stands beside the call. A cell that is no Python is
    empty here: its error belongs to its run, which names the cell.
    """
    tree = tried(source)
    if tree is not None and "_magic" not in unicodedata.normalize("NFKC", source):
        return tree  # Python reads names so: none in it is that of a magic
    if tree is None:
        from IPython.core.inputtransformer2 import TransformerManager

        try:
            tree = tried(TransformerManager().transform_cell(source))
        except Exception:  # whatever a transformer makes of rubbish: the run says it better
            tree = None
    if tree is None:
        return ast.Module(body=[], type_ignores=[])
    for call in [node for node in ast.walk(tree) if is_magic(node)]:
        given = call.args[-1]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            tree.body += parsed(given.value).body if given.value != source else []
    return tree


def tried(source: str) -> ast.Module | None:
    """Return the tree of some code; None if it is not Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_magic(node: ast.AST) -> bool:
    """Return True for a call of ``get_ipython().run_…_magic``."""
    named = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
    return named in ("run_line_magic", "run_cell_magic")
