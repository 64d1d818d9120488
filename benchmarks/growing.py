"""The real catalogue grown to any size, and profiles that say exactly what they say: what the benchmarks of verdicts ask.

A grown program is a real one with other places, other sectors and other amounts, and with conditions of its own where the real one has
such; how many criteria it has and how they nest stays. The same size and seed give the same programs.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from matcher.catalogue import Catalogue, load_catalogue
from matcher.facts import Between, Facts, OneOf, Several, Value, facts
from matcher.profile import ATTRIBUTES, Profile
from matcher.program import Program
from matcher.rules.constraints import Accepts, Range, constraint_on
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Confirm, Criterion, Eligibility, Not
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

DAY = date(2026, 11, 23)
FACTORS = (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5)
UNKNOWN = 0.12


def grown(size: int, seed: int = 1) -> dict[str, Eligibility]:
    """Return the criteria of the real programs, and of as many more as make `size`."""
    real = {program.id: program.eligibility for program in load_catalogue().values()}
    chance = random.Random(seed)  # noqa: S311  # programs, not secrets
    found = dict(list(real.items())[:size])
    names = list(real)
    for number in range(len(found), size):
        name = chance.choice(names)
        parts = {
            part: tuple(_other(criterion, number, chance) for criterion in getattr(real[name], part))
            for part in ("requires", "excludes")
        }
        found[f"{name}-{number}"] = Eligibility.model_construct(**parts)
    return found


def grown_catalogue(size: int) -> tuple[Catalogue, list[int]]:
    """Return a catalogue of so many programs with the criteria of `grown`, and the place of the real program that each was made from."""
    real = load_catalogue()
    origins = {program_id: place for place, program_id in enumerate(real)}
    programs: dict[str, Program] = {}
    places = []
    for program_id, eligibility in grown(size).items():
        origin = program_id if program_id in real else program_id.rpartition("-")[0]
        places.append(origins[origin])
        programs[program_id] = real[origin].model_copy(update={"id": program_id, "eligibility": eligibility})
    return replace(real, programs=programs), places


def _other(criterion: Criterion, number: int, chance: random.Random) -> Criterion:
    if isinstance(criterion, AnyOf | AllOf):
        return replace(criterion, criteria=tuple(_other(part, number, chance) for part in criterion.criteria))
    if isinstance(criterion, Not):
        return replace(criterion, criterion=_other(criterion.criterion, number, chance))
    if isinstance(criterion, Confirm):
        return criterion if criterion.id in vocabulary("confirmations") else replace(criterion, id=f"{criterion.id}-{number}")
    return replace(criterion, constraint=constraint_on(criterion.attribute, _raw(criterion, chance)))


def _raw(criterion: AttributeCriterion, chance: random.Random) -> Any:
    """Return what a criterion of the same kind asks for, as a file writes it."""
    constraint = criterion.constraint
    if isinstance(constraint, Accepts):
        codes = list(constraint.codes)
        if criterion.attribute == "territory":
            codes = [chance.choice(territory().of_kind(territory()[code].kind)).code for code in codes]
        elif criterion.attribute == "sector":
            codes = [chance.choice(list(vocabulary("sectors"))) for _ in codes]
        codes = list(dict.fromkeys(codes))
        return {"all": codes} if constraint.every else codes
    if isinstance(constraint, Range):
        factor = chance.choice(FACTORS)
        stated = {"min": constraint.low, "max": constraint.high}
        return {bound: _times(value, factor, constraint.kind) for bound, value in stated.items() if value is not None}
    return constraint.wanted


def _times(bound: float, factor: float, kind: str) -> Any:
    if kind == "date":
        return date.fromordinal(int(bound))
    return min(1.0, round(bound * factor, 2)) if kind == "share" else int(bound * factor)


def exact_profiles(count: int, unknown: float = UNKNOWN, seed: int = 1) -> list[Profile]:
    """Return profiles whose every answer is one meaning or not given, none of them a sensitive activity.

    What stands for several meanings ("a cooperative") is an answer that no peer here can take.
    """
    chance = random.Random(seed)  # noqa: S311
    towns = territory().of_kind("municipality")
    people = [place.population or 1 for place in towns]
    exact = {name: list(_exact(name)) for name in ("legal_forms", "sectors", "uses", "groups", "stages", "tenures")}

    def some(name: str) -> list[str]:
        return chance.sample(exact[name], chance.randint(1, 3))

    def profile() -> Profile:
        enterprise = {
            "legal_form": chance.choice(exact["legal_forms"]), "sector": some("sectors"),
            "municipality": chance.choices(towns, people)[0].code, "founded": f"{2026 - int(chance.expovariate(1 / 16)) % 100}-06-15",
            "employees": int(chance.lognormvariate(1.6, 1.1)), "annual_revenue": int(chance.lognormvariate(12.6, 1.2)),
            "own_revenue_share": round(chance.betavariate(2, 2), 2), "social_economy": chance.random() < 0.8,
            "registered_charity": chance.random() < 0.25, "tenure": chance.choice(exact["tenures"]),
            "lease_years_left": chance.randrange(20), "groups": some("groups"), "serves": some("groups"),
        }  # fmt: skip
        project = {
            "uses": some("uses"),
            "stage": chance.choice(exact["stages"]),
            "total_cost": int(chance.lognormvariate(11.8, 1.3)),
        }
        parts = {"enterprise": enterprise, "project": project}
        given = {
            section: {name: said for name, said in answers.items() if chance.random() >= unknown}
            for section, answers in parts.items()
        }
        return Profile.model_validate(given)

    return [profile() for _ in range(count)]


def _exact(name: str) -> Iterator[str]:
    words = vocabulary(name)
    return (code for code in words if words.covered_by(code) == {code} and not words[code].ask_provider)


def plain(known: Facts) -> dict[str, Any]:
    """Return exact facts as a library takes them: words, lists of words, numbers, yes and no. Raises ValueError for a wide answer."""
    return {name: _plain(value) for name, value in known.values.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, Several):
        return [_plain(choice) for choice in value.choices]
    if isinstance(value, OneOf) and len(value.codes) == 1:
        return next(iter(value.codes))
    if isinstance(value, Between) and value.low == value.high:
        return value.low
    if isinstance(value, bool):
        return value
    raise ValueError(f"{value} is not exact")


def wider(attribute: str, code: str) -> tuple[str, ...]:
    """Return the terms that cover a term or a municipality, itself among them: what rules written for people name."""
    key = "territory" if attribute == "territory" else ATTRIBUTES[attribute].vocabulary or ""
    return _wider(key)[code]


@cache
def _wider(name: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for term in territory() if name == "territory" else vocabulary(name):
        for code in territory()[term].municipalities if name == "territory" else vocabulary(name).covered_by(term):
            found[code].append(term)
    return {code: tuple(terms) for code, terms in found.items()}


def known_of(profiles: list[Profile]) -> list[Facts]:
    """Return what is known on the day of the benchmarks."""
    return [facts(profile, DAY) for profile in profiles]
