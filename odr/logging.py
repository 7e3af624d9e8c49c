"""What the court writes into its log: short facts for the operator, never what a case is about."""

from __future__ import annotations

import logging
import sys

import structlog


def write_log(level: str) -> None:
    """Send the log to standard error, so that what a command prints can be read by programmes."""
    lines = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else _plain()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            lines,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _plain() -> structlog.types.Processor:
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
