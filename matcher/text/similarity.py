"""How much a text speaks of the same things as each program: TF-IDF cosine, French and English apart, the higher kept.

Word stems and character n-grams are averaged: stems carry meaning, n-grams forgive typing errors and compounds. The sums are those
of scikit-learn's `TfidfVectorizer(sublinear_tf=True, max_df=0.5)`, which takes seconds to import and ten times as long on one text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.locale import LANGUAGES, Language
from matcher.text.analysis import letter_runs, stems

Floats: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.intp]
Terms: TypeAlias = Counter[str]


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

    def cosines(self, query: Terms, count: int) -> Floats:
        """Return the cosine between `query` and each of `count` texts."""
        known = [(self.terms[term], times) for term, times in query.items() if term in self.terms]
        if not known:
            return np.zeros(count)
        rows, times = np.array(known).T
        weights = (np.log(times) + 1) * self.rarity[rows]
        weights /= np.sqrt(weights @ weights)
        first = self.starts[rows]
        lengths = self.starts[rows + 1] - first
        ends = lengths.cumsum()
        places = np.repeat(first - ends + lengths, lengths)
        places += np.arange(ends[-1])
        products = self.weights.take(places)
        products *= np.repeat(weights, lengths)
        return np.asarray(np.bincount(self.texts.take(places), products, count), dtype=np.float64)


Readings: TypeAlias = Mapping[Language, tuple[Reading, Reading]]


class TextIndex:
    """Programs by the words of their sheets.

    Args:
        documents: for each id, its text in each language.
        readings: those texts by stem and by letters, where they were read before.
    """

    def __init__(self, documents: Mapping[str, Mapping[Language, str]], readings: Readings | None = None) -> None:
        self.ids = list(documents)
        self.readings = readings or {language: _both_ways(language, documents) for language in LANGUAGES}
        self._last = ("", np.zeros(len(self.ids)))

    def similarities(self, query: str) -> dict[str, float]:
        """Return the cosine, from 0 to 1, between `query` and each program."""
        return dict(zip(self.ids, self.cosines(query).tolist(), strict=True))

    def cosines(self, query: str) -> Floats:
        """Return the same in the order of `ids`. Those of the last query are kept: few answers change what is asked."""
        last, found = self._last
        if query != last:
            letters = Counter(letter_runs(query))
            by_language = []
            for language, (by_stem, by_letters) in self.readings.items():
                of_stems = by_stem.cosines(Counter(stems(query, language)), len(self.ids))
                by_language.append((of_stems + by_letters.cosines(letters, len(self.ids))) / 2)
            found = np.clip(np.maximum(*by_language), 0.0, 1.0)
            found.flags.writeable = False
            self._last = (query, found)
        return found


def _both_ways(language: Language, documents: Mapping[str, Mapping[Language, str]]) -> tuple[Reading, Reading]:
    texts = [document[language] for document in documents.values()]
    by_stem = _read([Counter(stems(text, language)) for text in texts])
    return by_stem, _read([Counter(letter_runs(text)) for text in texts])


def _read(texts: Sequence[Terms]) -> Reading:
    """Return texts kept by term. Words in more than half of the programs say nothing of any of them."""
    texts_with = Counter(term for text in texts for term in text)
    most = len(texts) / 2 if len(texts) >= 10 else len(texts)
    terms = {term: row for row, term in enumerate(sorted(term for term, count in texts_with.items() if count <= most))}
    entries = [(terms[term], place, times) for place, text in enumerate(texts) for term, times in text.items() if term in terms]
    rows, places, times = np.array(sorted(entries), dtype=np.intp).reshape(-1, 3).T
    in_texts = np.bincount(rows, minlength=len(terms))
    rarity = np.log((1 + len(texts)) / (1 + in_texts)) + 1
    weights = (np.log(times) + 1) * rarity[rows]
    weights /= np.sqrt(np.bincount(places, weights**2, len(texts)))[places]
    starts = np.concatenate([[0], np.cumsum(in_texts)]).astype(np.intp)
    return Reading(terms, rarity, starts, np.ascontiguousarray(places), weights)
