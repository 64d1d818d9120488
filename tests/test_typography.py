"""Texts are set as people set them in Québec, and French ones are easy enough to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pyphen
import pytest

from matcher.catalogue import load_catalogue
from matcher.locale import french, translate
from matcher.profile import ATTRIBUTES
from matcher.vocabulary.terms import vocabulary
from tests.foreign_words import foreign, misset, texts_in_both


@cache
def written() -> tuple[tuple[str, str, str], ...]:
    """Return every text of the catalogue in French and English, with the sheet that it stands in."""
    catalogue = load_catalogue()
    sheets = {**catalogue.programs, **catalogue.providers}
    return tuple((key, fr, en) for key, sheet in sheets.items() for fr, en in texts_in_both(sheet.model_dump(mode="json")))


def test_the_catalogue_is_set_as_in_quebec() -> None:
    """Guillemets, no-break spaces and figures: 1 234,56 $ in French, $1,234.56 in English."""
    assert len(written()) > 4_000
    assert misset((fr for _, fr, _ in written()), "fr") == []
    assert misset((en for _, _, en in written()), "en") == []


def test_the_catalogue_says_each_thing_in_both_languages() -> None:
    """No French text of a sheet is in English, and no English one in French."""
    assert foreign((fr for _, fr, _ in written()), "fr") == []
    assert foreign((en for _, _, en in written()), "en") == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Au plus 250\u00a0000\u00a0$, soit 50\u00a0% des coûts", True),
        ("Au plus 250 000 $", False),
        ("Au plus $250,000", False),
        ("soit 50% des coûts", False),
        ("Le « volet A »", False),
        ("Le «\u00a0volet A\u00a0»", True),
        ("Deux volets : A et B", False),
        ("Deux volets\u00a0: A et B; puis C", True),
        ("Combien ?", False),
        ('le "volet"', False),
    ],
)
def test_what_is_not_set_as_in_quebec(text: str, right: bool) -> None:
    assert misset([text], "fr") == ([] if right else [text])


def test_no_word_is_left_to_the_reader_to_bend() -> None:
    """A count says *1 programme* or *2 programmes*, never *programme(s)*."""
    assert [str(entry.string) for entry in french() if re.search(r"\w\((?:s|e|es|x)\)", f"{entry.id} {entry.string}")] == []


# --- Reading ------------------------------------------------------------------------------------------------------------


def questions() -> Iterator[str]:
    for attribute in ATTRIBUTES.values():
        yield from (translate(text, "fr") for text in (attribute.question, attribute.why) if text)
    yield from (term.fr for term in vocabulary("confirmations").values())


def reasons() -> Iterator[str]:
    catalogue = load_catalogue()
    sentences = {one.sentence("fr") for sheet in catalogue.values() for one in sheet.eligibility.conjuncts(date(2026, 11, 30))}
    yield from sorted(sentences)


def sentences() -> Iterator[str]:
    yield from (str(entry.string).replace("*", "") for entry in french() if entry.id and entry.string)


def summaries() -> Iterator[str]:
    yield from (sheet.summary.fr for sheet in load_catalogue().values())


LEVELS = {
    "questions": (questions, 75, 20),
    "sentences": (sentences, 90, 42),
    "reasons": (reasons, 52, None),
    "summaries": (summaries, 58, 56),
}
"""What is read, the lowest ease (Kandel and Moles 1958: 207 - 1.015 words a sentence - 73.6 syllables a word; 70 to 80 is *fairly easy*, what
a thirteen-year-old reads; 50 to 60 *fairly difficult*), and the longest sentence in words. Reasons list the accepted terms, hence no longest."""


def ease_of(texts: list[str]) -> float:
    """Return the ease of reading of texts; where one may be hyphenated stands for its syllables, as in textstat."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text)]
    phrases = sum(max(1, len(re.findall(r"[.?!]+(?=\s|$)", text))) for text in texts)
    hyphens = pyphen.Pyphen(lang="fr")
    syllables = sum(len(hyphens.positions(word)) + 1 for word in words)
    return 207 - 1.015 * len(words) / phrases - 73.6 * syllables / len(words)


@pytest.mark.parametrize("kind", sorted(LEVELS))
def test_french_is_easy_enough_to_read(kind: str) -> None:
    """Questions and sentences of the interface at the level of the first years of secondary school; sheets a little above."""
    read, ease, longest = LEVELS[kind]
    texts = [text for text in read() if len(text.split()) >= 3]
    assert ease_of(texts) >= ease
    if longest is not None:
        lengths = {text: max(len(part.split()) for part in re.split(r"(?<=[.?!;:])\s+", text)) for text in texts}
        assert [text for text, length in lengths.items() if length > longest] == []
