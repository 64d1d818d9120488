"""What is derived from the answers of a profile."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.facts import years_between


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2024-05-10", "2026-05-09", 1),
        ("2024-05-10", "2026-05-10", 2),
        ("2024-05-31", "2026-06-01", 2),
        ("2024-12-31", "2026-01-01", 1),
        ("2024-02-29", "2025-02-27", 0),
        ("2024-02-29", "2025-02-28", 1),
        ("2024-02-29", "2028-02-28", 3),
        ("2024-02-29", "2028-02-29", 4),
        ("2026-05-10", "2024-05-10", 0),
    ],
)
def test_years_are_full_ones(start: str, end: str, years: int) -> None:
    """A year is full on its anniversary, that of February 29 on the last day of February; none has passed before the start."""
    assert years_between(date.fromisoformat(start), date.fromisoformat(end)) == years
