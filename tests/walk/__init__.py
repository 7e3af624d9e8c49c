"""A browser on every page of the court."""
