"""Learn the weights of the fit anew from files of real funded cases: `make learn`, or `make learn CASES="cases.yaml …"`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from matcher import Matcher, load_catalogue
from matcher.evaluation import read_cases
from matcher.learning import report

WEIGHTS = Path(__file__).parent.parent / "matcher" / "weights.json"


def main() -> None:
    """Write weights.json with the figures reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=Path, nargs="+")
    cases = [case for path in parser.parse_args().cases for case in read_cases(path)]
    found = report(Matcher(load_catalogue()), cases)
    WEIGHTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found["reached"], indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
