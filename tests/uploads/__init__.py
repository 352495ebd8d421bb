"""Uploads made in code, honest and hostile, each with the answer that the upload policy gives."""
