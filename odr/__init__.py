"""The kernel: what every room of the court needs and no law lives in."""
