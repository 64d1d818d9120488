"""The rows of the answers of one enterprise added up, those first once for all that share them: compiled into the loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.batch.lanes import INLINED, ONE, and_block, fetch, lowest
from matcher.batch.layout import BLOCK, WORD
from matcher.batch.levels import program_level
from matcher.batch.tables import COUNTS, FEW, NATS, PLANES, POINTS
from matcher.rules.level import REFUSED

ALL = np.uint64(2**64 - 1)
LINE = 32
"""Numbers of 16 bits that memory hands over at once."""


@INLINED
def copy(numbers: Any, to: Any) -> None:
    """Copy numbers one by one: an assignment of a whole array would allocate another one."""
    for place in range(len(numbers)):
        to[place] = numbers[place]


@INLINED
def left_by(words: Any, rows: Any, row: int) -> None:
    """Leave of words, whole blocks of them, what a row has too."""
    for first in range(0, len(words), BLOCK):
        and_block(words, rows, row, first)


@INLINED
def _add(number: int, kept: Any, planes: Any, counts: Any, nats: Any, points: Any) -> None:
    """Add the row of one answer to what is left of the programs, and to what is counted for each."""
    says = kept.says[number]
    if says & PLANES:
        left_by(planes, kept.planes, number)
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
def sum_up(rows: Any, before: Any, kept: Any, room: Any) -> None:
    """Add up the rows of one enterprise, from the first on that the one `before` it does not share."""
    shared = len(room.sums_planes)
    depth = 0
    while depth < shared and rows[depth] == before[depth]:
        depth += 1
    for nth in range(depth, shared):
        number = rows[nth]
        if nth == 0:
            for word in range(len(room.planes)):
                room.sums_planes[0, word] = ALL
            for program in range(len(room.counts)):
                room.sums_counts[0, program] = room.sums_nats[0, program] = room.sums_points[0, program] = 0
        else:
            copy(room.sums_planes[nth - 1], room.sums_planes[nth])
            copy(room.sums_counts[nth - 1], room.sums_counts[nth])
            copy(room.sums_nats[nth - 1], room.sums_nats[nth])
            copy(room.sums_points[nth - 1], room.sums_points[nth])
        _add(number, kept, room.sums_planes[nth], room.sums_counts[nth], room.sums_nats[nth], room.sums_points[nth])
    copy(room.sums_planes[shared - 1], room.planes)
    copy(room.sums_counts[shared - 1], room.counts)
    copy(room.sums_nats[shared - 1], room.nats)
    copy(room.sums_points[shared - 1], room.points)
    for nth in range(shared, len(rows)):
        _add(rows[nth], kept, room.planes, room.counts, room.nats, room.points)


@INLINED
def fetch_ahead(rows: Any, kept: Any, room: Any) -> None:
    """Have the rows of the enterprise that comes next fetched meanwhile: waiting for them takes longer than to add them up."""
    for nth in range(len(room.sums_planes), len(rows)):
        number = rows[nth]
        for word in range(0, len(room.planes), BLOCK):
            fetch(kept.planes, number, word)
        says = kept.says[number]
        if says & FEW:
            continue
        if says & COUNTS:
            _fetch_row(kept.counts, number)
        if says & NATS:
            _fetch_row(kept.nats, number)
        if says & POINTS:
            _fetch_row(kept.points, number)


@INLINED
def _fetch_row(numbers: Any, row: int) -> None:
    for first in range(0, numbers.shape[1], LINE):
        fetch(numbers, row, first)


@INLINED
def fold(planes: Any, words: int, ways: int, layers: Any, unknown: Any) -> None:
    """Take what none of its alternatives leaves from the planes of the programs.

    The alternatives stand behind the programs, plane by plane, in `ways` words each. Of which programs they leave it open goes to `unknown`.
    """
    if not len(layers):
        return
    for plane in range(3):
        first = 3 * words + plane * ways
        for word in range((layers[0, 2] + WORD - 1) // WORD):
            left = planes[first + word]
            for layer in range(1, len(layers)):
                bits = layers[layer, 2] - word * WORD
                if bits <= 0:
                    break
                more = planes[first + layers[layer, 0] + word] >> np.uint64(layers[layer, 1])
                left |= more if bits >= WORD else more & ((ONE << np.uint64(bits)) - ONE)
            planes[plane * words + word] &= left
            if plane == 1:
                unknown[word] = left
            elif plane == 2:
                unknown[word] &= ~left


@INLINED
def places_of_marks(constants: Any) -> Any:
    """Return where the marks of programs begin behind the planes, and those of the lists behind them."""
    clear = 3 * (constants.words + constants.ways)
    return clear, clear + constants.words


@INLINED
def count_lists(constants: Any, room: Any) -> None:
    """Add the information of the narrowest list that counts of each group that hinges on several answers."""
    lists, group, narrowest, last = constants.lists, -1, 0, 0
    first = places_of_marks(constants)[1]
    for word in range(len(room.planes) - first):
        bits = room.planes[first + word]
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
def hide(rows: Any, kept: Any, room: Any, words: int) -> bool:
    """Mark the programs whose local version stands in the list, and tell whether there are any."""
    hiding = False
    for nth in range(len(rows)):
        for at in range(kept.stand_ins_at[rows[nth]], kept.stand_ins_at[rows[nth] + 1]):
            if program_level(kept.stand_ins[at, 0], room, words) != REFUSED:
                program = kept.stand_ins[at, 1]
                room.hidden[program >> 6] |= ONE << np.uint64(program & 63)
                hiding = True
    return hiding
