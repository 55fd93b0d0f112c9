"""New things made ready to work on: a notebook, chart, table, meeting, or a whole record.

What is made here passes every rule of the house as it stands; nothing that exists is overwritten.
"""
