"""Phrases found in a text whatever its accents, capitals and punctuation, each with the words it was found in.

The form of a phrase is that of `signs.yaml`: `word*` any ending, `a|b` one or the other, `...` up to five words between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from matcher.vocabulary.terms import fold

WORD = re.compile(r"[^\W_]+")
SENTENCE_END = re.compile(r"[.!?;\n]")
BETWEEN = 5
"""Words that `...` may stand for."""


@dataclass(frozen=True)
class Reading:
    """A text as folded words, `.` where a sentence ends, with the place in the text of each."""

    text: str

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        found = []
        last = 0
        for word in WORD.finditer(self.text):
            if SENTENCE_END.search(self.text, last, word.start()):
                found.append((".", last, last))
            found += [(part, word.start(), word.end()) for part in fold(word[0]).split()]
            last = word.end()
        return found

    @cached_property
    def folded(self) -> str:
        return " " + " ".join(word for word, _, _ in self._words) + " "

    @cached_property
    def _places(self) -> list[int]:
        """The place in `folded` where each word begins."""
        places = [1]
        for word, _, _ in self._words:
            places.append(places[-1] + len(word) + 1)
        return places

    def words(self, start: int, end: int) -> str:
        """Return the words of the text behind a stretch of `folded`."""
        inside = [word for word, place in zip(self._words, self._places, strict=False) if start <= place < end]
        return self.text[inside[0][1] : inside[-1][2]] if inside else ""

    def find(self, phrase: str) -> str | None:
        """Return the words in which a phrase is first found, or None."""
        hit = _pattern(phrase).search(self.folded)
        return self.words(hit.start(1), hit.end(1)) if hit else None

    def sequences(self, longest: int) -> list[tuple[str, str]]:
        """Return every sequence of words of one sentence, longest first, folded and as written."""
        found = []
        for size in range(longest, 0, -1):
            for first in range(len(self._words) - size + 1):
                some = self._words[first : first + size]
                if all(word != "." for word, _, _ in some):
                    found.append((" ".join(word for word, _, _ in some), self.text[some[0][1] : some[-1][2]]))
        return found


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = []
    for word in phrase.split():
        if word == "...":
            pieces.append(rf"(?:[a-z0-9]+ ){{0,{BETWEEN}}}?")
        else:
            ways = "|".join(re.escape(way).replace(r"\*", "[a-z0-9]*") for way in word.split("|"))
            pieces.append(f"(?:{ways}) ")
    return re.compile(rf"(?<= )({''.join(pieces)})")
