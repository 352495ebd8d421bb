"""Parts of `bench/backlog.py`."""
