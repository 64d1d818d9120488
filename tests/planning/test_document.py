"""The whole document of a plan: every amount, sentence, date and month of small catalogues, as data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.locale import Language
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


def parts() -> list[tuple[str, str, Language]]:
    return [
        (name, part, language) for key, document in EXPECTED.items() for name, language in [key.split(".")] for part in document
    ]


@pytest.mark.parametrize(("name", "part", "language"), parts())
def test_document(name: str, part: str, language: Language) -> None:
    """Each part of the document is the one expected."""
    assert as_json(plans_of(name), language)[part] == EXPECTED[f"{name}.{language}"][part]
