"""The catalogue in the words of schema.org, for search engines and linked data.

A program is something that an organization offers, and so always a service: a `GovernmentService` if a public body offers it
(that is schema.org's definition), else a `Service`. What its main type of aid brings is its second type, because schema.org gives
a grant alone neither a place, an audience nor days: `MonetaryGrant` for what is given, `LoanOrCredit` for what is lent,
`InvestmentOrDeposit` for what is invested, `FinancialProduct` for a guarantee, which is no loan. A loan that may be forgiven is a
loan until it is. Advice, training and tax measures bring no money and have no second type.
"""

from __future__ import annotations

import json
from typing import Any

from matcher.catalogue import Catalogue, Provider
from matcher.export.criteria import accepted_codes
from matcher.export.document import CREDIT, LICENCE
from matcher.locale import N_, translate
from matcher.program import Intake, Program
from matcher.vocabulary.terms import Term, vocabulary
from matcher.vocabulary.territory import territory
from matcher.vocabulary.territory_places import Place

MONEY = {
    "MonetaryGrant": {"grant", "wage_subsidy", "award", "donation", "matched_crowdfunding"},
    "LoanOrCredit": {"loan", "forgivable_loan"},
    "InvestmentOrDeposit": {"patient_capital", "quasi_equity", "equity", "bond"},
    "FinancialProduct": {"loan_guarantee"},
}
"""Which types of aid each type of schema.org stands for."""
PUBLIC_BODIES = {"government", "municipal", "crown_corporation"}
GONE = "https://schema.org/Discontinued"
YEAR = "ANN"
"""A year in the unit codes (UN/CEFACT) that schema.org takes."""


def as_json_ld(catalogue: Catalogue) -> str:
    """Write the graph: a data set and the programs, in the order of their ids."""
    dataset = {
        "@type": "Dataset",
        "@id": "urn:funding-matcher:catalogue",
        "name": _said(N_("Funding programs for Québec's social economy")),
        "description": _said(N_("What each program offers, to whom, where and when, with the pages that say so.")),
        "license": LICENCE,
        "creditText": CREDIT,
        "version": catalogue.version,
    }
    programs = [_program(program, catalogue.providers[program.provider]) for _, program in sorted(catalogue.items())]
    return json.dumps({"@context": "https://schema.org", "@graph": [dataset, *programs]}, ensure_ascii=False, indent=1) + "\n"


def _both(french: str, english: str) -> list[dict[str, str]]:
    return [{"@language": "fr-CA", "@value": french}, {"@language": "en-CA", "@value": english}]


def _said(sentence: str) -> list[dict[str, str]]:
    return _both(translate(sentence, "fr"), translate(sentence, "en"))


def _labels(term: Term | Place) -> list[dict[str, str]]:
    return _both(term.label("fr"), term.label("en"))


def _program(program: Program, provider: Provider) -> dict[str, Any]:
    """Return the node of one program: what is stated of it, and nothing else."""
    money = next((kind for kind, codes in MONEY.items() if program.instruments[0] in codes), None)
    organization = _organization(program.provider, provider)
    stated = {
        "identifier": program.id,
        "name": _both(program.name.fr, program.name.en),
        "alternateName": list(program.former_names),
        "description": _both(program.summary.fr, program.summary.en),
        "category": _labels(vocabulary("families")[program.family]),
        "serviceType": [text for code in program.instruments for text in _labels(vocabulary("instruments")[code])],
        "provider": organization,
        "funder": organization if money == "MonetaryGrant" else None,
        "areaServed": [_area(code) for code in accepted_codes(program, "territory")],
        "audience": [_audience(code) for code in accepted_codes(program, "legal_form")],
        "amount": _amount(program) if money not in {None, "FinancialProduct"} else None,
        **(_loan(program) if money == "LoanOrCredit" else {}),
        "offers": _offers(program),
        "url": program.apply and program.apply.url,
        "subjectOf": [{"@type": "WebPage", "url": source.url} for source in program.sources],
    }
    head = {"@type": _types(provider, money), "@id": f"urn:funding-matcher:program:{program.id}"}
    return head | {key: value for key, value in stated.items() if value}


def _types(provider: Provider, money: str | None) -> list[str]:
    """Return the types of a program. A loan and an investment are already services for schema.org; a grant is not."""
    if provider.kind in PUBLIC_BODIES:
        return ["GovernmentService", money] if money else ["GovernmentService"]
    return ["Service", money] if money == "MonetaryGrant" else [money or "Service"]


def _organization(provider_id: str, provider: Provider) -> dict[str, Any]:
    return {
        "@type": "GovernmentOrganization" if provider.kind in PUBLIC_BODIES else "Organization",
        "@id": f"urn:funding-matcher:provider:{provider_id}",
        "name": _both(provider.name.fr, provider.name.en),
        **({"url": provider.url} if provider.url else {}),
    }


def _area(code: str) -> dict[str, Any]:
    return {"@type": "AdministrativeArea", "identifier": code, "name": _labels(territory()[code])}


def _audience(code: str) -> dict[str, Any]:
    return {"@type": "Audience", "audienceType": _labels(vocabulary("legal_forms")[code])}


def _amount(program: Program) -> dict[str, Any] | None:
    amount = program.amount
    if amount is None:
        return None
    return {"@type": "MonetaryAmount", "currency": "CAD"} | _bounds(amount.min, amount.max)


def _bounds(low: float | None, high: float | None) -> dict[str, float]:
    return {key: value for key, value in (("minValue", low), ("maxValue", high)) if value is not None}


def _loan(program: Program) -> dict[str, Any]:
    """Return how long a loan runs and what secures it. Its rate stands in words, for which schema.org has no property."""
    terms = program.loan_terms
    years = terms and terms.term_years
    return {
        "loanTerm": years and {"@type": "QuantitativeValue", "unitCode": YEAR, **_bounds(years.get("min"), years.get("max"))},
        "requiredCollateral": terms and terms.security and _both(terms.security.fr, terms.security.en),
    }


def _offers(program: Program) -> list[dict[str, str]]:
    """Return each dated call as an offer, both days included; a closed program is said to be discontinued."""
    calls = program.intakes if isinstance(program.intakes, tuple) else ()
    closed = program.status == "closed"
    gone = {"availability": GONE} if closed else {}
    ended = {"availabilityEnds": program.closed_on.text} if program.closed_on and not calls else {}
    return [_offer(call) | gone for call in calls] or ([{"@type": "Offer"} | ended | gone] if closed else [])


def _offer(call: Intake) -> dict[str, str]:
    days = {"availabilityStarts": call.opens, "availabilityEnds": call.closes}
    return {"@type": "Offer"} | {key: day.isoformat() for key, day in days.items() if day}
