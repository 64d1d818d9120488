"""The verb `match`: every program with its verdict, its fit and its reasons, in the order to look at them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar, overload

import numpy as np

from matcher.answer import Answer, Intakes, Rules, leaves_of
from matcher.catalogue import Catalogue
from matcher.facts import Facts, facts
from matcher.features import kind
from matcher.locale import Language
from matcher.points import Points
from matcher.profile import Profile
from matcher.program import Program
from matcher.ranking import Fit, Places, Ranker
from matcher.rules.criteria import AttributeCriterion, turns
from matcher.rules.index import Index, Verdicts
from matcher.rules.level import VERDICT_OF
from matcher.rules.verdict import Decision, Verdict
from matcher.sheet import Sheet, ShownReason, closing, reasons, window_as_json
from matcher.window import Window

Said = TypeVar("Said")

ORDER = {Verdict.ELIGIBLE: 0, Verdict.TO_CONFIRM: 0, Verdict.NEAR_MISS: 1, Verdict.NOT_ELIGIBLE: 2}
"""Eligible and to confirm share one list, since one open question must not put a narrow program behind a wide one."""


@dataclass(slots=True, unsafe_hash=True)
class Match:
    """One program for one profile. What it takes to show it is worked out when it is asked for: a list of hundreds shows a few."""

    rank: int
    verdict: Verdict
    sheet: Sheet
    _answer: Answer = field(repr=False, compare=False)
    _place: int = field(repr=False, compare=False)
    _fits: Fits = field(repr=False, compare=False)
    _nth: int = field(repr=False, compare=False)

    @property
    def program(self) -> Program:
        return self.sheet.program

    @property
    def window(self) -> Window:
        """When the program takes applications, seen from the day asked for."""
        return self.sheet.window

    @property
    def decision(self) -> Decision:
        """Each criterion with its truth, and for a near miss what would change it."""
        return self._answer.decision(self._place)

    @property
    def fit(self) -> Fit:
        """How well the program suits, with its parts. That of a refused one is taken alone, without the others of its kind."""
        return self._fits[self._nth]

    @property
    def features(self) -> dict[str, float]:
        """What the ranking sees of it alone, by name, before it is weighed."""
        return {name: float(column[self._place]) for name, column in self._answer.features.items()}

    def said(self, about: tuple[object, ...], say: Callable[[], Said]) -> Said:
        """Return what `say` says of the program, kept for applicants for whom its criteria come to the same.

        `about` must hold all else that it hinges on: the language, an answer that it names.
        """
        pattern = self._answer.pattern(self._place)
        if pattern is None:
            return say()
        return self._answer.rules.said((self.sheet, self.verdict, pattern, *about), say)

    def meets(self, criterion: AttributeCriterion) -> bool:
        """Tell whether the applicant surely meets one simple criterion of the catalogue, alone or within another."""
        return self._answer.meets(criterion)

    @property
    def local_version(self) -> Program | None:
        """The local version that stands in the place of the program in this applicant's list, None where the program stands for itself."""
        return self._answer.local_version_of(self._place)

    @property
    def closed(self) -> bool:
        """Whether the program is refused because it is closed, whatever its criteria say."""
        return self.verdict is Verdict.NOT_ELIGIBLE and self.decision.verdict is not Verdict.NOT_ELIGIBLE

    @property
    def brings_money(self) -> bool:
        """Whether the program brings money; the others bring coaching or training only and are read as a list of their own."""
        return kind(self.program) != "help"

    def reasons(self, language: Language) -> list[ShownReason]:
        """Return every criterion with its truth; the closing of a program comes first."""
        sheet, decision = self.sheet, self.decision
        shown = [sheet.once(closing, language)] if self.closed else []
        shown += [by_truth[truth] for by_truth, truth in zip(sheet.once(reasons, language), decision.truths, strict=False)]
        for one in decision.reasons[len(sheet.criteria) :]:  # what this applicant alone is asked
            shown.append(sheet.reason(*one, language))
        return shown


@dataclass(frozen=True)
class Matches:
    """All matches of one profile on one day, best first."""

    as_of: date
    version: str
    facts: Facts
    ranked: Sequence[Match]
    hidden: Sequence[Match]
    """Provincial programs left out because the local version for this place stands in the list."""
    verdicts: Callable[[Facts], Verdicts] = field(repr=False, compare=False)
    """What the criteria of every program come to for other facts, on any day."""

    def find(self, program_id: str) -> Match:
        """Return the match of one program, also if it is hidden behind its local version. Raises KeyError if there is none."""
        for match in (*self.ranked, *self.hidden):
            if match.program.id == program_id:
                return match
        raise KeyError(program_id)

    def with_verdict(self, *verdicts: Verdict) -> tuple[Match, ...]:
        return tuple(match for match in self.ranked if match.verdict in verdicts)


