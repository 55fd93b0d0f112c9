"""Where a log-linear trend changes its slope, and how often it does."""

from .line import Fit, Join, fit, interval, serial_inflation
from .monthly import Turns, turns
from .number import Permutation, by_permutation
