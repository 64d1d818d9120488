"""The compiled loop: for each enterprise, the rows of its answers added up, what hinges on several answers decided, and the first programs.

It says what `Matcher.match` says, in the same whole tenths of a point. Compiled by numba when it is first called, and kept on disk.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from matcher.batch.layout import WORD
from matcher.batch.tables import COUNTS, NATS, OFF_TARGET, OPEN, PLANES, POINTS, RESERVED, SILENCE, TARGETS, WAYS
from matcher.features import KINDS as NAMES_OF_KINDS
from matcher.features import NEITHER
from matcher.ranking import TENTHS
from matcher.rules.level import MET, REFUSED, UNKNOWN

BITS = 2
"""In a pattern: how many bits tell what one criterion comes to."""
SILENT = 1 << 30
"""In a pattern: the program is silent on a sensitive activity that the enterprise names."""
KINDS = len(NAMES_OF_KINDS)
ID_BITS = 20
"""In a key: the bits that put equal fits in the order of ids."""
NO_FLOOR = -(1 << 30)
LAST_ID = (1 << ID_BITS) - 1
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
"""Multiplied by a word of one bit, its highest six bits tell which (Leiserson, Prokop and Randall, 1998)."""
BIT = np.argsort([(int(DE_BRUIJN) << bit & (1 << 64) - 1) >> 58 for bit in range(64)])
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
    total = 0
    for group in range(several.groups_at[program], several.groups_at[program + 1]):
        narrowest = _narrowest(group, look, several, room, row)
        if several.of_place[group]:
            total += constants.place[min(narrowest, len(constants.place) - 1)]
        else:
            nats += narrowest
    total += constants.specificity[min(nats, len(constants.specificity) - 1)]
    total += constants.left_open[min(open_, 31) | min(reserved, 7) << RESERVED] + constants.targets[program, met]
    return total + constants.off_target if off_target else total


@INLINED
def _narrowest(group: int, look: Any, several: Any, room: Any, row: int) -> int:
    """Return the information of the narrowest list of a group that counts."""
    narrowest = 0
    for entry in range(several.entries_at[group], several.entries_at[group + 1]):
        if several.nats[entry] > narrowest:
            holds = True
            for step in range(several.chains.shape[1]):
                holds = holds and _level(several.chains[entry, step], look, room, row) == MET
            if holds:
                narrowest = several.nats[entry]
    return narrowest


@COMPILED
def _amounts(need: int, constants: Any, amounts: Any) -> None:
    """Work out the points of each different pair of amounts that programs state."""
    for pair in range(len(amounts)):
        share = np.sqrt(min(1.0, constants.high[pair] / need))
        share = NEITHER if constants.unstated[pair] else share
        share = 0.0 if constants.low[pair] > need else share
        amounts[pair] = np.int16(np.rint(share * constants.amount_weight * TENTHS))


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


@COMPILED
def _merged(count: int, floor: int, top: int, steps: Any, room: Any) -> int:
    """Put the first programs of one list, those that reach the floor, in their order, and return how many.

    Within a kind the order by points stays that of the fit, since each costs at least as much as the one before it: the first of all
    are among the first of the kinds.
    """
    for kind in range(KINDS):
        room.used[kind] = 0
    for at in range(count):
        if room.keys[at] >> ID_BITS >= floor:
            kind = room.kinds[at]
            room.used[kind] = _insert(room.keys[at], room.best_of_kind[kind], room.used[kind], top)
    used = 0
    for kind in range(KINDS):
        for better in range(room.used[kind]):
            used = _insert(_with_variety(room.best_of_kind[kind, better], better, steps), room.best, used, top)
    return used


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
def _sum_up(rows: Any, kept: Any, closed: Any, room: Any) -> None:
    """Add up the rows of one enterprise: what is left of the programs, and what is counted for each."""
    kept_planes, kept_counts, kept_nats, kept_points, _, says_of, levels_at, _, _, _ = kept
    planes, counts, nats, points = room.planes, room.counts, room.nats, room.points
    words, all_words = len(closed), len(planes)
    for nth in range(len(rows)):
        number = rows[nth]
        room.begins[nth] = levels_at[number]
        says = says_of[number]
        if nth == 0:
            for word in range(all_words):
                planes[word] = kept_planes[number, word]
            for word in range(3 * words):
                planes[word] &= ~closed[word % words]
            for program in range(len(counts)):
                counts[program] = kept_counts[number, program]
                nats[program] = kept_nats[number, program]
                points[program] = kept_points[number, program]
            continue
        if says & PLANES:
            for word in range(3 * words):
                planes[word] &= kept_planes[number, word]
        if says & WAYS:
            for word in range(3 * words, all_words):
                planes[word] &= kept_planes[number, word]
        if says & COUNTS:
            for program in range(len(counts)):
                counts[program] += kept_counts[number, program]
        if says & NATS:
            for program in range(len(nats)):
                nats[program] += kept_nats[number, program]
        if says & POINTS:
            for program in range(len(points)):
                points[program] += kept_points[number, program]


@INLINED
def fold(planes: Any, count: int, words: int, layers: Any) -> None:
    """Take what none of its alternatives leaves from the planes of the programs, of which there are `count`.

    The alternatives stand behind the programs, plane by plane.
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


