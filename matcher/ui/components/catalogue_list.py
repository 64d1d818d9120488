"""The list of all programs, with a search that forgives and facets that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from matcher.catalogue import Catalogue
from matcher.clock import today
from matcher.locale import N_, Language, translate, translate_count
from matcher.program import Program
from matcher.ui import core, navigation, state
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import fold, vocabulary
from matcher.vocabulary.territory import territory
from matcher.window import window
from matcher.words import STATES, amount_text, kinds_text


@dataclass(frozen=True)
class Facet:
    """One way of narrowing the list: which codes a program has, and how a code is called."""

    name: str
    label: str
    codes: Callable[[Program], Iterable[str]]
    text: Callable[[str, Language], str]


def _term(name: str) -> Callable[[str, Language], str]:
    return lambda code, language: vocabulary(name)[code].label(language)


FACETS = (
    Facet("family", N_("Family"), lambda p: [p.family], _term("families")),
    Facet("instrument", N_("Type of aid"), lambda p: p.instruments, _term("instruments")),
    Facet("use", N_("Pays for"), lambda p: p.funds, _term("uses")),
    Facet(
        "state", N_("Applications today"), lambda p: [window(p, today()).state], lambda code, lang: translate(STATES[code], lang)
    ),
    Facet("region", N_("Region served"), lambda p: core.regions()[p.id], lambda code, lang: territory()[code].label(lang)),
)


def draw(catalogue: Catalogue, language: Language) -> None:
    """Draw the search field, the facets and the programs that pass both."""
    words = st.text_input(
        translate(N_("Search by name, provider or subject"), language),
        key="catalogue:words",
        placeholder=translate(N_("housing, RISQ, roof…"), language),
    )
    scores = core.search().find(words)
    asked = bool(fold(words))
    programs = [catalogue[program_id] for program_id in scores] if asked else list(catalogue.values())
    if not asked:
        programs.sort(key=lambda program: (program.status == "closed", fold(program.name.read(language))))
    with st.expander(translate(N_("Filter the list"), language), icon=":material/filter_list:"):
        chosen = {facet.name: _draw_facet(facet, programs, language) for facet in FACETS}
    found = [program for program in programs if _passes(program, chosen)]
    st.caption(translate_count(N_("{count} program"), N_("{count} programs"), len(found), language))
    if not found:
        st.info(translate(N_("No program speaks of this. Try fewer or other words, or remove a filter."), language))
    for program in found[: state.shown()]:
        _draw_program(program, language)
    if len(found) > state.shown():
        st.button(translate(N_("Show more"), language), on_click=state.show_more, icon=":material/expand_more:")


def _draw_facet(facet: Facet, programs: list[Program], language: Language) -> list[str]:
    """Draw the codes of one facet, each with how many of the programs found have it, and return those chosen."""
    counts: Counter[str] = Counter(code for program in programs for code in set(facet.codes(program)))
    return st.pills(
        translate(facet.label, language),
        sorted(counts, key=lambda code: (-counts[code], facet.text(code, language))),
        selection_mode="multi",
        format_func=lambda code: f"{facet.text(code, language)} ({counts[code]})",
        key=f"catalogue:{facet.name}",
    )


def _passes(program: Program, chosen: Mapping[str, list[str]]) -> bool:
    """Return whether a program has one of the codes chosen in each facet."""
    return all(
        not codes or set(codes) & set(facet.codes(program)) for facet in FACETS if (codes := chosen[facet.name]) is not None
    )


def _draw_program(program: Program, language: Language) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(program.name.read(language))}**")
        st.markdown(plain(core.catalogue().providers[program.provider].name.read(language)))
        facts = [kinds_text(program, language), amount_text(program, language), window(program, today()).sentence(language)]
        st.caption(plain(" · ".join(fact for fact in facts if fact)))
        navigation.link_to_program(program.id, translate(N_("Read the whole sheet"), language))
