"""Home: three doors for those who seek money, one for those who advise."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import core, navigation, state
from matcher.ui.components.paragraph import draw_paragraph

language = state.language()

DOORS: dict[state.Door, tuple[str, str, str]] = {
    "start": (N_("I am starting"), N_("An idea, a group, an enterprise to launch."), ":material/rocket_launch:"),
    "grow": (
        N_("I am growing"),
        N_("An enterprise that invests, expands, consolidates or takes over another."),
        ":material/trending_up:",
    ),
    "community": (
        N_("I act for my community"),
        N_("A service, a place or housing for the people around you."),
        ":material/groups:",
    ),
}

st.title(translate(N_("Which programs can fund your project?"), language))
st.markdown(
    translate(
        N_(
            "For cooperatives, nonprofits and collective businesses in Québec. A few questions, each of which may stay unanswered; "
            "then the programs that fit, why, and what is one step away."
        ),
        language,
    )
)
draw_paragraph(language)
st.markdown(translate(N_("Or answer the questions one by one:"), language))
for door, (title, text, icon) in DOORS.items():
    with st.container(border=True):
        st.markdown(f"## {icon} {translate(title, language)}")
        st.markdown(translate(text, language))
        if st.button(
            translate(N_("Begin: {door}"), language, door=translate(title, language)), key=f"door:{door}", type="primary"
        ):
            state.set_door(door)
            navigation.go("questionnaire")
with st.container(border=True):
    advise = translate(N_("I advise enterprises"), language)
    st.markdown(f"## :material/support_agent: {advise}")
    st.markdown(translate(N_("Paste a client's profile, keep it as a file, use the command line."), language))
    if st.button(translate(N_("Open the advisor's page"), language), key="door:advisor"):
        navigation.go("advisor")
count = len(core.catalogue())
note = N_("{count} programs in the catalogue, each with its sources. Nothing you answer is kept on the server.")
st.caption(translate(note, language, count=count))
