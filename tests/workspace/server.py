"""A PostgreSQL server for the tests: Debian's packages, a folder of its own, no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL

USER = "postgres"


def binaries() -> Path | None:
    """Return the folder of the server's programs, None where they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


class PostgresServer:
    """A running server; `stop` ends it and removes its folder."""

    def __init__(self) -> None:
        self.bin = binaries()
        assert self.bin is not None
        # The path of a socket must be short, so the folder is not that of the test.
        self.directory = Path(tempfile.mkdtemp(prefix="pg"))
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.directory, USER, USER)
        self._run("initdb", "-D", self.data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    @property
    def data(self) -> Path:
        return self.directory / "data"

    def start(self) -> None:
        options = f"-k {self.directory} -c listen_addresses= -c fsync=off -c max_connections=100"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.directory / "log", "-o", options, "start")

    def halt(self) -> None:
        """End the server at once, as a power cut would: it recovers at its next start."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.directory)

    def url(self, name: str) -> URL:
        return URL.create("postgresql+psycopg", USER, database=name, query={"host": str(self.directory)})

    def dump(self, name: str) -> str:
        """Return a database as SQL."""
        return self._run("pg_dump", "--inserts", "--no-owner", "--no-privileges", "-h", self.directory, "-U", USER, name)

    def _run(self, program: str, *arguments: object) -> str:
        assert self.bin is not None
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        done = subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60, stdin=subprocess.DEVNULL)
        return done.stdout.decode()
