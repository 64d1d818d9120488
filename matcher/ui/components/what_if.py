"""What other answers would change: since the last one, and from here."""

from __future__ import annotations

import streamlit as st

from matcher.locale import N_, Language, translate, translate_count
from matcher.matching import Match, Matches
from matcher.profile import ATTRIBUTES
from matcher.questions import STEPS
from matcher.ui import core, navigation, state
from matcher.ui.components.fields import ask, ask_condition
from matcher.ui.components.words import plain
from matcher.what_if import Difference, Effect, WhatIf, difference
from matcher.words import answer_text, attribute_text

MOST_EFFECTS = 3
MOST_NAMES = 12


def draw_last_change(matches: Matches, language: Language) -> None:
    """Draw what the last answer opened and closed, with a way to take it back."""
    before = state.answers_before()
    if before is None:
        return
    changed = difference(core.matches(before), matches)
    with st.container(border=True):
        title = translate(N_("What your last answer changed"), language)
        st.header(f":material/difference: {title}")
        if changed.is_empty:
            st.markdown(translate(N_("No verdict changed. The order of the list may have."), language))
        for title, programs in _groups(changed, language):
            if programs:
                with st.expander(title):
                    _names(programs, language)
        with st.container(horizontal=True):
            st.button(translate(N_("Keep it"), language), on_click=state.accept_change, icon=":material/check:")
            st.button(translate(N_("Take it back"), language), on_click=state.take_back_change, icon=":material/undo:")


def _groups(changed: Difference, language: Language) -> list[tuple[str, tuple[Match, ...]]]:
    opened, closed, settled, unsettled = (
        len(group) for group in (changed.opened, changed.closed, changed.settled, changed.unsettled)
    )
    return [
        (translate_count(N_("{count} program opens"), N_("{count} programs open"), opened, language), changed.opened),
        (translate_count(N_("{count} program closes"), N_("{count} programs close"), closed, language), changed.closed),
        (
            translate_count(
                N_("{count} program has nothing left to confirm"),
                N_("{count} programs have nothing left to confirm"),
                settled,
                language,
            ),
            changed.settled,
        ),
        (
            translate_count(
                N_("{count} program is to confirm again"), N_("{count} programs are to confirm again"), unsettled, language
            ),
            changed.unsettled,
        ),
    ]


def _names(programs: tuple[Match, ...], language: Language) -> None:
    for match in programs[:MOST_NAMES]:
        navigation.link_to_program(match.program.id, match.program.name.read(language))
    if len(programs) > MOST_NAMES:
        rest = len(programs) - MOST_NAMES
        st.caption(translate_count(N_("and {count} more"), N_("and {count} more"), rest, language))


def draw_what_if(matches: Matches, language: Language) -> None:
    """Draw which answers close most, what would open most, and any one answer to change on the spot, once they are asked for."""
    title = translate(N_("Too few programs, or too many? See what each answer changes"), language)
    with st.expander(title, icon=":material/tune:", key="what-if", on_change="rerun") as box:
        if box.open:
            _draw_effects(WhatIf(matches), language)
            _draw_trial(language)


def _draw_effects(effects: WhatIf, language: Language) -> None:
    if effects.closing:
        st.header(translate(N_("What closes most"), language))
        for effect in effects.closing[:MOST_EFFECTS]:
            st.markdown(f"- {_closing(effect, effects.matches, language)}")
    if effects.steps:
        st.header(translate(N_("What would open most"), language))
        for change, programs in effects.steps[:MOST_EFFECTS]:
            st.markdown(f"- {plain(change.sentence(language))} → {_more(len(programs), language)}")
    if effects.opening:
        st.header(translate(N_("One answer away"), language))
        for effect in effects.opening[:MOST_EFFECTS]:
            _ask_what_is_left(effect, language)
    if not (effects.closing or effects.steps or effects.opening):
        st.info(translate(N_("Nothing yet: answer a few questions first."), language))


def _closing(effect: Effect, matches: Matches, language: Language) -> str:
    answer = state.place() if effect.key == "municipality" else None
    place = matches.facts.profile.enterprise.place
    label = attribute_text("territory" if answer else effect.key, language)
    said = (
        place.full_label(language)
        if answer and place
        else answer_text(effect.key, matches.facts.profile.answer(effect.key), language)
    )
    sentence = N_("**{label}: {answer}** closes {count} program."), N_("**{label}: {answer}** closes {count} programs.")
    return translate_count(*sentence, len(effect.programs), language, label=plain(label), answer=plain(said))


def _more(count: int, language: Language) -> str:
    return translate_count(N_("{count} program more"), N_("{count} programs more"), count, language)


def _ask_what_is_left(effect: Effect, language: Language) -> None:
    count = translate_count(
        N_("All that is left to confirm of {count} program:"),
        N_("All that is left to confirm of {count} programs:"),
        len(effect.programs),
        language,
    )
    st.caption(count)
    if effect.condition is not None:
        ask_condition(effect.condition.id, plain(effect.condition.sentence(language)), f"what-if:left:{effect.key}", language)
    else:
        ask("territory" if effect.key == "municipality" else effect.key, language, where="what-if:left", why=False)


def _draw_trial(language: Language) -> None:
    """Draw a choice of one answer to change; what it changes is said at the top of the page, with a way back."""
    names = [name for _, step in STEPS for name in step if name in ATTRIBUTES]
    chosen = st.selectbox(
        translate(N_("What if one answer were another?"), language),
        names,
        index=None,
        format_func=lambda name: attribute_text(name, language),
        placeholder=translate(N_("Choose what to change"), language),
        key="trial",
    )
    if chosen:
        ask(chosen, language, where="what-if:trial")
