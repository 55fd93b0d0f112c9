"""Deaths by month, their order in time, and their printings. Frames in, frames out."""

from parley.analysis.deaths import around, lists, turning
from parley.analysis.deaths.canada import *
from parley.analysis.deaths.facts import *
from parley.analysis.deaths.marks import *
from parley.analysis.deaths.rebuilt import *
from parley.analysis.deaths.series import *
