"""The verb `match`: every program with its verdict, its fit and its reasons, in the order to look at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple

from matcher.catalogue import Catalogue
from matcher.facts import Facts, facts
from matcher.features import kind
from matcher.locale import N_, Language, translate
from matcher.profile import Profile
from matcher.program import Program
from matcher.ranking import Fit, Ranker
from matcher.rules.criteria import AttributeCriterion
from matcher.rules.truth import Truth
from matcher.rules.verdict import Decision, Verdict, decide
from matcher.window import Window, window

ORDER = {Verdict.ELIGIBLE: 0, Verdict.TO_CONFIRM: 0, Verdict.NEAR_MISS: 1, Verdict.NOT_ELIGIBLE: 2}
"""Eligible and to confirm share one list, since one open question must not put a narrow program behind a wide one."""


@dataclass(frozen=True)
class ShownReason:
    """One reason as people read it: what the criterion is, what it comes to, and the page it was read on.

    `set_by` is the provider whose definition or decision settles it, where that is not the program's own; `path` its place in
    the program's file, if it is written there.
    """

    criterion: str
    truth: Truth
    text: str
    source: str | None
    set_by: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class Match:
    """One program for one profile."""

    rank: int
    program: Program
    verdict: Verdict
    decision: Decision
    window: Window
    measure: Callable[[], Fit] = field(compare=False)
    """What works the fit out: most programs are refused, and a refused one is seldom asked how well it would suit."""

    @cached_property
    def fit(self) -> Fit:
        """How well the program suits, with its parts. That of a refused one is taken alone, without the others of its kind."""
        return self.measure()

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
        shown = []
        if self.closed:
            text = translate(N_("The program is closed"), language)
            source = self._url(self.program.evidence.get("status"))
            shown.append(ShownReason("status", Truth.FALSE, text, source, path="status"))
        for reason in self.decision.reasons:
            criterion = reason.criterion
            text = criterion.sentence(language)
            place = self.program.eligibility.place_of(criterion)
            path = f"eligibility.{place}" if place else None
            shown.append(ShownReason(criterion.name, reason.truth, text, self._url(criterion.source), criterion.set_by, path))
        return shown

    def _url(self, source_id: str | None) -> str | None:
        source = self.program.source(source_id)
        return source.url if source else None


@dataclass(frozen=True)
class Matches:
    """All matches of one profile on one day, best first."""

    as_of: date
    version: str
    facts: Facts
    ranked: tuple[Match, ...]
    hidden: tuple[Match, ...]
    """Provincial programs left out because the local version for this place stands in the list."""

    def find(self, program_id: str) -> Match:
        """Return the match of one program, also if it is hidden behind its local version. Raises KeyError if there is none."""
        for match in (*self.ranked, *self.hidden):
            if match.program.id == program_id:
                return match
        raise KeyError(program_id)

    def with_verdict(self, *verdicts: Verdict) -> tuple[Match, ...]:
        return tuple(match for match in self.ranked if match.verdict in verdicts)


class Matcher:
    """A catalogue made ready to answer many profiles."""

    def __init__(self, catalogue: Catalogue, ranker: Ranker | None = None) -> None:
        self.catalogue = catalogue
        self.ranker = ranker or Ranker(catalogue)
        self._windows_of: dict[date, list[Window]] = {}
        self._local_versions: dict[str, list[tuple[int, Program]]] = {}
        for place, program in enumerate(catalogue.values()):
            for general in program.local_version_of:
                self._local_versions.setdefault(general, []).append((place, program))

    def match(self, profile: Profile, as_of: date, *, any_window: bool = False) -> Matches:
        """Return every program in the order to look at them.

        Args:
            profile: what is known of the applicant.
            as_of: the day on which the question is asked.
            any_window: ignore status and intakes, to judge past projects.
        """
        known = facts(profile, as_of)
        similarities = self.ranker.similarities(known)
        judged = [
            _judge(program, known, seen, similarities[program.id], any_window=any_window)
            for program, seen in zip(self.catalogue.values(), self._windows(as_of), strict=True)
        ]
        behind = _behind_local_version(judged, known)
        groups: tuple[list[_Judged], ...] = ([], [], [])
        for one in judged:
            if one.program.id not in behind:
                groups[ORDER[one.verdict]].append(one)
        *open_or_near, refused = groups
        ranked: list[Match] = []
        for alike in open_or_near:
            fits = zip(alike, self._fits(alike, known), strict=True)
            best_first = sorted(fits, key=lambda pair: (-pair[1].points, pair[0].program.id))
            ranked += [one.ranked(rank, partial(_same, fit)) for rank, (one, fit) in enumerate(best_first, len(ranked) + 1)]
        refused.sort(key=lambda one: (-one.similarity, one.program.id))
        ranked += [one.ranked(rank, partial(self._fit, one, known)) for rank, one in enumerate(refused, len(ranked) + 1)]
        hidden = tuple(one.ranked(0, partial(self._fit, one, known)) for one in judged if one.program.id in behind)
        return Matches(as_of, self.catalogue.version, known, tuple(ranked), hidden)

    def match_one(self, program_id: str, profile: Profile, as_of: date, *, any_window: bool = False) -> Match:
        """Return one program for one profile, without a rank: verdict and reasons as `match` gives them, the fit taken alone.

        Raises KeyError if there is no such program.
        """
        program, known = self.catalogue[program_id], facts(profile, as_of)
        seen = self._windows(as_of)[list(self.catalogue).index(program_id)]
        one = _judge(program, known, seen, 0.0, any_window=any_window)

        def measure() -> Fit:  # most of the work is reading the project's words: only for who asks
            return self._fit(one._replace(similarity=self.ranker.similarities(known)[program_id]), known)

        return one.ranked(0, measure)

    def local_version(self, program_id: str, profile: Profile, as_of: date, *, any_window: bool = False) -> Program | None:
        """Return the local version that `match` shows in the place of a program, None where the program stands for itself."""
        if program_id not in self._local_versions:
            return None
        known, windows = facts(profile, as_of), self._windows(as_of)
        for place, program in self._local_versions[program_id]:
            if covers(program, known) is not Truth.TRUE:
                continue
            if _judge(program, known, windows[place], 0.0, any_window=any_window).verdict is not Verdict.NOT_ELIGIBLE:
                return program
        return None

    def _windows(self, day: date) -> list[Window]:
        """Return when each program takes applications, kept for the last day asked for: it is the same for every profile."""
        kept = self._windows_of.get(day)
        if kept is None:
            kept = [window(program, day) for program in self.catalogue.values()]
            self._windows_of = {day: kept}
        return kept

    def _fits(self, judged: Sequence[_Judged], known: Facts) -> list[Fit]:
        """Return the fits of the programs of one list."""
        features = [self.ranker.features(one.program, known, one.decision, one.timing, one.similarity) for one in judged]
        return self.ranker.fits([(one.program, seen) for one, seen in zip(judged, features, strict=True)])

    def _fit(self, one: _Judged, known: Facts) -> Fit:
        return self._fits([one], known)[0]


class _Judged(NamedTuple):
    """One program taken alone, before the list is made."""

    program: Program
    verdict: Verdict
    decision: Decision
    similarity: float
    window: Window
    timing: Window | None
    """The window where timing counts."""

    def ranked(self, rank: int, measure: Callable[[], Fit]) -> Match:
        return Match(rank, self.program, self.verdict, self.decision, self.window, measure)


def _judge(program: Program, known: Facts, seen: Window, similarity: float, *, any_window: bool) -> _Judged:
    decision = decide(program.eligibility, known, program.id)
    closed = seen.state == "closed" and not any_window
    verdict = Verdict.NOT_ELIGIBLE if closed else decision.verdict
    return _Judged(program, verdict, decision, similarity, seen, None if any_window else seen)


def _same(fit: Fit) -> Fit:
    return fit


def _behind_local_version(judged: list[_Judged], known: Facts) -> frozenset[str]:
    """Return the provincial programs of which a local version surely covers the place and does not refuse the applicant."""
    return frozenset(
        general
        for one in judged
        if one.verdict is not Verdict.NOT_ELIGIBLE
        for general in one.program.local_version_of
        if covers(one.program, known) is Truth.TRUE
    )


def covers(program: Program, known: Facts) -> Truth:
    """Return whether a program names a territory that covers the applicant's place."""
    truths = [
        criterion.truth(known)
        for criterion in program.eligibility.requires
        if isinstance(criterion, AttributeCriterion) and criterion.attribute == "territory"
    ]
    return min(truths, default=Truth.FALSE)


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
    seen = match.window
    return {
        "rank": match.rank,
        "program": match.program.id,
        "name": match.program.name.read(language),
        "family": match.program.family,
        "verdict": match.verdict.value,
        "fit": match.fit.points,
        "parts": dict(match.fit.parts),
        "reasons": [
            {"criterion": reason.criterion, "truth": reason.truth.word, "text": reason.text, "source": reason.source}
            for reason in match.reasons(language)
        ],
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
        "window": {
            "state": seen.state,
            "opens": seen.opens.isoformat() if seen.opens else None,
            "closes": seen.closes.isoformat() if seen.closes else None,
            "days_left": seen.days_left,
            "expected": f"{seen.expected.month:%Y-%m}" if seen.expected else None,
            "text": seen.sentence(language),
        },
    }
