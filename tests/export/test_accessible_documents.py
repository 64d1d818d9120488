"""A plan as DOCX and PDF for those who do not see it: beside what tests/export/test_plan_documents.py holds of the structure."""

from __future__ import annotations

from io import BytesIO

import docx as word
import pikepdf
import pytest
from docx.oxml.ns import qn

from matcher.export.handover import handover
from matcher.export.handover_content import Table
from matcher.export.plan_docx import docx
from matcher.export.plan_pdf import pdf
from matcher.locale import Language
from tests.export.test_plan_documents import a_plan, elements


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_docx_is_read_without_being_seen(language: Language) -> None:
    """Styles make the title and the headings, each table has a name and one row of headings, no line is empty, all is in one language."""
    plans, plan = a_plan()
    document = word.Document(BytesIO(docx(plans, plan, language)))
    assert document.paragraphs[0].style.name == "Title"
    assert [p.style.name for p in document.paragraphs if p.text.strip() == ""] == []
    captions = [b.caption for s in handover(plans, plan, language).sections for b in s.blocks if isinstance(b, Table)]
    named = [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in document.tables]
    assert named == captions
    assert [sum("w:tblHeader" in row._tr.xml for row in table.rows) for table in document.tables] == [1] * len(captions)
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {f"{language}-CA"}
    assert list(document.element.iter(qn("w:lang"))) == []
    assert not [cell for table in document.tables for cell in table._tbl.iter(qn("w:vMerge"), qn("w:gridSpan"))]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_picture_in_a_document_is_without_words(language: Language) -> None:
    """Neither document has a picture; one that is added must say what it shows."""
    plans, plan = a_plan()
    document = word.Document(BytesIO(docx(plans, plan, language)))
    assert [drawn for drawn in document.element.iter(qn("wp:docPr")) if not drawn.get("descr")] == []
    with pikepdf.open(BytesIO(pdf(plans, plan, language))) as read:
        tree = list(elements(read.Root.StructTreeRoot))
        assert [figure for figure in tree if figure.S == "/Figure" and "/Alt" not in figure] == []
        heads = [cell for cell in tree if cell.S == "/TH"]
        assert heads
        assert {str(cell.A.Scope if isinstance(cell.A, pikepdf.Dictionary) else cell.A[0].Scope) for cell in heads} == {"/Column"}
