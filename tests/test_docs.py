"""Documentation and code cannot drift apart unseen."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer

from matcher.cli import app
from matcher.document import parse_document
from matcher.profile import ATTRIBUTES, profile_from

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def names(group: typer.Typer, before: str = "") -> list[str]:
    """Return every command of a group, with the groups it is in."""
    found = [f"{before}{c.name or c.callback.__name__}" for c in group.registered_commands if c.callback]
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            found += names(inner.typer_instance, f"{before}{inner.name} ")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project points at one that exists."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [t for t in targets if "://" not in t and not t.startswith("mailto:") and not (page.parent / t).exists()]
    assert broken == []


@pytest.mark.parametrize("command", [name for name in names(app) if name != "version"])
def test_every_command_is_documented(command: str) -> None:
    """Each command is named somewhere in the documentation, as it is typed."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert f"matcher {command}" in text or f"matcher {command.split(maxsplit=1)[0]} check | list | show ID | schema" in text


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_every_attribute_is_in_the_page_for_curators(attribute: str) -> None:
    """The page for curators says how each attribute is written."""
    assert f"`{attribute}`" in (ROOT / "docs/curators.md").read_text(encoding="utf-8")


def test_every_layer_is_in_the_architecture() -> None:
    """The page on the architecture names each layer that import-linter holds."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    text = (ROOT / "docs/developers/architecture.md").read_text(encoding="utf-8")
    assert [layer for layer in layers if layer.removeprefix("matcher.") not in text] == []


@pytest.mark.parametrize("page", ["README.md", "docs/fr/guide.md", "docs/en/guide.md"])
def test_profiles_in_the_documentation_are_valid(page: str) -> None:
    """Every profile shown as an example is one that the command accepts."""
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    profiles = [block for block in blocks if re.search(r"^(enterprise|project):", block, re.MULTILINE)]
    assert profiles
    for block in profiles:
        assert profile_from(parse_document(block, page, yes_no=True)).unresolved_sectors == ()


@pytest.mark.parametrize("name", names(app))
def test_every_command_has_help(name: str) -> None:
    """Every command says what it does."""
    group: typer.Typer = app
    *parents, last = name.split()
    for parent in parents:
        group = next(g.typer_instance for g in group.registered_groups if g.name == parent and g.typer_instance)
    command = next(c for c in group.registered_commands if c.callback and (c.name or c.callback.__name__) == last)
    assert command.callback is not None
    assert (command.callback.__doc__ or "").strip()
