"""Tests of the pages and of what every page stands on."""
