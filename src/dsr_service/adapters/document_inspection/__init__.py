"""Inspection and rendering of uploaded identity documents, in a child process that may die."""
