"""Words of a text in French or English, folded and stemmed, so that *coopératives* meets *coopérative*."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from matcher.locale import Language
from matcher.vocabulary.terms import fold

LETTERS = re.compile(r"[^\W\d_]+")
STEMMERS: dict[Language, str] = {"fr": "french", "en": "english"}


def _stemmer(language: Language) -> Any:
    """Return a stemmer that nobody else has: it keeps the word it works on in itself, and threads would cut each other's."""
    import snowballstemmer  # noqa: PLC0415  # reads the stemmers of thirty languages

    return snowballstemmer.stemmer(STEMMERS[language])


def stems(text: str, language: Language) -> list[str]:
    """Return the stems of `text` in order, without words of one or two letters and without accents."""
    return [stem for word in LETTERS.findall(text.casefold()) if len(word) > 2 for stem in _stem(word, language)]


@lru_cache(maxsize=50_000)
def _stem(word: str, language: Language) -> list[str]:
    """Return the folded stem of one word, kept since texts repeat their words; a list, because some signs fold into several words."""
    return fold(_stemmer(language).stemWord(word)).split()
