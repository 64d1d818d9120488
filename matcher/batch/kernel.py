"""The compiled loop: for each enterprise, the rows of its answers added up, what hinges on several answers decided, and the first programs.

It says what `Matcher.match` says, in the same whole tenths of a point. Compiled by numba when it is first called, and kept on disk.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from matcher.batch.bounds import COARSE, FRACTION, OFF_TARGET, RESERVED
from matcher.batch.lanes import LANES, add_where, at_least, lowest, ones
from matcher.batch.layout import WORD
from matcher.batch.tables import COUNTS, FEW, NATS, OPEN, PLANES, POINTS, SILENCE, TARGETS, WAYS
from matcher.features import KINDS as NAMES_OF_KINDS
from matcher.features import ENOUGH_SPECIFICITY, MANY_RESERVED, MANY_TO_CONFIRM, NEITHER, THOUSANDTHS
from matcher.ranking import TENTHS
from matcher.rules.level import MET, REFUSED, UNKNOWN

BITS = 2
"""In a pattern: how many bits tell what one criterion comes to."""
SILENT = 1 << 30
"""In a pattern: the program is silent on a sensitive activity that the enterprise names."""
KINDS = len(NAMES_OF_KINDS)
ID_BITS = 20
"""In a key: the bits that put equal fits in the order of ids."""
LAST_ID = (1 << ID_BITS) - 1
ENOUGH = int(ENOUGH_SPECIFICITY * THOUSANDTHS) >> COARSE
NO_KEY = -(1 << 60)
LOWEST, HIGHEST = -(1 << 15), (1 << 15) - 1
ALL = np.uint64(2**64 - 1)
ONE = np.uint64(1)


COMPILED: Any = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]  # the option has no type
"""Without counting references, which costs twenty times the work: nothing is allocated inside, and all arrays belong to the caller."""


INLINED: Any = njit(cache=True, nogil=True, error_model="numpy", forceinline=True, _nrt=False)  # type: ignore[call-overload]
"""The same inside its callers: handing over dozens of arrays would cost more than what is done with them."""


@INLINED
def _level(number: int, look: Any, room: Any, row: int) -> int:
    """Return the level of a criterion by its number. One made of several is worked out once for an enterprise."""
    simple = len(look.answer_of)
    if number < simple:
        return look.read[look.reading_of[number], look.levels[room.begins[look.answer_of[number]] + look.place_of[number]]]
    if number < simple + 2:
        return MET if number == simple else REFUSED
    compound = number - simple - 2
    if room.compounds[compound] >> BITS == row:
        return room.compounds[compound] & 3
    best = REFUSED
    for conjunction in range(look.conjunctions_at[compound], look.conjunctions_at[compound + 1]):
        least = MET
        for at in range(look.literals_at[conjunction], look.literals_at[conjunction + 1]):
            literal = look.literals[at]
            level = look.levels[room.begins[look.answer_of[literal]] + look.place_of[literal]]
            least = min(least, look.read[look.reading_of[literal], level])
            if least <= best:
                break
        best = max(best, least)
        if best == MET:
            break
    room.compounds[compound] = row << BITS | best
    return best


@INLINED
def _program_level(program: int, room: Any, words: int) -> int:
    """Return the level of a program that is not closed."""
    word, bit = program >> 6, np.uint64(program & 63)
    level: Any = 0
    for plane in range(3):
        level += np.int64((room.planes[plane * words + word] >> bit) & ONE)
    return level


@INLINED
def _counted(program: int, count: int, nats: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """Return the tenths of a point that the counts and the information of a program come to, with what hinges on several answers."""
    open_ = (count >> OPEN) & 31
    reserved = (count >> RESERVED) & 7
    met = (count >> TARGETS) & 15
    off_target = (count >> OFF_TARGET) != 0
    for at in range(several.criteria_at[program], several.criteria_at[program + 1]):
        if _level(several.criteria[at], look, room, row) == UNKNOWN:
            open_ += 1
            reserved += several.reserved[at]
            for way in range(several.ways_at[at], several.ways_at[at + 1]):
                if _level(several.ways[way], look, room, row) < UNKNOWN:
                    off_target = True
    for at in range(several.targets_at[program], several.targets_at[program + 1]):
        if _level(several.targets[at], look, room, row) == MET:
            met += 1
    for at in range(several.aims_at[program], several.aims_at[program + 1]):
        if _level(several.aims[at], look, room, row) < UNKNOWN:
            off_target = True
    total = constants.specificity[min(nats, len(constants.specificity) - 1)]
    total += constants.left_open[min(open_, 31) | min(reserved, 7) << RESERVED] + constants.targets[program, met]
    return total + constants.off_target if off_target else total


@INLINED
def _amount(pair: int, need: int, constants: Any) -> int:
    """Return what a pair of amounts brings where so much is missing."""
    share = np.sqrt(min(1.0, constants.high[pair] / need))
    share = NEITHER if constants.unstated[pair] else share
    share = 0.0 if constants.low[pair] > need else share
    return np.int64(np.rint(share * constants.amount_weight * TENTHS))


@INLINED
def _count_lists(constants: Any, room: Any) -> None:
    """Add the information of the narrowest list that counts of each group that hinges on several answers."""
    lists, group, narrowest, last = constants.lists, -1, 0, 0
    for word in range(len(room.marks) - len(room.listed)):
        bits = room.marks[word]
        while bits:
            at = word * WORD + lowest(bits)
            bits &= bits - ONE
            if lists.groups[at] != group:
                if group >= 0:
                    _count_list(last, narrowest, constants, room)
                group, narrowest, last = lists.groups[at], 0, at
            narrowest = max(narrowest, lists.nats[at])
    if group >= 0:
        _count_list(last, narrowest, constants, room)


@INLINED
def _count_list(at: int, nats: int, constants: Any, room: Any) -> None:
    program = constants.lists.programs[at]
    if constants.lists.of_place[at]:
        room.points[program] += constants.place[min(nats, len(constants.place) - 1)]
    else:
        room.nats[program] += nats


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
def _pattern(program: int, look: Any, room: Any, row: int) -> int:
    """Return what each criterion of a program comes to: not met, unknown or met, two bits each."""
    pattern = 0
    start = look.asked_at[program]
    for nth in range(look.asked_count[program]):
        pattern |= max(_level(look.asked[start + nth], look, room, row) - 1, 0) << (BITS * nth)
    return pattern


@INLINED
def _copy(numbers: Any, to: Any) -> None:
    for place in range(len(numbers)):
        to[place] = numbers[place]


@INLINED
def _add(number: int, kept: Any, planes: Any, marks: Any, counts: Any, nats: Any, points: Any, words: int) -> None:
    """Add the row of one answer to what is left of the programs, and to what is counted for each."""
    says = kept.says[number]
    if says & PLANES:
        for word in range(3 * words):
            planes[word] &= kept.planes[number, word]
    if says & WAYS:
        for word in range(3 * words, len(planes)):
            planes[word] &= kept.planes[number, word]
    for word in range(len(marks)):
        marks[word] &= kept.marks[number, word]
    if says & FEW:
        for at in range(kept.few_at[number], kept.few_at[number + 1]):
            program = kept.few[at, 0]
            counts[program] += kept.few[at, 1]
            nats[program] += kept.few[at, 2]
            points[program] += kept.few[at, 3]
        return
    if says & COUNTS:
        for program in range(len(counts)):
            counts[program] += kept.counts[number, program]
    if says & NATS:
        for program in range(len(nats)):
            nats[program] += kept.nats[number, program]
    if says & POINTS:
        for program in range(len(points)):
            points[program] += kept.points[number, program]


@INLINED
def _sum_up(rows: Any, before: Any, kept: Any, look: Any, constants: Any, room: Any) -> None:
    """Add up the rows of one enterprise, from the first on that the one `before` it does not share."""
    words, shared = len(constants.closed), len(room.sums_planes)
    depth = 0
    while depth < shared and rows[depth] == before[depth]:
        depth += 1
    for nth in range(depth, shared):
        number = rows[nth]
        if nth == 0:
            for word in range(len(room.planes)):
                room.sums_planes[0, word] = ALL
            for word in range(3 * words):
                room.sums_planes[0, word] = ~constants.closed[word % words]
            for word in range(len(room.marks)):
                room.sums_marks[0, word] = ALL
            for program in range(len(room.counts)):
                room.sums_counts[0, program] = room.sums_nats[0, program] = room.sums_points[0, program] = 0
        else:
            _copy(room.sums_planes[nth - 1], room.sums_planes[nth])
            _copy(room.sums_marks[nth - 1], room.sums_marks[nth])
            _copy(room.sums_counts[nth - 1], room.sums_counts[nth])
            _copy(room.sums_nats[nth - 1], room.sums_nats[nth])
            _copy(room.sums_points[nth - 1], room.sums_points[nth])
        _add(
            number, kept, room.sums_planes[nth], room.sums_marks[nth], room.sums_counts[nth], room.sums_nats[nth], room.sums_points[nth], words,
        )  # fmt: skip
    _copy(room.sums_planes[shared - 1], room.planes)
    _copy(room.sums_marks[shared - 1], room.marks)
    _copy(room.sums_counts[shared - 1], room.counts)
    _copy(room.sums_nats[shared - 1], room.nats)
    _copy(room.sums_points[shared - 1], room.points)
    for nth in range(shared, len(rows)):
        _add(rows[nth], kept, room.planes, room.marks, room.counts, room.nats, room.points, words)


@INLINED
def fold(planes: Any, count: int, words: int, layers: Any, unknown: Any) -> None:
    """Take what none of its alternatives leaves from the planes of the programs, of which there are `count`.

    The alternatives stand behind the programs, plane by plane. Of which programs they leave it open goes to `unknown`.
    """
    if not len(layers):
        return
    of_ways = (len(planes) - count * words) // count
    for plane in range(count):
        first = count * words + plane * of_ways
        for word in range((layers[0, 2] + WORD - 1) // WORD):
            left = planes[first + word]
            for layer in range(1, len(layers)):
                bits = layers[layer, 2] - word * WORD
                if bits <= 0:
                    break
                more = planes[first + layers[layer, 0] + word] >> np.uint64(layers[layer, 1])
                left |= more if bits >= WORD else more & ((ONE << np.uint64(bits)) - ONE)
            planes[plane * words + word] &= left
            if plane == count - 2:
                unknown[word] = left
            elif plane == count - 1:
                unknown[word] &= ~left


@INLINED
def _hide(rows: Any, kept: Any, room: Any, words: int) -> bool:
    """Mark the programs whose local version stands in the list, and tell whether there are any."""
    hiding = False
    for nth in range(len(rows)):
        for at in range(kept.stand_ins_at[rows[nth]], kept.stand_ins_at[rows[nth] + 1]):
            if _program_level(kept.stand_ins[at, 0], room, words) != REFUSED:
                program = kept.stand_ins[at, 1]
                room.hidden[program >> 6] |= ONE << np.uint64(program & 63)
                hiding = True
    return hiding


@COMPILED
def _bound(tally: Any, nats: Any, points: Any, amounts: Any, base: Any, targets: Any, parts: Any, bound: Any) -> None:
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
def _points(program: int, need: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
    """Return the points of a program before variety, in tenths."""
    word, bit = program >> 6, np.uint64(program & 63)
    given = np.int64(room.points[program])
    given += _amount(constants.amount_of[program], need, constants) if need else constants.amount_unknown
    nats = np.int64(room.nats[program])
    if not (constants.settled[word] >> bit) & ONE:
        return given + _counted(program, np.int64(room.counts[program]), nats, look, several, constants, room, row)
    tally = np.int64(room.tally[program])
    given += constants.specificity[min(nats, len(constants.specificity) - 1)]
    given += constants.left_open[tally & 255] + constants.targets[program, (tally >> TARGETS) & 15]
    return given + constants.off_target if tally >> OFF_TARGET else given


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
def _gather(group: int, need: int, top: int, look: Any, several: Any, constants: Any, room: Any, row: int) -> int:
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


@COMPILED
def answer_all(
    rows_of: Any, order: Any, answers: Any, needs: Any, scales: Any, program_by_id: Any, kept: Any, look: Any, several: Any, constants: Any, found: Any, room: Any
) -> None:
    """Answer every enterprise.

    Args:
        rows_of: for each enterprise, the rows of its answers, those first that many share.
        order: the enterprises, those one after another that share the first rows.
        answers: the number of the answer of each row.
        needs: the dollars that are missing, 0 where it is not known.
        scales: the row of `bounds.amounts` of each need.
        program_by_id: the programs in the order of their ids.
        kept: the rows.
        look: where criteria are looked up.
        several: what hinges on several answers.
        constants: what is the same for all.
        found: where the answer goes.
        room: room to work in.
    """
    top = found.program.shape[1]
    words = len(constants.closed)
    for compound in range(len(room.compounds)):
        room.compounds[compound] = -1
    for nth in range(len(room.before)):
        room.before[nth] = -1
    for row in order:
        rows, need = rows_of[row], needs[row]
        _sum_up(rows, room.before, kept, look, constants, room)
        _copy(rows, room.before)
        for nth in range(len(rows)):
            room.begins[answers[nth]] = kept.levels_at[rows[nth]]
        silent = -1
        for nth in range(len(rows)):
            if kept.says[rows[nth]] & SILENCE:  # one answer at most, on the sectors
                silent = rows[nth]
        fold(room.planes, 3, words, constants.layers, room.unknown)
        hiding = _hide(rows, kept, room, words)
        ready = constants.bounds
        of_lists = len(room.marks) - words
        for word in range(words):
            add_where(room.unknown[word], room.tally, room.counts, ready.opens, word * LANES)
            missed = room.unknown[word] & ~room.marks[of_lists + word]
            if missed:
                add_where(missed, room.tally, room.tally, ready.off_target, word * LANES)
        _count_lists(constants, room)
        _bound(room.tally, room.nats, room.points, ready.amounts[scales[row]], ready.base, ready.targets, ready.parts, room.bound)
        count = 0
        for group in range(2):
            if count >= top:  # the second list is looked at only where the first leaves room in the answer
                break
            ranked = _gather(group, need, top, look, several, constants, room, row)
            for at in range(min(ranked, top - count)):
                program = program_by_id[LAST_ID - (room.best[at] & LAST_ID)]
                pattern = _pattern(program, look, room, row)
                if silent >= 0 and (kept.silent[silent, program >> 6] >> np.uint64(program & 63)) & ONE:
                    pattern |= SILENT
                found.program[row, count] = program
                found.fit[row, count] = room.best[at] >> ID_BITS
                found.level[row, count] = _program_level(program, room, words)
                found.pattern[row, count] = pattern
                count += 1
        found.counts[row] = count
        if hiding:
            for word in range(words):
                room.hidden[word] = 0
