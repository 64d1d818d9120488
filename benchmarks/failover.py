"""Two processes of the app behind nginx on PostgreSQL, one of them killed under load: what the visitors of each notice.

    .venv/bin/python -m benchmarks.failover [SECONDS]

nginx and PostgreSQL are those of Debian; the configuration is the one of `deploy/`. Half of the way through, one process is killed with
SIGKILL. Its visitors open their tab anew, as a browser does by itself, and a client behind a link finds the answers that were kept.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import NullPool, create_engine, text
from websockets.exceptions import WebSocketException

from benchmarks.load import HERE, PYTHON, THOUGHT, p95
from benchmarks.visitors import Server, a_visitor, free_port, serving
from deploy.nginx import rendered
from matcher.profile import Profile
from matcher.workspace.client_files import ClientFiles
from matcher.workspace.database import open_workspace
from matcher.workspace.links import make_link
from matcher.workspace.organisations import found_organisation
from tests.workspace.conftest import KEY
from tests.workspace.server import PostgresServer

VISITORS = 40
DROPPED = (OSError, WebSocketException)
"""What the connection of a visitor ends with when its process is gone."""


@contextmanager
def nginx(folder: Path, port: int, apps: list[str]) -> Iterator[None]:
    """Run nginx as it is deployed, in front of the processes."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    inner = rendered(apps, "_", f"127.0.0.1:{port}", "off")
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {folder}/pid; events {{ worker_connections 1024; }}\nhttp {{\n{places}{inner}}}\n", "utf-8"
    )
    process = subprocess.Popen(["/usr/sbin/nginx", "-c", str(whole)])  # noqa: S603
    time.sleep(0.5)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


class Place:
    """One visitor, known by a cookie: what they waited for, how often they were dropped, and how long coming back took."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.cookie = f"matcher_node={uuid4().hex}"
        self.seconds: list[tuple[float, float]] = []
        self.back: list[float] = []

    async def visit(self, port: int, until: float, arriving: asyncio.Semaphore) -> None:
        """Answer with pauses until the time is over; open the tab anew whenever the connection is lost."""
        lost = 0.0
        while time.perf_counter() < until:
            try:
                async with a_visitor(port, self.number, self.cookie) as visitor:
                    async with arriving:
                        await visitor.hand_in()
                    if lost:
                        self.back.append(time.perf_counter() - lost)
                        lost = 0.0
                    while time.perf_counter() < until:
                        await asyncio.sleep(THOUGHT * random.uniform(0.3, 1.7))  # noqa: S311
                        self.seconds.append((time.perf_counter(), await visitor.answer()))
            except DROPPED:
                lost = lost or time.perf_counter()


async def watch(port: int, apps: list[Server], seconds: float, token: str) -> None:
    """Let visitors come, kill one process, and print what each group saw."""
    places = [Place(number) for number in range(VISITORS)]
    began = time.perf_counter()
    until = began + seconds
    arriving = asyncio.Semaphore(2)
    tasks = [asyncio.create_task(place.visit(port, until, arriving)) for place in places]
    await answer_behind_the_link(port, token)
    await asyncio.sleep(seconds / 2 - (time.perf_counter() - began))
    killed = time.perf_counter()
    apps[0].process.kill()
    await asyncio.sleep(1)
    await answer_behind_the_link(port, token)
    await asyncio.gather(*tasks)
    for name, group in (
        ("visitors of the process that stayed", [place for place in places if not place.back]),
        ("visitors of the process that was killed", [place for place in places if place.back]),
    ):
        before = [took for place in group for when, took in place.seconds if when < killed]
        after = [took for place in group for when, took in place.seconds if when >= killed]
        print(
            f"{name}: {len(group)}; p50 and p95 before {statistics.median(before):.2f} and {p95(before):.2f} s, "
            f"after {statistics.median(after):.2f} and {p95(after):.2f} s; answers {len(before)} and {len(after)}"
        )
        if back := [took for place in group for took in place.back]:
            print(f"  connected again and at the list after p50 {statistics.median(back):.2f}, at most {max(back):.2f} s")


async def answer_behind_the_link(port: int, token: str) -> None:
    """Open the page of a client and answer its first question, always by the same process while it lives."""
    async with a_visitor(port, 0, "matcher_node=client") as visitor:
        visitor.query = f"lang=fr&t={token}"
        await visitor.look("shared")
        await visitor.answer("shared:")


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 90.0
    database = PostgresServer()
    try:
        with create_engine(database.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
            connection.execute(text("CREATE DATABASE failover"))
        url = database.url("failover")
        workspace = open_workspace(url)
        advisor = found_organisation(workspace, "A pole", "ann@example.org", "Ann")
        files = ClientFiles(workspace, advisor.actor)
        made = files.create("A grocery", Profile.model_validate({"enterprise": {"legal_form": "consumer_coop"}}))
        token = make_link(files, made.id)[1]
        workspace.close()
        environment = {"MATCHER_DATABASE_URL": url.render_as_string(hide_password=False), "MATCHER_WORKSPACE_KEY": KEY}
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(PYTHON, HERE, environment) as one,
            serving(PYTHON, HERE, environment) as other,
        ):
            port = free_port()
            with nginx(Path(folder), port, [f"127.0.0.1:{app.port}" for app in (one, other)]):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10).read()
                asyncio.run(watch(port, [one, other], seconds, token))
        workspace = open_workspace(url)
        kept = ClientFiles(workspace, advisor.actor).current(made.id).profile.raw()
        print(f"what a client answered by a link, once before and once after: {kept}")
        workspace.close()
    finally:
        database.stop()


if __name__ == "__main__":
    main()
