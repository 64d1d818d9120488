"""The next best question: the unanswered fact that is expected to settle most of the top of the list.

For each fact that the first programs hinge on, every answer that their criteria tell apart is tried, all alike likely, and the programs
that it leaves decided are counted, the better placed for more (discounted as in DCG by log2(rank + 1)). This is the expected
reduction of what is unsettled, after value-of-information tests (Raiffa and Schlaifer, 1961) without a cost per question.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile
from typing import Any

from dateutil.relativedelta import relativedelta

from matcher.facts import Facts, facts
from matcher.features import accepted_share
from matcher.locale import N_, Language, translate
from matcher.matching import ORDER, Match, Matches
from matcher.partial_date import PartialDate, partial_date
from matcher.profile import ATTRIBUTES, Profile
from matcher.ranking import shipped_weights
from matcher.rules.constraints import Accepts, Range
from matcher.rules.criteria import AttributeCriterion, Confirm, Criterion, leaves
from matcher.rules.truth import Truth
from matcher.rules.verdict import SECTOR_ACCEPTED, Verdict
from matcher.vocabulary.terms import vocabulary

Leaf = AttributeCriterion | Confirm

TOP = 10
"""Programs from the top of the list that a question should settle."""


@dataclass(frozen=True)
class Answer:
    """One way to answer, and how many of the programs that hinge on it it leaves open for sure, and refused."""

    value: Any
    opens: int
    closes: int


@dataclass(frozen=True)
class Question:
    """One fact to ask: an attribute by the name of its field, or a condition."""

    attribute: str | None
    condition: Confirm | None
    programs: tuple[str, ...]
    """The ids of the first programs that hinge on it, in their order."""
    worth: float
    answers: tuple[Answer, ...]
    """What each answer would do; empty for a place, which has too many."""

    @property
    def key(self) -> str:
        """Return what tells this question from others."""
        return f"confirm:{self.condition.id}" if self.condition else self.attribute or ""

    def sentence(self, language: Language) -> str:
        if self.condition is not None:
            return self.condition.sentence(language)
        return translate(ATTRIBUTES[self.declared].question, language)

    def why(self, language: Language) -> str:
        if self.condition is not None:
            return translate(N_("Only you can confirm it."), language)
        return translate(ATTRIBUTES[self.declared].why, language)

    @property
    def declared(self) -> str:
        """Return the name of the attribute in ATTRIBUTES, for a question that is not a condition."""
        assert self.attribute is not None
        return "territory" if self.attribute == "municipality" else self.attribute


STEPS = (
    (N_("Your project"), ("description", "uses", "stage", "total_cost", "own_contribution", "start")),
    (N_("Your enterprise"), ("legal_form", "territory", "sector", "founded", "social_economy")),
    (
        N_("A few details that some programs ask for"),
        (
            "own_revenue_share",
            "registered_charity",
            "serves",
            "groups",
            "tenure",
            "lease_years_left",
            "employees",
            "annual_revenue",
        ),
    ),
)
"""The questionnaire for who would rather answer everything in order: the title of each step and its attributes."""

QUESTIONNAIRE = tuple(ATTRIBUTES[name].asks or name for _, names in STEPS for name in names if name in ATTRIBUTES)
"""The same as fields of a profile, without the description."""

ORDERING = {"uses": ("uses",), "municipality": ("place",), "total_cost": ("amount",), "sector": ("specificity", "targets")}
"""The answers that order the list beside the verdicts, with the features of the fit that stay at nothing without them."""

FOR_THE_PROVIDER = frozenset({"legal-form-accepted"})
"""Conditions that the provider answers and the applicant cannot, beside those on a sector."""


FROM_LINES = {"total_cost": "cost", "own_contribution": "paid_by_applicant", "uses": "named_uses"}
"""Fields that the lines of a budget answer too."""


def is_answered(profile: Profile, field: str) -> bool:
    """Tell whether a field of the questionnaire has an answer; for a place, a wider one will do."""
    if field == "municipality":
        return profile.enterprise.place is not None
    if field in FROM_LINES:
        return getattr(profile.project, FROM_LINES[field]) is not None
    return profile.answer(field) is not None


def next_question(matches: Matches, asked: Sequence[str] = ()) -> Question | None:
    """Return the question worth most, leaving out the keys in `asked`; None where nothing asked would change the first programs."""
    return next(iter(questions(matches, asked)), None)


def questions(matches: Matches, asked: Sequence[str] = ()) -> list[Question]:
    """Return the questions that the first programs hinge on, the one worth most first."""
    first = list(islice(takewhile(lambda match: ORDER[match.verdict] == 0, matches.ranked), TOP))
    hinging: defaultdict[str, list[tuple[Match, Leaf]]] = defaultdict(list)
    for match in first:
        for reason in match.decision.with_truth(Truth.UNKNOWN):
            for key, leaf in open_leaves(reason.criterion, matches.facts):
                if is_for_the_applicant(leaf):
                    hinging[key].append((match, leaf))
    moved = {field: points for field in ORDERING if (points := _at_stake(field, first, matches.facts))}
    keys = [key for key in {**hinging, **moved} if key not in asked]
    found = [_question(key, hinging[key], moved.get(key, 0.0), matches) for key in keys]
    return sorted((question for question in found if question.worth > 0), key=lambda question: (-question.worth, question.key))


def _at_stake(field: str, first: Sequence[Match], known: Facts) -> float:
    """Return what an unknown answer could still move in the order: the share of the points of its features, over the first places."""
    if is_answered(known.profile, field):
        return 0.0
    gains = shipped_weights().gains
    return sum(gains[feature] for feature in ORDERING[field]) / 100 * sum(map(_discount, first))


def open_leaves(criterion: Criterion, known: Facts) -> Iterator[tuple[str, Leaf]]:
    """Yield what is unknown in a criterion that is not decided, by the field or the condition to ask for."""
    for leaf in leaves(criterion):
        if leaf.truth(known) is Truth.UNKNOWN:
            yield (f"confirm:{leaf.id}" if isinstance(leaf, Confirm) else ATTRIBUTES[leaf.attribute].asks or leaf.attribute), leaf


def is_for_the_applicant(leaf: Leaf) -> bool:
    """Tell whether the applicant can answer; what only the provider can say stays on the sheet, as something to ask there."""
    return not isinstance(leaf, Confirm) or not (leaf.id in FOR_THE_PROVIDER or leaf.id.startswith(SECTOR_ACCEPTED))


def _question(key: str, asking: Sequence[tuple[Match, Leaf]], moved: float, matches: Matches) -> Question:
    programs = list({match.program.id: match for match, _ in asking}.values())
    ids = tuple(match.program.id for match in programs)
    leaves_ = [leaf for _, leaf in asking]
    condition = next((leaf for leaf in leaves_ if isinstance(leaf, Confirm)), None)
    if key == "municipality":
        return Question(key, None, ids, moved + sum(_discount(m) * _settled_by_place(m, matches.facts) for m in programs), ())
    answers = []
    worth = moved
    values = [True, False] if condition else _values(leaves_, matches) if leaves_ else []
    for value in values:
        profile = matches.facts.profile
        told = profile.answering(key, value) if condition is None else profile.confirming(condition.id, answer=value)
        found = matches.verdicts(facts(told, matches.as_of))
        verdicts = [(match, found.of(match.program.id)) for match in programs]
        opens = sum(verdict is Verdict.ELIGIBLE for _, verdict in verdicts)
        closes = sum(verdict in {Verdict.NOT_ELIGIBLE, Verdict.NEAR_MISS} for _, verdict in verdicts)
        worth += sum(_discount(match) for match, verdict in verdicts if verdict is not Verdict.TO_CONFIRM) / len(values)
        answers.append(Answer(value, opens, closes))
    return Question(None if condition else key, condition, ids, worth, tuple(answers))


def _discount(match: Match) -> float:
    return 1 / math.log2(match.rank + 1)


def _settled_by_place(match: Match, known: Facts) -> float:
    """Return how likely a place settles a program: surely if nothing else is open, else by lying outside, as people are spread."""
    unknown = [leaf for reason in match.decision.with_truth(Truth.UNKNOWN) for _, leaf in open_leaves(reason.criterion, known)]
    if all(isinstance(leaf, AttributeCriterion) and ATTRIBUTES[leaf.attribute].kind == "place" for leaf in unknown):
        return 1.0
    inside = [
        accepted_share("territory", leaf.constraint.codes)
        for leaf in unknown
        if isinstance(leaf, AttributeCriterion) and leaf.attribute == "territory" and isinstance(leaf.constraint, Accepts)
    ]
    return 1 - max(inside, default=1.0)


def _values(asking: Sequence[Leaf], matches: Matches) -> list[Any]:
    """Return the answers that these criteria tell apart."""
    criteria = [leaf for leaf in asking if isinstance(leaf, AttributeCriterion)]
    attribute = ATTRIBUTES[criteria[0].attribute]
    if attribute.kind == "yes_no":
        return [True, False]
    if attribute.kind in {"choice", "choices"}:
        named = {code for leaf in criteria if isinstance(leaf.constraint, Accepts) for code in leaf.constraint.codes}
        other = _other(attribute.vocabulary or "", named)
        found = [code for code in vocabulary(attribute.vocabulary or "") if code in named] + ([other] if other else [])
        return [(code,) for code in found] + [()] if attribute.kind == "choices" else found
    return sorted(
        {value for leaf in criteria for value in _around(leaf, matches.as_of)},
        key=lambda value: value.first.toordinal() if isinstance(value, PartialDate) else value,
    )


def _around(leaf: AttributeCriterion, as_of: date) -> Iterator[Any]:
    """Yield answers on each bound of a range and on both sides of it."""
    kind = ATTRIBUTES[leaf.attribute].kind
    bounds = (leaf.constraint.low, leaf.constraint.high) if isinstance(leaf.constraint, Range) else ()
    for bound in bounds:
        for step in (-1, 0, 1):
            if bound is None:
                continue
            if kind == "date":
                yield partial_date(date.fromordinal(int(bound) + step))
            elif kind == "years":
                yield partial_date(as_of - relativedelta(years=max(0, int(bound) + step)))
            elif kind == "share":
                yield min(1.0, max(0.0, round(bound + step / 100, 2)))
            else:
                yield max(0, int(bound) + step)


def _other(name: str, named: set[str]) -> str | None:
    """Return a term that none of those named covers, and that covers none of them."""
    words = vocabulary(name)
    covered = frozenset().union(*(words.covered_by(code) for code in named))
    return next((code for code in words if not words.covered_by(code) & covered), None)


def as_json(question: Question | None, language: Language) -> dict[str, Any]:
    """Return the document that `matcher ask --format json` prints."""
    if question is None:
        return {"question": None}
    return {
        "question": {
            "attribute": question.attribute,
            "confirmation": question.condition.id if question.condition else None,
            "text": question.sentence(language),
            "why": question.why(language),
            "programs": list(question.programs),
            "answers": [
                {"value": _plain(answer.value), "opens": answer.opens, "closes": answer.closes} for answer in question.answers
            ],
        }
    }


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, PartialDate) else list(value) if isinstance(value, tuple) else value
