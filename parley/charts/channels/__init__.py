"""Charts of the channels: their meetings, their gaps, their rhythm, and who met whom."""

from parley.charts.channels.gaps import channel_gaps
from parley.charts.channels.rhythm import manners_grid, month_map
from parley.charts.channels.strips import channel_strips, pair_strips

__all__ = ["channel_gaps", "channel_strips", "manners_grid", "month_map", "pair_strips"]
