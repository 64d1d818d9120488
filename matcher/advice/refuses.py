"""What refuses a program to an applicant, and the step that would open it."""

from __future__ import annotations

from matcher.advice.wording import ended, kind_of_project, named_terms, noun, quoted, spelled
from matcher.facts import Facts
from matcher.locale import N_, Language, day, either, together, translate, translate_count
from matcher.matching import Match
from matcher.profile import ATTRIBUTES
from matcher.rules.constraints import Accepts, Is, Range
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Confirm, Criterion, Not, in_force
from matcher.rules.near_miss import Step
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary

MOST_NAMED = 3


def refusal(match: Match, known: Facts, language: Language) -> str:
    """Say what refuses the program: the first criterion that is not met, and how many others are not."""
    first, *others = (reason.criterion for reason in match.decision.with_truth(Truth.FALSE))
    said = _refusal(first, known, language)
    if others:
        one, many = N_("{said}; {words} other criterion is not met"), N_("{said}; {words} other criteria are not met")
        said = translate_count(one, many, len(others), language, said=said, words=spelled(len(others), language))
    return ended(said)


def closing(language: Language) -> str:
    """Say that a program is closed."""
    return translate(N_("This program is closed and takes no more applications."), language)


def step_away(match: Match, language: Language) -> str:
    """Say the first step that a near miss asks for, and how many others it asks for."""
    assert match.decision.near_miss is not None
    first, *others = match.decision.near_miss.steps
    said = _step(first, language)
    if others:
        one, many = N_("{said}; {words} other step is needed"), N_("{said}; {words} other steps are needed")
        said = translate_count(one, many, len(others), language, said=said, words=spelled(len(others), language))
    return ended(said)


def _refusal(criterion: Criterion, known: Facts, language: Language) -> str:
    if isinstance(criterion, AnyOf | AllOf):
        return _refusal(
            next(p for p in in_force(criterion.criteria, known.as_of) if p.truth(known) is Truth.FALSE), known, language
        )
    if isinstance(criterion, Not):
        return _exclusion(criterion.criterion, known, language)
    if isinstance(criterion, Confirm):
        words = quoted(criterion.sentence(language), language)
        return translate(N_("by your answer, one condition is not met: {condition}"), language, condition=words)
    constraint, attribute = criterion.constraint, criterion.attribute
    if isinstance(constraint, Is):
        frame = N_("this program asks for {status}") if constraint.wanted else N_("this program excludes {status}")
        return translate(frame, language, status=noun(attribute, language))
    if isinstance(constraint, Range):
        accepted = constraint.sentence(attribute, language)
        frame = N_("{point} is not what this program asks for ({accepted})")
        return translate(frame, language, point=noun(attribute, language), accepted=accepted)
    return _not_accepted(criterion, constraint, known, language)


def _not_accepted(criterion: AttributeCriterion, constraint: Accepts, known: Facts, language: Language) -> str:
    """Say what a program accepts, and that the answer is something else."""
    codes = constraint.codes[:MOST_NAMED]
    words = named_terms(criterion.attribute, codes, language)
    if len(codes) < len(constraint.codes):
        words.append(translate(N_("other uses") if criterion.attribute == "uses" else N_("others"), language))
    if criterion.attribute == "territory":
        return translate(N_("your territory is not that of this program ({places})"), language, places=together(words, language))
    if criterion.attribute == "uses":
        return translate(
            N_("this program pays for {uses}, not for what your project plans"), language, uses=together(words, language)
        )
    if criterion.attribute == "legal_form":
        form = vocabulary("legal_forms")[known.profile.enterprise.legal_form or ""].phrase(language)
        return translate(
            N_("this program accepts {forms}, which leaves out {yours}"), language, forms=together(words, language), yours=form
        )
    if criterion.attribute in {"sector", "groups", "serves"}:
        whom = kind_of_project(criterion.attribute, codes, language)
        if len(codes) < len(constraint.codes):
            return translate(N_("this program accepts {whom} among others, which is not what you answered"), language, whom=whom)
        return translate(N_("this program accepts only {whom}, which is not what you answered"), language, whom=whom)
    frame = N_("{point} is not what this program asks for ({accepted})")
    return translate(frame, language, point=noun(criterion.attribute, language), accepted=either(words, language))


def _exclusion(criterion: Criterion, known: Facts, language: Language) -> str:
    """Say which of the answers a program excludes."""
    if isinstance(criterion, AttributeCriterion) and isinstance(criterion.constraint, Accepts):
        alone = tuple([code for code in criterion.constraint.codes if _holds(criterion.attribute, code, known)])
        whom = kind_of_project(criterion.attribute, (alone or criterion.constraint.codes)[:MOST_NAMED], language)
        return translate(N_("this program excludes {whom}"), language, whom=whom)
    if isinstance(criterion, AttributeCriterion) and isinstance(criterion.constraint, Is):
        return translate(N_("this program excludes {status}"), language, status=noun(criterion.attribute, language))
    return translate(N_("this program excludes this case: {criterion}"), language, criterion=criterion.sentence(language))


def _holds(attribute: str, code: str, known: Facts) -> bool:
    """Tell whether the answer is surely the one term."""
    return AttributeCriterion(attribute, Accepts.parse(attribute, [code])).truth(known) is Truth.TRUE


def _step(step: Step, language: Language) -> str:
    """Say what must become of one attribute, and when time alone brings it."""
    criterion, constraint = step.criterion, step.criterion.constraint
    point = noun(criterion.attribute, language)
    if isinstance(constraint, Is):
        frame = (
            N_("this program asks for {status}, which you would have to obtain")
            if step.target
            else N_("this program excludes {status}, which you would have to give up")
        )
        return translate(frame, language, status=point)
    if isinstance(constraint, Range):
        assert not isinstance(step.target, str)
        wanted = constraint.written(step.target, language)
        if step.on is not None:
            text = N_("on {day}, you will have been operating for {wanted}, as this program asks")
            return translate(text, language, day=day(step.on, language), wanted=wanted)
        below = step.target == constraint.low
        if constraint.kind == "date":
            frame = (
                N_("for this program, {point} would have to be {wanted} or later")
                if below
                else N_("for this program, {point} would have to be {wanted} or earlier")
            )
        else:
            frame = (
                N_("for this program, {point} would have to reach {wanted}")
                if below
                else N_("for this program, {point} could not be above {wanted}")
            )
        return translate(frame, language, point=point, wanted=wanted)
    term = vocabulary(ATTRIBUTES[criterion.attribute].vocabulary or "")[str(step.target)]
    if criterion.attribute == "legal_form":
        return translate(N_("this program accepts {forms}, which you could become"), language, forms=term.phrase(language))
    words = quoted(term.label(language), language)
    return translate(N_("for this program, {point} would have to become {wanted}"), language, point=point, wanted=words)
