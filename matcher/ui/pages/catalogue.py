"""All programs, with search and filters."""

import streamlit as st

from matcher.clock import today
from matcher.locale import N_, translate, translate_count
from matcher.ui import core, navigation, state
from matcher.ui.components.filters import pick
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import fold
from matcher.window import window
from matcher.words import amount_text, kinds_text

language = state.language()
st.title(translate(N_("All programs"), language))
words = st.text_input(
    translate(N_("Search by name, provider or subject"), language),
    key="catalogue:words",
    placeholder=translate(N_("housing, RISQ, roof…"), language),
)
with st.expander(translate(N_("Filter the list"), language), icon=":material/filter_list:"):
    families = pick(N_("Family"), "families", language)
    instruments = pick(N_("Type of aid"), "instruments", language)

catalogue = core.catalogue()


def speaks_of(program_id: str) -> bool:
    program = catalogue[program_id]
    provider = catalogue.providers[program.provider]
    texts = [
        program.id,
        program.name.fr,
        program.name.en,
        program.summary.fr,
        program.summary.en,
        provider.name.fr,
        provider.name.en,
    ]
    folded = fold(" ".join([*texts, *program.former_names]))
    return all(word in folded for word in fold(words).split())


found = [
    program
    for program in sorted(catalogue.values(), key=lambda program: fold(program.name.read(language)))
    if speaks_of(program.id)
    and (not families or program.family in families)
    and (not instruments or set(instruments) & set(program.instruments))
]
st.caption(translate_count(N_("{count} program"), N_("{count} programs"), len(found), language))
if not found:
    st.info(translate(N_("No program speaks of this. Try fewer or other words, or remove a filter."), language))
for program in found:
    with st.container(border=True):
        st.markdown(f"**{plain(program.name.read(language))}**")
        kinds = kinds_text(program, language)
        facts = [kinds, amount_text(program, language), window(program, today()).sentence(language)]
        st.caption(plain(" · ".join(fact for fact in facts if fact)))
        navigation.link_to_program(program.id, translate(N_("Read the whole sheet"), language))
