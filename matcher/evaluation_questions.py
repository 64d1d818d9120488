"""How many questions it takes until the first programs are final, on real projects, against the fixed order of the questionnaire.

The applicant of a case has written its description and set right what was read in it. Each question on a fact is answered by the
full profile, or by *I do not know*, which counts as a question too. Conditions are not asked until the facts are, since no public
source says how these applicants would have answered them; what they would settle is shown apart, each answered *yes*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from matcher.evaluation import Case
from matcher.matching import ORDER, Matcher, Matches
from matcher.profile import Profile
from matcher.questions import QUESTIONNAIRE, TOP, Question, is_answered, questions
from matcher.rules.verdict import Verdict
from matcher.text.intake import PLACES, read_paragraph

FIRST = 5
"""Programs from the top of the list that are final once no later answer moves them out or in."""

MANY = 10
"""Questions after which nobody would go on."""


@dataclass(frozen=True)
class Interview:
    """The questions put to the applicant of one case until the first programs were final; None where they never were."""

    case: str
    chosen: int | None
    fixed: int | None
    to_confirm: tuple[float, ...]
    """The share of the first ten still to confirm after 0, 1, 2 … questions, conditions answered yes."""


def interview(matcher: Matcher, case: Case) -> Interview:
    """Put the questions of `matcher.questions`, then those of the questionnaire, to the applicant of one case."""
    return Interview(
        case.id,
        _asked_until_final(matcher, case, _best),
        _asked_until_final(matcher, case, _in_order),
        tuple(_settling(matcher, case)),
    )


def after_the_paragraph(case: Case) -> Profile:
    """Return what is known once the description of a case was read and what was misread was set right."""
    project = case.profile.project
    profile = Profile().answering("description", project.description)
    found = read_paragraph(project.description or "", case.date.last).profile()
    for field in QUESTIONNAIRE:
        if is_answered(found, field) and is_answered(case.profile, field):
            profile = _told(profile, case.profile, field)
    return profile


def _told(profile: Profile, full: Profile, field: str) -> Profile:
    for name in PLACES if field == "municipality" else (field,):
        profile = profile.answering(name, full.answer(name))
    return profile


Choice = Callable[[Matches, Sequence[str]], str | None]


def _best(matches: Matches, asked: Sequence[str]) -> str | None:
    return next((q.key for q in questions(matches, asked) if q.condition is None), None)


def _in_order(matches: Matches, asked: Sequence[str]) -> str | None:
    known = matches.facts.profile
    return next((field for field in QUESTIONNAIRE if field not in asked and not is_answered(known, field)), None)


def _asked_until_final(matcher: Matcher, case: Case, choose: Choice) -> int | None:
    day = case.date.last
    final = _first(matcher.match(case.profile, day, any_window=True))
    matches = matcher.match(after_the_paragraph(case), day, any_window=True)
    final_after = [_first(matches) == final]
    asked: list[str] = []
    while field := choose(matches, asked):
        asked.append(field)
        if is_answered(case.profile, field):
            told = _told(matches.facts.profile, case.profile, field)
            matches = matcher.match(told, day, any_window=True)
        final_after.append(_first(matches) == final)
    if not final_after[-1]:
        return None
    return max((count for count, same in enumerate(final_after, start=1) if not same), default=0)


def _first(matches: Matches) -> set[str]:
    return {match.program.id for match in matches.ranked[:FIRST]}


def _settling(matcher: Matcher, case: Case) -> Iterator[float]:
    """Yield the share of the first ten to confirm, before and after each question."""
    profile = after_the_paragraph(case)
    asked: list[str] = []
    for _ in range(MANY + 1):
        matches = matcher.match(profile, case.date.last, any_window=True)
        first = [match for match in matches.ranked[:TOP] if ORDER[match.verdict] == 0]
        yield sum(match.verdict is Verdict.TO_CONFIRM for match in first) / len(first) if first else 0.0
        question = next(iter(questions(matches, asked)), None)
        if question is not None:
            asked.append(question.key)
            profile = _answered(profile, case.profile, question)


def _answered(profile: Profile, full: Profile, question: Question) -> Profile:
    if question.condition is not None:
        return profile.confirming(question.condition.id, answer=True)
    field = question.key
    return _told(profile, full, field) if is_answered(full, field) else profile


def as_json(interviews: Sequence[Interview]) -> dict[str, Any]:
    """Return the part `questions` of the document that `matcher evaluate --format json` prints."""
    return {
        "chosen": _summary([one.chosen for one in interviews]),
        "fixed": _summary([one.fixed for one in interviews]),
        "to_confirm_after": [round(mean(shares), 4) for shares in zip(*(one.to_confirm for one in interviews), strict=True)],
    }


def _summary(counts: Sequence[int | None]) -> dict[str, float | None]:
    """Return the median number of questions (None: in most cases the first programs were never final) and how often they were."""
    middle = median(float("inf") if count is None else count for count in counts) if counts else float("inf")
    reached = sum(count is not None for count in counts)
    return {
        "median": None if middle == float("inf") else middle,
        "final": round(reached / len(counts), 4) if counts else 0.0,
    }
