"""Two programs side by side: what each brings, asks and answers, and on what the choice turns."""

import streamlit as st

from matcher.locale import N_, translate
from matcher.ui import core, navigation, state
from matcher.ui.components.comparison import draw_comparison

language = state.language()
catalogue = core.catalogue()
one, other = (st.query_params.get(key, "") for key in ("one", "other"))
if one not in catalogue or other not in catalogue or one == other:
    st.title(translate(N_("Two programs side by side"), language))
    names = {program.id: program.name.read(language) for program in catalogue.values()}
    ordered = sorted(names, key=names.__getitem__)
    first = st.selectbox(
        translate(N_("First program"), language), ordered, index=None, format_func=names.__getitem__, key="compare:one"
    )
    second = st.selectbox(
        translate(N_("Second program"), language), ordered, index=None, format_func=names.__getitem__, key="compare:other"
    )
    if first and second and first != second:
        navigation.link_to_comparison(first, second, translate(N_("Compare them"), language))
    else:
        st.info(translate(N_("Choose two programs."), language))
else:
    st.query_params.update({"one": one, "other": other})
    draw_comparison(one, other, language)
