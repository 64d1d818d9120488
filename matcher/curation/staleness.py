"""Which sheets to look at again, and why: the page was read long ago, a call has passed, or confidence is low."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from matcher.catalogue import Catalogue
from matcher.curation.pages import Visit
from matcher.locale import N_, Language, day, translate
from matcher.program import Program
from matcher.window import freshness, window

READ_AGAIN = 180
"""Days after which a page is to be read again."""


@dataclass(frozen=True)
class Reason:
    """Why a sheet is to be looked at: a short code, and the day on which it rests if there is one."""

    code: str
    since: date | None = None

    def sentence(self, language: Language) -> str:
        text = SENTENCES[self.code]
        return translate(text, language, day=day(self.since, language)) if self.since else translate(text, language)


SENTENCES = {
    "page_gone": N_("a page is gone since {day}"),
    "page_changed": N_("a page changed on {day}, after it was read"),
    "unread": N_("a page was never read"),
    "read_long_ago": N_("a page was last read on {day}"),
    "old_pages": N_("no page is dated of the last two years"),
    "intake_passed": N_("the last known call closed on {day}"),
    "status_unknown": N_("nobody knows whether it is open"),
    "low_confidence": N_("confidence is low"),
}
"""The reasons, the most urgent first."""


@dataclass(frozen=True)
class Stale:
    """One sheet with its reasons, the most urgent first."""

    program: Program
    reasons: tuple[Reason, ...]


def stale(
    catalogue: Catalogue, as_of: date, days: int = READ_AGAIN, visits: Mapping[str, Visit] = MappingProxyType({})
) -> list[Stale]:
    """Return the sheets to look at again, those with the most urgent reasons first.

    Args:
        catalogue: all programs.
        as_of: today.
        days: how long a page stays read.
        visits: what the pages did when they were last visited, by address.
    """
    found = [Stale(program, (*_visited(program, visits), *_reasons(program, as_of, days))) for program in catalogue.values()]
    urgency = list(SENTENCES)
    return sorted(
        (item for item in found if item.reasons),
        key=lambda item: (urgency.index(item.reasons[0].code), -len(item.reasons), item.program.id),
    )


def _visited(program: Program, visits: Mapping[str, Visit]) -> list[Reason]:
    """Return what the last visits say: a page that is gone, or that changed after it was read."""
    seen = [(source, visits[source.url]) for source in program.sources if source.url in visits]
    gone = [visit.seen_on for _, visit in seen if visit.outcome == "gone"]
    changed = [v.changed_on for source, v in seen if v.changed_on and (source.read_on is None or v.changed_on > source.read_on)]
    reasons = [Reason("page_gone", min(gone))] if gone else []
    return [*reasons, Reason("page_changed", max(changed))] if changed else reasons


def _reasons(program: Program, as_of: date, days: int) -> list[Reason]:
    if program.status == "closed":
        return []
    reasons = []
    read = [source.read_on for source in program.sources]
    if None in read:
        reasons.append(Reason("unread"))
    oldest = min((day for day in read if day is not None), default=None)
    if oldest is not None and (as_of - oldest).days > days:
        reasons.append(Reason("read_long_ago", oldest))
    if freshness(program, as_of) == "stale":
        reasons.append(Reason("old_pages"))
    seen = window(program, as_of)
    if seen.state == "between_intakes" and seen.closes:
        reasons.append(Reason("intake_passed", seen.closes))
    if seen.state == "unknown":
        reasons.append(Reason("status_unknown"))
    if program.confidence == "low":
        reasons.append(Reason("low_confidence"))
    return reasons
