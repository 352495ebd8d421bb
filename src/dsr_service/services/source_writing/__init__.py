"""Single fields of single rows, found and written in the sources under a guard (art. 16, 18)."""
