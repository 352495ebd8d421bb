"""Rows to bytes and bytes to rows: JSON, CSV, ZIP, HTML, YAML; no I/O of its own."""
