"""Parley: the talks between the United States and China, as a record and as reports."""
