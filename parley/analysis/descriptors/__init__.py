"""Words that the two sides used for their talks, as names and never as a score."""

from parley.analysis.descriptors import dress, sentences
from parley.analysis.descriptors.counts import (
    by_channel,
    by_year,
    looked_at,
    same_words,
    used_words,
    without_account,
    word_counts,
)

__all__ = [
    "by_channel",
    "by_year",
    "dress",
    "looked_at",
    "same_words",
    "sentences",
    "used_words",
    "without_account",
    "word_counts",
]
