"""How long the app takes to answer: cold start, one visitor, fifty with pauses for thought, and a hundred at the same instant.

Visitors are real sessions: each speaks Streamlit's protocol over a WebSocket, hands in a profile and then answers the question that the list
of programs asks, again and again. Other checkouts named on the command line are measured in the same run, each with its own .venv, and so is
an empty page: what Streamlit itself costs. Server and visitors share the machine.

    .venv/bin/python benchmarks/app_latency.py [--quick] [CHECKOUT ...]
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

HERE = Path(__file__).resolve().parent.parent
QUICK = "--quick" in sys.argv
USERS, PAUSE, ANSWERS = 50, 10.0, 2 if QUICK else 6
BURST = 100
ALONE = 10 if QUICK else 30
EMPTY = 'import streamlit as st\n\nst.button("Read", key="next:empty")\n'
PROFILE = """
enterprise: {{legal_form: solidarity_coop, municipality: Beloeil, employees: {number}}}
project:
  description: >-
    Nous voulons acheter et rénover un immeuble pour offrir des services d'aide à domicile aux personnes aînées de la région {number}, avec
    un nouveau point de service, une cuisine collective et des logements abordables au deuxième étage.
  total_cost: 1_200_000
"""


class Visitor:
    """One browser tab."""

    def __init__(self, socket: Any, number: int) -> None:
        self.socket = socket
        self.number = number
        self.widgets: dict[str, tuple[str, Any]] = {}
        self.page = ""

    async def look(self, page: str = "", *states: WidgetState) -> float:
        """Ask for a look at a page; return the seconds until its script has finished. Raises RuntimeError if it failed."""
        asked = BackMsg()
        asked.rerun_script.query_string = "lang=fr"
        asked.rerun_script.page_name = page
        asked.rerun_script.page_script_hash = "" if page else self.page
        asked.rerun_script.widget_states.widgets.extend(states)
        started = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self.socket.recv())
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.widgets.clear()
            elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                self._note(told.delta.new_element)
            elif kind == "navigation":
                self.page = told.navigation.page_script_hash
            elif kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - started

    def _note(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        widget = getattr(element, kind)
        if getattr(widget, "id", ""):
            self.widgets[widget.id.split("-", 2)[-1]] = (kind, widget)

    async def hand_in(self) -> None:
        """Hand in a profile on the page for advisors, which leads to the list of programs."""
        await self.look("advisor")
        text = WidgetState(id=self.widgets["advisor:yaml"][1].id, string_value=PROFILE.format(number=self.number + 2))
        button = next(widget for name, (kind, widget) in self.widgets.items() if kind == "button" and name == "None")
        await self.look("", text, WidgetState(id=button.id, trigger_value=True))
        if not any(name.startswith("helped:") for name in self.widgets):
            raise RuntimeError("the list of programs did not come")

    async def answer(self) -> float:
        """Answer the question of the page; return the seconds until the page is drawn anew."""
        name = next((name for name in self.widgets if name.startswith(("next:", "pass:"))), None)
        if name is None:
            return await self.look()
        kind, widget = self.widgets[name]
        state = WidgetState(id=widget.id)
        if kind == "button":
            state.trigger_value = True
        elif kind == "multiselect":
            state.string_array_value.data.append(widget.options[0])
        else:
            state.string_value = "2020" if kind == "text_input" else widget.options[0]
        return await self.look("", state)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with contextlib.closing(socket.socket()) as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


class Server:
    """One app in a process of its own."""

    def __init__(self, python: Path, directory: Path) -> None:
        self.port = free_port()
        self.started = time.perf_counter()
        options = [f"--server.port={self.port}", "--server.headless=true", "--server.enableXsrfProtection=false"]
        command = [str(python), "-m", "streamlit", "run", "app.py", *options]
        self.process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        address = f"http://127.0.0.1:{self.port}/_stcore/health"
        while True:
            try:
                urllib.request.urlopen(address, timeout=1).read()
                break
            except OSError:
                time.sleep(0.02)
        self.healthy = time.perf_counter() - self.started

    def cpu(self) -> float:
        """Return the seconds of processor that the server has taken (Linux)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the megabytes that it holds (Linux)."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    @contextlib.asynccontextmanager
    async def visitor(self, number: int = 0) -> Any:
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        options: dict[str, Any] = {"max_size": None, "ping_interval": None, "open_timeout": 120, "compression": None}
        async with websockets.connect(address, subprotocols=["streamlit"], **options) as opened:  # type: ignore[list-item]
            yield Visitor(opened, number)


