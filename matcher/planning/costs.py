"""What is to be financed: the lines of costs, and which money can pay them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.budget import Cost
from matcher.profile import Profile


@dataclass(frozen=True)
class Costs:
    """The lines to be financed, in whole dollars.

    `divided` is false where only the total is known: each use then stands for an equal part, which the plan says. A line without a
    use (`""`) may be paid by anything, since nothing is known of it.
    """

    lines: tuple[Cost, ...]
    divided: bool

    @property
    def total(self) -> int:
        total: int = sum(line.amount for line in self.lines)
        return total

    def paid_by(self, uses: Iterable[str]) -> tuple[int, ...]:
        """Return the positions of the lines that money for these uses can pay."""
        wanted = {*uses, ""}
        return tuple(index for index, line in enumerate(self.lines) if line.use in wanted)


def costs_of(profile: Profile) -> Costs | None:
    """Return the lines to be financed; None where not even the total is known."""
    project = profile.project
    if project.costs is not None:
        lines = tuple(line for line in project.costs if line.to_finance and line.amount)
        return Costs(lines, divided=True) if lines else None
    if not project.total_cost:
        return None
    uses = project.uses or ("",)
    part, rest = divmod(project.total_cost, len(uses))
    amounts = [part + (number < rest) for number in range(len(uses))]
    lines = tuple(Cost.model_construct(use=use, amount=amount) for use, amount in zip(uses, amounts, strict=True) if amount)
    return Costs(lines, divided=len(uses) == 1 and uses != ("",))
