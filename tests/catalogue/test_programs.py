"""The programs that ship: each file by itself, the catalogue as a whole, and the JSON Schema that editors use."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from matcher.catalogue import FAMILIES, award_files, default_directory, load_catalogue, program_files
from matcher.catalogue_check import check_program, criteria_with_locations
from matcher.document import read_document
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion
from matcher.schema import program_schema
from matcher.validation import validate
from tests.catalogue import HERE, SMALL

FILES = program_files(default_directory())
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def program_in(path: Path) -> Program:
    """Return the program of a file."""
    return validate(Program, read_document(path))


@each_file
def test_a_program_is_valid(path: Path) -> None:
    """The file reads, has the form of a program, and agrees with itself."""
    document = read_document(path)
    program = validate(Program, document)
    assert [str(problem) for problem in check_program(document, program, path)] == []


@each_file
def test_a_program_reads_in_both_languages(path: Path) -> None:
    """Name and summary have words in both languages, short enough for a card, and the summary is translated."""
    program = program_in(path)
    texts = [program.name.fr, program.name.en, program.summary.fr, program.summary.en]
    assert [text for text in texts if not text.strip()] == []
    assert [text for text in texts if len(text) > 420] == []
    assert program.summary.fr != program.summary.en


@each_file
def test_a_program_names_what_it_funds(path: Path) -> None:
    """What the money pays for is stated."""
    assert program_in(path).funds


@each_file
def test_a_program_rests_on_pages_read_after_they_were_written(path: Path) -> None:
    """Every source is a page of the web, read on the day it is dated or later, and not in the future of its reading."""
    for source in program_in(path).sources:
        assert source.url.startswith(("https://", "http://")), source.id
        assert source.page_date is None or source.page_date.first <= source.read_on, source.id


@each_file
def test_a_territory_covers_somebody(path: Path) -> None:
    """Every criterion on territory, nested ones too, covers at least one municipality."""
    empty = [
        location
        for location, criterion in criteria_with_locations(program_in(path))
        if isinstance(criterion, AttributeCriterion)
        and criterion.attribute == "territory"
        and isinstance(criterion.constraint, Accepts)
        and not criterion.constraint.accepted
    ]
    assert empty == []


@each_file
def test_every_criterion_prints_in_both_languages(path: Path) -> None:
    """Every criterion prints a sentence in French and in English, without a placeholder left."""
    for location, criterion in criteria_with_locations(program_in(path)):
        for language in ("fr", "en"):
            sentence = criterion.sentence(language)
            assert sentence.strip(), location
            assert "{" not in sentence, location
            assert "None" not in sentence, location


def test_the_whole_catalogue_loads() -> None:
    """Every program file is in the catalogue that loads, under its own id."""
    assert sorted(path.stem for path in FILES) == sorted(load_catalogue())


def test_every_file_of_the_catalogue_is_a_program() -> None:
    """No file lies in the folders of the catalogue that the loader would pass over."""
    directory = default_directory()
    read = [*FILES, *award_files(directory)]
    others = {directory / "providers.yaml", directory / "LICENSE", directory / "program.schema.json"}
    found = {path for path in directory.rglob("*") if path.is_file() and not path.name.startswith(".")}
    assert sorted(found - others) == sorted(read)


def test_the_catalogue_covers_the_five_families() -> None:
    """The catalogue has ten programs or more of each family, and sixty or more in all."""
    counts = Counter(path.parent.name for path in FILES)
    assert set(FAMILIES) == set(counts)
    assert [(family, counts[family]) for family in FAMILIES if counts[family] < 10] == []
    assert len(FILES) >= 60


def test_every_pole_has_its_program() -> None:
    """The 22 pôles are 22 programs, each for a territory of its own."""
    poles = [program for program in map(program_in, FILES) if program.door == "pole"]
    assert len(poles) == 22
    assert len({program.name.fr for program in poles}) == 22


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a program file."""
    return program_schema()


def as_json(path: Path) -> Any:
    """Return a YAML file as JSON-compatible data, dates as ISO strings."""
    return json.loads(json.dumps(read_document(path).value, default=date.isoformat))


def objections(data: Any) -> list[str]:
    """Return what the JSON Schema says against `data`."""
    return [f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(schema()).iter_errors(data)]


def test_the_schema_is_a_json_schema() -> None:
    """The schema printed for editors is valid JSON Schema, draft 2020-12, and every reference in it leads somewhere."""
    Draft202012Validator.check_schema(schema())
    references = {node["$ref"] for node in nodes(schema()) if "$ref" in node}
    assert "#/$defs/criterion" in references
    assert set() == references - {f"#/$defs/{name}" for name in schema()["$defs"]}


def nodes(part: Any) -> list[dict[str, Any]]:
    """Return every mapping within `part`."""
    if isinstance(part, dict):
        return [part, *(node for value in part.values() for node in nodes(value))]
    return [node for value in part for node in nodes(value)] if isinstance(part, list) else []


@each_file
def test_a_program_passes_the_schema(path: Path) -> None:
    """A file that the matcher accepts, an editor accepts."""
    assert objections(as_json(path)) == []


@pytest.mark.parametrize("path", [*program_files(SMALL), HERE / "unbroken.yaml"], ids=lambda path: path.stem)
def test_a_small_program_passes_the_schema(path: Path) -> None:
    """The programs of the tests, an editor accepts."""
    assert objections(as_json(path)) == []


@pytest.mark.parametrize(
    "mistake",
    [
        "unknown-key",
        "unknown-key-inside",
        "unknown-attribute",
        "unknown-legal-form",
        "unknown-sector",
        "unknown-use",
        "unknown-stage",
        "unknown-family",
        "name-in-one-language",
        "two-keys-in-a-criterion",
        "status-not-allowed",
        "negative-amount",
        "amount-as-text",
        "share-above-1",
        "source-url-without-scheme",
        "no-instrument",
        "summary-too-long",
        "id-with-capitals",
        "list",
    ],
)
def test_the_schema_refuses_a_mistake(mistake: str) -> None:
    """What the form of a file can show, an editor refuses too."""
    assert objections(as_json(HERE / "broken" / mistake / f"{mistake}.yaml"))


def test_the_schema_for_editors_is_current() -> None:
    """The schema file that editors read is the one that the models give; `make schema` writes it."""
    written = json.loads((default_directory() / "program.schema.json").read_text(encoding="utf-8"))
    assert written == program_schema()


@pytest.mark.parametrize("path", [*FILES, *award_files(default_directory())], ids=lambda path: path.stem)
def test_any_reader_of_yaml_reads_the_same(path: Path) -> None:
    """A file means the same to the parser written in Python, which refuses some forms that ours takes."""
    assert yaml.safe_load(path.read_text(encoding="utf-8")) == read_document(path).value


def test_the_schema_describes_every_field() -> None:
    """An editor says of each field what it means, and offers the codes of a vocabulary with theirs."""
    schema = program_schema()
    models = {"Program": schema, **{name: part for name, part in schema["$defs"].items() if name != "criterion"}}
    silent = [
        f"{model}.{field}"
        for model, part in models.items()
        for field, told in part.get("properties", {}).items()
        if "description" not in told
    ]
    assert silent == []
    assert {"const": "grant", "description": "Subvention / Grant"} in schema["properties"]["instruments"]["items"]["anyOf"]
