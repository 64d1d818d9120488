"""The rows of the French public schema, held to its rules as it documents them."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from frictionless import Resource, Schema

from matcher.catalogue import Catalogue
from matcher.export.dispositif import FIELDS, KINDS, TARGETS, as_dispositifs, undated
from matcher.vocabulary.terms import vocabulary
from tests.export.conftest import shuffled
from tests.small import catalogue, program, requires

# The rules of https://github.com/etalab/schema-dispositif-aide/raw/v0.2.0/build/dispositif-aide/schema.json, in our own words:
# field, type, format, and what it may hold.
REQUIRED = {"required": True}
TARGET = r"(professionnels|particuliers|associations|secteur public)"
PLACE = r"[A-Z]+-\d+"
RULES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("id", "string", "uuid", REQUIRED | {"unique": True}),
    ("titre", "string", "default", REQUIRED),
    ("promesse", "string", "default", {"maxLength": 180}),
    ("description", "string", "default", REQUIRED | {"maxLength": 5000}),
    ("eligibilite", "string", "default", REQUIRED),
    ("types_aides", "string", "default", REQUIRED),
    ("porteurs", "string", "default", REQUIRED),
    ("programmes_parents", "string", "default", {}),
    ("url_source", "string", "uri", {"pattern": r"^(https?://).+"}),
    ("cibles", "string", "default", REQUIRED | {"pattern": rf"^{TARGET}(\|{TARGET})*$"}),
    ("eligibilite_geographique", "string", "default", REQUIRED | {"pattern": rf"^{PLACE}(\|{PLACE})*$"}),
    ("eligibilite_geographique_exclusions", "string", "default", {"pattern": rf"^{PLACE}(\|{PLACE})*$"}),
    ("date_ouverture", "datetime", "default", {}),
    ("date_cloture", "datetime", "default", {}),
    ("date_mise_a_jour", "datetime", "default", REQUIRED),
)
# Words of the open lists that the schema refers to and does not hold.
KINDS_OF_AID = {"assistance", "avantage fiscal", "conseil", "étude", "financement", "formation", "information", "prêt"}
ROLES = {"diffuseur", "financeur", "instructeur"}


def rows(text: str) -> dict[str, dict[str, str]]:
    """Return the rows by title."""
    return {row["titre"]: row for row in csv.DictReader(StringIO(text, newline=""))}


def row(**fields: Any) -> dict[str, str]:
    """Return the row of one program."""
    return rows(as_dispositifs(catalogue(program("p", **fields))))["Programme p"]


def findings(text: str, folder: Path) -> list[list[object]]:
    """Return what Frictionless finds wrong with rows by the rules of the schema."""
    fields = [{"name": name, "type": kind, "format": form, "constraints": rules} for name, kind, form, rules in RULES]
    (folder / "dispositifs.csv").write_text(text, encoding="utf-8", newline="")
    schema = Schema.from_descriptor({"fields": fields, "missingValues": [""]})
    return (
        Resource(path="dispositifs.csv", basepath=str(folder), schema=schema)
        .validate()
        .flatten(["rowNumber", "fieldName", "note"])
    )


@pytest.mark.parametrize("name", ["real", "rich"])
def test_it_follows_the_rules_of_the_schema(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Frictionless finds nothing wrong, and every program with a date has its row."""
    found: Catalogue = request.getfixturevalue(name)
    text = as_dispositifs(found)
    assert findings(text, tmp_path) == []
    assert list(FIELDS) == [name for name, *_ in RULES]
    assert len(list(csv.reader(StringIO(text)))) == 1 + len(found) - len(undated(found))


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        (",Programme loan,,", ",,,", "titre"),
        ("associations|professionnels", "associations|tous", "cibles"),
        ("PAYS-99401", "Québec", "eligibilite_geographique"),
        ("2026-01-15T05:00:00Z", "15 janvier", "date_ouverture"),
        ("2026-11-23T05:00:00Z", "", "date_mise_a_jour"),
        ("https://example.org/loan", "page 3", "url_source"),
    ],
)
def test_the_rules_can_refuse(rich: Catalogue, tmp_path: Path, right: str, wrong: str, field: str) -> None:
    """A missing title, an unknown target, a place that is no code, words for a date and an address that is none are found."""
    text = as_dispositifs(rich)
    assert right in text
    assert field in str(findings(text.replace(right, wrong, 1), tmp_path))


