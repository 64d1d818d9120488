"""Sites that an operator lets in: named one by one, or nobody."""

from __future__ import annotations

import pytest

from matcher.document import InputError
from matcher.origins import origins

VARIABLE = "MATCHER_TRIED"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ()),
        ("  ", ()),
        ("https://pole.example.org", ("https://pole.example.org",)),
        (
            "https://a.example.org, http://127.0.0.1:8501\nhttp://localhost",
            ("https://a.example.org", "http://127.0.0.1:8501", "http://localhost"),
        ),
    ],
)
def test_sites_are_named(monkeypatch: pytest.MonkeyPatch, text: str, named: tuple[str, ...]) -> None:
    """Each is an origin, parted from the others by spaces or commas; nothing names nobody."""
    monkeypatch.setenv(VARIABLE, text)
    assert named == origins(VARIABLE)


def test_nobody_is_named_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert origins(VARIABLE) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "*",
        "null",
        "'self'",
        "pole.example.org",
        "https://pole.example.org/",
        "https://pole.example.org/page",
        "https://*.example.org",
        "https://a.example.org;script-src",
        "javascript:alert(1)",
        "https://a@b",
        "https://pôle.example.org",
        "https://a.example.org:123456",
    ],
)
def test_what_is_no_site_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    """It would stand in a header, so it is refused with the name of the setting, beside a good one too."""
    monkeypatch.setenv(VARIABLE, f"https://good.example.org {wrong}")
    with pytest.raises(InputError) as refused:
        origins(VARIABLE)
    assert [(problem.path, problem.found) for problem in refused.value.problems] == [(VARIABLE, f'"{wrong}"')]
    assert "site web" in refused.value.text("fr")
