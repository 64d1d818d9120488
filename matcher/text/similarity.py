"""How much a text speaks of the same things as each program: TF-IDF cosine, French and English apart, the higher kept.

Word stems and character n-grams are averaged: stems carry meaning, n-grams forgive typing errors and compounds.
scikit-learn is imported when the first index is built: it takes seconds, and many commands never need it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from matcher.locale import LANGUAGES, Language
from matcher.text.analysis import stems
from matcher.vocabulary.terms import fold


class TextIndex:
    """Programs by the words of their sheets.

    Args:
        documents: for each id, its text in each language.
    """

    def __init__(self, documents: Mapping[str, Mapping[Language, str]]) -> None:
        self.ids = list(documents)
        self._readings: list[tuple[_Reading, _Reading]] = []
        for language in LANGUAGES:
            texts = [documents[program_id][language] for program_id in self.ids]
            by_stem, by_letters = _vectorisers(language, len(texts))
            self._readings.append((_Reading(by_stem, texts), _Reading(by_letters, texts)))

    def similarities(self, query: str) -> dict[str, float]:
        """Return the cosine, from 0 to 1, between `query` and each program."""
        if not query.strip():
            return dict.fromkeys(self.ids, 0.0)
        by_language = [(by_stem.cosines(query) + by_letters.cosines(query)) / 2 for by_stem, by_letters in self._readings]
        highest = by_language[0].clip(min=by_language[1]).clip(max=1.0)
        return dict(zip(self.ids, highest.tolist(), strict=True))


class _Reading:
    """The texts of one language read one way, kept by term: a short query then meets only the texts that share its terms.

    A query is weighted here as the vectoriser weights a text (`TfidfVectorizer.transform`, of which the checks take ten times as
    long as the work on one short text).
    """

    def __init__(self, vectoriser: Any, texts: list[str]) -> None:
        self._texts_by_term = vectoriser.fit_transform(texts).T.tocsr()
        self._analyse = vectoriser.build_analyzer()
        self._terms: Mapping[str, int] = vectoriser.vocabulary_
        self._rarity = vectoriser.idf_

    def cosines(self, query: str) -> Any:
        """Return the cosine between `query` and each text."""
        import numpy as np  # noqa: PLC0415  # comes with scikit-learn

        counts = Counter(self._terms[word] for word in self._analyse(query) if word in self._terms)
        terms = sorted(counts)
        weights = (np.log([counts[term] for term in terms]) + 1) * self._rarity[terms]
        return (weights / (np.linalg.norm(weights) or 1.0)) @ self._texts_by_term[terms]


def _vectorisers(language: Language, documents: int) -> tuple[Any, Any]:
    """Return the two vectorisers of one language. Words in more than half of the programs say nothing of any of them."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    most = 0.5 if documents >= 10 else 1.0
    by_stem = TfidfVectorizer(analyzer=partial(stems, language=language), sublinear_tf=True, max_df=most)
    by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), preprocessor=fold, sublinear_tf=True, max_df=most)
    return by_stem, by_letters
