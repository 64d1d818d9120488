"""A YAML file with the place of every value, read so that nothing is guessed and every mistake can be pointed at."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import Any

import yaml

from matcher.locale import N_, Language, Sentence, translate
from matcher.system_reason import reason_of

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MOST_DIGITS = 100
"""Digits of a number: beyond some thousands Python itself no longer writes or compares it in any sensible time."""
MOST_PROBLEMS = 1_000
"""Mistakes that are told at once; the others are counted."""
LONGEST_PART = 400
"""Letters of one part of a message: a key or a word of a hostile file can be a million letters long."""

NO_BREAK = "\u00a0\u202f"
"""Spaces of French typography, which no terminal minds."""

Location = tuple[str | int, ...]

# YAML 1.1 reads these as something else than what was written.
LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+$")
SEXAGESIMAL = re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?$")
READ = (str, int, float, date, NoneType)
"""What a value may be; a yes or no is an int."""
NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
YES_NO = {"yes": True, "no": False, "on": True, "off": False, "y": True, "n": False, "oui": True, "non": False}


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one file: where it is, what was found, what was expected and the nearest valid word.

    `message`, `expected` are sentences to translate; `values` fill their placeholders.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict, compare=False)
    found: str | None = field(default=None, compare=False)
    expected: str | None = field(default=None, compare=False)
    nearest: str | None = field(default=None, compare=False)

    def text(self, language: Language = "en") -> str:
        values = short(self.values)
        parts = [translate(self.message, language, **values)]
        if self.found is not None:
            found = self.found if isinstance(self.found, Sentence) else shown(self.found)
            parts.append(translate(N_("found {found}"), language, found=found))
        if self.expected is not None:
            expected = translate(self.expected, language, **values)
            parts.append(translate(N_("expected {expected}"), language, expected=expected))
        if self.nearest is not None:
            parts.append(translate(N_("did you mean {nearest}?"), language, nearest=self.nearest))
        where = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        where += f"{clipped(self.path)}: " if self.path else ""
        return on_one_line(where + "; ".join(parts))

    def __str__(self) -> str:
        return self.text()


class InputError(ValueError):
    """What was given cannot be used; `problems` says why, all of it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        told = list(problems)
        few = len(told) <= MOST_PROBLEMS + 1  # the one more may be what counts the others: a worker sends them again
        self.problems = tuple(sorted(told) if few else heapq.nsmallest(MOST_PROBLEMS, told))
        if more := len(told) - len(self.problems):
            last = self.problems[-1]
            count = {"count": more}
            self.problems += (Problem(last.file, last.line, last.column, "", N_("{count} more mistakes are not listed"), count),)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return InputError, (self.problems,)  # what a worker says must reach whoever asked it

    def text(self, language: Language) -> str:
        return "\n".join(problem.text(language) for problem in self.problems)


@dataclass(frozen=True)
class Document:
    """The value of a YAML file; `positions` finds the line and column (from 1) of each part of it, when a mistake asks for them."""

    file: str
    value: Any
    positions: Callable[[], Mapping[Location, tuple[int, int]]]

    def position(self, location: Location) -> tuple[int, int]:
        """Return line and column of `location`, or of the nearest part of the file around it."""
        positions = self.positions()
        while location and location not in positions:
            location = location[:-1]
        return positions.get(location, (1, 1))

    def problem(self, location: Location, message: str, **details: Any) -> Problem:
        line, column = self.position(location)
        return Problem(self.file, line, column, dotted(location), message, **details)


def shown(value: object) -> str:
    """Write what was found so that it stays on one line and cannot steer a terminal."""
    if isinstance(value, date):
        text = value.isoformat()
    else:
        text = "".join(map(_visible, value[:60])) + value[60:61] if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def on_one_line(text: str) -> str:
    """Write a sentence so that nothing in it breaks the line, hides, turns the reading around or steers a terminal."""
    return text if text.isprintable() else "".join(letter if letter in NO_BREAK else _visible(letter) for letter in text)


def clipped(text: str) -> str:
    """Cut a part of a message that nobody would read to its end."""
    return text if len(text) <= LONGEST_PART else text[: LONGEST_PART - 1] + "…"


def short(values: Mapping[str, object]) -> dict[str, object]:
    """Return what fills the placeholders of a message, clipped; a sentence of ours stays whole."""
    return {
        name: clipped(value) if isinstance(value, str) and not isinstance(value, Sentence) else value
        for name, value in values.items()
    }


def _visible(letter: str) -> str:
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()


