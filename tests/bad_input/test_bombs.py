"""Small files that want to be large, and large ones: each is refused with a sentence, in bounded memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

MEGABYTES, SECONDS = 300, 30
"""What reading one file may cost above the process that reads it: docs/trust.md states the same."""
READ = {
    "a list of clients whose rows are all wrong",
    "a paragraph of 20 000 letters in capitals",
    "a paragraph of 5 000 amounts",
}
"""What is hostile and still an answer."""


@pytest.fixture(scope="module")
def costs() -> list[dict[str, object]]:
    """Give what each bomb said and cost."""
    command = [sys.executable, "-m", "tests.bad_input.bombs"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_bomb_is_refused_in_a_sentence(costs: list[dict[str, object]]) -> None:
    """No bomb is read, kills its reader or comes out as anything but a refusal that names the file or the part."""
    said = {str(cost["name"]): str(cost["said"]) for cost in costs}
    assert len(said) > 20
    assert {name for name, words in said.items() if words == "read"} == READ
    assert [(name, words) for name, words in said.items() if words.startswith(("CRASH", "DIED"))] == []


def test_no_bomb_takes_more_than_the_stated_memory_and_time(costs: list[dict[str, object]]) -> None:
    """Memory and processor stay inside the bounds that docs/trust.md states."""
    beyond = [cost for cost in costs if int(str(cost["megabytes"])) > MEGABYTES or float(str(cost["seconds"])) > SECONDS]
    assert beyond == []
