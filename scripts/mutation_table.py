"""Prints what became of the changes that `make mutate` made, file by file, and lists those that no test saw."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import yaml
from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import mangled_name_from_mutant_name

ROOT = Path(__file__).parent.parent
EQUIVALENT = ROOT / "tests" / "mutation" / "equivalent.yaml"
"""Changes that change nothing, each with the reason."""
COLUMNS = ("killed", "survived", "explained", "no tests", "timeout", "not checked")


def main() -> None:
    """Print the table in Markdown, then the changes that survived and are not explained."""
    explained = {
        (function, change)
        for reason in yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8"))
        for function, changes in reason["changes"].items()
        for change in changes
    }
    left: list[str] = []
    print(f"| file | changes | {' | '.join(COLUMNS)} | score |")
    print(f"| --- {'| ---: ' * (len(COLUMNS) + 2)}|")
    total: Counter[str] = Counter()
    for path in sorted((ROOT / "mutants" / "matcher").rglob("*.meta")):
        counts: Counter[str] = Counter()
        for name, code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            outcome = status_by_exit_code[code]
            if outcome in {"survived", "no tests"} and change_of(name) in explained:
                outcome = "explained"
            elif outcome not in {"killed", "timeout", "not checked"}:
                left.append(f"{outcome}: {name}")
            counts[outcome] += 1
        if counts:
            _print_row(f"`{path.relative_to(ROOT / 'mutants').as_posix().removesuffix('.meta')}`", counts)
        total += counts
    _print_row("all", total)
    print(*left, sep="\n")


def change_of(name: str) -> tuple[str, str]:
    """Return the function that a change is in, and the lines before and after: names count changes, and an edit counts anew."""
    module, _, counted = mangled_name_from_mutant_name(name).rpartition(".")
    function = f"{module}.{counted[2:].replace('ǁ', '.')}"
    lines = get_diff_for_mutant(name, path=find_mutant(name).path).splitlines()[2:]
    sides = [" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"]
    return function, " → ".join(sides)


def _print_row(label: str, counts: Counter[str]) -> None:
    tried = counts.total() - counts["not checked"] - counts["explained"]
    score = f"{(counts['killed'] + counts['timeout']) / tried:.1%}" if tried else "–"
    print(f"| {label} | {counts.total()} | {' | '.join(str(counts[column]) for column in COLUMNS)} | {score} |")


if __name__ == "__main__":
    main()
