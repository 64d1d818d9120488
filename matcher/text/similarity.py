"""How much a text speaks of the same things as each program: TF-IDF cosine, French and English apart, the higher kept.

Word stems and character n-grams are averaged: stems carry meaning, n-grams forgive typing errors and compounds.
scikit-learn is imported when the first index is built: it takes seconds, and many commands never need it.
"""

from __future__ import annotations

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
        self._parts: list[tuple[Any, Any]] = []
        for language in LANGUAGES:
            texts = [documents[program_id][language] for program_id in self.ids]
            for vectoriser in _vectorisers(language, len(texts)):
                self._parts.append((vectoriser, vectoriser.fit_transform(texts)))

    def similarities(self, query: str) -> dict[str, float]:
        """Return the cosine, from 0 to 1, between `query` and each program."""
        if not query.strip():
            return dict.fromkeys(self.ids, 0.0)
        cosines = [(matrix @ vectoriser.transform([query]).T).toarray().ravel() for vectoriser, matrix in self._parts]
        by_language = [(cosines[i] + cosines[i + 1]) / 2 for i in range(0, len(cosines), 2)]
        highest = by_language[0].clip(min=by_language[1])
        return {program_id: min(1.0, float(value)) for program_id, value in zip(self.ids, highest, strict=True)}


def _vectorisers(language: Language, documents: int) -> tuple[Any, Any]:
    """Return the two vectorisers of one language. Words in more than half of the programs say nothing of any of them."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    most = 0.5 if documents >= 10 else 1.0
    by_stem = TfidfVectorizer(analyzer=partial(stems, language=language), sublinear_tf=True, max_df=most)
    by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), preprocessor=fold, sublinear_tf=True, max_df=most)
    return by_stem, by_letters
