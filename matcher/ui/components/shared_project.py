"""The project and the enterprise in words, as a client reads them."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.profile import ATTRIBUTES, TERRITORY, Profile
from matcher.ui.components.words import plain
from matcher.words import answer_text


def draw_project(profile: Profile, language: Language) -> None:
    """Draw the description, then each answer after its label."""
    if profile.project.description:
        st.markdown(f"> {plain(profile.project.description)}".replace("\n", "\n> "))
    lines = [f"- **{plain(label)}** · {plain(answer)}" for label, answer in _answers(profile, language)]
    if lines:
        st.markdown("\n".join(lines))
    elif not profile.project.description:
        st.markdown(translate(N_("Nothing is known yet."), language))


def _answers(profile: Profile, language: Language) -> Iterator[tuple[str, str]]:
    place = profile.enterprise.place
    if place is not None:
        yield translate(TERRITORY.label, language), place.full_label(language)
    for section in (profile.project, profile.enterprise):
        for name in type(section).model_fields:
            value = getattr(section, name)
            if name in ATTRIBUTES and ATTRIBUTES[name].kind != "place" and value is not None:
                yield translate(ATTRIBUTES[name].label, language), answer_text(name, value, language)
