"""How often a topic comes up: counts, shares and what they rest on. Frames in, frames out."""

from parley.analysis.topics.accounts import *
from parley.analysis.topics.facts import *
from parley.analysis.topics.frequency import *
from parley.analysis.topics.memory import *
from parley.analysis.topics.profile import *
from parley.analysis.topics.ranking import *
