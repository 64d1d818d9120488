"""Many programs at once, where the compiler does not see it by itself: 64 comparisons as one word of bits, and bits counted and found."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from matcher.batch.layout import BLOCK, SORTED

LANES = 64
ONE = np.uint64(1)

COMPILED: Any = njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]  # the option has no type
"""Without counting references, which costs twenty times the work: nothing is allocated inside, and all arrays belong to the caller."""


INLINED: Any = njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)  # type: ignore[call-overload]
"""The same inside its callers: handing over dozens of arrays would cost more than what is done with them."""

_intrinsic: Any = intrinsic  # numba gives the first argument itself


@_intrinsic
def at_least(typing: Any, numbers: Any, first: Any, floor: Any) -> Any:  # noqa: ARG001
    """Return as bits which of 64 small numbers in a row, from `first` on, reach a floor."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        lanes = ir.VectorType(ir.IntType(16), LANES)
        start = builder.bitcast(builder.gep(array.data, [given[1]]), lanes.as_pointer())
        held = builder.load(start, align=2)
        one = builder.insert_element(ir.Constant(lanes, ir.Undefined), given[2], ir.IntType(32)(0))
        every = builder.shuffle_vector(
            one, ir.Constant(lanes, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        )
        return builder.bitcast(builder.icmp_signed(">=", held, every), ir.IntType(64))

    return types.uint64(types.Array(types.int16, 1, "C"), types.intp, types.int16), generate


@_intrinsic
def fetch(typing: Any, rows: Any, row: Any, first: Any) -> Any:  # noqa: ARG001
    """Have the memory line of one number of a row fetched, and go on."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        table = context.make_array(signature.args[0])(context, builder, given[0])
        place = builder.add(builder.mul(given[1], builder.extract_value(table.shape, 1)), given[2])
        address, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [address], kind)
        reading, soon, data = number(0), number(3), number(1)
        builder.call(prefetch, [builder.bitcast(builder.gep(table.data, [place]), address), reading, soon, data])
        return context.get_dummy_value()

    return types.void(rows, types.intp, types.intp), generate


@_intrinsic
def ones(typing: Any, word: Any) -> Any:  # noqa: ARG001
    """Return how many bits of a word are set."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ARG001
        return builder.ctpop(given[0])

    return types.int64(types.uint64), generate


@_intrinsic
def lowest(typing: Any, word: Any) -> Any:  # noqa: ARG001
    """Return the place of the lowest bit that is set."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ARG001
        return builder.cttz(given[0], cgutils.true_bit)

    return types.int64(types.uint64), generate


@_intrinsic
def add_where(typing: Any, word: Any, out: Any, numbers: Any, more: Any, first: Any) -> Any:  # noqa: ARG001
    """Put 64 small numbers in a row into `out`, with `more` added to those whose bit in a word is set."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        lanes = ir.VectorType(ir.IntType(16), LANES)

        def start(nth: int) -> Any:
            array = context.make_array(signature.args[nth])(context, builder, given[nth])
            return builder.bitcast(builder.gep(array.data, [given[4]]), lanes.as_pointer())

        marked = builder.bitcast(given[0], ir.VectorType(ir.IntType(1), LANES))
        held, added = builder.load(start(2), align=2), builder.load(start(3), align=2)
        builder.store(builder.add(held, builder.select(marked, added, ir.Constant(lanes, None))), start(1), align=2)
        return context.get_dummy_value()

    small = types.Array(types.uint16, 1, "C")
    return types.void(types.uint64, small, small, small, types.intp), generate


@_intrinsic
def and_block(typing: Any, words: Any, rows: Any, row: Any, first: Any) -> Any:  # noqa: ARG001
    """Leave of `BLOCK` words, from `first` on, what a row has too."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        lanes = ir.VectorType(ir.IntType(64), BLOCK)
        held, table = (context.make_array(signature.args[nth])(context, builder, given[nth]) for nth in range(2))
        width = builder.extract_value(table.shape, 1)
        start = builder.bitcast(builder.gep(held.data, [given[3]]), lanes.as_pointer())
        place = builder.add(builder.mul(given[2], width), given[3])
        other = builder.bitcast(builder.gep(table.data, [place]), lanes.as_pointer())
        builder.store(builder.and_(builder.load(start, align=8), builder.load(other, align=8)), start, align=8)
        return context.get_dummy_value()

    return types.void(types.Array(types.uint64, 1, "C"), types.Array(types.uint64, 2, "C"), types.intp, types.intp), generate


@_intrinsic
def put_in_block(typing: Any, keys: Any, first: Any, key: Any) -> Any:  # noqa: ARG001
    """Put a key where it belongs among `SORTED` keys in falling order, from `first` on, and return the one that falls out."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        number, place = ir.IntType(64), ir.IntType(32)
        lanes = ir.VectorType(number, SORTED)
        array = context.make_array(signature.args[0])(context, builder, given[0])
        start = builder.bitcast(builder.gep(array.data, [given[1]]), lanes.as_pointer())
        held = builder.load(start, align=8)
        highest = ir.Constant(lanes, [2**63 - 1] * SORTED)
        before = builder.shuffle_vector(
            highest, held, ir.Constant(ir.VectorType(place, SORTED), [0, *range(SORTED, 2 * SORTED - 1)])
        )
        one = builder.insert_element(ir.Constant(lanes, ir.Undefined), given[2], place(0))
        every = builder.shuffle_vector(
            one, ir.Constant(lanes, ir.Undefined), ir.Constant(ir.VectorType(place, SORTED), [0] * SORTED)
        )
        moved = builder.select(builder.icmp_signed("<", before, every), before, every)
        builder.store(builder.select(builder.icmp_signed(">", held, moved), held, moved), start, align=8)
        last = builder.extract_element(held, place(SORTED - 1))
        return builder.select(builder.icmp_signed("<", last, given[2]), last, given[2])

    return types.int64(types.Array(types.int64, 1, "C"), types.intp, types.int64), generate


@INLINED
def put(keys: Any, first: int, count: int, key: int) -> None:
    """Put a key where it belongs among `count` keys in falling order, whole blocks of `SORTED`; the last one falls out."""
    for block in range(first, first + count, SORTED):
        key = put_in_block(keys, block, key)
