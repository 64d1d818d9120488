"""What is new for one client, in sentences: which program it is about, why, and the day that matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.answer import covers
from matcher.locale import LANGUAGES, N_, Language, translate, translate_count
from matcher.matching import Match, Matches
from matcher.rules.truth import Truth
from matcher.rules.verdict import Verdict
from matcher.watch.comparison import SOON, Kind, Turn, compare
from matcher.watch.standing import Standing, criterion_name
from matcher.watch.terms import what_changed

KIND_WORDS: dict[Kind, str] = {
    "closing_soon": N_("Closes soon"),
    "opened": N_("Takes applications now"),
    "gained": N_("Now possible for them"),
    "confirmed": N_("Nothing left to confirm"),
    "to_reconfirm": N_("To confirm again"),
    "terms_changed": N_("Terms have changed"),
    "lost": N_("No longer possible for them"),
}
NAMED = 3
"""Criteria that are said in full; of more, the number is said."""


@dataclass(frozen=True)
class News:
    """One thing that is new about one program for one client. `on` is the day that matters, such as the last one to apply."""

    program: str
    kind: Kind
    key: str
    """The same for the same news, whenever it is noticed: what was told once by this key is not told again."""
    name: Mapping[Language, str]
    why: Mapping[Language, str]
    on: date | None = None


def news(
    before: Mapping[str, Standing] | None, after: Mapping[str, Standing], matches: Matches, *, soon: int = SOON
) -> list[News]:
    """Say what is new for one client since the last look, what cannot wait first.

    Args:
        before: the standings of the last look; None at the first one, which tells only what closes soon.
        after: those of this look, as `standings` takes them from `matches`.
        matches: the matches of this look, whose criteria say why.
        soon: days before the last one from which a call closes soon.
    """
    return [_said(turn, matches) for turn in compare(before, after, matches.as_of, soon=soon)]


def _said(turn: Turn, matches: Matches) -> News:
    try:
        match = matches.find(turn.program)
    except KeyError:
        gone = N_("It is no longer in the catalogue")
        name: dict[Language, str] = dict.fromkeys(LANGUAGES, turn.program)
        why: dict[Language, str] = {language: translate(gone, language) for language in LANGUAGES}
    else:
        name = {language: match.program.name.read(language) for language in LANGUAGES}
        why = {language: _why(turn, match, matches, language) for language in LANGUAGES}
    return News(turn.program, turn.kind, turn.key, name, why, turn.on)


def _why(turn: Turn, match: Match, matches: Matches, language: Language) -> str:
    if turn.kind in {"opened", "closing_soon"}:
        return match.window.sentence(language)
    if turn.kind == "terms_changed":
        return "; ".join(what_changed(match.program, turn.before, turn.after, language))
    if turn.kind == "lost":
        return _why_lost(match, matches, language)
    unknown = _sentences(match, Truth.UNKNOWN, language)
    if turn.kind == "to_reconfirm":
        return _listed(N_("To confirm: {criteria}"), [unknown[name] for name in turn.criteria], language)
    true = _sentences(match, Truth.TRUE, language)
    met = [true[name] for name in turn.criteria if name in true]
    said = [_listed(N_("Now met: {criteria}"), met, language)] if met else []
    if unknown:
        said.append(_listed(N_("To confirm: {criteria}"), list(unknown.values()), language))
    if turn.kind == "gained":
        said = [*(said or [translate(N_("Every criterion is met"), language)]), match.window.sentence(language)]
    return ". ".join(said) or translate(N_("Every criterion is met"), language)


def _why_lost(match: Match, matches: Matches, language: Language) -> str:
    """Say what closes the program: that it is closed itself, that a local version stands in for it, or the criteria not met."""
    if match in matches.hidden:
        local = next(one for one in (*matches.ranked, *matches.hidden) if _stands_in(one, match, matches))
        text = N_("Its local version stands in for it: {program}")
        return translate(text, language, program=local.program.name.read(language))
    if match.closed:
        return match.reasons(language)[0].text
    said = _listed(N_("Not met: {criteria}"), list(_sentences(match, Truth.FALSE, language).values()), language)
    if match.verdict is Verdict.NEAR_MISS and match.decision.near_miss:
        step = translate(N_("One step away: {step}"), language, step=match.decision.near_miss.sentence(language))
        return f"{said}. {step}"
    return said


def _stands_in(local: Match, general: Match, matches: Matches) -> bool:
    """Tell whether one program is the local version of another for the place of this client."""
    return (
        general.program.id in local.program.local_version_of
        and local.verdict is not Verdict.NOT_ELIGIBLE
        and covers(local.program, matches.facts) is Truth.TRUE
    )


def _sentences(match: Match, truth: Truth, language: Language) -> dict[str, str]:
    """Return the sentences of the criteria that come to `truth`, by name."""
    return {criterion_name(reason.criterion): reason.sentence(language) for reason in match.decision.with_truth(truth)}


def _listed(frame: str, criteria: list[str], language: Language) -> str:
    said = criteria[:NAMED]
    left = len(criteria) - len(said)
    if left:
        said.append(translate_count(N_("{count} more criterion"), N_("{count} more criteria"), left, language))
    return translate(frame, language, criteria="; ".join(said))
