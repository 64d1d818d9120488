"""The pages and their addresses. Titles follow the language; addresses do not."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from matcher.locale import N_, Language, translate
from matcher.ui import state
from matcher.ui.components.words import plain

PAGES = {
    "home": (N_("Home"), ":material/home:"),
    "questionnaire": (N_("My project"), ":material/edit_note:"),
    "results": (N_("My programs"), ":material/checklist:"),
    "plan": (N_("Funding plan"), ":material/account_balance:"),
    "catalogue": (N_("All programs"), ":material/menu_book:"),
    "program": (N_("Program"), ":material/description:"),
    "compare": (N_("Two programs side by side"), ":material/compare_arrows:"),
    "correct": (N_("Correct a sheet"), ":material/edit:"),
    "clients": (N_("Client files"), ":material/folder:"),
    "follow_up": (N_("Follow-up"), ":material/view_kanban:"),
    "client": (N_("Client file"), ":material/folder_open:"),
    "settings": (N_("Settings"), ":material/settings:"),
    "advisor": (N_("Advisors"), ":material/support_agent:"),
    "quality": (N_("Reliability"), ":material/query_stats:"),
    "about": (N_("About"), ":material/info:"),
    "privacy": (N_("Privacy"), ":material/lock:"),
    "accessibility": (N_("Accessibility"), ":material/accessibility_new:"),
    "shared": (N_("Your file"), ":material/folder_shared:"),
}
HIDDEN = {"client", "settings", "program", "compare", "correct", "privacy", "accessibility", "shared"}
"""Pages that open from another one and are not in the menu."""
NOT_EMBEDDED = {"clients", "follow_up", "advisor", "quality", "about"}
"""Pages that are not in the menu either where another site shows the app: its visitors come for programs."""
TOKEN = "t"  # noqa: S105  # the name of it in an address
"""What the address of a page for a client carries: whoever has it sees that page, and no menu."""
DIRECTORY = Path(__file__).parent / "pages"


_DECLARED: ContextVar[Mapping[str, st.Page]] = ContextVar("declared")
"""The pages of this run of the script, which has a thread of its own."""


def path(name: str) -> st.Page | Path:
    """Return a page as Streamlit links to it: the one declared in this run, which it need not look for on the disk."""
    return _DECLARED.get({}).get(name) or DIRECTORY / f"{name}.py"


def pages(language: Language) -> dict[str, st.Page]:
    """Declare the pages of this run of the script and return them by name."""
    hidden = HIDDEN | NOT_EMBEDDED if st.context.is_embedded else HIDDEN
    declared = {
        name: st.Page(
            DIRECTORY / f"{name}.py",
            title=translate(title, language),
            icon=icon,
            url_path="" if name == "home" else name,
            default=name == "home",
            visibility="hidden" if name in hidden else "visible",
        )
        for name, (title, icon) in PAGES.items()
    }
    _DECLARED.set(declared)
    return declared


def go(name: str) -> None:
    """Open a page, in the language of this one."""
    st.switch_page(path(name), query_params={"lang": state.language()})


def link_to_program(program_id: str, label: str) -> None:
    """Draw a link to the page of a program."""
    st.page_link(path("program"), label=plain(label), icon="", query_params={"program": program_id, "lang": state.language()})


def link_to_client(file_id: str, label: str) -> None:
    """Draw a link to the page of a client file."""
    st.page_link(path("client"), label=plain(label), icon="", query_params={"file": file_id, "lang": state.language()})


def button_to_program(program_id: str, label: str, key: str) -> None:
    """Draw a button to the page of a program, for lists of names: unlike a link, it never cuts a long one."""
    if st.button(plain(label), key=key, type="tertiary", wrap=True):
        st.switch_page(path("program"), query_params={"program": program_id, "lang": state.language()})


def link_to_comparison(one: str, other: str, label: str) -> None:
    """Draw a link to two programs side by side."""
    address = {"one": one, "other": other, "lang": state.language()}
    st.page_link(path("compare"), label=plain(label), icon=PAGES["compare"][1], query_params=address)


def correction_address(program_id: str, place: str) -> str:
    """Return the address of the page on which one line of a sheet can be corrected."""
    return address("correct", program=program_id, place=place)


def address(name: str, **more: str) -> str:
    """Return the address of a page, for links that open beside this one."""
    return f"{name}?" + urlencode({**more, "lang": state.language()})


def root() -> str:
    """Return the address of the app as this browser knows it, nothing where it is not known: the page, without its last part."""
    page = st.context.url or ""
    return page[: page.rfind("/") + 1]
