"""How well a paragraph is read, on the descriptions of real projects, and how good the list is from the paragraph alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matcher.evaluation import Case, evaluate
from matcher.matching import Matcher
from matcher.profile import ATTRIBUTES, Profile
from matcher.text.intake import PLACES, read_paragraph
from matcher.vocabulary.terms import vocabulary

FIELDS = ("legal_form", "municipality", "uses", "total_cost")
"""What is compared with the profile; the sector and the stage of a profile are a choice among near words."""

Outcome = Literal["right", "wrong", "missed"]


@dataclass(frozen=True)
class FieldScore:
    """Answers of one field over all cases: read and right, read and wrong, and in the profile without being read."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        return round(self.right / (self.right + self.wrong), 4) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        return round(self.right / (self.right + self.missed), 4) if self.right + self.missed else None


def texts_of(case: Case) -> tuple[str, ...]:
    """Return the paragraphs of a case, which say what an applicant is asked to say, or else its description."""
    return case.paragraphs or ((case.profile.project.description or ""),)


def field_scores(cases: Sequence[Case]) -> dict[str, FieldScore]:
    """Compare what is read in each text, surely enough to be used, with the profile that was written by hand.

    A wide answer is right where it covers the true one (*cooperative* for a worker co-op).
    """
    counts: dict[str, Counter[Outcome]] = {field: Counter() for field in FIELDS}
    for case in cases:
        for text in texts_of(case):
            read = read_paragraph(text, case.date.last).profile()
            for field in FIELDS:
                counts[field].update(_outcomes(field, read, case.profile))
    return {field: FieldScore(found["right"], found["wrong"], found["missed"]) for field, found in counts.items()}


def _outcomes(field: str, read: Profile, true: Profile) -> Iterator[Outcome]:
    if field == "uses":
        found, wanted = set(read.project.uses or ()), set(true.project.uses or ())
        for use in found | wanted:
            yield "missed" if use not in found else "right" if use in wanted else "wrong"
    elif read.answer(field) is not None:
        if true.answer(field) is not None:
            yield "right" if _agree(field, read, true) else "wrong"
    elif true.answer(field) is not None:
        yield "missed"


def _agree(field: str, read: Profile, true: Profile) -> bool:
    found, wanted = read.answer(field), true.answer(field)
    if field in PLACES:
        return read.enterprise.place == true.enterprise.place
    name = ATTRIBUTES[field].vocabulary
    if name:
        words = vocabulary(name)
        return words.covered_by(wanted) <= words.covered_by(found)
    return bool(found == wanted)


def as_json(matcher: Matcher, cases: Sequence[Case]) -> dict[str, Any]:
    """Return the part `paragraph` of the document that `matcher evaluate --format json` prints.

    `metrics` are those of the list from one text alone, `with_place_and_form` with these two answers added.
    """
    read = [(case, read_paragraph(text, case.date.last).profile()) for case in cases for text in texts_of(case)]
    return {
        "texts": len(read),
        "fields": {
            name: {"precision": score.precision, "recall": score.recall, "n": score.right + score.missed}
            for name, score in field_scores(cases).items()
        },
        "metrics": _metrics(matcher, read),
        "with_place_and_form": _metrics(matcher, [(case, _with_place_and_form(known, case.profile)) for case, known in read]),
    }


def _metrics(matcher: Matcher, known: Sequence[tuple[Case, Profile]]) -> dict[str, float]:
    cases = [case.model_copy(update={"profile": profile}) for case, profile in known]
    return evaluate(matcher, cases, baselines=()).metrics()


def _with_place_and_form(read: Profile, true: Profile) -> Profile:
    for name in (*PLACES, "legal_form"):
        read = read.answering(name, true.answer(name))
    return read
