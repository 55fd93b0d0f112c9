"""How often a topic comes up: counts, shares and what they rest on. Frames in, frames out."""

from parley.analysis.topics import (
    frequency_dress,
    frequency_words,
    profile_dress,
    profile_words,
)
from parley.analysis.topics.accounts import SIDES, account_topics, held_meetings
from parley.analysis.topics.facts import (
    by_side,
    by_texts,
    by_year,
    leading,
    newest,
    of_side,
    oftener_in_full,
    read_in_full,
    top,
    unit,
    whose,
    widest,
)  # fmt: skip
from parley.analysis.topics.frequency import (
    counts_by_period,
    one_topic,
    reading_depth,
    rolling_share,
    topic_frequency,
)
from parley.analysis.topics.large import topic_tally
from parley.analysis.topics.profile import (
    four_states,
    mention_dates,
    speakers,
    topic_meetings,
    topic_promises,
)
from parley.analysis.topics.ranking import (
    Spans,
    full_text_totals,
    topic_change,
    topic_totals,
    two_spans,
)
from parley.analysis.topics.windows import Window, window

__all__ = [
    "SIDES",
    "Spans",
    "Window",
    "account_topics",
    "by_side",
    "by_texts",
    "by_year",
    "counts_by_period",
    "four_states",
    "frequency_dress",
    "frequency_words",
    "full_text_totals",
    "held_meetings",
    "leading",
    "mention_dates",
    "newest",
    "of_side",
    "oftener_in_full",
    "one_topic",
    "profile_dress",
    "profile_words",
    "read_in_full",
    "reading_depth",
    "rolling_share",
    "speakers",
    "top",
    "topic_change",
    "topic_frequency",
    "topic_meetings",
    "topic_promises",
    "topic_tally",
    "topic_totals",
    "two_spans",
    "unit",
    "whose",
    "widest",
    "window",
]
