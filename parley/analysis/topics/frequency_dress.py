"""Dates and spans in words, as the pages not yet moved borrow them; a `Window` says itself."""

import pandas as pd

from parley.analysis.topics.windows import Window

HATCHED = "Hatched: not covered by the record."


def spanned(span: Window) -> str:
    """Return the counted days in words, or that there is none."""
    return str(span)


def day(when: pd.Timestamp) -> str:
    """Return a date in words: 8 January 2021."""
    return f"{when.day} {when:%B %Y}"
