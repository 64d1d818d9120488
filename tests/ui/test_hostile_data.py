"""Texts of sheets, profiles, client files and lists stay texts in a real browser: no script, no picture, no link, no attribute of theirs."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import yaml
from playwright.sync_api import Page, sync_playwright
from pydantic import ValidationError
from sqlalchemy import String, update

from matcher.awards import Awards
from matcher.catalogue import Providers, award_files, default_directory, load_catalogue, program_files
from matcher.profile import Profile
from matcher.program import Program
from matcher.workspace.applications import Applications
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.imports import bring_in
from matcher.workspace.links import make_link
from matcher.workspace.location import url_of
from matcher.workspace.notes import add_note
from matcher.workspace.organisations import add_advisor, laptop_user
from matcher.workspace.tables import Table
from scripts.screenshots import CHROMIUM, FLAGS, ROOT, server, settle
from tests.hostile import ELSEWHERE, SAID, field, hostile, leaves, texts
from tests.ui.test_journey import pytestmark  # noqa: F401  # skipped without Chromium

ANN = "ann@example.org"
BARE = ("open_questions", "*")
"""A bare sentence is read as both languages: the field is tried with them."""
PLACES = {("enterprise", name) for name in ("municipality", "mrc", "region")} | {("enterprise", "sector", "*")}
"""Words that are looked up: what is no place or sector of Québec is refused."""
CODES = {
    "role", "email", "language", "digest", "state", "goal", "what", "kind", "program", "reason", "action", "token_hash", "catalogue_version",
}  # fmt: skip
"""Columns that hold a word of ours."""
FOUND = """(elsewhere) => {
  const hostile = [];
  const shown = (one) => one.tagName === 'A' && /^https?:/.test(one.textContent) && one.textContent.includes(elsewhere)
    && one.target === '_blank' && /noreferrer|noopener/.test(one.rel);
  for (const one of document.querySelectorAll('*'))
    for (const {name, value} of one.attributes) {
      const leads = ['src', 'href', 'srcset', 'action', 'formaction', 'data', 'xlink:href', 'poster'].includes(name);
      const there = leads && URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI) : null;
      if (/^on/i.test(name) || there?.protocol === 'javascript:' || (there?.host === elsewhere && !shown(one)))
        hostile.push(`${one.tagName} ${name}=${value}`);
    }
  for (const one of document.querySelectorAll('script')) if (/alert/.test(one.textContent)) hostile.push(one.outerHTML);
  return hostile;
}"""
"""What a browser made of hostile texts. An address written out may be clicked where it shows where it leads; nothing else may."""


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")


def _wanted() -> set[tuple[str, ...]]:
    return set(texts(Program.model_json_schema())) - {BARE} | {("apply", "url"), ("apply", "email"), ("sources", "*", "url")}


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The real catalogue, with the fewest sheets that have every text field made hostile, all names of providers and all awards."""
    folder = tmp_path_factory.mktemp("hostile") / "programs"
    shutil.copytree(default_directory(), folder)
    files = {path: _read(path) for path in program_files(folder)}
    fields = {path: {field(place) for place in leaves(sheet)} for path, sheet in files.items()}
    left, chosen = _wanted(), []
    while left:
        best = max(fields, key=lambda path: (len(fields[path] & left), path.stem))
        assert fields[best] & left, f"no sheet of the catalogue has {left}: this test must write one"
        left -= fields[best]
        chosen.append(best)
    taken = set()
    for path in chosen:
        made, took = hostile(files[path], Program.model_validate)
        _write(path, made)
        taken |= took
    assert _wanted() - taken == set()
    names = {files[path]["provider"] for path in chosen}
    providers = _read(folder / "providers.yaml")
    mine, _ = hostile({name: providers[name] for name in names}, Providers.model_validate)
    _write(folder / "providers.yaml", providers | mine)
    for path in award_files(folder)[:5]:
        made, _ = hostile(_read(path), Awards.model_validate)
        _write(path, made)
    load_catalogue(folder)
    return folder, [path.stem for path in chosen] + [path.stem for path in award_files(folder)[:2]]


def a_profile() -> Profile:
    """Return a profile that says the worst in each field that takes it."""
    raw = {
        "enterprise": {"legal_form": "nonprofit"},
        "project": {
            "description": "x",
            "costs": [{"use": "equipment", "amount": 50_000, "label": "x"}],
            "contributions": [{"kind": "cash", "amount": 10_000, "label": "x"}],
            "funding": [{"amount": 5_000, "instrument": "grant", "giver": "municipal", "label": "x"}],
        },
    }
    made, taken = hostile(raw, Profile.model_validate)
    assert set(texts(Profile.model_json_schema())) - PLACES == taken
    for *_, name in PLACES - {("enterprise", "sector", "*")}:
        with pytest.raises(ValidationError):
            Profile.model_validate({"enterprise": {name: SAID[0]}})
    return Profile.model_validate(made)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, UUID, str]:
    """A workspace in which every column that takes words of people says the worst."""
    address = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'workspace.db'}"
    workspace = open_workspace(url_of(address))
    actor = laptop_user(workspace)
    add_advisor(workspace, actor, ANN, "Ann", "administrator")
    files = ClientFiles(workspace, actor)
    bring_in(files, SAID[0], [(SAID[0], Profile())])
    made = files.create(SAID[0], a_profile())
    add_note(files, made.id, SAID[0])
    Applications(workspace, actor).add(made.id, "piec", due_on=workspace.now().date() + timedelta(days=9))
    token = make_link(files, made.id)[1]
    with workspace.writing() as session:
        for table in Table.metadata.sorted_tables:
            words = {
                c.name: SAID[0][: c.type.length] for c in table.columns if isinstance(c.type, String) and c.name not in CODES
            }
            if words:
                session.execute(update(table).values(words))
    workspace.close()
    return address, made.id, token


