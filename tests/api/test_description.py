"""What the API says of itself holds."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema
import pytest
from jsonschema import Draft202012Validator

from matcher.api.description import EXAMPLES
from tests.api.test_requests import REQUESTS, ask


@pytest.fixture(scope="module")
def described(api: httpx.Client) -> Any:
    return api.get("/openapi.json").json()


def operation(described: Any, case: dict[str, Any], method: str) -> Any:
    """Return the description of what a case asks, None where there is none."""
    path = case["path"].partition("?")[0]
    if path not in described["paths"] and path.startswith("/v1/programs/"):
        path = "/v1/programs/{id}"
    return described["paths"].get(path, {}).get(method)


def referred(described: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with what it refers to beside it."""
    return schema | {"components": described["components"]}


def test_it_is_whole(described: Any) -> None:
    """Each operation has an id of its own, a tag, a summary and its parameters named once; each reference leads somewhere."""
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations) == 10
    assert all(one["tags"] and one["summary"] for one in operations)
    for one in operations:
        names = [(parameter["name"], parameter["in"]) for parameter in one.get("parameters", [])]
        assert len(set(names)) == len(names)
    schemas = described["components"]["schemas"]
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        jsonschema.validators.validator_for(schema)(referred(described, {"$ref": f"#/components/schemas/{name}"})).is_valid({})


@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case["name"])
def test_every_answer_is_described(api: httpx.Client, described: Any, case: dict[str, Any]) -> None:
    """The status that comes is among those described, and the answer is as its schema says."""
    answer = ask(api, case)
    found = operation(described, case, answer.request.method.lower())
    if found is None:
        assert answer.status_code in {404, 405}
        return
    content = found["responses"][str(answer.status_code)]["content"]
    schema = content[answer.headers["content-type"]]["schema"]
    jsonschema.validate(answer.json(), referred(described, schema))


ACCEPTED = [c for c in REQUESTS if "send" in c and c.get("status", 200) == 200 and not c.get("undescribed")]


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case["name"])
def test_what_is_accepted_is_described(described: Any, case: dict[str, Any]) -> None:
    """A body that is answered is one that the description allows."""
    body = operation(described, case, "post")["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validate(case["send"], referred(described, body))


@pytest.mark.parametrize("verb", EXAMPLES)
def test_the_examples_work(api: httpx.Client, described: Any, verb: str) -> None:
    """Each example is a body that is answered; only the program it names is in the real catalogue alone."""
    content = described["paths"][f"/v1/{verb}"]["post"]["requestBody"]["content"]["application/json"]
    jsonschema.validate(content["example"], referred(described, content["schema"]))
    sent = content["example"] | ({"program": "a-don"} if verb == "explain" else {})
    assert api.post(f"/v1/{verb}", json=sent).status_code == 200


def test_nothing_of_it_comes_from_elsewhere(api: httpx.Client) -> None:
    """There is no page of documentation whose scripts another site would send."""
    assert {api.get(page).status_code for page in ("/docs", "/redoc")} == {404}
