"""The bench: who decides a disputed case, what they ask, find and sign."""
