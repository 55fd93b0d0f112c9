"""Forms for JupyterLab: a meeting to add, a readout to code. Nothing is written unasked."""

from parley.scaffold.forms.meeting import MeetingForm
from parley.scaffold.forms.readout import ReadoutForm

__all__ = ["MeetingForm", "ReadoutForm"]
