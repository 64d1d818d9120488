"""The whole document of a plan: every amount, sentence, date and month of small catalogues, as data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.planning import Plans, as_json
from tests.planning.small import catalogue, planned, profile

DIRECTORY = Path(__file__).parents[1] / "cases" / "plan_documents"
CASES: dict[str, dict[str, Any]] = {
    case["document"]: case for case in yaml.safe_load(DIRECTORY.with_suffix(".yaml").read_text(encoding="utf-8"))
}
EXPECTED = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(DIRECTORY.glob("*.yaml"))}


@cache
def plans_of(name: str) -> Plans:
    case = CASES[name]
    plans = planned(
        catalogue(case["programs"], case.get("providers")),
        profile(case.get("project"), **case.get("enterprise", {})),
        alternatives=True,
    )
    return replace(plans, plans=plans.plans[:1]) if case.get("first") else plans


@pytest.mark.parametrize("document", EXPECTED)
def test_document(document: str) -> None:
    """The document is the one expected, part by part."""
    name, language = document.split(".")
    found = as_json(plans_of(name), language)  # type: ignore[arg-type]
    for part, expected in EXPECTED[document].items():
        assert (part, found[part]) == (part, expected)
    assert found.keys() == EXPECTED[document].keys()
