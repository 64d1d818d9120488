"""What keeps one visitor's page from costing the others their time."""

from __future__ import annotations

import gc
import threading
import tomllib
from pathlib import Path

import pytest
from streamlit.delta_generator import DeltaGenerator

from matcher.matching import Matcher
from matcher.ui import turns
from tests.ui.conftest import Visit, opened

GROCERY = {"enterprise": {"legal_form": "consumer_coop"}, "project": {"description": "une épicerie"}}
CONFIG = Path(__file__).parent.parent.parent / ".streamlit" / "config.toml"


@pytest.fixture
def matched(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list to which each match that is worked out adds the profile it was for."""
    asked: list[object] = []
    real = Matcher.match
    monkeypatch.setattr(
        Matcher, "match", lambda self, profile, *rest, **named: (asked.append(profile), real(self, profile, *rest, **named))[1]
    )
    return asked


def test_nothing_is_matched_twice(visit: Visit, matched: list[object]) -> None:
    """A page drawn again with the same answers matches nothing; a new answer matches once, although the page compares it with the last."""
    app = visit("results", answers=GROCERY)
    opened(app, "what-if")
    assert len(matched) == 1
    app.run()
    assert len(matched) == 1
    app.session_state["answers"]["enterprise"]["employees"] = 12
    app.run()
    assert not app.exception
    assert len(matched) == 2


def test_what_is_kept_goes_with_the_answers(visit: Visit) -> None:
    """Erasing the answers erases the matches that were made of them."""
    app = visit("results", answers=GROCERY)
    assert app.session_state["matched"]
    app.switch_page("matcher/ui/pages/questionnaire.py").run()
    next(button for button in app.button if "Effacer" in button.label).click().run()
    assert app.session_state["matched"] == ()


def test_the_catalogue_is_out_of_the_collectors_way(visit: Visit) -> None:
    """What is kept for good is not looked through at each collection."""
    visit("results", answers=GROCERY)
    assert gc.get_freeze_count() > 100_000


def test_a_few_pages_at_a_time_and_each_in_its_turn() -> None:
    """Pages beyond the first few wait, and go in the order in which they came."""
    went: list[int] = []
    told: list[int] = []
    leave = threading.Event()
    inside = threading.Barrier(turns.AT_ONCE + 1)

    def draw(number: int) -> None:
        with turns.turn(told.append):
            went.append(number)
            if number < turns.AT_ONCE:
                inside.wait(timeout=10)
                leave.wait(timeout=10)

    first = [threading.Thread(target=draw, args=(number,)) for number in range(turns.AT_ONCE)]
    for thread in first:
        thread.start()
    inside.wait(timeout=10)
    later = [threading.Thread(target=draw, args=(number,)) for number in range(turns.AT_ONCE, turns.AT_ONCE + 3)]
    for thread in later:
        thread.start()
    assert sorted(went) == list(range(turns.AT_ONCE))
    leave.set()
    for thread in [*first, *later]:
        thread.join(timeout=10)
    assert sorted(went) == list(range(turns.AT_ONCE + 3))
    assert told == []


def test_who_waits_long_is_told(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that many others come before says how many, and then comes all the same."""
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(0))
    monkeypatch.setattr(turns, "_waiting", [None] * 31)
    told: list[int] = []
    with turns.turn(told.append):
        pass
    assert told == [31]
    assert len(turns._waiting) == 31
    said: list[str] = []
    monkeypatch.setattr(DeltaGenerator, "info", lambda _, text, **__: said.append(text))
    assert [title.value for title in visit("about").title] == ["À propos"]
    assert said[-1].replace("\u00a0", " ") == (
        "Il y a beaucoup de monde en ce moment : 31 pages passent avant la vôtre, qui suit toute seule."
    )


def test_a_turn_is_given_back_whatever_happens() -> None:
    """A page that fails does not keep its turn."""
    told: list[int] = []
    for _ in range(turns.AT_ONCE + 1):
        with pytest.raises(ValueError, match="a page"), turns.turn(told.append):
            raise ValueError("a page")


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose turn does not come is drawn all the same, and gives back no turn that it never had."""
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(0))
    told: list[int] = []
    with turns.turn(told.append):
        pass
    assert not turns._turns.acquire(blocking=False)


def test_settings_of_the_server() -> None:
    """No collection after each script, and no rewriting of scripts."""
    runner = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["runner"]
    assert runner == {"magicEnabled": False, "postScriptGC": False}
