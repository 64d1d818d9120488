"""Whatever is sent, the answer is one of those described, and never a fault of ours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.api.asked import MatchBody
from matcher.api.verbs import VERBS
from matcher.profile import Enterprise
from matcher.project import Project
from tests.api.conftest import GOOD

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["OBNL", "épicerie", "Beloeil", "Montréal", "growth", "renovation", "2019-04", "9999-12-31", "0001", "-1"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6
)


def answers(model: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return any values for some of the keys of a model."""
    return st.dictionaries(st.sampled_from(sorted(model.model_fields)), VALUES, max_size=4)


BODIES = st.fixed_dictionaries(
    {},
    optional={
        "enterprise": answers(Enterprise) | VALUES,
        "project": answers(Project) | VALUES,
        "confirmations": st.dictionaries(st.text(max_size=8), st.booleans() | VALUES, max_size=2),
        "as_of": st.dates().map(str) | VALUES,
        "top": st.integers(-1, 10) | VALUES,
        "text": st.text(max_size=200) | VALUES,
        "program": st.sampled_from(["a-don", "a-dom"]) | VALUES,
        "prefer": st.sampled_from(["fewest", "fastest"]) | VALUES,
    },
)
ENDLESS = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
@given(body=BODIES | VALUES)
@ENDLESS
def test_any_body(api: httpx.Client, verb: str, body: Any) -> None:
    answer = api.post(f"/v1/{verb}", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 422:
        assert answer.json()["errors"]


@pytest.mark.parametrize("verb", ["match", "ask", "plan"])
@given(day=st.dates().map(str), answer=st.sampled_from(["0001", "1900-01", "9999-12-31", "2019-04-12"]))
@ENDLESS
def test_any_day(api: httpx.Client, verb: str, day: str, answer: str) -> None:
    """Dates at both ends of the calendar are answered or refused."""
    body = {section: dict(GOOD[section]) for section in GOOD}
    body["enterprise"]["founded"] = body["project"]["start"] = answer
    assert api.post(f"/v1/{verb}", json=body | {"as_of": day}).status_code in {200, 422}


@given(raw=st.binary(max_size=200))
@ENDLESS
def test_any_bytes(api: httpx.Client, raw: bytes) -> None:
    answer = api.post("/v1/match", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text


@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@ENDLESS
def test_any_address(api: httpx.Client, name: str) -> None:
    answer = api.get(f"/v1/programs/{quote(name, safe='')}")
    assert answer.status_code == 404, answer.text


@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
@ENDLESS
def test_any_language(api: httpx.Client, header: str) -> None:
    header = header.strip()
    headers = {"accept-language": header, "if-none-match": header}
    assert api.get("/v1/programs/a-don", headers=headers).status_code in {200, 304}


def test_the_keys_of_a_request_do_not_hide_those_of_a_profile() -> None:
    """The three keys of a profile are among those of a body, and the others are none of them."""
    assert {"enterprise", "project", "confirmations"} < set(MatchBody.model_fields)
