"""A kept index gives what the texts would give anew, whatever happens to the file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml

from matcher import load_catalogue
from matcher.locale import LANGUAGES, Language
from matcher.ranking import document
from matcher.text import analysis, index_cache
from matcher.text.analysis import stems
from matcher.text.index_cache import FEW, text_index
from matcher.text.similarity import TextIndex
from matcher.vocabulary.terms import fold

WORDS = [
    "épicerie",
    "village",
    "logement",
    "théâtre",
    "énergie",
    "coopérative",
    "ferme",
    "école",
    "forêt",
    "mer",
    "pont",
    "moulin",
]
TEXTS: dict[str, dict[Language, str]] = {
    f"p{n}": {"fr": f"{WORDS[n % 12]} {WORDS[n % 7]}", "en": f"{WORDS[n % 5]} {WORDS[n % 11]}"} for n in range(FEW + 10)
}
QUERIES = ["une épicerie de village", "coopératives", "un théâtre pour l'école", "zzz"]
CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[Language, str]]:
    """Return what the text search reads of the real catalogue."""
    return {program.id: document(program) for program in load_catalogue().values()}


def of_scikit_learn(documents: dict[str, dict[Language, str]], queries: list[str]) -> np.ndarray:
    """Return the similarities as four vectorisers of scikit-learn give them."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    by_language = []
    for language in LANGUAGES:
        texts = [document[language] for document in documents.values()]
        by_stem = TfidfVectorizer(analyzer=partial(stems, language=language), sublinear_tf=True, max_df=0.5)
        by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), preprocessor=fold, sublinear_tf=True, max_df=0.5)
        both = [v.fit_transform(texts).dot(v.transform(queries).T).toarray().T for v in (by_stem, by_letters)]
        by_language.append(sum(both) / 2)
    return np.clip(np.maximum(*by_language), 0, 1)


@pytest.mark.parametrize("cases", ["funded.yaml", "advisor.yaml"])
def test_the_sums_are_those_of_scikit_learn(documents: dict[str, dict[Language, str]], cases: str) -> None:
    """On the real catalogue and the real projects no similarity differs from scikit-learn's by more than 1e-9."""
    read = yaml.safe_load((CASES / cases).read_text(encoding="utf-8"))
    queries = [case["profile"].get("project", {}).get("description", "") for case in read]
    queries = [query for query in queries if query]
    assert len(queries) > 5
    index = TextIndex(documents)
    found = np.array([index.cosines(query) for query in queries])
    assert np.abs(found - of_scikit_learn(documents, queries)).max() < 1e-9


@pytest.mark.parametrize("word", ["a", "ab", "abc", "abcd", "abcdef", "Œuvre", "été d'été", "", "!?", "x y zz"])
def test_letters_as_scikit_learn_reads_them(word: str) -> None:
    """Short words, long words and repeated ones are cut into the same runs."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    analyser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), preprocessor=fold).build_analyzer()
    assert analysis.letter_runs(word) == analyser(word)


def test_the_second_time_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second index comes from the file, and finds the same to the last bit."""
    first = text_index(TEXTS, tmp_path)
    monkeypatch.setattr("matcher.text.similarity.stems", lambda *_: pytest.fail("the texts were read again"))
    again = text_index(TEXTS, tmp_path)
    monkeypatch.undo()
    assert [again.similarities(query) for query in QUERIES] == [first.similarities(query) for query in QUERIES]


def test_never_stale(tmp_path: Path) -> None:
    """One word changed in one language of one program is found at once."""
    text_index(TEXTS, tmp_path)
    changed = {**TEXTS, "p3": {**TEXTS["p3"], "en": "lighthouse"}}
    assert text_index(changed, tmp_path).similarities("a lighthouse")["p3"] > 0.3


@pytest.mark.parametrize("module", ["analysis", "similarity", "terms"])
def test_another_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """What other code kept is not used."""
    text_index(TEXTS, tmp_path)
    other = tmp_path / "reader.py"
    other.write_text("# another reader\n", encoding="utf-8")
    monkeypatch.setattr(getattr(index_cache, module), "__file__", str(other))
    text_index(TEXTS, tmp_path)
    assert len(list(tmp_path.glob("*.npz"))) == 2


def emptied(content: bytes) -> bytes:
    return b""


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def with_a_bit_flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def of_something_else(content: bytes) -> bytes:
    return b"{}"


@pytest.mark.parametrize("damage", [emptied, halved, with_a_bit_flipped, of_something_else])
def test_broken_file(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """A damaged file is as good as none, and is mended."""
    expected = text_index(TEXTS, tmp_path).similarities(QUERIES[0])
    (file,) = tmp_path.glob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert expected == text_index(TEXTS, tmp_path).similarities(QUERIES[0])
    assert whole == file.read_bytes()


def test_no_place_to_write(tmp_path: Path) -> None:
    """Where nothing can be written, texts are read all the same."""
    (tmp_path / "cache").write_text("a file where a directory should be", encoding="utf-8")
    assert text_index(TEXTS, tmp_path / "cache").similarities("théâtre") == TextIndex(TEXTS).similarities("théâtre")


def test_few_files_stay(tmp_path: Path) -> None:
    """Each edit does not leave a file behind, and the last index stays."""
    for edit in range(6):
        text_index({**TEXTS, "p0": {"fr": f"mot{edit}", "en": f"word{edit}"}}, tmp_path)
    assert len(list(tmp_path.iterdir())) == index_cache.MOST_KEPT


def test_a_handful_of_texts_leaves_no_file(tmp_path: Path) -> None:
    """A few texts are read as fast as a file is, so none is written."""
    text_index(dict(list(TEXTS.items())[: FEW - 1]), tmp_path)
    assert list(tmp_path.iterdir()) == []
