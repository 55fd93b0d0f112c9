"""Where cells run: a pre-imported process, forked for each report, or plain kernels.

``rfc3987_syntax`` is declared absent before anything of Jupyter's is imported: jsonschema's format
checker pulls it in, and it compiles a grammar at import, which costs over a second. No format of a
notebook needs it, and jsonschema treats its absence as normal.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
