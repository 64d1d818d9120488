"""What the schema cannot see: evidence, sources and dates of one program, and what must agree between programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process

from matcher.awards import Awards
from matcher.document import Document, Location, Problem
from matcher.locale import N_
from matcher.program import FIGURES, Program
from matcher.rules.alternatives import MOST, TooManyAlternativesError, alternatives
from matcher.rules.criteria import AllOf, AnyOf, Confirm, Criterion, Eligibility, Not, turns

PLAIN_FIGURES = ("amount", "share_of_costs", "own_contribution", "stacking", "loan_terms")
"""The figures that a component can state."""


def check_program(document: Document, program: Program, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with one well-formed program by itself."""
    if program.id != path.stem:
        yield document.problem(("id",), N_("the id is not the name of the file"), found=program.id, expected=path.stem)
    if program.family != path.parent.name:
        yield document.problem(("family",), N_("the family is not the folder"), found=program.family, expected=path.parent.name)
    if program.confidence != "high" and not program.open_questions:
        yield document.problem(("confidence",), N_("confidence below high says in open_questions what is not established"))
    yield from _check_evidence(document, program)
    yield from _check_criteria_sources(document, program)
    yield from _check_sources(document, program)
    yield from _check_intakes(document, program)
    yield from _check_alternatives(document, program)


def _check_evidence(document: Document, program: Program) -> Iterator[Problem]:
    """Every figure names its source, and no evidence is given for what the file does not state."""
    dated = ("intakes",) if isinstance(program.intakes, tuple) else ()
    places: list[tuple[Location, Mapping[str, str], list[str]]] = [
        ((), program.evidence, [f for f in (*FIGURES, *dated) if getattr(program, f) is not None])
    ]
    for index, component in enumerate(program.components):
        stated = [f for f in PLAIN_FIGURES if getattr(component, f) is not None]
        places.append((("components", index), component.evidence, stated))
    known = {source.id for source in program.sources}
    for location, evidence, figures in places:
        for field in figures:
            if field not in evidence:
                values = {"field": field}
                message, expected = N_("this figure has no evidence"), N_("evidence: {{{field}: …}}")
                yield document.problem((*location, field), message, expected=expected, values=values)
        for field, source in evidence.items():
            if source not in known:
                yield _no_such_source(document, (*location, "evidence", field), source, known)
    for field in program.evidence:
        if getattr(program, field, None) in (None, (), {}):
            near = nearest(field, Program.model_fields)
            yield document.problem(("evidence", field), N_("evidence for a field that the file does not state"), nearest=near)


def _no_such_source(document: Document, location: Location, source: str, known: set[str]) -> Problem:
    return document.problem(location, N_("there is no source with this id"), found=source, nearest=nearest(source, known))


def _check_criteria_sources(document: Document, program: Program) -> Iterator[Problem]:
    known = {source.id for source in program.sources}
    for location, criterion in criteria_with_locations(program):
        if criterion.source is not None and criterion.source not in known:
            yield _no_such_source(document, (*location, "source"), criterion.source, known)
        elif criterion.source is None and len(known) > 1 and len(location) == 3:
            message = N_("this criterion names no source, and the file has several")
            values = {"known": ", ".join(sorted(known))}
            yield document.problem(location, message, expected=N_("source: one of {known}"), values=values)


def _check_alternatives(document: Document, program: Program) -> Iterator[Problem]:
    """Criteria multiply out to a bounded number of alternatives on every day, so that an index of all programs stays small."""
    for day in (date.min, *turns([program.eligibility])):
        try:
            alternatives(program.eligibility, day)
        except TooManyAlternativesError:
            message = N_("these criteria multiply out to more than {most} alternatives")
            expected = N_("fewer `any` side by side, or a condition to confirm in place of one")
            yield document.problem(("eligibility",), message, expected=expected, values={"most": str(MOST)})
            return


def _check_sources(document: Document, program: Program) -> Iterator[Problem]:
    used = set(program.evidence.values()) | {source for part in program.components for source in part.evidence.values()}
    used |= {criterion.source for _, criterion in criteria_with_locations(program) if criterion.source}
    seen: set[str] = set()
    for index, source in enumerate(program.sources):
        if source.id in seen:
            yield document.problem(("sources", index, "id"), N_("two sources have the same id"), found=source.id)
        seen.add(source.id)
        if source.id not in used and len(program.sources) > 1:
            yield document.problem(("sources", index, "id"), N_("nobody uses this source"), found=source.id)
        if source.read_on is None and program.confidence != "low":
            message = N_("a page that nobody has read leaves confidence low")
            yield document.problem(("sources", index), message, found=source.id, expected="read_on")
        if source.page_date is not None and source.read_on is not None and source.page_date.first > source.read_on:
            message = N_("the page is dated after the day it was read")
            yield document.problem(("sources", index, "page_date"), message, found=source.page_date.text)


