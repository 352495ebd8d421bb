"""Erasure: read the subject's rows, plan what becomes of each, carry it out, read again."""
