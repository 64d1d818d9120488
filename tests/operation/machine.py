"""A machine with a fault: parts of its disk that cannot be written, or no network, as Linux itself refuses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (
    'for place in $PLACES; do mount --bind "$place" "$place" && mount -o remount,ro,bind "$place" || exit 77; done; exec "$@"'
)
WITHOUT_RIGHTS = 77


def can_isolate() -> bool:
    """Tell whether this user may have a view of the disk and of the network of their own."""
    if sys.platform != "linux":
        return False
    probe = ["unshare", "-m", "-n", "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def faulty(*command: str, read_only: tuple[Path, ...] = (), **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python command line where these folders cannot be written and no other machine can be reached."""
    return subprocess.run(
        ["unshare", "-m", "-n", "sh", "-c", COMMAND, "sh", sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"PLACES": " ".join(map(str, read_only)), "PYTHONUTF8": "1", "COLUMNS": "300"} | environment,
    )
