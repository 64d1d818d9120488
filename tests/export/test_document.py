"""The JSON document: everything that the files state, as its own JSON Schema says."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from matcher.catalogue import Catalogue, default_directory, load_catalogue
from matcher.curation.history import Files, written_now
from matcher.export.document import CREDIT, LICENCE, as_json, document_schema
from tests.catalogue import SMALL
from tests.export.conftest import shuffled


@cache
def validator() -> Draft202012Validator:
    schema = document_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def findings(document: Any) -> list[str]:
    """Return what the JSON Schema finds wrong, by place."""
    return [f"{list(error.absolute_path)}: {error.message}"[:200] for error in validator().iter_errors(document)]


@pytest.fixture(scope="module")
def files() -> Files:
    """Return every program as its file holds it."""
    return written_now(default_directory())


@pytest.fixture
def small() -> Any:
    """Return the document of the small catalogue, with an award."""
    document = json.loads(as_json(load_catalogue(SMALL), written_now(SMALL)))
    text = {"fr": "Agrandir.", "en": "Enlarge."}
    award = {
        "recipient": "Coop",
        "place": "municipality:beloeil",
        "year": 2021,
        "project": text,
        "url": "https://example.org",
        "read_on": "2026-11-23",
    }
    document["awards"]["a-pret"] = [award]
    return document


def test_it_follows_its_json_schema(real: Catalogue, files: Files) -> None:
    """Every sheet is one that the schema of a program file takes, every provider and award one of its model."""
    document = json.loads(as_json(real, files))
    assert findings(document) == []
    assert [item["sheet"]["id"] for item in document["programs"]] == sorted(real)
    assert (len(document["providers"]), len(document["awards"])) == (len(real.providers), len(real.awards))


def test_it_loses_nothing(real: Catalogue, files: Files) -> None:
    """Each sheet is its file, each criterion is said in both languages, and each award is there."""
    document = json.loads(as_json(real, files))
    for item in document["programs"]:
        program_id = item["sheet"]["id"]
        assert item["sheet"] == json.loads(json.dumps(files[program_id], default=str))
        places = [place for place, _ in real[program_id].eligibility.written()]
        assert [criterion["place"] for criterion in item["criteria"]] == places
        assert all(criterion["fr"] and criterion["en"] for criterion in item["criteria"])
    assert {key: len(found) for key, found in document["awards"].items()} == {
        key: len(found) for key, found in real.awards.items()
    }


def remove_the_name(document: Any) -> None:
    del document["programs"][0]["sheet"]["name"]


def invent_a_key(document: Any) -> None:
    document["programs"][0]["sheet"]["colour"] = "blue"


def forget_a_language(document: Any) -> None:
    del document["programs"][1]["criteria"][0]["fr"]


def misname_a_level(document: Any) -> None:
    document["providers"]["ministere-essai"]["public_money"] = "perhaps"


def give_words_for_an_amount(document: Any) -> None:
    document["awards"]["a-pret"][0]["amount"] = "much"


def misdate_an_award(document: Any) -> None:
    document["awards"]["a-pret"][0]["read_on"] = "yesterday"


def change_the_licence(document: Any) -> None:
    document["licence"] = "https://example.org/all-rights-reserved"


@pytest.mark.parametrize(
    "spoil",
    [
        remove_the_name,
        invent_a_key,
        forget_a_language,
        misname_a_level,
        give_words_for_an_amount,
        misdate_an_award,
        change_the_licence,
    ],
)
def test_its_schema_can_refuse(small: Any, spoil: Any) -> None:
    """Each mistake is found, in a document in which there was none."""
    assert findings(small) == []
    spoil(small)
    assert len(findings(small)) >= 1


def test_the_licence_is_that_of_the_catalogue() -> None:
    """The licence and the credit are those that the catalogue states."""
    text = (Path(default_directory()) / "LICENSE").read_text(encoding="utf-8")
    assert LICENCE in text
    assert CREDIT in text


def test_the_same_catalogue_gives_the_same_bytes(real: Catalogue, files: Files) -> None:
    """Nothing of the day, the machine or the order of files shows."""
    assert as_json(real, files) == as_json(shuffled(real), dict(reversed(files.items())))
