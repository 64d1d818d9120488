"""The catalogue: reads and checks programs/. Every mistake of every file is found in one run and said with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, RootModel

from matcher.awards import Award, Awards
from matcher.catalogue_check import check_awards, check_program, check_providers, check_together, criteria_with_locations, nearest
from matcher.document import Document, InputError, Problem
from matcher.document_cache import DocumentCache
from matcher.locale import N_
from matcher.program import Family, Level, Part, Program, Slug, Text, Url
from matcher.rules.criteria import Confirm
from matcher.uncollected import uncollected
from matcher.validation import said, validate
from matcher.vocabulary.territory import territory


def _place(value: Any) -> Any:
    if isinstance(value, str) and value not in territory():
        raise said(N_("there is no such place in Québec"))
    return value


PlaceCode = Annotated[str, BeforeValidator(_place)]


class Provider(Part):
    """An organisation behind programs.

    `level` says whose money it hands out; `public_money` how much of that money is public, which stacking rules ask for;
    `territory` where it works, if not in all of Québec.
    """

    name: Text
    kind: Literal[
        "government",
        "municipal",
        "cooperative",
        "nonprofit",
        "foundation",
        "fund",
        "financial_institution",
        "crown_corporation",
        "company",
        "unknown",
    ]
    level: Level
    public_money: Literal["all", "part", "none", "unknown"]
    url: Url | None = None
    territory: tuple[PlaceCode, ...] = ()


class Providers(RootModel[dict[Slug, Provider]]):
    """The file `providers.yaml`."""

    model_config = ConfigDict(frozen=True)


FAMILIES: tuple[str, ...] = get_args(Family)
"""The five families, which are also the folders of the catalogue."""


@dataclass(frozen=True)
class Catalogue(Mapping[str, Program]):
    """All programs by id, with their providers and the awards that are known. `version` changes when any file does."""

    programs: Mapping[str, Program]
    providers: Mapping[str, Provider]
    version: str
    awards: Mapping[str, tuple[Award, ...]] = field(default_factory=dict)

    def __getitem__(self, program_id: str) -> Program:
        return self.programs[program_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.programs)

    def __len__(self) -> int:
        return len(self.programs)

    def nearest(self, program_id: str) -> str | None:
        """Return the id nearest to `program_id`, for an error message."""
        return nearest(program_id, self.programs)

    @cached_property
    def conditions(self) -> Mapping[str, Confirm]:
        """Return all conditions that programs ask applicants to confirm, by their id."""
        found = (c for p in self.programs.values() for _, c in criteria_with_locations(p) if isinstance(c, Confirm))
        return {condition.id: condition for condition in found}


def program_files(directory: Path) -> list[Path]:
    """Return the files of programs below `directory`, in order."""
    return sorted(path for family in FAMILIES for path in (directory / family).glob("*.yaml"))


def award_files(directory: Path) -> list[Path]:
    """Return the files of awards, in order."""
    return sorted((directory / "awards").glob("*.yaml"))


def load_catalogue(directory: Path | None = None) -> Catalogue:
    """Read the catalogue in `directory` (the one that ships with the package, if None).

    Raises:
        InputError: with every problem of every file.
    """
    return CatalogueFiles(directory or default_directory()).read()


class _Read(NamedTuple):
    """What one file came to; None stands for what could not be read."""

    document: Document | None
    model: Any
    problems: tuple[Problem, ...] = ()


class CatalogueFiles:
    """The files of one catalogue, to be read again when some changed: a file whose bytes are the same is not checked alone again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._cache: DocumentCache | None = None
        self._before: dict[Path, _Read] = {}
        self._kept: dict[Path, _Read] = {}

    @uncollected()
    def read(self) -> Catalogue:
        """Return the catalogue as it is now. Raises as `load_catalogue` does."""
        directory, first = self.directory, self._cache is None
        cache = self._cache = DocumentCache(directory, before=self._cache)
        self._before, self._kept = self._kept, {}
        problems = list(_stray_files(directory))
        written, providers, found = self._read(Providers, directory / "providers.yaml", cache)
        problems.extend(found)
        read: list[tuple[Document, Program]] = []
        named: set[str] = {path.stem for path in program_files(directory)}
        mentioned: set[str] = set()
        for path in program_files(directory):
            document, program, found = self._read(Program, path, cache)
            problems.extend(found)
            if document is not None and isinstance(document.value, dict):
                mentioned.add(str(document.value.get("provider")))
            if document is not None and program is not None:
                read.append((document, program))
        awards: dict[str, tuple[Award, ...]] = {}
        for path in award_files(directory):
            document, listed, found = self._read(Awards, path, cache)
            problems.extend(found)
            if document is not None and listed is not None:
                awards[listed.program] = listed.awards
                problems.extend(check_awards(document, listed, path, named))
        if first:
            cache.save()
        if not named:
            problems.append(Problem(str(directory), 1, 1, "", N_("there is no program here")))
        problems.extend(check_together(read, named))
        if written is not None and providers is not None:
            problems.extend(check_providers(read, written, providers.root, mentioned))
        if problems or providers is None:
            raise InputError(problems)
        return Catalogue({program.id: program for _, program in read}, providers.root, cache.version, awards)

    def _read(self, model: type[BaseModel], path: Path, cache: DocumentCache) -> _Read:
        document = None
        try:
            document = cache.read(path, path.relative_to(cache.directory.parent).as_posix())
            found = self._before.get(path)
            if found is None or found.document is not document:
                found = _checked(model, path, document)
        except InputError as error:
            return _Read(document, None, error.problems)
        self._kept[path] = found
        return found


def _checked(model: type[BaseModel], path: Path, document: Document) -> _Read:
    found = validate(model, document)
    return _Read(document, found, tuple(check_program(document, found, path)) if isinstance(found, Program) else ())


def _stray_files(directory: Path) -> Iterator[Problem]:
    """Yield a problem for each YAML file that stands where no program is read."""
    known = {*program_files(directory), *award_files(directory), directory / "providers.yaml"}
    for path in sorted({*directory.rglob("*.yaml"), *directory.rglob("*.yml")} - known):
        name = path.relative_to(directory.parent).as_posix()
        yield Problem(name, 1, 1, "", N_("this file is not read here"), expected="programs/<family>/<id>.yaml")


def default_directory() -> Path:
    """Return the catalogue that ships with the package: inside the wheel, or beside the package in a checkout."""
    packaged = Path(__file__).parent / "programs"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "programs"
