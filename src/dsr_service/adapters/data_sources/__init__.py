"""Where personal data lies: one port, an adapter per kind of source."""
