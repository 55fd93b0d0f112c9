"""Charts of deaths. Frames and Axes in, Axes out."""

from parley.charts.deaths.canada import printings, quarterly, us_and_canada_grid
from parley.charts.deaths.months import last_months, revisions, twelve_months
from parley.charts.deaths.talks import deaths_and_talks_grid
from parley.charts.deaths.turning import joined_line, turning_times

__all__ = [
    "deaths_and_talks_grid",
    "joined_line",
    "last_months",
    "printings",
    "quarterly",
    "revisions",
    "turning_times",
    "twelve_months",
    "us_and_canada_grid",
]
