"""A plan as DOCX and PDF: everything that belongs in a lender's file, tagged, and nothing of what people typed is interpreted."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx as word
import pikepdf
import pytest

from matcher.catalogue import load_catalogue
from matcher.document import InputError
from matcher.export.handover import handover
from matcher.export.handover_content import Bullets, Handover, Table
from matcher.export.plan_docx import docx
from matcher.export.plan_pdf import pdf
from matcher.locale import Language
from matcher.planning import Plan, Plans
from matcher.profile import Profile
from tests.foreign_words import foreign, misset
from tests.planning.small import catalogue, planned, profile

SOFFICE = shutil.which("soffice")
HOSTILE = '{{ 7*7 }} {% raw %} #eval("1+1") *b* <script>x</script> $ \\ @ref \x00\x07 \u202e עברית 😀 ' + "x" * 400
PROGRAMS: dict[str, dict[str, Any]] = {
    "piec": {
        "provider": "quebec",
        "amount": {"max": 400_000},
        "stacking": {"ceiling": 0.8, "base": "own_eligible_costs"},
        "evidence": {"stacking": "page"},
        "apply": {"documents": ["business_plan", "quotes"]},
        "eligibility": {"requires": [{"confirm": {"id": "project-not-started"}}]},
    },
    "loan": {"instruments": ["loan"], "amount": {"max": 200_000}, "provider": "solidarity"},
}


def a_plan(description: str = "Une épicerie de village", **project: Any) -> tuple[Plans, Plan]:
    given = {
        "description": description,
        "costs": [{"use": "construction", "amount": 900_000, "label": description[:150]}],
        "contributions": [{"kind": "cash", "amount": 100_000}],
        "start": "2027-03",
        "documents": ["quotes"],
        **project,
    }
    plans = planned(catalogue(PROGRAMS), profile(given, legal_form="solidarity_coop"), alternatives=True)
    return plans, plans.plans[0]


def words_of(content: Handover) -> Iterator[str]:
    """Yield every text of a document, cell by cell."""
    yield content.title
    for section in content.sections:
        yield section.heading
        for block in section.blocks:
            if isinstance(block, str):
                yield block
            elif isinstance(block, Bullets):
                yield from block.items
            else:
                yield from block.headings
                for row in block.rows:
                    yield from row


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_content_stands_in_the_order_of_a_lenders_file(language: Language) -> None:
    """Enterprise, project, money, rules, calendar, documents, other plans, questions, pages; tables add up."""
    plans, plan = a_plan()
    content = handover(plans, plan, language)
    assert len(content.sections) == 9
    costs, financing = [block for block in content.sections[2].blocks if isinstance(block, Table)]
    assert costs.rows[-1][1] == financing.rows[-1][3]
    assert costs.total
    assert financing.total
    documents = next(block for block in content.sections[5].blocks if isinstance(block, Table))
    states = {row[0]: row[2] for row in documents.rows}
    ready, missing = {"fr": ("Prêt", "Manquant"), "en": ("Ready", "Missing")}[language]
    assert states[{"fr": "Soumissions", "en": "Quotes"}[language]] == ready
    assert states[{"fr": "Plan d'affaires", "en": "Business plan"}[language]] == missing
    assert "v1" in content.footer


def test_what_keeps_money_missing_and_what_is_open_is_told() -> None:
    """The document says why money is missing, what to confirm, and what a refusal changes."""
    plans, plan = a_plan()
    assert plan.shortfall == 200_000
    said = " ".join(words_of(handover(plans, plan, "en")))
    assert "must come from private or own money" in said
    assert "The project and its spending have not begun before the application" in said
    assert "If Program piec refuses" in said
    assert "No page states: whose money counts and how much a loan counts" in said
    assert "Do not start or sign anything before the application to Program piec is in" in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_docx_holds_everything(language: Language) -> None:
    """Headings are headings, the first row of each table repeats, and the language and title are set."""
    plans, plan = a_plan()
    document = word.Document(BytesIO(docx(plans, plan, language)))
    content = handover(plans, plan, language)
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"]
    assert headings == [section.heading for section in content.sections]
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    text = squeezed(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    assert [words for words in words_of(content) if squeezed(words) not in text] == []
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert document.core_properties.title == f"{content.title} – {content.subtitle}"
    assert document.core_properties.language == f"{language}-CA"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: `make office`")
def test_docx_opens_in_libreoffice(tmp_path: Path) -> None:
    """The word processor reads it and makes pages of it."""
    source = tmp_path / "plan.docx"
    source.write_bytes(docx(*a_plan(HOSTILE), "fr"))
    command = [
        str(SOFFICE),
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pikepdf.open(tmp_path / "plan.pdf") as read:
        assert len(read.pages) >= 2


def test_what_people_typed_is_only_words() -> None:
    """Markup, code and stray characters come out as they were typed, without what no file may hold."""
    plans, plan = a_plan(HOSTILE)
    text = " ".join(paragraph.text for paragraph in word.Document(BytesIO(docx(plans, plan, "en"))).paragraphs)
    assert '{{ 7*7 }} {% raw %} #eval("1+1") *b* <script>x</script> $ \\ @ref' in text
    assert "49" not in text.split("{{ 7*7 }}")[1][:40]
    assert pdf(plans, plan, "en").startswith(b"%PDF-1.7")


def test_a_pole_can_bring_its_own_template(tmp_path: Path) -> None:
    """The plan is poured into a letterhead, and what is wrong with one is said."""
    ours = word.Document()
    ours.add_paragraph("Pôle de la Montérégie Est: {{ title }}")
    ours.add_paragraph("{{p body }}")
    letterhead = tmp_path / "letterhead.docx"
    ours.save(str(letterhead))
    plans, plan = a_plan()
    read = word.Document(BytesIO(docx(plans, plan, "en", letterhead)))
    assert read.paragraphs[0].text == "Pôle de la Montérégie Est: Funding plan"
    assert len(read.tables) >= 6


@pytest.mark.parametrize(
    ("paragraphs", "says"),
    [
        (["{{ title }}"], "no place for the plan"),
        (["{{p body }}", "{% for %}"], "cannot be filled"),
        (["{{p body }}", "{{ ''.__class__.__mro__ }}"], "cannot be filled"),
        (None, "not a DOCX"),
    ],
)
def test_a_bad_template_is_refused(paragraphs: list[str] | None, says: str, tmp_path: Path) -> None:
    """A template without a place for the plan, with code or of another kind gives one clear message that names it."""
    path = tmp_path / "template.docx"
    if paragraphs is None:
        path.write_bytes(b"no zip")
    else:
        document = word.Document()
        for words in paragraphs:
            document.add_paragraph(words)
        document.save(str(path))
    with pytest.raises(InputError) as raised:
        docx(*a_plan(), "en", path)
    assert says in raised.value.text("en")
    assert "template.docx" in raised.value.text("en")


def elements(node: Any) -> Iterator[Any]:
    """Yield every element of the structure of a PDF."""
    for child in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pdf_is_tagged_as_pdf_ua_asks(language: Language) -> None:
    """What can be checked of PDF/UA-1 by the structure: marked, titled, in a language, headings in order, table headers, fonts inside."""
    plans, plan = a_plan()
    with pikepdf.open(BytesIO(pdf(plans, plan, language))) as read:
        root = read.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).startswith(language)
        assert root.ViewerPreferences.DisplayDocTitle
        with read.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert handover(plans, plan, language).title in metadata["dc:title"]
        tree = list(elements(root.StructTreeRoot))
        kinds = [str(element.S) for element in tree]
        levels = [int(kind[2:]) for kind in kinds if kind[1] == "H" and kind[2:].isdigit()]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        tables = [element for element in tree if element.S == "/Table"]
        assert len(tables) >= 7
        assert all("/TH" in {str(part.S) for part in elements(table)} for table in tables)
        assert {"/P", "/L", "/LI", "/TR", "/TD"} <= set(kinds)
        fonts = [font for page in read.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert "/ToUnicode" in font
        assert all("/StructParents" in page and page.get("/Tabs") == "/S" for page in read.pages)


def test_the_same_plan_gives_the_same_pdf() -> None:
    """Nothing in it depends on the moment when it was made."""
    plans, plan = a_plan()
    assert pdf(plans, plan, "fr") == pdf(plans, plan, "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_documents_are_in_one_language(language: Language) -> None:
    """Every text of the document of a real plan is in its language, and set as people of Québec do."""
    given = {
        "enterprise": {"legal_form": "consumer_coop", "sector": ["grocery"], "municipality": "Beloeil", "founded": "2019-04"},
        "project": {
            "costs": [{"use": "renovation", "amount": 250_000}, {"use": "equipment", "amount": 50_000}],
            "contributions": [{"kind": "cash", "amount": 60_000}],
            "start": "2027-04",
        },
    }
    plans = planned(load_catalogue(), Profile.model_validate(given))
    texts = list(words_of(handover(plans, plans.plans[0], language)))
    assert len(texts) > 100
    assert foreign(texts, language) == []
    assert misset(texts, language) == []
