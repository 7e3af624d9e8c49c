"""What the inspecting process gives up before it opens a stranger's file."""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress

MEBIBYTE = 1024 * 1024
LIMITS = (
    (resource.RLIMIT_CPU, 20),  # seconds
    (resource.RLIMIT_AS, 768 * MEBIBYTE),
    (resource.RLIMIT_FSIZE, 50 * MEBIBYTE),
    (resource.RLIMIT_NOFILE, 48),
    (resource.RLIMIT_CORE, 0),
)
NEW_USER_SPACE = 0x10000000
NEW_NETWORK = 0x40000000
NO_NEW_PRIVILEGES = 38


def confine() -> bool:
    """Cap time, memory and output for good, and leave the network where the system allows it.

    Returns whether the network is out of reach. A host that forbids the move still has the
    caps, and nothing the inspection imports opens a connection.
    """
    for which, most in LIMITS:
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    os.umask(0o077)
    alone = system.unshare(NEW_USER_SPACE | NEW_NETWORK) == 0 or system.unshare(NEW_NETWORK) == 0
    return bool(alone)
