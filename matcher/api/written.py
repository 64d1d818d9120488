"""The answer of `match` as bytes: the document of `matches_answer`, of which what few answers change is written once for them."""

from __future__ import annotations

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
        entry = explanation(match, matches, language)
        keys = list(entry)
        fit, parts, advice = map(keys.index, ("fit", "parts", "advice"))
        said = [orjson.dumps({key: entry[key] for key in some})[1:-1] for some in (keys[1:fit], keys[parts + 1 : advice])]
        then = b"".join(b"," + orjson.dumps(sentence) for sentence in entry["advice"][1:])
        return b"," + said[0] + b',"fit":', b"," + said[1] + b',"advice":[', then + b"]}"

    return match.said((_program, language), say)
