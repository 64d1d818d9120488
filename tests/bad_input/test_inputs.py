"""Inputs that found a bug, and others that try: an answer or a sentence in both languages comes out, in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from fuzz import targets
from fuzz.targets import TARGETS
from matcher.document import InputError
from matcher.workspace.errors import WorkspaceError

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "bad_input.yaml").read_text(encoding="utf-8"))
SEEDS = Path(targets.__file__).parent / "seeds"
FOUND = Path(__file__).parent / "found"
SECONDS = 10
"""Of processor: none of these needs one second on a quiet machine."""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what is refused while a target runs."""
    sentences: list[str] = []
    judged = targets._refusing

    def listening(read: Callable[[], object]) -> None:
        def told() -> object:
            try:
                return read()
            except (InputError, WorkspaceError) as error:
                sentences.append(error.text("en"))
                raise

        judged(told)

    monkeypatch.setattr(targets, "_refusing", listening)
    monkeypatch.setenv("MATCHER_WORKSPACE_KEY", "RkQzV3dXZ0xqZ2RkYk5yZ2R0c1Z0Zk1hYjEyMzQ1Njc=")
    return sentences


def content(case: dict[str, Any]) -> bytes:
    """Return the bytes of a case."""
    if "bytes" in case:
        return bytes.fromhex(case["bytes"])
    return (case.get("before", "") + case["text"] * case.get("repeat", 1) + case.get("after", "")).encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['target']}: {case['name']}")
def test_bad_input_is_read_or_refused_in_a_sentence(case: dict[str, Any], said: list[str]) -> None:
    """Nothing but an answer or a refusal comes out, and the refusal says what is wrong."""
    began = time.process_time()
    TARGETS[case["target"]](content(case))
    assert time.process_time() - began < SECONDS
    if "says" in case:
        assert case["says"] in "\n".join(said)


@pytest.mark.parametrize("name", TARGETS)
def test_the_kept_inputs_of_a_target_pass(name: str, said: list[str]) -> None:
    """The seeds, and every file that a campaign found, go through the target again."""
    kept = [*SEEDS.glob(f"{name}/*"), *FOUND.glob(f"{name}/*")]
    assert kept
    for path in kept:
        TARGETS[name](path.read_bytes())
