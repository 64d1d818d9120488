"""How many answers `matcher serve` gives in a second, and how late, next to an address that does nothing, on the same server.

The profiles are those of the real funded cases; each answer holds the first twenty programs with every reason. What loads the server is
`wrk` (Debian's package), on the same machine, so both share its cores: the processor time that the server itself took for one answer says
more than the rate where the machine is busy.
"""

from __future__ import annotations

import json
import os
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
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
SCRIPT = """
local bodies = {%s}
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


@contextmanager
def server(workers: int) -> Iterator[tuple[str, set[int]]]:
    """Run the server as people do, and yield its address and its processes once all of them answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "matcher.cli", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
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
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "match.lua"
        script.write_text(SCRIPT % ", ".join(json.dumps(body, ensure_ascii=False) for body in asked), encoding="utf-8")
        for workers in (1, 2):
            with server(workers) as (address, processes):
                empty: list[dict[str, float]] = []
                full: list[dict[str, float]] = []
                for _ in range(ROUNDS):
                    empty.append(wrk(f"{address}/healthz", None, processes))
                    full.append(wrk(f"{address}/v1/match", script, processes))
                nothing, answer = middle(empty), middle(full)
                for name, one in (("empty", nothing), ("/v1/match", answer)):
                    late = f"p50 {one['p50']:7.1f} ms   p99 {one['p99']:7.1f} ms"
                    print(
                        f"{workers} workers  {name:10} {one['rate']:8.0f} a second   {late}   processor {one['cost']:6.2f} ms each"
                    )
                ratios = answer["rate"] / nothing["rate"], nothing["cost"] / answer["cost"]
                print(f"{workers} workers  ratio      {ratios[0]:8.3f}, by processor time {ratios[1]:.3f}")


if __name__ == "__main__":
    main()
