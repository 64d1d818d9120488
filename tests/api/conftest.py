"""The API under test: in this process on the small catalogue, or as a server that people start."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from matcher.api.app import create_app
from matcher.api.settings import Settings
from scripts.screenshots import ROOT, free_port
from tests.catalogue import SMALL

JSON = "application/json"
PROBLEM = "application/problem+json"
GOOD: dict[str, Any] = {
    "enterprise": {"legal_form": "OBNL", "sector": ["épicerie"], "municipality": "Beloeil", "founded": "2019-04"},
    "project": {"description": "Rénover l'épicerie communautaire", "uses": ["renovation"], "total_cost": 60_000},
}


@contextmanager
def answering(settings: Settings) -> Iterator[httpx.Client]:
    """Answer over HTTP from a thread of this process, where a test can change what is done, and yield a client."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=free_port(), log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        with httpx.Client(base_url=f"http://127.0.0.1:{server.config.port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def api() -> Iterator[httpx.Client]:
    """Return a client of the application on the small catalogue."""
    with answering(Settings(SMALL, origins=("https://pole.example.org",))) as client:
        yield client


@contextmanager
def serving(log: Path, *options: str, **variables: str) -> Iterator[str]:
    """Start `matcher serve` with a log and yield its address once it answers."""
    with running(log, *options, **variables) as (address, _):
        yield address


@contextmanager
def running(log: Path, *options: str, **variables: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start `matcher serve` with a log and yield its address, once it answers, and its process."""
    port = free_port()
    command = [sys.executable, "-m", "matcher.cli", "serve", "--port", str(port), "--lang", "en", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=os.environ | variables)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    httpx.get(f"{address}/healthz", timeout=30)
                    break
                except httpx.TransportError:
                    assert process.poll() is None, log.read_text()
                    time.sleep(0.25)
            yield address, process
        finally:
            process.terminate()
            process.wait(timeout=60)
