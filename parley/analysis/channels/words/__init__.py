"""What is said of the channels: plain sentences for the notebook's door."""

from parley.analysis.channels.words.board import (
    board_title,
    gaps_description,
    gaps_title,
    headline,
    kept_standing,
    points,
)
from parley.analysis.channels.words.meetings import (
    around_title,
    manners_description,
    manners_title,
    off_title,
    pairs_description,
    pairs_title,
    rhythm_description,
    rhythm_title,
    strip_description,
    strip_note,
    strip_title,
)

__all__ = [
    "around_title",
    "board_title",
    "gaps_description",
    "gaps_title",
    "headline",
    "kept_standing",
    "manners_description",
    "manners_title",
    "off_title",
    "pairs_description",
    "pairs_title",
    "points",
    "rhythm_description",
    "rhythm_title",
    "strip_description",
    "strip_note",
    "strip_title",
]
