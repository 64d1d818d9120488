"""What the visitor says of a program: it helped, or it is not for them and why; kept for this session, or longer with consent."""

from __future__ import annotations

import streamlit as st
import yaml

from matcher import feedback
from matcher.clock import today
from matcher.feedback import CORRECTS, REASON_LABELS, Feedback
from matcher.locale import N_, Language, translate, translate_count
from matcher.ui import core, state
from matcher.ui.components.fields import ask
from matcher.ui.components.words import plain


def draw_opinion(program_id: str, language: Language) -> None:
    """Draw the two things that can be said of one program of the list, side by side where the place is."""
    name = core.catalogue()[program_id].name.read(language)
    this_helps = translate(N_("This helps me"), language)
    st.pills(
        translate(N_("Your opinion of {program}"), language, program=plain(name)),
        ["helped"],
        format_func=lambda _: f":material/thumb_up: {this_helps}",
        default="helped" if program_id in state.helped() else None,
        key=f"helped:{program_id}",
        label_visibility="collapsed",
        on_change=lambda: state.set_helped(program_id, helped=bool(st.session_state[f"helped:{program_id}"])),
    )
    key = f"not-for-me:{program_id}"
    st.menu_button(
        translate(N_("Not for me"), language),
        list(REASON_LABELS),
        format_func=lambda reason: translate(REASON_LABELS[reason], language),
        key=key,
        icon=":material/thumb_down:",
        type="tertiary",
        on_click=lambda: state.put_aside(program_id, st.session_state[key]),
    )


def draw_correction(language: Language) -> None:
    """Draw the answer that the last reason given is about, so that it counts for every program."""
    aside = state.put_aside_programs()
    if not aside:
        return
    program_id, reason = list(aside.items())[-1]
    name = plain(core.catalogue()[program_id].name.read(language))
    with st.container(border=True):
        said = N_("You put {program} aside: {reason}.")
        st.markdown(translate(said, language, program=f"**{name}**", reason=translate(REASON_LABELS[reason], language).lower()))
        if reason in CORRECTS:
            st.caption(translate(N_("If you answer this, it counts for every program:"), language))
            ask(CORRECTS[reason], language, where="aside", why=False)
        _put_back(program_id, language)


def draw_put_aside(language: Language) -> None:
    """Draw the programs put aside, each with its reason and a way back."""
    aside = state.put_aside_programs()
    if not aside:
        return
    title = translate_count(N_("{count} program put aside by you"), N_("{count} programs put aside by you"), len(aside), language)
    with st.expander(title, icon=":material/thumb_down:"):
        for program_id, reason in aside.items():
            name = plain(core.catalogue()[program_id].name.read(language))
            st.markdown(f"**{name}**  \n{translate(REASON_LABELS[reason], language)}")
            _put_back(program_id, language, where="list")


def _put_back(program_id: str, language: Language, where: str = "last") -> None:
    st.button(
        translate(N_("Put it back"), language),
        key=f"put-back:{where}:{program_id}",
        on_click=state.put_back,
        args=(program_id,),
        icon=":material/undo:",
        type="tertiary",
    )


def draw_consent(language: Language) -> None:
    """Draw, once something was said, the choice to let it be kept and the file to take away."""
    if not (state.helped() or state.put_aside_programs() or state.feedback_id()):
        return
    said = Feedback(
        id=state.feedback_id() or feedback.new_id(),
        date=today(),
        profile=state.profile(),
        helped=state.helped(),
        set_aside=state.put_aside_programs(),
    )
    with st.container(border=True):
        st.header(translate(N_("Help us order programs better"), language))
        agreed = st.checkbox(
            translate(
                N_(
                    "I agree that what I said of these programs is kept on the server with my answers, without my description of the project "
                    "and without the groups of people. Unchecking this erases it."
                ),
                language,
            ),
            value=state.feedback_id() is not None,
            key="consent",
        )
        try:
            if agreed:
                state.set_feedback_id(said.id)
                feedback.keep(said, feedback.default_directory())
            elif (kept := state.feedback_id()) is not None:
                feedback.withdraw(kept, feedback.default_directory())
                state.set_feedback_id(None)
        except OSError:
            st.error(translate(N_("It could not be kept or erased on the server. Nothing of your session is lost."), language))
        st.download_button(
            translate(N_("Take it away as a file"), language),
            yaml.safe_dump([said.as_case()], allow_unicode=True, sort_keys=False),
            file_name="opinion.yaml",
            mime="application/yaml",
            icon=":material/download:",
        )
