"""What puts words of the catalogue into the middle of a sentence: capitals, *que*, quotation marks, numbers in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from matcher.locale import N_, Language, either, number, together, translate
from matcher.profile import ATTRIBUTES
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

NUMBERS = (N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"), N_("eight"), N_("nine"))
VOWEL = re.compile(r"[aàâeéèêëiîïoôuùûyœ]", re.IGNORECASE)
NO_BREAK = re.compile(r"(?<=\S) (?=[:%»]|\$(?!\d))|(?<=«) ")
SPACES = (" :", " %", " »", " $", "« ")
"""What NO_BREAK may change; most sentences hold none, and are not searched."""
LONGEST = 320
"""The letters of a sentence: beyond, nobody reads to the end."""


def spelled(count: int, language: Language) -> str:
    """Write a count from one to nine in words, as style guides of both languages ask, and a larger one in figures."""
    return translate(NUMBERS[count - 1], language) if 0 < count <= len(NUMBERS) else number(count, language)


def inside(words: str, other: str) -> str:
    """Return `words` as they stand inside a sentence: without the first capital, unless it is of a name.

    `other` is the same text in the other language: a first word that both share is a name, and so is one all in capitals.
    """
    first = words.split(maxsplit=1)[0]
    named = first == other.split(maxsplit=1)[0] or first[1:2].isupper()
    return words if named else words[0].lower() + words[1:]


def that(clause: str, language: Language) -> str:
    """Return a clause with *that*, or *que* and its elision."""
    if language == "en":
        return f"that {clause}"
    return f"qu'{clause}" if VOWEL.match(clause) else f"que {clause}"


def quoted(words: str, language: Language) -> str:
    """Put a heading between quotation marks."""
    return translate(N_("“{words}”"), language, words=words)


@lru_cache(maxsize=10_000)
def ended(words: str) -> str:
    """Return a sentence with its capital, its period, and the no-break spaces that French asks for."""
    sentence = f"{words[0].upper()}{words[1:].removesuffix('.')}."
    return NO_BREAK.sub("\u00a0", sentence) if any(space in sentence for space in SPACES) else sentence


def noun(attribute: str, language: Language) -> str:
    """Return how a sentence names an attribute."""
    return translate(ATTRIBUTES[attribute].phrase, language)


def named_terms(attribute: str, codes: Sequence[str], language: Language) -> list[str]:
    """Return how a sentence names terms of an attribute: by their phrases, or as headings where they have none."""
    if attribute == "territory":
        return [territory()[code].label(language).split(" (")[0] for code in codes]
    terms = [vocabulary(ATTRIBUTES[attribute].vocabulary or "")[code] for code in codes]
    return [term.phrase(language) if term.phrases else quoted(term.label(language), language) for term in terms]


@lru_cache(maxsize=10_000)
def kind_of_project(attribute: str, codes: tuple[str, ...], language: Language) -> str:
    """Return whom or what a criterion on an attribute accepts, as the object of a verb: *enterprises led by women*."""
    words = named_terms(attribute, codes, language)
    if attribute == "groups":
        return translate(N_("enterprises led by {people}"), language, people=either(words, language))
    if attribute == "serves":
        return translate(N_("projects that serve {people}"), language, people=either(words, language))
    if attribute == "stage":
        return translate(N_("projects at the stage {terms}"), language, terms=either(words, language))
    if attribute == "tenure":
        return translate(N_("projects of which the premises are {terms}"), language, terms=either(words, language))
    if attribute == "sector":
        frame = N_("enterprises in the sector {terms}") if len(codes) == 1 else N_("enterprises in the sectors {terms}")
        return translate(frame, language, terms=together(words, language))
    return together(words, language)
