"""Import what is slow without its slowest dependency: `jupyter` before anything of Jupyter's.

jsonschema's format checker pulls in ``rfc3987_syntax``, which compiles a grammar at import
and costs over a second. No format of a notebook needs it, and jsonschema treats its absence
as normal, so it is declared absent, here and nowhere else.
"""

import sys


def jupyter() -> None:
    """Declare ``rfc3987_syntax`` absent, unless it was imported already."""
    sys.modules.setdefault("rfc3987_syntax", None)
