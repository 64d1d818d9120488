"""When a program takes applications, on the days around each limit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from matcher.program import Program
from matcher.window import freshness, window
from tests.small import program

TABLE: list[dict[str, Any]] = yaml.safe_load(
    """
- {name: the day before the first day, status: open, intakes: [[2026-02-01, 2026-03-31]], as_of: 2026-01-31, state: upcoming, opens: 2026-02-01, closes: 2026-03-31}
- {name: the first day, status: open, intakes: [[2026-02-01, 2026-03-31]], as_of: 2026-02-01, state: open, opens: 2026-02-01, closes: 2026-03-31}
- {name: the last day, status: open, intakes: [[2026-02-01, 2026-03-31]], as_of: 2026-03-31, state: open, opens: 2026-02-01, closes: 2026-03-31}
- {name: the day after the last day, status: open, intakes: [[2026-02-01, 2026-03-31]], as_of: 2026-04-01, state: between_intakes, closes: 2026-03-31}
- {name: between two intakes, status: open, intakes: [[2026-02-01, 2026-03-31], [2026-09-01, 2026-10-15]], as_of: 2026-05-01, state: upcoming, opens: 2026-09-01, closes: 2026-10-15}
- {name: the second of two intakes, status: open, intakes: [[2026-02-01, 2026-03-31], [2026-09-01, 2026-10-15]], as_of: 2026-09-01, state: open, opens: 2026-09-01, closes: 2026-10-15}
- {name: the nearest of two intakes in any order, status: open, intakes: [[2027-02-01, 2027-03-31], [2026-09-01, 2026-10-15]], as_of: 2026-05-01, state: upcoming, opens: 2026-09-01, closes: 2026-10-15}
- {name: two intakes that open on one day, status: open, intakes: [[2026-09-01, null], [2026-09-01, 2026-10-15], [2026-09-01, 2026-10-16]], as_of: 2026-05-01, state: upcoming, opens: 2026-09-01, closes: 2026-10-15}
- {name: after both intakes in any order, status: open, intakes: [[2026-09-01, 2026-10-15], [2026-02-01, 2026-03-31]], as_of: 2026-11-23, state: between_intakes, closes: 2026-10-15}
- {name: only the last day is known, status: open, intakes: [[null, 2026-12-01]], as_of: 2026-11-23, state: open, closes: 2026-12-01}
- {name: only the last day is known and it is today, status: open, intakes: [[null, 2026-12-01]], as_of: 2026-12-01, state: open, closes: 2026-12-01}
- {name: only the last day is known and it is past, status: open, intakes: [[null, 2026-12-01]], as_of: 2026-12-02, state: between_intakes, closes: 2026-12-01}
- {name: only the first day is known and it is today, status: open, intakes: [[2026-11-23, null]], as_of: 2026-11-23, state: open, opens: 2026-11-23}
- {name: only the first day is known and it is tomorrow, status: open, intakes: [[2026-11-24, null]], as_of: 2026-11-23, state: upcoming, opens: 2026-11-24}
- {name: an intake of one day, status: open, intakes: [[2026-11-23, 2026-11-23]], as_of: 2026-11-23, state: open, opens: 2026-11-23, closes: 2026-11-23}
- {name: a dated intake before what the status says, status: between_intakes, intakes: [[2026-11-01, 2026-11-30]], as_of: 2026-11-23, state: open, opens: 2026-11-01, closes: 2026-11-30}
- {name: a dated intake where the status is not known, status: unknown, intakes: [[2026-11-01, 2026-11-30]], as_of: 2026-11-23, state: open, opens: 2026-11-01, closes: 2026-11-30}
- {name: closed in spite of an intake, status: closed, intakes: [[2026-11-01, 2026-11-30]], as_of: 2026-11-23, state: closed}
- {name: closed in spite of continuous intake, status: closed, intakes: continuous, as_of: 2026-11-23, state: closed}
- {name: continuous intake, status: open, intakes: continuous, as_of: 2026-11-23, state: open, continuous: true}
- {name: continuous intake where the status is not known, status: unknown, intakes: continuous, as_of: 2026-11-23, state: open, continuous: true}
- {name: continuous intake that is suspended, status: between_intakes, intakes: continuous, as_of: 2026-11-23, state: between_intakes, continuous: true}
- {name: open by its status only, status: open, intakes: null, as_of: 2026-11-23, state: open}
- {name: closed by its status only, status: closed, intakes: null, as_of: 2026-11-23, state: closed}
- {name: between two calls by its status only, status: between_intakes, intakes: null, as_of: 2026-11-23, state: between_intakes}
- {name: nothing known, status: unknown, intakes: null, as_of: 2026-11-23, state: unknown}
- {name: an empty list of intakes, status: open, intakes: [], as_of: 2026-11-23, state: open}
"""
)


ESTIMATES: list[dict[str, Any]] = yaml.safe_load(
    """
