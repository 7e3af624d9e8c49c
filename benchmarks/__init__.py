"""Measures the court against what the machine could do at best, side by side in one run."""
