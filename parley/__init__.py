"""Parley: the talks between the United States and China, as a record and as reports."""

import os

from pressroom.project import NAMED

os.environ.setdefault(NAMED, "parley.project:PROJECT")  # where reports.toml names no project
