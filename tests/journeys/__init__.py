"""Whole cases, walked by people in a real browser from the first question to the last paper."""
