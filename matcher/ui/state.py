"""What one visitor's session holds. The only file that names session keys; nothing here leaves the session."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Literal

import streamlit as st

from matcher.locale import LANGUAGES, Language
from matcher.profile import SECTIONS, Profile

Door = Literal["start", "grow", "community"]

LANGUAGE = "language"
ANSWERS = "answers"
DOOR = "door"
STEP = "step"
PROGRAM = "program"
SHOWN = "shown"
PAGE_SIZE = 10


def prepare() -> None:
    """Give every key its first value; the address chooses the language of a first visit."""
    asked = st.query_params.get("lang")
    if LANGUAGE not in st.session_state:
        st.session_state[LANGUAGE] = asked if asked in LANGUAGES else "fr"
    st.session_state.setdefault(ANSWERS, {"enterprise": {}, "project": {}, "confirmations": {}})
    st.session_state.setdefault(DOOR, None)
    st.session_state.setdefault(STEP, 0)
    st.session_state.setdefault(SHOWN, PAGE_SIZE)


def language() -> Language:
    """Return the language of the page."""
    chosen: Language = st.session_state[LANGUAGE]
    return chosen


def set_language(chosen: Language) -> None:
    st.session_state[LANGUAGE] = chosen


def answers() -> dict[str, dict[str, Any]]:
    """Return what was answered, in the form of a profile file."""
    given: dict[str, dict[str, Any]] = st.session_state[ANSWERS]
    return given


def answer(name: str) -> Any:
    """Return the answer to one attribute, or None if it is unknown."""
    return answers()[SECTIONS.get(name, "enterprise")].get(name)


def set_answer(name: str, value: Any) -> None:
    """Keep the answer to one attribute; None or nothing chosen makes it unknown again."""
    section = answers()[SECTIONS.get(name, "enterprise")]
    if value in (None, "", [], ()):
        section.pop(name, None)
    else:
        section[name] = value


def description() -> str:
    text: str = answers()["project"].get("description", "")
    return text


def set_description(text: str) -> None:
    if text.strip():
        answers()["project"]["description"] = text
    else:
        answers()["project"].pop("description", None)


def place() -> dict[str, str]:
    """Return the place that was answered: municipality, MRC or region, by the kind of its code."""
    return {kind: answers()["enterprise"][kind] for kind in ("municipality", "mrc", "region") if kind in answers()["enterprise"]}


def set_place(kind: str | None, code: str | None) -> None:
    for other in ("municipality", "mrc", "region"):
        answers()["enterprise"].pop(other, None)
    if kind and code:
        answers()["enterprise"][kind] = code


def confirmation(condition: str) -> bool | None:
    given: bool | None = answers()["confirmations"].get(condition)
    return given


def set_confirmation(condition: str, value: bool | None) -> None:
    if value is None:
        answers()["confirmations"].pop(condition, None)
    else:
        answers()["confirmations"][condition] = value


def profile() -> Profile:
    """Return the answers as a profile."""
    return Profile.model_validate(deepcopy(answers()))


def replace_answers(given: Profile) -> None:
    """Start over from a profile that was read elsewhere."""
    raw = given.model_dump(exclude_none=True)
    for section in ("enterprise", "project"):
        for name, value in raw[section].items():
            if isinstance(value, tuple):
                raw[section][name] = list(value)
            elif isinstance(value, dict) and "text" in value:
                raw[section][name] = value["text"]
    forget()
    st.session_state[ANSWERS] = raw
    place = given.enterprise.place
    if place is not None:
        set_place(place.kind, place.code)


def forget() -> None:
    """Erase every answer, and the widgets that show them."""
    kept = {LANGUAGE}
    for key in [key for key in st.session_state if key not in kept]:
        del st.session_state[key]
    prepare()


def is_empty() -> bool:
    return not any(answers().values())


def door() -> Door | None:
    chosen: Door | None = st.session_state[DOOR]
    return chosen


def set_door(chosen: Door) -> None:
    st.session_state[DOOR] = chosen
    st.session_state[STEP] = 0


def step() -> int:
    current: int = st.session_state[STEP]
    return current


def set_step(number: int) -> None:
    st.session_state[STEP] = number


def shown() -> int:
    """Return how many cards of the list are shown."""
    count: int = st.session_state[SHOWN]
    return count


def show_more() -> None:
    st.session_state[SHOWN] += PAGE_SIZE


def chosen_program() -> str | None:
    """Return the program whose page is open: the address says which, else the one last opened."""
    asked = st.query_params.get(PROGRAM) or st.session_state.get(PROGRAM)
    st.session_state[PROGRAM] = asked
    return asked
