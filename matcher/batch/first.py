"""The first programs of one enterprise: a bound on the points of all, and a close look at those near the top. Compiled into the loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.batch.bounds import COARSE, FRACTION, OFF_TARGET, RESERVED
from matcher.batch.lanes import COMPILED, INLINED, LANES, ONE, at_least, lowest, ones
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
    word, bit = program >> 6, np.uint64(program & 63)
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
def _insert(key: int, keys: Any, used: int, most: int) -> int:
    """Put a key into a list of the largest, in order, and return how many it holds."""
    if used == most and key <= keys[used - 1]:
        return used
    at = used if used < most else most - 1
    while at > 0 and keys[at - 1] < key:
        keys[at] = keys[at - 1]
        at -= 1
    keys[at] = key
    return min(used + 1, most)


@INLINED
def _merged(top: int, steps: Any, room: Any) -> int:
    """Put the first programs of one list in their order, from the best of each kind, and return how many.

    Within a kind the order by points stays that of the fit, since each costs at least as much as the one before it.
    """
    for kind in range(KINDS):
        room.taken[kind] = 0
    for place in range(top):
        best, chosen = NO_KEY, -1
        for kind in range(KINDS):
            better = room.taken[kind]
            if better < room.used[kind]:
                key = _with_variety(room.best_of_kind[kind, better], better, steps)
                if key > best:
                    best, chosen = key, kind
        if chosen < 0:
            return place
        room.best[place] = best
        room.taken[chosen] += 1
    return top


@COMPILED
def _merged_of_all(count: int, top: int, steps: Any, room: Any) -> int:
    """The same from all programs of one list: where costs take all that gains brought, fits are equal and ids decide, in any kind."""
    used = 0
    for at in range(count):
        better = 0
        for other in range(count):
            if room.kinds[other] == room.kinds[at] and room.keys[other] > room.keys[at]:
                better += 1
        used = _insert(_with_variety(room.keys[at], better, steps), room.best, used, top)
    return used


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
def _floor(top: int, size: int, guess: int, room: Any) -> int:
    """Return a floor that at least `top` of the list, of `size`, may reach, and not many more where that can be."""
    wanted, enough = top + 1, top + 8
    if size <= enough:
        return LOWEST
    floor, step = max(guess, LOWEST + 1), 16
    count = _reaching(floor, room)
    if wanted <= count <= enough:
        return floor
    low, high = LOWEST, HIGHEST  # at `low` enough reach it, at `high` too few
    if count < wanted:
        high = floor
        while count < wanted and floor > LOWEST:
            high = floor
            floor = max(floor - step, LOWEST)
            step *= 2
            count = _reaching(floor, room)
        low = floor
    else:
        low = floor
        while count > enough and floor < HIGHEST:
            low = floor
            floor = min(floor + step, HIGHEST)
            step *= 2
            count = _reaching(floor, room)
        if count >= wanted:
            return floor
        high = floor
    while high - low > 1:
        middle = (high + low) >> 1
        count = _reaching(middle, room)
        if count < wanted:
            high = middle
        else:
            low = middle
            if count <= enough:
                break
    return low


@INLINED
def _least(kind: int, fit: int, top: int, steps: Any, room: Any) -> int:
    """Return the points with which a program of a kind may have a fit, behind those of its kind that are sure to be before it."""
    used = room.used[kind]
    for better in range(used, -1, -1):
        if better == top:
            continue
        above = room.best_of_kind[kind, better - 1] >> ID_BITS if better else HIGHEST
        points = fit - steps[min(better, len(steps) - 1)]
        if better < used:
            points = max(points, room.best_of_kind[kind, better] >> ID_BITS)
        if points < above:
            return points
    return HIGHEST


@COMPILED
def gather(group: int, need: int, top: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """Put the first programs of one list, open or nearly open, into the room as keys, and return how many."""
    words = len(constants.closed)
    size = 0
    for word in range(words):
        bits = room.planes[words + word] if group == 0 else room.planes[word] & ~room.planes[words + word]
        room.listed[word] = bits & ~room.hidden[word]
        size += ones(room.listed[word])
    floor = _floor(top, size, room.guess[group], room)
    room.guess[group] = floor
    for kind in range(KINDS):
        room.used[kind] = 0
    for word in range(words):
        bits = at_least(room.bound, word * LANES, np.int16(floor)) & room.listed[word]
        while bits:
            program = word * WORD + lowest(bits)
            bits &= bits - ONE
            key = (_points(program, need, look, several, constants, room, row) << ID_BITS) | (LAST_ID - constants.by_id[program])
            kind = constants.kinds[program]
            room.used[kind] = _insert(key, room.best_of_kind[kind], room.used[kind], top)
    ranked = _merged(top, constants.steps, room)
    if ranked and room.best[ranked - 1] >> ID_BITS == 0:
        return _all(need, top, look, several, constants, room, row)
    if floor == LOWEST:
        return ranked
    fit = room.best[ranked - 1] >> ID_BITS
    deeper = floor
    for kind in range(KINDS):
        room.least[kind] = _least(kind, fit, top, constants.steps, room)
        deeper = min(deeper, room.least[kind])
    if deeper == floor:
        return ranked
    for word in range(words):
        bits = at_least(room.bound, word * LANES, np.int16(deeper)) & room.listed[word]
        bits &= ~at_least(room.bound, word * LANES, np.int16(floor))
        while bits:
            program = word * WORD + lowest(bits)
            bits &= bits - ONE
            kind = constants.kinds[program]
            if room.bound[program] < room.least[kind]:
                continue
            key = (_points(program, need, look, several, constants, room, row) << ID_BITS) | (LAST_ID - constants.by_id[program])
            room.used[kind] = _insert(key, room.best_of_kind[kind], room.used[kind], top)
    return _merged(top, constants.steps, room)


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
