"""How often one address may ask, and what an operator sees of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest

from matcher.api.rates import MOST_ADDRESSES, Rates
from matcher.api.settings import PROXIES, RATE, Settings, proxies, rate
from matcher.document import InputError
from tests.api.conftest import GOOD, PROBLEM, answering, serving
from tests.catalogue import SMALL

SECRET = "Coopérative Untel, 514 555-0199"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_has_a_minute_in_reserve_then_an_even_rate() -> None:
    """As many as a minute holds are answered at once, then one as often as the rate says; who waits is answered, others are free."""
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.wait("192.0.2.1") for _ in range(60)] == [0.0] * 60
    assert rates.wait("192.0.2.1") == pytest.approx(1.0)
    assert rates.wait("192.0.2.1") == pytest.approx(1.0), "what is refused costs nothing"
    assert rates.wait("192.0.2.2") == 0.0
    clock.now += 1.01
    assert rates.wait("192.0.2.1") == 0.0
    assert rates.wait("192.0.2.1") > 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_one_visitor_is_one_network(one: str, other: str, same: bool) -> None:
    """A visitor has 64 bits of addresses of the newer kind: all of them are one."""
    rates = Rates(1, Clock())
    assert rates.wait(one) == 0.0
    assert (rates.wait(other) > 0) is same


def test_no_number_of_addresses_fills_the_memory() -> None:
    """Beyond ten thousand the one that asked longest ago is forgotten."""
    rates = Rates(1, Clock())
    for number in range(MOST_ADDRESSES + 500):
        rates.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(rates._used_until) == MOST_ADDRESSES
    assert rates.wait("10.0.0.0") == 0.0


def test_who_asks_too_often_is_told_so_in_both_languages() -> None:
    """The refusal is a problem like the others, with the time to wait; an operator's own addresses are never refused."""
    with answering(Settings(SMALL, per_minute=2, origins=("https://pole.example.org",))) as api:
        assert [api.get("/v1/catalogue").status_code for _ in range(2)] == [200, 200]
        said = {}
        for language in ("fr", "en"):
            answer = api.post("/v1/match", json=GOOD, headers={"accept-language": language, "origin": "https://pole.example.org"})
            assert (answer.status_code, answer.headers["content-type"]) == (429, PROBLEM)
            assert 1 <= int(answer.headers["retry-after"]) <= 30
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
            assert answer.headers["access-control-allow-origin"] == "https://pole.example.org"
            said[language] = answer.json()["detail"]
        assert "at most 2 requests a minute" in said["en"]
        assert "au plus 2" in said["fr"]
        assert {api.get(path).status_code for path in ("/health", "/healthz", "/metrics") for _ in range(3)} == {200}


@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
def test_a_proxy_is_believed_only_where_it_is_named(tmp_path: Path, trusted: str) -> None:
    """Without a name anybody could write a new address into each request; with one, visitors behind it are told apart.

    The log is JSON lines that hold nothing of what was sent, nor from where.
    """
    log = tmp_path / "log"
    variables = {RATE: "2", PROXIES: trusted, "MATCHER_CATALOGUE": str(SMALL)}
    with serving(log, **variables) as address:
        sent = GOOD | {"project": GOOD["project"] | {"description": SECRET}}
        found = [
            httpx.post(f"{address}/v1/match", json=sent, headers={"x-forwarded-for": f"203.0.113.{last}"}).status_code
            for last in range(1, 5)
        ]
    assert found == ([200] * 4 if trusted else [200, 200, 429, 429])
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["status"] for line in lines if line.get("route") == "/v1/match" or line.get("status") == 429] == found
    assert SECRET not in text
    assert "203.0.113" not in text


@pytest.mark.parametrize(("variable", "value"), [(RATE, "often"), (RATE, "-1"), (PROXIES, "*"), (PROXIES, "proxy.example.org")])
def test_a_setting_that_says_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """What is no rate and what is no proxy is named, with what was expected."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(InputError) as refused:
        rate() if variable == RATE else proxies()
    assert variable in str(refused.value)
    assert value in str(refused.value)


def test_figures_are_counted_by_address_of_ours(api: httpx.Client) -> None:
    """An address of ours is counted by its pattern, any other as one, a method that nobody knows as one: none can fill the memory."""
    api.get("/v1/programs/a-don")
    api.get("/v1/secret-514-555-0199")
    api.request("SECRET", "/v1/match")
    shown = api.get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain")
    assert re.search(r'matcher_requests_total\{method="GET",route="/v1/programs/\{id\}",status="200"\} [1-9]', shown.text)
    assert re.search(r'matcher_requests_total\{method="GET",route="other",status="404"\} [1-9]', shown.text)
    assert "matcher_request_seconds_bucket" in shown.text
    assert re.search(r"matcher_catalogue_programs [1-9]", shown.text)
    assert "555-0199" not in shown.text
    assert "SECRET" not in shown.text


def test_the_state_is_that_of_the_catalogue(api: httpx.Client) -> None:
    state = api.get("/health").json()
    assert (state["live"], state["ready"], state["behind"]) == (True, True, False)
    assert state["programs"] == int(api.get("/v1/programs").headers["x-total-count"])
