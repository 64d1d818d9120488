"""Every case in `cases/`: what the rules mean, as data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, RootModel

from matcher.document import read_document
from matcher.facts import facts
from matcher.profile import Profile
from matcher.rules.criteria import Eligibility
from matcher.rules.verdict import Decision, Verdict, decide
from matcher.validation import validate

KINDS = (
    "choice_with_hierarchy",
    "several_choices",
    "ranges",
    "money_and_shares",
    "dates_and_years",
    "places",
    "yes_no",
    "confirmations",
    "any_all_not",
    "excludes",
    "in_force",
    "near_miss",
    "sensitive_activity",
    "stage_is_the_project",
)
SUBJECT = "program"
"""The id of the program of every case."""


class Miss(BaseModel):
    """What a case says of its near miss: the day, if it is given, and pieces of the English sentence."""

    model_config = ConfigDict(extra="forbid")

    date: dt.date | None = None
    contains: tuple[str, ...] = ()


class Case(BaseModel):
    """One program's criteria, one profile, one day, and what comes of them."""

    model_config = ConfigDict(extra="forbid")

    name: str
    eligibility: Eligibility
    profile: Profile
    as_of: dt.date
    verdict: Verdict
    why: str = ""
    near_miss: Miss | None = None
    truths: dict[str, str] = {}

    @property
    def decision(self) -> Decision:
        return decide(self.eligibility, facts(self.profile, self.as_of), SUBJECT)


class Cases(RootModel[list[Case]]):
    """A file of cases."""


DIRECTORY = Path(__file__).parent / "cases"
CASES = [case for kind in KINDS for case in validate(Cases, read_document(DIRECTORY / f"{kind}.yaml", yes_no=True)).root]


def some(cases: list[Case]) -> Any:
    """Run a test on each of `cases`, by name."""
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def plain(text: str) -> str:
    """Return `text` with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_every_file_of_cases_is_run() -> None:
    """Each file beside the test is one of the kinds, and no two cases share a name."""
    assert sorted(KINDS) == sorted(path.stem for path in DIRECTORY.iterdir())
    assert len(CASES) == len({case.name for case in CASES})


@some(CASES)
def test_verdict(case: Case) -> None:
    """The verdict is the one that the case states."""
    assert case.verdict == case.decision.verdict, case.why


@some([case for case in CASES if case.truths])
def test_truths(case: Case) -> None:
    """Each criterion that the case names has the truth that it states."""
    truths = {reason.criterion.name: reason.truth.word for reason in case.decision.reasons}
    assert case.truths == {name: truths.get(name) for name in case.truths}


@some([case for case in CASES if case.verdict is Verdict.NEAR_MISS])
def test_near_miss(case: Case) -> None:
    """A near miss says what would change it, and when, in both languages."""
    miss = case.decision.near_miss
    assert miss is not None
    assert case.near_miss is not None, "the case lacks what its near miss says"
    if "date" in case.near_miss.model_fields_set:
        assert case.near_miss.date == miss.date
    text = plain(miss.sentence("en"))
    assert [piece for piece in case.near_miss.contains if piece not in text] == [], text
    assert text != plain(miss.sentence("fr"))


@some([case for case in CASES if case.verdict is not Verdict.NEAR_MISS])
def test_no_near_miss(case: Case) -> None:
    """Only the verdict `near_miss` comes with steps."""
    assert case.decision.near_miss is None


@some(CASES)
def test_reasons_can_be_read(case: Case) -> None:
    """Every reason is a sentence in both languages, without a placeholder left over."""
    for reason in case.decision.reasons:
        for language in ("fr", "en"):
            sentence = reason.sentence(language)
            assert sentence.strip()
            assert "{" not in sentence
