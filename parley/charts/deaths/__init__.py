"""Charts of deaths. Frames and Axes in, Axes out."""

from parley.charts.deaths.canada import printings, quarterly, us_and_canada_grid
from parley.charts.deaths.months import last_months, revisions, twelve_months
from parley.charts.deaths.talks import deaths_and_talks_grid

__all__ = [
    "deaths_and_talks_grid",
    "last_months",
    "printings",
    "quarterly",
    "revisions",
    "twelve_months",
    "us_and_canada_grid",
]
