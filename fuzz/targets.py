"""What is fuzzed: each target reads some bytes as one door of the product would, and allows no way out but an answer or a refusal.

A refusal is one of the project's own errors, with a sentence in both languages. The tests put every kept input through the same targets.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from uuid import UUID

import openpyxl
import pyarrow.parquet as pq
from pydantic_core import PydanticCustomError

from matcher.batch.encoding import Encoder
from matcher.batch.reading import batches_of_parquet, batches_of_records, open_source
from matcher.budget_table import budget_from_content, budget_from_text
from matcher.budget_table.cells import as_date, dollars, whole
from matcher.budget_table.table import table
from matcher.catalogue import FAMILIES, Providers, load_catalogue
from matcher.document import InputError, Problem, parse_document, read_document
from matcher.export.client_file import take_in
from matcher.facts import facts
from matcher.locale import LANGUAGES
from matcher.partial_date import partial_date
from matcher.profile import read_profile
from matcher.profile_table import read_profiles, value_in
from matcher.program import Program
from matcher.text.amounts import counted, money
from matcher.text.intake import EMPLOYEES, read_paragraph
from matcher.validation import validate
from matcher.workspace.actor import Actor
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace, open_workspace
from matcher.workspace.errors import WorkspaceError
from matcher.workspace.feeds import open_feed
from matcher.workspace.links import open_link
from matcher.workspace.location import url_of
from matcher.workspace.organisations import found_organisation

AS_OF = date(2026, 11, 23)
LONGEST_LINE = 1_500
"""How long one line of a refusal may be: it is read by a person."""

Target = Callable[[bytes], None]


def catalogue(data: bytes) -> None:
    """Read a sheet, and a list of providers, as the catalogue does."""
    _refusing(lambda: validate(Program, parse_document(_text(data), "programs/government/sheet.yaml")))
    _refusing(lambda: validate(Providers, parse_document(_text(data), "programs/providers.yaml")))


def catalogue_folder(data: bytes) -> None:
    """Read a whole catalogue of which one sheet is anybody's."""
    with _folder() as folder:
        programs = Path(folder) / "programs"
        (programs / FAMILIES[0]).mkdir(parents=True)
        (programs / FAMILIES[0] / "sheet.yaml").write_bytes(data)
        (programs / "providers.yaml").write_text(PROVIDERS, encoding="utf-8")
        _refusing(lambda: load_catalogue(programs))


def profile(data: bytes) -> None:
    """Read a profile file, and work out its facts."""
    with _folder() as folder:
        path = Path(folder) / "profile.yaml"
        path.write_bytes(data)
        _refusing(lambda: facts(read_profile(path), AS_OF))
        _refusing(lambda: read_document(path))


def numbers(data: bytes) -> None:
    """Read a cell as money, as a number, as a share, as a date, as a yes or no, and words as amounts."""
    text = _text(data)
    for value in (text, *_as_numbers(text)):
        rows = table([[value]], "table.csv").rows
        if not rows:
            continue
        cell = rows[0][1]
        _refusing(lambda cell=cell: whole(dollars(cell, "table.csv")))  # type: ignore[misc]
        for kind in ("money", "number", "share", "date", "yes_no", "choices", "years", None):
            _refusing(lambda cell=cell, kind=kind: value_in(cell, kind, "table.csv"))  # type: ignore[misc]
        as_date(cell)
    for amount in (*money(text), *counted(text, EMPLOYEES)):
        assert amount.words in text, amount
    with suppress(PydanticCustomError):  # a finding that the validator of the whole turns into a sentence
        partial_date(text)


def paragraph(data: bytes) -> None:
    """Read a paragraph; what is sure of it makes a profile that the rules take."""
    draft = read_paragraph(_text(data), AS_OF)
    facts(draft.profile(), AS_OF)
    facts(draft.profile(draft.found), AS_OF)


def budget(data: bytes) -> None:
    """Read a budget that was pasted, or handed in as a CSV."""
    _refusing(lambda: budget_from_text(_text(data)))
    _refusing(lambda: budget_from_content(data, "budget.csv"))


def clients(data: bytes) -> None:
    """Read a list of clients as a CSV, and as `matcher batch` does."""
    _refusing(lambda: read_profiles(data, "clients.csv"))
    with _folder() as folder:
        path = Path(folder) / "clients.csv"
        path.write_bytes(data)
        _refusing(lambda: list(batches_of_records(open_source(path, {}))))


