"""Charts of deaths. Frames and Axes in, Axes out."""

from parley.charts.deaths.around import epochs, moved_dates, named_dates_grid, placements, sizes
from parley.charts.deaths.parts import last_months, printings, revisions, twelve_months
from parley.charts.deaths.talks import (
    deaths_and_talks_grid,
    fiscal_years,
    seizures_and_deaths_grid,
    us_and_canada_grid,
)
from parley.charts.deaths.turning import (
    divisions,
    joined_line,
    panels_words,
    turned_grid,
    turning_times,
)
