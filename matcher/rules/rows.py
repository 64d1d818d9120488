"""What the answers to one attribute, or the confirmed conditions, leave of the alternatives of all programs, as bits (`index.py`)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np

from matcher.facts import Facts, Several, Value
from matcher.profile import ATTRIBUTES
from matcher.rules.alternatives import Literal, Reading
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion
from matcher.rules.layout import Held, Slots, as_bits
from matcher.rules.level import MANY_SETS, READ, Level, Levels


class Planes(NamedTuple):
    """What an answer leaves of the alternatives where that is not the same in each plane."""

    one_step: int
    possible: int
    certain: int


Row = int | Planes
"""What an answer leaves of the alternatives; one number where it is the same in each plane."""


class _Marks:
    """Criteria of one attribute and the slots that hold each, as lists: a row of bits for each criterion would grow with the square of programs."""

    def __init__(self, held: Held, number: Mapping[object, int], width: int) -> None:
        self._width, self._owners, self._slots = width, held.owners, held.slots
        self._criteria = np.array([number[one.subject] for one in held.literals], np.intp)
        self._read = np.array([READ[one.reading] for one in held.literals], np.uint8)

    def gone(self, levels: bytes) -> Planes:
        """Return in each plane the slots of which a criterion does not reach it."""
        found = np.frombuffer(levels, np.uint8).take(self._criteria)
        read = np.take_along_axis(self._read, found[:, np.newaxis].astype(np.intp), axis=1)[:, 0]
        reached = read.take(self._owners)
        possible = as_bits(self._slots[reached < Level.UNKNOWN], self._width)
        one_step = as_bits(self._slots[reached < Level.ONE_STEP], self._width) if (read == Level.ONE_STEP).any() else possible
        certain = as_bits(self._slots[reached < Level.MET], self._width) if (read == Level.UNKNOWN).any() else possible
        return Planes(one_step, possible, certain)

    def everywhere(self) -> int:
        """Return the slots that hold any of these criteria."""
        return as_bits(self._slots, self._width)


class Rows:
    """The rows of one attribute: what each code of an answer leaves of the alternatives, made when the code is first seen."""

    def __init__(self, levels: Levels, held: Held, width: int) -> None:
        self.levels = levels
        self._all = (1 << width) - 1
        self._marks = _Marks(held, levels.number, width)
        self._several = _Several(held, levels.number, width) if ATTRIBUTES[levels.attribute].kind == "choices" else None
        self.unanswered = self._all ^ self._marks.everywhere()
        """What is certain where the question is not answered: all that does not ask it."""
        self.code: Callable[[Any, Facts], Hashable] = levels.code
        self.kept: dict[Hashable, Row] = {}

    def made(self, value: Value, known: Facts) -> Row:
        """Return the row of an answer that is not among those kept, and keep it."""
        if type(value) is Several and len(value.choices) > 1:
            assert self._several is not None
            row = _merged(self._several.of(value, self.levels, known))
            if len(self.kept) >= MANY_SETS:
                return row
        else:
            row = _merged(Planes(*(self._all ^ gone for gone in self._marks.gone(self.levels.all(known)))))
        self.kept[self.code(value, known)] = row
        return row


def _merged(planes: Planes) -> Row:
    return planes.possible if planes.one_step == planes.certain else planes


class _Several:
    """The rows of answers of several choices: some criteria ask for one of them, and some for each.

    What asks for one is the *or* of the rows of the choices, what asks for each is the *and*. Where an alternative holds two criteria that ask for
    one, the second stands in a layer of its own, since each may be met by another choice.
    """

    def __init__(self, held: Held, number: Mapping[object, int], width: int) -> None:
        self._all = (1 << width) - 1
        each = np.array([_asks_for_each(one) for one in held.literals])[held.owners]
        one = ~each
        layer = _earlier(held.slots[one])
        self._each = _Marks(Held(held.literals, held.owners[each], held.slots[each]), number, width)
        self._layers = [
            _Marks(Held(held.literals, held.owners[one][layer == at], held.slots[one][layer == at]), number, width)
            for at in range(layer.max(initial=-1) + 1)
        ]
        self._held = [layer.everywhere() for layer in self._layers]
        self._kept: dict[Hashable, tuple[Planes, list[Planes]]] = {}

    def of(self, value: Several, levels: Levels, known: Facts) -> Planes:
        """Return the row of two choices or more."""
        choices = [self._choice(choice.codes, Several((choice,)), levels, known) for choice in value.choices]
        return Planes(*(self._plane(choices, plane) for plane in range(3)))

    def _plane(self, choices: list[tuple[Planes, list[Planes]]], plane: int) -> int:
        bits = self._all
        for each, _ in choices:
            bits &= ~each[plane]
        for layer, held in enumerate(self._held):
            none = held
            for _, gone in choices:
                none &= gone[layer][plane]
            bits &= ~none
        return bits

    def _choice(self, code: Hashable, alone: Several, levels: Levels, known: Facts) -> tuple[Planes, list[Planes]]:
        """Return what one choice takes away from what asks for each, and from each layer of what asks for one."""
        kept = self._kept.get(code)
        if kept is None:
            found = levels.of(code, alone, known)
            kept = self._kept[code] = self._each.gone(found), [layer.gone(found) for layer in self._layers]
        return kept


def _asks_for_each(one: Literal) -> bool:
    """Tell whether a criterion holds only if it holds for each choice."""
    assert isinstance(one.leaf, AttributeCriterion)
    assert isinstance(one.leaf.constraint, Accepts)
    return one.leaf.constraint.every is not (one.reading is Reading.OPPOSITE)


def _earlier(slots: Slots) -> Slots:
    """Return how many times each slot was named before."""
    order = np.argsort(slots, kind="stable")
    _, first, times = np.unique(slots[order], return_index=True, return_counts=True)
    earlier = np.empty_like(slots)
    earlier[order] = np.arange(len(slots)) - np.repeat(first, times)
    return earlier


class Conditions:
    """Conditions to confirm: hundreds, of which a profile answers a few.

    How many an alternative still waits for is counted for all alternatives at once, in binary, one whole number for each digit.
    """

    def __init__(self, held: Held, width: int) -> None:
        self._width, self._all = width, (1 << width) - 1
        self._number = {one.key: number for number, one in enumerate(held.literals)}
        self._slots = held.slots[np.argsort(held.owners, kind="stable")]
        self._ends = np.cumsum(np.bincount(held.owners))
        """Where the slots of each end among all."""
        self._kept: dict[int, int] = {}
        counts = np.bincount(held.slots, minlength=width)
        digits = int(counts.max(initial=0)).bit_length()
        self._waiting = [as_bits(counts >> digit & 1 == 1, width) for digit in range(digits)]
        _, self.unanswered = self.of({})
        """What waits for no condition."""

    def of(self, confirmations: Mapping[str, bool]) -> tuple[int, int]:
        """Return the alternatives that some answers refuse, and those that wait for nothing more."""
        waiting = list(self._waiting)
        refused = 0
        for condition, answer in confirmations.items():
            for reading in Reading:
                number = self._number.get((condition, reading))
                if number is None:
                    continue
                slots = self._bits_of(number)
                if READ[reading][Level.MET if answer else Level.REFUSED] is Level.REFUSED:
                    refused |= slots
                for digit, count in enumerate(waiting):
                    waiting[digit] = count ^ slots
                    slots &= ~count
        open_ = 0
        for count in waiting:
            open_ |= count
        return refused, self._all ^ open_

    def _bits_of(self, number: int) -> int:
        kept = self._kept.get(number)
        if kept is None:
            begin = self._ends[number - 1] if number else 0
            kept = self._kept[number] = as_bits(self._slots[begin : self._ends[number]], self._width)
        return kept
