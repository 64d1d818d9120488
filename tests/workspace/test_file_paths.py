"""No name of a file, of a part of a ZIP or of a client leads anywhere on the disk."""

from __future__ import annotations

import json
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from matcher.export.client_file import take_in
from matcher.workspace.actor import Actor
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import Workspace
from matcher.workspace.encoding import NotOursError
from matcher.workspace.portable import as_json

SECRET = "Zyzzyva"


@pytest.fixture
def files(workspace: Workspace, actor: Actor) -> ClientFiles:
    return ClientFiles(workspace, actor)


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if "workspace.db" not in path.name}


@pytest.mark.parametrize(
    "name", ["../client-file.json", "../../evil", "/tmp/client-file.json", "C:\\client-file.json", "..\\client-file.json", "a/client-file.json"]
)  # fmt: skip
def test_a_zip_whose_parts_lead_out_is_refused(
    files: ClientFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A part is taken by its exact name; nothing is unpacked beside it, or anywhere."""
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    document = json.dumps(as_json(files, files.create("Coop").id))
    before = tree(tmp_path)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr(name, document)
    with pytest.raises(NotOursError):
        take_in(files, packed.getvalue(), "client.zip")
    with zipfile.ZipFile(packed, "a") as book:
        book.writestr("client-file.json", document)
    assert take_in(files, packed.getvalue(), "client.zip").name == "Coop"
    assert tree(tmp_path) == before


def test_a_link_in_a_zip_is_not_followed(files: ClientFiles, tmp_path: Path) -> None:
    """A part that says it is a symbolic link to a file of the server is read as its own few bytes, and refused."""
    document = as_json(files, files.create(SECRET).id)
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(document), encoding="utf-8")
    link = zipfile.ZipInfo("client-file.json")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr(link, str(secret))
    with pytest.raises(NotOursError):
        take_in(files, packed.getvalue(), "client.zip")
