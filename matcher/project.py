"""The project that money is sought for: what it is, what it costs, and what is already found. A key that is absent is unknown."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from matcher.attribute import Attribute, Date, Dollars, term
from matcher.budget import Contribution, Cost, Funding
from matcher.locale import N_
from matcher.validation import said
from matcher.vocabulary.terms import vocabulary


class Project(BaseModel):
    """What money is sought for. A key that is absent is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)] | None = None
    uses: Annotated[
        tuple[Annotated[str, term("uses")], ...] | None,
        Attribute(
            label=N_("Uses of funds"),
            phrase=N_("what the money will pay for"),
            question=N_("What will the money pay for?"),
            why=N_("Each program pays for some kinds of spending only."),
            kind="choices",
            vocabulary="uses",
        ),
    ] = None
    total_cost: Annotated[
        Dollars | None,
        Attribute(
            label=N_("Total cost of the project"),
            phrase=N_("the total cost of the project"),
            question=N_("What is the total cost of the project?"),
            why=N_("Programs have minimum and maximum amounts."),
            kind="money",
            change="decision",
        ),
    ] = None
    stage: Annotated[
        str | None,
        term("stages"),
        Attribute(
            label=N_("Stage of the project"),
            phrase=N_("the stage of the project"),
            question=N_("At what stage is the project?"),
            why=N_("Money to start is not the money to grow."),
            kind="choice",
            vocabulary="stages",
            change="time",
        ),
    ] = None
    own_contribution: Annotated[
        Dollars | None,
        Attribute(
            label=N_("Own contribution"),
            phrase=N_("your own contribution"),
            question=N_("How much can you put in yourselves?"),
            why=N_("Most funders ask you to pay a share."),
            kind="money",
            change="decision",
        ),
    ] = None
    start: Annotated[
        Date | None,
        Attribute(
            label=N_("Start of the project"),
            phrase=N_("the start date of the project"),
            question=N_("When should the project start?"),
            why=N_("Many programs do not pay for what began before their answer."),
            kind="date",
            change="decision",
        ),
    ] = None
    end: Date | None = None
    costs: tuple[Cost, ...] | None = None
    """The costs by line; their sum is the total cost."""
    contributions: tuple[Contribution, ...] | None = None
    """The own contribution by kind; their sum is the own contribution."""
    funding: tuple[Funding, ...] | None = None
    """What is asked for, promised, found or refused already."""
    debt_service_max: Dollars | None = None
    """What the enterprise can pay back in a year, capital and interest, in whole dollars."""
    files_max: Annotated[int, Field(strict=True, ge=1, le=50)] | None = None
    """The most applications that the applicant can carry."""
    documents: tuple[Annotated[str, term("documents")], ...] | None = None
    """Documents that are ready."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        costs = [cost.amount for cost in self.costs or () if cost.to_finance]
        _same_sum("total_cost", self.total_cost, costs, known=self.costs is not None)
        given = [contribution.amount for contribution in self.contributions or ()]
        _same_sum("own_contribution", self.own_contribution, given, known=self.contributions is not None)
        if self.end is not None and self.start is not None and self.end.last < self.start.first:
            raise said(N_("the project ends before it starts"), at="end")
        return self

    @property
    def cost(self) -> int | None:
        """Return the total cost in whole dollars, from its lines where they are given, without what taxes give back."""
        return self.total_cost if self.costs is None else sum(cost.amount for cost in self.costs if cost.to_finance)

    @property
    def paid_by_applicant(self) -> int | None:
        """Return the own contribution in whole dollars, from its kinds where they are given."""
        return self.own_contribution if self.contributions is None else sum(given.amount for given in self.contributions)

    @property
    def named_uses(self) -> tuple[str, ...] | None:
        """Return the uses of funds, from the lines of costs where none are named."""
        if self.uses is not None or self.costs is None:
            return self.uses
        return tuple(dict.fromkeys(cost.use for cost in self.costs if cost.use in vocabulary("uses"))) or None


def _same_sum(field: str, stated: int | None, parts: list[int], *, known: bool) -> None:
    if known and stated is not None and stated != sum(parts):
        raise said(N_("this is not what its lines add up to"), at=field, expected=f"{sum(parts):_}")
