"""`matcher serve` as people start it: several processes, and a catalogue that is edited while they answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.api.conftest import GOOD, ROOT, serving
from tests.catalogue import SMALL

SECRET = "Coopérative Untel, 514 555-0199"


class Visitors:
    """People who ask without end, each on a new line every time; what went wrong, and what was seen."""

    def __init__(self, address: str, file_id: str) -> None:
        self.address, self.file_id = address, file_id
        self.wrong: list[str] = []
        self.names: list[str] = []
        self.processes: set[int] = set()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(4)]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        sent = GOOD | {"project": GOOD["project"] | {"description": SECRET}, "top": 5}
        while not self._ended.is_set():
            try:
                answer = httpx.post(f"{self.address}/v1/match", json=sent, timeout=60)
                self.names += [one["name"] for one in answer.json()["matches"] if one["program"] == self.file_id]
                assert answer.status_code == 200
                assert len(answer.json()["matches"]) == 5
                self.processes.add(httpx.get(f"{self.address}/healthz", timeout=60).json()["process"])
            except Exception as error:  # every failure counts, whatever it is
                self.wrong.append(repr(error))


def until(done: Any, seconds: float = 180) -> bool:
    """Wait until something is so, and tell whether it came to be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.2)
    return False


def versions(address: str) -> dict[int, str]:
    """Return the catalogue that each process answers from."""
    seen = [httpx.get(f"{address}/healthz", timeout=60).json() for _ in range(30)]
    return {one["process"]: one["catalogue"] for one in seen}


class Site(NamedTuple):
    """A server of two processes, the catalogue that it answers from, and its log."""

    address: str
    folder: Path
    log: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    base = tmp_path_factory.mktemp("site")
    folder, log = Path(shutil.copytree(SMALL, base / "programs")), base / "log"
    with serving(log, "--workers", "2", "--directory", str(folder)) as address:
        yield Site(address, folder, log)
    assert SECRET not in log.read_text(), "a log holds nothing of what was sent"


def test_files_are_edited_while_two_processes_answer(site: Site) -> None:
    """Nobody is dropped: before, between and after, each answer is whole; a broken edit changes nothing and is told with its line."""
    address, folder, log = site
    file = folder / "government" / "a-batiment.yaml"
    text = file.read_text(encoding="utf-8")
    edited = text.replace("fr: Aide au bâtiment", "fr: Toit", 1)
    broken = edited.replace("family: government", "family: governement")
    line = broken[: broken.index("family:")].count("\n") + 1
    with Visitors(address, "a-batiment") as visitors:
        assert until(lambda: len(visitors.processes) == 2), "both processes answer"
        first = httpx.get(f"{address}/v1/programs").headers["etag"]
        file.write_text(edited, encoding="utf-8")
        assert until(lambda: visitors.names and visitors.names[-1] == "Toit")
        assert until(lambda: len(set(versions(address).values())) == 1)
        assert httpx.get(f"{address}/v1/programs").headers["etag"] != first
        kept = set(versions(address).values())
        file.write_text(broken, encoding="utf-8")
        assert until(lambda: log.read_text().count(f"a-batiment.yaml:{line}:") >= 2), log.read_text()
        assert set(versions(address).values()) == kept
        file.write_text(text, encoding="utf-8")
        assert until(lambda: set(versions(address).values()).isdisjoint(kept))
    assert visitors.wrong == []
    assert set(visitors.names) == {"Aide au bâtiment", "Toit"}


def test_a_process_that_dies_is_replaced(site: Site) -> None:
    """The others go on, and there are two again."""
    assert until(lambda: len(versions(site.address)) == 2)
    victim = next(iter(versions(site.address)))
    os.kill(victim, 9)
    assert until(lambda: len(set(versions(site.address)) - {victim}) == 2)


def test_a_broken_catalogue_is_not_served(tmp_path: Path) -> None:
    """The command ends at once with every mistake and its place."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "programs"))
    file = folder / "government" / "a-batiment.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("family: government", "family: governement"), encoding="utf-8")
    command = [sys.executable, "-m", "matcher.cli", "serve", "--directory", str(folder), "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a-batiment.yaml:" in done.stderr
    assert "did you mean government?" in done.stderr


def test_what_is_no_origin_is_not_served() -> None:
    """A setting that names no site is refused with its name before anything is answered."""
    command = [sys.executable, "-m", "matcher.cli", "serve", "--lang", "en", "--directory", str(SMALL)]
    variables = os.environ | {"MATCHER_API_ORIGINS": "*"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env=variables)
    assert (done.returncode, done.stdout) == (1, "")
    assert "MATCHER_API_ORIGINS: this is not the origin of a web site" in done.stderr


def test_the_libraries_of_the_api_may_be_missing() -> None:
    """Without them the command says what to install, and every other command works."""
    script = "import sys; sys.modules['fastapi'] = None; from matcher.cli import app; app(sys.argv[1:])"
    results = [
        subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        for words in (("serve", "--lang", "en"), ("version",))
    ]
    assert [done.returncode for done in results] == [1, 0]
    assert results[0].stderr == "serving needs fastapi: install funding-matcher[api]\n"
