"""The page behind a link: one client file as its client may see it, and the questions that are still open."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import core, navigation, shared, state
from matcher.ui.components.shared_documents import draw_documents
from matcher.ui.components.shared_plan import chosen_plan, draw_plan
from matcher.ui.components.shared_programs import draw_programs, programs_to_show
from matcher.ui.components.shared_project import draw_project
from matcher.ui.components.shared_questions import draw_open_questions
from matcher.ui.components.words import plain
from matcher.workspace.errors import MissingError, WorkspaceError

language = state.language()
try:
    visit = shared.visit(st.query_params.get(navigation.TOKEN, ""))
    kept = shared.keep(visit) if visit else "nothing"
except MissingError:
    visit = None
except WorkspaceError:
    st.title(translate(N_("This page cannot be opened right now: try again in a few minutes."), language))
    st.stop()
if visit is None:
    state.leave_shared()
    st.title(translate(N_("This link does not work, or no longer works: ask for a new one."), language))
    st.stop()

st.title(plain(visit.seen.name))
text = N_(
    "What your advisor prepared with you. You can read it, and answer what is still open; nothing else can be changed here."
)
st.markdown(translate(text, language))
st.header(translate(N_("Your project"), language))
draw_project(visit.seen.profile, language)
matches = core.matches()
st.header(translate(N_("Still to be answered"), language))
draw_open_questions(visit, matches, kept, language)
plan = chosen_plan(visit.seen.goal, language)
programs = programs_to_show(matches, plan)
st.header(translate(N_("The programs of your plan") if plan else N_("The first programs for your project"), language))
draw_programs(programs, matches, language)
if plan is not None:
    draw_plan(plan, language)
st.header(translate(N_("Documents to gather"), language))
draw_documents([match.program for match in programs], visit.seen.profile, language)
