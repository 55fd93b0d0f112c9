"""Import what is slow without its slowest dependency.

`jupyter` before anything of Jupyter's, `frames` before the record is read.

jsonschema's format checker pulls in ``rfc3987_syntax``, which compiles a grammar at import
and costs over a second. No format of a notebook needs it, and jsonschema treats its absence
as normal, so it is declared absent, here and nowhere else. In the same way pandera imports
dask's frames wherever dask is installed, for schemas that we do not have.
"""

import sys


def jupyter() -> None:
    """Declare ``rfc3987_syntax`` absent, unless it was imported already."""
    sys.modules.setdefault("rfc3987_syntax", None)


def frames() -> None:
    """Declare ``dask.dataframe`` absent, unless it was imported already."""
    sys.modules.setdefault("dask.dataframe", None)
