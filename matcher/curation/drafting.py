"""The first form of a new program file: valid from the start, and honest about all that it does not say yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from matcher.catalogue import Provider
from matcher.curation.formatting import WIDTH

HEADER = "# yaml-language-server: $schema=../program.schema.json\n"


@dataclass(frozen=True)
class Draft:
    """What is known of a program on the first day."""

    id: str
    family: str
    name: Mapping[str, str]
    provider: str
    instruments: tuple[str, ...]
    summary: Mapping[str, str]
    url: str
    read_on: date

    def text(self) -> str:
        """Write the file."""
        instruments = CommentedSeq(self.instruments)
        instruments.fa.set_flow_style()
        page: dict[str, Any] = {"id": "page", "url": self.url, "read_on": self.read_on}
        document = CommentedMap(
            id=self.id,
            name=dict(self.name),
            provider=self.provider,
            family=self.family,
            instruments=instruments,
            summary=dict(self.summary),
            status="unknown",
            sources=[page],
            confidence="low",
            open_questions=[
                {
                    "fr": "Tout sauf le nom et le résumé : montants, critères et dates restent à lire.",
                    "en": "Everything but the name and the summary: amounts, criteria and dates are still to be read.",
                }
            ],
        )
        return HEADER + _dumped(document)


def write_draft(draft: Draft, provider: Provider | None, directory: Path) -> Path:
    """Write a new program file, and its provider if that is new, and return where.

    Raises:
        FileExistsError: rather than writing over a file.
    """
    path = directory / draft.family / f"{draft.id}.yaml"
    with path.open("x", encoding="utf-8") as file:
        file.write(draft.text())
    if provider is not None:
        entry = {draft.provider: provider.model_dump(mode="json", exclude_defaults=True)}
        with (directory / "providers.yaml").open("a", encoding="utf-8") as file:
            file.write(_dumped(entry))
    return path


def _dumped(document: Any) -> str:
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    yaml.dump(document, written)
    return written.getvalue()
