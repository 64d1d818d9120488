"""One target under atheris for some seconds: `python -m fuzz.run TARGET SECONDS WORK`.

What is raised is kept once for each place it comes from, in WORK/found, and the run goes on; a hang (20 s) or 2 GB stops it.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["matcher", "text_to_num"]):
    from fuzz.targets import TARGETS

SEEDS = Path(__file__).parent / "seeds"
HANGS_AFTER, MOST_MEGABYTES, LONGEST = 20, 2_048, 8_192


def main() -> None:
    """Read the three arguments and fuzz."""
    name, seconds, work = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    os.environ.setdefault("MATCHER_WORKSPACE_KEY", "RkQzV3dXZ0xqZ2RkYk5yZ2R0c1Z0Zk1hYjEyMzQ1Njc=")
    corpus, found = work / "corpus", work / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    target = TARGETS[name]
    seen: set[str] = {path.stem for path in found.iterdir()}
    counts = {"executions": 0}
    began = time.monotonic()

    def one(data: bytes) -> None:
        counts["executions"] += 1
        try:
            target(data)
        except Exception as error:  # whatever is raised here is what is looked for
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/matcher/" in frame.filename]
            last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            key = f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
            if key not in seen:
                seen.add(key)
                (found / f"{key}.bin").write_bytes(data)
                (found / f"{key}.txt").write_text(f"{place}\n{traceback.format_exc()[-3000:]}", errors="backslashreplace")
        if counts["executions"] % 200 == 0:
            with suppress(OSError):
                (work / "counts.json").write_text(json.dumps(counts | {"seconds": round(time.monotonic() - began, 1)}))

    options = [
        f"-max_total_time={seconds}", f"-timeout={HANGS_AFTER}", f"-rss_limit_mb={MOST_MEGABYTES}", f"-max_len={LONGEST}",
        f"-artifact_prefix={found}/", "-print_final_stats=1",
    ]  # fmt: skip
    dictionary = SEEDS / f"{name}.dict"
    if dictionary.exists():
        options.append(f"-dict={dictionary}")
    seeds = [str(SEEDS / name)] if (SEEDS / name).is_dir() else []
    atheris.Setup([sys.argv[0], *options, str(corpus), *seeds], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
