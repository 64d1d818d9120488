"""What hinges on one answer alone, and what on several: the first is laid out once for each answer, the second is decided row by row.

An answer is a column of the table, or some that are read together; what no column answers is unknown for every row and hinges on REST.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise, product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.answer import Rules
from matcher.batch.encoded import PLACE
from matcher.profile import ATTRIBUTES, SECTIONS
from matcher.rules.level import READ
from matcher.rules.truths import Numbers, starts

REST = 0
"""The answer, always unknown, on which hinges what no column answers."""
WORD = 64
BLOCK = 8
"""Words that the loop reads together: rows of a few dozen are too short for what the compiler makes of a loop by itself."""
SORTED = 16
"""Keys that the loop keeps in order together."""
SEVERAL = -1
"""The owner of what hinges on more than one answer."""

CHARITY = "enterprise.registered_charity"
LEGAL_FORM = "enterprise.legal_form"

GROUPS = (
    (LEGAL_FORM, CHARITY, "enterprise.social_economy"),
    ("enterprise.tenure", "project.stage", "project.own_contribution"),
    ("enterprise.annual_revenue", "enterprise.employees"),
)
"""Columns that are read together, as one answer: each has so few different ones that all that go together are still few. An enterprise is then
fewer rows to add up, and less hinges on several answers."""

DERIVED = {"territory": PLACE, "population": PLACE, "years_operating": "enterprise.founded"}
"""The columns of attributes that are not answered under their own name."""


def column_of(attribute: str) -> str:
    """Return the column in which an attribute is answered."""
    return DERIVED.get(attribute, f"{SECTIONS[attribute]}.{attribute}")


class Several(NamedTuple):
    """What hinges on several answers, program by program: runs that begin at `…_at[program]` and end where the next one begins."""

    criteria_at: Numbers
    criteria: Numbers
    nth: Numbers
    """The place of each criterion among those of its program."""
    reserved: npt.NDArray[np.uint8]
    ways_at: Numbers
    ways: Numbers
    """The ways by sector or people out of each criterion: one that is refused while the criterion is open is off target."""
    targets_at: Numbers
    targets: Numbers
    aims_at: Numbers
    aims: Numbers


class Ways(NamedTuple):
    """The alternatives of what hinges on several answers, multiplied out program by program (`matcher.rules.alternatives`).

    Each has a bit. The n-th alternatives of all programs stand side by side in a layer, and programs with more alternatives come first: the
    *or* of a program's alternatives is then an *or* of layers, word by word. A layer of a word or more begins with a word of its own; the
    smaller ones share words, since what a row weighs is what its reading costs.
    """

    literals: Numbers
    starts: Numbers
    """Where the literals of each alternative begin."""
    bits: Numbers
    """The bit of each alternative."""
    layers: Numbers
    """Of each layer the word in which it begins, the bit of it, and how many bits it has."""
    words: int


class Lists(NamedTuple):
    """The narrow lists of which the narrowest that counts hinges on several answers, each as often as it has alternatives.

    A list counts where all literals of one alternative are met. Those of a group stand together.
    """

    literals: Numbers
    starts: Numbers
    groups: Numbers
    programs: Numbers
    of_place: npt.NDArray[np.bool_]
    nats: Numbers


class Look(NamedTuple):
    """Where a criterion, by its number, is looked up: among the levels of the row of an answer, or it is made of several."""

    answer_of: Numbers
    """The answer on which each criterion hinges, or SEVERAL."""
    place_of: Numbers
    """Its place among the levels of the rows of that answer."""
    first: int
    """The number of the first criterion that is made of several."""
    literals: Numbers
    literals_at: Numbers
    conjunctions_at: Numbers
    asked_answer: npt.NDArray[np.uint32]
    """For each program a row with the answers of its criteria, in their order; where there is none, or one that hinges on several, something
    stands there that is always refused."""
    asked_place: npt.NDArray[np.uint32]
    """Their places."""
    levels: Any = None
    """The levels of all rows, once they are known."""


class Layout:
    """The criteria and features of all programs by the answers on which they hinge.

    Args:
        rules: the criteria in force.
        columns: the names of the columns that there are.
    """

    def __init__(self, rules: Rules, columns: Iterable[str]) -> None:
        self.rules = rules
        group_of = {name: group for group in GROUPS for name in group}
        named = list(dict.fromkeys(columns))
        groups = dict.fromkeys(group_of.get(name, (name,)) for name in named)
        self.groups: Sequence[tuple[str, ...]] = [tuple(name for name in group if name in named) for group in groups]
        """The columns of each answer, from the one after REST on."""
        self.answers: Mapping[str, int] = {name: place for place, group in enumerate(self.groups, REST + 1) for name in group}
        truths = rules.truths
        self._first = truths.met + 2
        self._literals_at = _closed(truths.conjunctions, len(truths.literals))
        self._conjunctions_at = _closed(truths.criteria, len(truths.conjunctions))
        self.owner = self._owners()
        """The answer on which each criterion hinges, by its number, or SEVERAL."""
        order = self._as_asked()
        self.numbers_of = [order[self.owner[order] == answer] for answer in range(len(self.groups) + 1)]
        """The criteria of each answer, by their numbers, in the order of the programs that ask them: what is looked up most stands together."""
        self.several = self._several()
        self.look = self._look()
        self.depths = self._depths()
        """How many alternatives each program has in what hinges on several answers, 0 where nothing does."""

    def _answer(self, name: str) -> int:
        column = column_of(name) if name in ATTRIBUTES else f"confirmations.{name}"
        return self.answers.get(column, REST)

    def _owners(self) -> Numbers:
        leaves, at = self.rules.leaves, self._literals_at
        simple = [self._answer(name) for name in (*leaves.attributes(), *leaves.conditions)]
        owners = [*simple * len(READ), REST, REST]
        for start, end in pairwise(self._conjunctions_at.tolist()):
            found = {owners[literal] for literal in self.rules.truths.literals[at[start] : at[end]].tolist()}
            found.discard(REST)  # which says the same of everybody
            owners.append(SEVERAL if len(found) > 1 else found.pop() if found else REST)
        return np.array(owners, np.int32)

    def _as_asked(self) -> npt.NDArray[np.intp]:
        asked = self.rules.features.asked.numbers
        numbers, first = np.unique(asked, return_index=True)
        place = np.full(len(self.owner), len(asked))
        place[numbers] = first
        return np.argsort(place, kind="stable")

    def _look(self) -> Look:
        owner, asked = self.owner, self.rules.features.asked
        place_of = np.zeros(len(owner), np.int32)
        for numbers in self.numbers_of:
            place_of[numbers] = np.arange(len(numbers))
        shape = len(asked.lengths), asked.lengths.max(initial=0)
        answers, places = np.full(shape, REST, np.uint32), np.full(shape, place_of[self.rules.truths.met + 1], np.uint32)
        alone = np.flatnonzero(owner[asked.numbers] != SEVERAL)
        programs, criteria = asked.owners[alone], asked.numbers[alone]
        nth = alone - asked.starts[programs]
        answers[programs, nth], places[programs, nth] = owner[criteria], place_of[criteria]
        return Look(
            answer_of=owner,
            place_of=place_of,
            first=self._first,
            literals=self.rules.truths.literals,
            literals_at=self._literals_at,
            conjunctions_at=self._conjunctions_at,
            asked_answer=answers,
            asked_place=places,
        )

    def _several(self) -> Several:
        features, owner = self.rules.features, self.owner
        count = features.count
        by_several = owner[features.asked.numbers] == SEVERAL
        nth = np.flatnonzero(by_several)
        programs = np.repeat(np.arange(count), features.asked.lengths)[nth]
        _, way_of, way = features.off_target.ways
        targets = np.flatnonzero(owner[features.targets.numbers] == SEVERAL)
        aimed, aims = features.off_target.aims
        mixed_aims = owner[aims] == SEVERAL
        return Several(
            criteria_at=_at(programs, count),
            criteria=features.asked.numbers[nth],
            nth=(nth - features.asked.starts[programs]).astype(np.int32),
            reserved=features.reserved[nth],
            ways_at=_at(np.searchsorted(nth, way_of[np.isin(way_of, nth)]), len(nth)),
            ways=way[np.isin(way_of, nth)],
            targets_at=_at(np.repeat(np.arange(count), features.targets.lengths)[targets], count),
            targets=features.targets.numbers[targets],
            aims_at=_at(aimed[mixed_aims], count),
            aims=aims[mixed_aims],
        )

    def _depths(self) -> Numbers:
        several, at = self.several, self._conjunctions_at
        compound = several.criteria - self._first
        depths = np.ones(self.rules.features.count, np.int32)
        np.multiply.at(depths, np.repeat(np.arange(len(depths)), np.diff(several.criteria_at)), (at[compound + 1] - at[compound]))
        return np.where(np.diff(several.criteria_at) > 0, depths, 0).astype(np.int32)

    def ways(self) -> Ways:
        """Return the alternatives of what hinges on several answers, of programs that stand in the order of `depths`, the deepest first."""
        look, several = self.look, self.several
        found: list[tuple[int, list[int]]] = []
        deep = int(np.count_nonzero(self.depths))
        layers, words = _placed([int(np.count_nonzero(self.depths > layer)) for layer in range(self.depths.max(initial=0))])
        for program in range(deep):
            criteria = several.criteria[several.criteria_at[program] : several.criteria_at[program + 1]]
            conjunctions = [self._conjunctions(criterion) for criterion in criteria.tolist()]
            for layer, chosen in enumerate(product(*conjunctions)):
                literals = [look.literals[look.literals_at[one] : look.literals_at[one + 1]] for one in chosen]
                word, shift, _ = layers[layer]
                found.append((WORD * word + shift + program, list(dict.fromkeys(np.concatenate(literals).tolist()))))
        return Ways(
            literals=np.array([literal for _, literals in found for literal in literals], np.int32),
            starts=np.cumsum([0, *(len(literals) for _, literals in found[:-1])])[: len(found)].astype(np.int32),
            bits=np.array([bit for bit, _ in found], np.int32),
            layers=np.array(layers, np.int32).reshape(-1, 3),
            words=words,
        )

    def _conjunctions(self, criterion: int) -> range:
        compound = criterion - self._first
        return range(int(self.look.conjunctions_at[compound]), int(self.look.conjunctions_at[compound + 1]))

    def lists(self) -> Lists:
        """Return the narrow lists of the groups of which one hinges on several answers: the narrowest of the group then does too."""
        narrow = self.rules.features.narrow
        found: list[tuple[int, int, list[int]]] = []
        for group, bounds in self.groups_of_several().items():
            for entry in range(*bounds):
                ways = product(*(self._alternatives(int(step[entry])) for step in narrow.chains))
                found += [
                    (group, entry, list(dict.fromkeys(chain.from_iterable(way))) or [self.rules.truths.met]) for way in ways
                ]
        groups = np.array([group for group, _, _ in found], np.int32)
        return Lists(
            literals=np.array([literal for _, _, literals in found for literal in literals], np.int32),
            starts=starts([len(literals) for _, _, literals in found]),
            groups=groups,
            programs=narrow.group_programs[groups],
            of_place=narrow.group_of_place[groups],
            nats=narrow.nats[np.array([entry for _, entry, _ in found], np.int32)].astype(np.int32),
        )

    def _alternatives(self, number: int) -> list[list[int]]:
        """Return the literals of each alternative of a criterion, by its number."""
        met = self.rules.truths.met
        if number in {met, met + 1}:
            return [[]] if number == met else []
        if number < met:
            return [[number]]
        at = self.look.literals_at
        return [self.look.literals[at[one] : at[one + 1]].tolist() for one in self._conjunctions(number)]

    def groups_of_several(self) -> dict[int, tuple[int, int]]:
        """Return where the lists of each group begin and end of which one hinges on several answers."""
        narrow = self.rules.features.narrow
        alone = self.alone_in_chain()
        bounds = pairwise([*narrow.groups.tolist(), len(narrow.nats)])
        return {
            number: (start, end)
            for number, (start, end) in enumerate(bounds)
            if len(set(alone[start:end].tolist())) > 1 or alone[start] == SEVERAL
        }

    def alone_in_chain(self) -> Numbers:
        """Return the one answer on which each narrow list hinges, or SEVERAL."""
        narrow = self.rules.features.narrow
        if not narrow.chains:
            return np.zeros(0, np.int32)
        owners = np.array([self.owner[step] for step in narrow.chains]).reshape(len(narrow.chains), -1)
        real = np.array([step != self.rules.truths.met for step in narrow.chains]).reshape(owners.shape)
        return np.where(((owners == owners[0]) | ~real).all(axis=0), owners[0], SEVERAL).astype(np.int32)


def _placed(counts: Sequence[int]) -> tuple[list[tuple[int, int, int]], int]:
    """Return where layers of so many bits stand (word, bit, count), and how many words they take."""
    placed: list[tuple[int, int, int]] = []
    words = free = 0  # free: the first free bit of the last word that is shared, 0 where there is none
    for count in counts:
        if count >= WORD or not free or free + count > WORD:
            placed.append((words, 0, count))
            words += -(-count // WORD)
            free = count if count < WORD and len(placed) > 1 else 0  # the first one is all that is left of its words
        else:
            placed.append((words - 1, free, count))
            free += count
    return placed, words


def _closed(starts: Numbers, end: int) -> Numbers:
    return np.append(starts, end).astype(np.int32)


def _at(owners: npt.NDArray[np.int64] | Numbers, count: int) -> Numbers:
    """Return where the runs of each of `count` owners begin and end, given the owner of each item in order."""
    return np.searchsorted(owners, np.arange(count + 1)).astype(np.int32)
