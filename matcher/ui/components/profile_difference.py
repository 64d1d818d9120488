"""What differs between two profiles, answer by answer, in words."""

from __future__ import annotations

from typing import Any

from matcher.locale import N_, Language, translate
from matcher.profile import ATTRIBUTES, Profile
from matcher.ui import core
from matcher.ui.components.words import plain
from matcher.words import answer_text


def differences(before: Profile, after: Profile, language: Language) -> list[str]:
    """Return one sentence for each answer that was added, taken back or changed."""
    old, new = _answers(before), _answers(after)
    told = [name for name in (*new, *(name for name in old if name not in new)) if old.get(name) != new.get(name)]
    return [_sentence(name, old, new, language) for name in told]


def _answers(profile: Profile) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for section in (profile.enterprise, profile.project):
        for name in type(section).model_fields:
            value = getattr(section, name)
            if value is not None:
                found[name] = value
    return found | {f"confirm:{name}": value for name, value in profile.confirmations.items()}


def _plainly(name: str, language: Language) -> str:
    """Return what a condition says, or the name of an answer that is no attribute."""
    condition = core.catalogue().conditions.get(name.removeprefix("confirm:"))
    return condition.sentence(language) if condition else name.removeprefix("confirm:").replace("_", " ")


def _sentence(name: str, old: dict[str, Any], new: dict[str, Any], language: Language) -> str:
    attribute = ATTRIBUTES.get(name)
    label = plain(translate(attribute.label, language) if attribute else _plainly(name, language))

    def said(value: Any) -> str:
        if attribute is not None and attribute.kind != "place":
            return plain(answer_text(name, value, language))
        if isinstance(value, bool):
            return translate(N_("Yes") if value else N_("No"), language)
        return plain(value) if isinstance(value, str) and len(value) < 60 else "…"

    if name not in old:
        return translate(N_("{label}: {now}, was unknown"), language, label=label, now=said(new[name]))
    if name not in new:
        return translate(N_("{label}: unknown, was {before}"), language, label=label, before=said(old[name]))
    return translate(N_("{label}: {now}, was {before}"), language, label=label, now=said(new[name]), before=said(old[name]))
