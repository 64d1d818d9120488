"""What is one step away: the smallest change that turns a *no* into a *yes*, and its date where time alone does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from matcher.facts import Between, Facts, Several
from matcher.locale import N_, Language, day, translate
from matcher.profile import ATTRIBUTES
from matcher.rules.constraints import Accepts, Is, Range
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion, in_force
from matcher.rules.truth import Truth
from matcher.vocabulary.terms import vocabulary

ANOTHER_PROJECT = 2
"""A total cost that must change by more than this factor is no step: it would be another project."""


@dataclass(frozen=True)
class Step:
    """One change: what the attribute must become, and the day on which time alone brings it (None: a decision)."""

    criterion: AttributeCriterion
    target: str | float | bool
    on: date | None = None

    @property
    def written(self) -> str | float | bool:
        """Return the target as a profile file writes it."""
        if ATTRIBUTES[self.criterion.attribute].kind == "date":
            assert not isinstance(self.target, str)
            return date.fromordinal(int(self.target)).isoformat()
        return self.target

    def sentence(self, language: Language) -> str:
        label = translate(ATTRIBUTES[self.criterion.attribute].label, language)
        constraint = self.criterion.constraint
        if isinstance(constraint, Range):
            assert not isinstance(self.target, str)
            wanted = constraint.written(self.target, language)
            if self.on is not None:
                return translate(
                    N_("{label}: {wanted} on {day}"), language, label=label, wanted=wanted, day=day(self.on, language)
                )
            return translate(N_("{label}: change to {wanted}"), language, label=label, wanted=wanted)
        if isinstance(constraint, Is):
            sentence = N_("{label}: become so") if self.target else N_("{label}: be so no longer")
            return translate(sentence, language, label=label)
        term = vocabulary(ATTRIBUTES[self.criterion.attribute].vocabulary or "")[str(self.target)]
        return translate(N_("{label}: become “{wanted}”"), language, label=label, wanted=term.label(language))


@dataclass(frozen=True)
class NearMiss:
    """The fewest steps that remove every *no*; `date` is the day of the last one where time alone does them all."""

    steps: tuple[Step, ...]

    @property
    def date(self) -> date | None:
        days = [step.on for step in self.steps]
        return max((d for d in days if d is not None), default=None) if None not in days else None

    @property
    def key(self) -> tuple[tuple[str, object], ...]:
        """Return what tells this change from others, whichever programs ask for it."""
        return tuple((step.criterion.attribute, step.on or step.target) for step in self.steps)

    def sentence(self, language: Language) -> str:
        return "; ".join(step.sentence(language) for step in self.steps)


def near_miss(failed: list[Criterion], facts: Facts) -> NearMiss | None:
    """Return the smallest change that makes every criterion of `failed`, all false, true; None if no change of the applicant's does."""
    steps: list[Step] = []
    for criterion in failed:
        change = _steps(criterion, facts)
        if change is None:
            return None
        steps += [step for step in change if step not in steps]
    return NearMiss(tuple(steps)) if steps else None


def _steps(criterion: Criterion, facts: Facts) -> list[Step] | None:
    """Return the fewest steps that make a false criterion true, or None. Every way of an `any` that is false is false too."""
    if isinstance(criterion, AttributeCriterion):
        step = _step(criterion, facts)
        return None if step is None else [step]
    if isinstance(criterion, AllOf):
        miss = near_miss([c for c in in_force(criterion.criteria, facts.as_of) if c.truth(facts) is Truth.FALSE], facts)
        return None if miss is None else list(miss.steps)
    if isinstance(criterion, AnyOf):
        options = [_steps(part, facts) for part in in_force(criterion.criteria, facts.as_of)]
        possible = [option for option in options if option]
        return min(possible, key=_effort) if possible else None
    return None  # an exclusion, or a condition answered "no", is not undone by a smaller change


def _effort(steps: list[Step]) -> tuple[int, date]:
    return len(steps), max(step.on or date.max for step in steps)


def _step(criterion: AttributeCriterion, facts: Facts) -> Step | None:
    attribute = ATTRIBUTES[criterion.attribute]
    constraint = criterion.constraint
    value = facts.values[criterion.attribute]
    if attribute.change == "fixed":
        return None
    if isinstance(constraint, Range):
        assert isinstance(value, Between)
        return _range_step(criterion, constraint, value, facts)
    if isinstance(constraint, Is):
        return Step(criterion, constraint.wanted)
    if isinstance(value, Several):
        return None
    return _choice_step(criterion, constraint, facts)


def _range_step(criterion: AttributeCriterion, constraint: Range, value: Between, facts: Facts) -> Step | None:
    below = constraint.low is not None and value.high < constraint.low
    target = constraint.low if below else constraint.high
    assert target is not None
    if ATTRIBUTES[criterion.attribute].change == "decision":
        small, large = sorted((value.high if below else value.low, target))
        far = criterion.attribute == "total_cost" and large > ANOTHER_PROJECT * small
        return None if far else Step(criterion, target)
    if not below:
        return None  # time does not make an enterprise younger
    founded = facts.profile.enterprise.founded
    assert founded is not None
    return Step(criterion, target, on=founded.last + relativedelta(years=int(target)))


def _choice_step(criterion: AttributeCriterion, constraint: Accepts, facts: Facts) -> Step | None:
    name = criterion.attribute
    words = vocabulary(ATTRIBUTES[name].vocabulary or "")
    profile = facts.profile
    current = getattr(profile.enterprise, name, None) or getattr(profile.project, name, None)
    assert isinstance(current, str)
    for code in words[current].can_become:
        if words.covered_by(code) & constraint.accepted:
            return Step(criterion, next(c for c in constraint.codes if words.covered_by(code) & words.covered_by(c)))
    return None
