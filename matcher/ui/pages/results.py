"""The programs for this profile: those open or to confirm by fit, those one step away, and why any other is not there."""

import streamlit as st

from matcher.advice import advice
from matcher.locale import N_, translate, translate_count
from matcher.rules.verdict import Verdict
from matcher.ui import core, navigation, state
from matcher.ui.components.card import draw_card
from matcher.ui.components.filters import choose, lane
from matcher.ui.components.opinion import draw_consent, draw_correction, draw_put_aside
from matcher.ui.components.paragraph import draw_unkept
from matcher.ui.components.question import draw_next_question
from matcher.ui.components.what_if import draw_last_change, draw_what_if
from matcher.ui.components.why import draw_why
from matcher.ui.components.words import plain

MOST_REFUSED = 20

language = state.language()
st.title(translate(N_("My programs"), language))
draw_unkept(language)
if state.is_empty():
    if not state.paragraph():
        st.info(translate(N_("You have not said anything about your project yet: every program is still to confirm."), language))
    st.page_link(
        navigation.path("questionnaire"), label=translate(N_("Answer a few questions"), language), icon=":material/edit_note:"
    )
else:
    st.page_link(
        navigation.path("questionnaire"), label=translate(N_("Change my answers"), language), icon=":material/edit_note:"
    )
    st.page_link(
        navigation.path("plan"), label=translate(N_("Put together a funding plan"), language), icon=":material/account_balance:"
    )

matches = core.matches()
for words in matches.facts.profile.unresolved_sectors:
    note = N_("We do not know the sector “{words}”: criteria on sectors stay to confirm.")
    st.warning(translate(note, language, words=plain(words)))
with st.container():  # each has its place even when it is empty, so that what follows stays as the visitor left it
    draw_last_change(matches, language)
with st.container():
    draw_correction(language)
with st.container():
    draw_next_question(matches, language)
draw_what_if(matches, language)
draw_why(matches, language)

aside = state.put_aside_programs()
chosen = [match for match in choose(matches, language) if match.program.id not in aside]
fitting = [match for match in chosen if match.verdict in {Verdict.ELIGIBLE, Verdict.TO_CONFIRM}]
near = [match for match in chosen if match.verdict is Verdict.NEAR_MISS]
refused = [match for match in chosen if match.verdict is Verdict.NOT_ELIGIBLE]

st.header(
    translate_count(
        N_("{count} program that fits or may fit"), N_("{count} programs that fit or may fit"), len(fitting), language
    )
)
shown = lane(fitting, language)
if not shown:
    st.info(translate(N_("No program passes these filters. Remove one, or look at what is one step away."), language))
for before, match in zip([None, *shown], shown[: state.shown()], strict=False):
    draw_card(match, matches, language, before)
if len(shown) > state.shown():
    st.button(translate(N_("Show more programs"), language), on_click=state.show_more, icon=":material/expand_more:")

if near:
    st.header(translate_count(N_("{count} program one step away"), N_("{count} programs one step away"), len(near), language))
    for match in near:
        draw_card(match, matches, language)

if refused:
    title = translate_count(
        N_("{count} program not open to this project"), N_("{count} programs not open to this project"), len(refused), language
    )
    with st.expander(title, icon=":material/cancel:", key="refused", on_change="rerun") as box:
        if box.open:
            st.caption(translate(N_("The nearest to your subject. Look any other up by name, above."), language))
            for match in refused[:MOST_REFUSED]:
                refusal = " ".join(advice(match, matches.facts, language))
                st.markdown(f"**{plain(match.program.name.read(language))}**  \n{plain(refusal)}")
draw_put_aside(language)
draw_consent(language)
