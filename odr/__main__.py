"""Lets `python -m odr` do what the `odr` command does."""

from odr.cli import main

main()