@INLINED
def _hide(rows: Any, kept: Any, room: Any, words: int) -> bool:
    """Mark the programs whose local version stands in the list, and tell whether there are any."""
    hiding = False
    for nth in range(len(rows)):
        for at in range(kept.stand_ins_at[rows[nth]], kept.stand_ins_at[rows[nth] + 1]):
            if _program_level(kept.stand_ins[at, 0], room, words) != REFUSED:
                room.hidden[kept.stand_ins[at, 1]] = hiding = True
    return hiding


@COMPILED
def _gather(group: int, need: int, top: int, look: Any, several: Any, constants: Any, room: Any, row: int, hiding: bool) -> int:  # noqa: FBT001
    """Put the first programs of one list, open or nearly open, into the room as keys, and return how many."""
    ranked = 0
    worst = constants.steps[min(top, len(constants.steps)) - 1]
    words = len(constants.alone)
    for everything in range(2):
        # Once more with all of them, where the last one that is shown has a fit of nothing.
        if everything and not (ranked and room.best[ranked - 1] >> ID_BITS == 0):
            break
        used = listed = 0
        floor = NO_FLOOR  # a fit that as many programs as are wanted are sure to reach
        for turn in range(2 * words):
            # Those of which nothing hinges on several answers come first: they are cheap, and most of the others need no look then.
            word = turn if turn < words else turn - words
            bits = room.planes[words + word] if group == 0 else room.planes[word] & ~room.planes[words + word]
            bits &= constants.alone[word] if turn < words else ~constants.alone[word]
            while bits:
                lowest = bits & (~bits + ONE)
                bits ^= lowest
                program = word * WORD + BIT[(lowest * DE_BRUIJN) >> np.uint64(58)]
                if hiding and room.hidden[program]:
                    continue
                given = np.int64(room.points[program])
                given += room.amounts[constants.amount_of[program]] if need else constants.amount_unknown
                if given + constants.ceiling[program] < floor:
                    continue
                tally, nats = np.int64(room.counts[program]), np.int64(room.nats[program])
                total = given + constants.specificity[min(nats, len(constants.specificity) - 1)]
                total += constants.left_open[tally & 255] + constants.targets[program, (tally >> TARGETS) & 15]
                total += constants.off_target if tally >> OFF_TARGET else 0
                if turn >= words and total + constants.bonus[program] >= floor:
                    total = given + _counted(program, tally, nats, look, several, constants, room, row)
                if total < floor:
                    continue
                key = (total << ID_BITS) | (LAST_ID - constants.by_id[program])
                room.keys[used] = key
                room.kinds[used] = constants.kinds[program]
                used += 1
                if not everything:
                    listed = _insert(key, room.best, listed, top)
                    if (
                        listed == top and (room.best[top - 1] >> ID_BITS) + worst > 0
                    ):  # below, fits are equal: none is less than nothing
                        floor = (room.best[top - 1] >> ID_BITS) + worst
        ranked = (
            _merged_of_all(used, top, constants.steps, room) if everything else _merged(used, floor, top, constants.steps, room)
        )
    return ranked


@COMPILED
def answer_all(
    rows_of: Any, needs: Any, program_by_id: Any, kept: Any, look: Any, several: Any, constants: Any, found: Any, room: Any
) -> None:
    """Answer every enterprise.

    Args:
        rows_of: for each enterprise, the rows of its answers, the row of all that is not answered first and that of its words last.
        needs: the dollars that are missing, 0 where it is not known.
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
    last_need = 0
    for compound in range(len(room.compounds)):
        room.compounds[compound] = -1
    for row in range(rows_of.shape[0]):
        rows, need = rows_of[row], needs[row]
        _sum_up(rows, kept, constants.closed, room)
        if need and need != last_need:
            _amounts(need, constants, room.amounts)
            last_need = need
        silent = -1
        for nth in range(len(rows)):
            if kept.says[rows[nth]] & SILENCE:  # one answer at most, on the sectors
                silent = rows[nth]
        fold(room.planes, 3, words, constants.layers)
        hiding = _hide(rows, kept, room, words)
        count = 0
        for group in range(2):
            if count >= top:  # the second list is looked at only where the first leaves room in the answer
                break
            ranked = _gather(group, need, top, look, several, constants, room, row, hiding)
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
            for program in range(len(room.hidden)):
                room.hidden[program] = False
