"""Import what is slow without its slowest dependency.

`jupyter` before anything of Jupyter's, `frames` around the first reading of the record.

jsonschema's format checker pulls in ``rfc3987_syntax``, which compiles a grammar at import
and costs over a second. No format of a notebook needs it, and jsonschema treats its absence
as normal, so it is declared absent, here and nowhere else. In the same way pandera imports
dask's frames wherever dask is installed, for schemas that we do not have.
"""

import sys
from contextlib import contextmanager


def jupyter() -> None:
    """Declare ``rfc3987_syntax`` absent, unless it was imported already."""
    sys.modules.setdefault("rfc3987_syntax", None)


@contextmanager
def frames():
    """Declare ``dask.dataframe`` absent inside a ``with`` block, unless it was imported already.

    Notes
    -----
    Only there: a notebook may want it.
    """
    sys.modules.setdefault("dask.dataframe", None)
    try:
        yield
    finally:
        if sys.modules["dask.dataframe"] is None:
            del sys.modules["dask.dataframe"]
