"""Small catalogues for plans: programs that pay for construction, up to all of it, and the providers that stacking rules tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.catalogue import Catalogue, Provider
from matcher.matching import Matcher
from matcher.planning import Plans, make_plans
from matcher.planning.draft import Draft, draft
from matcher.profile import Profile
from tests.small import AS_OF, program

PROVIDERS: dict[str, dict[str, str]] = {
    "provider": {"kind": "fund", "level": "private", "public_money": "none"},
    "quebec": {"kind": "government", "level": "provincial", "public_money": "all"},
    "mrc": {"kind": "municipal", "level": "mrc", "public_money": "all"},
    "iq": {"kind": "crown_corporation", "level": "provincial", "public_money": "all"},
    "solidarity": {"kind": "fund", "level": "private", "public_money": "part"},
    "bank": {"kind": "financial_institution", "level": "private", "public_money": "none"},
}


def catalogue(programs: Mapping[str, Mapping[str, Any]], providers: Mapping[str, Mapping[str, str]] | None = None) -> Catalogue:
    """Return a catalogue of programs by id; a field that is None is left out."""
    read = []
    for name, fields in programs.items():
        given = {"funds": ["construction"], "share_of_costs": {"max": 1.0}, "intakes": "continuous", **fields}
        given["evidence"] = {"status": "page", "intakes": "page", **given.get("evidence", {})}
        read.append(program(name, **{key: value for key, value in given.items() if value is not None}))
    known = {name: {**PROVIDERS.get(name, {}), **(providers or {}).get(name, {})} for name in {*PROVIDERS, *(providers or {})}}
    listed = {name: Provider.model_validate({"name": {"fr": name, "en": name}, **fields}) for name, fields in known.items()}
    return Catalogue({one.id: one for one in read}, listed, "v1")


def profile(project: Mapping[str, Any] | None = None, **enterprise: Any) -> Profile:
    """Return a project of a million dollars of construction, unless it says otherwise."""
    given = dict(project or {})
    if "total_cost" not in given:
        given.setdefault("costs", [{"use": "construction", "amount": 1_000_000}])
    return Profile.model_validate({"enterprise": enterprise, "project": given})


def drafted(listed: Catalogue, applicant: Profile) -> Draft:
    """Return the problem of a plan."""
    return draft(applicant, Matcher(listed).match(applicant, AS_OF), listed)


def planned(listed: Catalogue, applicant: Profile, *, alternatives: bool = False) -> Plans:
    """Return the plans."""
    return make_plans(applicant, Matcher(listed).match(applicant, AS_OF), listed, alternatives=alternatives)