- {name: two autumns, intakes: [[2024-08-20, 2024-10-15], [2025-09-08, 2025-10-24]], as_of: 2026-05-01, month: 2026-09-01, years: [2024, 2025]}
- {name: two autumns of which the third is late, intakes: [[2024-08-20, 2024-10-15], [2025-09-08, 2025-10-24]], as_of: 2026-10-10, month: 2026-10-01, years: [2024, 2025]}
- {name: two autumns and a third that did not come, intakes: [[2024-08-20, 2024-10-15], [2025-09-08, 2025-10-24]], as_of: 2026-11-23}
- {name: one call is no habit, intakes: [[2025-09-08, 2025-10-24]], as_of: 2026-05-01}
- {name: two calls of one year are no habit, intakes: [[2025-09-01, 2025-09-10], [2025-10-01, 2025-10-24]], as_of: 2026-05-01}
- {name: two calls far apart in the year, intakes: [[2024-03-01, 2024-04-15], [2025-09-08, 2025-10-24]], as_of: 2026-05-01}
- {name: around the new year, intakes: [[2023-12-20, 2024-01-31], [2025-01-05, 2025-01-31]], as_of: 2025-06-01, month: 2026-01-01, years: [2023, 2025]}
- {name: only last days are known, intakes: [[null, 2024-10-15], [null, 2025-10-24]], as_of: 2026-05-01, month: 2026-10-01, years: [2024, 2025]}
"""
)


def with_intakes(status: str, intakes: Any) -> Program:
    """Return a program of this status with its intakes as pairs of days."""
    if isinstance(intakes, list):
        intakes = [{"opens": opens, "closes": closes} for opens, closes in intakes]
    return program("p", status=status, intakes=intakes)


@pytest.mark.parametrize("row", TABLE, ids=[row["name"] for row in TABLE])
def test_window(row: dict[str, Any]) -> None:
    """The state, the days that matter and whether intake is continuous are those of the table."""
    seen = window(with_intakes(row["status"], row["intakes"]), row["as_of"])
    expected = (row["state"], row.get("opens"), row.get("closes"), row.get("continuous", False))
    assert expected == (seen.state, seen.opens, seen.closes, seen.continuous)


@pytest.mark.parametrize(
    ("status", "intakes", "english", "french"),
    [
        (
            "open",
            [[date(2026, 11, 1), date(2026, 12, 1)]],
            "Open until December 1, 2026: 8 days left",
            "1 décembre 2026 : il reste 8 jours",
        ),
        ("open", [[date(2027, 2, 1), None]], "Opens on February 1, 2027", "1 février 2027"),
        (
            "open",
            [[date(2027, 2, 1), date(2027, 3, 5)]],
            "Opens on February 1, 2027, until March 5, 2027",
            "jusqu'au 5 mars 2027",
        ),
        ("open", "continuous", "Open all year", "année"),
        ("open", None, "Open", "Ouvert"),
        ("open", [[None, date(2026, 3, 31)]], "Between two calls; the last one known closed on March 31, 2026", "31 mars 2026"),
        ("between_intakes", None, "Between two calls; the next dates are not known", "Entre deux"),
        ("closed", None, "Closed", "Fermé"),
        ("unknown", None, "Application dates not known", "non connues"),
    ],
)
def test_sentence(status: str, intakes: Any, english: str, french: str) -> None:
    """Each state is a sentence of its own in both languages."""
    seen = window(with_intakes(status, intakes), date(2026, 11, 23))
    assert english == seen.sentence("en")
    assert french in seen.sentence("fr").replace("\N{NO-BREAK SPACE}", " ").replace("1er", "1")


@pytest.mark.parametrize(
    ("page_dates", "expected"),
    [
        ([None], "undated"),
        (["2026-11-01"], "fresh"),
        (["2025-11-30"], "fresh"),
        (["2025-11-15"], "ageing"),
        (["2024-11-30"], "ageing"),
        (["2024-11-15"], "stale"),
        (["2019"], "stale"),
        (["2025"], "fresh"),
        (["2026-12-15"], "fresh"),
        (["2019", None, "2026-02"], "fresh"),
        ([None, "2019"], "stale"),
    ],
)
def test_freshness(page_dates: list[str | None], expected: str) -> None:
    """The newest dated page counts, by the last day that its date may mean."""
    sources = [
        {"id": f"s{i}", "url": "https://example.org/", "read_on": date(2026, 11, 23)} | ({"page_date": page} if page else {})
        for i, page in enumerate(page_dates)
    ]
    assert expected == freshness(program("p", sources=sources), date(2026, 11, 23))


@pytest.mark.parametrize("row", ESTIMATES, ids=[row["name"] for row in ESTIMATES])
def test_estimate_of_the_next_call(row: dict[str, Any]) -> None:
    """The next call is estimated from a habit of two years, and from nothing less."""
    expected = window(with_intakes("between_intakes", row["intakes"]), row["as_of"]).expected
    found = (expected.month, list(expected.years)) if expected else None
    assert found == ((row["month"], row["years"]) if "month" in row else None)


def test_an_estimate_is_said_to_be_one() -> None:
    """Both languages say that the month is an estimate and on which years it rests."""
    seen = window(with_intakes("between_intakes", ESTIMATES[0]["intakes"]), date(2026, 5, 1))
    assert "around September 2026: an estimate from the calls of 2024, 2025" in seen.sentence("en")
    assert "vers septembre 2026\u00a0: estimation d'après les appels de 2024, 2025" in seen.sentence("fr")


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2026-03-31", "until today"),
        ("2026-03-30", "1 day left"),
        ("2026-03-01", "30 days left"),
        ("2026-01-01", "March 31, 2026"),
    ],
)
def test_days_left(as_of: str, words: str) -> None:
    """The last weeks of a call are counted out."""
    seen = window(with_intakes("open", [[date(2025, 12, 1), date(2026, 3, 31)]]), date.fromisoformat(as_of))
    assert words in seen.sentence("en")
    assert seen.days_left == (date(2026, 3, 31) - date.fromisoformat(as_of)).days
