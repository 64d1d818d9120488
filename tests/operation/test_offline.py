"""A machine without a network: what needs one says so in one sentence, and everything else answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from matcher.curation.pages import Visit, pages_file, read_visits, write_visits
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import found_organisation
from matcher.workspace.watching import look_at
from tests.catalogue import SMALL
from tests.operation.machine import can_isolate, faulty
from tests.operation.test_terminal import ALL, PROFILE, TABLE
from tests.workspace.test_watching import AFTER, BEFORE, DAY, NONPROFIT

pytestmark = pytest.mark.skipif(not can_isolate(), reason="this user may not be cut off from the network")

HASTY = """
from functools import partial
from matcher import cli_links
from matcher.curation import links
cli_links.cited = lambda _: {f"https://page{n}.example.org/": ["a-don"] for n in range(12)}
links.Visitor = partial(links.Visitor, manners=links.Manners(pause=0.01))
"""


@pytest.mark.parametrize(
    ("language", "no_page", "no_mail"),
    [
        (
            "fr",
            "Aucune des 10 premières pages ne répond : cet ordinateur est-il relié au réseau? Rien n'a été changé.",
            "ann@example.org: mail.example.org:587 : le serveur ne répond pas",
        ),
        (
            "en",
            "None of the first 10 pages answers: is this computer connected? Nothing was changed.",
            "ann@example.org: mail.example.org:587: the server does not answer",
        ),
    ],
)
def test_what_needs_a_network_says_so_and_the_rest_answers(tmp_path: Path, language: str, no_page: str, no_mail: str) -> None:
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    programs = Path(shutil.copytree(SMALL, tmp_path / "programs"))
    write_visits(pages_file(programs), {url: Visit(url, "ok", DAY, status=200) for url in ("https://page1.example.org/",)})
    before = read_visits(pages_file(programs))
    url = url_of(f"sqlite:///{tmp_path / 'workspace.db'}")
    workspace = open_workspace(url)
    files = ClientFiles(workspace, found_organisation(workspace, "Pôle", "ann@example.org", "Ann").actor)
    made = files.create("Coop", NONPROFIT)
    look_at(files, made.id, BEFORE, DAY)
    look_at(files, made.id, AFTER, DAY)
    workspace.close()
    online = ("catalogue check-links --days 0", "watch --send --as ann@example.org")
    offline = (
        "match profile.yaml",
        "plan profile.yaml",
        "catalogue show a-don",
        "catalogue export --output all.json",
        "watch profile.yaml",
        "batch table.csv out.csv",
    )
    offline = offline if language == "fr" else offline[:1]  # once is enough
    lines = "\n".join(f"{command} --lang {language}" for command in (*online, *offline))
    settings = {"MATCHER_SMTP_URL": "smtp://mail.example.org", "MATCHER_MAIL_FROM": "nouvelles@example.org"}
    script = f"import os; os.chdir({str(tmp_path)!r})\n{HASTY}{ALL}"
    done = faulty("-c", script, lines, str(programs), MATCHER_DATABASE_URL=str(url), **settings)
    ended = [line for line in done.stdout.splitlines() if line.startswith("== ended")]
    assert ended == [*["== ended 1"] * len(online), *["== ended 0"] * len(offline)], done.stderr
    said = done.stderr.replace("\xa0", " ").splitlines()
    assert said[:2] == [no_page, no_mail]
    assert read_visits(pages_file(programs)) == before
    assert language == "en" or json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
