from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FULL = """
import resource, signal, sys
from pathlib import Path
from matcher.kept_file import replace_file

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
replace_file(Path(sys.argv[1]), b"x" * 100_000)
"""


def test_a_disk_that_fills_up_keeps_the_cache_of_before_and_no_half_of_a_new_one(tmp_path: Path) -> None:
    kept = tmp_path / "index.bin"
    kept.write_bytes(b"before")
    subprocess.run([sys.executable, "-c", FULL, str(kept)], check=True)
    assert kept.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [kept]
