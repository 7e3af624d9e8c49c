"""Worked examples of a court's rules, written by its lawyers, and whether the court agrees."""
