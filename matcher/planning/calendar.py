"""What to do when: the order in which funders are asked, critical dates, and what must not begin too soon.

No page prescribes one order; this one is put together from conditions that funders state: studies and own money first, because they
unlock the others; then the local table, patient capital before the senior lender, who counts it as own money; calls when they close.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from matcher.locale import N_, Language, money, month, together, translate
from matcher.planning.candidates import NOT_STARTED, Candidate
from matcher.planning.cash_flow import CashFlow, cash_flow, starts, timing
from matcher.planning.plan import ANSWERED, Plan, PlannedSource
from matcher.program import Program
from matcher.rules.criteria import leaves
from matcher.words import short_name

Stage = Literal[
    "studies",
    "own_contribution",
    "letters",
    "local",
    "patient",
    "senior",
    "calls",
    "answer",
    "firm_up",
    "start",
    "bridge",
    "claim",
]
STAGES: tuple[Stage, ...] = get_args(Stage)
STUDIES = frozenset({"feasibility_study", "business_plan", "market_study", "consulting"})
PATIENT = frozenset({"patient_capital", "quasi_equity", "equity", "bond"})


@dataclass(frozen=True)
class Step:
    """One thing to do. A step without a date comes when its stage does; an `estimated` one is no date to rely on.

    `until` closes a span, for a chart: from asking to the answer. `warning` marks what must not be done before.
    """

    stage: Stage
    on: date | None
    message: str
    program: Program | None = None
    until: date | None = None
    estimated: bool = False
    warning: bool = False
    dollars: int | None = None
    programs: tuple[Program, ...] = ()
    """The programs that one step is about together."""

    def sentence(self, language: Language) -> str:
        """Say what to do, in one sentence."""
        name = short_name(self.program, language) if self.program else ""
        when = month(self.on, language) if self.on else ""
        dollars = "" if self.dollars is None else money(self.dollars, language)
        names = together([short_name(program, language) for program in self.programs], language)
        return translate(self.message, language, program=name, programs=names, month=when, amount=dollars)


def calendar(plan: Plan) -> tuple[Step, ...]:
    """Return the steps of a plan in the order to take them."""
    flow = cash_flow(plan)
    steps = [*_before(plan), *_asking(plan), *_starting(plan, flow), *_after(plan, flow)]
    return tuple(
        sorted(steps, key=lambda step: (step.on or date.max, STAGES.index(step.stage), step.program.id if step.program else ""))
    )


def stage_of(candidate: Candidate) -> Stage:
    """Return when a source is asked, among the others."""
    uses = set(candidate.terms.funds or candidate.program.funds)
    if uses and uses <= STUDIES:
        return "studies"
    if candidate.match.window.closes is not None:
        return "calls"
    if candidate.provider.level in {"mrc", "municipal"}:
        return "local"
    if PATIENT & set(candidate.instruments):
        return "patient"
    return "senior" if candidate.debt else "calls"


def _before(plan: Plan) -> Iterator[Step]:
    today = plan.draft.matches.as_of
    if plan.own_contribution or plan.shortfall:
        yield Step(
            "own_contribution", today, N_("Put the own contribution in writing: board resolution, members' shares, pledges")
        )
    if plan.files:
        yield Step("letters", today, N_("Collect letters of support and of intent; say in each file how far the others are"))


def _asking(plan: Plan) -> Iterator[Step]:
    today = plan.draft.matches.as_of
    last: list[date] = []
    for source in plan.sources:
        candidate = source.candidate
        if candidate is None or source.state in ANSWERED:
            continue
        yield from _application(source, candidate, today)
        if candidate.dates.answer is not None:
            last.append(candidate.dates.answer)
    if last:
        yield Step(
            "firm_up",
            max(last),
            N_("Turn the offers into commitments, and have the conditions of each met by the others"),
            estimated=True,
        )


def _application(source: PlannedSource, candidate: Candidate, today: date) -> Iterator[Step]:
    dates, program = candidate.dates, candidate.program
    stage = stage_of(candidate)
    if source.state == "to_ask":
        if dates.ask is None:
            yield Step(stage, today, N_("Call {program}: no page says when applications are taken"), program)
        elif dates.estimated_ask:
            yield Step(
                stage,
                dates.ask,
                N_("Apply to {program}, perhaps around {month}: an estimate from past calls"),
                program,
                dates.answer,
                estimated=True,
            )
        elif candidate.match.window.closes is not None:
            yield Step(stage, dates.ask, N_("Last day to apply to {program}"), program, dates.answer)
        elif dates.ask > today:
            yield Step(stage, dates.ask, N_("Apply to {program}, which takes applications from then on"), program, dates.answer)
        elif candidate.match.window.continuous:
            yield Step(stage, dates.ask, N_("Apply to {program}, which takes applications all year"), program, dates.answer)
        else:
            yield Step(stage, dates.ask, N_("Apply to {program}, which takes applications now"), program, dates.answer)
    if dates.answer is not None:
        estimated = dates.estimated_answer or dates.estimated_ask
        message = (
            N_("Answer of {program} expected, at the usual delay of other programs")
            if dates.estimated_answer
            else N_("Answer of {program} expected")
        )
        yield Step("answer", dates.answer, message, program, estimated=estimated)


def _starting(plan: Plan, flow: CashFlow) -> Iterator[Step]:
    start, assumed = starts(plan)
    message = N_("The project could start, once the last answer is in") if assumed else N_("Start of the project")
    today = plan.draft.matches.as_of
    yield Step("start", today + timedelta(weeks=plan.weeks) if assumed else start, message, estimated=assumed)
    for source in plan.sources:
        candidate = source.candidate
        if candidate is None or source.state in ANSWERED:
            continue
        if refuses_what_began(candidate.program):
            yield Step(
                "start",
                candidate.dates.ask,
                N_("Do not start or sign anything before the application to {program} is in"),
                candidate.program,
                warning=True,
            )
        if candidate.dates.answer is not None and candidate.dates.answer > start and not assumed:
            yield Step(
                "start",
                candidate.dates.answer,
                N_("The answer of {program} comes after the start: ask whether it pays what was spent before"),
                candidate.program,
                warning=True,
            )
    peak = flow.peak
    if peak is not None and peak.missing > plan.shortfall:
        bridges = tuple(one.program for one in plan.draft.left_out if one.why == "bridge")
        needed = N_("Interim financing of {amount} needed in {month}: money that comes after the costs")
        named = N_(
            "Interim financing of {amount} needed in {month}, which {programs} could advance: money that comes after the costs"
        )
        yield Step("bridge", max(peak.first, today), named if bridges else needed, dollars=peak.missing, programs=bridges)


def refuses_what_began(program: Program) -> bool:
    """Return whether a program asks that nothing has begun before the application."""
    return any(
        getattr(leaf, "id", None) == NOT_STARTED for criterion in program.eligibility.requires for leaf in leaves(criterion)
    )


def _after(plan: Plan, flow: CashFlow) -> Iterator[Step]:
    end = flow.months[-1].first
    unknown = []
    for source in plan.sources:
        if source.candidate is None:
            continue
        program = source.candidate.program
        if timing(source) == "unknown":
            unknown.append(program)
        elif source.id in flow.late:
            yield Step("claim", end, N_("Claim from {program}: invoices, proof of payment, report"), program, estimated=True)
        elif program.holdback:
            yield Step("claim", end, N_("Final report to {program}, which keeps a part until then"), program, estimated=True)
    if unknown:
        message = N_("Ask when the money comes, since no page says and it is counted after the costs: {programs}")
        yield Step("letters", plan.draft.matches.as_of, message, programs=tuple(unknown))
