"""Frozen editions: what is in front, what changed, and the proof that it can be made again."""
