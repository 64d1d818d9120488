"""The document that `matcher plan --format json` prints. Its keys are a contract."""

from __future__ import annotations

from typing import Any

from matcher.locale import Language
from matcher.planning.calendar import calendar
from matcher.planning.cash_flow import cash_flow
from matcher.planning.cost_of_money import cost_of_money
from matcher.planning.plan import Check, Plan, PlannedSource, Plans, difference
from matcher.planning.wording import (
    binding_text,
    check_text,
    left_out_text,
    missing_text,
    plan_name,
    rule_text,
    source_label,
    use_label,
)


def as_json(plans: Plans, language: Language) -> dict[str, Any]:
    """Return all plans as one document, texts in `language`, dollars whole."""
    return {
        "as_of": plans.as_of.isoformat(),
        "catalogue": {"programs": plans.programs, "version": plans.version},
        "plans": [_plan(plan, plans, language) for plan in plans.plans],
        "conflicts": [rule_text(rule, language) for rule in plans.conflicts],
        "left_out": [
            {
                "program": one.program.id,
                "name": one.program.name.read(language),
                "why": one.why,
                "text": left_out_text(one, language),
            }
            for one in plans.draft.left_out
        ],
    }


def _plan(plan: Plan, plans: Plans, language: Language) -> dict[str, Any]:
    flow = cash_flow(plan)
    peak = flow.peak
    others = plans.plans_b.get(plan.name, ())
    cost = cost_of_money(plan)
    return {
        "name": plan.name,
        "label": plan_name(plan, language),
        "goals": list(plan.goals),
        "sources": [_source(source, language) for source in plan.sources],
        "uses": [
            {"use": line.use or None, "label": use_label(line, language), "amount": line.amount}
            for line in plan.draft.costs.lines
        ],
        "total": plan.total,
        "own_contribution": plan.own_contribution,
        "debt": plan.debt,
        "interest": {"low": cost.low, "high": cost.high, "unknown": [source_label(source, language) for source in cost.unknown]},
        "public_aid": plan.public_aid,
        "files": len(plan.files),
        "weeks": plan.weeks,
        "checks": [_check(check, plan, language) for check in plan.checks],
        "shortfall": None
        if not plan.shortfall
        else {"amount": plan.shortfall, "binding": [binding_text(one, plan, language) for one in plan.binding]},
        "calendar": [
            {
                "date": step.on.isoformat() if step.on else None,
                "program": step.program.id if step.program else None,
                "what": step.sentence(language),
                "stage": step.stage,
                "estimated": step.estimated,
                "warning": step.warning,
            }
            for step in calendar(plan)
        ],
        "divided": plan.draft.costs.divided,
        "cash_flow": {
            "months": [
                {"month": f"{one.first:%Y-%m}", "spent": one.spent, "received": one.received, "missing": one.missing}
                for one in flow.months
            ],
            "assumed_start": flow.assumed_start,
            "peak": None if peak is None else {"month": f"{peak.first:%Y-%m}", "amount": peak.missing},
        },
        "plans_b": [_plan_b(plan, other) for other in others],
    }


def _source(source: PlannedSource, language: Language) -> dict[str, Any]:
    candidate = source.candidate
    instruments = candidate.instruments if candidate else ()
    return {
        "program": candidate.program.id if candidate else None,
        "component": candidate.component.id if candidate and candidate.component else None,
        "label": source_label(source, language),
        "amount": source.amount,
        "instrument": instruments[0] if instruments else source.outside.instrument if source.outside else None,
        "state": source.state,
        "verdict": candidate.verdict.value if candidate else None,
        "repaid": source.debt,
        "amount_from": candidate.amount_from if candidate else None,
        "doubts": list(candidate.doubts) if candidate else [],
    }


def _check(check: Check, plan: Plan, language: Language) -> dict[str, Any]:
    program = check.rule.program
    return {
        "program": program.id if program else None,
        "rule": check.rule.limit.rule,
        "counted": float(check.counted),
        "limit": float(check.bound),
        "at_least": check.at_least,
        "ok": check.ok,
        "source": check.rule.source,
        "text": check_text(check, plan, language),
        "terms": [{"source": name, "amount": amount, "weight": float(weight)} for name, amount, weight in check.terms],
        "unknown": [{"source": name, "frees": dollars} for name, dollars in check.frees.items()],
        "missing": [missing_text(part, language) for part in check.rule.missing],
    }


def _plan_b(plan: Plan, other: Plan) -> dict[str, Any]:
    change = difference(plan, other)
    return {
        "without": other.refused,
        "changes": [{"source": name, "amount": dollars} for name, dollars in change.amounts.items()],
        "shortfall": other.shortfall,
        "debt": other.debt,
    }
