"""The places of Québec, read from the files of `territory_data`, and every way of saying each."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import yaml

from matcher.locale import Language
from matcher.vocabulary.terms import fold

Kind = Literal["province", "region", "mrc", "municipality", "area"]

PROVINCE_NAMES = ("ensemble du Québec", "province de Québec", "all Québec", "province of Québec")
UNNAMED = 2  # Only territories still without a name share one so often: their geographic code tells them apart.
ARTICLE = re.compile(r"(?:la|le|les|l|the) ")
# Loading folds each name several times.
_fold = lru_cache(maxsize=4096)(fold)
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


@dataclass(frozen=True)
class Place:
    """A municipality, or a group of municipalities.

    `municipalities` are the codes of those inside (a municipality: itself). `region` and `mrc` are the codes of
    the region and of the MRC, or equivalent, that holds it whole, if one does. `qualifier_…` tells apart two
    municipalities of one name. `designation` is the legal kind of a municipality.
    """

    code: str
    kind: Kind
    fr: str
    en: str
    municipalities: frozenset[str]
    region: str | None
    mrc: str | None
    population: int | None = None
    designation: str = ""
    qualifier_fr: str = ""
    qualifier_en: str = ""

    def label(self, language: Language) -> str:
        """Return the name of this place."""
        return self.fr if language == "fr" else self.en

    def full_label(self, language: Language) -> str:
        """Return the name with what tells it apart, where another municipality has the same."""
        qualifier = self.qualifier_fr if language == "fr" else self.qualifier_en
        return f"{self.label(language)} ({qualifier})" if qualifier else self.label(language)


class Name(NamedTuple):
    """One way of saying a place; `official` where it is its label rather than a synonym or an old name."""

    words: str
    code: str
    official: bool


def spaced(words: str) -> str:
    """Fold `words` and write out the abbreviations of place names."""
    if words.isdigit():
        return words
    plain = " ".join(ABBREVIATIONS.get(word, word) for word in _fold(words).split())
    return re.sub(r"^n d (?=d)", "notre dame ", plain)


def compact(words: str) -> str:
    """Return what stays the same however a name is hyphenated, elided or accented."""
    return spaced(words).replace(" ", "")


def without_article(words: str) -> str:
    """Return a spaced name without its leading article."""
    return ARTICLE.sub("", words, count=1) if ARTICLE.match(words) else words


def _text(name: str) -> str:
    return files(__package__).joinpath("territory_data", name).read_text(encoding="utf-8")


def _yaml(name: str) -> Any:
    return yaml.CSafeLoader(_text(name)).get_single_data()  # ten times faster than the Python loader


def _rows() -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in _text("municipalities.csv").splitlines() if not line.startswith("#")))


def _slug(words: str) -> str:
    return _fold(words).replace(" ", "-")


class _Reader:
    """Builds the places from the narrowest to the widest."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.names: list[Name] = []

    def read(self) -> None:
        """Read every file."""
        self._municipalities({entry["code"]: entry["fr"] for entry in _yaml("mrcs.yaml")})
        for kind, name in (("mrc", "mrcs.yaml"), ("region", "regions.yaml")):
            holders = self._held(kind)
            for entry in _yaml(name):
                self._add_group(entry, kind, holders[f"{kind}:{entry['code']}"])
        everything = frozenset(place.code for place in self.places.values() if place.kind == "municipality")
        self.places["quebec"] = Place("quebec", "province", "Tout le Québec", "All of Québec", everything, None, None)
        self.names.append(Name("Québec", "quebec", official=False))
        self.names += (Name(name, "quebec", official=True) for name in PROVINCE_NAMES)
        for entry in _yaml("areas.yaml"):
            members = frozenset().union(*(self.places[code].municipalities for code in entry["members"]))
            self._add_group(entry, "area", members)
        for code, aliases in _yaml("aliases.yaml").items():
            self.names += (Name(alias, code, official=False) for alias in aliases)
        for place in self.places.values():
            self.names += (Name(words, place.code, official=True) for words in self._labels(place))

    def _municipalities(self, mrc_names: dict[str, str]) -> None:
        english = _yaml("designations.yaml")
        rows = _rows()
        shared = Counter(_slug(row["name"]) for row in rows)
        shared_in_mrc = Counter((_slug(row["name"]), row["mrc"]) for row in rows)
        unnamed = {slug for slug, count in shared.items() if count > UNNAMED}
        for row in rows:
            slug, mrc, designation = _slug(row["name"]), row["mrc"], row["designation"]
            unique = shared[slug] == 1
            code = f"municipality:{slug}" if unique else f"municipality:{slug}-{row['code']}"
            fr = en = "" if unique else mrc_names[mrc]
            if shared_in_mrc[slug, mrc] > 1:
                fr = f"{designation[0].lower()}{designation[1:]}, {fr}"
                en = f"{english[designation]}, {en}"
            if slug in unnamed:
                fr = en = row["code"]
            self.places[code] = Place(
                code=code,
                kind="municipality",
                fr=row["name"],
                en=row["name"],
                municipalities=frozenset({code}),
                region=f"region:{row['region']}",
                mrc=f"mrc:{mrc}",
                population=int(row["population"]),
                designation=designation,
                qualifier_fr=fr,
                qualifier_en=en,
            )
            self.names.append(Name(row["code"], code, official=True))

    def _held(self, kind: str) -> dict[str | None, frozenset[str]]:
        held: defaultdict[str | None, set[str]] = defaultdict(set)
        for place in self.places.values():
            if place.kind == "municipality":
                held[place.mrc if kind == "mrc" else place.region].add(place.code)
        return {holder: frozenset(members) for holder, members in held.items()}

    def _add_group(self, entry: dict[str, Any], kind: Any, members: frozenset[str]) -> None:
        code = f"{kind}:{entry['code']}"
        regions = {self.places[member].region for member in members}
        mrcs = {self.places[member].mrc for member in members}
        self.places[code] = Place(
            code=code,
            kind=kind,
            fr=entry["fr"],
            en=entry.get("en", entry["fr"]),
            municipalities=members,
            region=regions.pop() if len(regions) == 1 else None,
            mrc=mrcs.pop() if len(mrcs) == 1 else None,
        )
        self.names += (Name(synonym, code, official=False) for synonym in entry.get("synonyms", ()))

    def _labels(self, place: Place) -> Iterator[str]:
        yield from {place.fr, place.en, place.full_label("fr"), place.full_label("en")}


def read_places() -> tuple[dict[str, Place], list[Name]]:
    """Return the places by code, and the names that people may give them."""
    reader = _Reader()
    reader.read()
    return reader.places, reader.names
