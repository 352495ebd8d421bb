"""Document stores: a local folder, and everything that obstore speaks to."""
