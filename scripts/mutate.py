"""Changes the code of the rules, plans and ranking a little at each place and notes which changes no test sees (`make mutate`).

mutmut makes the changes and keeps what became of them (`mutmut show NAME`). The tests are run here: collected once, then one fork for each
change, so that a change costs the milliseconds of its tests and not the seconds that pytest needs to begin.
"""

from __future__ import annotations

import argparse
import fnmatch
import gc
import hashlib
import json
import math
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings
from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd, copy_also_copy_files, copy_src_dir, setup_source_paths, walk_mutatable_files
from mutmut.utils.format_utils import get_module_from_key, mangled_name_from_mutant_name

ROOT: Final = Path(__file__).parent.parent
MEASURED: Final = Path("reach.json")
KILLED, SURVIVED, NO_TESTS, HUNG = 1, 0, 33, 36  # the codes of mutmut
CHILDREN: Final = 2
EXAMPLES: Final = 20
THOROUGH: Final = (
    "tests/planning/test_document.py::test_document[building.fr]",
    "tests/planning/test_document.py::test_document[total.en]",
    "tests/planning/test_document.py::test_document[fixed.en]",
    "tests/planning/test_draft.py",
    "tests/rules/test_index.py::test_the_index_answers_every_case[2026-11-23]",
    "tests/rules/test_index.py::test_criteria_decided_together_come_to_what_each_case_states[2026-11-23]",
)
"""Tests that look at much: they come last, however long the others took."""
CHANGED: Final = ("matcher.rules", "matcher.planning", "matcher.ranking")
WARMING: Final = frozenset(
    {
        "tests/planning/test_plan.py::test_json_has_the_keys_of_the_contract",
        "tests/planning/test_plan.py::test_a_contingency_that_nobody_pays_is_said",
        "tests/test_matching.py::test_keys_of_the_document",
    }
)


class Reach:
    """Which tests reach which function, and how long each takes."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.items = {item.nodeid: item for item in items}
        self.known: dict[str, dict[str, Any]] = {}
        self.tests: dict[str, list[str]] = defaultdict(list)

    def measure(self) -> None:
        """Run every test once, in a fork of its own so that none finds what another left in a cache, and note what it reaches.

        What was measured stands until the module of the test, or one that it reaches, changes.
        """
        before = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
        self.known = {
            nodeid: before[nodeid] for nodeid, item in self.items.items() if nodeid in before and _stands(item, before[nodeid])
        }
        _each_in_a_fork(
            [(nodeid, lambda item=item: _visit(item)) for nodeid, item in self.items.items() if nodeid not in self.known],
            self._note,
        )
        for nodeid, found in self.known.items():
            for function in found["functions"]:
                self.tests[function].append(nodeid)
        MEASURED.write_text(json.dumps(self.known), encoding="utf-8")

    def _note(self, nodeid: str, code: int, child: int) -> None:
        if code:
            raise SystemExit(f"{nodeid} fails without any change (status {code}): nothing can be measured")
        note = _noted(child)
        self.known[nodeid] = json.loads(note.read_text(encoding="utf-8"))
        note.unlink()

    def chosen(self, function: str, seconds: float) -> list[pytest.Item]:
        """The tests of a function, those that reach the fewest other functions first, as many as the time allows; then the thorough ones.

        What every fork takes is in each measure, and is taken off.
        """
        chosen: list[str] = []
        fork = min(found["seconds"] for found in self.known.values())
        for nodeid in sorted(self.tests[function], key=self._width):
            seconds -= self.known[nodeid]["seconds"] - fork
            if seconds > 0 or not chosen:
                chosen.append(nodeid)
        chosen += [nodeid for nodeid in self.tests[function] if nodeid.startswith(THOROUGH) and nodeid not in chosen]
        return [self.items[nodeid] for nodeid in chosen]

    def _width(self, nodeid: str) -> tuple[int, float, str]:
        return len(self.known[nodeid]["functions"]), self.known[nodeid]["seconds"], nodeid

    def limit(self, tests: list[pytest.Item]) -> int:
        """Seconds of processor after which a change hangs."""
        return math.ceil(3 + 5 * sum(self.known[item.nodeid]["seconds"] for item in tests))


class Campaign:
    """A pytest plugin that, instead of running the tests, runs them once for each change."""

    def __init__(self, patterns: list[str], *, again: bool, seconds: float) -> None:
        self.patterns = patterns
        self.again = again
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Tests by examples meet few of them: one is enough to show a change, and many would be waited for each time."""
        for item in items:
            function = getattr(item, "obj", None)
            if own := getattr(function, "_hypothesis_internal_use_settings", None):
                function._hypothesis_internal_use_settings = settings(own, max_examples=min(own.max_examples, EXAMPLES))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure, then try each change that is wanted, two at a time."""
        if session.testsfailed:
            raise SystemExit("some tests cannot be read, with no change made: delete `mutants` and begin again")
        _warm_up(session.items)
        reach = Reach(session.items)
        reach.measure()
        work: list[tuple[str, Callable[[], int]]] = []
        files = {}
        for data, name in self._wanted():
            files[name] = data
            tests = reach.chosen(mangled_name_from_mutant_name(name), self.seconds)
            work.append((name, lambda name=name, tests=tests: _try(name, tests, reach.limit(tests)) if tests else NO_TESTS))
        _each_in_a_fork(work, lambda name, code, _child: _keep(files[name], name, code))
        return True

    def _wanted(self) -> Iterator[tuple[SourceFileMutationData, str]]:
        with change_cwd(ROOT):
            files = [SourceFileMutationData(path=path) for path in walk_mutatable_files()]
        for data in files:
            data.meta_path = ROOT / data.meta_path
            data.load()
            for name, code in data.exit_code_by_key.items():
                named = not self.patterns or any(fnmatch.fnmatch(name, pattern) for pattern in self.patterns)
                if named and (code is None or (self.again and code in {SURVIVED, NO_TESTS})):
                    yield data, name


def _warm_up(items: list[pytest.Item]) -> None:
    """Fill the caches of what is not changed (vocabularies, translations, the solver's library), which each fork would fill again."""
    for item in items:
        if item.nodeid in WARMING:
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
    for module in [module for name, module in sys.modules.items() if name.startswith(CHANGED)]:
        for value in vars(module).values():
            if callable(clear := getattr(value, "cache_clear", None)):
                clear()


def _stands(item: pytest.Item, found: dict[str, Any]) -> bool:
    return bool(found["of"] == _digest(item, found["functions"]))


def _digest(item: pytest.Item, functions: Iterable[str]) -> str:
    modules = sorted({get_module_from_key(function) for function in functions})
    files = [item.path, *(ROOT / f"{module.replace('.', '/')}.py" for module in modules)]
    return " ".join(_digest_of(path) for path in files)


@cache
def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else "gone"


def _fork(work: Callable[[], int]) -> int:
    child = os.fork()
    if not child:
        try:
            os._exit(work())
        finally:
            os._exit(KILLED)
    return child


def _each_in_a_fork(work: list[tuple[str, Callable[[], int]]], done: Callable[[str, int, int], None]) -> None:
    """Do each piece of work in a process that begins as this one is now, a few at a time."""
    gc.freeze()
    running: dict[int, str] = {}
    for count, (name, task) in enumerate([*work, *[("", None)] * CHILDREN]):
        if len(running) >= CHILDREN or not task:
            _reap(running, done)
        if task:
            running[_fork(task)] = name
            print(f"\r{count + 1} of {len(work)}", end="", file=sys.__stderr__, flush=True)


def _reap(running: dict[int, str], done: Callable[[str, int, int], None]) -> None:
    if running:
        child, status, _ = os.wait4(-1, 0)
        killed = HUNG if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL} else KILLED
        done(running.pop(child), killed if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), child)


