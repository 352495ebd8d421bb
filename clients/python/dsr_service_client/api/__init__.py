"""One module per operation, by tag: what to send and how to read the answer."""
