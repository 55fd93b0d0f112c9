"""From the text of a readout or an article to proposed rows, each with the rule that fired."""

from parley.coding.proposal import Proposal, Reading, TextRefusedError, propose
from parley.coding.which import can_code
