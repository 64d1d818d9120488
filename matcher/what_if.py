"""What other answers would change: what one change opens and closes, which answers close most, and what one step would open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from matcher.facts import facts
from matcher.matching import Match, Matches
from matcher.partial_date import partial_date
from matcher.profile import ATTRIBUTES, Profile
from matcher.questions import QUESTIONNAIRE, Leaf, is_answered, is_for_the_applicant, open_leaves
from matcher.rules.criteria import Confirm
from matcher.rules.near_miss import NearMiss, Step
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict

REFUSED = frozenset({Verdict.NEAR_MISS, Verdict.NOT_ELIGIBLE})
PLACES = ("municipality", "mrc", "region")


@dataclass(frozen=True)
class Difference:
    """What changes from one list to another, each in the order of the second."""

    opened: tuple[Match, ...]
    """Refused before, and not any more."""
    closed: tuple[Match, ...]
    settled: tuple[Match, ...]
    """To confirm before, and eligible now."""
    unsettled: tuple[Match, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.opened or self.closed or self.settled or self.unsettled)


def difference(before: Matches, after: Matches) -> Difference:
    """Return what opens and what closes between two lists of the same catalogue."""
    verdicts = {match.program.id: match.verdict for match in (*before.ranked, *before.hidden)}
    changed = [(was, match) for match in after.ranked if (was := verdicts[match.program.id]) is not match.verdict]

    def those(was: Collection[Verdict], is_now: Collection[Verdict]) -> tuple[Match, ...]:
        return tuple(match for verdict, match in changed if verdict in was and match.verdict in is_now)

    open_ = (Verdict.ELIGIBLE, Verdict.TO_CONFIRM)
    return Difference(
        those(REFUSED, open_),
        those(open_, REFUSED),
        those([Verdict.TO_CONFIRM], [Verdict.ELIGIBLE]),
        those([Verdict.ELIGIBLE], [Verdict.TO_CONFIRM]),
    )


@dataclass(frozen=True)
class Effect:
    """Programs that one answer closes or would open. `key` is a field of the profile, or `confirm:` and the id of a condition."""

    key: str
    condition: Confirm | None
    programs: tuple[str, ...]


@dataclass(frozen=True)
class WhatIf:
    """The effects of other answers on one list. Each is worked out when it is asked for."""

    matches: Matches

    def opened_by(self, change: NearMiss) -> tuple[str, ...]:
        """Return the ids of all programs that the steps of `change` would open."""
        profile, day = _stepped(self.matches.facts.profile, change.steps, self.matches.as_of)
        return tuple(self._opened(profile, day))

    @cached_property
    def closing(self) -> list[Effect]:
        """Return the answers without which more programs would be open, the one that closes most first."""
        profile = self.matches.facts.profile
        found = [
            Effect(field, None, tuple(self._opened(_without(profile, field), self.matches.as_of)))
            for field in QUESTIONNAIRE
            if is_answered(profile, field)
        ]
        return _most(found)

    @cached_property
    def opening(self) -> list[Effect]:
        """Return the questions that are all that is left to confirm of some programs, the one of most programs first."""
        programs: defaultdict[str, list[str]] = defaultdict(list)
        leaf_of: dict[str, Leaf] = {}
        for match in self.matches.with_verdict(Verdict.TO_CONFIRM):
            unknown = match.decision.with_truth(Truth.UNKNOWN)
            left = [dict(open_leaves(reason.criterion, self.matches.facts)) for reason in unknown]
            for key in set(left[0]).intersection(*left):
                if is_for_the_applicant(left[0][key]):
                    programs[key].append(match.program.id)
                    leaf_of[key] = left[0][key]
        return _most([Effect(key, _condition(leaf_of[key]), tuple(ids)) for key, ids in programs.items()])

    @cached_property
    def steps(self) -> list[tuple[NearMiss, tuple[str, ...]]]:
        """Return the changes within reach, each with all programs that it would open, the one that opens most first."""
        changes = {
            change.key: change for match in self.matches.ranked if (change := match.decision.near_miss) and not match.closed
        }
        found = [(change, self.opened_by(change)) for change in changes.values()]
        return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].sentence("fr")))

    def _opened(self, profile: Profile, day: date) -> Iterator[str]:
        found = self.matches.verdicts(facts(profile, day))
        for match in self._refused:
            if found.of(match.program.id) not in REFUSED:
                yield match.program.id

    @cached_property
    def _refused(self) -> list[Match]:
        """Return the programs that their criteria refuse, and not only because they are closed."""
        return [match for match in self.matches.with_verdict(*REFUSED) if not match.closed]


def _most(effects: list[Effect]) -> list[Effect]:
    return sorted((effect for effect in effects if effect.programs), key=lambda effect: (-len(effect.programs), effect.key))


def _condition(leaf: Leaf) -> Confirm | None:
    return leaf if isinstance(leaf, Confirm) else None


def _without(profile: Profile, field: str) -> Profile:
    for name in PLACES if field == "municipality" else (field,):
        profile = profile.answering(name, None)
    return profile


def _stepped(profile: Profile, steps: tuple[Step, ...], day: date) -> tuple[Profile, date]:
    """Return the profile after the steps, and the day on which the last of them is possible."""
    for step in steps:
        attribute = ATTRIBUTES[step.criterion.attribute]
        if step.on is not None:
            day = max(day, step.on)
        elif attribute.kind == "date":
            assert not isinstance(step.target, str)
            profile = profile.answering(step.criterion.attribute, partial_date(date.fromordinal(int(step.target))))
        else:
            profile = profile.answering(attribute.asks or step.criterion.attribute, step.target)
    return profile, day
