"""The data map, what it says of a source, and what the live schema says to it."""
