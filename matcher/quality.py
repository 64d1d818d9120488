"""The last figures of `matcher evaluate` that ship with the package, for the page that shows them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.locale import N_

METHODS = {
    "matcher": N_("This tool"),
    "structure_and_text": N_("Form, place and uses, plus words"),
    "tf_idf": N_("Words (TF-IDF)"),
    "bm25": N_("Words (BM25)"),
    "encoder": N_("Meaning of the sentences (neural encoder)"),
    "rules_only": N_("Rules only, by name"),
    "by_aid_type": N_("By type of aid"),
    "alphabetical": N_("Alphabetical"),
    "oldest_opening": N_("Oldest opening first"),
}
"""What the methods of the evaluation are called, the best first."""


@cache
def measured() -> dict[str, Any]:
    """Return the document of evaluation.json: that of `matcher evaluate` on tests/cases/funded.yaml (`make evaluate`).

    `enterprise_left_out` holds the measures with weights learnt from other enterprises only (weights.json).
    """
    package = files(__package__)
    found: dict[str, Any] = json.loads(package.joinpath("evaluation.json").read_text(encoding="utf-8"))
    weights = json.loads(package.joinpath("weights.json").read_text(encoding="utf-8"))
    return found | {"enterprise_left_out": weights["reached"]["each_enterprise_left_out"]}
