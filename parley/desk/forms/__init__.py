"""Forms for JupyterLab: a meeting to add, a readout to code, a table to take, a report to run."""

from parley.desk.forms.meeting import MeetingForm
from parley.desk.forms.readout import ReadoutForm
from parley.desk.forms.running import RunForm, TableForm
