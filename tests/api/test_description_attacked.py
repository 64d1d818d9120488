"""Requests that schemathesis makes from the description, good and bad: its checks on every operation.

One check is ours instead of its own: what the description allows need not be answered with success, since no JSON Schema can say that a
profile says something, that a place is in Québec or that a program is in the catalogue. Then each error is named.
"""

from __future__ import annotations

import os
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from matcher.api.description import READS
from matcher.api.verbs import VERBS

EXAMPLES = int(os.environ.get("MATCHER_API_EXAMPLES", "4"))
OPERATIONS = [("POST", f"/v1/{verb.name}") for verb in VERBS] + [("GET", path) for path in READS]


@pytest.fixture(scope="module")
def described(api: httpx.Client) -> Any:
    return schemathesis.openapi.from_url(f"{api.base_url}/openapi.json")


def test_every_operation_is_attacked(described: Any) -> None:
    """An operation that is described is among those below."""
    found = [result.ok() for result in described.get_all_operations()]
    assert sorted((one.method.upper(), one.path) for one in found) == sorted(OPERATIONS)


ATTACKS = [
    (mode, *one) for one in OPERATIONS for mode in GenerationMode if mode is GenerationMode.POSITIVE or "health" not in one[1]
]
"""Nothing is forbidden where nothing can be said."""


@pytest.mark.parametrize(("mode", "method", "path"), ATTACKS, ids=[f"{path} {mode.value}" for mode, _, path in ATTACKS])
def test_an_operation_keeps_its_word(described: Any, mode: GenerationMode, method: str, path: str) -> None:
    """No answer has a fault of ours, a status, a type, a header or a shape that is not described; what is forbidden is refused."""
    made = described[path][method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=made)
    def attack(case: schemathesis.Case) -> None:
        answer = case.call_and_validate(excluded_checks=[positive_data_acceptance])
        assert answer.status_code in {200, 304, 404, 422} if mode is GenerationMode.POSITIVE else answer.status_code < 500
        assert answer.status_code != 422 or answer.json()["errors"]

    attack()
