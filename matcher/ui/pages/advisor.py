"""For advisors: a client's profile as a file, in and out."""

import streamlit as st
import yaml

from matcher.document import InputError, parse_document
from matcher.locale import N_, translate
from matcher.profile import profile_from
from matcher.ui import navigation, state
from matcher.ui.components.words import plain

EXAMPLE = """enterprise:
  legal_form: solidarity_coop
  sector: [home_care]
  municipality: Beloeil
  founded: 2019-04
project:
  description: {description}
  uses: [building_purchase, renovation]
  total_cost: 1_200_000
  stage: growth
"""

language = state.language()
st.title(translate(N_("For advisors"), language))
st.markdown(
    translate(
        N_(
            "Paste the profile of a client to see the same list that the command line gives, or fill the questionnaire and keep "
            "the profile as a file. Profiles stay in this browser tab: close it and they are gone."
        ),
        language,
    )
)
example = EXAMPLE.format(description=translate(N_("Buy and renovate a building for our services."), language))
text = st.text_area(translate(N_("Profile (YAML)"), language), key="advisor:yaml", height=320, placeholder=example)
if st.button(translate(N_("Use this profile"), language), type="primary"):
    try:
        profile = profile_from(parse_document(text, translate(N_("profile"), language), yes_no=True))
    except InputError as error:
        st.error("  \n".join(plain(problem.text(language)) for problem in error.problems))
    else:
        state.replace_answers(profile)
        navigation.go("results")
if not state.is_empty():
    st.download_button(
        translate(N_("Keep the current profile as a file"), language),
        yaml.safe_dump(state.answers(), allow_unicode=True, sort_keys=False),
        file_name="profil.yaml",
        mime="application/yaml",
        icon=":material/download:",
    )
st.header(translate(N_("The same on the command line"), language))
st.code(
    "matcher match profil.yaml\nmatcher explain profil.yaml piec\nmatcher match profil.yaml --format json --lang en",
    language=None,  # the colours of its syntax are too pale to be read
    wrap_lines=True,
)
