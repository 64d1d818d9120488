from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_in_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "matcher-app@.service"
    text = Path("deploy/systemd/matcher-app@.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/matcher/.venv/bin/matcher", sys.executable), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "matcher-app@8501.service")],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    assert not [line for line in done.stderr.splitlines() if "matcher-app" in line]
    assert done.returncode == 0
