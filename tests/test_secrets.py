"""Secrets come from the environment or from Streamlit's file of secrets, which Git never takes: none stands in what is published."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import pytest

from scripts.screenshots import ROOT

KINDS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY",
    "cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "token of a forge": r"\b(?:gh[opsu]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20})",
    "token of a service": r"\b(?:xox[abpr]-[\w-]{20,}|sk-[A-Za-z0-9_-]{32,}|sk_live_\w{16,}|AIza[\w-]{35}|pypi-[\w-]{50,})",
    "signed token": r"\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}",
    "address with a password": r"\b[a-z+]+://[^\s/:@'\"{}<>]+:(?!\{|\$|<)[^\s/@'\"{}<>]{6,}@(?!localhost|127\.|[\w.-]*(?:example|invalid|test)\b)[\w.-]+\.\w+",
    "secret in a setting": r"(?im)^\s*(?:cookie_?secret|client_?secret|secret_?key|password|api_?key)\s*[=:]\s*['\"][^'\"\s$<{]{8,}['\"]",
}
OURS_IN_TESTS = {"tests/ui/test_sign_in.py", "tests/ui/oidc_provider.py"}
"""The identity provider of the tests, which is theirs and lasts as long as they do."""


def published() -> list[str]:
    """Return what Git keeps."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no copy of the history")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def found_in(text: str) -> list[str]:
    return [kind for kind, pattern in KINDS.items() if re.search(pattern, text)]


def test_nothing_published_looks_like_a_secret() -> None:
    found = {}
    for name in published():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content and name not in OURS_IN_TESTS and (kinds := found_in(content.decode("utf-8", "replace"))):
            found[name] = kinds
    assert found == {}


def test_files_that_hold_secrets_are_not_taken() -> None:
    """Streamlit's secrets, keys and databases are not among them, and Git is told to leave the secrets alone."""
    assert [name for name in published() if re.search(r"(secrets\.toml|\.env|\.pem|\.key|\.p12|\.db|\.sqlite3?)$", name)] == []
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "key = AKIA" + "ABCDEFGHIJKLMNOP",
        "gh" + "p_" + "a" * 36,
        "postgresql://matcher:" + "hunter2hunter2@db.pole.qc.ca/x",
        "cookie" + '_secret = "0123456789abcdef"',
        "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20,
    ],
)
def test_a_secret_would_be_seen(text: str) -> None:
    assert found_in(text)


def test_settings_that_keep_the_app_closed() -> None:
    """The app listens on this computer only, shows no stack trace, and leaves Streamlit's own defences on."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["client"]["showErrorDetails"] == "none"
    assert not {"enableXsrfProtection", "enableCORS", "xsrfCookieSameSite", "cookieSecret"} & set(settings["server"])
    assert settings["browser"]["gatherUsageStats"] is False
