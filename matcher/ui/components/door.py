"""The human door: whom to call, for the visitor's own place, in the same spot on every page."""

from __future__ import annotations

import streamlit as st

from matcher.facts import facts
from matcher.locale import N_, Language, translate
from matcher.matching import covers
from matcher.program import Program
from matcher.rules.truth import Truth
from matcher.ui import core, navigation, state
from matcher.ui.components.words import plain

DOORS = {
    "pole": N_("Social-economy pôle"),
    "cooperative_developer": N_("Cooperative development"),
    "local_developer": N_("Local development"),
}


def local_contacts() -> list[Program]:
    """Return the contacts that cover the visitor's place; none where the place is not known."""
    known = facts(state.profile(), core.today())
    if "territory" not in known.values:
        return []
    found = [program for program in core.catalogue().values() if program.door and covers(program, known) is Truth.TRUE]
    return sorted(found, key=lambda program: list(DOORS).index(program.door or ""))


def human_door(language: Language) -> None:
    """Draw who can help in person."""
    st.divider()
    with st.container(border=True):
        st.subheader(translate(N_("Talk to a person"), language))
        contacts = local_contacts()
        if not contacts:
            st.write(
                translate(
                    N_(
                        "Each region has a social-economy pôle that helps collective projects. Give your municipality to see yours."
                    ),
                    language,
                )
            )
            st.page_link(
                navigation.path("questionnaire"), label=translate(N_("Give my municipality"), language), icon=":material/place:"
            )
        for program in contacts:
            provider = core.catalogue().providers[program.provider]
            assert program.door is not None
            kind = translate(DOORS[program.door], language)
            st.markdown(f"**{plain(kind)}** · {plain(provider.name.read(language))}")
            apply = program.apply
            reach = [item for item in ((apply.phone, apply.email, apply.url) if apply else ()) if item]
            if reach:
                st.markdown(" · ".join(item if item.startswith("http") else plain(item) for item in reach))
            navigation.link_to_program(program.id, program.name.read(language))
