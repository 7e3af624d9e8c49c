"""The proofs, laid out like the source, file for file."""