def _check_intakes(document: Document, program: Program) -> Iterator[Problem]:
    for index, intake in enumerate(program.intakes if isinstance(program.intakes, tuple) else ()):
        if intake.opens is None and intake.closes is None:
            yield document.problem(("intakes", index), N_("an intake has a first or a last day"), expected="opens, closes")
        elif intake.opens and intake.closes and intake.closes < intake.opens:
            location = ("intakes", index, "closes")
            yield document.problem(location, N_("the intake closes before it opens"), found=str(intake.closes))


def criteria_with_locations(program: Program) -> Iterator[tuple[Location, Criterion]]:
    """Yield every criterion of a program, nested ones included, with its place in the file."""
    yield from _within(("eligibility",), program.eligibility)
    for number, component in enumerate(program.components):
        yield from _within(("components", number, "eligibility"), component.eligibility)


def _within(location: Location, eligibility: Eligibility) -> Iterator[tuple[Location, Criterion]]:
    for part in ("requires", "excludes", "targets"):
        for index, criterion in enumerate(getattr(eligibility, part)):
            yield from _walk((*location, part, index), criterion)


def _walk(location: Location, criterion: Criterion) -> Iterator[tuple[Location, Criterion]]:
    yield location, criterion
    if isinstance(criterion, AnyOf | AllOf):
        for index, part in enumerate(criterion.criteria):
            yield from _walk((*location, criterion.name, index), part)
    elif isinstance(criterion, Not):
        yield from _walk((*location, "not"), criterion.criterion)


def nearest(word: str, known: Collection[str]) -> str | None:
    """Return the word of `known` nearest to `word`, or None if none is near."""
    hit = process.extractOne(word.lower(), sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return hit[0] if hit else None


def check_together(read: list[tuple[Document, Program]], ids: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong between files: ids, links and shared conditions. `ids` are those of all files, also unread ones."""
    yield from _check_ids(read)
    yield from _check_conditions(read)
    for document, program in read:
        links = [(field, i) for field in ("exclusive_with", "choose_over", "local_version_of") for i in getattr(program, field)]
        for field, other in links:
            if other not in ids or other == program.id:
                message = N_("there is no other program with this id")
                yield document.problem((field,), message, found=other, nearest=nearest(other, set(ids) - {program.id}))


def check_awards(document: Document, listed: Awards, path: Path, ids: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with the awards of one program."""
    if listed.program != path.stem:
        yield document.problem(("program",), N_("the id is not the name of the file"), found=listed.program, expected=path.stem)
    if listed.program not in ids:
        message = N_("there is no program with this id")
        yield document.problem(("program",), message, found=listed.program, nearest=nearest(listed.program, ids))
    for index, award in enumerate(listed.awards):
        if award.year > award.read_on.year:
            yield document.problem(
                ("awards", index, "year"), N_("the award is dated after the day it was read"), found=str(award.year)
            )


def check_providers(
    read: list[tuple[Document, Program]], written: Document, providers: Collection[str], mentioned: Collection[str]
) -> Iterator[Problem]:
    """Yield providers that are missing from `providers.yaml` and those that no file mentions."""
    for document, program in read:
        if program.provider not in providers:
            near = nearest(program.provider, providers)
            yield document.problem(
                ("provider",), N_("this provider is not in providers.yaml"), found=program.provider, nearest=near
            )
        for location, criterion in criteria_with_locations(program):
            if criterion.set_by is not None and criterion.set_by not in providers:
                near = nearest(criterion.set_by, providers)
                message = N_("this provider is not in providers.yaml")
                yield document.problem((*location, "set_by"), message, found=criterion.set_by, nearest=near)
    setters = {criterion.set_by for _, program in read for _, criterion in criteria_with_locations(program)}
    for provider in sorted(set(providers) - set(mentioned) - setters):
        yield written.problem((provider,), N_("no program has this provider"))


def _check_ids(read: list[tuple[Document, Program]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for document, program in read:
        if program.id in first:
            values = {"other": first[program.id]}
            yield document.problem(("id",), N_("another file has this id: {other}"), values=values, found=program.id)
        first.setdefault(program.id, document.file)


def _check_conditions(read: list[tuple[Document, Program]]) -> Iterator[Problem]:
    sentences: dict[str, tuple[str, str]] = {}
    for document, program in read:
        for location, criterion in criteria_with_locations(program):
            if not isinstance(criterion, Confirm):
                continue
            words = (criterion.fr, criterion.en)
            if sentences.setdefault(criterion.id, words) != words:
                message = N_("another program words the condition {id} otherwise")
                yield document.problem((*location, "confirm"), message, values={"id": criterion.id})
