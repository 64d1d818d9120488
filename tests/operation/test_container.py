"""The container file as a parser of container files reads it. Nothing here builds an image: that needs an engine and a registry."""

from __future__ import annotations

import re
import shlex
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser

FILE = Path("deploy/Containerfile")
Step = tuple[str, str]


@pytest.fixture(scope="module")
def stages() -> list[list[Step]]:
    """Give the steps of each stage."""
    parser = DockerfileParser(fileobj=BytesIO(FILE.read_bytes()))
    found: list[list[Step]] = []
    for step in parser.structure:
        if step["instruction"] == "FROM":
            found.append([])
        if step["instruction"] != "COMMENT":
            found[-1].append((step["instruction"], step["value"]))
    return found


def values(stage: list[Step], instruction: str) -> list[str]:
    return [value for name, value in stage if name == instruction]


def test_every_stage_stands_on_a_slim_python_that_the_package_admits(stages: list[list[Step]]) -> None:
    least = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    for stage in stages:
        base = re.fullmatch(r"python:(\d+)\.(\d+)-slim( AS \w+)?", values(stage, "FROM")[0])
        assert base, stage[0]
        assert (int(base[1]), int(base[2])) >= tuple(map(int, least.removeprefix(">=").split(".")))


def test_nothing_is_installed_whose_hash_is_not_known(stages: list[list[Step]]) -> None:
    installs = [words for stage in stages for run in values(stage, "RUN") for words in commands(run) if "install" in words[:2]]
    installs = [words for words in installs if words[0].endswith("pip")]
    assert installs
    for words in installs:
        assert "--require-hashes" in words or {"--no-deps", "--no-build-isolation", "."} <= set(words)


def commands(run: str) -> list[list[str]]:
    return [shlex.split(one) for one in run.split("&&")]


def test_the_app_runs_as_somebody_who_is_not_root_and_writes_in_one_place(stages: list[list[Step]]) -> None:
    last = stages[-1]
    assert values(last, "USER")[-1] not in {"root", "0"}
    assert [name for name, _ in last].index("USER") < [name for name, _ in last].index("ENTRYPOINT")
    assert values(last, "VOLUME") == ["/data"]


def test_the_image_says_how_it_is_looked_at_and_stopped(stages: list[list[Step]]) -> None:
    last = stages[-1]
    assert "http://127.0.0.1:8501/health" in values(last, "HEALTHCHECK")[0]
    assert values(last, "STOPSIGNAL") == ["SIGTERM"]
    assert values(last, "ENTRYPOINT")[0].startswith("["), "a shell would not pass SIGTERM on"


def test_no_secret_is_set_or_copied(stages: list[list[Step]]) -> None:
    """What a build may copy is named one by one, so a secret that lies beside it stays out."""
    for stage in stages:
        for value in values(stage, "ENV") + values(stage, "ARG"):
            assert not re.search(r"KEY|SECRET|TOKEN|PASSWORD|DATABASE_URL", value)
    ignored = [line for line in Path(".dockerignore").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert ignored[0] == "*"
    admitted = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert admitted == {
        "LICENSE",
        "README.md",
        "app.py",
        "matcher",
        "programs",
        "pyproject.toml",
        "deploy/requirements.lock",
        ".streamlit/config.toml",
    }
    assert all(Path(name).exists() for name in admitted)
