"""What is taken up after a change is what would be loaded anew, whatever was changed before."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from matcher.api.shelf import Loaded, load
from matcher.catalogue import CatalogueFiles, program_files
from matcher.document import InputError
from matcher.json_documents import matches_answer
from matcher.matching import MOST_EDITED, Matcher
from matcher.profile import Profile
from tests.catalogue import SMALL
from tests.small import catalogue, program

DAY = date(2026, 11, 23)
EDITS = [
    ("registered_charity: true", "registered_charity: false"),
    ("sector: [food]", "sector: [tourism]"),
    ("sector: [food]", "any: [{sector: [food]}, {employees: {min: 5}}]"),
    ("legal_form: [nonprofit, cooperative]", "legal_form: [nonprofit]"),
    ("legal_form: [cooperative]", "legal_form: [nonprofit, cooperative]"),
    ("years_operating: {min: 2}", "years_operating: {min: 3}"),
    ("annual_revenue: {min: 100_000}", "annual_revenue: {min: 90_000}"),
    ("page_date: 2025", "page_date: 2024"),
    ("fr: Don", "fr: Grand don"),
]
PROFILES = [
    {},
    {"enterprise": {"legal_form": "nonprofit", "registered_charity": True, "sector": ["food", "tourism"], "founded": "2024"}},
    {"enterprise": {"legal_form": "worker_coop", "annual_revenue": 95_000, "employees": 7}, "project": {"total_cost": 80_000}},
    {"enterprise": {"sector": ["gambling"], "employees": 3}, "confirmations": {"a-don-free-of-charge": True}},
]


def change(directory: Path, chance: random.Random) -> None:
    """Edit one sheet, add a copy of one, take a copy away, or break one, which the next change may mend."""
    broken = [path for path in program_files(directory) if "id: [" in path.read_text(encoding="utf-8")]
    if broken:
        path = broken[0]
        path.write_text(path.read_text(encoding="utf-8").replace("id: [", "id: ", 1), encoding="utf-8")
        return
    path = chance.choice(program_files(directory))
    text = path.read_text(encoding="utf-8")
    kind = chance.choices(["edit", "add", "remove", "break"], [6, 1, 1, 1])[0]
    if kind == "break":
        path.write_text(text.replace("id: ", "id: [", 1), encoding="utf-8")
    elif kind == "remove" and path.stem.endswith("-copy"):
        path.unlink()
    elif kind == "add" and not path.stem.endswith("-copy"):
        copy = path.with_stem(f"{path.stem}-copy")
        copy.write_text(text.replace(f"id: {path.stem}\n", f"id: {copy.stem}\n", 1), encoding="utf-8")
    else:
        for before, after in chance.sample(EDITS, len(EDITS)):
            for old, new in ((before, after), (after, before)):
                if old in text:
                    path.write_text(text.replace(old, new), encoding="utf-8")
                    return


def said(loaded: Loaded) -> list[object]:
    """Return what somebody can see of a loaded catalogue: its programs, what it answers, and what is found in it."""
    answers = [
        matches_answer(loaded.matcher.match(Profile.model_validate(raw), DAY), loaded.catalogue, "fr", 20) for raw in PROFILES
    ]
    return [loaded.catalogue, loaded.regions, answers, loaded.search.find("don alimentation")]


def outcome(files: CatalogueFiles, before: Loaded | None) -> tuple[Loaded | None, list[object]]:
    """Return what stands after a load, and what can be seen of it: the mistakes, where it changes nothing."""
    try:
        loaded = load(files, DAY, before)
    except InputError as error:
        return before, list(error.problems)
    return loaded, said(loaded)


@pytest.mark.parametrize("seed", range(4))
def test_a_catalogue_that_changed_is_the_one_that_would_be_read_anew(tmp_path: Path, seed: int) -> None:
    """Sheets are edited, added, taken away, broken and mended; mistakes are told the same too."""
    chance = random.Random(seed)
    directory = Path(shutil.copytree(SMALL, tmp_path / "programs"))
    files = CatalogueFiles(directory)
    loaded, _ = outcome(files, None)
    for _ in range(15):
        change(directory, chance)
        loaded, found = outcome(files, loaded)
        assert found == outcome(CatalogueFiles(directory), None)[1]


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    """The other sheets are the same objects, and the criteria of the one that changed are patched into the index."""
    directory = Path(shutil.copytree(SMALL, tmp_path / "programs"))
    files = CatalogueFiles(directory)
    before = load(files, DAY)
    file = directory / "foundation" / "a-don.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("sector: [food]", "sector: [tourism]"), encoding="utf-8")
    after = load(files, DAY, before)
    assert [program_id for program_id in after.catalogue if after.catalogue[program_id] is not before.catalogue[program_id]] == [
        "a-don"
    ]
    assert list(after.matcher.rules(DAY).index.edited) == ["a-don"]


def test_many_edits_make_a_new_index() -> None:
    """Each program that is patched in costs every answer a little: at most ten are, in one edition or several."""
    programs = [
        program(f"p{number:02}", eligibility={"requires": [{"employees": {"min": 5}}]}) for number in range(MOST_EDITED + 1)
    ]
    matcher = Matcher(catalogue(*programs))
    for count in range(1, MOST_EDITED + 2):
        edited = [program(p.id, eligibility={"requires": [{"employees": {"min": 6}}]}) for p in programs[:count]] + programs[
            count:
        ]
        matcher.rules(DAY)
        matcher = Matcher(catalogue(*edited), before=matcher)
        assert len(matcher.rules(DAY).index.edited) == (count if count <= MOST_EDITED else 0)
