"""Every target for some minutes, one after another, and the table of what was found: `python -m fuzz MINUTES [TARGET …]`."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from fuzz.targets import TARGETS

HERE = Path(__file__).parent
WORK = HERE.parent / ".venv" / "fuzz"
RESULTS = HERE / "results.md"
HEAD = """\
# What the last campaigns found

`make fuzz` (FUZZ_MINUTES, 30 unless said otherwise, for each target) adds a line for each target. *Found* counts different places from
which something came that is no refusal of the project's own. Campaigns are niced: *processor* says how many of the minutes they really had.

| day (UTC) | target | minutes | processor | executions | edges covered | found |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
"""


def campaign(target: str, seconds: int) -> None:
    """Fuzz one target; one that hangs or dies is started again for what is left of its time."""
    work = WORK / target
    log = work / "log.txt"
    work.mkdir(parents=True, exist_ok=True)
    before = _found(work)
    began, spent_before = time.monotonic(), _processor()
    executions = edges = 0
    while (left := round(seconds - (time.monotonic() - began))) > 0:
        with log.open("wb") as said:
            command = [sys.executable, "-m", "fuzz.run", target, str(left), str(work)]
            subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, cwd=HERE.parent, check=False)  # noqa: S603
        text = log.read_text(errors="replace")
        counted = re.findall(r"^#(\d+)", text, re.MULTILINE) + re.findall(r"number_of_executed_units: (\d+)", text)
        executions += max(map(int, counted), default=0)
        edges = max([edges, *map(int, re.findall(r"cov: (\d+)", text))])
        if not counted:
            raise SystemExit(f"{target} does not run: {text[-2000:]}")
    minutes = (time.monotonic() - began) / 60
    spent = (_processor() - spent_before) / 60
    found = sorted(_found(work) - before)
    row = (
        f"| {datetime.now(UTC):%Y-%m-%d} | {target} | {minutes:.1f} | {spent:.1f} | {executions:_} | {edges:_} | {len(found)} |\n"
    )
    if not RESULTS.exists():
        RESULTS.write_text(HEAD, encoding="utf-8")
    with RESULTS.open("a", encoding="utf-8") as table:
        table.write(row)
    print(row, *(f"  {work}/found/{name}\n" for name in found), end="", flush=True)


def _processor() -> float:
    """Return the seconds of processor of all campaigns that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _found(work: Path) -> set[str]:
    """Return the inputs kept so far, without those that libFuzzer only calls slow: on a busy machine that is any."""
    return {path.name for path in (work / "found").glob("*") if path.suffix != ".txt" and not path.name.startswith("slow-unit")}


def main() -> None:
    """Read the minutes and the targets, all of them if none is named."""
    minutes, *asked = sys.argv[1:]
    for target in asked or TARGETS:
        campaign(target, round(float(minutes) * 60))


if __name__ == "__main__":
    main()
