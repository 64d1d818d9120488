"""The words of tables of costs: which kind of cost a line is of, which kind of contribution, and what heads a part."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from matcher.budget import COST_WORDS, RECOVERABLE_TAXES
from matcher.vocabulary.terms import fold, vocabulary

SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "au",
        "aux",
        "avec",
        "by",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "for",
        "in",
        "l",
        "la",
        "le",
        "les",
        "of",
        "on",
        "ou",
        "or",
        "par",
        "pour",
        "s",
        "sur",
        "the",
        "to",
        "un",
        "une",
    ]
)
TAXES = "taxes"
RECOVERED = re.compile(r"\b(?:recuperabl|remboursa|recoverabl|refundabl)")
NOT_RECOVERED = re.compile(r"\b(?:non|not|pas) (?:recuperabl|remboursa|recoverabl|refundabl)")
TOTAL = re.compile(
    r"(?:grand |sous |sub )?tota(?:l|ux)\b|subtotal|soustotal|(?:cout|montant|budget|depense|cost|expense)s? tota|somme$|sum$"
)
SHORTEST_GUESSED = 6
"""Letters of a name that a misspelled word may be taken for; in a shorter one, one other letter makes another word."""
NEAR = 85
READ = 200
"""Characters that are read of a line: as many as its label may have."""

Phrase = tuple[str, ...]


@cache
def line_words() -> dict[str, Any]:
    """Return what `line_words.yaml` holds."""
    text = files(__package__).joinpath("line_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.CSafeLoader(text).get_single_data())


def phrase(words: str) -> Phrase:
    """Return the words of a line that are compared: folded, without small words and plurals."""
    return tuple(_singular(word) for word in fold(words).split() if word not in SMALL)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def cost_named(words: str) -> str | None:
    """Return the code whose code, label or synonym these words are, or None."""
    return next((code for name in COST_WORDS if (code := vocabulary(name).resolve(words))), None)


def cost_kind(words: str) -> str | None:
    """Return the kind of cost that the words of a line name, or None.

    A name word for word; else the first name inside the line (of those that begin there the longest); else the name that a
    misspelled word is nearest to. A line that begins as money that comes in does is a cost only if
    its first words name one: *loan fees*. Taxes that a line calls recoverable are, and those that it calls both are neither.
    """
    words = words[:READ]
    code = cost_named(words)
    said = phrase(words)
    if code is None and comes_in(words):
        code = next((_costs()[said[:length]] for length in range(len(said), 1, -1) if said[:length] in _costs()), None)
    elif code is None:
        code = _first_inside(said, _costs()) or _misspelled(said)
    if code in {TAXES, RECOVERABLE_TAXES} and RECOVERED.search(fold(words)):
        recovered = RECOVERED.search(NOT_RECOVERED.sub(" ", fold(words)))
        if recovered:
            return None if NOT_RECOVERED.search(fold(words)) else RECOVERABLE_TAXES
    return code


def nearest_cost(words: str) -> str | None:
    """Return the name of a cost that is nearest to the words of a line, as people write it, or None if nothing is near."""
    terms = (term for name in COST_WORDS for term in vocabulary(name).values())
    names = {fold(name): name for term in terms for name in term.names() if name != term.code}
    hit = process.extractOne(fold(words[:READ]), list(names), scorer=fuzz.ratio, score_cutoff=60)
    return names[hit[0]] if hit else None


def contribution_kind(words: str) -> str | None:
    """Return the kind of own contribution that the words of a line name, or None where the money is of others."""
    words = words[:READ]
    if code := vocabulary("contributions").resolve(words):
        return code
    said = phrase(words)
    return None if _one_of("from_others", said) else _first_inside(said, _contributions())


def comes_in(words: str) -> bool:
    """Whether a line begins as money that comes in does: *subvention*, *loan*."""
    return _one_of("comes_in", phrase(words)[:1])


def is_total(words: str) -> bool:
    """Whether a line is a sum of others."""
    return bool(TOTAL.match(fold(words)))


def part(words: str) -> str | None:
    """Return what a line without an amount heads: `costs`, `sources`, `other`, or None where it heads nothing."""
    said = phrase(words)
    for name in ("costs", "sources", "other"):
        if said in _phrases(f"{name}_part"):
            return name
    heads = (
        words.endswith(":")
        or words.startswith("*")
        or is_total(words)
        or (_one_of("aside", said[:1]) and cost_named(words) is None)
    )
    return "other" if heads else None


def _one_of(name: str, said: Phrase) -> bool:
    return any((word,) in _phrases(name) for word in said)


@cache
def _phrases(name: str) -> frozenset[Phrase]:
    return frozenset(phrase(words) for words in line_words()[name])


@cache
def _costs() -> dict[Phrase, str]:
    return _named("costs", COST_WORDS)


@cache
def _contributions() -> dict[Phrase, str]:
    return _named("contributions", ("contributions",))


def _named(own: str, vocabularies: tuple[str, ...]) -> dict[Phrase, str]:
    """Return every name by its words, those of this module first; names of one or two letters are no sign inside a line."""
    said = [(words, code) for code, names in line_words()[own].items() for words in names]
    said += [(words, code) for name in vocabularies for code, term in vocabulary(name).items() for words in term.names()]
    alone = _phrases("alone_only")
    found: dict[Phrase, str] = {}
    for words, code in said:
        key = phrase(words)
        if len("".join(key)) > 2 and key not in alone:
            found.setdefault(key, code)
    return found


def _first_inside(said: Phrase, names: dict[Phrase, str]) -> str | None:
    longest = max(map(len, names))
    windows = (said[start : start + length] for start in range(len(said)) for length in range(longest, 0, -1))
    return next((names[window] for window in windows if window in names), None)


def _misspelled(said: Phrase) -> str | None:
    """Return the kind whose name is nearest to as many words of the line, if it begins with the same letter."""
    best: tuple[float, str] | None = None
    for length, names in _guessable().items():
        for start in range(len(said) - length + 1):
            window = " ".join(said[start : start + length])
            near = [name for name in names if name[0] == window[0]]
            hit = process.extractOne(window, near, scorer=fuzz.ratio, score_cutoff=NEAR)
            if hit and (best is None or hit[1] > best[0]):
                best = (hit[1], names[hit[0]])
    return best[1] if best else None


@cache
def _guessable() -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for words, code in _costs().items():
        if len(name := " ".join(words)) >= SHORTEST_GUESSED:
            found.setdefault(len(words), {})[name] = code
    return found
