"""Forms for JupyterLab: a meeting to add, a readout to code. Nothing is written unasked."""

from parley.desk.forms.meeting import MeetingForm
from parley.desk.forms.readout import ReadoutForm

__all__ = ["MeetingForm", "ReadoutForm"]
