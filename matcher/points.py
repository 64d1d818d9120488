"""From features to points: what each brings or costs every program, read from tables where a feature has few values."""

from __future__ import annotations

import numpy as np

from matcher.coded import CODED, Coded, Codes
from matcher.facts import Facts
from matcher.features import Column, Features
from matcher.ranking import PARTS, TENTHS, Ranker, Scores

MEASURED = list(map(PARTS.index, ("text", "uses", "amount")))
"""The parts that no table holds, since each applicant has other numbers."""


class Points:
    """The points of all programs on one day, of which what no applicant changes is laid out once.

    Args:
        ranker: the weights.
        features: the programs as the ranking sees them.
        coded: their features that criteria decide.
        timing: how well the moment suits, by program.
    """

    def __init__(self, ranker: Ranker, features: Features, coded: Coded, timing: Column) -> None:
        self._ranker, self._features, self._coded = ranker, features, coded
        by_feature = [ranker.tenths(name, coded.values) for name in CODED]
        self._tenths = np.choose(coded.feature_of, by_feature)
        self._measured = np.array([[ranker.points[PARTS[row]]] for row in MEASURED])
        self._rows = list(map(PARTS.index, CODED))
        self._fixed = {
            "timing": timing,
            "evidence": features.evidence,
            "breadth": features.breadth,
            "gift": features.gift,
            "advice": features.advice,
        }
        self._start = np.zeros((len(PARTS) - 1, features.count), np.int32)
        for name, column in self._fixed.items():
            self._start[PARTS.index(name)] = ranker.tenths(name, column)

    def scores(self, known: Facts, similarities: Column, codes: Codes) -> Scores:
        """Return the points of every program for one applicant."""
        ranker, features, tenths = self._ranker, self._features, self._start.copy()
        tenths[self._rows] = self._tenths.take(codes, mode="clip")
        measured = np.array([features.subject(similarities), features.uses(known), features.amounts.column(known)])
        measured *= self._measured
        measured *= TENTHS
        tenths[MEASURED] = np.rint(measured, out=measured)
        return Scores(tenths, ranker.steps, ranker.by_id, ranker.of_id)

    def features(self, known: Facts, similarities: Column, codes: Codes) -> dict[str, Column]:
        """Return every feature but `variety`, which the list decides, by name."""
        found = self._fixed | dict(zip(CODED, self._coded.values.take(codes), strict=True))
        found["text"] = self._features.subject(similarities)
        found["uses"] = self._features.uses(known)
        found["amount"] = self._features.amounts.column(known)
        return {name: found[name] for name in PARTS[:-1]}
