"""Controlled words: each term declared once in YAML, with its labels, synonyms and parents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from matcher.locale import LANGUAGES, Language


def fold(words: str) -> str:
    """Lower-case `words`, without accents, punctuation or doubled spaces, for comparison only."""
    bare = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(bare.translate(_FOLDED).split())


class _Folded(dict[int, int | str | None]):
    """What each letter becomes: itself, nothing for an accent, a space for all else. Those of most scripts are kept, and few texts have others."""

    def __missing__(self, code: int) -> int | str | None:
        letter = chr(code)
        found = None if unicodedata.combining(letter) else code if letter.isalnum() else " "
        return self.setdefault(code, found) if code < MOST_SCRIPTS else found


MOST_SCRIPTS = 0x3000
"""The code from which letters are signs of whole words, tens of thousands of them."""
_FOLDED = _Folded()


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary.

    `parents` are the wider terms it belongs to, all of them at once, or with `either` one of them without saying which:
    naming a parent covers it. `can_become` are the terms
    that a decision of the applicant can turn it into. `ask_provider` marks an activity on which a
    provider's silence cannot be read as consent, `for_group` a condition that reserves a program for a group of people. `phrases` are how a sentence of advice names the term, with its article; each
    file says which place in a sentence they fill.
    """

    code: str
    fr: str
    en: str
    parents: tuple[str, ...] = ()
    either: bool = False
    synonyms: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    scian: tuple[str, ...] = ()
    can_become: tuple[str, ...] = ()
    ask_provider: bool = False
    for_group: bool = False
    phrases: Mapping[Language, str] = field(default_factory=dict)

    def label(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def phrase(self, language: Language) -> str:
        """Return how a sentence names this term. Raises KeyError in a vocabulary of labels only."""
        return self.phrases[language]

    def names(self) -> Iterator[str]:
        """Yield every way of saying this term: code, labels and synonyms."""
        yield self.code
        yield self.fr
        yield self.en
        for words in self.synonyms.values():
            yield from words


class Vocabulary(Mapping[str, Term]):
    """The terms of one subject, by code, in the order of their file."""

    def __init__(self, name: str, terms: list[Term]) -> None:
        self.name = name
        self._terms = {term.code: term for term in terms}

    def __getitem__(self, code: str) -> Term:
        return self._terms[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    @cached_property
    def _covered(self) -> dict[str, frozenset[str]]:
        covered: dict[str, set[str]] = {code: set() for code in self._terms}
        for term in self._terms.values():
            ways = [(term.parents, term.code)]
            if term.either:
                ways = [((parent,), f"{term.code} as {parent}") for parent in term.parents]
            for parents, meaning in ways:
                covered[term.code].add(meaning)
                for wider in self._upwards(parents):
                    covered[wider].add(meaning)
        return {code: frozenset(meanings) for code, meanings in covered.items()}

    def _upwards(self, parents: tuple[str, ...]) -> Iterator[str]:
        for parent in parents:
            yield parent
            yield from self._upwards(self._terms[parent].parents)

    @cached_property
    def everything(self) -> frozenset[str]:
        """Every meaning: what a word that says nothing we know could still be."""
        return frozenset().union(*self._covered.values())

    def covered_by(self, code: str) -> frozenset[str]:
        """Return what `code` can mean, itself and every term below it: what a criterion accepts, and what a profile may say.

        A meaning is a code, or for a term that is one of its parents without saying which, `code as parent`.
        """
        return self._covered[code]

    def children(self, code: str) -> tuple[Term, ...]:
        """Return the terms directly below `code`."""
        return tuple(term for term in self._terms.values() if code in term.parents)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for term in self._terms.values():
            for name in term.names():
                found.setdefault(fold(name), term.code)
        return found

    @cached_property
    def _by_code(self) -> dict[str, str]:
        """What each code names: most answers are codes, and need not be compared letter by letter."""
        return {code: self._by_name[fold(code)] for code in self._terms}

    def resolve(self, words: str) -> str | None:
        """Return the code that `words` (a code, a label or a synonym, either language) names, or None."""
        return self._by_code.get(words) or self._by_name.get(fold(words))

    def nearest(self, words: str) -> str | None:
        """Return the code whose name is nearest to `words`, for an error message, or None if nothing is near."""
        hit = process.extractOne(fold(words), list(self._by_name), scorer=fuzz.ratio, score_cutoff=60)
        return self._by_name[hit[0]] if hit else None


def _term(entry: Mapping[str, Any]) -> Term:
    synonyms: dict[Language, tuple[str, ...]] = {
        language: tuple(entry.get("synonyms", {}).get(language, [])) for language in LANGUAGES
    }
    return Term(
        code=entry["code"],
        fr=entry["fr"],
        en=entry["en"],
        parents=tuple(entry.get("parents", [])),
        either=entry.get("either", False),
        synonyms=synonyms,
        scian=tuple(entry.get("scian", [])),
        can_become=tuple(entry.get("can_become", [])),
        ask_provider=entry.get("ask_provider", False),
        for_group=entry.get("for_group", False),
        phrases=entry.get("phrase", {}),
    )


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary of `matcher/vocabulary/<name>.yaml`.

    Raises:
        FileNotFoundError: there is no such vocabulary.
    """
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return Vocabulary(name, [_term(entry) for entry in yaml.CSafeLoader(text).get_single_data()])
