"""The weights of the fit, learnt from real funded projects: a listwise logistic model that keeps near what was set by hand.

For each project, the programs that the rules leave open compete; the model gives each the probability softmax(points) and is
asked to make those of the programs that paid likely (ListNet's top-one loss: Cao et al., ICML 2007). No weight is negative, so
that more of a gain never lowers a program, and a penalty on the distance to the weights set by hand keeps few projects from saying
more than they know. `timing`, `variety`, `reserved` and `elsewhere` stay as set by hand: past projects say nothing of when a program was
open, and all their applicants knew where they are and which groups they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.evaluation import Case, Evaluation, evaluate, measured_on, needs_of
from matcher.features import COSTS, GAINS
from matcher.matching import ORDER, Matcher
from matcher.ranking import Ranker, Weights

BY_HAND: dict[str, float] = {
    "text": 22,
    "uses": 36,
    "place": 8,
    "specificity": 14,
    "amount": 7,
    "targets": 4,
    "timing": 7,
    "evidence": 8,
    "breadth": 0,
    "gift": 0,
    "to_confirm": 15,
    "reserved": 14,
    "elsewhere": 8,
    "off_target": 5,
    "advice": 3,
    "variety": 10,
}
"""Points that an advisor would give, from which learning starts and to which it is held."""

FIXED = ("timing", "variety", "reserved", "elsewhere")
LEARNT = tuple(name for name in (*GAINS, *COSTS) if name not in FIXED)
LOGITS_PER_POINT = 0.18
"""How many logits a point is worth, so that points and probabilities are on one scale."""
STRENGTH = 1.0
"""How hard the weights are held to those set by hand; chosen by leaving enterprises out."""


@dataclass(frozen=True)
class Example:
    """One project: the features of the programs open to it, and for each need the programs that meet it."""

    enterprise: str
    rows: Any
    """A matrix, a row for each open program and a column for each of LEARNT, costs counted below 0."""
    needs: tuple[tuple[int, ...], ...]


def examples(matcher: Matcher, cases: Sequence[Case]) -> list[Example]:
    """Return the cases that have a need among the programs open to them."""
    import numpy as np  # noqa: PLC0415  # only learning needs it

    found = []
    for case in cases:
        matches = matcher.match(case.profile, case.date.last, any_window=True)
        opened = [match for match in matches.ranked if ORDER[match.verdict] == 0]
        rows = [[-seen[name] if name in COSTS else seen[name] for name in LEARNT] for seen in (m.features for m in opened)]
        place = {match.program.id: index for index, match in enumerate(opened)}
        needs = tuple(met for need in needs_of(case, matches) if (met := tuple(place[p] for p in need if p in place)))
        if needs:
            found.append(Example(case.enterprise, np.array(rows), needs))
    return found


def learn(known: Sequence[Example], without: str | None = None) -> Weights:
    """Return the weights that make the programs that paid most likely; `without` one feature, to see what it is worth."""
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import minimize  # noqa: PLC0415

    start = np.array([BY_HAND[name] for name in LEARNT]) * LOGITS_PER_POINT

    def loss(weights: Any) -> tuple[float, Any]:
        away = weights - start
        value, slope = 0.5 * STRENGTH * float(away @ away), STRENGTH * away
        for example in known:
            scores = example.rows @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            mean = likely @ example.rows
            for need in example.needs:
                places = list(need)
                share = likely[places].sum()
                value -= float(np.log(share)) / len(example.needs)
                slope = slope - (likely[places] / share @ example.rows[places] - mean) / len(example.needs)
        return value, slope

    bounds = [(0, 0 if name == without else None) for name in LEARNT]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x / LOGITS_PER_POINT
    return _scaled({**BY_HAND, **dict(zip(LEARNT, map(float, found), strict=True))})


def _scaled(points: Mapping[str, float]) -> Weights:
    """Return the weights with gains that add up to 100."""
    whole = sum(points[name] for name in GAINS)
    scaled = {name: round(100 * value / whole, 1) for name, value in points.items()}
    largest = max(GAINS, key=lambda name: scaled[name])
    scaled[largest] = round(100 - sum(scaled[name] for name in GAINS if name != largest), 1)
    return Weights(gains={name: scaled[name] for name in GAINS}, costs={name: scaled[name] for name in COSTS})


def leave_one_out(matcher: Matcher, cases: Sequence[Case], without: str | None = None) -> Evaluation:
    """Evaluate each case with weights learnt from the other enterprises only."""
    known = examples(matcher, cases)
    weights = {
        enterprise: learn([example for example in known if example.enterprise != enterprise], without)
        for enterprise in dict.fromkeys(case.enterprise for case in cases)
    }
    rankers = {enterprise: Ranker(matcher.catalogue, found, matcher.ranker.index) for enterprise, found in weights.items()}
    parts = [evaluate(Matcher(matcher.catalogue, rankers[case.enterprise]), [case], baselines=()) for case in cases]
    results = tuple(result for part in parts for result in part.results)
    missing = sorted({program for part in parts for program in part.missing})
    return Evaluation(measured_on(matcher), len(cases), results, tuple(missing))


def report(matcher: Matcher, cases: Sequence[Case]) -> dict[str, Any]:
    """Return what weights.json holds: the weights, what they were learnt from, and what they reach with and without each feature."""
    known = examples(matcher, cases)
    weights = learn(known)
    tried = Matcher(matcher.catalogue, Ranker(matcher.catalogue, weights, matcher.ranker.index))
    return {
        **weights.model_dump(),
        "set_by_hand": list(FIXED),
        "learnt_from": {
            "projects": len(known),
            "enterprises": len({example.enterprise for example in known}),
            "needs": sum(len(example.needs) for example in known),
            "programs": len(matcher.catalogue),
        },
        "reached": {
            "each_enterprise_left_out": leave_one_out(matcher, cases).metrics(),
            "same_projects": evaluate(tried, cases, baselines=()).metrics(),
        },
        "each_enterprise_left_out_without": {name: leave_one_out(matcher, cases, name).metrics() for name in LEARNT},
    }
