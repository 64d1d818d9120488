"""One way of writing a file: keys in order, comments kept, values untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.catalogue import default_directory, program_files
from matcher.curation.formatting import formatted
from matcher.document import InputError, parse_document

UNBROKEN = (Path(__file__).parent.parent / "catalogue" / "unbroken.yaml").read_text(encoding="utf-8")


def test_keys_in_order_and_comments_kept() -> None:
    """Keys move to the order of the schema, at every depth, with their comments; numbers keep their form."""
    text = "# first\nname: {en: B, fr: A}  # said twice\nid: x\nsources:\n  - {url: https://x.org, id: page}\namount: {max: 50_000}\n"
    wanted = "# first\nid: x\nname: {fr: A, en: B}  # said twice\namount: {max: 50_000}\nsources:\n  - {id: page, url: https://x.org}\n"
    assert formatted(text, "x.yaml") == wanted


def test_a_second_time_changes_nothing() -> None:
    """What is in order stays as it is, to the letter."""
    once = formatted(UNBROKEN, "x.yaml")
    assert formatted(once, "x.yaml") == once


def test_the_whole_catalogue_is_in_order() -> None:
    """Every program that ships is written the one way (`matcher catalogue fmt` does it)."""
    files = [(path.name, path.read_text(encoding="utf-8")) for path in program_files(default_directory())]
    assert [name for name, text in files if formatted(text, name) != text] == []


@given(st.permutations([*UNBROKEN.split("\n")[:1], "provider: meie", "status: open", "confidence: low", "family: government"]))
def test_any_order_gives_one_order(lines: list[str]) -> None:
    """The order of keys in the file does not matter, and no value changes."""
    text = "\n".join(lines) + "\n"
    once = formatted(text, "x.yaml")
    assert once == formatted("\n".join(sorted(lines)) + "\n", "x.yaml")
    assert parse_document(once, "x").value == parse_document(text, "x").value


@pytest.mark.parametrize("text", ["id: [", "", "a: 1\na: 2\n", "a: &b 1\n"])
def test_what_is_not_read_is_not_written(text: str) -> None:
    """A file with a mistake is refused with its place."""
    with pytest.raises(InputError):
        formatted(text, "x.yaml")
