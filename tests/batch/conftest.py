"""A scheduler and two workers in processes of their own, on machines of their own as far as the network goes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from matcher.batch import answering

ROOT = Path(__file__).parent.parent.parent
BRIDGE = "matcher-br0"
NET = "10.177.42"
SPACES = ("matcher-scheduler", "matcher-worker1", "matcher-worker2")


@pytest.fixture
def compiled_however_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send short tables through the compiled loop all the same, in this process; what others do is not changed."""
    monkeypatch.setattr(answering, "FEW", 0)


@dataclass
class Machines:
    """A running scheduler and its workers; `apart` says whether each has a network of its own."""

    address: str
    apart: bool
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _networks(stack: ExitStack) -> bool:
    """Make a bridge and a network namespace behind it for each machine; return whether that can be done here."""
    if os.geteuid() or not shutil.which("ip"):
        return False
    try:
        stack.callback(subprocess.run, ["ip", "link", "del", BRIDGE], capture_output=True)
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{NET}.254/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number, space in enumerate(SPACES, 1):
            stack.callback(subprocess.run, ["ip", "netns", "del", space], capture_output=True)
            _ip("netns", "add", space)
            inside, outside = f"mt{number}", f"mt{number}-br"
            _ip("link", "add", inside, "netns", space, "type", "veth", "peer", "name", outside)
            _ip("link", "set", outside, "master", BRIDGE, "up")
            _ip("-n", space, "addr", "add", f"{NET}.{number}/24", "dev", inside)
            _ip("-n", space, "link", "set", inside, "up")
            _ip("-n", space, "link", "set", "lo", "up")
            _ip("-n", space, "route", "add", "default", "via", f"{NET}.254")
    except subprocess.CalledProcessError:
        return False
    return True


def documented(command: str) -> list[str]:
    """Return how the page on clusters starts a scheduler or a worker."""
    page = (ROOT / "docs" / "en" / "batch.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith(f"dask {command}"))
    return line.split()[2:]


def start(name: str, arguments: list[str], space: str | None, folder: Path) -> subprocess.Popen[bytes]:
    program = Path(sys.executable).with_name("dask")
    inside = ["ip", "netns", "exec", space] if space else []
    log = (folder / f"{name}.log").open("wb")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MALLOC_", "DASK_"))}
    return subprocess.Popen([*inside, str(program), *arguments], stdout=log, stderr=log, cwd=folder, env=environment)


@pytest.fixture
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    pytest.importorskip("distributed")
    with ExitStack() as stack:
        apart = _networks(stack)
        if not apart:
            stack.close()
        host = f"{NET}.1" if apart else "127.0.0.1"
        spaces = SPACES if apart else (None, None, None)
        address = f"tcp://{host}:8786"
        folder = tmp_path_factory.mktemp("machines")
        scheduler = start("scheduler", ["scheduler", *documented("scheduler"), "--host", host], spaces[0], folder)
        stack.callback(_end, scheduler)
        worker = [word.replace("tcp://SCHEDULER:8786", address) for word in documented("worker")]
        found = Machines(address, apart, scheduler)
        for number, space in enumerate(spaces[1:], 1):
            place = folder / f"worker{number}"
            place.mkdir()
            found.workers.append(start(f"worker{number}", ["worker", *worker, "--name", str(number)], space, place))
            stack.callback(_end, found.workers[-1])
        _wait_for_workers(address, len(found.workers))
        yield found


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    deadline = time.monotonic() + 60
    while True:
        try:
            with Client(address, timeout=5) as client:
                client.wait_for_workers(count, timeout=60)
                return
        except OSError:
            if time.monotonic() > deadline:
                raise


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
