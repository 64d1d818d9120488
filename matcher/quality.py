"""The last figures of `matcher evaluate` that ship with the package, for the page that shows them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def measured() -> dict[str, Any]:
    """Return the document of evaluation.json: that of `matcher evaluate` on tests/cases/funded.yaml (`make evaluate`).

    `enterprise_left_out` holds the measures with weights learnt from other enterprises only (weights.json).
    """
    package = files(__package__)
    found: dict[str, Any] = json.loads(package.joinpath("evaluation.json").read_text(encoding="utf-8"))
    weights = json.loads(package.joinpath("weights.json").read_text(encoding="utf-8"))
    return found | {"enterprise_left_out": weights["reached"]["each_enterprise_left_out"]}
