"""Erasure: what belongs to whom, what the law keeps, what goes first."""
