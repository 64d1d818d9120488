"""What every page has around it: set-up, language, navigation, the human door and the foot."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from types import ModuleType

import streamlit as st

from matcher.document import InputError
from matcher.locale import N_, Language, translate, translate_count
from matcher.ui import core, navigation, policy, state
from matcher.ui.components.door import human_door
from matcher.ui.turns import turn
from matcher.ui.watched import Look, looked_at

logger = logging.getLogger(__name__)
STYLE = re.sub(r"/\*.*?\*/|\n\s*", "", (Path(__file__).parent / "accessible.css").read_text(encoding="utf-8"), flags=re.DOTALL)
"""What our pages change of Streamlit's looks, without the reasons."""
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
FOR_ADVISORS = {"clients", "client", "follow_up", "settings"}
"""Pages on which nobody need be told whom to talk to."""
NO_CATALOGUE = N_(
    "The list of programs cannot be read right now. Your answers stay in this tab: load the page again in a few minutes. "
    "Whoever keeps this site finds what to mend with `matcher catalogue check`."
)
AT_THE_FOOT = ("privacy", "accessibility")
WIDE = {"follow_up"}
"""Pages that stand side by side what a column of text has no room for."""


def run() -> None:
    """Draw one page, when it is its turn."""
    with looked_at() as look:
        state.prepare()
        queue = st.empty()  # its place is kept, so that what follows does not move
        with turn(lambda ahead: queue.info(_told(ahead, state.language()), icon=":material/hourglass_top:")):
            queue.empty()
            _draw(look)


def _told(ahead: int, language: Language) -> str:
    sentence = (
        N_("Many people are here right now: {count} page comes before yours, which follows by itself."),
        N_("Many people are here right now: {count} pages come before yours, which follows by itself."),
    )
    return translate_count(*sentence, ahead, language)


def _draw(look: Look) -> None:
    if desk := _desk():
        desk.keep_to_who_opened()
    language = state.language()
    _declare_language(language)
    pages = navigation.pages(language)
    for_client = navigation.TOKEN in st.query_params
    page = st.navigation(list(pages.values()), position="hidden" if for_client else "top")
    look.page = page.url_path or "home"
    st.set_page_config(
        page_title="Financement de l'économie sociale",
        page_icon="🧭",
        layout="wide" if page.url_path in WIDE else "centered",
    )
    st.query_params["lang"] = language
    if page.url_path == "shared":
        _keep_to_itself()
    else:
        state.leave_shared()
    _language_switch()
    banner = st.container()
    try:
        core.catalogue()
    except InputError as error:  # read again at the next look: it may have been half written
        logger.error("the catalogue cannot be read:\n%s", error)
        st.error(translate(NO_CATALOGUE, language))
        return
    try:
        page.run()
    finally:
        if desk := _desk():
            desk.autosave()
    if _desk():
        from matcher.ui.components import client_banner  # noqa: PLC0415

        with banner:
            client_banner.draw(language)
    if page.url_path not in FOR_ADVISORS | {"shared"}:
        human_door(language)
    _foot(language)


def _desk() -> ModuleType | None:
    """Return what keeps the client file that is open, None where none is: a visitor spares the import of its database."""
    if state.open_file() is None:
        return None
    from matcher.ui import desk  # noqa: PLC0415

    return desk


def _foot(language: Language) -> None:
    caveat = N_("Not a decision of the funders. Every verdict rests on the page and date shown with it: check before you apply.")
    st.caption(translate(caveat, language))
    linked = (f"[{translate(navigation.PAGES[name][0], language)}]({navigation.address(name)})" for name in AT_THE_FOOT)
    st.markdown(" · ".join(linked))


def _keep_to_itself() -> None:
    st.html(policy.script(policy.KEEP_TO_ITSELF), unsafe_allow_javascript=True)


def _declare_language(language: Language) -> None:
    """Bring, with the language, what our pages change of Streamlit's looks, so that they can be read on 320 pixels and touched."""
    st.html(policy.script(policy.DECLARE_LANGUAGE[language]) + f"<style>{STYLE}</style>", unsafe_allow_javascript=True)


def _language_switch() -> None:
    other = "en" if state.language() == "fr" else "fr"
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            LANGUAGE_NAMES[other],
            key=state.LANGUAGE_SWITCH,
            type="tertiary",
            icon=":material/translate:",
            on_click=state.set_language,
            args=(other,),
        )
