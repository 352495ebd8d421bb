"""Use cases per noun: authorize, load, decide, record."""
