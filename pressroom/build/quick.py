"""Import what is slow without its slowest dependency.

`jupyter` before anything of Jupyter's, `frames` around the first reading of the record.

jsonschema's format checker pulls in ``rfc3987_syntax``, which compiles a grammar at import
and costs over a second. No format of a notebook needs it, and jsonschema treats its absence
as normal, so it is declared absent, here and nowhere else. In the same way pandera imports
dask's frames and hypothesis wherever they are installed, for schemas and tests that we do not
have.
"""

import sys
from contextlib import contextmanager

UNNEEDED = ("dask.dataframe", "hypothesis")


def jupyter() -> None:
    """Declare ``rfc3987_syntax`` absent, unless it was imported already."""
    sys.modules.setdefault("rfc3987_syntax", None)


@contextmanager
def frames():
    """Declare what pandera does without absent inside a ``with`` block, unless it is there already.

    Notes
    -----
    Only there: a notebook may want it.
    """
    for name in UNNEEDED:
        sys.modules.setdefault(name, None)
    try:
        yield
    finally:
        for name in UNNEEDED:
            if sys.modules[name] is None:
                del sys.modules[name]
