"""The stages of a document's check: nothing is shown before it is clean."""

from __future__ import annotations

from documents.enums import ScanEvent, ScanStatus
from odr.lifecycle import Lifecycle

SCAN = Lifecycle(
    "scan",
    [
        (ScanStatus.RECEIVED, ScanEvent.PASS, ScanStatus.CLEAN),
        (ScanStatus.RECEIVED, ScanEvent.FIND_HARM, ScanStatus.REFUSED),
        (ScanStatus.RECEIVED, ScanEvent.FIND_CHANGED, ScanStatus.DAMAGED),
        (ScanStatus.CLEAN, ScanEvent.FIND_HARM, ScanStatus.REFUSED),
        (ScanStatus.CLEAN, ScanEvent.FIND_CHANGED, ScanStatus.DAMAGED),
    ],
)
