"""Bytes and paper: files are taken in, checked and kept; papers are printed and sealed."""