def _noted(child: int) -> Path:
    return Path(f"reach-{child}.json")


def _visit(item: pytest.Item) -> int:
    set_mutant_under_test("stats")
    state()._stats.clear()
    begun = time.process_time()
    _run([item])
    functions = sorted(state()._stats)
    found = {"seconds": time.process_time() - begun, "functions": functions, "of": _digest(item, functions)}
    _noted(os.getpid()).write_text(json.dumps(found), encoding="utf-8")
    return 0


def _try(name: str, tests: list[pytest.Item], seconds: int) -> int:
    gc.disable()
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    set_mutant_under_test(name)
    _run(tests)
    return SURVIVED


def _run(items: list[pytest.Item]) -> None:
    """Run tests and leave the process at the first that fails."""
    items[0].session.config.pluginmanager.register(_LeaveAtFailure())
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)


class _LeaveAtFailure:
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        """Leave before anything is worked out for a person to read."""
        if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
            os._exit(KILLED)


def _keep(data: SourceFileMutationData, name: str, code: int) -> None:
    data.exit_code_by_key[name] = code
    data.save()


def main() -> None:
    """Make the changes and try those that were not tried yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patterns", nargs="*", help="names of changes, '*' stands for anything; all if none is given")
    parser.add_argument("--again", action="store_true", help="try those again that no test saw")
    parser.add_argument("--seconds", type=float, default=15.0, help="of tests that a change meets, the quickest first")
    options = parser.parse_args()
    os.chdir(ROOT)
    set_mutant_under_test("mutant_generation")
    for path in Path("mutants/matcher").rglob("*.*"):  # what is there is not copied again, and only code is brought up to date
        if path.suffix not in {".py", ".meta", ".spans"}:
            path.unlink()
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    mutmut.create_mutants(CHILDREN)
    set_mutant_under_test("")
    tests = [*config().pytest_add_cli_args_test_selection, *config().pytest_add_cli_args]
    os.chdir(ROOT / "mutants")
    sys.exit(
        pytest.main(
            ["--rootdir=.", "-q", "--capture=sys", "--assert=plain", *tests],
            plugins=[Campaign(options.patterns, again=options.again, seconds=options.seconds)],
        )
    )


if __name__ == "__main__":
    main()
