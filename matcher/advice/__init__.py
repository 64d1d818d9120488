"""What an advisor would say of one match: what speaks for it or refuses it, what to confirm, what comes next.

Sentences rest on the criteria, the amounts and the dates of the sheet, and on the answers given. They promise nothing: no sentence
says that an applicant qualifies or how likely an award is.
"""

from __future__ import annotations

from typing import Any

from matcher.advice.confirms import to_confirm
from matcher.advice.next_step import next_step
from matcher.advice.refuses import closing, refusal, step_away
from matcher.advice.speaks import applicant, what_speaks
from matcher.facts import Facts
from matcher.locale import Language
from matcher.matching import Match
from matcher.rules.verdict import Verdict

__all__ = ["advice", "advised", "after_the_first"]


def advice(match: Match, known: Facts, language: Language) -> tuple[str, ...]:
    """Return one to three sentences on a match.

    A refused program has one, which says what refuses it.

    Args:
        match: the program as it was judged.
        known: the facts that it was judged on.
        language: the language to write in.
    """
    if match.verdict is Verdict.NOT_ELIGIBLE:
        return (closing(language),) if match.closed else (refusal(match, known, language),)
    near = match.verdict is Verdict.NEAR_MISS
    first = step_away(match, language) if near else what_speaks(match, known, applicant(known), language)
    return (first, *after_the_first(match, known, language))


def after_the_first(match: Match, known: Facts, language: Language) -> list[str]:
    """Return what is left to confirm of a program that is not refused, and what comes next."""
    sentences = (to_confirm(match, known, language), match.sheet.once(next_step, language))
    return [sentence for sentence in sentences if sentence]


def advised(entry: dict[str, Any], match: Match, known: Facts, language: Language) -> dict[str, Any]:
    """Return the entry of a match in the JSON document with its advice as a list of sentences."""
    return {**entry, "advice": list(advice(match, known, language))}
