"""nginx as it is deployed, in front of the real app."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from scripts.screenshots import free_port, server

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Two processes are named, one of which is down."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    log = folder / "access.log"
    with server() as app:
        apps = ["--app", app.removeprefix("http://"), "--app", f"127.0.0.1:{free_port()}"]
        command = [sys.executable, "deploy/nginx.py", *apps, "--listen", f"127.0.0.1:{port}", "--log", str(log)]
        inner = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = folder / "nginx.conf"
        whole.write_text(f"daemon off; pid {folder}/pid; events {{}}\nhttp {{\n{temporary}{inner}}}\n")
        run = [str(NGINX), "-e", str(folder / "error.log"), "-c", str(whole)]
        subprocess.run([*run, "-t"], check=True, capture_output=True)
        nginx = subprocess.Popen(run)
        try:
            time.sleep(0.5)
            yield f"127.0.0.1:{port}", log
        finally:
            nginx.terminate()
            nginx.wait(timeout=10)


def test_a_page_loads_over_the_websocket_though_one_process_is_down(site: tuple[str, Path]) -> None:
    for _ in range(4):  # other cookies, so either process is chosen first
        with httpx.Client(base_url=f"http://{site[0]}", timeout=30) as visitor:
            first = visitor.get("/?q=secret")
            assert first.status_code == 200
            cookie = visitor.cookies["matcher_node"]
            assert visitor.get("/_stcore/health").text == "ok"
            assert visitor.cookies["matcher_node"] == cookie
    headers = {"Cookie": f"matcher_node={cookie}"}
    with connect(f"ws://{site[0]}/_stcore/stream", additional_headers=headers, origin=f"http://{site[0]}") as socket:
        message = BackMsg()
        message.rerun_script.query_string = ""
        socket.send(message.SerializeToString())
        assert isinstance(socket.recv(timeout=30), bytes)


def test_the_log_holds_no_address_of_a_person_and_nothing_that_was_searched_for(site: tuple[str, Path]) -> None:
    httpx.get(f"http://{site[0]}/?q=secret", timeout=30)
    lines = site[1].read_text()
    assert " 200 " in lines
    assert "secret" not in lines
    assert not [line for line in lines.splitlines() if line.startswith("127.0.0.1")]
