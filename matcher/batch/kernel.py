"""The compiled loop: for each enterprise, the rows of its answers added up, a bound on the points of every program, and the first programs.

It says what `Matcher.match` says, in the same whole tenths of a point. Compiled by numba when it is first called, and kept on disk.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numba import njit

from matcher.batch.first import ID_BITS, LAST_ID, bound_all, gather
from matcher.batch.lanes import COMPILED, LANES, ONE, add_where
from matcher.batch.levels import BITS, pattern_of, program_level
from matcher.batch.sums import copy, count_lists, fetch_ahead, fold, hide, places_of_marks, sum_up
from matcher.batch.tables import SILENCE

__all__ = ["BITS", "SILENT", "answer_all"]

SILENT = 1 << 30
"""In a pattern: the program is silent on a sensitive activity that the enterprise names."""


@COMPILED
def _answer_all(
    rows_of: Any,
    order: Any,
    answers: Any,
    needs: Any,
    scales: Any,
    program_by_id: Any,
    kept: Any,
    look: Any,
    several: Any,
    constants: Any,
    found: Any,
    room: Any,
) -> None:
    """Answer every enterprise.

    Args:
        rows_of: for each enterprise, the rows of its answers, those first that many share; in an order in which those that share them follow one
            another.
        order: the place of each of these enterprises in the answer.
        answers: the number of the answer of each row.
        needs: in the same order the dollars that are missing, 0 where it is not known.
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
    words = constants.words
    for compound in range(len(room.compounds)):
        room.compounds[compound] = -1
    for nth in range(len(room.before)):
        room.before[nth] = -1
    for turn in range(len(order)):
        row, rows, need = order[turn], rows_of[turn], needs[turn]
        if turn + 1 < len(order):
            fetch_ahead(rows_of[turn + 1], kept, room)
        sum_up(rows, room.before, kept, room)
        copy(rows, room.before)
        for nth in range(len(rows)):
            room.begins[answers[nth]] = kept.levels_at[rows[nth]]
        silent = -1
        for nth in range(len(rows)):
            if kept.says[rows[nth]] & SILENCE:  # one answer at most, on the sectors
                silent = rows[nth]
        fold(room.planes, words, constants.ways, constants.layers, room.unknown)
        hiding = hide(rows, kept, room, words)
        ready = constants.bounds
        clear = places_of_marks(constants)[0]
        for word in range(words):
            add_where(room.unknown[word], room.tally, room.counts, ready.opens, word * LANES)
            missed = room.unknown[word] & ~room.planes[clear + word]
            if missed:
                add_where(missed, room.tally, room.tally, ready.off_target, word * LANES)
        count_lists(constants, room)
        bound_all(
            room.tally, room.nats, room.points, ready.amounts[scales[turn]], ready.base, ready.targets, ready.parts, room.bound
        )
        count = 0
        for group in range(2):
            if count >= top:  # the second list is looked at only where the first leaves room in the answer
                break
            ranked = gather(group, need, top, look, several, constants, room, row)
            for at in range(min(ranked, top - count)):
                program = program_by_id[LAST_ID - (room.best[at] & LAST_ID)]
                pattern = pattern_of(program, look, several, room, row)
                if silent >= 0 and (kept.silent[silent, program >> 6] >> np.uint64(program & 63)) & ONE:
                    pattern |= SILENT
                found.program[row, count] = program
                found.fit[row, count] = room.best[at] >> ID_BITS
                found.level[row, count] = program_level(program, room, words)
                found.pattern[row, count] = pattern
                count += 1
        found.counts[row] = count
        if hiding:
            for word in range(words):
                room.hidden[word] = 0


def _kept_on_disk(sources: int) -> Any:
    """Return the loop as it is kept on disk for these sources: numba looks at the file of a function alone, not at what it calls."""

    @njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]  # the option has no type
    def answer_all(*given: Any) -> None:
        if sources:
            _answer_all(*given)

    return answer_all


answer_all = _kept_on_disk(crc32(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))) or 1)
