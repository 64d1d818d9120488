"""The app as a process: what it writes and answers for an operator, and how it stops."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import ClientConnection, connect

from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.location import url_of
from matcher.workspace.organisations import laptop_user
from scripts.screenshots import ROOT, free_port

SECRET = "Coopérative secrète"
SLOW = ROOT / "tests" / "operation" / "slow_app.py"


@contextmanager
def running(folder: Path, script: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """Run the app on a workspace and a log of its own; yield where it listens, the process and the log."""
    port, log = free_port(), folder / "log"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless", "true"]
    environment = {
        "MATCHER_DATABASE_URL": f"sqlite:///{folder / 'workspace.db'}",
        "BEGUN": str(folder / "begun"),
        "PYTHONPATH": str(ROOT),
    }
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=file)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield f"127.0.0.1:{port}", process, log
    finally:
        process.kill()
        process.wait(timeout=10)


def visitor(site: str) -> ClientConnection:
    return connect(f"ws://{site}/_stcore/stream", origin=f"http://{site}", max_size=None, close_timeout=0.5)


def look(socket: ClientConnection, page: str, query: str = "") -> None:
    """Ask for a page as a browser does."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    socket.send(message.SerializeToString())


def wait_for(what: str, log: Path) -> None:
    until = time.monotonic() + 60
    while what not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < until, log.read_text(encoding="utf-8")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, object], dict[str, float], str]]:
    """Give the log, what `health` said and the figures of an app at which one visitor looked, and what remained after it stopped."""
    folder = tmp_path_factory.mktemp("app")
    with running(folder, ROOT / "app.py") as (site, process, log):
        with visitor(site) as socket:
            look(socket, "catalogue", f"lang=fr&q={SECRET}")
            wait_for('"drawn"', log)
            health = httpx.get(f"http://{site}/health", timeout=30).json()
            figures = {
                " ".join((sample.name, *(sample.labels[name] for name in sorted(sample.labels)))): sample.value
                for family in text_string_to_metric_families(httpx.get(f"http://{site}/metrics", timeout=30).text)
                for sample in family.samples
            }
            shown = httpx.get(f"http://{site}/metrics", timeout=30).text
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        yield log.read_text(encoding="utf-8"), health, figures, shown


Seen = tuple[str, dict[str, object], dict[str, float], str]


def test_the_app_says_that_it_is_well(seen: Seen) -> None:
    assert seen[1]["status"] == "ok"
    assert seen[1]["workspace"] == "none yet"


def test_the_app_counts_pages_and_open_tabs(seen: Seen) -> None:
    figures = seen[2]
    assert figures["matcher_pages_drawn_total whole catalogue"] == 1
    assert figures["matcher_page_seconds_count catalogue"] == 1
    assert figures["matcher_sessions_open"] == 1
    assert (figures["matcher_pages_being_drawn"], figures["matcher_pages_waiting"]) == (0, 0)


def test_every_line_of_the_log_is_json_and_tells_of_nobody(seen: Seen) -> None:
    written = seen[0].splitlines()
    lines = [json.loads(line) for line in written[next(i for i, line in enumerate(written) if '"started"' in line) :]]
    assert [line["message"] for line in lines if line["logger"] == "matcher.ui.watched"] == ["started", "drawn", "stopped"]
    assert next(line for line in lines if line["message"] == "drawn")["page"] == "catalogue"
    for told in (SECRET, "127.0.0.1", "secr"):
        assert told not in seen[0]
        assert told not in seen[3]


def test_what_a_page_is_saving_is_saved_when_the_process_is_told_to_stop(tmp_path: Path) -> None:
    """A client file is open, and a page that took an answer is in the middle of saving it when SIGTERM comes."""
    url = url_of(f"sqlite:///{tmp_path / 'workspace.db'}")
    workspace = open_workspace(url)
    file = ClientFiles(workspace, laptop_user(workspace)).create(SECRET)
    workspace.close()
    with running(tmp_path, SLOW) as (site, process, log):
        with visitor(site) as socket:
            look(socket, "client", f"lang=fr&file={file.id}")
            wait_for('"drawn"', log)
            look(socket, "client", f"lang=fr&file={file.id}&employees=7")
            until = time.monotonic() + 60
            while not (tmp_path / "begun").exists():
                assert time.monotonic() < until, log.read_text(encoding="utf-8")
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) in {0, -signal.SIGTERM}
        assert SECRET not in log.read_text(encoding="utf-8")
    again = open_workspace(url)
    kept = ClientFiles(again, laptop_user(again)).current(file.id).profile
    again.close()
    assert kept.enterprise.employees == 7
