"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# On a shared machine a run must be repeatable and must not fail for being slow; at a desk new examples are welcome.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