class Matcher:
    """A catalogue made ready to answer many profiles.

    Args:
        catalogue: the programs.
        ranker: what weighs them, where it is not as usual.
        before: the matcher of the catalogue as it was before a few sheets were edited.
    """

    def __init__(self, catalogue: Catalogue, ranker: Ranker | None = None, before: Matcher | None = None) -> None:
        self.catalogue = catalogue
        self.ranker = ranker or Ranker(catalogue)
        self._programs = list(catalogue.values())
        self._places = {program_id: place for place, program_id in enumerate(catalogue)}
        self._turns = turns(program.eligibility for program in self._programs)
        self._leaves = leaves_of(self._programs)
        self._rules_of: dict[int, Rules] = {}
        self._indexes = before.indexes_for(catalogue, self._turns) if before else {}
        self.intakes = lru_cache(maxsize=DAYS_KEPT)(self._intakes)
        """When each program takes applications on a day, with what is said of it then: the same for every profile."""
        self._points = lru_cache(maxsize=2 * DAYS_KEPT)(self._points_of)

    def match(self, profile: Profile, as_of: date, *, any_window: bool = False) -> Matches:
        """Return every program in the order to look at them.

        Args:
            profile: what is known of the applicant.
            as_of: the day on which the question is asked.
            any_window: ignore status and intakes, to judge past projects.
        """
        answer = self._answer(profile, as_of, any_window=any_window)
        lists = ORDER_OF[answer.levels]
        lists[answer.behind_local_versions()] = HIDDEN
        order, better = answer.scores.ranked(lists, answer.rules.features.kinds)
        ranked = _Listed(answer, order, better, np.flatnonzero(lists == REFUSED))
        behind = np.flatnonzero(lists == HIDDEN)
        hidden = _Listed(answer, behind, np.zeros_like(behind), behind[:0], first=None)
        return Matches(as_of, self.catalogue.version, answer.known, ranked, hidden, self.verdicts)

    def match_one(self, program_id: str, profile: Profile, as_of: date, *, any_window: bool = False) -> Match:
        """Return one program for one profile, without a rank: verdict and reasons as `match` gives them, the fit taken alone.

        Raises KeyError if there is no such program.
        """
        answer, place = self._answer(profile, as_of, any_window=any_window), self._places[program_id]
        return _match(answer, 0, place, Fits(answer, np.array([place]), np.zeros(1, np.intp)), 0)

    def verdicts(self, known: Facts) -> Verdicts:
        """Return the verdict on every program by its criteria alone, whether it takes applications or not."""
        return self.rules(known.as_of).index.verdicts(known)

    def _answer(self, profile: Profile, as_of: date, *, any_window: bool) -> Answer:
        points = self._points(as_of, any_window)
        rules, intakes = self.rules(as_of), self.intakes(as_of)
        return Answer(facts(profile, as_of), rules, intakes, self.ranker, points, any_window=any_window)

    def rules(self, day: date) -> Rules:
        """Return the criteria in force on a day, made ready: few are the days on which one comes or goes."""
        turn = bisect_right(self._turns, day)
        if turn not in self._rules_of:
            self._rules_of[turn] = Rules(self._programs, self._leaves, day, self._indexes.pop(turn, None))
        return self._rules_of[turn]

    def indexes_for(self, catalogue: Catalogue, turns: Sequence[date]) -> dict[int, Index]:
        """Return the indexes that were made, patched for an edition of the catalogue; none where much has changed."""
        if catalogue.keys() != self.catalogue.keys() or turns != self._turns:
            return {}
        edited = {
            program_id: program.eligibility
            for program_id, program in catalogue.items()
            if program.eligibility != self.catalogue[program_id].eligibility
        }
        return {
            turn: rules.index.patched(edited)
            for turn, rules in list(self._rules_of.items())  # answers go on beside a reload, and may add a day
            if len({*rules.index.edited, *edited}) <= MOST_EDITED
        }

    def _intakes(self, day: date) -> Intakes:
        return Intakes(self._programs, self.rules(day).features.criteria, day)

    def _points_of(self, day: date, any_window: bool) -> Points:  # noqa: FBT001  # a key of what is kept
        rules = self.rules(day)
        timing = np.ones(len(self._programs)) if any_window else self.intakes(day).timing
        return Points(self.ranker, rules.features, rules.coded, timing)


