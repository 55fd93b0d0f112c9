"""Add a meeting to the record: all its tables, or none."""
