"""The answer of `match` as bytes: the document of `matches_answer`, of which what few answers change is written once for them."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from matcher.advice.speaks import applicant, what_speaks
from matcher.catalogue import Catalogue
from matcher.json_documents import explanation
from matcher.locale import Language
from matcher.matching import Match, Matches
from matcher.rules.verdict import Verdict

OPEN = (Verdict.ELIGIBLE, Verdict.TO_CONFIRM)


def matches_written(matches: Matches, catalogue: Catalogue, language: Language, top: int, notes: list[str]) -> bytes:
    """Return the answer of `match` with its notes, as JSON."""
    return b'{"as_of":"%b","catalogue":%b,"matches":[%b],"notes":%b}' % (
        matches.as_of.isoformat().encode(),
        orjson.dumps({"programs": len(catalogue), "version": matches.version}),
        b",".join(_entries(matches, language, top)),
        orjson.dumps(notes),
    )


def _entries(matches: Matches, language: Language, top: int) -> Iterator[bytes]:
    known, who = matches.facts, applicant(matches.facts)
    for match in matches.ranked[:top]:
        if match.verdict not in OPEN:
            yield orjson.dumps(explanation(match, matches, language))
            continue
        fit = match.fit
        program, reasons, then = _program(match, matches, language)
        speaks = orjson.dumps(what_speaks(match, known, who, language))
        yield b'{"rank":%d,%b,"fit":%b,"parts":%b,%b,"advice":[%b%b]}' % (
            match.rank,
            program,
            orjson.dumps(fit.points),
            orjson.dumps(fit.parts),
            reasons,
            speaks,
            then,
        )


def _program(match: Match, matches: Matches, language: Language) -> tuple[bytes, bytes, bytes]:
    """Return the parts of an entry that hinge on the program and what its criteria come to, the last of them advice."""

    def say() -> tuple[bytes, bytes, bytes]:
        entry = explanation(match, matches, language)
        keys = list(entry)
        fit, parts, advice = map(keys.index, ("fit", "parts", "advice"))
        said = [orjson.dumps({key: entry[key] for key in some})[1:-1] for some in (keys[1:fit], keys[parts + 1 : advice])]
        others = entry["advice"][1:]
        return said[0], said[1], b"".join(b"," + orjson.dumps(sentence) for sentence in others)

    return match.said((_program, language), say)
