"""The answer of `match` as bytes: the document of `matches_answer`, of which what no applicant changes is written once for a day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from matcher.advice import advice
from matcher.catalogue import Catalogue
from matcher.json_documents import explanation
from matcher.locale import Language
from matcher.matching import Match, Matches
from matcher.matching import as_json as head_as_json
from matcher.rules.verdict import Verdict
from matcher.sheet import Sheet, closing, reasons, window_as_json


def matches_written(matches: Matches, catalogue: Catalogue, language: Language, top: int, notes: list[str]) -> bytes:
    """Return the answer of `match` with its notes, as JSON."""
    head = head_as_json(replace(matches, ranked=()), language, len(catalogue))
    entries = [_entry(match, matches, language) for match in matches.ranked[:top]]
    return orjson.dumps(head | {"matches": entries, "notes": notes})


def _entry(match: Match, matches: Matches, language: Language) -> dict[str, Any]:
    sheet, decision = match.sheet, match.decision
    if match.verdict is Verdict.NEAR_MISS or len(decision.truths) != len(sheet.criteria):
        return explanation(match, matches, language)
    name, family, window, by_truth, closed = sheet.once(_written, language)
    said = [each[truth] for each, truth in zip(by_truth, decision.truths, strict=True)]
    if match.closed:
        said.insert(0, closed)
    fit = match.fit
    return {
        "rank": match.rank,
        "program": match.program.id,
        "name": name,
        "family": family,
        "verdict": match.verdict.value,
        "fit": fit.points,
        "parts": fit.parts,
        "reasons": orjson.Fragment(b"[" + b",".join(said) + b"]"),
        "near_miss": None,
        "window": window,
        "advice": advice(match, matches.facts, language),
    }


def _written(sheet: Sheet, language: Language) -> tuple[str, str, orjson.Fragment, list[tuple[bytes, ...]], bytes]:
    """Return what an entry says of a program for anybody: its name, family and window, each criterion for each truth, its closing."""
    by_truth = [tuple([orjson.dumps(one.as_json) for one in each]) for each in sheet.once(reasons, language)]
    window = orjson.Fragment(orjson.dumps(sheet.once(window_as_json, language)))
    closed = orjson.dumps(sheet.once(closing, language).as_json)
    return sheet.program.name.read(language), sheet.program.family, window, by_truth, closed
