"""What is kept of whom, why, how long, where, who sees it, and what anybody can ask."""

import os

import streamlit as st

from matcher.locale import N_, number, translate
from matcher.ui import state
from matcher.ui.components.words import plain
from matcher.workspace.client_files import RETAIN_YEARS
from matcher.workspace.links import MOST_DAYS

CONTACT = "MATCHER_PRIVACY_CONTACT"
language = state.language()

SECTIONS = (
    (
        N_("Visitors"),
        N_(
            "Nothing is kept. Your answers stay in the memory of this session and are gone when you close the tab. One exception: if you agree, on the "
            "page of your programs, what you said of them is kept with your answers, without the description of the project and without the groups "
            "of people."
        ),
    ),
    (
        N_("Client files of advisors"),
        N_(
            "An advisor keeps the name of the enterprise, the answers on the enterprise and on the project, notes, applications and their outcomes, "
            "funding plans, what was agreed to, and who changed what and when. It serves to accompany the enterprise, and nothing else: no "
            "advertising, no statistics sent, nothing sold."
        ),
    ),
    (
        N_("Answers on groups of people"),
        N_(
            "Whether women, young people, Indigenous people or others lead the enterprise is asked because some programs are meant for them. It is "
            "never needed. An advisor's client file keeps it only if you agreed, encrypted, with a key that is not in the database; it is erased when you "
            "take your agreement back."
        ),
    ),
    (
        N_("How long"),
        N_(
            "A client file has a day until which it is kept: {years} years after its last change, unless another one was set. From then on it is erased at the "
            "next clean-up, which the organisation runs. A manager can erase it sooner, at once and for good. The access log stays: it names the person who "
            "acted and the moment, never the client. Backups made by the organisation are erased when it says so."
        ),
    ),
    (
        N_("Where, and who sees it"),
        N_(
            "In the database of the organisation that runs this site, on the machine that it chose. The advisors of that organisation see its client files; "
            "no other organisation does, and neither do the authors of this software. Whoever receives a link to a client file can read it until "
            "it expires, after {days} days at most, or is closed."
        ),
    ),
    (
        N_("Cookies"),
        N_(
            "Only those that the site needs to work: the session, and the sign-in of advisors. None follows you, and none belongs to another site."
        ),
    ),
    (
        N_("Your rights"),
        N_(
            "You can ask to see what is kept of you, to have it corrected or erased, to receive it in a format that a computer can read, and take back what "
            "you agreed to. If the answer does not suit you, you can turn to the Commission d'accès à l'information du Québec."
        ),
    ),
)

st.title(translate(N_("Privacy"), language))
for title, text in SECTIONS:
    st.header(translate(title, language))
    filled = translate(text, language, years=number(RETAIN_YEARS, language), days=number(MOST_DAYS, language))
    st.markdown(plain(filled))
st.header(translate(N_("Who to write to"), language))
contact = " ".join(os.environ.get(CONTACT, "").split())
if contact:
    named = N_("The person in charge of the protection of personal information: {contact}")
    st.markdown(plain(translate(named, language, contact=contact)))
else:
    unnamed = N_(
        "Whoever runs this site must name its person in charge of the protection of personal information here, and has not done so yet."
    )
    st.warning(translate(unnamed, language))
