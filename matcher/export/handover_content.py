"""What a document to hand over is made of: sections of paragraphs, lists and tables, drawn alike as DOCX and as PDF."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.locale import Language


@dataclass(frozen=True)
class Table:
    """Rows under headings; the columns of `numbers` are set to the right, and the last row is a total where `total` says so."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    """The width of each column in parts of the page, equal if there are none."""
    total: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points, below a line that leads to them if there is one."""

    items: tuple[str, ...]
    lead: str = ""


Block = str | Table | Bullets


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Handover:
    """A document to hand over, in one language."""

    title: str
    subtitle: str
    language: Language
    sections: tuple[Section, ...]
    footer: str
