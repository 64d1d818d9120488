from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.ui.watched import PATIENCE

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
UNIT = Path("deploy/systemd/matcher-app@.service").read_text(encoding="utf-8")


def faults(folder: Path, text: str) -> tuple[int, list[str]]:
    """Return what systemd says of a unit."""
    (folder / "matcher-app@.service").write_text(text.replace("/opt/matcher/.venv/bin/matcher", sys.executable), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / "matcher-app@8501.service")],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
    )
    return done.returncode, [line for line in done.stderr.splitlines() if "matcher-app" in line]


def test_systemd_finds_nothing_wrong_in_the_unit(tmp_path: Path) -> None:
    assert faults(tmp_path, UNIT) == (0, [])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("NoNewPrivileges=true", "NoNewPrivilege=true"),
        ("ExecStart=/opt", "ExecStart=opt"),
        ("TimeoutStopSec=70", "TimeoutStopSec=seventy"),
        ("SystemCallFilter=@system-service", "SystemCallFilter=@system-services"),
    ],
)
def test_a_unit_that_is_broken_is_found_out(tmp_path: Path, right: str, wrong: str) -> None:
    assert UNIT.count(right) == 1
    assert faults(tmp_path, UNIT.replace(right, wrong))[1]


def test_systemd_waits_longer_than_the_app_for_its_pages() -> None:
    waits = next(int(line.partition("=")[2]) for line in UNIT.splitlines() if line.startswith("TimeoutStopSec="))
    assert waits > PATIENCE
