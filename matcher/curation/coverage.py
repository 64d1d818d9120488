"""What the catalogue covers: how many programs by family, region, status, confidence and age, and where little is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from matcher.catalogue import Catalogue
from matcher.facts import OneOf
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion, Criterion
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory
from matcher.window import freshness, window

LEGAL_FORMS = (
    "nonprofit",
    "registered_charity",
    "solidarity_coop",
    "worker_coop",
    "consumer_coop",
    "producer_coop",
    "informal_group",
)
"""The legal forms of which coverage is shown: those of the social economy, and the group that has none yet."""
SERVICES = frozenset({"service", "training"})
AREAS_KEPT = 1_000
"""Sets of municipalities of which the regions are kept: programs name the same few."""
FEW = 3
"""Regions that a program may reach and still be called local."""


@dataclass(frozen=True)
class Report:
    """Counts of programs by heading, each by code. `mrc_with_own_fund` of the 104 MRC and equivalents have money of their own."""

    as_of: date
    programs: int
    mrc_with_own_fund: int
    by: Mapping[str, Mapping[str, int]]


def report(catalogue: Catalogue, as_of: date) -> Report:
    """Count the programs of a catalogue."""
    programs = list(catalogue.values())
    codes = [place.code for place in territory().of_kind("region")]
    by: dict[str, Mapping[str, int]] = {
        "family": _counts((p.family for p in programs), vocabulary("families")),
        "state": _counts(
            (window(p, as_of).state for p in programs), ("open", "upcoming", "between_intakes", "closed", "unknown")
        ),
        "confidence": _counts((p.confidence for p in programs), ("high", "medium", "low")),
        "age": _counts((freshness(p, as_of) for p in programs), ("fresh", "ageing", "stale", "undated")),
        "region": {region: len(serving(programs, region)) for region in codes},
        "local_money": {region: len(local_money(programs, region)) for region in codes},
        "level": _counts((catalogue.providers[p.provider].level for p in programs), vocabulary("levels")),
    }
    return Report(as_of, len(programs), len(own_funds(programs)), by)


def _counts(found: Iterable[str], order: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {code: counted[code] for code in order}


def places(program: Program) -> frozenset[str] | None:
    """Return the codes of the municipalities that a program serves, or None where it names no territory."""
    named = [
        criterion.constraint.accepted
        for criterion in program.eligibility.requires
        if isinstance(criterion, AttributeCriterion) and isinstance(criterion.constraint, Accepts)
        if criterion.attribute == "territory"
    ]
    return frozenset.intersection(*named) if named else None


def serving(programs: Iterable[Program], region: str) -> list[Program]:
    """Return the programs, not closed, that serve a region or a part of it."""
    here = territory()[region].municipalities
    return [p for p in programs if p.status != "closed" and ((covered := places(p)) is None or covered & here)]


def local_money(programs: Iterable[Program], region: str) -> list[Program]:
    """Return the programs, not closed, that bring money to a region or a part of it, and that few other regions have."""
    return [program for program in serving(programs, region) if brings_money(program) and len(regions(program)) <= FEW]


def brings_money(program: Program) -> bool:
    """Return whether a program brings money rather than services only."""
    return not set(program.instruments) <= SERVICES


def regions(program: Program) -> set[str | None]:
    """Return the regions that a program reaches: all of them where it names no territory."""
    covered = places(program)
    return set(_regions(territory()["quebec"].municipalities if covered is None else covered))


@lru_cache(maxsize=AREAS_KEPT)
def _regions(municipalities: frozenset[str]) -> frozenset[str | None]:
    return frozenset(territory()[code].region for code in municipalities)


def own_funds(programs: Iterable[Program]) -> dict[str, list[Program]]:
    """Return, for each MRC or equivalent that has any, the money that is for that MRC or a part of it only."""
    found: dict[str, list[Program]] = {}
    for program in programs:
        covered = places(program)
        if covered and brings_money(program) and program.status != "closed":
            mrcs = {territory()[code].mrc for code in covered}
            if len(mrcs) == 1 and (mrc := mrcs.pop()):
                found.setdefault(mrc, []).append(program)
    return found


def accepting(programs: Iterable[Program], legal_form: str, stage: str, region: str) -> list[Program]:
    """Return the money that does not refuse this form or this region, and that is meant for this stage or for none in particular."""
    answers = {
        "legal_form": OneOf(vocabulary("legal_forms").covered_by(legal_form)),
        "stage": OneOf(vocabulary("stages").covered_by(stage)),
        "territory": OneOf(territory()[region].municipalities),
    }

    def refuses(criterion: Criterion) -> bool:
        return (
            isinstance(criterion, AttributeCriterion)
            and criterion.attribute in answers
            and criterion.constraint.truth(answers[criterion.attribute]) is Truth.FALSE
        )

    def meant_for_others(program: Program) -> bool:
        return any(
            refuses(c) for c in program.eligibility.targets if isinstance(c, AttributeCriterion) and c.attribute == "stage"
        )

    return [
        p
        for p in programs
        if p.status != "closed" and brings_money(p) and not any(map(refuses, p.eligibility.requires)) and not meant_for_others(p)
    ]