@contextlib.contextmanager
def serving(python: Path, directory: Path) -> Iterator[Server]:
    """Start an app, and end it."""
    server = Server(python, directory)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def line(name: str, seconds: list[float], more: str = "") -> None:
    """Print one line of figures."""
    found = sorted(1000 * one for one in seconds)
    p95 = found[min(len(found) - 1, int(0.95 * len(found)))]
    print(f"  {name:38} p50 {statistics.median(found):7.0f}   p95 {p95:7.0f}   max {found[-1]:7.0f} ms   {more}", flush=True)


async def together(server: Server, users: int, ready: Callable[[Visitor], Awaitable[Any]], pause: float, answers: int) -> None:
    """Let visitors come in one after the other, then answer: with random pauses, or all at the same instant where there is none."""
    go = asyncio.Event()
    seconds: list[float] = []
    came: asyncio.Queue[int] = asyncio.Queue()

    async def one(number: int) -> None:
        async with server.visitor(number) as visitor:
            await ready(visitor)
            came.put_nowait(number)
            await go.wait()
            for _ in range(answers):
                await asyncio.sleep(pause * random.uniform(0.3, 1.7))  # noqa: S311
                seconds.append(await visitor.answer())

    tasks = []
    for number in range(users):
        tasks.append(asyncio.create_task(one(number)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(came.get(), 20)
    before, started = server.cpu(), time.perf_counter()
    go.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    failures = [result for result in ended if isinstance(result, BaseException)]
    busy = 100 * (server.cpu() - before) / (time.perf_counter() - started)
    more = f"{len(failures)} failed   processor {busy:3.0f} %   {server.memory():4.0f} MB"
    name = f"{users} visitors, {pause:.0f} s of thought" if pause else f"{users} at the same instant"
    line(name, seconds or [float("nan")], more)
    for failure in failures[:3]:
        print(f"    {type(failure).__name__}: {failure}")


async def measure(server: Server, *, empty: bool) -> None:
    """Print every figure of one app."""

    async def ready(visitor: Visitor) -> None:
        await (visitor.look() if empty else visitor.hand_in())

    async with server.visitor() as visitor:
        await visitor.look()
        first = time.perf_counter() - server.started
        print(f"  cold: answers after {server.healthy:.2f} s, first page after {first:.2f} s, {server.memory():.0f} MB")
        await ready(visitor)
        await visitor.answer()
        for name, work in (("one visitor, the same page again", visitor.look), ("one visitor, an answer", visitor.answer)):
            before = server.cpu()
            seconds = [await work() for _ in range(ALONE)]
            line(name, seconds, f"processor {1000 * (server.cpu() - before) / ALONE:3.0f} ms each")
    await together(server, USERS, ready, PAUSE, ANSWERS)
    await together(server, BURST, ready, 0, 1)


def main() -> None:
    """Print the figures of this checkout, of those named, and of an empty page."""
    checkouts = [HERE, *(Path(name).resolve() for name in sys.argv[1:] if not name.startswith("--"))]
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "app.py").write_text(EMPTY, encoding="utf-8")
        apps = [(str(path.name), path / ".venv" / "bin" / "python", path, False) for path in checkouts]
        apps.append(("an empty page", checkouts[0] / ".venv" / "bin" / "python", Path(scratch), True))
        for name, python, directory, empty in apps:
            for _ in range(2):  # the first start fills the caches of the disk
                with serving(python, directory) as server:
                    asyncio.run(warm(server))
            print(name, flush=True)
            with serving(python, directory) as server:
                asyncio.run(measure(server, empty=empty))


async def warm(server: Server) -> None:
    """Look at the first page once."""
    async with server.visitor() as visitor:
        await visitor.look()


if __name__ == "__main__":
    main()
