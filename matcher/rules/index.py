"""The verdicts on all programs at once: the same answer as `verdict.py` gives program by program.

Each program is the alternatives of its criteria (`alternatives.py`), each alternative one bit. For each attribute and each code of an answer
a row says, over all alternatives, whether the criteria on it are at least one step away, possibly met and certainly met: three planes
side by side in one whole number. A profile is one *and* for each attribute, and an *or* of each program's alternatives.

Bit rows over predicates: Whang et al., Indexing Boolean Expressions, PVLDB 2 (2009), whose two truth values become four levels here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

import numpy as np
import numpy.typing as npt

from matcher.facts import Facts, Several, Value
from matcher.profile import ATTRIBUTES
from matcher.rules.alternatives import Conjunction, Literal, Reading, alternatives
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion, Confirm, Eligibility
from matcher.rules.level import LEVEL_OF, READ, VERDICT_OF, Leaves, Level, Levels
from matcher.rules.verdict import Verdict, silence

PLANES = (Level.ONE_STEP, Level.UNKNOWN, Level.MET)
"""The lowest level that each plane marks."""


MANY_SETS = 10_000
"""Sets of questions answered of which what is left open is kept, and lists of choices of which the row is."""


@dataclass(frozen=True)
class Verdicts:
    """The verdict on each program: three sets of programs, as bits, each inside the one before."""

    places: Mapping[str, int]
    """The bit of each program."""
    one_step: int
    possible: int
    certain: int
    silent: Mapping[str, Level] = field(default_factory=dict)
    """Where the applicant named a sensitive activity: the programs that are silent on it, and what the applicant says of their consent."""

    def of(self, program_id: str) -> Verdict:
        """Return the verdict on one program. Raises KeyError if there is none of this id."""
        place = self.places[program_id]
        return VERDICT_OF[(self.one_step >> place & 1) + (self.possible >> place & 1) + (self.certain >> place & 1)]


class Index:
    """Programs by their criteria in force on one day.

    Args:
        programs: the criteria of each program, by id.
        day: the day on which criteria that carry dates are read.
        leaves: the simple criteria of these programs, where somebody else decides them too.

    Raises:
        TooManyAlternativesError: the criteria of a program multiply out too far, which the check of the catalogue refuses.
    """

    def __init__(self, programs: Mapping[str, Eligibility], day: date, leaves: Leaves | None = None) -> None:
        self._day = day
        self._edited: dict[str, Eligibility] = {}
        self._edition: Index | None = None
        self._criteria = {program_id: eligibility.conjuncts(day) for program_id, eligibility in programs.items()}
        leaves = leaves or Leaves(chain.from_iterable(self._criteria.values()))
        ways = {program_id: alternatives(eligibility, day) for program_id, eligibility in programs.items()}
        layout = _Layout(ways)
        self.places = layout.places
        self._folds, self._second = layout.folds, layout.second
        self._stride, self._deep = layout.slots, layout.slots - len(programs)
        self._count = len(programs)
        self._programs, self._slots = (1 << len(programs)) - 1, (1 << layout.slots) - 1
        self._start = _planes(layout.possible, layout.slots)
        self._rows = {name: _Rows(leaves.levels[name], found, layout.slots) for name, found in layout.on_attribute.items()}
        self._left_open: dict[tuple[str, ...], int] = {}
        self._conditions = _Conditions(layout.on_condition, layout.slots)

    def verdicts(self, known: Facts) -> Verdicts:
        """Return the verdict on every program, as `decide` gives it."""
        if self._edition is not None:
            return self._with_edition(self._edition.verdicts(known), known)
        return self._found(known)

    def _open(self, answered: tuple[str, ...]) -> int:
        """Return what is left of the alternatives when nothing else is answered, kept since profiles answer the same few sets of questions."""
        bits = self._start
        for name, rows in self._rows.items():
            if name not in answered:
                bits &= rows.unknown
        if len(self._left_open) < MANY_SETS:
            self._left_open[answered] = bits
        return bits

    def patched(self, program_id: str, eligibility: Eligibility) -> Index:
        """Return the index with the criteria of one program replaced, without making it anew. Raises KeyError if there is no such program.

        What was edited is an index of its own, that takes the place of the bits of these programs: few edits cost little, and many are
        worth a new index.
        """
        if program_id not in self.places:
            raise KeyError(program_id)
        patched = copy(self)
        patched._edited = {**self._edited, program_id: eligibility}  # the copy is one of us
        patched._edition = Index(patched._edited, self._day)
        return patched

    def _with_edition(self, edition: Verdicts, known: Facts) -> Verdicts:
        found = self._found(known)
        reach = [found.one_step, found.possible, found.certain]
        for program_id, bit in edition.places.items():
            place = self.places[program_id]
            for plane, bits in enumerate((edition.one_step, edition.possible, edition.certain)):
                reach[plane] = reach[plane] & ~(1 << place) | (bits >> bit & 1) << place
        silent = {program_id: level for program_id, level in found.silent.items() if program_id not in self._edited}
        return replace(found, one_step=reach[0], possible=reach[1], certain=reach[2], silent=silent | dict(edition.silent))

    def _found(self, known: Facts) -> Verdicts:
        answered = tuple(known.values)
        bits = self._left_open.get(answered) or self._open(answered)
        for name, value in known.values.items():
            if name in self._rows:
                bits &= self._rows[name].of(value, known)
        bits &= self._conditions.of(known)
        slots, stride = self._slots, self._stride
        one_step, possible, certain = bits & slots, bits >> stride & slots, bits >> 2 * stride
        count, wide = self._count, self._deep
        deep = one_step >> count | possible >> count << wide | certain >> count << 2 * wide
        for distance, mask in self._folds:
            deep |= deep >> distance & mask
        programs, second = self._programs, self._second
        found = Verdicts(
            self.places,
            one_step & programs | deep & second,
            possible & programs | deep >> wide & second,
            certain & programs | deep >> 2 * wide & second,
        )
        return self._where_silence_is_no_consent(found, known) if known.sensitive else found

    def _where_silence_is_no_consent(self, found: Verdicts, known: Facts) -> Verdicts:
        """Add what few profiles ask for: a condition to confirm where a program says nothing of a sensitive activity."""
        silent: dict[str, Level] = {}
        reach = [found.one_step, found.possible, found.certain]
        for program_id, place in self.places.items():
            for condition in silence(self._criteria[program_id], known, program_id):
                silent[program_id] = level = LEVEL_OF[condition.truth(known)]
                for plane, lowest in enumerate(PLANES):
                    if level < lowest:
                        reach[plane] &= ~(1 << place)
        return replace(found, one_step=reach[0], possible=reach[1], certain=reach[2], silent=silent)


def _planes(slots: int, stride: int) -> int:
    """Return the same slots in each of the three planes."""
    return slots | slots << stride | slots << 2 * stride


class _Layout:
    """Where each alternative of each program stands.

    Programs with more alternatives come first, and the n-th alternatives of all programs stand side by side in a block: the *or* of a
    program's alternatives is then one shift of each block onto the second, for all programs together, and of that onto the first, which is
    by far the longest and for that stays out of the other shifts.
    """

    def __init__(self, ways: Mapping[str, tuple[Conjunction, ...]]) -> None:
        order = sorted(ways, key=lambda program_id: -len(ways[program_id]))
        self.places = {program_id: place for place, program_id in enumerate(order)}
        self.possible = 0
        self.on_attribute: dict[str, dict[Literal, list[int]]] = defaultdict(dict)
        self.on_condition: dict[tuple[str, Reading], list[int]] = defaultdict(list)
        starts = []
        start = 0
        merged: dict[tuple[object, Reading], Literal] = {}
        for block in range(max([1, *map(len, ways.values())])):
            deep = [program_id for program_id in order if len(ways[program_id]) > block] if block else order
            starts.append((start, len(deep)))
            for slot, program_id in enumerate(deep, start):
                if block < len(ways[program_id]):
                    self.possible |= 1 << slot
                    for literal in ways[program_id][block]:
                        self._place(merged.setdefault(literal.key, literal), slot)
            start += len(deep)
        self.slots = start
        count, second = len(order), starts[1][1] if starts[1:] else 0
        self.second = (1 << second) - 1
        self.folds = [(first - count, _planes((1 << length) - 1, start - count)) for first, length in starts[2:]]

    def _place(self, literal: Literal, slot: int) -> None:
        if isinstance(literal.leaf, Confirm):
            self.on_condition[literal.leaf.id, literal.reading].append(slot)
        else:
            self.on_attribute[literal.leaf.attribute].setdefault(literal, []).append(slot)


def _bits(slots: list[int], stride: int) -> int:
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

    def gone(self, levels: bytes) -> int:
        """Return in each plane the slots of which a criterion does not reach it."""
        found = np.frombuffer(levels, np.uint8).take(self._criteria)
        reached = np.take_along_axis(self._read, found[:, np.newaxis].astype(np.intp), axis=1)[:, 0].take(self._owners)
        planes = np.zeros((len(PLANES), self._stride), np.bool_)
        for plane, lowest in zip(planes, PLANES, strict=True):
            plane[self._slots[reached < lowest]] = True
        return _number(planes)

    def everywhere(self) -> int:
        """Return the slots that hold any of these criteria, in each plane."""
        planes = np.zeros((len(PLANES), self._stride), np.bool_)
        planes[:, self._slots] = True
        return _number(planes)


def _number(planes: npt.NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(planes.reshape(-1), bitorder="little").tobytes(), "little")


class _Rows:
    """The rows of one attribute: what each code of an answer leaves of the alternatives, made when the code is first seen."""

    def __init__(self, levels: Levels, literals: Mapping[Literal, list[int]], stride: int) -> None:
        self.levels = levels
        self._all = (1 << 3 * stride) - 1
        number = levels.number
        self._marks = _Marks([(number[one.subject], READ[one.reading], slots) for one, slots in literals.items()], stride)
        self._several = _Several(literals, number, stride) if ATTRIBUTES[levels.attribute].kind == "choices" else None
        self.unknown = self._row(self.levels.unknown)
        self._code = levels.code
        self._kept: dict[Hashable, int] = {}

    def of(self, value: Value, known: Facts) -> int:
        """Return the row of an answer."""
        code = self._code(value, known)
        row = self._kept.get(code)
        if row is not None:
            return row
        if type(value) is Several and len(value.choices) > 1:
            assert self._several is not None
            row = self._several.of(value, self.levels, known)
            if len(self._kept) >= MANY_SETS:
                return row
        else:
            row = self._row(self.levels.all(known))
        self._kept[code] = row
        return row

    def _row(self, levels: bytes) -> int:
        return self._all ^ self._marks.gone(levels)


class _Several:
    """The rows of answers of several choices: some criteria ask for one of them, and some for each.

    What asks for one is the *or* of the rows of the choices, what asks for each is the *and*. Where an alternative holds two criteria that ask for
    one, the second stands in a layer of its own, since each may be met by another choice.
    """

    def __init__(self, literals: Mapping[Literal, list[int]], number: Mapping[object, int], stride: int) -> None:
        self._all = (1 << 3 * stride) - 1
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
        self._kept: dict[Hashable, tuple[int, list[int]]] = {}

    def of(self, value: Several, levels: Levels, known: Facts) -> int:
        """Return the row of two choices or more."""
        rows = [self._choice(choice.codes, Several((choice,)), levels, known) for choice in value.choices]
        bits = self._all
        for each, _ in rows:
            bits &= each
        for layer, held in enumerate(self._held):
            one = self._all ^ held
            for _, any_of in rows:
                one |= any_of[layer]
            bits &= one
        return bits

    def _choice(self, code: Hashable, alone: Several, levels: Levels, known: Facts) -> tuple[int, list[int]]:
        kept = self._kept.get(code)
        if kept is None:
            found = levels.of(code, alone, known)
            any_of = [held ^ layer.gone(found) for held, layer in zip(self._held, self._layers, strict=True)]
            kept = self._kept[code] = self._all ^ self._each.gone(found), any_of
        return kept


class _Conditions:
    """Conditions to confirm: hundreds, of which a profile answers a few.

    How many an alternative still waits for is counted for all alternatives at once, in binary, one whole number for each digit.
    """

    def __init__(self, slots_of: Mapping[tuple[str, Reading], list[int]], stride: int) -> None:
        self._stride = stride
        self._all = (1 << 3 * stride) - 1
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
        self._waiting = [_bits([slot for slot, n in counts.items() if n >> digit & 1], stride) for digit in range(digits)]
        self._unanswered = self._left({})

    def of(self, known: Facts) -> int:
        """Return what the answers of a profile leave of the alternatives."""
        return self._left(known.confirmations) if known.confirmations else self._unanswered

    def _left(self, confirmations: Mapping[str, bool]) -> int:
        waiting = list(self._waiting)
        refused = 0
        for condition, reading, answer in self._answered(confirmations):
            slots = self._bits_of(condition, reading)
            if READ[reading][Level.MET if answer else Level.REFUSED] is Level.REFUSED:
                refused |= slots
            for digit, count in enumerate(waiting):
                waiting[digit] = count ^ slots
                slots &= ~count
        open_ = refused
        for count in waiting:
            open_ |= count
        return self._all ^ (refused | refused << self._stride | open_ << 2 * self._stride)

    def _answered(self, confirmations: Mapping[str, bool]) -> Iterator[tuple[str, Reading, bool]]:
        for condition, answer in confirmations.items():
            for reading in self._readings.get(condition, ()):
                yield condition, reading, answer

    def _bits_of(self, condition: str, reading: Reading) -> int:
        kept = self._kept.get((condition, reading))
        if kept is None:
            kept = self._kept[condition, reading] = _bits(self._slots_of[condition, reading], self._stride)
        return kept
