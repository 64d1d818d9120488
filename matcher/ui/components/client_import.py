"""A list of clients brought in: which column is which answer, what cannot be read, and the whole taken back."""

from __future__ import annotations

import streamlit as st

from matcher.clock import day_of
from matcher.document import InputError
from matcher.locale import N_, Language, day, translate, translate_count
from matcher.profile import ATTRIBUTES, Profile
from matcher.profile_table import ID, NAME, Reading, fields, read_profiles
from matcher.ui import state
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import fold
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.imports import bring_in, imports, names_taken, undo_import

SHOWN = 20
"""Mistakes that are told; the others are counted."""
OTHER_LABELS = {
    ID: N_("File number"),
    NAME: N_("Name of the client"),
    "enterprise.municipality": N_("Municipality"),
    "enterprise.mrc": N_("MRC"),
    "enterprise.region": N_("Region"),
    "project.description": N_("Description of the project"),
    "project.end": N_("End of the project"),
    "project.debt_service_max": N_("What you can pay back in a year ($)"),
    "project.files_max": N_("Most applications"),
    "project.documents": N_("Documents"),
}
"""What is no attribute of a criterion."""


def draw(files: ClientFiles, language: Language) -> None:
    """Draw the way in for a list, and the lists that came in. Raises WorkspaceError."""
    with st.expander(translate(N_("Bring in a list of clients"), language), icon=":material/upload_file:"):
        text = N_(
            "A CSV or an XLSX with a row for each client and headings such as Nom, Forme juridique, Municipalité, Coût total."
        )
        st.caption(translate(text, language))
        given = st.file_uploader(
            translate(N_("The list"), language), ["csv", "tsv", "txt", "xlsx"], key=f"import:{state.imports()}"
        )
        if given is not None:
            try:
                _draw_list(files, given.getvalue(), given.name, language)
            except InputError as error:
                st.error("  \n".join(plain(problem.text(language)) for problem in error.problems))
        _draw_past(files, language)


def _draw_list(files: ClientFiles, content: bytes, name: str, language: Language) -> None:
    reading = read_profiles(content, name)
    chosen = _draw_mapping(reading, language)
    if chosen != dict(reading.mapping):
        reading = read_profiles(content, name, chosen)
    named = [(row.number, row.name, row.profile) for row in reading.good if row.name]
    nameless = len(reading.good) - len(named)
    ready = translate_count(N_("{count} client can come in"), N_("{count} clients can come in"), len(named), language)
    st.markdown(f":material/check_circle: {ready}")
    _draw_problems(reading, nameless, language)
    clients: list[tuple[str, Profile]] = [(client, profile) for _, client, profile in named if profile is not None]
    once = _each_once(clients, names_taken(files, [client for client, _ in clients]))
    there = len(clients) - len(once)
    if there and st.checkbox(
        translate_count(
            N_("Leave out {count} client whose name is there already"), N_("Leave out {count} clients whose names are there already"),
            there, language,
        ),
        value=True,
    ):  # fmt: skip
        clients = once
    if clients and st.button(translate(N_("Bring them in"), language), type="primary", key="import:do"):
        bring_in(files, name, clients)
        state.take_over({})  # an empty place to hand in the next list
        st.rerun()


def _each_once(clients: list[tuple[str, Profile]], taken: set[str]) -> list[tuple[str, Profile]]:
    """Return the clients whose name no client file has, and none above them in the list."""
    there = {fold(name) for name in taken}
    once = []
    for client, profile in clients:
        if fold(client) not in there:
            there.add(fold(client))
            once.append((client, profile))
    return once


def _draw_mapping(reading: Reading, language: Language) -> dict[str, str | None]:
    """Draw a choice for each heading; return what each means."""
    chosen: dict[str, str | None] = {}
    nothing = translate(N_("– leave out –"), language)
    with st.container(horizontal=True):
        for heading, field in reading.mapping.items():
            options = [None, *fields()]
            chosen[heading] = st.selectbox(
                plain(heading), options, options.index(field), key=f"import:{state.imports()}:{heading}", width=220,
                format_func=lambda one: nothing if one is None else label(one, language),
            )  # fmt: skip
    return chosen


def label(field: str, language: Language) -> str:
    """Return how an answer is called that a column can hold."""
    return translate(OTHER_LABELS.get(field) or ATTRIBUTES[field.rpartition(".")[2]].label, language)


def _draw_problems(reading: Reading, nameless: int, language: Language) -> None:
    aside = [row for row in reading.rows if row.profile is None]
    if aside:
        said = translate_count(N_("{count} row was set aside"), N_("{count} rows were set aside"), len(aside), language)
        problems = [problem for row in aside for problem in row.problems]
        lines = [f"- {plain(problem.text(language))}" for problem in problems[:SHOWN]]
        st.warning("\n".join([said, "", *lines, *(["- …"] if len(problems) > SHOWN else [])]))
    if nameless:
        text = translate_count(
            N_("{count} row has no name and is left out"), N_("{count} rows have no name and are left out"), nameless, language
        )
        st.warning(text)


def _draw_past(files: ClientFiles, language: Language) -> None:
    """Draw the lists that came in, each with the way to take it back."""
    for one in imports(files)[:SHOWN]:
        said = translate(
            N_("{file}, brought in on {day} by {by}"), language, file=one.file_name, day=day(day_of(one.at), language), by=one.by
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(said))
            if one.undone_at is not None:
                st.caption(translate(N_("taken back"), language))
                continue
            if st.button(translate(N_("Take back"), language), key=f"import:undo:{one.id}", type="tertiary"):
                erased, stay = undo_import(files, one.id)
                text = N_("{erased} client files were erased; {stay} stay, since somebody worked on them.")
                st.toast(translate(text, language, erased=erased, stay=stay))
