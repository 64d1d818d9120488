"""The JSON documents that the command line prints and the HTTP API sends: written once, so that both say the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from matcher.advice import advised
from matcher.catalogue import Catalogue
from matcher.curation.coverage import Report
from matcher.document import InputError, Problem, shown
from matcher.locale import N_, Language, translate
from matcher.matching import Match, Matches, as_json, match_as_json
from matcher.profile import Profile
from matcher.program import Program
from matcher.rules.verdict import SECTOR_ACCEPTED

if TYPE_CHECKING:
    from matcher.planning import Plans
    from matcher.planning.solver import Goal
    from matcher.text.intake import Draft


def notes(profile: Profile, catalogue: Catalogue, language: Language) -> list[str]:
    """Say what of a profile was understood otherwise than it was written, or not at all."""
    found = []
    for words in profile.unresolved_sectors:
        note = N_("note: the sector “{words}” is not in our vocabulary; criteria on sectors stay to confirm")
        found.append(translate(note, language, words=shown(words)))
    for condition in sorted(condition for condition in profile.confirmations if condition not in catalogue.conditions):
        if not condition.startswith(SECTOR_ACCEPTED):
            note = N_("note: no program asks for the confirmation “{condition}”")
            found.append(translate(note, language, condition=shown(condition)))
    for words, place in profile.enterprise.places_understood:
        note = N_("note: “{words}” was read as {place}")
        found.append(translate(note, language, words=shown(words), place=place.full_label(language)))
    return found


def matches_answer(matches: Matches, catalogue: Catalogue, language: Language, top: int | None = None) -> dict[str, Any]:
    """Return the answer of `match`: the first programs, each with its advice."""
    document = as_json(matches, language, len(catalogue), top)
    listed = zip(document["matches"], matches.ranked, strict=False)
    document["matches"] = [advised(entry, one, matches.facts, language) for entry, one in listed]
    return document


def explanation(found: Match, matches: Matches, language: Language) -> dict[str, Any]:
    """Return the answer of `explain`: one of the matches, with its advice, as it stands in the answer of `match` too."""
    return advised(match_as_json(found, language), found, matches.facts, language)


def draft_answer(draft: Draft) -> dict[str, Any]:
    """Return the answer of `intake`: the profile that a paragraph gives, and the words that each answer came from."""
    return {
        "profile": draft.raw(),
        "found": [
            {"attribute": f.attribute, "value": f.value, "words": f.words, "confidence": f.confidence} for f in draft.found
        ],
    }


def program_list(programs: Iterable[Program], language: Language) -> list[dict[str, str]]:
    """Return programs as `catalogue list` gives them."""
    return [{"id": p.id, "name": p.name.read(language), "family": p.family, "status": p.status} for p in programs]


def program_answer(program: Program, language: Language) -> dict[str, Any]:
    """Return one program as `catalogue show` gives it, its criteria as sentences."""
    document = program.model_dump(mode="json", exclude={"eligibility", "sources", "closed_on"}, exclude_none=True)
    document["eligibility"] = {
        part: [
            {"criterion": c.name, "text": c.sentence(language), "source": c.source} for c in getattr(program.eligibility, part)
        ]
        for part in ("requires", "excludes", "targets")
    }
    document["sources"] = [
        {
            "id": s.id,
            "url": s.url,
            "page_date": s.page_date.text if s.page_date else None,
            "read_on": s.read_on.isoformat() if s.read_on else None,
        }
        for s in program.sources
    ]
    return document


def report_answer(report: Report) -> dict[str, Any]:
    """Return what the catalogue covers as `catalogue report` gives it."""
    return {
        "as_of": report.as_of.isoformat(),
        "programs": report.programs,
        "mrc_with_own_fund": report.mrc_with_own_fund,
        "by": {by: dict(counts) for by, counts in report.by.items()},
    }


def program_called(catalogue: Catalogue, program_id: str, at: str = "") -> Program:
    """Return a program. Raises InputError with the nearest id if there is none; `at` is the key that names it."""
    if program_id not in catalogue:
        message = N_("there is no program with this id")
        raise InputError([Problem("", 1, 1, at, message, found=program_id, nearest=catalogue.nearest(program_id))])
    return catalogue[program_id]


def plans_of(profile: Profile, matches: Matches, catalogue: Catalogue, prefer: Goal, file: str = "") -> Plans:
    """Return the funding plans. Raises InputError where `file` does not say what the project costs, or names no known program."""
    from matcher.planning import NoCostsError, make_plans  # noqa: PLC0415  # the solver takes a second to import

    try:
        return make_plans(profile, matches, catalogue, prefer=prefer)
    except NoCostsError:
        missing = N_("the profile does not say what the project costs")
        expected = N_("`costs:` by line, or `total_cost:`")
        raise InputError([Problem(file, 1, 1, "project", missing, expected=expected)]) from None
