"""Fit: how well an open program suits this project, from 0 to 100, as a sum of named parts.

The weights are read from weights.json, which says what they were learnt from and how far they reach (`matcher.learning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, NonNegativeFloat, model_validator

from matcher.catalogue import Catalogue
from matcher.facts import Facts
from matcher.features import COSTS, GAINS, KINDS, MANY_ALIKE, SUBJECTS, Column
from matcher.locale import LANGUAGES, N_, Language
from matcher.profile import ATTRIBUTES
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AllOf, AnyOf, AttributeCriterion, Criterion
from matcher.text.index_cache import text_index
from matcher.text.similarity import TextIndex
from matcher.vocabulary.terms import vocabulary

Places = npt.NDArray[np.int64]
"""Programs, by their places in the catalogue."""

MOST_TENTHS = 100_000
"""Above the distance between any two sums of tenths."""
ID_BITS = 32
"""In a number that puts programs in order: the bits of the place among all ids."""
TENTHS = 10
"""A fit and its parts are said to one decimal."""

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
LISTS = 2
"""Lists that are ranked by fit: what is open, and near misses."""


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


class Fit(NamedTuple):
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
        self.weights = weights or shipped_weights()
        self.index = index or text_index({program.id: document(program) for program in catalogue.values()})
        self.points = {**self.weights.gains, **{name: -points for name, points in self.weights.costs.items()}}
        """The points of each part at its most, below 0 for a cost."""
        self.steps = np.rint(np.arange(MANY_ALIKE + 1) / MANY_ALIKE * self.points["variety"] * TENTHS).astype(np.int64)
        """What so many better programs of its kind cost a program, in tenths of a point."""
        self.of_id = np.argsort(np.array(list(catalogue)))
        """The programs in the order of their ids."""
        self.by_id = np.argsort(self.of_id)
        """The place of each program among all ids: equal fits stand by id."""

    def cosines(self, facts: Facts) -> Column:
        """Return the cosine between the project and each program."""
        return self.index.cosines(query(facts))

    def similarities(self, facts: Facts) -> dict[str, float]:
        """Return the same by the ids of the programs."""
        return dict(zip(self.index.ids, self.cosines(facts).tolist(), strict=True))

    def tenths(self, part: str, feature: Column) -> npt.NDArray[np.int32]:
        """Return the points that values of a feature bring or cost, in whole tenths."""
        return np.rint(feature * self.points[part] * TENTHS).astype(np.int32)


class Scores:
    """The points of every program: those that each has alone, and what its place in a list costs.

    Points are rounded part by part, to tenths, and added up as whole numbers of tenths: the parts add up to the fit exactly, and no sum
    depends on the order of its terms.
    """

    def __init__(self, tenths: npt.NDArray[np.int32], steps: npt.NDArray[np.int64], by_id: Places, of_id: Places) -> None:
        self._tenths = tenths
        self._total: npt.NDArray[np.int32] = tenths.sum(axis=0, dtype=np.int32)
        self._steps, self._by_id, self._of_id = steps.astype(np.int32), by_id, of_id

    def ranked(self, lists: npt.NDArray[np.int8], kinds: npt.NDArray[np.int8]) -> tuple[Places, Places]:
        """Return the programs of lists 0 and 1, best first, and how many better ones of its kind stand before each in its list.

        Each costs a little more than the better ones of its kind, so that the first places hold the pieces of a plan rather than
        ten lenders.
        """
        places = (lists < LISTS).nonzero()[0]
        alike = lists.take(places).astype(np.int64)
        alike *= len(KINDS)
        alike += kinds.take(places)
        by_kind = self._ordered(places, alike, self._total.take(places))
        sizes = np.bincount(alike)
        begin = sizes.cumsum()
        begin -= sizes
        better = np.zeros(len(lists), np.int64)
        better[by_kind] = np.minimum(np.arange(len(places)) - begin.repeat(sizes), MANY_ALIKE)
        fits = self._steps.take(better.take(places))
        fits += self._total.take(places)
        np.maximum(fits, 0, out=fits)
        best_first = self._ordered(places, lists.take(places).astype(np.int64), fits)
        return best_first, better.take(best_first)

    def _ordered(self, places: Places, lists: Places, points: npt.NDArray[np.integer]) -> Places:
        """Return programs by list, then by points, the most first, then by id.

        Each is one whole number that ends with its place among the ids: numbers are sooner sorted than the order of numbers is found.
        """
        keys = lists * MOST_TENTHS
        keys -= points
        keys <<= ID_BITS
        keys += self._by_id.take(places)
        keys.sort()
        keys &= (1 << ID_BITS) - 1
        return self._of_id.take(keys)

    def fit(self, place: int, better: int = 0) -> Fit:
        """Return the fit of one program, behind so many better ones of its kind."""
        return self.fits(np.array([place]), np.array([better]))[0]

    def fits(self, places: Places, better: Places) -> list[Fit]:
        """Return the fits of some programs; costs cannot take more than the gains brought."""
        variety = self._steps.take(better)
        left = self._total.take(places)
        left += variety
        tenths = np.empty((len(places), len(PARTS)), np.int32)
        tenths[:, :-1] = self._tenths.take(places, axis=1).T
        tenths[:, -1] = variety
        for below in (left < 0).nonzero()[0].tolist():
            left[below] = _within_gains(tenths[below])
        points, parts = (left / TENTHS).tolist(), (tenths / TENTHS).tolist()
        return [Fit(fit, dict(zip(PARTS, of_fit, strict=True))) for fit, of_fit in zip(points, parts, strict=True)]


def _within_gains(tenths: npt.NDArray[np.int32]) -> int:
    """Cut costs, the last ones first, down to what the gains brought, and return what is left."""
    left = int(tenths[: len(GAINS)].sum())
    for cost in range(len(GAINS), len(PARTS)):
        tenths[cost] = max(int(tenths[cost]), -left)
        left += int(tenths[cost])
    return left


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
