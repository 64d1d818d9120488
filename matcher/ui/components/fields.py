"""One question for each attribute, drawn from its declaration: label, why it is asked, widget, and the answer kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from babel.numbers import NumberFormatError, parse_decimal
from pydantic import ValidationError

from matcher.attribute import Attribute
from matcher.locale import BABEL_LOCALES, N_, Language, money, share, translate
from matcher.partial_date import partial_date
from matcher.profile import ATTRIBUTES
from matcher.ui import navigation, state
from matcher.ui.components.words import plain
from matcher.vocabulary.terms import vocabulary
from matcher.vocabulary.territory import territory

YES_NO = {True: N_("Yes"), False: N_("No")}
UNKNOWN = N_("I do not know")


def ask(name: str, language: Language, *, where: str = "form", options: Sequence[str] | None = None, why: bool = True) -> None:
    """Draw the question of one attribute.

    Args:
        name: the attribute.
        language: of the page.
        where: what tells this widget from another for the same attribute on the page.
        options: the codes to offer, where not all of the vocabulary is.
        why: whether to say why it is asked.
    """
    attribute = ATTRIBUTES[name]
    kept = attribute.asks or name
    lines = state.sum_of_lines(kept)
    if lines is not None:
        _say_sum(attribute, lines, language)
        return
    key = f"{where}:{kept}"
    WIDGETS[ATTRIBUTES.get(kept, attribute).kind](kept, attribute, key, language, options)
    if why:
        st.caption(translate(attribute.why, language))


def _say_sum(attribute: Attribute, dollars: int, language: Language) -> None:
    """Draw an answer that the lines of the funding plan give, and where to change them."""
    text = N_("{label}: {amount}, the sum of the rows of your funding plan.")
    label = translate(attribute.label, language)
    st.markdown(plain(translate(text, language, label=label, amount=money(dollars, language))))
    st.page_link(navigation.path("plan"), label=translate(N_("Change the rows"), language), icon=navigation.PAGES["plan"][1])


def _first(key: str, value: Any) -> None:
    """Show the kept answer in a widget that the page draws anew."""
    if key not in st.session_state:
        st.session_state[key] = value


def _keep(key: str, name: str) -> None:
    state.set_answer(name, st.session_state[key])


def _choice(name: str, attribute: Attribute, key: str, language: Language, options: Sequence[str] | None) -> None:
    terms = vocabulary(attribute.vocabulary or "")
    codes = list(options or terms)
    if state.answer(name) and state.answer(name) not in codes:
        codes.append(state.answer(name))
    _first(key, state.answer(name))
    st.selectbox(
        translate(attribute.question, language),
        codes,
        index=None,
        format_func=lambda code: terms[code].label(language),
        key=key,
        placeholder=translate(N_("Choose, or leave empty"), language),
        on_change=_keep,
        args=(key, name),
    )


def _choices(name: str, attribute: Attribute, key: str, language: Language, options: Sequence[str] | None) -> None:
    terms = vocabulary(attribute.vocabulary or "")
    _first(key, list(state.answer(name) or []))

    def label(code: str) -> str:
        if code not in terms:
            return code
        parent = terms[code].parents[:1]
        return f"{terms[parent[0]].label(language)} › {terms[code].label(language)}" if parent else terms[code].label(language)

    st.multiselect(
        translate(attribute.question, language),
        list(options or terms),
        format_func=label,
        key=key,
        placeholder=translate(N_("Choose one or several, or leave empty"), language),
        on_change=_keep,
        args=(key, name),
        select_all=False,
        accept_new_options=name == "sector",
    )


def _place(_name: str, attribute: Attribute, key: str, language: Language, _options: Sequence[str] | None) -> None:
    places = territory()
    kept = next(iter(state.place().values()), None)
    _first(key, kept)
    codes = [place.code for kind in ("municipality", "mrc", "region") for place in places.of_kind(kind)]

    def label(code: str) -> str:
        if code not in places:
            return code
        kinds = {"mrc": N_("MRC: {name}"), "region": N_("Region: {name}")}
        place = places[code]
        name = place.full_label(language)
        return translate(kinds[place.kind], language, name=name) if place.kind in kinds else name

    st.selectbox(
        translate(attribute.question, language),
        codes,
        index=None,
        format_func=label,
        key=key,
        placeholder=translate(N_("Type the name of a municipality, an MRC or a region"), language),
        accept_new_options=True,
        on_change=_keep_place,
        args=(key,),
    )
    typed = st.session_state[key]
    if typed and typed not in places:
        _say_place(typed, language)


def _keep_place(key: str) -> None:
    typed = st.session_state[key]
    found = territory().resolve(typed).places if typed else ()
    if len(found) == 1:
        state.set_place(found[0].kind, found[0].code)
        st.session_state[key] = found[0].code
    else:
        state.set_place(None, None)


def _say_place(typed: str, language: Language) -> None:
    found = territory().resolve(typed)
    near = ", ".join(place.full_label(language) for place in (found.places or found.nearest))
    if found.places:
        st.warning(translate(N_("Several places have this name. Choose one in the list: {near}"), language, near=near))
    elif near:
        st.warning(translate(N_("We know no such place in Québec. Did you mean: {near}?"), language, near=near))
    else:
        st.warning(translate(N_("We know no such place in Québec. Check the spelling, or choose your MRC or region."), language))


def _typed(read: Callable[[str, Language], Any], show: Callable[[Any, Language], str], hint: str) -> Callable[..., None]:
    """Return a widget for what people type: read by `read`, shown again by `show`, with `hint` as example and as help on error."""

    def draw(name: str, attribute: Attribute, key: str, language: Language, _options: Sequence[str] | None) -> None:
        answer = state.answer(name)
        _first(key, "" if answer is None else show(answer, language))
        st.text_input(
            translate(attribute.question, language),
            key=key,
            placeholder=translate(hint, language),
            on_change=keep,
            args=(key, name, language),
        )
        if st.session_state[key].strip() and state.answer(name) is None:
            st.error(
                translate(N_("We could not read this answer. Example: {example}"), language, example=translate(hint, language))
            )

    def keep(key: str, name: str, language: Language) -> None:
        text = st.session_state[key].strip()
        try:
            value = read(text, language) if text else None
        except (ValueError, ValidationError, NumberFormatError):
            value = None
        state.set_answer(name, value)
        if value is not None:
            st.session_state[key] = show(value, language)

    return draw


def _read_number(text: str, language: Language) -> int:
    bare = "".join(letter for letter in text if letter not in "$%" and not letter.isspace())
    for locale in (BABEL_LOCALES[language], *BABEL_LOCALES.values()):
        try:
            value = parse_decimal(bare, locale=locale, strict=True)
        except NumberFormatError:
            continue
        if value < 0 or value > 10**12:
            break
        return round(value)
    raise ValueError(text)


def _read_share(text: str, language: Language) -> float:
    value = _read_number(text, language)
    if not 0 <= value <= 100:
        raise ValueError(text)
    return value / 100


def _read_date(text: str, _language: Language) -> str:
    return partial_date(text).text


def _yes_no(name: str, attribute: Attribute, key: str, language: Language, _options: Sequence[str] | None) -> None:
    _first(key, state.answer(name))
    st.radio(
        translate(attribute.question, language),
        [True, False, None],
        format_func=lambda value: translate(UNKNOWN if value is None else YES_NO[value], language),
        key=key,
        horizontal=True,
        on_change=_keep,
        args=(key, name),
    )


WIDGETS: dict[str, Callable[..., None]] = {
    "choice": _choice,
    "choices": _choices,
    "place": _place,
    "number": _typed(_read_number, lambda value, _: str(value), N_("12")),
    "money": _typed(_read_number, money, N_("$250,000")),
    "share": _typed(_read_share, share, N_("40 %")),
    "date": _typed(_read_date, lambda value, _: str(value), N_("2019-04, or 2019")),
    "yes_no": _yes_no,
}


def ask_condition(condition: str, sentence: str, key: str, language: Language) -> None:
    """Draw a condition that only the applicant can confirm."""
    _first(key, state.confirmation(condition))
    st.radio(
        sentence,
        [True, False, None],
        format_func=lambda value: translate(UNKNOWN if value is None else YES_NO[value], language),
        key=key,
        horizontal=True,
        on_change=lambda: state.set_confirmation(condition, st.session_state[key]),
    )


def ask_description(language: Language) -> None:
    """Draw the field for the project in the visitor's own words."""
    key = "form:description"
    _first(key, state.description())
    st.text_area(
        translate(N_("Describe the project in a few sentences"), language),
        key=key,
        height=140,
        max_chars=20_000,
        placeholder=translate(N_("What you want to do, for whom, and what has to be paid"), language),
        on_change=lambda: state.set_description(st.session_state[key]),
    )
    st.caption(
        translate(
            N_("Your words order the list: programs that speak of the same things come first. No names of people, please."),
            language,
        )
    )
