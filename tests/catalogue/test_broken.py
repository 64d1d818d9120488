"""Every mistake in a program file is refused with its place, what was found, and the nearest valid word."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from matcher.catalogue import Catalogue, load_catalogue
from matcher.document import MAX_BYTES, InputError
from tests.catalogue import HERE, SMALL


@dataclass(frozen=True)
class Broken:
    """One row of broken.yaml."""

    file: str
    words: tuple[str, ...]
    folder: str = "government"

    @property
    def path(self) -> Path:
        return HERE / "broken" / self.file

    def __str__(self) -> str:
        return self.path.stem


TABLE = [Broken(**row) for row in yaml.safe_load((HERE / "broken.yaml").read_text(encoding="utf-8"))]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a copy of the small valid catalogue."""
    return Path(shutil.copytree(SMALL, tmp_path / "programs"))


def refusal(programs: Path) -> InputError:
    """Return the refusal of a catalogue that must not load."""
    with pytest.raises(InputError) as caught:
        load_catalogue(programs)
    return caught.value


def put(programs: Path, broken: Broken) -> InputError:
    """Put one broken file among valid ones, and return the refusal."""
    shutil.copy(broken.path, programs / broken.folder)
    return refusal(programs)


def test_the_unbroken_program_loads(programs: Path) -> None:
    """The program from which the broken ones differ by one mistake is itself valid beside the small catalogue."""
    shutil.copy(HERE / "unbroken.yaml", programs / "government")
    assert "unbroken" in load_catalogue(programs)


def test_the_table_has_every_broken_file() -> None:
    """Every file below broken/ has a row, and every row a file."""
    written = {path.relative_to(HERE / "broken").as_posix() for path in (HERE / "broken").rglob("*.yaml")}
    assert sorted(written) == sorted(broken.file for broken in TABLE)


@pytest.mark.parametrize("broken", TABLE, ids=str)
def test_a_mistake_is_said(programs: Path, broken: Broken) -> None:
    """The message holds the place, the finding and the nearest valid word, and accuses no other file."""
    error = put(programs, broken)
    assert [word for word in broken.words if word not in str(error)] == [], str(error)
    assert {f"programs/{broken.folder}/{broken.path.name}"} == {problem.file for problem in error.problems}


@pytest.mark.parametrize("broken", TABLE, ids=str)
def test_one_mistake_is_one_line(programs: Path, broken: Broken) -> None:
    """One mistake gives one problem on one line, in both languages, with no placeholder left and another text in French."""
    error = put(programs, broken)
    texts = error.text("en"), error.text("fr")
    assert [len(text.splitlines()) for text in texts] == [1, 1], texts
    assert texts[0] != texts[1]
    assert not any("{{" in text for text in texts)


def test_a_file_too_large_is_refused_unread(programs: Path) -> None:
    """A file over the limit is refused by its size, whatever it holds."""
    (programs / "government" / "huge.yaml").write_bytes(b"id: huge\n" + b"#" * MAX_BYTES)
    assert (
        str(refusal(programs))
        == "programs/government/huge.yaml:1:1: the file is too large; found 1_000_009 bytes; expected <= 1_000_000"
    )


def test_the_same_id_in_two_folders_is_said(programs: Path) -> None:
    """A second file with the id of another is refused, and the other is named."""
    text = (programs / "solidarity_finance" / "a-pret.yaml").read_text(encoding="utf-8")
    (programs / "technical_assistance" / "a-pret.yaml").write_text(
        text.replace("family: solidarity_finance", "family: technical_assistance"), encoding="utf-8"
    )
    assert (
        "programs/technical_assistance/a-pret.yaml:1:1: id: another file has this id: programs/solidarity_finance/a-pret.yaml"
        in str(refusal(programs))
    )


def test_all_problems_of_all_files_come_at_once_and_in_order(programs: Path) -> None:
    """Several mistakes in several files are said together, by file, then line, then column."""
    chosen = {"negative-amount", "status-not-allowed", "unknown-provider", "list", "duplicate-key", "unused-source"}
    for broken in TABLE:
        if str(broken) in chosen:
            shutil.copy(broken.path, programs / broken.folder)
    twice = (HERE / "unbroken.yaml").read_text(encoding="utf-8").replace("id: unbroken", "id: twice")
    twice = twice.replace("min: 1_000", "min: -1").replace("confidence: high", "confidence: hihg").replace("[grant]", "[]")
    (programs / "government" / "twice.yaml").write_text(twice, encoding="utf-8")
    problems = refusal(programs).problems
    files = [problem.file.removeprefix("programs/government/").removesuffix(".yaml") for problem in problems]
    assert sorted([*chosen, "twice", "twice", "twice"]) == files
    places = [(problem.file, problem.line, problem.column) for problem in problems]
    assert sorted(places) == places
    assert [problem.line for problem in problems if problem.file.endswith("twice.yaml")] == [7, 11, 42]


def test_two_mistakes_of_one_kind_at_one_place_are_sorted(programs: Path) -> None:
    """Two findings of one sentence at one place do not stop the report, whether or not either has a nearest word."""
    text = (HERE / "unbroken.yaml").read_text(encoding="utf-8").replace("id: unbroken", "id: links")
    text = text.replace("funds: [", "exclusive_with: [a-batimnt, zzzzzz]\nfunds: [", 1)
    (programs / "government" / "links.yaml").write_text(text, encoding="utf-8")
    assert [problem.found for problem in refusal(programs).problems] == ["a-batimnt", "zzzzzz"]


