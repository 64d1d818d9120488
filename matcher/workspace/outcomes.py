"""What applications come to: asked, awarded, how often and how fast, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from matcher.workspace.applications import Application

NOT_COUNTED = frozenset({"to_ask", "not_asked"})
"""States in which nothing was asked of anybody."""


@dataclass(frozen=True)
class Outcome:
    """What a group of applications comes to; amounts in dollars, days between asking and the answer, for the `timed` that have both days.

    `decided` are those awarded or refused: only they say anything of success, which is unknown (None) while there are none.
    """

    applications: int
    waiting: int
    decided: int
    awards: int
    asked: int
    awarded: int
    median_days: float | None
    longest_days: int | None
    timed: int

    @property
    def success(self) -> float | None:
        """Return the share of decided applications that were awarded, None while none is decided."""
        return self.awards / self.decided if self.decided else None


def outcome(applications: Iterable[Application]) -> Outcome:
    """Return what applications come to. Those that were never made do not count."""
    made = [one for one in applications if one.state not in NOT_COUNTED]
    decided = [one for one in made if one.state in {"awarded", "refused"}]
    days = sorted(one.days_to_answer for one in decided if one.days_to_answer is not None)
    return Outcome(
        applications=len(made),
        waiting=sum(one.waiting for one in made),
        decided=len(decided),
        awards=sum(one.state == "awarded" for one in decided),
        asked=sum(one.asked or 0 for one in made),
        awarded=sum(one.awarded or 0 for one in decided if one.state == "awarded"),
        median_days=median(days) if days else None,
        longest_days=days[-1] if days else None,
        timed=len(days),
    )


def outcomes_by(applications: Sequence[Application], key: Callable[[Application], str]) -> dict[str, Outcome]:
    """Return what the applications of each group come to, the group that was awarded most first."""
    groups: dict[str, list[Application]] = {}
    for one in applications:
        groups.setdefault(key(one), []).append(one)
    found = {name: outcome(group) for name, group in groups.items()}
    return dict(
        sorted(
            ((name, one) for name, one in found.items() if one.applications),
            key=lambda item: (-item[1].awarded, -item[1].asked, item[0]),
        )
    )


def reasons_given(applications: Iterable[Application]) -> dict[str, int]:
    """Return how often each reason was given, the most frequent first."""
    return dict(sorted(Counter(one.reason for one in applications if one.reason).items(), key=lambda item: (-item[1], item[0])))
