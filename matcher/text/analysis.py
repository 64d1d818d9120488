"""What a text is compared by: its words, folded and stemmed, so that *coopératives* meets *coopérative*, and runs of its letters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from matcher.locale import Language
from matcher.vocabulary.terms import fold

LETTERS = re.compile(r"[^\W\d_]+")
STEMMERS: dict[Language, str] = {"fr": "french", "en": "english"}

RUN_LENGTHS = (3, 4, 5)
LONGEST_KEPT = 40
"""The letters of a word of which anything is kept: longer ones are no words, and thousands of them would fill the memory."""


def _stemmer(language: Language) -> Any:
    """Return a stemmer that nobody else has: it keeps the word it works on in itself, and threads would cut each other's."""
    import snowballstemmer  # noqa: PLC0415  # reads the stemmers of thirty languages

    return snowballstemmer.stemmer(STEMMERS[language])


def stems(text: str, language: Language) -> list[str]:
    """Return the stems of `text` in order, without words of one or two letters and without accents."""
    words = [word for word in LETTERS.findall(text.casefold()) if len(word) > 2]
    return [stem for word in words for stem in (_kept_stem if len(word) <= LONGEST_KEPT else _stem)(word, language)]


def _stem(word: str, language: Language) -> list[str]:
    """Return the folded stem of one word, kept since texts repeat their words; a list, because some signs fold into several words."""
    return fold(_stemmer(language).stemWord(word)).split()


_kept_stem = lru_cache(maxsize=50_000)(_stem)


def letter_runs(text: str) -> list[str]:
    """Return every run of 3 to 5 letters inside each folded word of `text`, a space on both ends of the word counted as letters."""
    return [run for word in fold(text).split() for run in (_kept_runs if len(word) <= LONGEST_KEPT else _runs)(word)]


def _runs(word: str) -> list[str]:
    """Return the runs of one word; one that is shorter than a run is taken whole, once."""
    framed = f" {word} "
    found = []
    for length in RUN_LENGTHS:
        found += [framed[start : start + length] for start in range(max(1, len(framed) - length + 1))]
        if length >= len(framed):
            break
    return found


_kept_runs = lru_cache(maxsize=50_000)(_runs)
