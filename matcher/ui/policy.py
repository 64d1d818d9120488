"""What a browser lets a page do: the headers of every answer, with a content security policy that names each script by its hash."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit

from matcher.locale import LANGUAGES

DECLARE_LANGUAGE = {name: f"document.documentElement.lang = '{name}-CA'" for name in LANGUAGES}
"""Tells browsers and screen readers the language: Streamlit writes `en` whatever the page says (streamlit#15726)."""
KEEP_TO_ITSELF = """
for (const [name, content] of [["referrer", "no-referrer"], ["robots", "noindex, nofollow, noarchive"]]) {
  if (document.head.querySelector(`meta[name=${name}]`)) continue;
  const meta = document.createElement("meta");
  meta.name = name;
  meta.content = content;
  document.head.append(meta);
}
"""
"""Asks browsers and search engines to tell nobody of this address: whoever has it sees the page."""
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def script(source: str) -> str:
    """Return one of the scripts above as HTML. Any other would not run."""
    return f"<script>{source}</script>"


def headers(embedders: Iterable[str]) -> dict[str, str]:
    """Return the headers of every answer of the app; `embedders` may show it in their pages.

    Styles are written into the page by Streamlit, so they cannot be named. Pictures, scripts and connections of other sites are refused:
    also those that a text would bring in, and the drawings that Streamlit asks of Google for the icon of a page.
    """
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", *_hashes())),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "frame-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(("'self'", *embedders)),
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
    }


@cache
def _hashes() -> tuple[str, ...]:
    """Return the hashes of the scripts inside the page of Streamlit, and of ours."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = [*INLINE.findall(page), *DECLARE_LANGUAGE.values(), KEEP_TO_ITSELF]
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
