"""The catalogue in memory."""

from __future__ import annotations

import asyncio
import gc
import logging
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.api import shelf
from matcher.api.shelf import Shelf
from tests.catalogue import SMALL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shelf, "EVERY_SECONDS", 0.02)
    return Path(shutil.copytree(SMALL, tmp_path / "programs"))


def followed(held: Shelf, done: Callable[[], bool]) -> None:
    """Follow the files until something is so."""

    async def follow() -> None:
        watching = asyncio.create_task(held.watch())
        async with asyncio.timeout(60):
            while not done():
                await asyncio.sleep(0.02)
                assert not watching.done()
        watching.cancel()

    asyncio.run(follow())


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_what_changes_is_taken_up(folder: Path, change: str) -> None:
    """A file that is edited, added or taken away makes another catalogue, and the one before is let go of."""
    held = Shelf(folder)
    before, kept = held.loaded.catalogue.version, weakref.ref(held.loaded)
    file = folder / "foundation" / "a-don.yaml"
    text = file.read_text(encoding="utf-8")
    if change == "edit":
        file.write_text(text + "# read again\n", encoding="utf-8")
    elif change == "add":
        (folder / "foundation" / "b-don.yaml").write_text(text.replace("id: a-don", "id: b-don"), encoding="utf-8")
    else:
        file.unlink()
    followed(held, lambda: held.loaded.catalogue.version != before)
    gc.collect()
    assert kept() is None
    assert gc.get_freeze_count() > 0


def test_a_mistake_changes_nothing_until_it_is_mended(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be read is told once with its place; once mended, it is taken up."""
    held = Shelf(folder)
    before = held.loaded
    file = folder / "foundation" / "a-don.yaml"
    text = file.read_text(encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        file.write_text(text.replace("id: a-don", "id: [a-don"), encoding="utf-8")
        followed(held, lambda: "a-don.yaml:" in caplog.text)
        assert held.loaded is before
        shutil.rmtree(folder)
        followed(held, lambda: caplog.text.count("the catalogue is kept as it was") == 2)
    assert held.loaded is before
    assert held.behind
    shutil.copytree(SMALL, folder)
    file.write_text(text + "# mended\n", encoding="utf-8")
    followed(held, lambda: held.loaded is not before)
    assert not held.behind