def test_open_lists_hold_known_words(real: Catalogue) -> None:
    """Types of aid and roles are words that are in use, and a carrier has a name, a SIREN that is empty, and its roles."""
    for found in rows(as_dispositifs(real)).values():
        assert set(found["types_aides"].split("|")) <= KINDS_OF_AID
        for carrier in json.loads(found["porteurs"]):
            assert (set(carrier), carrier["siren"], bool(carrier["nom"])) == ({"nom", "siren", "roles"}, "", True)
            assert set(carrier["roles"]) <= ROLES
    assert set(KINDS) <= set(vocabulary("instruments"))


def test_every_legal_form_is_in_a_target() -> None:
    """No legal form of the vocabulary is forgotten."""
    forms = vocabulary("legal_forms")
    assert {code for codes in TARGETS.values() for named in codes for code in forms.covered_by(named)} >= {
        meaning for code in forms for meaning in forms.covered_by(code)
    }


@pytest.mark.parametrize(
    ("criteria", "targets"),
    [
        ([], "associations|professionnels"),
        ([{"legal_form": ["worker_coop"]}], "professionnels"),
        ([{"legal_form": ["cpe"]}], "associations|professionnels"),
        ([{"registered_charity": True}], "associations"),
        ([{"any": [{"legal_form": ["municipality"]}, {"legal_form": ["nonprofit"]}]}], "associations|secteur public"),
        ([{"not": {"legal_form": ["individual"]}}], "associations|professionnels"),
    ],
)
def test_targets(criteria: list[Any], targets: str) -> None:
    """Targets are those of the legal forms that are accepted, of all enterprises where none is named."""
    assert row(eligibility=requires(*criteria))["cibles"] == targets


def test_days_of_quebec_are_written_in_utc(rich: Catalogue) -> None:
    """A call of the summer ends four hours later in UTC; the last known call counts, in whichever order they are written."""
    loan = rows(as_dispositifs(rich))["Programme loan"]
    assert (loan["date_ouverture"], loan["date_cloture"]) == ("2026-01-15T05:00:00Z", "2026-08-01T03:59:59Z")
    assert loan["date_mise_a_jour"] == "2026-11-20T05:00:00Z"


def test_a_closed_program_says_so(rich: Catalogue) -> None:
    """A closed program has ended by the last day on which it may have closed, and its description says that it is closed."""
    closed = rows(as_dispositifs(rich))["Programme closed"]
    assert closed["date_cloture"] == "2024-07-01T03:59:59Z"
    assert closed["description"].endswith("\nFermé")
    assert closed["programmes_parents"] == "Programme loan"


def test_what_no_page_dates_is_left_out(rich: Catalogue) -> None:
    """A date of update is never made up: a program without one has no row, and is named."""
    assert undated(rich) == ["unread"]
    assert "Programme unread" not in rows(as_dispositifs(rich))


def test_a_row_says_what_the_sheet_says(rich: Catalogue) -> None:
    """Money stands in the description, criteria one a line, and the page of the provider is preferred to what others say of it."""
    loan = rows(as_dispositifs(rich))["Programme loan"]
    assert "\nMontant\u00a0: de 0\u00a0$ à 50\u00a0000\u00a0$, jusqu'à 50\u00a0% des coûts\n" in loan["description"]
    lines = loan["eligibilite"].split("\n")
    assert (len(lines), all(line.startswith("• ") for line in lines)) == (5, True)
    assert loan["url_source"] == "https://example.org/loan"
    assert (loan["types_aides"], loan["promesse"]) == ("prêt|conseil", "")
    assert json.loads(loan["porteurs"])[0]["roles"] == ["diffuseur", "financeur"]
    assert row()["eligibilite"] == "• Les sources n'énoncent aucun critère."


def test_a_long_description_is_cut() -> None:
    """No description is longer than the schema allows."""
    part = {"name": {"fr": "x" * 400, "en": "x"}, "instruments": ["grant"]}
    long = row(components=[part | {"id": f"part-{number}"} for number in range(20)])["description"]
    assert (len(long), long.endswith(" …")) == (5000, True)


def test_identifiers_never_change(rich: Catalogue) -> None:
    """A program has the same identifier every time."""
    assert UUID(row()["id"]) == UUID(rows(as_dispositifs(catalogue(program("p"))))["Programme p"]["id"])
    assert len({found["id"] for found in rows(as_dispositifs(rich)).values()}) == 3
    assert rows(as_dispositifs(catalogue(program("piec"))))["Programme piec"]["id"] == "8574920d-799a-56a5-b45d-1b23bfaa3ea5"


def test_the_same_catalogue_gives_the_same_bytes(real: Catalogue) -> None:
    """Nothing of the day, the machine or the order of files shows."""
    assert as_dispositifs(real) == as_dispositifs(shuffled(real))
