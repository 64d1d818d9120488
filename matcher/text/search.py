"""Search in the catalogue: every word must be found, in either language, and a typing error is forgiven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz, process

from matcher.catalogue import Catalogue
from matcher.program import Program
from matcher.rules.constraints import Accepts
from matcher.rules.criteria import AttributeCriterion, leaves
from matcher.vocabulary.terms import fold, vocabulary

NEAR = 82
"""Likeness, out of 100, from which a word is taken for another one typed wrongly: one letter in six."""
SHORTEST_GUESS = 4
NAMES_KEPT = 20_000
"""Names of terms of which the words are kept: there are a few thousand, and each program has hundreds."""
NAMED, TOLD, IMPLIED = 3.0, 2.0, 1.0
"""What a word is worth: in the name, in the summary or the provider's name, or in the words for what the program pays."""
FOR_WHOM = {"sector": "sectors", "groups": "groups", "serves": "groups", "legal_form": "legal_forms"}
STOP = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "et",
        "en",
        "au",
        "aux",
        "un",
        "une",
        "pour",
        "par",
        "sur",
        "dans",
        "the",
        "of",
        "and",
        "for",
        "in",
        "to",
        "a",
        "an",
    ]
)


class SearchIndex:
    """Words of every program, in both languages at once, with what each word is worth for it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._worth: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for program in catalogue.values():
            provider = catalogue.providers[program.provider].name
            names = (program.id, program.name.fr, program.name.en, *program.former_names)
            told = (program.summary.fr, program.summary.en, provider.fr, provider.en)
            implied = dict.fromkeys(chain.from_iterable(map(_kept_split, _implied(program))))
            for words, worth in ((implied, IMPLIED), (_words(told), TOLD), (_words(names), NAMED)):
                for word in words:
                    self._worth[word][program.id] = worth
        self._known = list(self._worth)

    def find(self, words: str) -> dict[str, float]:
        """Return the programs in which every word is found, with what they are worth, best first. Nothing asked finds nothing."""
        asked = [word for word in _words([words]) if word not in STOP] or list(_words([words]))
        if not asked:
            return {}
        scores = [self._one(word) for word in asked]
        everywhere = set.intersection(*(set(score) for score in scores))
        total = {program: sum(score[program] for score in scores) for program in everywhere}
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    def _one(self, word: str) -> dict[str, float]:
        """Return the programs that have a word, one that it begins, or, where there is none, one like it."""
        same = [known for known in self._known if known == word or (len(word) > 2 and known.startswith(word))]
        likeness: Mapping[str, float] = dict.fromkeys(same, 1.0)
        if not same and len(word) >= SHORTEST_GUESS:
            hits = process.extract(word, self._known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
            likeness = {known: score / 100 for known, score, _ in hits}
        best: dict[str, float] = {}
        for known, like in likeness.items():
            for program, worth in self._worth[known].items():
                best[program] = max(best.get(program, 0.0), worth * like)
        return best


def _words(texts: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(chain.from_iterable(map(_split, texts)))


def _split(text: str) -> list[str]:
    return fold(text).split()


_kept_split = lru_cache(maxsize=NAMES_KEPT)(_split)


def _implied(program: Program) -> Iterable[str]:
    """Yield the names, in both languages, of what a program pays, how, and whom it is for: a roof is found among renovations."""
    for name, codes in (("instruments", program.instruments), ("uses", program.funds), ("families", (program.family,))):
        for code in codes:
            yield from vocabulary(name)[code].names()
    for criterion in (*program.eligibility.requires, *program.eligibility.targets):
        for leaf in leaves(criterion):
            if isinstance(leaf, AttributeCriterion) and isinstance(leaf.constraint, Accepts) and leaf.attribute in FOR_WHOM:
                words = vocabulary(FOR_WHOM[leaf.attribute])
                for code in leaf.constraint.accepted & set(words):
                    yield from words[code].names()
