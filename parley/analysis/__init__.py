"""Answers: arrays and frames in, small frames and named results out.

Nothing here reads a file, draws, or imports the rest of the package. scipy, statsmodels and
ruptures are imported inside the functions that use them, because loading them costs seconds
that most reports need not spend. Every statistical function names its published source, and
refuses, or says "too few", where its input cannot carry an answer.
"""
