"""Fit: how well an open program suits this project, from 0 to 100, as a sum of named parts.

The weights are read from weights.json, which says what they were learnt from and how far they reach (`matcher.learning`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, model_validator

from matcher.catalogue import Catalogue
from matcher.facts import Facts
from matcher.features import COSTS, GAINS, MANY_ALIKE, SUBJECTS, Kind, features, traits
from matcher.locale import LANGUAGES, N_, Language
from matcher.profile import ATTRIBUTES
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion
from matcher.rules.verdict import Decision
from matcher.vocabulary.terms import vocabulary
from matcher.window import Window

if TYPE_CHECKING:
    from matcher.text.similarity import TextIndex

PART_LABELS: dict[str, str] = {
    "text": N_("Subject of the project"),
    "uses": N_("Uses of funds"),
    "place": N_("Money of your place"),
    "specificity": N_("Made for you"),
    "amount": N_("Amount"),
    "targets": N_("Main public"),
    "timing": N_("Timing"),
    "evidence": N_("Quality of sources"),
    "breadth": N_("Pays for many things"),
    "gift": N_("Money to keep"),
    "to_confirm": N_("Left to confirm"),
    "reserved": N_("Reserved for a group that you have not named"),
    "elsewhere": N_("For one place, and yours is not known"),
    "off_target": N_("Mainly for another sector or other people"),
    "advice": N_("Help without money"),
    "variety": N_("Others of its kind come before"),
}


PARTS = (*GAINS, *COSTS)
ALONE = itemgetter(*PARTS[:-1])
"""Reads the features that one program has alone, in the order of PARTS; the last part, `variety`, the list decides."""


class Weights(BaseModel):
    """Points of each gain at its best, which add up to 100, and of each cost at its worst."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    gains: dict[str, NonNegativeFloat]
    costs: dict[str, NonNegativeFloat]

    @model_validator(mode="after")
    def _complete(self) -> Weights:
        if set(self.gains) != set(GAINS) or set(self.costs) != set(COSTS):
            raise ValueError("each feature has one weight")
        if abs(sum(self.gains.values()) - 100) > 0.01:
            raise ValueError("the gains add up to 100 points")
        return self


@cache
def shipped_weights() -> Weights:
    """Return the weights of weights.json."""
    return Weights.model_validate_json(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Fit:
    """The fit and its parts, in points to one decimal, which add up to it exactly."""

    points: float
    parts: Mapping[str, float]


class Ranker:
    """Fits programs of one catalogue to profiles.

    Args:
        catalogue: the programs.
        weights: those that ship unless others are to be tried.
        index: the texts of the programs, where another ranker of the same catalogue has read them.
    """

    def __init__(self, catalogue: Catalogue, weights: Weights | None = None, index: TextIndex | None = None) -> None:
        from matcher.text.index_cache import text_index  # noqa: PLC0415  # brings numpy, which who only reads programs spares

        self.weights = weights or shipped_weights()
        self.index = index or text_index({program.id: document(program) for program in catalogue.values()})
        self._traits = {program.id: traits(program) for program in catalogue.values()}
        points = {**self.weights.gains, **{name: -points for name, points in self.weights.costs.items()}}
        self._points = ALONE(points)

    def similarities(self, facts: Facts) -> dict[str, float]:
        """Return the cosine between the project and each program."""
        return self.index.similarities(query(facts))

    def features(
        self, program: Program, facts: Facts, decision: Decision, window: Window | None, similarity: float
    ) -> dict[str, float]:
        """Return the features of one program; `window` is None where timing must not count."""
        return features(program, self._traits[program.id], facts, decision, window, similarity)

    def fits(self, programs: Sequence[tuple[Program, Mapping[str, float]]]) -> list[Fit]:
        """Return the fits of the programs of one list from their features.

        Each costs a little more than the better ones of its kind, so that the first places hold the pieces of a plan rather than
        ten lenders.
        """
        import numpy as np  # noqa: PLC0415  # comes with the index of the texts

        points = np.array([ALONE(seen) for _, seen in programs]).reshape(-1, len(self._points)) * self._points
        better = np.array(self._better_alike([program for program, _ in programs], sum(points.T)))
        variety = -self.weights.costs["variety"] * better.clip(max=MANY_ALIKE) / MANY_ALIKE
        return [_fit(row) for row in np.column_stack([points, variety]).tolist()]

    def _better_alike(self, programs: Sequence[Program], points: Sequence[float]) -> list[int]:
        """Return, for each program of one list, how many of its kind have more points."""
        seen: Counter[Kind] = Counter()
        better = [0] * len(programs)
        for place in sorted(range(len(programs)), key=lambda place: (-points[place], programs[place].id)):
            alike = self._traits[programs[place].id].kind
            better[place] = seen[alike]
            seen[alike] += 1
        return better


@lru_cache(maxsize=10_000)
def _tenth(points: float) -> float:
    """Return points to one decimal, kept since most shares are of few values: rounding is what a fit costs most."""
    return round(points, 1)


def _fit(points: Sequence[float]) -> Fit:
    """Return the sum of points to one decimal; costs cannot take more than the gains brought."""
    parts = {name: _tenth(value) + 0.0 if value else 0.0 for name, value in zip(PARTS, points, strict=True)}
    total = sum(parts.values())
    if total < 0:
        left = round(sum(parts[name] for name in GAINS), 1)
        for name in COSTS:
            parts[name] = max(parts[name], -left)
            left = round(left + parts[name], 1)
    return Fit(round(max(0.0, total), 1), parts)


def document(program: Program) -> dict[Language, str]:
    """Return what the text search reads of a program, in each language."""
    texts: dict[Language, str] = {}
    for language in LANGUAGES:
        words = [program.name.read(language), program.summary.read(language), *program.former_names]
        words += [vocabulary("uses")[use].label(language) for use in program.funds]
        for criterion in (*program.eligibility.requires, *program.eligibility.targets):
            words += _subjects(criterion, language)
        texts[language] = " ".join(words)
    return texts


def _subjects(criterion: Criterion, language: Language) -> list[str]:
    """Return the labels of the sectors and groups that a criterion accepts; what it excludes says nothing of the program."""
    if isinstance(criterion, AnyOf | AllOf):
        return [label for part in criterion.criteria for label in _subjects(part, language)]
    if (
        isinstance(criterion, AttributeCriterion)
        and criterion.attribute in SUBJECTS
        and isinstance(criterion.constraint, Accepts)
    ):
        words = vocabulary(ATTRIBUTES[criterion.attribute].vocabulary or "")
        return [words[code].label(language) for code in criterion.constraint.codes]
    return []


def query(facts: Facts) -> str:
    """Return the words of a profile that the text search compares: the description, and the sectors as labels."""
    profile = facts.profile
    sectors = vocabulary("sectors")
    words = [profile.project.description or ""]
    for code in profile.enterprise.sector or ():
        words += [sectors[code].fr, sectors[code].en] if code in sectors else [code]
    return " ".join(words)
