"""``python -m pressroom.cli``, the same as ``pressroom``."""

import sys

from pressroom.cli import main

if __name__ == "__main__":
    sys.exit(main())
