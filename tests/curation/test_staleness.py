"""Which sheets are to be looked at again, and why, the most urgent first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from matcher.curation.staleness import stale
from tests.small import AS_OF, catalogue, program

TABLE: list[dict[str, Any]] = yaml.safe_load(
    """
- {name: fresh and sure, fields: {}, codes: []}
- {name: read too long ago, read_on: 2026-01-01, codes: [read_long_ago]}
- {name: read on the last day that counts, read_on: 2026-05-27, codes: []}
- {name: never read, read_on: null, fields: {confidence: low, open_questions: [all]}, codes: [unread, low_confidence]}
- {name: pages of three years ago, page_date: "2023", codes: [old_pages]}
- {name: a call that closed, fields: {status: between_intakes, intakes: [{opens: 2025-09-01, closes: 2025-10-01}]}, codes: [intake_passed]}
- {name: a call that is open, fields: {intakes: [{opens: 2026-11-01, closes: 2026-12-01}]}, codes: []}
- {name: nobody knows, fields: {status: unknown}, codes: [status_unknown]}
- {name: closed for good, fields: {status: closed, confidence: low, open_questions: [all]}, codes: []}
"""
)


@pytest.mark.parametrize("row", TABLE, ids=[row["name"] for row in TABLE])
def test_reasons(row: dict[str, Any]) -> None:
    """Each reason has its code; a closed program is left in peace."""
    page: dict[str, Any] = {"id": "page", "url": "https://example.org", "page_date": row.get("page_date", "2026-10")}
    read_on = row.get("read_on", AS_OF) if "read_on" in row else AS_OF
    source = page | ({"read_on": read_on} if read_on else {})
    found = stale(catalogue(program("p", sources=[source], **row.get("fields", {}))), AS_OF)
    assert [reason.code for item in found for reason in item.reasons] == row["codes"]


def test_the_most_urgent_first() -> None:
    """A page never read comes before a call that passed, and that before low confidence."""
    unread = [{"id": "page", "url": "https://example.org", "page_date": "2026-10"}]
    low: dict[str, Any] = {"confidence": "low", "open_questions": ["all"]}
    passed: dict[str, Any] = {"status": "between_intakes", "intakes": [{"closes": date(2025, 10, 1)}]}
    dated = [{"id": "page", "url": "https://example.org", "page_date": "2026-10", "read_on": AS_OF}]
    found = stale(
        catalogue(
            program("a-low", sources=dated, **low),
            program("b-passed", sources=dated, **passed),
            program("c-unread", sources=unread, **low),
        ),
        AS_OF,
    )
    assert [item.program.id for item in found] == ["c-unread", "b-passed", "a-low"]
    assert "October 1, 2025" in found[1].reasons[0].sentence("en")


def test_the_number_of_days_decides() -> None:
    """What was read ten days ago is stale after nine."""
    dated = [{"id": "page", "url": "https://example.org", "page_date": "2026-10", "read_on": date(2026, 11, 13)}]
    assert len(stale(catalogue(program("p", sources=dated)), AS_OF, days=9)) == 1
    assert stale(catalogue(program("p", sources=dated)), AS_OF, days=10) == []
