"""Which topics come up in the same meetings: the record made ready for `analysis.together`."""

from parley.analysis.topic_pairs import dress, sentences
from parley.analysis.topic_pairs.pairs import (
    by_level,
    clear_pairs,
    drawn_pairs,
    not_coded,
    raised_topics,
    topic_pairs,
)

__all__ = [
    "by_level",
    "clear_pairs",
    "drawn_pairs",
    "dress",
    "not_coded",
    "raised_topics",
    "sentences",
    "topic_pairs",
]
