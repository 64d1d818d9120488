"""Parquet files one after the other as one file, their pages copied as they are and only the footer written anew.

No library offers it, and reading and writing hundreds of millions of rows once more would take longer than answering them. The footer
is Thrift in its compact form: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md; its fields are those
of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

MAGIC = b"PAR1"
COPIED_TOGETHER = 1 << 18
"""Bytes: so few that the processor still holds them when they are written. Four million took twice as long."""
TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
FILE_ROWS, FILE_GROUPS, FILE_NOTES = 3, 4, 5
GROUP_COLUMNS, GROUP_OFFSET, GROUP_ORDINAL = 1, 5, 7
CHUNK_OFFSET, CHUNK_DETAILS, CHUNK_INDEXES = 2, 3, (4, 5, 6, 7)
PAGES_OFFSETS = (9, 10, 11)
NOTE_KEY = 1

Struct = dict[int, tuple[int, Any]]
"""The fields of a Thrift struct: the kind of each and its value, by number. A list is its kind and its items."""


def concatenate(parts: Iterable[Path], out: Path, without: Collection[bytes] = ()) -> None:
    """Write the row groups of `parts`, which have the same schema, into one file; notes named in `without` are left out."""
    whole: Struct | None = None
    with out.open("wb") as file:
        file.write(MAGIC)
        for path in parts:
            with path.open("rb") as part:
                footer, length = _footer(part)
                shift = file.tell() - len(MAGIC)
                part.seek(len(MAGIC))
                _copy(part, file, length)
            groups = _items(footer, FILE_GROUPS)
            for group in groups:
                _shift(group, shift)
            if whole is None:
                whole = footer
                _leave_out(whole, without)
            else:
                _items(whole, FILE_GROUPS).extend(groups)
                kind, rows = whole[FILE_ROWS]
                whole[FILE_ROWS] = kind, rows + footer[FILE_ROWS][1]
        assert whole is not None, "there is a part"
        written = bytearray()
        _write_struct(whole, written)
        file.write(written + len(written).to_bytes(4, "little") + MAGIC)


def _footer(part: BinaryIO) -> tuple[Struct, int]:
    """Return what a Parquet file says of itself, and how many bytes of pages stand before it."""
    end = part.seek(-8, 2)
    length = int.from_bytes(part.read(4), "little")
    part.seek(end - length)
    return _Reader(part.read(length)).struct(), end - length - len(MAGIC)


def _copy(part: BinaryIO, file: BinaryIO, length: int) -> None:
    before = file.tell()
    copyfileobj(part, file, COPIED_TOGETHER)
    file.seek(before + length)
    file.truncate()


def _items(struct: Struct, field: int) -> list[Any]:
    items: list[Any] = struct[field][1][1]
    return items


def _shift(group: Struct, shift: int) -> None:
    """Move everything that a row group points at; its place in the file is implied, and indexes of pages stay behind."""
    group.pop(GROUP_ORDINAL, None)
    _add(group, GROUP_OFFSET, shift)
    for chunk in _items(group, GROUP_COLUMNS):
        for field in CHUNK_INDEXES:
            chunk.pop(field, None)
        _add(chunk, CHUNK_OFFSET, shift)
        for field in PAGES_OFFSETS:
            _add(chunk[CHUNK_DETAILS][1], field, shift)


def _add(struct: Struct, field: int, shift: int) -> None:
    kind, offset = struct.get(field, (0, 0))
    if offset:
        struct[field] = kind, offset + shift


def _leave_out(footer: Struct, keys: Collection[bytes]) -> None:
    if FILE_NOTES in footer:
        kind, (inner, notes) = footer[FILE_NOTES]
        footer[FILE_NOTES] = kind, (inner, [note for note in notes if note[NOTE_KEY][1] not in keys])


@dataclass
class _Reader:
    """Reads Thrift from `data`, of which `at` bytes are read."""

    data: bytes
    at: int = 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while header := self._byte():
            number = number + (header >> 4) if header >> 4 else self._integer()
            kind = header & 15
            found[number] = kind, self._value(kind) if kind not in {TRUE, FALSE} else None
        return found

    def _value(self, kind: int) -> Any:
        if kind == STRUCT:
            return self.struct()
        if kind in {LIST, SET}:
            header = self._byte()
            length = header >> 4 if header >> 4 < 15 else self._varint()
            return header & 15, [self._value(header & 15) for _ in range(length)]
        if kind in {TRUE, FALSE, BYTE}:  # in a list, where a yes or no is a byte of its own
            return self._byte()
        if kind in {BINARY, DOUBLE}:
            length = self._varint() if kind == BINARY else 8
            self.at += length
            return self.data[self.at - length : self.at]
        if kind == MAP:
            raise NotImplementedError("a Parquet footer has no maps")
        return self._integer()

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) > 127:
            value |= (byte & 127) << shift
            shift += 7
        return value | byte << shift

    def _integer(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)


def _write_struct(struct: Struct, out: bytearray) -> None:
    before = 0
    for number, (kind, value) in sorted(struct.items()):
        if 0 < number - before < 16:
            out.append(number - before << 4 | kind)
        else:
            out.append(kind)
            _write_varint(number << 1, out)
        before = number
        if kind not in {TRUE, FALSE}:
            _write_value(kind, value, out)
    out.append(0)


def _write_value(kind: int, value: Any, out: bytearray) -> None:
    if kind == STRUCT:
        _write_struct(value, out)
    elif kind in {LIST, SET}:
        inner, items = value
        out.append(min(len(items), 15) << 4 | inner)
        if len(items) >= 15:
            _write_varint(len(items), out)
        for item in items:
            _write_value(inner, item, out)
    elif kind in {TRUE, FALSE, BYTE}:
        out.append(value)
    elif kind in {BINARY, DOUBLE}:
        if kind == BINARY:
            _write_varint(len(value), out)
        out += value
    else:
        _write_varint(value << 1 if value >= 0 else (-value << 1) - 1, out)


def _write_varint(value: int, out: bytearray) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
