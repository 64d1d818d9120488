"""A server that is told to stop ends what it has begun."""

from __future__ import annotations

import json
import signal
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.api.conftest import GOOD, running
from tests.catalogue import SMALL


def test_a_request_under_way_is_answered_before_the_end(tmp_path: Path) -> None:
    """Half of a body has arrived when SIGTERM comes; the other half is still read and answered, then the process ends."""
    body = json.dumps(GOOD).encode()
    head = f"POST /v1/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with running(tmp_path / "log", "--directory", str(SMALL)) as (address, process):
        port = urlsplit(address).port or 80
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(head.encode() + body[:20])
            time.sleep(0.3)
            process.send_signal(signal.SIGTERM)
            time.sleep(0.7)
            assert process.poll() is None
            line.sendall(body[20:])
            heard = b""
            while piece := line.recv(65536):
                heard += piece
        assert heard.startswith(b"HTTP/1.1 200")
        assert b'"matches"' in heard
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}
