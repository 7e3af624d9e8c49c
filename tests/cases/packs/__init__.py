"""Tests of the court packs."""
