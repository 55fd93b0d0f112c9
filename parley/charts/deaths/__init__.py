"""Charts of deaths. Frames and Axes in, Axes out."""

from parley.charts.deaths.around import epochs, moved_dates, named_dates_grid, placements, sizes
from parley.charts.deaths.months import (
    last_months,
    printings,
    revisions,
    twelve_months,
    us_and_canada_grid,
)
from parley.charts.deaths.parts import deaths_and_talks_grid
from parley.charts.deaths.turning import joined_line, turning_times
