"""The catalogue as something to read: page by page, once, compressed, and not again until it changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.api.settings import Settings
from tests.api.conftest import GOOD, answering
from tests.catalogue import SMALL

READ = ["/v1/programs", "/v1/programs?q=batiment", "/v1/programs/a-don", "/v1/catalogue"]


def followed(api: httpx.Client, address: str, relation: str = "next") -> list[httpx.Response]:
    """Return the pages from an address on, along one relation of the Link header."""
    pages = [api.get(address)]
    while found := re.search(rf'<([^>]*)>; rel="{relation}"', pages[-1].headers["link"]):
        pages.append(api.get(pages[-1].url.join(found[1])))
        assert len(pages) < 100
    return pages


@pytest.mark.parametrize("filters", ["", "&lang=en", "&family=foundation", "&q=projet", "&region=mauricie", "&q=a+b%26c"])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_walk_visits_each_program_once(api: httpx.Client, size: int, filters: str) -> None:
    """From the first page to the last, each program is met once, and the total is the one that was announced."""
    pages = followed(api, f"/v1/programs?per_page={size}{filters}")
    met = [one["id"] for page in pages for one in page.json()]
    assert len(set(met)) == len(met) == int(pages[0].headers["x-total-count"])
    assert sorted(met) == sorted(one["id"] for one in api.get(f"/v1/programs?per_page=100{filters}").json())
    back = followed(api, str(pages[-1].url), "prev")
    assert [one["id"] for page in reversed(back) for one in page.json()] == met


def test_a_page_beyond_the_last_leads_back(api: httpx.Client) -> None:
    """Who went too far finds the last page, and no next one."""
    link = api.get("/v1/programs?per_page=2&page=99").headers["link"]
    assert re.findall(r'page=(\d+)>; rel="(\w+)"', link) == [("1", "first"), ("3", "prev"), ("3", "last")]


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_words_can_be_searched_for(api: httpx.Client, words: str) -> None:
    """Whatever is typed is answered or refused with a sentence, and leads on to addresses that hold it."""
    answer = api.get("/v1/programs", params={"q": words, "per_page": 1})
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert answer.headers["link"].isascii()


@pytest.mark.parametrize("address", READ)
def test_what_is_known_is_not_sent_again(api: httpx.Client, address: str) -> None:
    """With its tag an answer is not sent again; in another language it is another answer."""
    first = api.get(address)
    assert first.headers["cache-control"] == "public, max-age=60"
    assert "accept-language" in first.headers["vary"].lower()
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = api.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for stale in ('"x"', "", tag[:-2]):
        assert api.get(address, headers={"if-none-match": stale}).status_code == 200
    assert api.get(address, headers={"if-none-match": tag, "accept-language": "en"}).status_code == 200


def test_a_tag_changes_with_any_file(tmp_path: Path, api: httpx.Client) -> None:
    """A catalogue in which one sentence is another has another tag."""
    folder = shutil.copytree(SMALL, tmp_path / "programs")
    file = folder / "foundation" / "a-don.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")
    with answering(Settings(folder)) as other:
        assert other.get("/v1/programs").headers["etag"] != api.get("/v1/programs").headers["etag"]


def test_what_was_asked_with_a_profile_is_kept_by_nobody(api: httpx.Client) -> None:
    """The answer to a profile is not to be stored, whether it is one or a refusal."""
    for sent in (GOOD, {}):
        assert api.post("/v1/match", json=sent).headers["cache-control"] == "no-store"


def test_long_answers_are_compressed_for_who_can_read_them(api: httpx.Client) -> None:
    """The same answer, smaller; short ones stay as they are."""
    plain = api.post("/v1/match", json=GOOD, headers={"accept-encoding": "identity"})
    packed = api.post("/v1/match", json=GOOD, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.json() == plain.json()
    assert "content-encoding" not in api.get("/healthz", headers={"accept-encoding": "gzip"}).headers
