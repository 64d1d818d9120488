"""Every address with good and bad requests, in both languages: what comes back, and how it is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from matcher.api.answer_schemas import SCHEMAS
from tests.api.conftest import JSON, PROBLEM

REQUESTS = yaml.safe_load((Path(__file__).parent / "requests.yaml").read_text(encoding="utf-8"))


def body(case: dict[str, Any]) -> bytes | None:
    """Return the bytes that a case sends, None for one that reads."""
    if "deep" in case:
        return b"[" * case["deep"]
    if "digits" in case:
        return b'{"project": {"total_cost": ' + b"9" * case["digits"] + b"}}"
    if "deep_answer" in case:
        return b'{"project": {"description": ' + b"[" * case["deep_answer"] + b"]" * case["deep_answer"] + b"}}"
    if "sectors" in case:
        return json.dumps({"enterprise": {"sector": [f"epicerei {number}" for number in range(case["sectors"])]}}).encode()
    if "keys" in case:
        return json.dumps({f"key{number}": 1 for number in range(case["keys"])}).encode()
    if "long" in case:
        return json.dumps({"text": "a" * case["long"]}).encode()
    if "bytes" in case:
        return bytes.fromhex(case["bytes"])
    if "raw" in case:
        return str(case["raw"]).encode()
    return json.dumps(case["send"]).encode() if "send" in case else None


def ask(api: httpx.Client, case: dict[str, Any], **headers: str) -> Any:
    """Send the request of a case."""
    content = body(case)
    method = "GET" if content is None else "POST"
    if content is not None:
        headers["content-type"] = case.get("kind", JSON)
    return api.request(method, case["path"], content=content, headers=headers)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case["name"])
def test_a_request(api: httpx.Client, case: dict[str, Any], language: str) -> None:
    """A request has its status, says what is wrong and where, in the language of the browser, and is safe to show."""
    answer = ask(api, case, **{"accept-language": f"{language}-CA"})
    assert answer.status_code == case.get("status", 200), answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-language"] == (case.get("answered_in") or language)
    found = answer.json()
    shown = json.dumps(found, ensure_ascii=False)
    assert [word for word in case.get("words", []) if word not in shown] == []
    if answer.status_code == 200:
        assert answer.headers["content-type"] == JSON
        return
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    jsonschema.validate(found, SCHEMAS["Problem"])
    assert found["status"] == answer.status_code
    assert sorted(case.get("fields", [])) == sorted(error["field"] for error in found["errors"])
    assert found["detail"].startswith(case.get(language, ""))
    assert not any(word in shown for word in ("pydantic", "Traceback", "Input should", "{{"))


@pytest.mark.parametrize("case", [case for case in REQUESTS if case.get("status", 200) != 200], ids=lambda case: case["name"])
def test_a_refusal_is_translated(api: httpx.Client, case: dict[str, Any]) -> None:
    """Title and sentence differ between the two languages."""
    french, english = (ask(api, case, **{"accept-language": language}).json() for language in ("fr", "en"))
    if "answered_in" not in case:
        assert french["title"] != english["title"]
        assert french["detail"] != english["detail"]


@pytest.mark.parametrize(
    ("address", "header", "language"),
    [
        ("", "", "fr"),
        ("", "fr-CA, en;q=0.8", "fr"),
        ("", "en-US,en;q=0.9,fr;q=0.8", "en"),
        ("", "es, en;q=0.3", "en"),
        ("", "es, fr;q=0.2, en;q=0.3", "en"),
        ("", "en;q=0", "fr"),
        ("", "en;q=x", "fr"),
        ("", "*", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=fr", "en", "fr"),
    ],
)
def test_the_language(api: httpx.Client, address: str, header: str, language: str) -> None:
    """The address decides, then what the browser likes best, then French."""
    answer = api.get(f"/v1/programs/a-don{address}", headers={"accept-language": header})
    assert answer.headers["content-language"] == language


def test_the_language_of_a_body_comes_first(api: httpx.Client) -> None:
    """A body that names a language is answered in it, whatever else it gets wrong."""
    for sent, status in (({"project": {"stage": "idea"}}, 200), ({"project": {"stage": "idee fixe"}}, 422)):
        answer = api.post("/v1/match?lang=fr", json=sent | {"lang": "en"}, headers={"accept-language": "fr"})
        assert (answer.status_code, answer.headers["content-language"]) == (status, "en")
