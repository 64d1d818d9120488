"""The answer of `match` as bytes: the document of `matches_answer`, of which what few answers change is written once for them."""

from __future__ import annotations

import orjson

from matcher.advice import after_the_first
from matcher.advice.speaks import applicant, what_speaks
from matcher.catalogue import Catalogue
from matcher.json_documents import explanation
from matcher.locale import Language
from matcher.matching import Match, Matches, match_as_json
from matcher.rules.verdict import Verdict

OPEN = (Verdict.ELIGIBLE, Verdict.TO_CONFIRM)


def matches_written(matches: Matches, catalogue: Catalogue, language: Language, top: int, notes: list[str]) -> bytes:
    """Return the answer of `match` with its notes, as JSON."""
    catalogue_said = orjson.dumps({"programs": len(catalogue), "version": matches.version})
    written = [b'{"as_of":"', matches.as_of.isoformat().encode(), b'","catalogue":', catalogue_said, b',"matches":[']
    known, who = matches.facts, applicant(matches.facts)
    for match in matches.ranked[:top]:
        if match.rank > 1:
            written.append(b",")
        if match.verdict not in OPEN:
            written.append(orjson.dumps(explanation(match, matches, language)))
            continue
        points, parts = match.fit
        program, reasons, then = _program(match, matches, language)
        speaks = what_speaks(match, known, who, language)
        written += (b'{"rank":', b"%d" % match.rank, program, orjson.dumps(points), b',"parts":', orjson.dumps(parts))
        written += (reasons, orjson.dumps(speaks), then)
    written += (b'],"notes":', orjson.dumps(notes), b"}")
    return b"".join(written)


def _program(match: Match, matches: Matches, language: Language) -> tuple[bytes, bytes, bytes]:
    """Return the parts of an entry that hinge on the program and what its criteria come to, the last of them advice."""

    def say() -> tuple[bytes, bytes, bytes]:
        entry = match_as_json(match, language)
        keys = list(entry)
        fit, parts = keys.index("fit"), keys.index("parts")
        named, judged = [orjson.dumps({key: entry[key] for key in some})[1:-1] for some in (keys[1:fit], keys[parts + 1 :])]
        then = b"".join(b"," + orjson.dumps(sentence) for sentence in after_the_first(match, matches.facts, language))
        return b"," + named + b',"fit":', b"," + judged + b',"advice":[', then + b"]}"

    return match.said((_program, language), say)
