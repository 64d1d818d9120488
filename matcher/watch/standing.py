"""Where a program stands for one profile on one day: what is kept, so that another day can tell what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
)

from matcher.document import Document
from matcher.locale import N_
from matcher.matching import Match, Matches
from matcher.program import Slug
from matcher.rules.criteria import AllOf, AnyOf, Criterion, Not
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.validation import said, validate
from matcher.watch.terms import terms_of
from matcher.window import State

OPEN = {Verdict.ELIGIBLE, Verdict.TO_CONFIRM}
"""The verdicts under which one can apply. A near miss is kept for the day on which it becomes one of them."""


def _written_day(value: Any) -> Any:
    """Read a day as JSON holds it. A bare number is no day, though it could be read as one."""
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise said(N_("this is not a date"), expected=N_("a date, YYYY-MM-DD"))


def _kept(verdict: Verdict) -> Verdict:
    if verdict is Verdict.NOT_ELIGIBLE:
        raise said(N_("a program that is not eligible has no standing"))
    return verdict


Day = Annotated[date, BeforeValidator(_written_day)]
Name = Annotated[str, StringConstraints(strict=True, min_length=1)]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9-]+:[a-z_]+:.+$")]
"""What tells one news from others: the program, the kind, and what it turns on."""


class Standing(BaseModel):
    """Where one program stands for one profile on one day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: Annotated[Verdict, AfterValidator(_kept)]
    window: State
    opens: Day | None = None
    """The first day of the running call, or else of the next one."""
    closes: Day | None = None
    """The last day of the running call, included."""
    to_confirm: tuple[Name, ...] = ()
    """The criteria left to confirm, by `criterion_name`, in the order of their names."""
    unmet: tuple[Name, ...] = ()
    """The criteria that are not met: those of a near miss."""
    terms: dict[Name, StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)] | StrictStr] = {}
    """What a plan rests on, as `terms_of` writes it."""

    @property
    def open(self) -> bool:
        """Whether one can apply, as far as is known."""
        return self.verdict in OPEN


class Standings(RootModel[dict[Slug, Standing]]):
    """The standings of one profile, by program, as a database or a file keeps them."""


def standings(matches: Matches) -> dict[str, Standing]:
    """Return where each program stands that is eligible, to confirm or a near miss; one that is absent is not open to them."""
    return {match.program.id: _standing(match) for match in matches.ranked if match.verdict is not Verdict.NOT_ELIGIBLE}


def _standing(match: Match) -> Standing:
    seen = match.window
    return Standing(
        verdict=match.verdict,
        window=seen.state,
        opens=seen.opens,
        closes=seen.closes if seen.state == "open" else None,
        to_confirm=_names(match, Truth.UNKNOWN),
        unmet=_names(match, Truth.FALSE),
        terms=terms_of(match.program),
    )


def _names(match: Match, truth: Truth) -> tuple[str, ...]:
    return tuple(sorted({criterion_name(reason.criterion) for reason in match.decision.with_truth(truth)}))


def criterion_name(criterion: Criterion) -> str:
    """Return a name that tells a criterion from the others of its program, also where it is made of several: `any(a, b)`."""
    if isinstance(criterion, AnyOf | AllOf):
        return f"{criterion.name}({', '.join(sorted(map(criterion_name, criterion.criteria)))})"
    if isinstance(criterion, Not):
        return f"not:{criterion_name(criterion.criterion)}"
    return criterion.name


def as_json(kept: Mapping[str, Standing]) -> dict[str, Any]:
    """Return standings as plain JSON, by program."""
    return {program: kept[program].model_dump(mode="json", exclude_defaults=True) for program in sorted(kept)}


def from_json(raw: Any) -> dict[str, Standing]:
    """Read what `as_json` returned. Raises InputError with every place that is not as it was written."""
    return validate(Standings, Document("", raw, dict)).root
