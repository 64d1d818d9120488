"""Writes matcher/export/templates/plan.docx anew: the document that a plan is poured into, and that a *pôle* can replace by its own.

A template needs `{{p body }}` alone in a paragraph; `{{ title }}`, `{{ subtitle }}` and `{{ footer }}` may stand anywhere. The body
takes the styles Title, Heading 1, Normal, List Bullet and Table Grid of the template.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).parent.parent / "matcher" / "export" / "templates" / "plan.docx"


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field that the word processor works out, such as the number of the page."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)  # python-docx has no fields


def main() -> None:
    """Write the template."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    styles = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(10.5)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    styles["List Bullet"].paragraph_format.space_after = Pt(2)
    for name, size in (("Title", 20), ("Heading 1", 14)):
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), RGBColor(0x0B, 0x4F, 0x6C)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)  # a theme would win over the font
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subtitle }}").runs[0].font.size = Pt(13)
    document.add_paragraph("{{p body }}")
    foot = section.footer.paragraphs[0]
    foot.add_run("{{ footer }}  ").font.size = Pt(8)
    field(foot, "PAGE")
    foot.add_run(" / ").font.size = Pt(8)
    field(foot, "NUMPAGES")
    foot.alignment = WD_ALIGN_PARAGRAPH.LEFT
    TARGET.parent.mkdir(exist_ok=True)
    document.save(str(TARGET))


if __name__ == "__main__":
    main()
