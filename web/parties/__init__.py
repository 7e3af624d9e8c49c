"""Pages for both sides of a case."""
