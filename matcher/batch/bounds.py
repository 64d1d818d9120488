"""What the points of a program cannot exceed: so few operations for each that all programs are gone through, and only those near the top are weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.batch.layout import SEVERAL, WORD, Several
from matcher.features import ENOUGH_SPECIFICITY, MANY_RESERVED, MANY_TO_CONFIRM, NEITHER, THOUSANDTHS, Features
from matcher.ranking import TENTHS
from matcher.rules.truths import Numbers

RESERVED, OFF_TARGET = 5, 12
"""Where the criteria that reserve are counted, in one number with those left open, and the aims missed."""
COARSE = 4
"""The bits of the information, in thousandths of a nat, that are left out."""
FRACTION = 4
"""The bits behind the point of what one criterion brings or costs."""
SCALE_BITS = 48
"""Left out of a need as a floating-point number: 16 scales are left between an amount and its double."""
LAST_SCALE = 16 * 34
"""Needs from 17 billion on are one scale."""
MOST_COST = 2_000
"""More than that many tenths is taken for that many: a bound may be too high."""


class Parts(NamedTuple):
    """What the counts and the information of a program bring or cost, in fractions of a tenth."""

    specificity: int
    shift: int
    """What the points of information are to be shifted by: as many bits as the slope has room for."""
    open: int
    reserved: int
    off_target: int


class Bounds(NamedTuple):
    """The parts of the bounds, in tenths of a point."""

    amounts: npt.NDArray[np.int16]
    """The most that the amount brings each program, by the scale of what is missing; row 0 for a need that is not known."""
    base: npt.NDArray[np.int16]
    """What is the same for every enterprise, with what roundings and answers that decide together can add."""
    targets: npt.NDArray[np.int16]
    """What each target that is met brings."""
    opens: npt.NDArray[np.uint16]
    """What the counts gain where the criterion that hinges on several answers is open."""
    off_target: npt.NDArray[np.uint16]
    """What they gain where it is open and one of its ways is refused."""
    parts: Parts


def scales(needs: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Return the scale of each need, 0 where it is not known."""
    return np.where(needs > 0, np.minimum(_scale(needs), LAST_SCALE), 0).astype(np.int32)


def _scale(needs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    first = np.float64(1.0).view(np.int64) >> SCALE_BITS
    return 1 + (np.maximum(needs, 1).astype(np.float64).view(np.int64) >> SCALE_BITS) - first


def amounts_by_scale(low: Any, high: Any, unstated: Any, weight: float) -> npt.NDArray[np.int16]:
    """Return the most points that each pair of amounts can bring within each scale from 1 on."""
    first = np.float64(1.0).view(np.int64) >> SCALE_BITS
    edges = np.ceil(((first + np.arange(LAST_SCALE + 1)) << SCALE_BITS).view(np.float64)).astype(np.int64)
    starts, ends = edges[:-1, np.newaxis], np.append(edges[1:-1], np.iinfo(np.int64).max)[:, np.newaxis]
    least = np.maximum(starts, low)
    share = np.where(unstated, NEITHER, np.sqrt(np.minimum(1.0, high / least)))
    return np.rint(np.where(least < ends, share, 0.0) * weight * TENTHS).astype(np.int16)


def per_mark(whole: Any, marks: Any) -> Any:
    """Return what one of so many marks comes to, rounded up, with a fraction."""
    return np.ceil(np.asarray(whole, np.float64) * TENTHS * 2**FRACTION / marks)


def bounds(  # noqa: PLR0917  # called once
    features: Features, several: Several, points: Mapping[str, float], targets: Any, bonus: Any, amounts: Any, words: int
) -> Bounds:
    """Return the parts of the bounds.

    Args:
        features: the programs.
        several: what hinges on several answers.
        points: the points of each part at its most.
        targets: the tenths of each program for each number of targets met.
        bonus: the most that what hinges on several answers can add.
        amounts: for each program which pair of amounts it states, the pairs, and what an amount brings where the need is not known.
        words: the words that have a bit for each program.
    """

    def wide(column: Any, kind: Any) -> Any:
        return np.pad(np.asarray(column), (0, words * WORD - features.count)).astype(kind)

    def cost(name: str, marks: int) -> int:
        return int(min(-points[name] * TENTHS, MOST_COST) * 2**FRACTION / marks)

    amount_of, low, high, unstated, not_known = amounts
    scaled = amounts_by_scale(low, high, unstated, points["amount"])[:, amount_of]
    by_scale = np.vstack([np.full((1, features.count), not_known), scaled])
    counted = np.diff(several.criteria_at)
    alone = np.flatnonzero(counted == 1)
    opens = (counted > 0).astype(np.int64)
    opens[alone] |= several.reserved[several.criteria_at[alone]].astype(np.int64) << RESERVED
    specific = points["specificity"] * TENTHS
    steps = int(ENOUGH_SPECIFICITY * THOUSANDTHS) >> COARSE
    shift = next(shift for shift in range(8, -1, -1) if np.ceil(specific * 2**shift / steps) * steps < 2**16)
    roundings = 2 + int(specific / steps)  # what is rounded down here may be rounded up in the points
    return Bounds(
        amounts=np.pad(by_scale, ((0, 0), (0, words * WORD - features.count))).astype(np.int16, order="C"),  # rows are read
        base=wide(targets[:, 0] + bonus + roundings, np.int16),
        targets=wide(np.where(features.no_target, 0, per_mark(points["targets"], features.targets.lengths)), np.int16),
        opens=wide(opens, np.uint16),
        off_target=np.full(words * WORD, 1 << OFF_TARGET, np.uint16),
        parts=Parts(
            specificity=int(np.ceil(specific * 2**shift / steps)),
            shift=shift,
            open=cost("to_confirm", MANY_TO_CONFIRM),
            reserved=cost("reserved", MANY_RESERVED),
            off_target=int(min(-points["off_target"] * TENTHS, MOST_COST)),
        ),
    )


def settled(several: Several, owner: Numbers) -> npt.NDArray[np.bool_]:
    """Return the programs that the planes settle: at most one criterion hinges on several answers, and no target or aim does."""
    others = [np.diff(at) > 0 for at in (several.targets_at, several.aims_at)]
    counted = np.diff(several.criteria_at)
    mixed = np.zeros(len(counted), bool)
    criteria = np.repeat(np.repeat(np.arange(len(counted)), counted), np.diff(several.ways_at))
    mixed[criteria[owner[several.ways] == SEVERAL]] = True
    found: npt.NDArray[np.bool_] = (counted <= 1) & ~mixed & ~np.any(others, axis=0)
    return found
