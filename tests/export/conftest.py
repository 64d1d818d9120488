"""Catalogues that every format is held against."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.awards import Award
from matcher.catalogue import Catalogue, load_catalogue
from tests.small import catalogue, program


@pytest.fixture(scope="session")
def real() -> Catalogue:
    """Return the catalogue that ships."""
    return load_catalogue()


@pytest.fixture(scope="session")
def rich() -> Catalogue:
    """Return a small catalogue of which each format has something to say in each of its fields."""
    loan = program(
        "loan",
        instruments=["loan", "service"],
        family="solidarity_finance",
        former_names=["Ancien prêt"],
        amount={"min": 0, "max": 50_000},
        share_of_costs={"max": 0.5},
        own_contribution={"min": 0.2, "min_amount": 1_000, "base": "total_cost"},
        stacking={"ceiling": {"social_economy": 0.8, "other": 0.5}},
        loan_terms={
            "rate": {"fr": "taux préférentiel", "en": "prime rate"},
            "term_years": {"min": 1, "max": 7.5},
            "security": {"fr": "hypothèque", "en": "mortgage"},
        },
        pays="on_claim",
        holdback=0.1,
        funds=["equipment", "renovation"],
        intakes=[
            {"opens": date(2026, 1, 15), "closes": date(2026, 7, 31)},
            {"opens": date(2025, 1, 15), "closes": date(2025, 2, 1)},
        ],
        eligibility={
            "requires": [
                {"legal_form": ["worker_coop"]},
                {"territory": ["region:monteregie", "region:estrie"]},
                {"years_operating": {"min": 2}, "in_force": {"until": date(2020, 3, 31)}},
                {"territory": ["region:laval"], "in_force": {"from": date(2019, 1, 1), "until": date(2019, 12, 31)}},
            ],
            "excludes": [{"sector": ["finance_insurance"]}],
            "targets": [{"stage": ["growth"]}],
        },
        approach="through_intermediary",
        apply={"documents": ["application_form"], "effort": "light"},
        sources=[
            {
                "id": "press",
                "url": "https://example.org/press",
                "page_date": "2024-05",
                "read_on": date(2026, 11, 1),
                "secondary": True,
            },
            {"id": "page", "url": "https://example.org/loan", "read_on": date(2026, 11, 20)},
        ],
        open_questions=["=HYPERLINK(1)", "second"],
    )
    closed = program("closed", status="closed", closed_on="2024-06", local_version_of=["loan"])
    unread = program("unread", sources=[{"id": "page", "url": "https://example.org/unread"}])
    guarantee = program("guarantee", instruments=["loan_guarantee"], amount={"max": 10})
    award = Award.model_validate(
        {
            "recipient": "Coopérative de l'Exemple",
            "place": "municipality:beloeil",
            "year": 2021,
            "project": {"fr": "Agrandir.", "en": "Enlarge."},
            "url": "https://example.org/award",
            "read_on": date(2026, 11, 23),
        }
    )
    made = catalogue(loan, closed, unread, guarantee)
    return Catalogue(made.programs, made.providers, made.version, {"loan": (award,)})


def shuffled(found: Catalogue) -> Catalogue:
    """Return the same catalogue, read in another order."""
    return Catalogue(
        dict(reversed(found.programs.items())),
        dict(reversed(found.providers.items())),
        found.version,
        dict(reversed(found.awards.items())),
    )