def dotted(location: Location) -> str:
    """Write a location as people read it: `eligibility.requires[2].uses`."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_document(path: Path, *, yes_no: bool = False, name: str | None = None) -> Document:
    """Read one YAML file.

    Args:
        path: the file.
        yes_no: whether a bare `yes` or `no` is an answer (a profile) or a trap (the catalogue).
        name: what to call the file in messages, if not its path.

    Raises:
        InputError: the file is missing, too large, not UTF-8, not YAML, or holds what YAML would read as something else.
    """
    file = name or str(path)
    try:
        if not path.is_file() and path.exists():
            raise InputError([Problem(file, 1, 1, "", N_("this is not a file"))])
        size = path.stat().st_size
        if size > MAX_BYTES:
            found = f"{size:_} bytes"
            raise InputError([Problem(file, 1, 1, "", N_("the file is too large"), found=found, expected=f"<= {MAX_BYTES:_}")])
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError([Problem(file, 1, 1, "", N_("there is no such file"))]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        column = error.start - (error.object.rfind(b"\n", 0, error.start) + 1) + 1
        found = f"0x{error.object[error.start]:02x}"
        raise InputError(
            [Problem(file, line, column, "", N_("the file is not text in UTF-8"), found=found, expected="UTF-8")]
        ) from None
    except OSError as error:
        raise InputError([Problem(file, 1, 1, "", N_("the file cannot be read"), found=reason_of(error))]) from None
    return parse_document(text, file, yes_no=yes_no)


def parse_document(text: str, file: str, *, yes_no: bool = False) -> Document:
    """Read YAML from `text`; `file` names it in messages. Raises InputError as `read_document` does."""
    if len(text) > MAX_BYTES:
        found = f"{len(text):_}"
        raise InputError([Problem(file, 1, 1, "", N_("the file is too large"), found=found, expected=f"<= {MAX_BYTES:_}")])
    try:
        _refuse_depth_and_aliases(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        values = {"detail": error.problem or ""}
        raise InputError([Problem(file, line, column, "", N_("this is not YAML: {detail}"), values)]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        values = {"detail": error.reason}
        raise InputError([Problem(file, line, 1, "", N_("this is not YAML: {detail}"), values)]) from None
    if node is None:
        raise InputError([Problem(file, 1, 1, "", N_("the file is empty"))])
    builder = _Builder(file, yes_no=yes_no)
    value = builder.build(node, ())
    if builder.problems:
        raise InputError(builder.problems)
    return Document(file, value, lambda: builder.positions)


def _refuse_depth_and_aliases(text: str, file: str) -> None:
    """Stop before recursion does: hostile nesting and aliases never reach the recursive parts."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        assert event.start_mark is not None
        where = (event.start_mark.line + 1, event.start_mark.column + 1)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            raise InputError([Problem(file, *where, "", N_("anchors and aliases are not used here"), found=anchor)])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise InputError([Problem(file, *where, "", N_("the nesting is too deep"), expected=f"<= {MAX_DEPTH}")])


class _Builder:
    """Turns nodes into values, noting positions and everything YAML would silently change."""

    def __init__(self, file: str, *, yes_no: bool) -> None:
        self.file = file
        self.yes_no = yes_no
        self.positions: dict[Location, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._constructor = yaml.constructor.SafeConstructor()

    def build(self, node: yaml.Node, location: Location) -> Any:
        self.positions.setdefault(location, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*location, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, location)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            here: Location = (*location, key)
            position = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in mapping:
                path = dotted(here)
                self.problems.append(Problem(self.file, *position, path, N_("this key stands twice"), found=repr(key)))
                continue
            self.positions[here] = position
            mapping[key] = self.build(value_node, here)
        return mapping

    def _scalar(self, node: yaml.ScalarNode, location: Location) -> Any:
        if not node.style:  # the C parser says "" where the Python one says None
            word = node.value.lower()
            if word in YES_NO and (self.yes_no or word not in {"oui", "non"}):
                if self.yes_no:
                    return YES_NO[word]
                return self._trap(
                    node, location, N_("YAML may read this as true or false"), N_("true, false, or the word in quotes")
                )
            if LEADING_ZERO.match(node.value):
                return self._trap(node, location, N_("YAML may read this as an octal number"), N_("no leading zero, or quotes"))
            if SEXAGESIMAL.match(node.value):
                return self._trap(node, location, N_("YAML may read this as a number in base 60"), N_("the text in quotes"))
        if len(node.value) > MOST_DIGITS and node.tag in NUMBERS:
            return self._trap(node, location, N_("this number is too large"), N_("a number of 100 digits at most"))
        try:
            value = self._constructor.construct_object(node)
            if isinstance(value, datetime):
                return self._trap(node, location, N_("a date has no time of day here"), N_("a date, YYYY-MM-DD"))
            if not isinstance(value, READ):
                raise TypeError(value)  # `!!binary`, `!!set`: no field is one, and no cache in JSON holds it
            return value
        except (TypeError, ValueError, LookupError, AttributeError, OverflowError, yaml.constructor.ConstructorError):
            return self._trap(node, location, N_("this value does not exist"), N_("a real date (YYYY-MM-DD), or text in quotes"))

    def _trap(self, node: yaml.ScalarNode, location: Location, message: str, expected: str) -> str:
        position = (node.start_mark.line + 1, node.start_mark.column + 1)
        path = dotted(location)
        self.problems.append(Problem(self.file, *position, path, message, found=node.value, expected=expected))
        return str(node.value)
