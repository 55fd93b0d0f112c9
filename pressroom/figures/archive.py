"""A figure to take along: one archive of its data, its drawing and what is to be known of them."""

import hashlib
import io
import json
import zipfile

from pressroom import citing
from pressroom.figures.dress import Dress

EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed date inside, so that the same figure gives the same bytes
LOADS = ("pandas.read_csv('{file}')", "read.csv('{file}')")  # in Python and in R
_HELD = ("csv", "svg")


def archive(worn: Dress, files: dict[str, bytes]) -> bytes:
    """Return a ZIP of a figure's data and drawing, a README and its metadata.

    Parameters
    ----------
    worn : Dress
        The figure's words.
    files : dict
        Its files, by kind.
    """
    held = {f"{worn.name}.{kind}": files[kind] for kind in _HELD}
    held["metadata.json"] = f"{json.dumps(_metadata(worn, held), indent=1)}\n".encode()
    held["README.txt"] = _readme(worn).encode()
    return stored({f"{worn.name}/{name}": body for name, body in held.items()})


def stored(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files, the same bytes each time: stored, for another zlib packs otherwise."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return body.getvalue()


def _metadata(worn: Dress, held: dict[str, bytes]) -> dict:
    sources = [] if isinstance(worn.source, str) else [citing.as_json(each) for each in worn.source]
    return {
        "name": worn.name,
        "title": str(worn.title),
        "subtitle": str(worn.subtitle),
        "note": str(worn.note),
        "description": str(worn.description),
        "source": citing.line_text(worn.source),
        "sources": sources,
        "columns": {name: worn.table.labels.get(name, "") for name in map(str, worn.table.frame)},
        "sha256": {name: hashlib.sha256(body).hexdigest() for name, body in held.items()},
    }


def _readme(worn: Dress) -> str:
    python, r = (load.format(file=f"{worn.name}.csv") for load in LOADS)
    parts = (worn.title, worn.subtitle, worn.description, worn.note)
    source = f"Source: {citing.line_text(worn.source)}"
    files = f"{worn.name}.csv: the data\n{worn.name}.svg: the drawing\nmetadata.json: the words, "
    files += "the sources, the columns and the hashes of the files"
    loads = f"Python: import pandas; pandas.{python.removeprefix('pandas.')}\nR: {r}"
    return "\n\n".join([*(str(part) for part in parts if part), source, files, loads]) + "\n"
