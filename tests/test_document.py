"""YAML files: where each value stands, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.document import MAX_BYTES, Document, InputError, Location, Problem, dotted, parse_document, read_document

TEXT = """\
# a comment
id: trial
list:
  - one
  - {two: 2, three: [a, b]}
name:
  fr: Essai
"""


def refusal(text: str, *, yes_no: bool = False) -> InputError:
    """Return the refusal of a text that must not be read."""
    with pytest.raises(InputError) as caught:
        parse_document(text, "file.yaml", yes_no=yes_no)
    return caught.value


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ((), (2, 1)),
        (("id",), (2, 1)),
        (("list",), (3, 1)),
        (("list", 0), (4, 5)),
        (("list", 1), (5, 5)),
        (("list", 1, "two"), (5, 6)),
        (("list", 1, "three", 1), (5, 25)),
        (("name", "fr"), (7, 3)),
        (("name", "en"), (6, 1)),
        (("list", 7, "x"), (3, 1)),
        (("nowhere",), (2, 1)),
    ],
)
def test_every_value_has_its_place(location: Location, place: tuple[int, int]) -> None:
    """The place of a value is its key or its item; of a value that is absent, what is around it."""
    assert place == parse_document(TEXT, "file.yaml").position(location)


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ((), ""),
        (("id",), "id"),
        (("eligibility", "requires", 2, "uses"), "eligibility.requires[2].uses"),
        ((0, "a"), "[0].a"),
    ],
)
def test_a_location_is_written_as_people_read_it(location: Location, text: str) -> None:
    """A location prints with dots and brackets."""
    assert text == dotted(location)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", 1),
        ("a: 1_000", 1000),
        ("a: 0", 0),
        ("a: -5", -5),
        ("a: 0.50", 0.5),
        ("a: true", True),
        ("a: False", False),
        ("a: null", None),
        ("a:", None),
        ("a: ~", None),
        ("a: 2026-02-28", date(2026, 2, 28)),
        ("a: 2026-02", "2026-02"),
        ("a: 'no'", "no"),
        ('a: "010"', "010"),
        ("a: '12:30'", "12:30"),
        ("a: oui", "oui"),
        ("a: |\n  no\n", "no\n"),
        ("a: no more", "no more"),
        ("a: 1 844 474-6367", "1 844 474-6367"),
        ("a: œuvre", "œuvre"),
    ],
)
def test_plain_values_are_read_as_written(text: str, value: Any) -> None:
    """What YAML reads as it was written keeps its type."""
    assert {"a": value} == parse_document(text, "file.yaml").value


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "No",
        "YES",
        "on",
        "off",
        "y",
        "N",
        "010",
        "-010",
        "+07",
        "00",
        "0_1",
        "08",
        "12:30",
        "1:30:00",
        "-2:30",
        "2026-02-30",
        "2026-13-01",
    ],
)
@pytest.mark.parametrize("frame", ["a: {}", "a: [1, {}]", "a:\n  b: {}"])
def test_what_yaml_would_change_is_refused(word: str, frame: str) -> None:
    """A word that YAML may read as another value is refused at its place, wherever it stands."""
    text = frame.replace("{}", word)
    (problem,) = refusal(text).problems
    line = text.count("\n") + 1
    column = text.splitlines()[-1].index(word, 2) + 1
    assert (line, column, word) == (problem.line, problem.column, problem.found)
    assert problem.expected


def test_all_traps_are_said_at_once() -> None:
    """Several traps in one file are all reported, in order, with duplicates."""
    error = refusal("a: no\nb: 010\nb: 1\nc: [12:30, 2026-02-30]\n")
    assert [(problem.line, problem.column) for problem in error.problems] == [(1, 4), (2, 4), (3, 1), (4, 5), (4, 12)]


@pytest.mark.parametrize(
    ("word", "answer"),
    [("yes", True), ("no", False), ("Oui", True), ("non", False), ("on", True), ("off", False), ("y", True), ("true", True)],
)
def test_yes_and_no_are_answers_where_asked(word: str, answer: bool) -> None:
    """In a profile a bare yes or no, in both languages, is an answer; in quotes it is a word."""
    text = f"a: {word}\nb: '{word}'"
    assert {"a": answer, "b": word} == parse_document(text, "file.yaml", yes_no=True).value


@pytest.mark.parametrize("word", ["010", "12:30", "2026-02-30"])
def test_other_traps_hold_where_yes_and_no_are_answers(word: str) -> None:
    """A profile may say yes and no, and no more than that."""
    assert word == refusal(f"a: {word}", yes_no=True).problems[0].found


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", (1, 1), "the file is empty"),
        ("# only a comment\n", (1, 1), "the file is empty"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "this key stands twice; found 'a'"),
        ("a:\n  - {b: 1, b: 2}\n", (2, 12), "a[0].b: this key stands twice"),
        ("a: 'x", (1, 6), "this is not YAML"),
        ("a: 1\n\tb: 2\n", (2, 1), "this is not YAML"),
        ("a: 1\n---\nb: 2\n", (2, 1), "this is not YAML"),
        ("a: &x 1\nb: *x\n", (1, 4), "anchors and aliases are not used here; found x"),
        ("a: " + "[" * 40 + "]" * 40, (1, 43), "the nesting is too deep; expected <= 40"),
        ("a: !!python/name:os.system x", (1, 4), "this value"),
        ("a: !!timestamp soon", (1, 4), "a:"),
        ("a: !!bool maybe", (1, 4), "a:"),
        ("a: !!int ''", (1, 4), "a:"),
        ("a: !!float x", (1, 4), "a:"),
        ("a: 1\nb: x\x07y", (2, 1), "control characters"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused(text: str, place: tuple[int, int], words: str) -> None:
    """Mistakes of YAML, and what could harm the reader, are said with their place."""
    error = refusal(text)
    assert place == (error.problems[0].line, error.problems[0].column)
    assert words in str(error)
    assert error.text("fr") != str(error)


@pytest.mark.parametrize("depth", [1, 39])
def test_nesting_within_the_limit_is_read(depth: int) -> None:
    """Forty levels, the mapping included, are read."""
    value = parse_document("a: " + "[" * depth + "]" * depth, "file.yaml").value["a"]
    for _ in range(depth - 1):
        (value,) = value
    assert value == []


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """A file that Windows marked as UTF-8 reads as any other."""
    path = tmp_path / "file.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document(path).value == {"a": 1}


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    """The limit itself is within the limit."""
    path = tmp_path / "file.yaml"
    path.write_bytes(b"a: 1\n#" + b"x" * (MAX_BYTES - 6))
    assert read_document(path).value == {"a": 1}


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (None, "1:1", "there is no such file"),
        (b"a: 1\n#" + b"x" * MAX_BYTES, "1:1", "the file is too large; found 1_000_006 bytes; expected <= 1_000_000"),
        (b"a: caf\xe9\n", "1:7", "the file is not text in UTF-8; found 0xe9; expected UTF-8"),
        (b"a: 1\nb: \xff\n", "2:4", "the file is not text in UTF-8; found 0xff"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None, place: str, words: str) -> None:
    """A file that is missing, too large or not UTF-8 is refused under the name it was given."""
    path = tmp_path / "file.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_document(path, name="programs/file.yaml")
    assert str(caught.value).startswith(f"programs/file.yaml:{place}: {words}")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    """A directory is not a file, and is called by its path."""
    with pytest.raises(InputError, match="this is not a file") as caught:
        read_document(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}:1:1: ")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("f", 1, 2, "", "m"), "f:1:2: m"),
        (Problem("f", 1, 2, "a.b", "m {x}", {"x": "{y}"}), "f:1:2: a.b: m {y}"),
        (Problem("f", 1, 2, "a", "m", found="{x}"), "f:1:2: a: m; found {x}"),
        (Problem("f", 1, 2, "a", "m", found="x", expected="y", nearest="z"), "f:1:2: a: m; found x; expected y; did you mean z?"),
    ],
)
def test_a_problem_is_one_sentence(problem: Problem, text: str) -> None:
    """A problem prints its place, what was found, what was expected and the nearest word, with braces as they stand."""
    assert text == str(problem)


def test_problems_are_sorted_by_place() -> None:
    """Problems come by file, then by line and column as numbers."""
    places = {("x",): (10, 1), ("y",): (9, 2), ("z",): (9, 1)}
    document = Document("b", {}, lambda: places)
    problems = [document.problem((key,), "m") for key in ("x", "y", "z")]
    error = InputError([*problems, Problem("a", 99, 1, "", "m")])
    assert [(problem.file, problem.line) for problem in error.problems] == [("a", 99), ("b", 9), ("b", 9), ("b", 10)]
    assert [problem.path for problem in error.problems] == ["", "z", "y", "x"]


def test_problems_alike_but_for_what_was_found_are_sorted() -> None:
    """Two problems of one sentence at one place, one with what was found and one without, do not stop the report."""
    error = InputError([Problem("f", 1, 1, "a", "m", found="x"), Problem("f", 1, 1, "a", "m")])
    assert len(error.problems) == 2
