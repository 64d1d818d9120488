"""How many answers `matcher serve` gives in a second, and how late, next to an address that does nothing, on the same server.

The profiles are those of the real funded cases, in two runs. *known*: as they are, again and again, so that the text of every project but the
first 79 was compared before. *new*: the enterprise of one case with the project of another and words of all of them, so that no text comes
twice. No answer is kept whole in either. Each holds the first twenty programs with every reason. What loads the server is `wrk` (Debian's package), on the same machine, so both share its cores: the processor time that the server itself took for one answer says
more than the rate where the machine is busy.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

CASES = Path(__file__).parent.parent / "tests" / "cases" / "funded.yaml"
SECONDS = 8
ROUNDS = 3
CONNECTIONS = 32
MANY = 10_000
"""More requests than a round has answers."""
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
SCRIPT = """
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local turn = 0
request = function()
  turn = turn %% #bodies + 1
  return wrk.format("POST", "/v1/match", {["Content-Type"] = "application/json"}, bodies[turn])
end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("p99us %%d wrong %%d\\n", latency:percentile(99), wrong))
end
"""


def bodies() -> list[str]:
    """Return a request for each real case, for the day of the case."""
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    asked = [case["profile"] | {"as_of": "2026-11-23", "any_window": True, "top": 20} for case in cases]
    return [json.dumps(body, default=str, ensure_ascii=False) for body in asked]


def mixed(asked: list[str], count: int, draw: random.Random) -> list[str]:
    """Return requests of which no two have the same text: the words of all projects, mixed, as many as a project has."""
    cases = [json.loads(body) for body in asked]
    words = [word for case in cases for word in case["project"].get("description", "").split()]
    lengths = [len(case["project"].get("description", "").split()) for case in cases]
    found = []
    for _ in range(count):
        one, other = draw.choice(cases), draw.choice(cases)
        text = " ".join(draw.sample(words, max(8, draw.choice(lengths))))
        found.append(json.dumps(one | {"project": other["project"] | {"description": text}}, ensure_ascii=False))
    return found


@contextmanager
def server(workers: int) -> Iterator[tuple[str, set[int]]]:
    """Run the server as people do, and yield its address and its processes once all of them answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "matcher.cli", "serve", "--port", str(port), "--workers", str(workers)]
    variables = os.environ | {"MATCHER_API_RATE": "0"}  # what loads it is one address
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=variables)  # noqa: S603
    try:
        seen: set[int] = set()
        for _ in range(400):
            try:
                seen.add(httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).json()["process"])
            except httpx.TransportError:
                time.sleep(0.2)
            if len(seen) == workers:
                break
        yield f"http://127.0.0.1:{port}", seen
    finally:
        process.terminate()
        process.wait(timeout=60)


def processor_seconds(processes: set[int]) -> float:
    """Return the processor time that processes took so far."""
    stats = (Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split() for process in processes)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def wrk(address: str, script: Path | None, processes: set[int]) -> dict[str, float]:
    """Load one address and return its rate, how late its answers were and what each cost the processor, in milliseconds."""
    before = processor_seconds(processes)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "--timeout", "30s"]
    if script is not None:
        command += ["-s", str(script)]
    out = subprocess.run([*command, address], check=True, capture_output=True, text=True).stdout  # noqa: S603
    late = {part: float(value) * UNITS[unit] for part, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s|m)\b", out)}
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if rate is None or "Non-2xx" in out or re.search(r"wrong [1-9]", out):
        raise RuntimeError(out)
    answers = re.search(r"(\d+) requests in", out)
    assert answers is not None
    cost = 1000 * (processor_seconds(processes) - before) / int(answers[1])
    return {"rate": float(rate[1]), "p50": late["50"], "p99": late["99"], "cost": cost}


def middle(found: list[dict[str, float]]) -> dict[str, float]:
    """Return the run of the middle rate."""
    return sorted(found, key=lambda one: one["rate"])[len(found) // 2]


def main() -> None:
    """Print the rate and the delays of both addresses, by turns, for one worker and for two."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed: apt-get install wrk")
    asked: Any = bodies()
    print(f"{len(asked)} profiles, {CONNECTIONS} connections, middle of {ROUNDS} rounds of {SECONDS} s, {os.cpu_count()} cores")
    draw = random.Random(7)  # noqa: S311  # the same requests each time
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, 2):
            with server(workers) as (address, processes):
                found: dict[str, list[dict[str, float]]] = {"empty": [], "known": [], "new": []}
                for turn in range(ROUNDS):
                    found["empty"].append(wrk(f"{address}/healthz", None, processes))
                    for name, sent in (("known", asked), ("new", mixed(asked, MANY, draw))):
                        script = written(Path(folder) / f"{name}-{workers}-{turn}", sent)
                        found[name].append(wrk(f"{address}/v1/match", script, processes))
            shown = {name: middle(runs) for name, runs in found.items()}
            for name, one in shown.items():
                late = f"p50 {one['p50']:7.1f} ms   p99 {one['p99']:7.1f} ms"
                ratio = f"{one['rate'] / shown['empty']['rate']:.3f}, by processor {shown['empty']['cost'] / one['cost']:.3f}"
                print(
                    f"{workers} workers  {name:6} {one['rate']:8.0f} a second   {late}   {one['cost']:6.2f} ms each   ratio {ratio}"
                )


def written(path: Path, sent: list[str]) -> Path:
    """Write requests beside a script that sends them by turns, and return the script."""
    path.write_text("\n".join(sent), encoding="utf-8")
    script = path.with_suffix(".lua")
    script.write_text(SCRIPT % path, encoding="utf-8")
    return script


if __name__ == "__main__":
    main()
