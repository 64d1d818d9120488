"""The first programs of one enterprise: a bound on the points of all, and a close look at those near the top. Compiled into the loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.batch.bounds import COARSE, FRACTION, OFF_TARGET, RESERVED
from matcher.batch.lanes import COMPILED, INLINED, LANES, ONE, at_least, lowest, ones, put
from matcher.batch.layout import WORD
from matcher.batch.levels import counted
from matcher.batch.tables import TARGETS
from matcher.features import ENOUGH_SPECIFICITY, MANY_RESERVED, MANY_TO_CONFIRM, NEITHER, THOUSANDTHS
from matcher.features import KINDS as NAMES_OF_KINDS
from matcher.ranking import TENTHS

KINDS = len(NAMES_OF_KINDS)
ID_BITS = 20
"""In a key: the bits that put equal fits in the order of ids."""
LAST_ID = (1 << ID_BITS) - 1
ENOUGH = int(ENOUGH_SPECIFICITY * THOUSANDTHS) >> COARSE
NO_KEY = -(1 << 60)
LOWEST, HIGHEST = -(1 << 15), (1 << 15) - 1
FLOOR_BITS = 10
"""The bits of the highest floor, in tenths of a point: whatever has more points than that is weighed."""
MORE = 10
"""So many programs more than are shown are weighed at first: mostly no others can come before these then."""


@COMPILED
def bound_all(tally: Any, nats: Any, points: Any, amounts: Any, base: Any, targets: Any, parts: Any, bound: Any) -> None:
    """Work out for every program what its points cannot exceed: exactly but for roundings, where nothing hinges on several answers.

    In numbers of 16 bits throughout, of which a processor takes many at once; a function of its own, of which the compiler sees that no
    array is part of another.
    """
    slope, shift, open_, reserved, off = (
        np.uint16(parts.specificity), np.uint16(parts.shift), np.uint16(parts.open), np.uint16(parts.reserved), np.uint16(parts.off_target),
    )  # fmt: skip
    for program in range(len(bound)):
        marks = tally[program]
        most = np.uint16(np.uint16(points[program]) + np.uint16(amounts[program]) + np.uint16(base[program]))
        information = np.uint16(min(np.uint16(nats[program] >> np.uint16(COARSE)), np.uint16(ENOUGH)))
        most = np.uint16(most + np.uint16(np.uint16(information * slope) >> shift))
        met = np.uint16((marks >> np.uint16(TARGETS)) & np.uint16(15))
        most = np.uint16(most + np.uint16(np.uint16(met * np.uint16(targets[program])) >> np.uint16(FRACTION)))
        asked = np.uint16(min(np.uint16(marks & np.uint16(31)), np.uint16(MANY_TO_CONFIRM)))
        most = np.uint16(most - np.uint16(np.uint16(asked * open_) >> np.uint16(FRACTION)))
        asked = np.uint16(min(np.uint16((marks >> np.uint16(RESERVED)) & np.uint16(7)), np.uint16(MANY_RESERVED)))
        most = np.uint16(most - np.uint16(np.uint16(asked * reserved) >> np.uint16(FRACTION)))
        missed = np.uint16(min(np.uint16(marks >> np.uint16(OFF_TARGET)), np.uint16(1)))
        bound[program] = np.int16(np.uint16(most - np.uint16(missed * off)))


@INLINED
def _amount(pair: int, need: int, constants: Any) -> Any:
    """Return what a pair of amounts brings where so much is missing."""
    share = np.sqrt(min(1.0, constants.high[pair] / need))
    share = NEITHER if constants.unstated[pair] else share
    share = 0.0 if constants.low[pair] > need else share
    return np.int64(np.rint(share * constants.amount_weight * TENTHS))


@INLINED
def _points(program: int, need: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """Return the points of a program before variety, in tenths."""
    word, bit = program >> np.uint32(6), np.uint64(program & np.uint32(63))
    given = np.int64(room.points[program])
    given += _amount(constants.amount_of[program], need, constants) if need else constants.amount_unknown
    nats = np.int64(room.nats[program])
    if not (constants.settled[word] >> bit) & ONE:
        return given + counted(program, np.int64(room.counts[program]), nats, look, several, constants, room, row)
    tally = np.int64(room.tally[program])
    given += constants.specificity[min(nats, len(constants.specificity) - 1)]
    given += constants.left_open[tally & 255] + constants.targets[program, (tally >> TARGETS) & 15]
    return given + constants.off_target if tally >> OFF_TARGET else given


@INLINED
def _merged(top: int, steps: Any, room: Any) -> int:
    """Put the first programs of one list in their order, from the best of each kind, and return how many.

    Within a kind the order by points stays that of the fit, since each costs at least as much as the one before it.
    """
    count = 0
    for place in range(len(room.best)):
        room.best[place] = NO_KEY
    for kind in range(KINDS):
        used = min(room.used[kind], top)
        count += used
        for better in range(used):
            key = _with_variety(room.best_of_kind[kind * len(room.best) + better], better, steps)
            if key <= room.best[top - 1]:  # so are those behind it
                break
            put(room.best, 0, len(room.best), key)
    return min(count, top)


@COMPILED
def _merged_of_all(count: int, top: int, steps: Any, room: Any) -> int:
    """The same from all programs of one list: where costs take all that gains brought, fits are equal and ids decide, in any kind."""
    for place in range(len(room.best)):
        room.best[place] = NO_KEY
    for at in range(count):
        better = 0
        for other in range(count):
            if room.kinds[other] == room.kinds[at] and room.keys[other] > room.keys[at]:
                better += 1
        put(room.best, 0, len(room.best), _with_variety(room.keys[at], better, steps))
    return min(count, top)


@INLINED
def _with_variety(key: int, better: int, steps: Any) -> int:
    by_id = key & LAST_ID
    fit = (key >> ID_BITS) + steps[min(better, len(steps) - 1)]
    return (max(fit, 0) << ID_BITS) | by_id


@INLINED
def _reaching(floor: int, room: Any) -> int:
    """Return how many programs of the list may reach a floor."""
    count = 0
    for word in range(len(room.listed)):
        count += ones(at_least(room.bound, word * LANES, np.int16(floor)) & room.listed[word])
    return count


@INLINED
def _floor(wanted: int, room: Any) -> int:
    """Return the highest floor that so many of the list may reach, found bit by bit, which takes no branch that could be foreseen wrongly."""
    floor = 0
    for bit in range(FLOOR_BITS - 1, -1, -1):
        higher = floor | 1 << bit
        floor = higher if _reaching(higher, room) >= wanted else floor
    return floor if floor or _reaching(0, room) >= wanted else LOWEST


@INLINED
def _weigh(floor: int, below: int, need: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> None:
    """Put the programs of the list that may reach a floor, but not the one that those before reached, among the best of their kinds.

    In three loops, so that what is waited for in one program does not hold up the next.
    """
    count = 0
    for word in range(len(room.listed)):
        bits = at_least(room.bound, word * LANES, np.int16(floor)) & room.listed[word]
        if below <= HIGHEST:
            bits &= ~at_least(room.bound, word * LANES, np.int16(below))
        while bits:
            room.chosen[count] = word * WORD + lowest(bits)
            bits &= bits - ONE
            count += 1
    for at in range(count):
        program = room.chosen[at]
        room.keys[at] = (_points(program, need, look, several, constants, room, row) << ID_BITS) | (
            LAST_ID - constants.by_id[program]
        )
    for at in range(count):
        kind = constants.kinds[room.chosen[at]]
        put(room.best_of_kind, kind * len(room.best), len(room.best), room.keys[at])
        room.used[kind] += 1


@COMPILED
def gather(group: int, need: int, top: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """Put the first programs of one list, open or nearly open, into the room as keys, and return how many.

    Those are weighed that may have the most points; then those that may reach the fit of the last one that is shown of these. Nobody
    else can come before it, since variety only costs.
    """
    words = constants.words
    for word in range(words):
        bits = room.planes[words + word] if group == 0 else room.planes[word] & ~room.planes[words + word]
        room.listed[word] = bits & ~room.hidden[word]
    for kind in range(KINDS):
        room.used[kind] = 0
    for place in range(len(room.best_of_kind)):
        room.best_of_kind[place] = NO_KEY
    floor, below = _floor(top + MORE, room), HIGHEST + 1
    while True:  # twice at most
        _weigh(floor, below, need, look, several, constants, room, row)
        ranked = _merged(top, constants.steps, room)
        fit = room.best[ranked - 1] >> ID_BITS if ranked else HIGHEST
        if fit == 0:
            return _all(need, top, look, several, constants, room, row)
        if fit >= floor:
            return ranked
        floor, below = fit, floor


@COMPILED
def _all(need: int, top: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """The same with all programs of the list: where the last one that is shown has a fit of nothing."""
    used = 0
    for word in range(len(room.listed)):
        bits = room.listed[word]
        while bits:
            program = word * WORD + lowest(bits)
            bits &= bits - ONE
            points = _points(program, need, look, several, constants, room, row)
            room.keys[used] = (points << ID_BITS) | (LAST_ID - constants.by_id[program])
            room.kinds[used] = constants.kinds[program]
            used += 1
    return _merged_of_all(used, top, constants.steps, room)
