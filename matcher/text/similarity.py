"""How much a text speaks of the same things as each program: TF-IDF cosine, French and English apart, the higher kept.

Word stems and character n-grams are averaged: stems carry meaning, n-grams forgive typing errors and compounds. The sums are those
of scikit-learn's `TfidfVectorizer(sublinear_tf=True, max_df=0.5)`, which takes seconds to import and ten times as long on one text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, compress
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.locale import LANGUAGES, Language
from matcher.text.analysis import LONGEST_KEPT, letter_runs, stems

Floats: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.intp]
Terms: TypeAlias = Counter[str]

WORDS_KEPT = 20_000
"""Words of which the terms are kept: texts repeat their words."""
QUERIES_KEPT = 500
"""Queries of which the cosines are kept, two megabytes for six hundred programs; what they said is not."""


@dataclass(frozen=True)
class Reading:
    """The texts of one language read one way, kept by term: a query then meets only the texts that share its terms.

    The texts of term `i` are `texts[starts[i]:starts[i + 1]]`, with their weights beside; `rarity` is its inverse frequency.
    """

    terms: Mapping[str, int]
    rarity: Floats
    starts: Places
    texts: Places
    weights: Floats


Readings: TypeAlias = Mapping[Language, tuple[Reading, Reading]]


class TextIndex:
    """Programs by the words of their sheets.

    The terms of every reading stand in one row of numbers, so that one pass over the texts that share them serves both languages.

    Args:
        documents: for each id, its text in each language.
        readings: those texts by stem and by letters, where they were read before.
    """

    def __init__(self, documents: Mapping[str, Mapping[Language, str]], readings: Readings | None = None) -> None:
        self.ids = list(documents)
        self.readings = readings or {language: _both_ways(language, documents) for language in LANGUAGES}
        parts = [one for both in self.readings.values() for one in both]
        before = np.cumsum([0, *(len(one.terms) for one in parts)]).tolist()
        self._terms = list(zip([one.terms for one in parts], before, strict=False))
        self._part_of = np.repeat(np.arange(len(parts)), np.diff(before))
        self._rarity = np.concatenate([one.rarity for one in parts])
        self._lengths = np.concatenate([np.diff(one.starts) for one in parts])
        self._starts = np.concatenate([[0], self._lengths.cumsum()[:-1]])
        self._texts = np.concatenate([one.texts + number * len(self.ids) for number, one in enumerate(parts)])
        self._weights = np.concatenate([one.weights for one in parts])
        self._rows_of = lru_cache(maxsize=WORDS_KEPT)(self._rows)
        self._kept: dict[bytes, Floats] = {}

    def similarities(self, query: str) -> dict[str, float]:
        """Return the cosine, from 0 to 1, between `query` and each program."""
        return dict(zip(self.ids, self.cosines(query).tolist(), strict=True))

    def cosines(self, query: str) -> Floats:
        """Return the same in the order of `ids`. Those of the last queries are kept, by a digest: few answers change what is asked."""
        key = blake2b(query.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        found = self._kept.get(key)
        if found is None:
            by_part = self._by_part(query).reshape(len(self.readings), 2, len(self.ids))
            found = np.clip(by_part.mean(axis=1).max(axis=0), 0.0, 1.0)
            found.flags.writeable = False
            if len(self._kept) >= QUERIES_KEPT:
                self._kept = {}
            self._kept[key] = found
        return found

    def _by_part(self, query: str) -> Floats:
        """Return the cosine between `query` and each text, one reading after another."""
        count = len(self._terms) * len(self.ids)
        found = [row for word in query.split() for row in (self._rows_of if len(word) <= LONGEST_KEPT else self._rows)(word)]
        if not found:
            return np.zeros(count)
        rows, times = np.unique(np.array(found, np.intp), return_counts=True)
        weights = (np.log(times) + 1) * self._rarity.take(rows)
        part = self._part_of.take(rows)
        weights /= np.sqrt(np.bincount(part, weights * weights))[part]
        lengths = self._lengths.take(rows)
        ends = lengths.cumsum()
        places = np.repeat(self._starts.take(rows) - ends + lengths, lengths)
        places += np.arange(ends[-1])
        products = self._weights.take(places)
        products *= np.repeat(weights, lengths)
        return np.asarray(np.bincount(self._texts.take(places), products, count), dtype=np.float64)

    def _rows(self, word: str) -> tuple[int, ...]:
        """Return the rows of the terms of one word, in every reading."""
        runs = letter_runs(word)
        said = [terms for language in self.readings for terms in (stems(word, language), runs)]
        known = zip(self._terms, said, strict=True)
        return tuple([terms[term] + before for (terms, before), found in known for term in found if term in terms])


def _both_ways(language: Language, documents: Mapping[str, Mapping[Language, str]]) -> tuple[Reading, Reading]:
    texts = [document[language] for document in documents.values()]
    by_stem = _read([Counter(stems(text, language)) for text in texts])
    return by_stem, _read([Counter(letter_runs(text)) for text in texts])


def _read(texts: Sequence[Terms]) -> Reading:
    """Return texts kept by term. Words in more than half of the programs say nothing of any of them."""
    every = list(chain.from_iterable(texts))
    number = {term: place for place, term in enumerate(sorted(set(every)))}
    found = np.array(list(map(number.__getitem__, every)), np.intp)
    telling = np.bincount(found, minlength=len(number)) <= (len(texts) / 2 if len(texts) >= 10 else len(texts))
    terms = {term: row for row, term in enumerate(compress(number, telling))}
    order = np.argsort(found, kind="stable")  # texts stay in their order within a term
    order = order[telling[found[order]]]
    rows = (np.cumsum(telling) - 1)[found[order]]
    places = np.repeat(np.arange(len(texts)), list(map(len, texts)))[order]
    times = np.array(list(chain.from_iterable(text.values() for text in texts)), np.intp)[order]
    in_texts = np.bincount(rows, minlength=len(terms))
    rarity = np.log((1 + len(texts)) / (1 + in_texts)) + 1
    weights = (np.log(times) + 1) * rarity[rows]
    weights /= np.sqrt(np.bincount(places, weights**2, len(texts)))[places]
    starts = np.concatenate([[0], np.cumsum(in_texts)]).astype(np.intp)
    return Reading(terms, rarity, starts, np.ascontiguousarray(places), weights)
