"""What changed between two versions, said so that a curator can read it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from matcher.curation.changes import changes

NAME = {"name": {"fr": "Piec", "en": "Piec"}}
TABLE: list[dict[str, Any]] = yaml.safe_load(
    """
- {before: {amount: {max: 500000}}, after: {amount: {max: 600000}}, says: "maximum: 500 000 $ → 600 000 $"}
- {before: {}, after: {amount: {max: 600000}}, says: "maximum : ajout de 600 000 $"}
- {before: {amount: {max: 600000}}, after: {}, says: "maximum : retrait de 600 000 $"}
- {before: {share_of_costs: {max: 0.5}}, after: {share_of_costs: {max: 0.75}}, says: "part maximale des coûts : 50 % → 75 %"}
- {before: {status: open}, after: {status: closed}, says: "statut : open → closed"}
- {before: {funds: [equipment]}, after: {funds: [equipment, training]}, says: "finance : ajout de Formation"}
- {before: {instruments: [grant]}, after: {instruments: [loan]}, says: ["type d'aide : retrait de Subvention", "type d'aide : ajout de Prêt"]}
- before: {eligibility: {requires: [{years_operating: {min: 2}}]}}
  after: {eligibility: {requires: [{years_operating: {min: 1}}]}}
  says: ["exige : retrait de Années d'activité : au moins 2 ans", "exige : ajout de Années d'activité : au moins 1 an"]
- before: {eligibility: {requires: [{no_such_attribute: 1}]}}
  after: {eligibility: {}}
  says: "exige : retrait de {'no_such_attribute': 1}"
- before: {eligibility: {requires: [{legal_form: [nonprofit], source: old}, {social_economy: true, source: old}]}}
  after: {eligibility: {requires: [{legal_form: [nonprofit], source: new}]}}
  says: "exige : retrait de Entreprise d'économie sociale selon la Loi : oui"
- {before: {name: {fr: "Piec : un", en: Piec}}, after: {name: {fr: "Piec\u00a0: un", en: Piec}}, says: []}
- {before: {closed_on: 2025-01-31}, after: {closed_on: 2025-02-28}, says: "fermé le : 31 janvier 2025 → 28 février 2025"}
- {before: {summary: {fr: A, en: A}}, after: {summary: {fr: B, en: A}}, says: "résumé : A → B"}
- {before: {sources: [{id: a}]}, after: {sources: [{id: b}]}, says: "sources : contenu revu"}
- {before: {intakes: continuous}, after: {intakes: [{opens: 2026-01-15, closes: 2026-03-01}]}, says: ["appels : retrait de continuous", "appels : ajout de opens 15 janvier 2026, closes 1er mars 2026"]}
"""
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["says"])[:60])
def test_sentences(row: dict[str, Any]) -> None:
    """Each difference is one sentence, in words and with the figures before and after."""
    found = changes({"piec": NAME | row["before"]}, {"piec": NAME | row["after"]})
    said = [change.sentence("fr").replace("\N{NO-BREAK SPACE}", " ").replace("maximum :", "maximum:") for change in found]
    wanted = [row["says"]] if isinstance(row["says"], str) else row["says"]
    assert [text.replace("maximum :", "maximum:") for text in wanted] == said


def test_nothing_changed() -> None:
    """The same files have no difference, whatever the order of their keys."""
    assert changes({"a": {"x": 1, "y": [1]}}, {"a": {"y": [1], "x": 1}}) == []


def test_programs_come_and_go() -> None:
    """A new program and one that is gone are one change each, with the name they had."""
    found = changes({"old": NAME, "same": {}}, {"new": NAME, "same": {}})
    assert [(change.program, change.kind, change.name["fr"], change.sentence("en")) for change in found] == [
        ("new", "added", "Piec", "new program"),
        ("old", "removed", "Piec", "program taken out"),
    ]


def test_the_place_of_a_nested_change() -> None:
    """The path names the place, so that a tool can follow it."""
    found = changes({"a": {"apply": {"delay_weeks": {"typical": 4}}}}, {"a": {"apply": {"delay_weeks": {"typical": 8}}}})
    assert [(change.path, change.before, change.after) for change in found] == [("apply.delay_weeks.typical", 4, 8)]


def test_days_are_written_as_days() -> None:
    """A date stays a date until it is shown."""
    found = changes({"a": {"closed_on": date(2025, 1, 1)}}, {"a": {}})
    assert found[0].sentence("en") == "closed on: removed January 1, 2025"
