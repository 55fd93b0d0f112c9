"""Do the two sides' accounts name the same topics? Frames in, frames out."""

from parley.analysis.readouts import dress, sentences
from parley.analysis.readouts.compare import (
    ONE_SIDED,
    READINGS,
    comparisons,
    session_groups,
    sessions_apart,
)
from parley.analysis.readouts.matrix import SIGNS, matrix
from parley.analysis.readouts.results import (
    by_topic,
    changed,
    naming_nothing,
    read_in_full,
    readings,
)

__all__ = [
    "ONE_SIDED",
    "READINGS",
    "SIGNS",
    "by_topic",
    "changed",
    "comparisons",
    "dress",
    "matrix",
    "naming_nothing",
    "read_in_full",
    "readings",
    "sentences",
    "session_groups",
    "sessions_apart",
]
