"""Where each alternative of each program stands among the bits of an index, and which of them hold which simple criterion.

Kept as a few long arrays: a list for each criterion of a hundred thousand programs is looked through again and again by the garbage
collector while the next one is made.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.rules.alternatives import Literal, Reading, alternatives
from matcher.rules.criteria import AttributeCriterion, Eligibility

Slots = npt.NDArray[np.int32]


class Held(NamedTuple):
    """Simple criteria, and the alternatives that hold them: the n-th alternative of `slots` holds the criterion of the n-th number of `owners`."""

    literals: list[Literal]
    owners: Slots
    slots: Slots


class Layout:
    """The alternatives of all programs: those of one program side by side, and the programs with one only last.

    Args:
        programs: the criteria of each program, by id.
        day: the day on which criteria that carry dates are read.
    """

    def __init__(self, programs: Mapping[str, Eligibility], day: date) -> None:
        numbers: dict[tuple[object, Reading], int] = {}
        literals: list[Literal] = []
        counts, lengths, owners = array("i"), array("i"), array("i")
        for eligibility in programs.values():
            ways = alternatives(eligibility, day)
            counts.append(len(ways))
            for conjunction in ways:
                lengths.append(len(conjunction))
                for literal in conjunction:
                    number = numbers.setdefault(literal.key, len(literals))
                    if number == len(literals):
                        literals.append(literal)
                    owners.append(number)
        count = np.array(counts, np.int32)
        size = np.maximum(count, 1)
        starts = np.empty_like(size)
        order = np.argsort(count < 2, kind="stable")
        starts[order] = np.cumsum(size[order]) - size[order]
        slots = np.repeat(starts - (np.cumsum(count) - count), count) + np.arange(count.sum(), dtype=np.int32)
        self.width = int(size.sum())
        """How many bits there are."""
        self.tops: Slots = (starts + size - 1).astype(np.int32)
        """The last bit of each program, which stands for the program."""
        self.places = dict(zip(programs, self.tops.tolist(), strict=True))
        self.never: Slots = self.tops[count == 0]
        """The bits of programs without an alternative."""
        self._group(literals, np.array(owners, np.int32), np.repeat(slots, lengths).astype(np.int32))

    def _group(self, literals: list[Literal], owners: Slots, slots: Slots) -> None:
        groups: dict[str, list[int]] = defaultdict(list)
        for number, literal in enumerate(literals):
            groups[literal.leaf.attribute if isinstance(literal.leaf, AttributeCriterion) else ""].append(number)
        group_of, local = np.empty(len(literals), np.int32), np.empty(len(literals), np.int32)
        for group, found in enumerate(groups.values()):
            group_of[found], local[found] = group, np.arange(len(found))
        of_entry, owners = group_of[owners], local[owners]
        held = {
            name: Held([literals[number] for number in found], owners[of_entry == group], slots[of_entry == group])
            for group, (name, found) in enumerate(groups.items())
        }
        self.conditions = held.pop("", Held([], owners[:0], slots[:0]))
        self.on_attribute = held


def as_bits(slots: Slots, width: int) -> int:
    """Return slots as the bits of one number."""
    marked = np.zeros(width, np.bool_)
    marked[slots] = True
    return int.from_bytes(np.packbits(marked, bitorder="little").tobytes(), "little")
