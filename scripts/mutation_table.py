"""Prints what became of the changes that `make mutate` made, file by file, and lists those that no test saw."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import yaml
from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parent.parent
EQUIVALENT = ROOT / "tests" / "mutation" / "equivalent.yaml"
"""Changes that change nothing, each with the reason."""
COLUMNS = ("killed", "survived", "explained", "no tests", "timeout", "not checked")


def main() -> None:
    """Print the table in Markdown, then the changes that survived and are not explained."""
    explained = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8"))
    left: list[str] = []
    print(f"| file | changes | {' | '.join(COLUMNS)} | score |")
    print(f"| --- {'| ---: ' * (len(COLUMNS) + 2)}|")
    total: Counter[str] = Counter()
    for path in sorted((ROOT / "mutants" / "matcher").rglob("*.meta")):
        counts: Counter[str] = Counter()
        for name, code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            outcome = status_by_exit_code[code]
            if outcome == "survived" and name in explained:
                outcome = "explained"
            elif outcome not in {"killed", "timeout", "not checked"}:
                left.append(f"{outcome}: {name}")
            counts[outcome] += 1
        if counts:
            _print_row(f"`{path.relative_to(ROOT / 'mutants').as_posix().removesuffix('.meta')}`", counts)
        total += counts
    _print_row("all", total)
    print(*left, sep="\n")


def _print_row(label: str, counts: Counter[str]) -> None:
    tried = counts.total() - counts["not checked"] - counts["explained"]
    score = f"{(counts['killed'] + counts['timeout']) / tried:.1%}" if tried else "–"
    print(f"| {label} | {counts.total()} | {' | '.join(str(counts[column]) for column in COLUMNS)} | {score} |")


if __name__ == "__main__":
    main()
