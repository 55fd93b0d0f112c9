"""Charts of deaths. Frames and Axes in, Axes out."""

from parley.charts.deaths.around import epochs, moved_dates, named_dates_grid, placements, sizes
from parley.charts.deaths.canada import printings, quarterly, us_and_canada_grid
from parley.charts.deaths.months import last_months, revisions, twelve_months
from parley.charts.deaths.talks import deaths_and_talks_grid
from parley.charts.deaths.turning import joined_line, turning_times

__all__ = [
    "deaths_and_talks_grid",
    "epochs",
    "joined_line",
    "last_months",
    "moved_dates",
    "named_dates_grid",
    "placements",
    "printings",
    "quarterly",
    "revisions",
    "sizes",
    "turning_times",
    "twelve_months",
    "us_and_canada_grid",
]
