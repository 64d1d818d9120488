"""What criteria, and programs whose points hinge on several answers, come to for one enterprise: compiled into the loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.batch.bounds import OFF_TARGET, RESERVED
from matcher.batch.lanes import INLINED, ONE
from matcher.batch.layout import SEVERAL
from matcher.batch.tables import OPEN, TARGETS
from matcher.rules.level import MET, REFUSED, UNKNOWN

BITS = 2
"""In a pattern: how many bits tell what one criterion comes to."""
MANY = np.uint32(SEVERAL % 2**32)
"""`SEVERAL` without a sign."""


@INLINED
def _level_alone(number: int, look: Any, room: Any) -> Any:
    return look.levels[room.begins[look.answer_of[number]] + look.place_of[number]]


@INLINED
def level_of(number: int, look: Any, room: Any, row: int) -> int:
    """Return the level of a criterion by its number. One that hinges on several answers is worked out once for an enterprise."""
    if look.answer_of[number] != MANY:
        return _level_alone(number, look, room)
    compound = number - look.first
    if room.compounds[compound] >> BITS == row:
        return room.compounds[compound] & 3
    best = REFUSED
    for conjunction in range(look.conjunctions_at[compound], look.conjunctions_at[compound + 1]):
        least = MET
        for at in range(look.literals_at[conjunction], look.literals_at[conjunction + 1]):
            least = min(least, _level_alone(look.literals[at], look, room))
            if least <= best:
                break
        best = max(best, least)
        if best == MET:
            break
    room.compounds[compound] = row << BITS | best
    return best


@INLINED
def program_level(program: int, room: Any, words: int) -> int:
    """Return the level of a program."""
    word, bit = program >> 6, np.uint64(program & 63)
    level: Any = 0
    for plane in range(3):
        level += np.int64((room.planes[plane * words + word] >> bit) & ONE)
    return level


@INLINED
def counted(program: int, count: int, nats: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """Return the tenths of a point that the counts and the information of a program come to, with what hinges on several answers."""
    open_ = (count >> OPEN) & 31
    reserved = (count >> RESERVED) & 7
    met = (count >> TARGETS) & 15
    off_target = (count >> OFF_TARGET) != 0
    for at in range(several.criteria_at[program], several.criteria_at[program + 1]):
        if level_of(several.criteria[at], look, room, row) == UNKNOWN:
            open_ += 1
            reserved += several.reserved[at]
            for way in range(several.ways_at[at], several.ways_at[at + 1]):
                if level_of(several.ways[way], look, room, row) < UNKNOWN:
                    off_target = True
    for at in range(several.targets_at[program], several.targets_at[program + 1]):
        if level_of(several.targets[at], look, room, row) == MET:
            met += 1
    for at in range(several.aims_at[program], several.aims_at[program + 1]):
        if level_of(several.aims[at], look, room, row) < UNKNOWN:
            off_target = True
    total = constants.specificity[min(nats, len(constants.specificity) - 1)]
    total += constants.left_open[min(open_, 31) | min(reserved, 7) << RESERVED] + constants.targets[program, met]
    return total + constants.off_target if off_target else total


@INLINED
def pattern_of(program: int, look: Any, several: Any, room: Any, row: int) -> int:
    """Return what each criterion of a program comes to: not met, unknown or met, two bits each."""
    pattern = 0
    for nth in range(look.asked_place.shape[1]):
        level = look.levels[room.begins[look.asked_answer[program, nth]] + look.asked_place[program, nth]]
        pattern |= _mark(level) << (BITS * nth)
    for at in range(several.criteria_at[program], several.criteria_at[program + 1]):
        pattern |= _mark(level_of(several.criteria[at], look, room, row)) << (BITS * several.nth[at])
    return pattern


@INLINED
def _mark(level: int) -> Any:
    return np.int64(level) - (level > 0)