def parquet(data: bytes) -> None:
    """Read a list of clients as a Parquet file."""
    with _folder() as folder:
        path = Path(folder) / "clients.parquet"
        path.write_bytes(data)

        def read() -> None:
            source = open_source(path, {})
            with pq.ParquetFile(path) as file:
                encoder = Encoder(source.headings)
                for batch in batches_of_parquet(file, source.headings, list(range(file.num_row_groups)), 1):
                    encoder.encode(batch)

        _refusing(read)


def workbook(data: bytes) -> None:
    """Read a workbook: the bytes themselves, or one part of a sound one that the bytes stand in for."""
    content = data
    if not data.startswith(b"PK") and data:
        names = list(_sound_workbook())
        parts = {**_sound_workbook(), names[data[0] % len(names)]: data[1:]}
        content = zipped(parts)
    _refusing(lambda: budget_from_content(content, "budget.xlsx"))
    _refusing(lambda: read_profiles(content, "clients.xlsx"))
    if len(data) % 4:  # the third way in is the slowest
        return
    with _folder() as folder:
        path = Path(folder) / "clients.xlsx"
        path.write_bytes(content)
        _refusing(lambda: list(batches_of_records(open_source(path, {}))))


def client_file(data: bytes) -> None:
    """Take in a client file: its ZIP, the JSON in it, or bytes packed as that JSON."""
    for content in (data, *([] if data.startswith(b"PK") else [zipped({"client-file.json": data})])):
        _refusing(lambda content=content: take_in(_files(), content, "client.zip"))  # type: ignore[misc]


def addresses(data: bytes) -> None:
    """Open what an address names: a language, a client's link, a calendar, a client file."""
    asked = _text(data)
    assert asked not in LANGUAGES or len(asked) == 2
    _refusing(lambda: open_link(_workspace(), asked))
    _refusing(lambda: open_feed(_workspace(), asked))
    try:
        wanted = UUID(asked)
    except ValueError:
        return
    _refusing(lambda: _files().open(wanted))


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        catalogue,
        catalogue_folder,
        profile,
        numbers,
        paragraph,
        budget,
        clients,
        parquet,
        workbook,
        client_file,
        addresses,
    )
}


def _refusing(read: Callable[[], object]) -> None:
    """Read, and judge the refusal if there is one: anything else that is raised is a bug and comes out."""
    try:
        read()
    except InputError as error:
        for language in LANGUAGES:
            for problem in error.problems:
                _judge(problem, problem.text(language))
            _readable(error.text(language).replace("\n", " ")[:LONGEST_LINE])
    except WorkspaceError as error:
        for language in LANGUAGES:
            _readable(error.text(language))


def _judge(problem: Problem, said: str) -> None:
    _readable(said)
    assert problem.line >= 1, said
    assert problem.column >= 1, said
    assert problem.message, said


def _readable(said: str) -> None:
    assert said.strip(), "nothing is said"
    assert len(said) <= LONGEST_LINE, f"{len(said)} letters: {said[:200]}"
    strange = [letter for letter in said if not (letter.isprintable() or letter in "\u00a0\u202f")]
    assert not strange, f"{strange[:5]!r} in {said[:200]!r}"


def _text(data: bytes) -> str:
    """Return bytes as text that may hold anything a form can: lone surrogates too."""
    return (
        data.decode("utf-8", "surrogatepass" if data[:1] == b"\xed" else "replace") if _decodes(data) else data.decode("latin-1")
    )


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _as_numbers(text: str) -> list[object]:
    """Return the numbers and days that a workbook could hold in this cell."""
    found: list[object] = []
    for kind in (int, float, date.fromisoformat):
        try:
            found.append(kind(text))
        except (ValueError, OverflowError):
            continue
    return found


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP of these parts, stored as they are: to pack them would only cost time."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


@cache
def _sound_workbook() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Nom", "Coût total", "Date"], ["Coop A", 1200.5, AS_OF], ["Rénovation", "=1+1", "2027"]):
        sheet.append(row)
    saved = BytesIO()
    book.save(saved)
    with zipfile.ZipFile(BytesIO(saved.getvalue())) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist(), key=lambda name: "worksheets" not in name)}


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)  # noqa: S108  # memory is quicker


@cache
def _workspace() -> Workspace:
    folder = tempfile.mkdtemp()
    return open_workspace(url_of(f"sqlite:///{folder}/workspace.db"))


@cache
def _files() -> ClientFiles:
    workspace = _workspace()
    advisor = found_organisation(workspace, "Org", "camille@example.org", "Camille")
    return ClientFiles(workspace, Actor(advisor.organisation, advisor.name, "manager", advisor.id))


PROVIDERS = """\
provider:
  name: {fr: Bailleur, en: Funder}
  kind: fund
  level: private
  public_money: none
"""
