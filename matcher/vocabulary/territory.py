"""Places of Québec: what a person types, found among municipalities, MRC, regions and named areas."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz import fuzz, process

from matcher.vocabulary.terms import fold
from matcher.vocabulary.territory_places import Name, Place, compact, read_places, spaced, without_article

__all__ = ["Place", "Resolution", "Territory", "territory"]

# A bare name that is both a town and something wider means the town.
KINDS = ("municipality", "mrc", "region", "province", "area")
HEADS = {
    "mrc": r"mrc|rcm|m r c|municipalite regionale de comte|agglomeration|regional county municipality",
    "municipality": r"ville|municipalite|village|paroisse|canton|city|town|parish|township|municipality",
    "region": r"region administrative|region",
}
HEAD = re.compile(
    "(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in HEADS.items()) + r")"
    r"(?: (?:de la|de l|de|du|des|d|of the|of))? (?P<name>.+)"
)
# "Municipality" is left out: people say it of every kind.
DESIGNATIONS = {word: word for word in ("ville", "village", "paroisse", "canton")} | {
    "city": "ville",
    "town": "ville",
    "parish": "paroisse",
    "township": "canton",
}
QUALIFIED = re.compile(r"(?P<name>.+?)\s*[,(]\s*(?P<qualifier>[^()]+)\)?\s*")
NO_QUALIFIER = frozenset({"qc", "quebec", "canada", "quebec canada", "qc canada"})

# Measured on one-letter errors in 928 names: 84 % understood, 5 % asked, 1 in 2,800 wrong, the others suggested. At 87,
# Brampton (Ontario) becomes Brompton or Frampton.
TYPING_ERROR = 88
TIE = 2
SHORTEST_GUESS = 5  # "Rome" is one letter from Brome
WORTH_MENTIONING = 65
MENTIONED = 3
HARDLY_INHABITED = 20  # A northern village and its category I land share a name: nobody lives on the second.

# Codes by compact name, with whether it is their official name.
_Index = defaultdict[str, dict[str, bool]]


@dataclass(frozen=True)
class Resolution:
    """What a name was understood as.

    `places`: none, the one, or several to choose from. `exact` is false where the name was only near, or
    was taken for the town among namesakes of one MRC: say what was understood.
    `nearest`: what to suggest where `places` is empty; namesakes outside `within` come first.
    """

    places: tuple[Place, ...]
    exact: bool
    nearest: tuple[Place, ...]


@dataclass(frozen=True)
class _Reading:
    """One way of understanding what was typed."""

    name: str
    kind: str | None
    within: Place | None
    designation: str | None = None


def _remember(index: _Index, spelling: str, code: str, *, official: bool) -> None:
    known = index[spelling.replace(" ", "")]
    known[code] = known.get(code, False) or official


class Territory(Mapping[str, Place]):
    """The places, by code."""

    def __init__(self, places: Mapping[str, Place], names: Iterable[Name]) -> None:
        self._places = dict(places)
        self._names = names

    # Folding every name takes most of a second, and only a name that somebody typed needs it.
    @cached_property
    def _spelled(self) -> list[tuple[str, str, bool]]:
        return [(spaced(words), code, official) for words, code, official in self._names]

    @cached_property
    def _named(self) -> _Index:
        index: _Index = defaultdict(dict)
        for spelling, code, official in self._spelled:
            _remember(index, spelling, code, official=official)
        return index

    @cached_property
    def _named_without_article(self) -> _Index:
        index: _Index = defaultdict(dict)
        for spelling, code, official in self._spelled:
            _remember(index, without_article(spelling), code, official=official)
        return index

    @cached_property
    def _spellings(self) -> dict[str, set[str]]:
        spellings: defaultdict[str, set[str]] = defaultdict(set)
        for spelling, code, _ in self._spelled:
            bare = without_article(spelling)
            if len(bare) >= SHORTEST_GUESS and not bare.isdigit():
                spellings[spelling].add(code)
                spellings[bare].add(code)
        return spellings

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {code: spaced(place.fr) for code, place in self._places.items()}

    def __getitem__(self, code: str) -> Place:
        return self._places[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def of_kind(self, kind: str) -> tuple[Place, ...]:
        """Return the places of a kind, by French label."""
        return self._sorted(place for place in self.values() if place.kind == kind)

    def children(self, code: str) -> tuple[Place, ...]:
        """Return the places one step down: regions, then MRC, then municipalities; of an area, its municipalities."""
        parent = self[code]
        if parent.kind == "province":
            return self.of_kind("region")
        if parent.kind == "region":
            return self._sorted(place for place in self.values() if place.kind == "mrc" and place.region == code)
        return () if parent.kind == "municipality" else self._sorted(self[member] for member in parent.municipalities)

    def _sorted(self, places: Iterable[Place]) -> tuple[Place, ...]:
        return tuple(sorted(places, key=lambda place: (self._labels[place.code], place.code)))

    def resolve(self, words: str, kind: str | None = None, within: Place | None = None) -> Resolution:
        """Find the place that `words` name: a label, an old name, a geographic code, or a code of ours.

        A name that several places have gives them all, unless `within` keeps one. A name known only outside
        `within` gives none: it is then among `nearest`.
        """
        code = words.strip()
        if ":" in code and code in self and self._accepts(kind, within)(code):
            return Resolution((self[code],), exact=True, nearest=())
        readings = list(self._readings(words, kind, within))
        outside: list[Place] = []
        for reading in readings:
            namesakes = self._namesakes(reading.name, reading.kind)
            accepts = self._accepts(None, reading.within)
            if found := self._choose({code: namesakes[code] for code in filter(accepts, namesakes)}):
                named = tuple(place for place in found if fold(place.designation) == reading.designation)
                return self._town(named or found, reading.within)
            outside += self._choose(namesakes)
        if outside:
            return Resolution((), exact=False, nearest=tuple(dict.fromkeys(outside))[:MENTIONED])
        for reading in readings:
            if found := self._guess(reading):
                return Resolution(found, exact=False, nearest=())
        return Resolution((), exact=False, nearest=self._suggest(readings[-1]))

    @staticmethod
    def _town(found: tuple[Place, ...], within: Place | None) -> Resolution:
        """Take a town for its namesakes of the same MRC, which `within` cannot tell apart, and say so as not exact."""
        towns = tuple(place for place in found if place.designation == "Ville")
        if len(found) > 1 and within is not None and len({place.mrc for place in found}) == 1 and len(towns) == 1:
            return Resolution(towns, exact=False, nearest=())
        return Resolution(found, exact=True, nearest=())

    def nearest(self, code_or_words: str) -> str | None:
        """Return the valid code nearest to a wrong one, or to a name."""
        kind, colon, name = code_or_words.strip().rpartition(":")
        found = self.resolve(name, kind=kind if colon and kind in KINDS else None)
        for place in (*found.places, *found.nearest):
            return place.code
        hit = process.extractOne(code_or_words, self._places.keys(), scorer=fuzz.ratio, score_cutoff=WORTH_MENTIONING)
        return hit[0] if hit else None

    def _readings(self, words: str, kind: str | None, within: Place | None) -> Iterator[_Reading]:
        yield _Reading(spaced(words), kind, within)
        if head := HEAD.fullmatch(spaced(words)):
            said = next(head_kind for head_kind in HEADS if head[head_kind])
            yield _Reading(head["name"], kind or said, within, DESIGNATIONS.get(head[said]))
        if qualified := QUALIFIED.fullmatch(words.strip()):
            name, qualifier = spaced(qualified["name"]), spaced(qualified["qualifier"])
            if qualifier in NO_QUALIFIER:
                yield _Reading(name, kind, within)
            elif meant := next((meant for meant, heads in HEADS.items() if qualifier in heads.split("|")), None):
                yield _Reading(name, kind or meant, within, DESIGNATIONS.get(qualifier))
            else:
                for holder_kind in ("mrc", "region"):
                    for holder in self._choose(self._namesakes(qualifier, holder_kind)):
                        yield _Reading(name, kind, within or holder)

    def _accepts(self, kind: str | None, within: Place | None) -> Callable[[str], bool]:
        def accepts(code: str) -> bool:
            place = self[code]
            return kind in (None, place.kind) and (within is None or place.municipalities <= within.municipalities)

        return accepts

    def _namesakes(self, name: str, kind: str | None) -> dict[str, bool]:
        for index, spelling in ((self._named, name), (self._named_without_article, without_article(name))):
            known = index.get(compact(spelling), {})
            if found := {code: known[code] for code in filter(self._accepts(kind, None), known)}:
                return found
        return {}

    def _choose(self, namesakes: Mapping[str, bool]) -> tuple[Place, ...]:
        """Keep the kind that a bare name means, by official names first, and of namesakes those where people live."""
        if not namesakes:
            return ()
        kind = min((not official, KINDS.index(self[code].kind)) for code, official in namesakes.items())[1]
        places = [self[code] for code in namesakes if self[code].kind == KINDS[kind]]
        inhabited = [place for place in places if (place.population or 0) >= HARDLY_INHABITED]
        return tuple(sorted(inhabited or places, key=lambda place: (-(place.population or 0), place.code)))

    def _guess(self, reading: _Reading) -> tuple[Place, ...]:
        """Find the names one typing error away."""
        if len(reading.name) < SHORTEST_GUESS:
            return ()
        accepts = self._accepts(reading.kind, reading.within)
        hits = process.extract(reading.name, self._spellings.keys(), scorer=fuzz.ratio, score_cutoff=TYPING_ERROR, limit=None)
        scores: dict[str, float] = {}
        for spelling, score, _ in hits:
            for code in filter(accepts, self._spellings[spelling]):
                scores.setdefault(code, score)
        best = max(scores.values(), default=0)
        return self._choose({code: True for code, score in scores.items() if score >= best - TIE})

    def _suggest(self, reading: _Reading) -> tuple[Place, ...]:
        """Find the places whose label goes on from what was typed, then those whose label looks like it."""
        accepts = self._accepts(reading.kind, reading.within)
        labels = {code: label for code, label in self._labels.items() if accepts(code)}
        longer = [self[code] for code, label in labels.items() if label.startswith(f"{reading.name} ")]
        longer.sort(key=lambda place: -(place.population or 0))
        hits = process.extract(reading.name, labels, scorer=fuzz.ratio, score_cutoff=WORTH_MENTIONING, limit=MENTIONED)
        return tuple(dict.fromkeys(longer + [self[code] for _, _, code in hits]))[:MENTIONED]


@cache
def territory() -> Territory:
    """Return the places of Québec."""
    return Territory(*read_places())
