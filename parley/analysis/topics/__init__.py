"""How often a topic comes up: counts, shares and what they rest on. Frames in, frames out."""

from parley.analysis.topics.accounts import (
    SIDES,
    Window,
    account_topics,
    held_meetings,
    silences,
    window,
)
from parley.analysis.topics.facts import (
    barred,
    by_side,
    by_texts,
    by_year,
    change_between,
    differ_in_full,
    in_full,
    leading,
    of_side,
    ranked,
    read_in_full,
    top,
    unit,
    usual,
    whose,
)
from parley.analysis.topics.frequency import one_topic, reading_depth, topic_frequency, topic_tally
from parley.analysis.topics.memory import learned, remembered, top_years, tops, turned, with_memory
from parley.analysis.topics.profile import (
    best_period,
    by_speaker,
    compared,
    four_states,
    mention_dates,
    newest_day,
    newest_words,
    of_topic,
    promised,
    shares_by_side,
    speakers,
    topic_meetings,
    topic_promises,
)
from parley.analysis.topics.ranking import (
    Spans,
    dealt,
    full_text_totals,
    like_for_like,
    topic_change,
    topic_totals,
    two_spans,
)
