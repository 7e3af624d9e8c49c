"""Tests of the hearings package, file for file."""
