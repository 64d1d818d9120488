"""What a dollar of each payer counts, whose money counts, and what borrowed money costs: each rule where its answer changes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from matcher.budget import Contribution, Funding
from matcher.planning.limits import (
    Payer,
    ceiling_for,
    debt_service,
    payer_of_contribution,
    payer_of_funding,
    rules_of,
    weight_of,
    yearly_payment,
)
from matcher.program import Stacking, Weights
from tests.planning.small import catalogue, drafted, profile
from tests.small import AS_OF

BY_KIND = {"non_repayable": 1.0, "repayable": 0.3}
BY_GIVER = {**BY_KIND, "giver": {"municipal": 0.9, "mrc": 0.8, "federal": 0.0}}
BY_TYPE = {**BY_KIND, "instrument": {"loan": 0.35, "tax_credit": 0.5}}


@pytest.mark.parametrize(
    ("counts", "level", "instruments", "weight"),
    [
        (None, "provincial", ("grant",), None),
        ({}, "provincial", ("grant",), None),
        ({}, None, (), None),
        (BY_KIND, "provincial", ("grant",), "1"),
        (BY_KIND, "provincial", ("loan",), "3/10"),
        (BY_KIND, "provincial", ("equity",), "3/10"),
        (BY_KIND, "provincial", ("forgivable_loan",), "1"),
        (BY_KIND, "provincial", ("loan", "grant"), "1"),
        (BY_KIND, None, ("loan",), "3/10"),
        (BY_KIND, "provincial", (), None),
        ({"non_repayable": 1.0}, "provincial", ("loan",), None),
        ({"non_repayable": 1.0}, "provincial", ("grant", "loan"), None),
        ({"repayable": 0.3}, "provincial", ("grant",), None),
        ({"repayable": 0.0}, "provincial", ("loan",), "0"),
        (BY_GIVER, "municipal", ("grant",), "9/10"),
        (BY_GIVER, "mrc", ("loan",), "4/5"),
        (BY_GIVER, "federal", ("grant",), "0"),
        (BY_GIVER, "provincial", ("loan",), "3/10"),
        (BY_GIVER, "mrc", (), "4/5"),
        ({"giver": {"municipal": 0.9}}, "mrc", ("grant",), "9/10"),
        ({"giver": {"mrc": 0.9}}, "municipal", ("grant",), None),
        (BY_TYPE, "provincial", ("loan",), "7/20"),
        (BY_TYPE, "provincial", ("tax_credit",), "1/2"),
        (BY_TYPE, "provincial", ("loan", "tax_credit"), "1/2"),
        (BY_TYPE, "provincial", ("bond",), "3/10"),
    ],
)
def test_what_a_dollar_counts(
    counts: dict[str, Any] | None, level: str | None, instruments: tuple[str, ...], weight: str | None
) -> None:
    """By whose money it is, the narrowest level first; else by its type; else by whether it is repaid; the heaviest of several."""
    read = None if counts is None else Weights.model_validate(counts)
    assert weight_of(Payer("one", instruments, level, public=True), read) == (None if weight is None else Fraction(weight))


CLASSES = {"social_economy": 0.8, "other": 0.5}


@pytest.mark.parametrize(
    ("ceiling", "social", "expected"),
    [
        (None, True, None),
        (0.35, None, "7/20"),
        (CLASSES, True, "4/5"),
        (CLASSES, False, "1/2"),
        (CLASSES, None, "1/2"),
        ({"social_economy": 0.4, "other": 0.5}, None, "2/5"),
        ({"social_economy": 0.4, "other": 0.5}, True, "2/5"),
        ({"other": 0.5}, True, "1/2"),
    ],
)
def test_the_ceiling_of_an_applicant(ceiling: Any, social: bool | None, expected: str | None) -> None:
    """The one of its class, the lower one while the class is not said, exactly as it is written."""
    found = ceiling_for(Stacking(ceiling=ceiling), profile(social_economy=social))
    assert found == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(
    ("who", "payer", "weight", "unknown"),
    [
        ([], {"level": None, "public": None}, 1, True),
        ([], {"level": None, "public": True}, 1, False),
        ([], {"level": "private", "public": None}, 1, True),
        ([], {"level": "federal", "public": False}, None, False),
        (["federal"], {"level": None, "public": True}, 1, False),
        (["federal"], {"level": "private", "public": True}, 1, False),
        (["federal"], {"level": "federal", "public": True}, 1, False),
        (["federal"], {"level": "provincial", "public": True}, None, False),
        (["federal"], {"level": "federal", "public": False}, None, False),
        (["municipal"], {"level": "mrc", "public": True}, 1, False),
        (["federal"], {"level": "indigenous", "public": True}, 1, True),
        (["federal"], {"level": "provincial", "public": True, "crown": True}, None, False),
        (["federal", "crown_corporation"], {"level": "provincial", "public": True, "crown": True}, 1, False),
        (["federal", "crown_corporation"], {"level": "provincial", "public": True}, None, False),
    ],
)
def test_whose_dollar_counts(who: list[str], payer: dict[str, Any], weight: int | None, unknown: bool) -> None:
    """Public money of those who are named counts; money that may or may not be of theirs counts in full, and is noted."""
    stacking = {"ceiling": 0.8, "base": "total_cost", "who_counts": who}
    found = drafted(catalogue({"ruled": {"provider": "quebec", "stacking": stacking}}), profile())
    candidate = next(one for one in found.candidates.values() if one.program.id == "ruled")
    one = Payer("one", ("grant",), **payer)
    (rule,) = rules_of(candidate, [one], profile(), found.costs)
    assert rule.limit.weights.get("one") == weight
    assert rule.unknown == ({"one": 0} if unknown else {})


@pytest.mark.parametrize(
    ("contribution", "level", "public"),
    [("cash", "private", False), ("municipal", "municipal", True), ("in_kind", "private", False)],
)
def test_what_is_put_in_is_private_but_for_what_a_municipality_gives(contribution: str, level: str, public: bool) -> None:
    """Whose money an own contribution is."""
    read = Contribution.model_validate({"kind": contribution, "amount": 1})
    assert payer_of_contribution(read, "own") == Payer("own", ("donation",), level, public)


@pytest.mark.parametrize(("giver", "public"), [(None, None), ("private", False), ("federal", True), ("mrc", True)])
def test_money_from_elsewhere_is_public_if_its_giver_is(giver: str | None, public: bool | None) -> None:
    """Whose money a source outside the catalogue is, and of what type, as far as either is said."""
    given = {"label": "x", "amount": 1} | ({"giver": giver} if giver else {})
    assert payer_of_funding(Funding.model_validate(given), "f") == Payer("f", (), giver, public)
    assert payer_of_funding(Funding.model_validate({**given, "instrument": "loan"}), "f").instruments == ("loan",)


LENT = {"provider": "bank", "instruments": ["loan"], "amount": {"max": 100}}


@pytest.mark.parametrize(
    ("terms", "payment"),
    [
        (None, None),
        ({"rate_range": {"min": 0.05}, "term_years": {"max": 10}}, None),
        ({"rate_range": {"max": 0.05}}, None),
        ({"rate_range": {"max": 0.05}, "term_years": {"min": 10}}, None),
        ({"rate_range": {"min": 0.0, "max": 0.0}, "term_years": {"max": 8}}, 0.125),
        ({"rate_range": {"min": 0.01, "max": 0.05}, "term_years": {"min": 1, "max": 10}}, 0.129505),
        ({"rate_range": {"max": 0.1}, "term_years": {"max": 1}}, 1.1),
    ],
)
def test_what_a_borrowed_dollar_costs_in_a_year(terms: dict[str, Any] | None, payment: float | None) -> None:
    """An annuity at the highest rate over the longest term, also without interest; not counted, and noted, where either is not stated."""
    found = drafted(
        catalogue({"lent": {**LENT, "loan_terms": terms}, "given": {"provider": "quebec", "amount": {"max": 100}}}), profile()
    )
    parts = {part.program.id: part for part in found.candidates.values()}
    assert yearly_payment(parts["lent"]) == (None if payment is None else pytest.approx(payment, abs=1e-6))
    assert (yearly_payment(parts["lent"]) or Fraction(0)).denominator <= 10**6  # exact sums stay short
    rule = debt_service(list(parts.values()), 5_000)
    lent = parts["lent"].id
    assert rule.limit.bound == 5_000
    assert rule.base == 5_000
    assert (set(rule.limit.weights), rule.unknown) == ((set(), {lent: 0}) if payment is None else ({lent}, {}))
    assert (rule.limit.id, rule.limit.rule, rule.limit.when) == ("debt service", "debt_service", None)
    assert (rule.program, rule.share) == (None, 1)


def test_a_part_has_terms_of_its_own_or_those_of_the_program() -> None:
    """Rate and term of the part that lends, else of the whole program; what is given costs nothing."""
    own = {"rate_range": {"max": 0.0}, "term_years": {"max": 4}}
    part = {"id": "part", "name": {"fr": "Volet", "en": "Part"}, "instruments": ["loan"], "loan_terms": own}
    whole = {"rate_range": {"max": 0.0}, "term_years": {"max": 8}}
    other = {**part, "id": "other", "loan_terms": None}
    found = drafted(catalogue({"lent": {**LENT, "loan_terms": whole, "components": [part, other]}}), profile())
    assert sorted(float(yearly_payment(one) or 0) for one in found.candidates.values()) == [0.125, 0.25]


OWN = ["own:cash", "own:in_kind", "own:donation", "own"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"min": 0.2, "base": "total_cost", "accepts": ["cash"]}, {"own_contribution": (200_000, {"own:cash", "own"})}),
        ({"min_amount": 7}, {"own_contribution": (7, {"own:cash", "own"})}),
        ({"min": 0.1, "min_amount": 100_000}, {"own_contribution": (100_000, {"own:cash", "own"})}),
        ({"min": 0.1, "min_amount": 100_001}, {"own_contribution": (100_001, {"own:cash", "own"})}),
        ({"min": 0.1, "min_amount": 99_999}, {"own_contribution": (100_000, {"own:cash", "own"})}),
        ({}, {}),
        ({"in_kind_max": 0.5}, {}),
        (
            {"min": 0.2, "accepts": ["in_kind", "donation"], "in_kind_max": 0.25},
            {
                "own_contribution": (200_000, {"own:in_kind", "own:donation", "own"}),
                "in_kind": (150_000, {"own:donation", "own"}),
            },
        ),
        ({"cash_min": 0.05, "accepts": ["donation"]}, {"own_contribution_cash": (50_000, {"own:cash", "own"})}),
    ],
)
def test_what_is_asked_of_the_applicant(own: dict[str, Any], expected: dict[str, tuple[int, set[str]]]) -> None:
    """The larger of a share and an amount, of the kinds that are accepted; so much of it not in kind; so much of all in cash."""
    found = drafted(catalogue({"ruled": {"provider": "quebec", "own_contribution": own}}), profile())
    candidate = next(one for one in found.candidates.values() if one.program.id == "ruled")
    payers = [Payer(name, ("donation",), "private", public=False) for name in [*OWN, "other"]]
    rules = list(rules_of(candidate, payers, profile(), found.costs))
    assert {rule.limit.rule: (-rule.limit.bound, set(rule.limit.weights) - {"shortfall"}) for rule in rules} == expected
    assert all(set(rule.limit.weights.values()) == {-1} and "shortfall" in rule.limit.weights for rule in rules)


@pytest.mark.parametrize(
    ("own", "missing", "unknown"),
    [
        ({"min": 0.2}, ("base", "accepts"), {"own:in_kind", "own:donation"}),
        ({"min": 0.2, "base": "eligible_costs"}, ("accepts",), {"own:in_kind", "own:donation"}),
        ({"min": 0.2, "accepts": ["cash"]}, ("base",), set()),
        ({"min_amount": 5, "accepts": ["cash"]}, (), set()),
    ],
)
def test_what_the_page_leaves_unsaid_of_an_own_contribution(
    own: dict[str, Any], missing: tuple[str, ...], unknown: set[str]
) -> None:
    """A share without a base and a contribution without its kinds are noted, with what the kinds could free."""
    found = drafted(catalogue({"ruled": {"provider": "quebec", "own_contribution": own}}), profile())
    candidate = next(one for one in found.candidates.values() if one.program.id == "ruled")
    payers = [Payer(name, ("donation",), "private", public=False) for name in OWN]
    (rule,) = rules_of(candidate, payers, profile(), found.costs)
    assert rule.missing == missing
    assert rule.unknown == dict.fromkeys(unknown, 0)
    assert rule.field == "own_contribution"


@pytest.mark.parametrize(
    ("base", "dollars", "missing"),
    [
        ("total_cost", 1_000_000, ()),
        ("own_eligible_costs", 600_000, ()),
        ("eligible_costs", 600_000, ()),
        (None, 600_000, ("base",)),
    ],
)
def test_of_which_costs_a_rule_is_a_share(base: str | None, dollars: int, missing: tuple[str, ...]) -> None:
    """The whole project, or what the program itself could pay for, also where the page does not say of which costs; every part is told."""
    who = profile({"costs": [{"use": "construction", "amount": 600_000}, {"use": "vehicle", "amount": 400_000}]})
    stacking = {"ceiling": 0.8, "private_min": 0.25, "who_counts": ["federal"], "counts": BY_KIND, "base": base}
    own = {"min": 0.1, "base": base if base == "total_cost" else "eligible_costs", "accepts": ["in_kind"], "in_kind_max": 0.5}
    found = drafted(catalogue({"ruled": {"provider": "quebec", "stacking": stacking, "own_contribution": own}}), who)
    candidate = next(one for one in found.candidates.values() if one.program.id == "ruled")
    payers = [
        Payer("public", ("loan",), "federal", public=True),
        Payer("private", ("loan",), "private", public=False),
        Payer("unsaid", ("grant",), "private", public=None),
        Payer("own:in_kind", ("donation",), "private", public=False),
    ]
    ceiling, private, asked, in_kind = rules_of(candidate, payers, who, found.costs)
    one = candidate.id
    assert [(rule.limit.id, rule.limit.rule, rule.limit.when) for rule in (ceiling, private, asked, in_kind)] == [
        (f"stacking {one}", "stacking", one),
        (f"private {one}", "private_share", one),
        (f"own_contribution {one}", "own_contribution", one),
        (f"in_kind {one}", "in_kind", one),
    ]
    assert ceiling.limit.weights == {"public": Fraction(3, 10), "unsaid": 1}
    assert private.limit.weights == {"private": -1, "own:in_kind": -1, "shortfall": -1}
    assert [(rule.share, rule.base, rule.limit.bound) for rule in (ceiling, private, asked, in_kind)] == [
        (Fraction(4, 5), dollars, dollars * Fraction(4, 5)),
        (Fraction(1, 4), dollars, dollars * Fraction(-1, 4)),
        (Fraction(1, 10), dollars, dollars * Fraction(-1, 10)),
        (Fraction(1, 2), dollars // 10, dollars * Fraction(-1, 20)),
    ]
    assert (ceiling.missing, private.missing) == (missing, missing)
    assert (ceiling.unknown, private.unknown) == ({"unsaid": 0}, {})
    assert all(rule.program is candidate.program for rule in (ceiling, private, asked, in_kind))
    assert (ceiling.field, private.field, asked.field) == ("stacking", "stacking", "own_contribution")


@pytest.mark.parametrize(
    ("stacking", "social", "missing"),
    [
        ({"ceiling": 0.8}, None, ("base", "who_counts", "counts")),
        ({"ceiling": CLASSES, "base": "total_cost", "counts": BY_KIND, "who_counts": ["federal"]}, None, ("social_economy",)),
        ({"ceiling": CLASSES, "base": "total_cost", "counts": BY_KIND, "who_counts": ["federal"]}, True, ()),
        ({"private_min": 0.5}, None, ("base",)),
    ],
)
def test_what_the_page_leaves_unsaid_of_a_ceiling(
    stacking: dict[str, Any], social: bool | None, missing: tuple[str, ...]
) -> None:
    """Each part of a rule that no page states, and the class of the applicant where an answer would raise the ceiling."""
    who = profile(social_economy=social)
    found = drafted(catalogue({"ruled": {"provider": "quebec", "stacking": stacking}}), who)
    candidate = next(one for one in found.candidates.values() if one.program.id == "ruled")
    (rule,) = rules_of(candidate, [], who, found.costs)
    assert rule.missing == missing


@pytest.mark.parametrize(
    ("instruments", "counts", "unknown"),
    [
        (("grant",), None, False),
        (("loan",), None, True),
        (("forgivable_loan",), None, True),
        (("equity",), None, True),
        ((), None, True),
        (("loan",), BY_KIND, False),
    ],
)
def test_a_weight_that_no_page_states(instruments: tuple[str, ...], counts: dict[str, float] | None, unknown: bool) -> None:
    """What may come back counts in full without a weight, and is noted; what surely is kept is no doubt."""
    stacking = {"ceiling": 0.8, "base": "total_cost", "counts": counts}
    found = drafted(catalogue({"ruled": {"provider": "quebec", "stacking": stacking}}), profile())
    candidate = next(one for one in found.candidates.values() if one.program.id == "ruled")
    (rule,) = rules_of(candidate, [Payer("one", instruments, "provincial", public=True)], profile(), found.costs)
    assert rule.limit.weights["one"] == (Fraction(3, 10) if counts else 1)
    assert set(rule.unknown) == ({"one"} if unknown else set())


def test_the_page_on_which_a_rule_was_read() -> None:
    """The address of the page that the sheet names for the rule; none for what no program sets."""
    pages = [{"id": name, "url": f"https://example.org/{name}", "read_on": AS_OF} for name in ("page", "rules", "own")]
    fields = {
        "provider": "quebec",
        "sources": pages,
        "stacking": {"ceiling": 0.8},
        "own_contribution": {"min": 0.1},
        "evidence": {"stacking": "rules", "own_contribution": "own"},
    }
    found = drafted(catalogue({"ruled": fields}), profile())
    sources = {rule.limit.rule: rule.source for rule in found.rules if rule.program}
    assert sources == {"stacking": "https://example.org/rules", "own_contribution": "https://example.org/own"}
    assert debt_service([], 1).source is None


def test_what_must_be_cash_is_a_share_of_the_project() -> None:
    """The rule keeps the share and of which costs it is."""
    own = {"own_contribution": {"min": 0.2, "base": "eligible_costs", "accepts": ["cash", "in_kind"], "cash_min": 0.1}}
    costs = [{"use": "construction", "amount": 800}, {"use": "contingency", "amount": 200}]
    found = drafted(catalogue({"one": {**own, "evidence": {"own_contribution": "page"}}}), profile({"costs": costs}))
    assert [(rule.limit.rule, rule.share, rule.base, -rule.limit.bound) for rule in found.rules] == [
        ("own_contribution", Fraction(1, 5), 800, 160),
        ("own_contribution_cash", Fraction(1, 10), 1_000, 100),
    ]
