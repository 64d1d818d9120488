"""Small files that want to be large, and large ones: read each in a process of its own, and say what it cost.

`python -m tests.bad_input.bombs` prints one JSON line for each: what was said, megabytes above the process before it, seconds.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from fuzz.targets import AS_OF, PROVIDERS, _files, _sound_workbook, zipped
from matcher.batch.reading import batches_of_records, open_source
from matcher.budget_table import budget_from_content, costs_from_file
from matcher.catalogue import load_catalogue
from matcher.document import InputError
from matcher.export.client_file import take_in
from matcher.profile import read_profile
from matcher.profile_table import read_profiles
from matcher.text.intake import read_paragraph
from matcher.workspace.errors import WorkspaceError

MEGABYTE = 1_000_000
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of these parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def lying(content: bytes, says: int) -> bytes:
    """Return a ZIP whose list of contents says of every part of more than a megabyte that it is this long."""
    changed = bytearray(content)
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        if struct.unpack_from("<I", content, place + 24)[0] > MEGABYTE:
            struct.pack_into("<I", changed, place + 24, says)
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def workbook(**parts: bytes) -> dict[str, bytes]:
    """Return the parts of a sound workbook, with the sheet in place of its own."""
    return {**_sound_workbook(), SHEET: parts["sheet"]}


def with_styles(count: int) -> dict[str, bytes]:
    """Return the parts of a workbook with so many formats of cells."""
    parts = _sound_workbook()
    styles = parts["xl/styles.xml"]
    place = styles.index(b">", styles.index(b"<cellXfs")) + 1
    return {**parts, "xl/styles.xml": styles[:place] + b"<xf/>" * count + styles[place:]}


def far(row: int, column: str) -> bytes:
    """Return a sheet whose only cell is there."""
    return HEAD + f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'.encode() + TAIL


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 50_000 + b'">]>'
SYSTEM = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
WORDS = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>'


def bombs(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each with how it is read."""
    large = folder / "large.yaml"
    with large.open("wb") as file:
        file.truncate(100 * MEGABYTE)
    (folder / "large.csv").write_bytes(b"name;" * (20 * MEGABYTE))
    programs = folder / "programs"
    (programs / "government").mkdir(parents=True)
    (programs / "providers.yaml").write_text(PROVIDERS, encoding="utf-8")
    (programs / "government" / "large.yaml").symlink_to(large)
    keys = folder / "keys.yaml"
    keys.write_bytes(b"".join(b"k%d: 1\n" % number for number in range(100_000)))
    yield "a profile of 100 MB", lambda: read_profile(large)
    yield "a sheet of 100 MB", lambda: load_catalogue(programs)
    yield "a budget of 100 MB", lambda: costs_from_file(folder / "large.csv")
    yield "a table of one line of 100 MB", lambda: list(batches_of_records(open_source(folder / "large.csv", {})))
    yield "a profile with 100 000 mistakes", lambda: read_profile(keys)
    lists = {
        "a list of clients of 11 MB": b"name;id\n" + b"x" * (11 * MEGABYTE),
        "a list of clients of 10 million empty rows": b"\n" * (10 * MEGABYTE),
        "a list of clients of 10 million columns": b";" * (10 * MEGABYTE),
        "a list of clients of 5 million rows": b"x\n" * (5 * MEGABYTE),
        "a list of clients of one cell of 10 MB": "é".encode() * (5 * MEGABYTE),
        "a list of clients with one quote": b'"' + b"x;y\n" * (2 * MEGABYTE),
        "a list of clients whose rows are all wrong": b"id;enterprise.founded\n" + b"x;y\n" * 19_000,
    }
    for name, content in lists.items():
        yield name, lambda content=content: read_profiles(content, "clients.csv")  # type: ignore[misc]
    yield "a paragraph of 100 MB", lambda: read_paragraph("a" * (100 * MEGABYTE), AS_OF)
    yield "a paragraph of 20 000 letters in capitals", lambda: read_paragraph("A de " * 4_000, AS_OF)
    yield "a paragraph of 5 000 amounts", lambda: read_paragraph("1 $ " * 5_000, AS_OF)
    bomb = {**_sound_workbook(), "client-file.json": bytes(400 * MEGABYTE)}
    deep = packed({**_sound_workbook(), "xl/styles.xml": bytes(400 * MEGABYTE)})
    deflated, otherwise = packed(bomb), packed(bomb, zipfile.ZIP_BZIP2)
    del bomb
    books = {
        "a workbook that unpacks to 400 MB": deflated,
        "a workbook that says it is short and is not": lying(deep, 1_000),
        "a workbook packed another way": otherwise,
        "a workbook packed another way that says it is short": lying(otherwise, 1_000),
        "a workbook of workbooks": packed({f"{number}.xlsx": packed(_sound_workbook()) for number in range(50)}),
        "a workbook with a million formats": packed(with_styles(1_000_000)),
        "a workbook with a million empty cells": packed(workbook(sheet=HEAD + b"<row>" + b"<c/>" * 1_000_000 + b"</row>" + TAIL)),
        "a workbook that declares entities": packed(workbook(sheet=ENTITIES + HEAD + WORDS % (b"&a;" * 2_000) + TAIL)),
        "a workbook that asks for a file": packed(workbook(sheet=SYSTEM + HEAD + WORDS % b"&a;" + TAIL)),
        "a workbook whose last cell is XFD1048576": packed(workbook(sheet=far(1_048_576, "XFD"))),
        "a workbook whose last row is the billionth": packed(workbook(sheet=far(10**9, "A"))),
        "a workbook with 6 000 parts": packed(_sound_workbook() | {f"x{number}": b"" for number in range(6_000)}),
        "a workbook of 21 MB": zipped({"x": bytes(21 * MEGABYTE)}),
    }
    for name, book in books.items():
        yield name, lambda book=book: budget_from_content(book, "budget.xlsx")  # type: ignore[misc]
    yield "a list of clients that unpacks to 400 MB", lambda: read_profiles(books["a workbook that unpacks to 400 MB"], "c.xlsx")
    files = {
        "a client file that unpacks to 400 MB": deflated,
        "a client file that says it is short and is not": lying(deflated, 1_000),
        "a client file packed another way that says it is short": lying(otherwise, 1_000),
        "a client file of 21 MB of JSON": b"[" + b"1," * 11 * MEGABYTE + b"1]",
        "a client file nested 500 deep": b'{"kind": "funding-matcher client file", "client_file": '
        + b"[" * 500
        + b"]" * 500
        + b"}",
    }
    _files()
    for name, file in files.items():
        yield name, lambda file=file: take_in(_files(), file, "client.zip")  # type: ignore[misc]


def said_by(read: Callable[[], object]) -> str:
    """Return what is refused, in English, or what else comes out."""
    try:
        read()
    except (InputError, WorkspaceError) as error:
        return error.text("en").partition("\n")[0]
    except Exception as error:  # that is what must not happen, and the test says which
        return f"CRASH {type(error).__name__}: {error}"[:200]
    return "read"


def costs(read: Callable[[], object]) -> dict[str, object]:
    """Read in a process of its own, and return what that said and cost."""
    answer, told = os.pipe()
    child = os.fork()
    if child == 0:
        before = resident()
        began = time.process_time()
        said = said_by(read)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
        line = {"said": said, "seconds": round(time.process_time() - began, 1), "megabytes": round(peak - before)}
        os.write(told, json.dumps(line).encode())
        os._exit(0)
    os.close(told)
    with os.fdopen(answer, "rb") as held:
        line = held.read()
    os.waitpid(child, 0)
    return json.loads(line) if line else {"said": "DIED", "seconds": 0, "megabytes": 0}


def resident() -> float:
    """Return the megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MEGABYTE


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name, read in bombs(Path(folder)):
            sys.stdout.write(json.dumps({"name": name, **costs(read)}) + "\n")
            sys.stdout.flush()
