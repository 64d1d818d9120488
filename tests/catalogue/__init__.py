"""Catalogues for tests: a small valid one, and programs each broken in one way."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
SMALL = HERE / "small" / "programs"
"""Five valid programs, one of each family: what tests use where the real catalogue is not the subject."""
