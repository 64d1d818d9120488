"""What can be read without a profile: the catalogue, its programs a page at a time, and one of them."""

from __future__ import annotations

from math import ceil
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from matcher.api.asked import ProgramsAddress
from matcher.api.problems import Refused
from matcher.api.shelf import Loaded
from matcher.clock import today
from matcher.curation.coverage import report
from matcher.document import InputError
from matcher.json_documents import program_answer, program_called, program_list, report_answer
from matcher.locale import N_, Language
from matcher.program import Program
from matcher.vocabulary.terms import fold


def catalogue(loaded: Loaded) -> dict[str, Any]:
    """Return the version of the catalogue, and what it covers today."""
    return {"version": loaded.catalogue.version} | report_answer(report(loaded.catalogue, today()))


def program(loaded: Loaded, program_id: str, language: Language) -> dict[str, Any]:
    """Return one program. Raises Refused with the nearest id where there is none."""
    try:
        return program_answer(program_called(loaded.catalogue, program_id, "id"), language)
    except InputError as error:
        raise Refused(404, N_("there is no program with this id"), problems=error.problems) from None


def programs(loaded: Loaded, asked: ProgramsAddress, language: Language) -> list[Program]:
    """Return the programs that were asked for: best first if words were, else in the order of their names, closed ones last."""
    if asked.q is not None:
        found = [loaded.catalogue[program_id] for program_id in loaded.search.find(asked.q)]
    else:
        found = sorted(loaded.catalogue.values(), key=lambda p: (p.status == "closed", fold(p.name.read(language)), p.id))
    return [
        p
        for p in found
        if asked.family in {None, p.family}
        and (asked.instrument is None or asked.instrument in p.instruments)
        and (asked.region is None or asked.region in loaded.regions[p.id])
    ]


def page(found: list[Program], asked: ProgramsAddress, language: Language) -> list[dict[str, str]]:
    """Return the programs of the page that was asked for."""
    first = (asked.page - 1) * asked.per_page
    return program_list(found[first : first + asked.per_page], language)


def links(request: Request, asked: ProgramsAddress, count: int) -> str:
    """Return where the other pages are, as a Link header: addresses are relative, so that they hold behind any proxy."""
    last = max(1, ceil(count / asked.per_page))
    pages = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    shown = {name: number for name, number in pages.items() if 1 <= number <= last}
    kept = dict(request.query_params)
    return ", ".join(f'<?{urlencode(kept | {"page": number})}>; rel="{name}"' for name, number in shown.items())
