"""The outer world, one module or folder per port."""
