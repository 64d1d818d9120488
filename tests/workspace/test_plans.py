"""Plans that were handed over stay as they were."""

from __future__ import annotations

import pytest

from matcher.workspace.actor import Actor
from matcher.workspace.audit import audit_trail
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.errors import MissingError
from matcher.workspace.plans import keep_plan, kept_plans
from matcher.workspace.portable import as_json, from_json
from tests.workspace.conftest import an_actor

DOCUMENT = {"plans": [{"name": "fewest", "total": 5}]}


def test_a_plan_is_kept_once_and_travels(workspace: Workspace, actor: Actor) -> None:
    """The same plan twice in a row is one; another one does not replace it; both come along into another workspace."""
    files = ClientFiles(workspace, actor)
    made = files.create("Coop")
    first = keep_plan(files, made.id, "fewest", "v1", DOCUMENT)
    assert keep_plan(files, made.id, "fewest", "v2", DOCUMENT) == first
    second = keep_plan(files, made.id, "fastest", "v2", {"plans": []})
    assert kept_plans(files, made.id) == [second, first]
    assert [one.action for one in audit_trail(workspace, actor, made.id)].count("plan_kept") == 2
    copy = from_json(files, as_json(files, made.id))
    assert [(one.name, one.at, one.document) for one in kept_plans(files, copy.id)] == [
        (one.name, one.at, one.document) for one in (second, first)
    ]


def test_nobody_else_sees_or_keeps_one(workspace: Workspace, actor: Actor) -> None:
    files = ClientFiles(workspace, actor)
    made = files.create("Coop")
    keep_plan(files, made.id, "fewest", "v1", DOCUMENT)
    others = ClientFiles(workspace, an_actor(workspace, "CDR", "administrator"))
    with pytest.raises(MissingError):
        kept_plans(others, made.id)
    with pytest.raises(MissingError):
        keep_plan(others, made.id, "fewest", "v1", DOCUMENT)
