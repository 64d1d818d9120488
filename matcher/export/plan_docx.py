"""A plan as a DOCX that can be edited, poured into a template that a *pôle* can replace by its own letterhead."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docx.table import Table as DrawnTable
from docxtpl import DocxTemplate, Subdoc
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from matcher.document import InputError, Problem
from matcher.export.handover import handover
from matcher.export.handover_content import Bullets, Handover, Table
from matcher.locale import N_, Language
from matcher.planning.plan import Plan, Plans

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BODY = "{{p body }}"
BELOW_A_TABLE = Pt(12)
STYLES = ("Heading 1", "List Bullet", "Table Grid")
"""The styles that a template must have, beside those that every document has."""


def docx(plans: Plans, plan: Plan, language: Language, template: Path | None = None) -> bytes:
    """Return the document of one plan.

    Args:
        plans: all plans of the project.
        plan: the one to hand over.
        language: of the whole document.
        template: a DOCX with `{{p body }}` in a paragraph of its own; ours, if None.

    Raises:
        InputError: the template is no DOCX, lacks a style or the body, or holds what is no placeholder of ours.
    """
    return docx_of(handover(plans, plan, language), template)


def docx_of(content: Handover, template: Path | None = None) -> bytes:
    """Return a document with any content, poured as `docx` does. Raises InputError."""
    if template is not None:
        return _poured(content, template)
    with as_file(files("matcher.export.templates") / "plan.docx") as ours:
        return _poured(content, ours)


def _poured(content: Handover, template: Path) -> bytes:
    name = str(template)
    try:
        document = DocxTemplate(template)
        body = document.new_subdoc()
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise InputError([Problem(name, 1, 1, "", N_("this is not a DOCX"))]) from None
    lacking = [style for style in STYLES if style not in {known.name for known in document.docx.styles}]
    if lacking:
        expected = ", ".join(lacking)
        raise InputError([Problem(name, 1, 1, "", N_("the template lacks a style"), expected=expected)])
    if not any(paragraph.text.strip() == BODY for paragraph in document.docx.paragraphs):
        raise InputError([Problem(name, 1, 1, "", N_("the template has no place for the plan"), expected=BODY)])
    _draw(content, body, _width(document))
    words = {name: _clean(getattr(content, name)) for name in ("title", "subtitle", "footer")}
    try:
        document.render(words | {"body": body}, SandboxedEnvironment(autoescape=True), autoescape=True)
    except (TemplateError, TypeError) as error:
        values = {"detail": str(error)}
        raise InputError([Problem(name, 1, 1, "", N_("the template cannot be filled: {detail}"), values)]) from None
    document.docx.core_properties.title = f"{words['title']} – {words['subtitle']}"
    document.docx.core_properties.language = f"{content.language}-CA"
    _set_language(document, f"{content.language}-CA")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _draw(content: Handover, body: Subdoc, width: int) -> None:
    for section in content.sections:
        body.add_paragraph(_clean(section.heading), style="Heading 1")
        for before, block in zip((None, *section.blocks), section.blocks, strict=False):
            start = len(body.paragraphs)
            if isinstance(block, str):
                body.add_paragraph(_clean(block))
            elif isinstance(block, Bullets):
                if block.lead:
                    _lead(body, block.lead)
                for item in block.items:
                    body.add_paragraph(_clean(item), style="List Bullet")
            else:
                _table(body, block, width)
            if isinstance(before, Table):  # room, not an empty line that readers announce
                body.paragraphs[start].paragraph_format.space_before = BELOW_A_TABLE


def _lead(body: Subdoc, words: str) -> None:
    """Write a line that stays on the page of what it leads to."""
    paragraph = body.add_paragraph()
    paragraph.add_run(_clean(words)).bold = True
    paragraph.paragraph_format.keep_with_next = True


def _table(body: Subdoc, table: Table, width: int) -> None:
    _lead(body, table.caption)
    drawn = body.add_table(1 + len(table.rows), len(table.headings), style="Table Grid")
    drawn.autofit = False
    last = len(table.rows) if table.total else -1
    for number, row in enumerate((table.headings, *table.rows)):
        cells = drawn.rows[number].cells
        for column, words in enumerate(row):
            paragraph = cells[column].paragraphs[0]
            paragraph.add_run(_clean(words)).bold = number in {0, last}
            if column in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    parts = table.widths or (1,) * len(table.headings)
    for column, part in enumerate(parts):
        drawn.columns[column].width = Emu(width * part // sum(parts))
        for cell in drawn.columns[column].cells:
            cell.width = Emu(width * part // sum(parts))
    _repeat_headings(drawn)
    named = OxmlElement("w:tblCaption")  # what readers call the table; python-docx has no such thing
    named.set(qn("w:val"), _clean(table.caption))
    drawn._tbl.tblPr.append(named)


def _repeat_headings(drawn: DrawnTable) -> None:
    """Mark the first row as headings, which readers announce and pages repeat, and keep each row on one page."""
    for number, row in enumerate(drawn.rows):
        properties = row._tr.get_or_add_trPr()  # python-docx has no header rows
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _width(document: DocxTemplate) -> int:
    section = document.docx.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _set_language(document: DocxTemplate, code: str) -> None:
    """Say in which language the document is, so that it is read aloud and checked in it."""
    for run in document.docx.styles.element.iter(qn("w:rPrDefault")):
        for language in run.iter(qn("w:lang")):
            language.set(qn("w:val"), code)


def _clean(words: str) -> str:
    """Return words without what no XML file may hold."""
    return NOT_IN_XML.sub("", words)
