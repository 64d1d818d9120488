"""Amounts of money and numbers of people or years in a text, French or English, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import isfinite

from matcher.vocabulary.terms import fold

NUMBER = r"\d+(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
SCALE = r"milliards?|billions?|millions?|mille|thousand|[kKmMG]"
SIGN = r"\$|dollars?\b|CAD\b"
MONEY = re.compile(
    rf"(?:(?:CA?\$|\$)\s?(?P<after>{NUMBER})(?:[ \u00a0\u202f]?(?P<scale_after>{SCALE})\b)?"
    rf"|(?<!\d)(?P<before>{NUMBER})(?:[ \u00a0\u202f]?(?P<scale_before>{SCALE}))?[ \u00a0\u202f]?(?:de |of )?(?:{SIGN})"
    rf"|(?<!\d)(?P<short>{NUMBER})[ \u00a0\u202f]?(?P<scale_short>k|K|M)\b)"
)
SCALES = {
    "k": 10**3,
    "mille": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "million": 10**6,
    "g": 10**9,
    "milliard": 10**9,
    "billion": 10**9,
}
NUMERALS = {
    "fr": "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante "
    "cinquante soixante septante cent cents mille million millions et",
    "en": "a one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million millions and",
}
WORD = re.compile(r"[^\W\d_]+")
MOST_AMOUNTS = 200
"""Numbers that are looked at of one kind: a paragraph has a few, and each costs time."""
REACH = 200
"""Letters before a noun in which its number stands."""
FEW = 12
"""Words that a number in words may have."""


@dataclass(frozen=True)
class Amount:
    """A number, with the words it was read from and where they stand."""

    value: float
    words: str
    start: int
    end: int


def money(text: str) -> list[Amount]:
    """Return the amounts of money in a text, in dollars, in order."""
    found = []
    for hit in islice(MONEY.finditer(text), MOST_AMOUNTS):
        number = hit["after"] or hit["before"] or hit["short"]
        scale = hit["scale_after"] or hit["scale_before"] or hit["scale_short"] or ""
        value = _value(number) * SCALES.get(scale.casefold().rstrip("s"), 1)
        if isfinite(value):
            found.append(Amount(value, hit[0], hit.start(), hit.end()))
    for sign in islice(re.finditer(r"(?:de |d')?\bdollars?\b", text), MOST_AMOUNTS):
        spelled = _spelled(text, sign.start())
        if spelled and not any(known.start <= spelled.start < known.end for known in found):
            found.append(Amount(spelled.value, text[spelled.start : sign.end()], spelled.start, sign.end()))
    return sorted(found, key=lambda amount: amount.start)


def counted(text: str, what: str) -> Iterator[Amount]:
    """Yield each number that stands before a match of the pattern `what`: *douze employés*, *12 workers*."""
    for noun in islice(re.finditer(what, text, re.IGNORECASE), MOST_AMOUNTS):
        reach = max(0, noun.start() - REACH)
        digits = re.search(rf"(?<!\d)(?:{NUMBER})$", text[reach : noun.start()].rstrip())
        if digits and isfinite(value := _value(digits[0])):
            start = reach + digits.start()
            yield Amount(value, text[start : noun.end()], start, noun.end())
        elif spelled := _spelled(text, noun.start()):
            yield Amount(spelled.value, text[spelled.start : noun.end()], spelled.start, noun.end())


def _value(number: str) -> float:
    bare = re.sub(r"[ \u00a0\u202f]", "", number)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", bare):
        return float(bare.replace(",", ""))
    return float(bare.replace(",", "."))


def _spelled(text: str, end: int) -> Amount | None:
    """Return the number written in words that ends just before `end`, in either language."""
    from text_to_num import text2num  # type: ignore[import-untyped]  # noqa: PLC0415  # reading a paragraph is all that needs it

    words = list(WORD.finditer(text, max(0, end - 200), end))[-FEW:]
    for language, numerals in NUMERALS.items():
        known = set(numerals.split())
        first = len(words)
        while first and fold(words[first - 1][0]) in known and not re.search(r"[.,;]", text[words[first - 1].end() : end]):
            first -= 1
        for start in range(first, len(words)):
            try:
                value = text2num(text[words[start].start() : words[-1].end()].replace("-", " ").casefold(), language)
            except ValueError:
                continue
            return Amount(value, text[words[start].start() : end], words[start].start(), end)
    return None
