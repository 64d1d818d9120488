"""nginx as it is deployed, in front of the real app."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from scripts.screenshots import free_port, server

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@contextmanager
def nginx(folder: Path, port: int, options: list[str]) -> Iterator[Path]:
    """Check the configuration as nginx does, then run it; yield the access log."""
    log = folder / "access.log"
    command = [
        sys.executable,
        str(Path("deploy/nginx.py").resolve()),
        *options,
        "--listen",
        f"127.0.0.1:{port}",
        "--log",
        str(log),
    ]
    inner = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = folder / "nginx.conf"
    whole.write_text(f"daemon off; pid {folder}/pid; events {{}}\nhttp {{\n{temporary}{inner}}}\n")
    run = [str(NGINX), "-e", str(folder / "error.log"), "-c", str(whole)]
    subprocess.run([*run, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(run)
    try:
        time.sleep(0.5)
        yield log
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Two processes are named, one of which is down."""
    port = free_port()
    with server() as app:
        apps = ["--app", app.removeprefix("http://"), "--app", f"127.0.0.1:{free_port()}"]
        with nginx(tmp_path_factory.mktemp("nginx"), port, apps) as log:
            yield f"127.0.0.1:{port}", log


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


@pytest.mark.parametrize("address", ["/health", "/metrics", "/_stcore/metrics"])
def test_what_monitoring_reads_is_closed_to_the_public(site: tuple[str, Path], address: str) -> None:
    assert httpx.get(f"http://{site[0]}{address}", timeout=30).status_code == 404


CERTIFIED = ["--certificate", "chain.pem", "key.pem"]


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a certificate that signs itself."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    chain = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "chain.pem").write_bytes(chain.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder


def test_with_a_certificate_browsers_are_told_to_insist_on_https(certified: Path) -> None:
    """No app listens behind it: nginx says so itself, over TLS, with the header, and the cookie is for https only."""
    port = free_port()
    with nginx(certified, port, ["--app", f"127.0.0.1:{free_port()}", *CERTIFIED]):
        answer = httpx.get(f"https://127.0.0.1:{port}/", verify=False, timeout=30)  # it signs itself
    assert answer.status_code == 502
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "; Secure" in answer.headers["set-cookie"]
