"""No page, in any state that this walk reaches, shows words of the other language; figures and marks are those of the language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from matcher.locale import Language
from matcher.profile import Profile
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.consents import give_consent
from matcher.workspace.feeds import make_feed
from matcher.workspace.links import make_link
from matcher.workspace.notes import add_note
from tests.foreign_words import foreign, misset, shown
from tests.ui.conftest import PAGES, Visit, opened
from tests.ui.test_client_files import files  # noqa: F401  # a fixture

COOP = {
    "enterprise": {
        "legal_form": "consumer_coop",
        "sector": ["grocery"],
        "municipality": "municipality:beloeil",
        "founded": "2026-04",
        "groups": ["women"],
    },
    "project": {
        "description": "Coop XYZ",
        "uses": ["renovation", "equipment"],
        "total_cost": 300_000,
        "stage": "growth",
        "start": "2027-04",
        "costs": [{"use": "renovation", "amount": 250_000}, {"use": "equipment", "amount": 50_000}],
        "contributions": [{"kind": "cash", "amount": 60_000}],
    },
}
ADDRESSES = {
    "program": [{"program": "piec"}, {"program": "no-such"}],
    "correct": [{"program": "piec"}],
    "compare": [{"one": "piec", "other": "esse"}],
    "catalogue": [{}, {"view": "map"}, {"view": "changes"}, {"view": "coverage"}],
}
WALK = [(page, address) for page in PAGES for address in ADDRESSES.get(page, [{}])]


def unfolded(app: AppTest) -> AppTest:
    """Open every box of a page, then those that the open ones showed."""
    for _ in range(2):
        app = opened(app, *(str(box.key) for box in app.expander if box.key))
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("page", "address"), WALK, ids=lambda value: value if isinstance(value, str) else "-".join(value.values())
)
def test_pages_of_visitors(visit: Visit, page: str, address: dict[str, str], language: Language) -> None:
    """Empty and with answers, every box open."""
    seen = [text for answers in (None, COOP) for text in shown(unfolded(visit(page, language, answers, **address)))]
    assert foreign(seen, language) == []
    assert misset(seen, language) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_of_advisors(visit: Visit, files: ClientFiles, language: Language) -> None:  # noqa: F811
    """With nothing yet, then with client files that hold something of everything, and as their client sees them."""
    seen = [text for page in ("clients", "follow_up", "settings") for text in shown(unfolded(visit(page, language)))]
    made = files.create("Coop XYZ", Profile.model_validate(COOP))
    give_consent(files, made.id, "target_groups", date(2026, 11, 23))
    add_note(files, made.id, "XYZ")
    followed = Applications(files.workspace, files.actor)
    for program, state in (("piec", "asked"), ("esse", "awarded"), ("fli-provincial", "refused")):
        one = followed.add(made.id, program, asked=50_000, due_on=date.today() + timedelta(days=9))
        followed.move(one, state, date.today(), "refused_viability" if state == "refused" else None)
    make_feed(files.workspace, files.actor)
    token = make_link(files, made.id)[1]
    for page, address in (
        ("clients", {}),
        ("client", {"file": str(made.id)}),
        ("follow_up", {}),
        ("settings", {}),
        ("shared", {"t": token}),
        ("shared", {"t": "x"}),
    ):
        seen += shown(unfolded(visit(page, language, None, **address)))
    assert foreign(seen, language) == []
    assert misset(seen, language) == []
