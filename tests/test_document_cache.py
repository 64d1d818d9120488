"""A kept document is the document that would be read anew, whatever happens to the cache."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from matcher import document
from matcher.document import InputError, read_document
from matcher.document_cache import DocumentCache

TEXT = "name: é\nopens: 2026-01-31\nparts:\n  - {max: 50_000, share: 0.5, none: null}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a YAML file with a date, numbers and an accent."""
    path = tmp_path / "programs" / "one.yaml"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def cache(file: Path) -> DocumentCache:
    return DocumentCache(file.parent, file.parent.parent / "cache")


def keep(file: Path) -> DocumentCache:
    """Read the file through a cache and keep it."""
    first = cache(file)
    first.read(file, "one.yaml")
    first.save()
    return cache(file)


def test_same_value_and_places(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reading gives the same value without parsing, and still finds the line of a part."""
    fresh = read_document(file, name="one.yaml")
    again = keep(file)
    with monkeypatch.context() as patch:
        patch.setattr("matcher.document_cache.read_document", lambda *_, **__: pytest.fail("it was parsed again"))
        kept = again.read(file, "one.yaml")
    assert (fresh.value, fresh.value["opens"]) == (kept.value, date(2026, 1, 31))
    assert fresh.position(("parts", 0, "max")) == kept.position(("parts", 0, "max")) == (4, 6)


def test_never_stale(file: Path) -> None:
    """A changed file is read anew, even with the same size and time."""
    again = keep(file)
    file.write_text(TEXT.replace("50_000", "60_000"), encoding="utf-8")
    assert again.read(file, "one.yaml").value["parts"][0]["max"] == 60_000


def test_another_reader(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of the reader kept is not used."""
    again = keep(file)
    other = tmp_path / "reader.py"
    other.write_text("# another reader\n", encoding="utf-8")
    assert again._kept
    monkeypatch.setattr(document, "__file__", str(other))
    assert not cache(file)._kept


@pytest.mark.parametrize("content", ["", "{", "[]", '{"reader": 1}', '{"reader": "x", "documents": []}', "\x00"])
def test_broken_cache(file: Path, content: str) -> None:
    """A broken cache is as good as none."""
    path = cache(file).path
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    assert cache(file).read(file, "one.yaml").value["name"] == "é"


def test_mistakes_are_not_kept(file: Path) -> None:
    """A file with a mistake is refused the second time too."""
    file.write_text("name: yes\n", encoding="utf-8")
    for _ in range(2):
        again = cache(file)
        with pytest.raises(InputError, match="true or false"):
            again.read(file, "one.yaml")
        again.save()


def test_no_place_to_write(file: Path) -> None:
    """Where nothing can be written, reading goes on."""
    (file.parent.parent / "cache").write_text("a file where a directory should be", encoding="utf-8")
    assert keep(file).read(file, "one.yaml").value["name"] == "é"
