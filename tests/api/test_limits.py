"""What a server refuses to do for anybody, and what it never tells."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from matcher.api import verbs
from matcher.api.settings import Settings
from matcher.api.verbs import Verb
from tests.api.conftest import GOOD, PROBLEM, answering
from tests.catalogue import SMALL

SECRET = "Coopérative Untel, 514 555-0199"


def _slow(*_: Any) -> dict[str, Any]:
    time.sleep(1.5)
    return {}


def _broken(*_: Any) -> dict[str, Any]:
    raise RuntimeError(SECRET)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A server that gives each answer half a second, with a plan that takes three times that and an explanation that fails."""
    made = {"plan": _slow, "explain": _broken}
    changed = tuple(Verb(v.name, v.body, made.get(v.name, v.answer), v.summary, v.slow) for v in verbs.VERBS)
    monkeypatch.setattr("matcher.api.app.VERBS", changed)
    with answering(Settings(SMALL, seconds=0.5)) as client:
        yield client


@pytest.mark.parametrize(("language", "said"), [("fr", "aucune réponse"), ("en", "no answer")])
def test_an_answer_that_takes_too_long_is_given_up(hurried: httpx.Client, language: str, said: str) -> None:
    """What was begun in vain ends with 504; what waited behind it in vain with 503 and when to come again; the others are answered."""
    answers: list[httpx.Response] = []

    def plan() -> None:
        answers.append(hurried.post("/v1/plan", json=GOOD | {"lang": language}))

    waiting = [threading.Thread(target=plan) for _ in range(2)]
    for thread in waiting:
        thread.start()
    time.sleep(0.1)
    started = time.monotonic()
    assert hurried.get("/healthz").status_code == 200
    assert hurried.post("/v1/match", json=GOOD).status_code == 200
    assert time.monotonic() - started < 1.5
    for thread in waiting:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [503, 504]
    for answer in answers:
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["detail"].startswith(said)
        assert ("retry-after" in answer.headers) == (answer.status_code == 503)


def test_what_fails_on_our_side_tells_nothing(hurried: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """A fault is a problem like the others, and the log says where it was, without a word of what was sent."""
    with caplog.at_level(logging.INFO):
        answer = hurried.post("/v1/explain", json={"project": {"description": SECRET}, "program": "a-don"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "RuntimeError" in caplog.text
    assert "test_limits.py" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in answer.text


def test_a_body_that_never_ends_is_not_waited_for(hurried: httpx.Client) -> None:
    """Bytes that come one by one are given up after the same time, with a sentence."""
    host, port = hurried.base_url.host, hurried.base_url.port
    with socket.create_connection((host, port or 80), timeout=30) as line:
        line.sendall(b"POST /v1/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        heard = line.recv(65536)
    assert heard.startswith(b"HTTP/1.1 408")
    assert PROBLEM.encode() in heard


def test_a_body_in_pieces_is_measured_too(api: httpx.Client) -> None:
    """A body that does not say its length is refused once it is too long, without being read to its end."""
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 100_000
            yield b" " * 100_000

    try:
        status = api.post("/v1/match", content=pieces(), headers={"content-type": "application/json"}).status_code
    except httpx.TransportError:
        status = 413  # the line was cut while it was still talking
    assert status == 413
    assert api.get("/healthz").status_code == 200


@pytest.mark.parametrize("origin", ["https://pole.example.org", "https://other.example.org"])
def test_only_named_sites_may_ask_from_a_page(api: httpx.Client, origin: str) -> None:
    """A page of a named site may ask and read; another one is not let in, before or after the question."""
    wanted = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    before, after = api.options("/v1/match", headers=wanted), api.get("/v1/programs", headers={"origin": origin})
    named = origin == "https://pole.example.org"
    assert (before.status_code == 200) == named
    assert (before.headers.get("access-control-allow-origin") == origin) == named
    assert (after.headers.get("access-control-allow-origin") == origin) == named
    assert "access-control-allow-credentials" not in after.headers


def test_no_site_may_unless_it_is_named() -> None:
    """Without a setting, no page of another site is let in."""
    with answering(Settings(SMALL)) as client:
        answer = client.get("/v1/programs", headers={"origin": "https://pole.example.org"})
        assert "access-control-allow-origin" not in answer.headers


def test_words_that_steer_a_screen_are_shown_as_they_are(api: httpx.Client) -> None:
    """A note that repeats what was sent turns no reading direction and holds no NUL."""
    sent = {"enterprise": {"sector": ["\u202eabc", "x\u0000y"]}, "confirmations": {"\u2066z": True}}
    notes = "\n".join(api.post("/v1/match", json=sent).json()["notes"])
    assert [letter for letter in "\u202e\u2066\u0000" if letter in notes] == []
    assert "\\u202eabc" in notes


def test_a_hundred_megabytes_are_not_read(api: httpx.Client) -> None:
    """A body that announces its length is refused before it comes."""
    host, port = api.base_url.host, api.base_url.port
    with socket.create_connection((host, port or 80), timeout=10) as line:
        line.sendall(
            b"POST /v1/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{"
        )
        assert line.recv(65536).startswith(b"HTTP/1.1 413")
