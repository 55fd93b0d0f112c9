"""How often topics come up, as pictures. Frames and Axes in, Axes out."""

from parley.charts.topics.panels import PHONE_PANELS, one_topic_grid, topic_share_grid
from parley.charts.topics.profile import four_states, mention_strip, topic_profile_grid
from parley.charts.topics.ranking import (
    full_texts,
    pair_lifts,
    pair_odds,
    topic_change,
    topic_ranking,
)
