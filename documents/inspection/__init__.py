"""Opening strangers' files: runs in a small process of its own that can do no harm."""
