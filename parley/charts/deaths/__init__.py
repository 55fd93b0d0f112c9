"""Charts of deaths. Frames and Axes in, Axes out."""

from parley.charts.deaths.around import *
from parley.charts.deaths.parts import *
from parley.charts.deaths.talks import *
from parley.charts.deaths.turning import *
