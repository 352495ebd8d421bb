"""Sealing with age: keys wrapped by a key-encryption key, bytes through threads."""
