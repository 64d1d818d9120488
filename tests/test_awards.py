"""Awards: what a file must say, and how they are counted without a mean."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.awards import Award, spread, within
from matcher.catalogue import load_catalogue
from matcher.document import InputError
from matcher.vocabulary.territory import territory
from tests.catalogue import SMALL

GOOD = """program: {program}
awards:
  - recipient: Coopérative de l'Essai
    place: municipality:beloeil
    year: 2024
    amount: 20_000
    project: {{fr: Un toit, en: A roof}}
    url: https://example.org/one
    read_on: 2026-11-23
"""


def award(**fields: Any) -> Award:
    """Return an award of 20,000 $ in Beloeil, except for `fields`."""
    raw: dict[str, Any] = {
        "recipient": "Coop",
        "place": "municipality:beloeil",
        "year": 2024,
        "amount": 20_000,
        "project": {"fr": "Un toit", "en": "A roof"},
        "url": "https://example.org",
        "read_on": date(2026, 11, 23),
    }
    return Award.model_validate(raw | fields)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a copy of the small catalogue with a folder for awards."""
    shutil.copytree(SMALL, tmp_path / "programs")
    (tmp_path / "programs" / "awards").mkdir()
    return tmp_path / "programs"


def test_awards_are_read_with_the_catalogue(programs: Path) -> None:
    """A file of awards belongs to the catalogue, whose version changes with it."""
    before = load_catalogue(programs)
    program = next(iter(before))
    (programs / "awards" / f"{program}.yaml").write_text(GOOD.format(program=program), encoding="utf-8")
    after = load_catalogue(programs)
    assert [a.amount for a in after.awards[program]] == [20_000]
    assert before.version != after.version


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("municipality:beloeil", "municipality:beloeill", ["awards[0].place", "no such place", "municipality:beloeil"]),
        ("municipality:beloeil", "region:monteregie", ["awards[0].place", "no such place"]),
        ("year: 2024", "year: 2027", ["awards[0].year", "dated after the day it was read"]),
        ("year: 2024", "year: 1900", ["awards[0].year", "too small"]),
        ("amount: 20_000", "amount: 20_000.50", ["awards[0].amount", "whole number"]),
        ("read_on: 2026-11-23", "when: 2026", ["awards[0].when", "unknown"]),
        ("{{fr: Un toit, en: A roof}}", "{{fr: Un toit}}", ["awards[0].project.en", "missing"]),
    ],
)
def test_a_mistake_is_said_with_its_place(programs: Path, old: str, new: str, words: list[str]) -> None:
    """Each mistake names the file, the line, the place and what was expected."""
    program = next(iter(load_catalogue(programs)))
    text = GOOD.replace(old, new)
    assert text != GOOD
    (programs / "awards" / f"{program}.yaml").write_text(text.format(program=program), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_catalogue(programs)
    assert [word for word in [f"programs/awards/{program}.yaml:", *words] if word not in str(caught.value)] == [], str(
        caught.value
    )


def test_a_program_that_does_not_exist(programs: Path) -> None:
    """Awards of no program, or under another name than their file, are refused."""
    (programs / "awards" / "other.yaml").write_text(GOOD.format(program="no-such"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_catalogue(programs)
    assert "no program with this id" in str(caught.value)
    assert "not the name of the file" in str(caught.value)


def test_the_spread_has_no_mean() -> None:
    """Awards are counted and bounded; one without an amount is counted and bounds nothing."""
    found = spread([award(amount=90_000), award(amount=479_100), award(amount=None)])
    assert (found.count, found.low, found.high) == (3, 90_000, 479_100)
    nothing = spread([])
    assert (nothing.count, nothing.low, nothing.high) == (0, None, None)


def test_within_a_region() -> None:
    """Near is the same region; a place wider than a region has them all."""
    here, far = award(), award(place="municipality:gaspe")
    assert within([here, far], territory()["municipality:saint-hyacinthe"]) == [here]
    assert within([here, far], territory()["region:monteregie"]) == [here]
    assert within([here, far], territory()["quebec"]) == [here, far]
