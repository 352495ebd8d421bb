"""Background entry points, as thin as routes, per noun."""