def test_a_broken_file_does_not_accuse_its_neighbours(programs: Path) -> None:
    """A program that cannot be read still counts as the target of links and as the user of its provider."""
    unbroken = (HERE / "unbroken.yaml").read_text(encoding="utf-8")
    linking = unbroken.replace("id: unbroken", "id: linking").replace("funds: [", "exclusive_with: [broken]\nfunds: [", 1)
    broken = (
        unbroken.replace("id: unbroken", "id: broken").replace("ministere-essai", "autre-essai").replace("min: 1_000", "min: -1")
    )
    (programs / "government" / "linking.yaml").write_text(linking, encoding="utf-8")
    (programs / "government" / "broken.yaml").write_text(broken, encoding="utf-8")
    with (programs / "providers.yaml").open("a", encoding="utf-8") as providers:
        providers.write("autre-essai:\n  name: {fr: Autre, en: Other}\n  kind: fund\n  level: private\n  public_money: none\n")
    assert {"programs/government/broken.yaml"} == {problem.file for problem in refusal(programs).problems}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: government", "kind: goverment", ["programs/providers.yaml:3:3:", "kind", "did you mean government?"]),
        ("level: private", "level: privee", ["programs/providers.yaml:4:3:", "level", "did you mean private?"]),
        ("public_money: none", "public_money: some", ["programs/providers.yaml:5:3:", "public_money", "'part'"]),
        ("url: https", "territory: [mrc:nowhere]\n  url: https", ["territory[0]", "no such place in Québec"]),
        ("kind: government", "kid: government", ["programs/providers.yaml:", "kid", "unknown"]),
        ("ministere-essai:", "Ministère:", ["programs/providers.yaml:1:1:", "wrong form"]),
        (", en: Department of Trials", "", ["programs/providers.yaml:2:", "name.en", "missing"]),
        ("url: https://example.org/", "url: example.org", ["programs/providers.yaml:11:3:", "wrong form"]),
        ("fondation-essai:", "ministere-essai:", ["programs/providers.yaml:6:1:", "twice"]),
    ],
)
def test_a_mistake_among_providers_is_said_alone(programs: Path, old: str, new: str, words: list[str]) -> None:
    """A mistake in providers.yaml is said with its place, and the programs are not accused of it."""
    path = programs / "providers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    error = refusal(programs)
    assert [word for word in words if word not in str(error)] == [], str(error)
    assert {"programs/providers.yaml"} == {problem.file for problem in error.problems}


def test_providers_missing_is_said(programs: Path) -> None:
    """A catalogue without providers.yaml says that the file is missing."""
    (programs / "providers.yaml").unlink()
    assert "programs/providers.yaml:1:1: there is no such file" in str(refusal(programs))


def test_a_provider_without_program_is_said(programs: Path) -> None:
    """A provider that no program has is named."""
    with (programs / "providers.yaml").open("a", encoding="utf-8") as providers:
        providers.write("seul:\n  name: {fr: Seul, en: Alone}\n  kind: fund\n  level: private\n  public_money: none\n")
    assert str(refusal(programs)) == "programs/providers.yaml:12:1: seul: no program has this provider"


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    """A directory without any program is not an empty catalogue."""
    (tmp_path / "providers.yaml").write_text(
        "x:\n  name: {fr: X, en: X}\n  kind: fund\n  level: private\n  public_money: none\n", encoding="utf-8"
    )
    assert "there is no program here" in str(refusal(tmp_path))


@pytest.mark.parametrize("name", ["government/stray.yml", "stray.yaml", "government/deeper/stray.yaml", "goverment/stray.yaml"])
def test_a_stray_file_is_not_passed_over(programs: Path, name: str) -> None:
    """A program file with another ending or in another place is refused rather than silently left out."""
    stray = programs / name
    stray.parent.mkdir(exist_ok=True)
    text = (HERE / "unbroken.yaml").read_text(encoding="utf-8")
    stray.write_text(text.replace("id: unbroken", "id: stray"), encoding="utf-8")
    assert f"programs/{name}" in str(refusal(programs))


def version(programs: Path) -> str:
    """Return the version of a catalogue that loads."""
    found: Catalogue = load_catalogue(programs)
    return found.version


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("government/a-batiment.yaml", "100_000", "100_001"),
        ("providers.yaml", "Department of Trials", "Ministry of Trials"),
    ],
)
def test_the_version_changes_with_any_file(programs: Path, name: str, old: str, new: str) -> None:
    """The version is the same for the same files, and another when a program or a provider changes."""
    before = version(programs)
    assert before == version(programs)
    path = programs / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert before != version(programs)


def test_lookup_by_id(programs: Path) -> None:
    """A catalogue is read by id, and proposes the id nearest to a wrong one."""
    catalogue = load_catalogue(programs)
    assert list(catalogue) == ["a-don", "a-batiment", "a-capital", "a-pret", "a-accompagnement"]
    assert catalogue.nearest("a-batimnt") == "a-batiment"
    assert catalogue.nearest("zzz") is None
