"""An inspection that never ends, to see that it is ended."""

from __future__ import annotations

import time

if __name__ == "__main__":
    time.sleep(60)
