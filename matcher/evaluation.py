"""How good the ranking and the rules are, on real funded projects, against simpler methods in the same run.

A *need* of a case is one program that funded it (in feedback: one that helped), or one group of programs of which the provider is
known and the product is not. Needs whose programs are not in the catalogue are listed and not scored.

Measures, over the needs of a case and then averaged over cases: recall@k is the share of needs within the first k; MRR
the reciprocal rank of the first need found (Voorhees, TREC-8, 1999); nDCG@10 with gain 1 for each need, discounted by
log2(rank + 1) (Järvelin and Kekäläinen, 2002). The wrong-no rate is the share of all needs that the rules call near miss
or not eligible.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, RootModel

from matcher.answer import covers
from matcher.baselines import BASELINES, Order
from matcher.document import read_document
from matcher.matching import Match, Matcher, Matches
from matcher.partial_date import PartialDate, partial_date
from matcher.profile import Profile
from matcher.program import Program
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.validation import validate

NO = (Verdict.NEAR_MISS, Verdict.NOT_ELIGIBLE)


class Given(BaseModel):
    """One line of the money that a project really got: the program where it is sure, else whose money it is."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    id: str | None = None
    amount: float | None = None
    instrument: Annotated[str | None, AfterValidator(lambda code: None if code == "unknown" else code)] = None
    giver: str | None = None


class Case(BaseModel):
    """A real project and the programs that funded it. Keys beside these are notes."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    enterprise_name: str = ""
    date: Annotated[PartialDate, BeforeValidator(partial_date)]
    profile: Profile
    funded_by: tuple[str, ...] = ()
    funded_by_one_of: tuple[tuple[str, ...], ...] = ()
    other_funders: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    """What the applicant might have typed to begin, in French and in English: to see how well it is read."""
    helped: tuple[str, ...] = ()
    """Programs that a visitor said helped, in feedback."""
    funding: tuple[Given, ...] = ()
    """What was given, to judge the stack as a whole."""

    @property
    def enterprise(self) -> str:
        """Return what tells the enterprise from others, so that a test on it can leave out all its projects."""
        return self.enterprise_name or self.id


class Cases(RootModel[list[Case]]):
    """A file of cases."""


@dataclass(frozen=True)
class CaseResult:
    """The ranks and verdicts of one case's programs, and the ranks each method gives its needs."""

    id: str
    ranks: Mapping[str, int | None]
    verdicts: Mapping[str, Verdict]
    needs: tuple[tuple[str, ...], ...]
    need_ranks: Mapping[str, tuple[int | None, ...]]
    """For each method, the rank of each need; `ranking` is ours."""
    to_confirm: float
    """The share of the programs not refused that are still to confirm."""
    first: tuple[Program, ...]
    """The first ten programs."""


@dataclass(frozen=True)
class Evaluation:
    """What `matcher evaluate` reports."""

    catalogue: Mapping[str, int | str]
    """How many programs it was measured on, and the version."""
    cases: int
    results: tuple[CaseResult, ...]
    missing: tuple[str, ...]
    """Programs that funded a case and are not in the catalogue."""
    outside: tuple[str, ...] = ()
    """Funders of the cases that are no program: not scored."""

    @property
    def scored(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if result.needs)

    @property
    def wrong_no(self) -> list[dict[str, str]]:
        """Return the needs of which every program is refused."""
        return [
            {"case": result.id, "program": program, "verdict": result.verdicts[program].value}
            for result in self.scored
            for need in result.needs
            if all(result.verdicts.get(p) in NO for p in need)
            for program in need[:1]
        ]

    @property
    def worst(self) -> list[dict[str, Any]]:
        """Return the ten needs that stand lowest in our list, the lowest first; `program` is the best placed of the need."""
        found: list[tuple[float, dict[str, Any]]] = []
        for result in self.scored:
            for need, rank in zip(result.needs, result.need_ranks["ranking"], strict=True):
                program = min(need, key=lambda one: result.ranks[one] or math.inf)
                verdict = result.verdicts.get(program)
                item = {"case": result.id, "program": program, "rank": rank, "verdict": verdict and verdict.value}
                found.append((math.inf if rank is None else rank, item))
        return [item for _, item in sorted(found, key=lambda pair: -pair[0])[:WORST]]

    @property
    def to_confirm(self) -> float:
        """Return the share of the programs not refused that are still to confirm, the middle one of all cases."""
        return round(median(result.to_confirm for result in self.results), 4) if self.results else 0.0

    @property
    def age(self) -> dict[str, float | None]:
        """Return how old the facts behind the first ten programs are, counted back from the last day a page was read.

        In days, the middle program: since its newest page was written, where it says so, and since one was last read; and the
        share of programs of which no page has a date.
        """
        sources = [program.sources for result in self.results for program in result.first]
        read = [max((source.read_on for source in of if source.read_on), default=None) for of in sources]
        last = max((day for day in read if day), default=None)
        written = [max((source.page_date.last for source in of if source.page_date), default=None) for of in sources]
        return {
            "written": median((last - min(day, last)).days for day in written if day) if last and any(written) else None,
            "read": median((last - day).days for day in read if day) if last else None,
            "undated": round(sum(day is None for day in written) / len(written), 4) if written else None,
        }

    def intervals(self, method: str = "ranking") -> dict[str, tuple[float, float]]:
        """Return the 95 % interval of each measure, cases drawn again with replacement (Efron's percentile bootstrap, 1979)."""
        ranks = [result.need_ranks[method] for result in self.scored]
        if not ranks:
            return {}
        draw = random.Random(0)  # noqa: S311  # a sample, not a secret; the same figures each time
        samples = [[draw.choice(ranks) for _ in ranks] for _ in range(RESAMPLES)]
        found = {}
        for name, measure in MEASURES.items():
            means = sorted(_mean([measure(r) for r in sample]) for sample in samples)
            found[name] = (means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)])
        return found

    def metrics(self, method: str = "ranking") -> dict[str, float]:
        """Return recall@5, recall@10, MRR and nDCG@10 of one method."""
        ranks = [result.need_ranks[method] for result in self.scored]
        return {name: _mean([measure(r) for r in ranks]) for name, measure in MEASURES.items()}


