"""The human door: whom to call, for the visitor's own place, in the same spot on every page."""

from __future__ import annotations

import streamlit as st

from matcher.answer import covers
from matcher.clock import today
from matcher.facts import Facts, facts
from matcher.locale import N_, Language, translate
from matcher.program import Program
from matcher.rules.criteria import attributes_of
from matcher.rules.truth import Truth
from matcher.ui import core, navigation, state
from matcher.ui.components.words import plain

DOORS = {
    "pole": N_("Social-economy pôle"),
    "cooperative_developer": N_("Cooperative development"),
    "local_developer": N_("Local development"),
}


def local_contacts() -> list[Program]:
    """Return the contacts that surely serve the visitor's place and group; none where the place is not known."""
    known = facts(state.profile(), today())
    found = [program for program in core.doors() if serves(program, known)]
    nearer = {general for program in found for general in program.local_version_of}
    return sorted((p for p in found if p.id not in nearer), key=lambda program: list(DOORS).index(program.door or ""))


def serves(program: Program, known: Facts) -> bool:
    """Tell whether a contact covers the place, and is not reserved for a group that the visitor has not named."""
    reserved = [c for c in program.eligibility.requires if {"groups", "serves"} & set(attributes_of(c))]
    return covers(program, known) is Truth.TRUE and all(criterion.truth(known) is Truth.TRUE for criterion in reserved)


def human_door(language: Language) -> None:
    """Draw who can help in person."""
    st.divider()
    with st.container(border=True):
        st.header(translate(N_("Talk to a person"), language))
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
