"""The site map: every router of the court, in one list."""

from __future__ import annotations

from fastapi import APIRouter

ROUTERS: list[APIRouter] = []
"""Every page of every court."""

DEMO_ROUTERS: list[APIRouter] = []
"""Pages that only a demo court has; elsewhere they do not exist."""