def read_cases(path: Path) -> list[Case]:
    """Read a file of cases. Raises InputError."""
    return validate(Cases, read_document(path, yes_no=True)).root


def evaluate(matcher: Matcher, cases: Sequence[Case], baselines: Iterable[str] = BASELINES) -> Evaluation:
    """Rank the catalogue for each case as of the case's own date, whatever the intake windows, beside the named baselines."""
    known = set(matcher.catalogue)
    orders = {name: BASELINES[name] for name in baselines}
    wanted = {p for case in cases for need in _needs(case) for p in need}
    results = tuple(_result(matcher, case, known, orders) for case in cases)
    outside = tuple(sorted({funder for case in cases for funder in case.other_funders}))
    return Evaluation(measured_on(matcher), len(cases), results, tuple(sorted(wanted - known)), outside)


def measured_on(matcher: Matcher) -> dict[str, int | str]:
    """Return what tells the catalogue that was measured from others."""
    return {"programs": len(matcher.catalogue), "version": matcher.catalogue.version}


def _needs(case: Case) -> list[tuple[str, ...]]:
    return [*((program,) for program in (*case.funded_by, *case.helped)), *case.funded_by_one_of]


def needs_of(case: Case, matches: Matches) -> list[tuple[str, ...]]:
    """Return the needs of a case, a provincial program that stepped back read as its local version."""
    stands = {program: match.program.id for program, match in _in_place_of(matches).items()}
    return [tuple(stands.get(program, program) for program in need) for need in _needs(case)]


def _result(matcher: Matcher, case: Case, known: set[str], baselines: Mapping[str, Order]) -> CaseResult:
    matches = matcher.match(case.profile, case.date.last, any_window=True)
    needs = tuple(need for need in (tuple(p for p in need if p in known) for need in _needs(case)) if need)
    shown = {match.program.id: match for match in matches.ranked} | _in_place_of(matches)
    rank_of = {program: match.rank for program, match in shown.items()}
    verdict_of = {program: match.verdict for program, match in shown.items()}
    programs = [p for need in needs for p in need]
    orders = {name: order(matcher, matches) for name, order in baselines.items()}
    opened = matches.with_verdict(Verdict.ELIGIBLE, Verdict.TO_CONFIRM)
    return CaseResult(
        case.id,
        {p: rank_of.get(p) for p in programs},
        {p: verdict_of[p] for p in programs if p in verdict_of},
        needs,
        {"ranking": tuple(_best(rank_of, need) for need in needs)}
        | {name: tuple(_rank(order, need) for need in needs) for name, order in orders.items()},
        sum(match.verdict is Verdict.TO_CONFIRM for match in opened) / len(opened) if opened else 0.0,
        tuple(match.program for match in matches.ranked[:10]),
    )


def _in_place_of(matches: Matches) -> dict[str, Match]:
    """Return, for each provincial program that stepped back, the first of its local versions in the list."""
    stands: dict[str, Match] = {}
    for match in matches.ranked:
        if covers(match.program, matches.facts) is Truth.TRUE:
            for general in match.program.local_version_of:
                stands.setdefault(general, match)
    return {match.program.id: stands[match.program.id] for match in matches.hidden}


def _best(rank_of: Mapping[str, int], need: tuple[str, ...]) -> int | None:
    return min((rank_of[program] for program in need if program in rank_of), default=None)


def _rank(order: Sequence[str], need: tuple[str, ...]) -> int | None:
    places = [order.index(program) + 1 for program in need if program in order]
    return min(places, default=None)


def recall(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of needs ranked `k` or better."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return 1 over the best rank, 0 if nothing was found."""
    return max((1 / rank for rank in ranks if rank is not None), default=0.0)


def ndcg(ranks: Sequence[int | None], k: int) -> float:
    """Return the discounted gain of the needs found in the first `k`, over the best one possible."""
    gained = sum(1 / math.log2(rank + 1) for rank in ranks if rank is not None and rank <= k)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(len(ranks), k) + 1))
    return gained / best


MEASURES: dict[str, Callable[[Sequence[int | None]], float]] = {
    "recall@5": partial(recall, k=5),
    "recall@10": partial(recall, k=10),
    "mrr": reciprocal_rank,
    "ndcg@10": partial(ndcg, k=10),
}
RESAMPLES = 1000
WORST = 10


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the document that `matcher evaluate --format json` prints. Its keys are a contract."""
    needs = sum(len(result.needs) for result in evaluation.scored)
    wrong = evaluation.wrong_no
    return {
        "cases": evaluation.cases,
        "scored": len(evaluation.scored),
        "catalogue": dict(evaluation.catalogue),
        "wrong_no": {"rate": round(len(wrong) / needs, 4) if needs else 0.0, "n": needs, "list": wrong},
        "metrics": evaluation.metrics(),
        "intervals": {name: list(bounds) for name, bounds in evaluation.intervals().items()},
        "to_confirm": evaluation.to_confirm,
        "age": evaluation.age,
        "baselines": {name: evaluation.metrics(name) for name in BASELINES},
        "per_case": [
            {"id": r.id, "ranks": dict(r.ranks), "verdicts": {p: v.value for p, v in r.verdicts.items()}}
            for r in evaluation.results
        ],
        "worst": evaluation.worst,
        "missing": list(evaluation.missing),
        "outside": list(evaluation.outside),
    }