class _Listed(Sequence[Match]):
    """Matches in their order, each made when it is first looked at; so is the order of the last ones, which few look at."""

    def __init__(self, answer: Answer, order: Places, better: Places, last: Places, first: int | None = 1) -> None:
        self._answer, self._first, self._last = answer, first, last
        self._order = order
        self._fits = Fits(answer, order, better)
        self._made: dict[int, Match] = {}

    @cached_property
    def _by_subject(self) -> list[int]:
        return self._answer.by_subject(self._last)

    @cached_property
    def _last_fits(self) -> Fits:
        places = np.array(self._by_subject, np.intp)
        return Fits(self._answer, places, np.zeros_like(places))

    def __len__(self) -> int:
        return len(self._order) + len(self._last)

    def __iter__(self) -> Iterator[Match]:
        for number in range(len(self)):
            yield self._made.get(number) or self._match(number)

    @overload
    def __getitem__(self, at: int) -> Match: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, at: int | slice) -> Match | tuple[Match, ...]:
        if isinstance(at, slice):
            return tuple(map(self._match, range(*at.indices(len(self)))))
        return self._match(range(len(self))[at])

    def _match(self, number: int) -> Match:
        made = self._made.get(number)
        if made is None:
            rank = 0 if self._first is None else self._first + number
            behind = number - len(self._order)
            if behind < 0:
                made = _match(self._answer, rank, self._order.item(number), self._fits, number)
            else:
                made = _match(self._answer, rank, self._by_subject[behind], self._last_fits, behind)
            made = self._made.setdefault(number, made)
        return made


class Fits:
    """The fits of programs in their order, worked out some at a time: those of a page cost little more than one."""

    def __init__(self, answer: Answer, places: Places, better: Places) -> None:
        self._answer, self._places, self._better = answer, places, better
        self._found: dict[int, list[Fit]] = {}

    def __getitem__(self, nth: int) -> Fit:
        page, line = divmod(nth, PAGE)
        found = self._found.get(page)
        if found is None:
            span = slice(page * PAGE, (page + 1) * PAGE)
            found = self._found.setdefault(page, self._answer.scores.fits(self._places[span], self._better[span]))
        return found[line]


def _match(answer: Answer, rank: int, place: int, fits: Fits, nth: int) -> Match:
    return Match(rank, VERDICT_OF[answer.levels.item(place)], answer.intakes.sheets[place], answer, place, fits, nth)


PAGE = 20
"""Programs of which the fit is worked out together: what most lists show first."""
MOST_EDITED = 10
"""Programs that are patched into an index: each costs every answer a microsecond, until a new index is made for one more."""
DAYS_KEPT = 8
"""Days of which the sheets are kept: today, and a few that somebody asks for."""
REFUSED, HIDDEN = 2, 3
ORDER_OF = np.array([ORDER[verdict] for verdict in VERDICT_OF], np.int8)
"""The list in which each level of a program stands."""


def as_json(matches: Matches, language: Language, programs: int, top: int | None = None) -> dict[str, Any]:
    """Return the document that `matcher match --format json` prints. Its keys are a contract."""
    return {
        "as_of": matches.as_of.isoformat(),
        "catalogue": {"programs": programs, "version": matches.version},
        "matches": [match_as_json(match, language) for match in matches.ranked[:top]],
    }


def match_as_json(match: Match, language: Language) -> dict[str, Any]:
    """Return one entry of that document."""
    miss = match.decision.near_miss if match.verdict is Verdict.NEAR_MISS else None
    program = match.program
    return {
        "rank": match.rank,
        "program": program.id,
        "name": program.name.read(language),
        "family": program.family,
        "verdict": match.verdict.value,
        "fit": match.fit.points,
        "parts": dict(match.fit.parts),
        "reasons": [reason.as_json for reason in match.reasons(language)],
        "near_miss": None
        if miss is None
        else {
            "text": miss.sentence(language),
            "date": miss.date.isoformat() if miss.date else None,
            "steps": [
                {
                    "attribute": step.criterion.attribute,
                    "to": step.written,
                    "date": step.on.isoformat() if step.on else None,
                    "text": step.sentence(language),
                }
                for step in miss.steps
            ],
        },
        "window": match.sheet.once(window_as_json, language),
    }
