"""How long ranking every program for one profile takes once all is loaded, its parts, and peers in the same run.

The profiles are those of the advisor's cases. The peers do a part of the work with a library as it comes: scikit-learn compares the
texts with four calls of `TfidfVectorizer.transform`, and bm25s scores them, without verdicts, reasons or features.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import bm25s
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher import Matcher, Profile, decide, load_catalogue
from matcher.facts import facts
from matcher.locale import LANGUAGES
from matcher.ranking import document, query
from matcher.text.analysis import stems
from matcher.window import window

RUNS = 15
DAY = date(2026, 11, 23)
CASES = Path(__file__).parent.parent / "tests" / "cases" / "advisor.yaml"


def works(matcher: Matcher) -> Iterator[tuple[str, Callable[[Profile], Any]]]:
    """Yield each piece of work, done for one profile, with its name."""
    programs = list(matcher.catalogue.values())

    def decisions(profile: Profile) -> list[Any]:
        known = facts(profile, DAY)
        return [decide(program.eligibility, known, program.id) for program in programs]

    yield "match: all of it", lambda profile: matcher.match(profile, DAY)
    yield "  similarity of the texts", lambda profile: matcher.ranker.similarities(facts(profile, DAY))
    yield "  verdicts, one program after another", decisions
    yield "  windows, once a day", lambda _: [window(program, DAY) for program in programs]

    texts = [document(program) for program in programs]
    indexes = []
    vectorised = []
    for language in LANGUAGES:
        words = [stems(text[language], language) for text in texts]
        index = bm25s.BM25()
        index.index(words, show_progress=False)
        indexes.append((language, index))
        for analyzer, ngrams in (("word", (1, 1)), ("char_wb", (3, 5))):
            vectoriser = TfidfVectorizer(analyzer=analyzer, ngram_range=ngrams, sublinear_tf=True, max_df=0.5)
            vectorised.append((vectoriser, vectoriser.fit_transform(text[language] for text in texts)))

    def cosines(profile: Profile) -> list[Any]:
        asked = query(facts(profile, DAY))
        return [(matrix @ vectoriser.transform([asked]).T).toarray() for vectoriser, matrix in vectorised]

    def scores(profile: Profile) -> list[Any]:
        asked = query(facts(profile, DAY))
        return [index.get_scores(stems(asked, language)) for language, index in indexes]

    yield "peer: scikit-learn, texts only", cosines
    yield "peer: bm25s, texts only", scores


def milliseconds(work: Callable[[Profile], Any], profiles: list[Profile]) -> list[float]:
    """Return how long one piece of work takes, for each profile and run, after one that is not counted."""
    found = []
    for profile in profiles:
        work(profile)
        for _ in range(RUNS):
            started = time.perf_counter()
            work(profile)
            found.append(1000 * (time.perf_counter() - started))
    return found


def main() -> None:
    """Print the median and the fastest of each piece of work, and how its median stands to the whole match."""
    profiles = [Profile.model_validate(case["profile"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
    matcher = Matcher(load_catalogue())
    print(f"{len(matcher.catalogue)} programs, {len(profiles)} profiles, {RUNS} runs of each")
    whole = None
    for name, work in works(matcher):
        times = milliseconds(work, profiles)
        median = statistics.median(times)
        whole = whole or median
        print(f"{name:32} {median:6.1f} ms   fastest {min(times):6.1f} ms   {median / whole:5.2f} x")


if __name__ == "__main__":
    main()
