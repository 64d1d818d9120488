"""What a sheet states, in words; what no source states is None, never left out."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from matcher.figures import documents, money_figures, way_in_figures
from matcher.program import Program
from tests.small import program

TABLE: list[dict[str, Any]] = yaml.safe_load(
    """
- {field: own_contribution, fields: {}, says: null}
- {field: own_contribution, fields: {own_contribution: {min: 0.2, base: total_cost, accepts: [cash, in_kind], cash_min: 0.1}}, says: "at least 20% of the total cost; 10% in cash; counts: cash, in kind"}
- {field: own_contribution, fields: {own_contribution: {min_amount: 5000}}, says: "at least $5,000"}
- {field: stacking, fields: {}, says: null}
- {field: stacking, fields: {stacking: {ceiling: 0.8, base: total_cost, who_counts: [federal], counts: {repayable: 0.5}}}, says: "at most 80% of the total cost; counts: Canada; a loan counts for 50%"}
- {field: stacking, fields: {stacking: {ceiling: 0.8}}, says: "at most 80%; not stated: of which costs, whose money counts, how much a loan counts"}
- {field: stacking, fields: {stacking: {}}, says: "limited; not stated: ceiling, of which costs, whose money counts, how much a loan counts"}
- {field: stacking, fields: {stacking: {ceiling: {social_economy: 0.9, other: 0.5}, counts: {instrument: {tax_credit: 1.0}, giver: {mrc: 0.5}}}}, says: "at most 90%; Tax credit or tax measure counts for 100%; MRC or equivalent counts for 50%; not stated: of which costs, whose money counts"}
- {field: pays, fields: {pays: on_claim}, says: "on claim, once spent"}
- {field: pays, fields: {}, says: null}
- {field: holdback, fields: {holdback: 0.1}, says: "10%"}
- {field: loan_terms.term_years, fields: {instruments: [loan], loan_terms: {term_years: {min: 1, max: 5}}}, says: "1 to 5 years"}
- {field: loan_terms.term_years, fields: {instruments: [loan], loan_terms: {term_years: {max: 5}}}, says: "up to 5 years"}
- {field: approach, fields: {approach: call_first}, says: "call first"}
- {field: approach, fields: {}, says: null}
- {field: apply.effort, fields: {apply: {effort: light}}, says: "light: a form or a call, under a day"}
- {field: apply.delay_weeks, fields: {apply: {delay_weeks: {typical: 8}}}, says: "after about 8 weeks"}
- {field: apply.delay_weeks, fields: {apply: {delay_weeks: {min: 4, max: 8}}}, says: "after 4 to 8 weeks"}
- {field: apply.delay_weeks, fields: {apply: {delay_weeks: {max: 8}}}, says: "within 8 weeks"}
- {field: after_award.ownership_years, fields: {after_award: {ownership_years: 5}}, says: "5 years"}
"""
)


def said(seen: Program, field: str) -> str | None:
    """Return what the sheet says at a place. The line must be there."""
    lines = {figure.field: figure.text for figure in (*money_figures(seen, "en"), *way_in_figures(seen, "en"))}
    return lines[field]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['field']}: {row['says']}"[:70])
def test_lines(row: dict[str, Any]) -> None:
    """Each figure in words, with what is not stated of a stacking rule."""
    assert said(program("p", **row["fields"]), row["field"]) == row["says"]


def test_a_service_has_no_terms_to_be_missing() -> None:
    """Coaching without money has no amount, contribution or stacking to ask for."""
    lines = [figure.field for figure in money_figures(program("p", instruments=["service"]), "en")]
    assert lines == ["instruments", "funds"]


def test_documents_in_both_forms() -> None:
    """A document is a word of the vocabulary, or a text where none fits."""
    seen = program("p", apply={"documents": ["business_plan", {"fr": "Une photo", "en": "A photo"}]})
    assert documents(seen, "en") == ["Business plan", "A photo"]
    assert documents(seen, "fr") == ["Plan d'affaires", "Une photo"]
    assert documents(program("q"), "fr") == []
