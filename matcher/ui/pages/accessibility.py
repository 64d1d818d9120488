"""What was done so that everybody can use this site, what is known not to work, and whom to tell of it."""

import os
from datetime import date

import streamlit as st

from matcher.locale import N_, day, translate
from matcher.ui import state
from matcher.ui.components.words import plain

CONTACT = "MATCHER_ACCESSIBILITY_CONTACT"
STATED_ON = date(2026, 12, 1)
language = state.language()

SECTIONS = (
    (
        N_("What we aim at"),
        N_(
            "Level AA of the Web Content Accessibility Guidelines (WCAG) 2.2, and with it the Québec government's standard on the accessibility "
            "of websites, SGQRI 008 3.0. This site conforms in part: what is known to fail is listed below."
        ),
    ),
    (
        N_("How it was checked"),
        N_(
            "By programs, with each change of the software: every page, light and dark, on a phone and on a large screen; the whole "
            "way from a project to a funding plan with the keyboard alone; a window of 320 pixels, as at 400% zoom; the contrast of "
            "our colours; the structure of the documents. Nobody has tested it with a screen reader or with people who have a "
            "disability yet."
        ),
    ),
)
FAILS = (
    N_(
        "Tables that can be sorted or edited, such as the costs of a project, are drawn as pictures by the software we build on. A screen reader "
        "is given their cells, but their column menus cannot be reached by keyboard. Paste a table as text instead, or give one total cost."
    ),
    N_("Charts cannot be read by a screen reader: the same figures are in a table or a sentence next to each."),
    N_(
        "What a chart says under the pointer stays until the pointer moves, also after Escape; it says no more than what is next to it."
    ),
    N_("The link that skips the menu, the first that the keyboard reaches, is in English on the French pages too."),
    N_("Other words of the software we build on, such as those of the menu of a table, stay in English on the French pages too."),
    N_("The language of the page is set a moment after the page has opened; a screen reader that is quicker begins in English."),
    N_(
        "The board of applications is wider than a phone and is swiped from side to side; each client file lists its own below each other."
    ),
    N_("Names of programs and organizations, and what people typed, may be in the other language without being marked so."),
)

st.title(translate(N_("Accessibility"), language))
for title, text in SECTIONS:
    st.header(translate(title, language))
    st.markdown(plain(translate(text, language)))
st.header(translate(N_("What is known not to work"), language))
st.markdown("\n".join(f"- {plain(translate(text, language))}" for text in FAILS))
st.header(translate(N_("The documents you take along"), language))
documents = N_(
    "The funding plan as PDF is tagged as PDF/UA-1 asks, with its language, headings and table headings; as DOCX it has the same structure "
    "and can be changed. Both say the same as the page."
)
st.markdown(plain(translate(documents, language)))
st.header(translate(N_("Tell us of a problem"), language))
contact = " ".join(os.environ.get(CONTACT, "").split())
if contact:
    named = N_(
        "Say on which page, with what you use, and what you could not do: {contact}. You can also ask for anything here in another form."
    )
    st.markdown(plain(translate(named, language, contact=contact)))
else:
    unnamed = N_("Whoever runs this site must say here whom to write to about accessibility, and has not done so yet.")
    st.warning(translate(unnamed, language))
st.caption(translate(N_("Statement of {day}, on the basis of our own checks."), language, day=day(STATED_ON, language)))
