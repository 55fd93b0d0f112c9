"""``python -m parley.cli``, the same as ``parley``."""

import sys

from parley.cli import main

sys.exit(main())
