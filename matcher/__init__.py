"""Find the funding programs open to a Québec social-economy enterprise, ranked and explained.

>>> from datetime import date
>>> from matcher import Matcher, Profile, load_catalogue
>>> matcher = Matcher(load_catalogue())
>>> profile = Profile.model_validate({"enterprise": {"legal_form": "solidarity_coop", "municipality": "Beloeil"}})
>>> matches = matcher.match(profile, as_of=date(2026, 11, 23))
>>> matches.ranked[0].verdict
<Verdict.TO_CONFIRM: 'to_confirm'>
"""

from matcher.catalogue import Catalogue, load_catalogue
from matcher.document import InputError, Problem
from matcher.matching import Match, Matcher, Matches
from matcher.profile import ATTRIBUTES, Profile, read_profile
from matcher.program import Program
from matcher.rules.verdict import Verdict, decide

__all__ = [
    "ATTRIBUTES",
    "Catalogue",
    "InputError",
    "Match",
    "Matcher",
    "Matches",
    "Problem",
    "Profile",
    "Program",
    "Verdict",
    "decide",
    "load_catalogue",
    "read_profile",
]
