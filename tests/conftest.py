"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

# On a shared machine a run must be repeatable and must not fail for being slow; at a desk new examples are welcome.
settings.register_profile("ci", derandomize=True, deadline=None)
# A change to the code needs one example that shows it, not the smallest one (`make mutate`).
settings.register_profile(
    "mutation",
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
if os.environ.get("CI"):
    settings.load_profile("ci")


SLOW = ("tests/ui/", "tests/workspace/", "tests/operation/")
"""Where one file may take a minute: begun last, it would be waited for by all others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))