@contextmanager
def served(folder: Path, database: str, script: Path, *first: str) -> Iterator[str]:
    """Run the app on a catalogue and a workspace, after some lines of its script."""
    lines = ["from pathlib import Path", "import matcher.catalogue", f"folder = Path({str(folder)!r})"]
    lines += [
        "matcher.catalogue.default_directory = lambda: folder",
        *first,
        (ROOT / "app.py").read_text(encoding="utf-8").partition('"""\n')[2],
    ]
    lines[-1] = lines[-1].replace("App(__file__", f"App({str(ROOT / 'app.py')!r}")
    script.write_text("\n".join(lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHER_DATABASE_URL", database)
        patch.setenv("PYTHONPATH", str(ROOT))
        with server(script) as address:
            yield address


@pytest.fixture(scope="module")
def app(sheets: tuple[Path, list[str]], desk: tuple[str, UUID, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(sheets[0], desk[0], tmp_path_factory.mktemp("app") / "app.py") as address:
        yield address


class Watched:
    """A page of which every dialog, error and request to another site is written down."""

    def __init__(self, page: Page, app: str) -> None:
        self.page, self.app = page, app
        self.happened: list[str] = []
        page.on("dialog", lambda dialog: (self.happened.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        ours = (self.app, self.app.replace("http", "ws"), "data:", "blob:")
        if not url.startswith(ours):
            self.happened.append(url)

    def harmless(self, address: str, search: str | None = None) -> None:
        """Open a page, and find what is said there as text, and nothing else of it."""
        self.page.goto(f"{self.app}/{address}")
        settle(self.page)
        if search:
            self.page.get_by_role("textbox").first.fill(search)
            self.page.keyboard.press("Enter")
            settle(self.page)
        self.harmless_here()

    def harmless_here(self) -> None:
        """Open all boxes of the page that is open, and find what is said there as text, and nothing else of it."""
        address = self.page.url
        closed = self.page.locator("details:not([open]) > summary:visible")
        while count := closed.count():
            for index in reversed(range(count)):
                closed.nth(index).click()
            settle(self.page)
        assert "EVIL" in self.page.locator("body").inner_text() or self.page.locator("input, textarea").evaluate_all(
            "all => all.some((one) => one.value.includes('EVIL'))"
        ), address
        assert self.page.evaluate(FOUND, ELSEWHERE) == [], address
        assert self.happened == [], address


@pytest.fixture(scope="module")
def watched(app: str) -> Iterator[Watched]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Watched(browser.new_page(viewport={"width": 1280, "height": 900}), app)
        browser.close()


def test_every_text_of_a_sheet_stays_a_text(watched: Watched, sheets: tuple[Path, list[str]]) -> None:
    """On the sheet itself, beside another, in the catalogue, and where it is corrected."""
    programs = sheets[1]
    for program in programs:
        watched.harmless(f"program?program={program}")
    watched.harmless(f"compare?one={programs[0]}&other={programs[1]}")
    watched.harmless(f"correct?program={programs[0]}&place=name")
    watched.harmless("catalogue", search="EVIL")


def test_every_text_of_a_client_file_stays_a_text(watched: Watched, desk: tuple[str, UUID, str]) -> None:
    """For the advisor, and for the client behind the link."""
    for page in ("clients", f"client?file={desk[1]}", "follow_up"):
        watched.harmless(page)


@pytest.mark.parametrize(
    ("title", "page"), [("Mon projet", "questionnaire"), ("Mes programmes", "results"), ("Montage financier", "plan")]
)
def test_every_answer_of_a_client_file_stays_a_text(watched: Watched, desk: tuple[str, UUID, str], title: str, page: str) -> None:
    """Where its answers are given, matched and planned with."""
    watched.page.goto(f"{watched.app}/client?file={desk[1]}")
    settle(watched.page)
    watched.page.locator("[data-testid='stMain']").get_by_role("button", name=title).first.click()
    watched.page.wait_for_url(re.compile(f"/{page}"))
    settle(watched.page)
    watched.harmless_here()


def test_a_list_that_is_looked_at_before_it_comes_in_stays_a_text(watched: Watched, tmp_path: Path) -> None:
    """Names that come in, headings that mean nothing, cells that no answer is."""
    rows = [["Nom", "Forme juridique", SAID[0]], [SAID[0], "OBNL", SAID[0]], ["b", SAID[0], SAID[0]]]
    path = tmp_path / "clients.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    watched.page.goto(f"{watched.app}/clients")
    settle(watched.page)
    watched.page.locator("input[type=file]").first.set_input_files(path)
    watched.page.locator("[data-testid='stMain']").get_by_text(re.compile("client peut entrer")).first.wait_for(state="attached")
    settle(watched.page)
    watched.harmless_here()


def test_the_page_behind_a_link_shows_texts_only(watched: Watched, desk: tuple[str, UUID, str]) -> None:
    watched.harmless(f"shared?t={desk[2]}")


def test_every_name_of_people_stays_a_text(
    watched: Watched, sheets: tuple[Path, list[str]], desk: tuple[str, UUID, str], tmp_path: Path
) -> None:
    """Where an administrator who signed in sees the organization, its people and what they did."""
    signed_in = ("from matcher.ui import access", "access.signs_in = lambda: True", f"access._address = lambda: {ANN!r}")
    with served(sheets[0], desk[0], tmp_path / "app.py", *signed_in) as address:
        browser = watched.page.context.browser
        assert browser is not None
        there = Watched(browser.new_page(viewport={"width": 1280, "height": 900}), address)
        there.harmless("settings")
        assert there.page.get_by_role("heading", name="Personnes").count() == 1
        there.harmless("clients")
        there.page.close()


def test_a_script_that_got_into_a_page_would_not_run(watched: Watched) -> None:
    """The second line of defence: neither a script written into a page, nor a handler, nor a picture of another site does anything."""
    watched.page.goto(watched.app)
    settle(watched.page)
    done = watched.page.evaluate(
        """async (elsewhere) => {
          const refused = [];
          document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.body.append(script);
          const box = document.createElement('div');
          box.innerHTML = `<img src="data:image/png,x" onerror="window.ran = true"><img src="http://${elsewhere}/p.png">
            <iframe src="http://${elsewhere}/"></iframe><object data="http://${elsewhere}/"></object>`;
          document.body.append(box);
          await fetch(`http://${elsewhere}/`).catch(() => null);
          await new Promise((resolve) => setTimeout(resolve, 500));
          return [window.ran === undefined, [...new Set(refused)].sort()];
        }""",
        ELSEWHERE,
    )
    directives = ["connect-src", "frame-src", "img-src", "object-src", "script-src-attr", "script-src-elem"]
    assert done == [True, directives]


def test_headers_of_every_answer(app: str) -> None:
    """Pages, files and addresses that are not there alike."""
    for address in ("", "clients", "_stcore/health", "feed/nothing.ics", "static/nothing.js"):
        found = httpx.get(f"{app}/{address}").headers
        assert found["x-content-type-options"] == "nosniff"
        assert "script-src 'self' 'sha256-" in found["content-security-policy"]
        assert "unsafe-eval" not in found["content-security-policy"]
        assert found["referrer-policy"] == ("no-referrer" if address.startswith("feed") else "strict-origin-when-cross-origin")


def test_a_cookie_is_for_this_site(app: str) -> None:
    """A cookie of the app is not sent along from another site."""
    for cookie in httpx.get(f"{app}/_stcore/host-config").headers.get_list("set-cookie"):
        assert "samesite=lax" in cookie.lower() or "samesite=strict" in cookie.lower()


@pytest.mark.parametrize(
    "path", ["//evil.invalid/", "/\\evil.invalid", "/%2f%2fevil.invalid/", "/clients//evil.invalid/..", "/?next=//evil.invalid"]
)
def test_no_address_leads_elsewhere(app: str, path: str) -> None:
    answer = httpx.get(app + path, follow_redirects=False)
    assert ELSEWHERE not in httpx.URL(app).join(answer.headers.get("location", "/")).host


@pytest.mark.parametrize("origin", ["http://evil.invalid", "null"])
def test_another_site_opens_no_session(app: str, origin: str) -> None:
    """The page of another site, in the browser of an advisor, gets no WebSocket: nothing is done in her name."""
    handshake = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    handshake["sec-websocket-key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    answers = {}
    for who in (origin, app):
        with httpx.stream("GET", f"{app}/_stcore/stream", headers={**handshake, "origin": who}) as answer:
            answers[who] = answer.status_code
    assert answers == {origin: 403, app: 101}


@pytest.mark.parametrize("folder", ["static", "media", "app/static", "component", "feed", "program"])
@pytest.mark.parametrize("up", ["../", "..%2f", "%2e%2e/", "%252e%252e%252f", "..%5c", "....//"])
def test_no_address_reads_a_file_of_the_server(app: str, folder: str, up: str) -> None:
    """Asked as it stands: a client that tidies addresses would hide what is tried."""
    host, port = app.removeprefix("http://").split(":")
    connection = HTTPConnection(host, int(port), timeout=20)
    connection.request("GET", f"/{folder}/{up * 9}etc/passwd")
    assert b"root:" not in connection.getresponse().read()
    connection.close()
