"""The synthetic court: made-up people who use the same deeds as everybody, on a fast clock."""
