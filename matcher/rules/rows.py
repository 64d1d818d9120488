"""What the answers to one attribute, or the confirmed conditions, leave of the alternatives of all programs, as bits (`index.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.facts import Facts, Several, Value
from matcher.profile import ATTRIBUTES
from matcher.rules.alternatives import Literal, Reading
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion
from matcher.rules.level import READ, Level, Levels

MANY_SETS = 10_000
"""Lists of choices of which the row is kept, and sets of questions answered of which what is left open is."""


class Planes(NamedTuple):
    """What an answer leaves of the alternatives where that is not the same in each plane."""

    one_step: int
    possible: int
    certain: int


Row = int | Planes
"""What an answer leaves of the alternatives; one number where it is the same in each plane."""


def bits_of(slots: Iterable[int], stride: int) -> int:
    """Return slots as bits: through bytes, since adding them up one by one takes the square of their number."""
    row = bytearray(stride // 8 + 1)
    for slot in slots:
        row[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(row, "little")


_Mark = tuple[int, tuple[Level, ...], list[int]]
"""A criterion by its number, how it is read, and the slots that hold it."""


class _Marks:
    """Criteria of one attribute and the slots that hold each, as lists: a row of bits for each criterion would grow with the square of programs."""

    def __init__(self, marks: list[_Mark], stride: int) -> None:
        self._stride = stride
        self._criteria = np.array([criterion for criterion, _, _ in marks], np.intp)
        self._read = np.array([read for _, read, _ in marks], np.uint8).reshape(-1, len(Level))
        self._slots = np.array(list(chain.from_iterable(slots for _, _, slots in marks)), np.int32)
        self._owners = np.repeat(np.arange(len(marks), dtype=np.int32), [len(slots) for _, _, slots in marks])

    def gone(self, levels: bytes) -> Planes:
        """Return in each plane the slots of which a criterion does not reach it."""
        found = np.frombuffer(levels, np.uint8).take(self._criteria)
        read = np.take_along_axis(self._read, found[:, np.newaxis].astype(np.intp), axis=1)[:, 0]
        reached = read.take(self._owners)
        possible = self._number(self._slots[reached < Level.UNKNOWN])
        one_step = self._number(self._slots[reached < Level.ONE_STEP]) if (read == Level.ONE_STEP).any() else possible
        certain = self._number(self._slots[reached < Level.MET]) if (read == Level.UNKNOWN).any() else possible
        return Planes(one_step, possible, certain)

    def everywhere(self) -> int:
        """Return the slots that hold any of these criteria."""
        return self._number(self._slots)

    def _number(self, slots: npt.NDArray[np.int32]) -> int:
        marked = np.zeros(self._stride, np.bool_)
        marked[slots] = True
        return int.from_bytes(np.packbits(marked, bitorder="little").tobytes(), "little")


class Rows:
    """The rows of one attribute: what each code of an answer leaves of the alternatives, made when the code is first seen."""

    def __init__(self, levels: Levels, literals: Mapping[Literal, list[int]], stride: int) -> None:
        self.levels = levels
        self._all = (1 << stride) - 1
        number = levels.number
        self._marks = _Marks([(number[one.subject], READ[one.reading], slots) for one, slots in literals.items()], stride)
        self._several = _Several(literals, number, stride) if ATTRIBUTES[levels.attribute].kind == "choices" else None
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

    def __init__(self, literals: Mapping[Literal, list[int]], number: Mapping[object, int], stride: int) -> None:
        self._all = (1 << stride) - 1
        each: list[_Mark] = []
        layers: list[list[_Mark]] = []
        used: dict[int, int] = defaultdict(int)
        for one, slots in literals.items():
            assert isinstance(one.leaf, AttributeCriterion)
            assert isinstance(one.leaf.constraint, Accepts)
            place, read = number[one.subject], READ[one.reading]
            if one.leaf.constraint.every is not (one.reading is Reading.OPPOSITE):
                each.append((place, read, slots))
                continue
            by_layer: dict[int, list[int]] = defaultdict(list)
            for slot in slots:
                by_layer[used[slot]].append(slot)
                used[slot] += 1
            for layer, found in by_layer.items():
                layers += [[] for _ in range(layer + 1 - len(layers))]
                layers[layer].append((place, read, found))
        self._each = _Marks(each, stride)
        self._layers = [_Marks(layer, stride) for layer in layers]
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


class Conditions:
    """Conditions to confirm: hundreds, of which a profile answers a few.

    How many an alternative still waits for is counted for all alternatives at once, in binary, one whole number for each digit.
    """

    def __init__(self, slots_of: Mapping[tuple[str, Reading], list[int]], stride: int) -> None:
        self._stride = stride
        self._all = (1 << stride) - 1
        self._readings: dict[str, list[Reading]] = defaultdict(list)
        for condition, reading in slots_of:
            self._readings[condition].append(reading)
        self._slots_of = slots_of
        self._kept: dict[tuple[str, Reading], int] = {}
        counts: dict[int, int] = defaultdict(int)
        for slots in slots_of.values():
            for slot in slots:
                counts[slot] += 1
        digits = max(counts.values(), default=0).bit_length()
        self._waiting = [bits_of([slot for slot, n in counts.items() if n >> digit & 1], stride) for digit in range(digits)]
        _, self.unanswered = self.of({})
        """What waits for no condition."""

    def of(self, confirmations: Mapping[str, bool]) -> tuple[int, int]:
        """Return the alternatives that some answers refuse, and those that wait for nothing more."""
        waiting = list(self._waiting)
        refused = 0
        for condition, reading, answer in self._answered(confirmations):
            slots = self._bits_of(condition, reading)
            if READ[reading][Level.MET if answer else Level.REFUSED] is Level.REFUSED:
                refused |= slots
            for digit, count in enumerate(waiting):
                waiting[digit] = count ^ slots
                slots &= ~count
        open_ = 0
        for count in waiting:
            open_ |= count
        return refused, self._all ^ open_

    def _answered(self, confirmations: Mapping[str, bool]) -> Iterator[tuple[str, Reading, bool]]:
        for condition, answer in confirmations.items():
            for reading in self._readings.get(condition, ()):
                yield condition, reading, answer

    def _bits_of(self, condition: str, reading: Reading) -> int:
        kept = self._kept.get((condition, reading))
        if kept is None:
            kept = self._kept[condition, reading] = bits_of(self._slots_of[condition, reading], self._stride)
        return kept
