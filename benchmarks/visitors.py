"""Visitors of the app as a load test needs them: real sessions that speak Streamlit's protocol over a WebSocket, and servers to visit."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

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
        self.query = "lang=fr"

    async def look(self, page: str = "", *states: WidgetState) -> float:
        """Ask for a look at a page; return the seconds until its script has finished. Raises RuntimeError if it failed."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
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

    async def answer(self, *questions: str) -> float:
        """Answer the first question of the page, known by how its key begins; return the seconds until the page is drawn anew."""
        name = next((name for name in self.widgets if name.startswith(questions or ("next:", "pass:"))), None)
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

    def __init__(self, python: Path, directory: Path, environment: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.started = time.perf_counter()
        options = [f"--server.port={self.port}", "--server.headless=true", "--server.enableXsrfProtection=false"]
        command = [str(python), "-m", "streamlit", "run", "app.py", *options]
        given = {**os.environ, **(environment or {})}
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, cwd=directory, stdout=quiet, stderr=quiet, env=given)  # noqa: S603
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
        async with a_visitor(self.port, number) as one:
            yield one


@contextlib.asynccontextmanager
async def a_visitor(port: int, number: int = 0, cookie: str = "") -> Any:
    """Open a browser tab on a port of this machine."""
    options: dict[str, Any] = {"max_size": None, "ping_interval": None, "open_timeout": 120, "compression": None}
    if cookie:
        options["additional_headers"] = {"Cookie": cookie}
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], **options) as opened:  # type: ignore[list-item]
        yield Visitor(opened, number)


@contextlib.contextmanager
def serving(python: Path, directory: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start an app, and end it."""
    server = Server(python, directory, environment)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()
